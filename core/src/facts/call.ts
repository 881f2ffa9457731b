/**
 * A request decodes to an ordered tree of calls. Each call carries the facts that are true of it alone and the range of bytes
 * it was read from; the request carries those that are true of all its calls.
 */
import type { Code } from '../codes.ts'
import { isLocal } from './catalogue.ts'
import type { CodeKind } from './contract.ts'
import type { Reading } from './decoders/evm/action.ts'
import type { Invocation } from './decoders/solana/accounts.ts'
import type { Holders } from './decoders/solana/holder.ts'
import type { DecodedInstruction } from './decoders/solana/instructions.ts'
import { derivations } from './derivation.ts'
import { absent, type Fact, notAsked } from './fact.ts'

/** Facts by name; a name that is missing was not established by decoding. */
export type Facts = Readonly<Record<string, Fact>>

/** What sort of thing a call is. */
export type CallKind =
  | 'transfer'
  | 'contractCall'
  | 'delegateCall'
  | 'command'
  | 'blobCall'
  | 'creation'
  | 'authorization'
  | 'typedData'
  | 'message'
  | 'userOperation'
  | 'solanaMessage'
  | 'instruction'
  | 'operation'
  | 'rawHash'

/** One decoded operation. */
export type Call = {
  /** Position in the tree, parents before children, from 0. */
  readonly index: number
  readonly kind: CallKind
  /** Whether policies judge it. What is not judged has no effect of its own, or its parts are judged instead. */
  readonly judged: boolean
  /** Bytes of the payload that it was read from: first, and one past the last. */
  readonly start: number
  readonly end: number
  readonly facts: Facts
  readonly calls: readonly Call[]
  /** Where in the payload the first byte of an EVM call’s own data is. */
  readonly dataAt?: number
  /** The function that an EVM call was read as, and its arguments, canonical or not. */
  readonly reading?: Reading
  /** What code is known to be at the target of an EVM call, as somebody reviewed it; null where nobody did. */
  readonly code?: CodeKind | null
  /** Whether it makes other calls, by code that is known, and does nothing else but take the value that it is sent. */
  readonly isPlain?: boolean
  /** The Solana instruction that the call is, for those who read it with an IDL. */
  readonly invocation?: Invocation
  /** What it says, as far as its program is known, and who owns the token accounts of its message. */
  readonly instruction?: DecodedInstruction
  readonly holders?: Holders
}

/** Well-formed, and yet no chain would accept it, or nobody should sign it. The request is denied with this code. */
export type Objection = { readonly code: Code; readonly at?: number; readonly expected: string }

/** What a request says, before any policy is asked. */
export type Decoded = {
  readonly facts: Facts
  readonly calls: readonly Call[]
  readonly objections: readonly Objection[]
}

/** Facts that somebody else supplies: issuer, time, counters, lists, providers. */
export type Source = (name: string) => Fact

/** @returns A source over `facts`; what they do not name was not asked. */
export function sourceOf(facts: Facts): Source {
  return (name) => (Object.hasOwn(facts, name) ? facts[name]! : notAsked)
}

/** Finds one fact of a call. */
export type Finder = (decoded: Decoded, call: Call, source: Source) => Fact

/** @returns The fact `name` of `call`: its own, else the request's, else (for facts that bytes cannot tell) what `source` says. */
export function lookup(decoded: Decoded, call: Call, source: Source, name: string): Fact {
  return finder(name)(decoded, call, source)
}

/** @returns `lookup` of one name, for those who ask often. */
export function finder(name: string): Finder {
  const beyond = beyondBytes(name)
  return (decoded, call, source) => {
    if (Object.hasOwn(call.facts, name)) return call.facts[name]!
    if (Object.hasOwn(decoded.facts, name)) return decoded.facts[name]!
    return beyond(decoded, call, source)
  }
}

/** What a fact is that decoding did not state. */
function beyondBytes(name: string): Finder {
  const derive = derivations.get(name)
  if (derive !== undefined) return derive
  if (name === 'time.seconds') return (_decoded, _call, source) => secondsIn(source)
  return isLocal(name) ? () => absent : (_decoded, _call, source) => source(name)
}

/** The clock in whole seconds, rounded down, unless somebody says them. */
function secondsIn(source: Source): Fact {
  const said = source('time.seconds')
  if (said.type !== 'notAsked') return said
  const now = source('time.now')
  return now.type === 'instant' ? { type: 'integer', value: BigInt(Math.floor(now.value / 1000)) } : now
}

/** @returns The calls that policies judge, in order. */
export function judged(calls: readonly Call[]): readonly Call[] {
  const [only] = calls
  if (calls.length === 1 && only!.judged && only!.calls.length === 0) return calls
  return calls.flatMap((call) => (call.judged ? [call, ...judged(call.calls)] : judged(call.calls)))
}
