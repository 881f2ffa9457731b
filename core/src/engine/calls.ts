/** The calls of a request as a list that conditions look at, and each of them by its place. Made once for a request. */
import { type Call, type Decoded, judged } from '../facts/call.ts'
import { type Fact, failed } from '../facts/fact.ts'

/** Each of them may be judged by what is true of all of them, so that the work grows with the square. */
export const mostCalls = 256

type Calls = { readonly places: Fact; readonly at: ReadonlyMap<bigint, Call> }

const made = new WeakMap<Decoded, Calls>()

/** @returns The calls that policies judge: the list of their places, failed (`too_many`) beyond 256, and each by its place. */
export function callsOf(decoded: Decoded): Calls {
  const known = made.get(decoded)
  if (known !== undefined) return known
  const calls = judged(decoded.calls)
  const at = new Map(calls.map((call) => [BigInt(call.index), call]))
  const items = [...at.keys()].map((value) => ({ type: 'integer', value }) as const)
  const places: Fact = calls.length > mostCalls ? failed('too_many') : { type: 'list', items }
  made.set(decoded, { places, at })
  return { places, at }
}
