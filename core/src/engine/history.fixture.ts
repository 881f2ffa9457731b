/** Requests judged one after the other by the engine, each seeing what those before it drew; and the same for the reference. */
import type { JsonValue } from '../codec/json.ts'
import type { Fact } from '../facts/fact.ts'
import { failed, notAsked } from '../facts/fact.ts'
import type { Value } from '../facts/value.ts'
import { InputError } from '../input-error.ts'
import { parseController } from '../policy/limit.ts'
import type { Policy } from '../policy/policy.ts'
import { compile, parse } from '../policy/text.ts'
import type { Decision } from './decision.ts'
import { controllers, type Topic } from './documents.fixture.ts'
import { evaluate } from './evaluate.ts'
import { luck } from './luck.fixture.ts'
import { type Answer, answer, type Document, type Draw } from './reference.fixture.ts'
import { type Traffic, traffic } from './traffic.fixture.ts'

/** A request with who asks; null when that is not known. */
export type Request = Traffic & { readonly issuers: readonly string[] | null; readonly unknown: Fact }

const declared = controllers.map((controller) =>
  parseController({ ...controller, window: { type: 'lifetime' } } as unknown as JsonValue),
)
const everything = traffic(7, 4000)
const byTopic = new Map<string, readonly Traffic[]>()
const crowd: readonly (readonly string[] | null)[] = [
  ['UserId:dana'],
  ['UserId:dana'],
  ['UserId:ann', 'UserId:ben'],
  ['UserId:ann'],
  ['SessionId:s1'],
  [],
  null,
]

/** @returns The policy; null for a document that the compiler refuses. */
export function compiled(document: Document): Policy | null {
  try {
    return compile(parse(JSON.stringify(document)), { id: 'p', controllers: declared })
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

/** @returns `count` requests, most of them about the topic, the same for the same seed. */
export function requests(topic: Topic, seed: number, count: number): readonly Request[] {
  const any = luck(seed)
  const own = about(topic)
  return Array.from({ length: count }, () => {
    const issuers = any.once(12) ? null : any.pick(crowd)
    return { ...any.pick(any.once(6) ? everything : own), issuers, unknown: any.once(2) ? notAsked : failed('timeout') }
  })
}

function about([chain, type]: Topic): readonly Traffic[] {
  const key = `${chain} ${type}`
  const known = byTopic.get(key)
  if (known !== undefined) return known
  const found = everything.filter(({ told, decoded }) => {
    const types = decoded.calls.flatMap(({ facts }) =>
      facts.possibleTypes?.type === 'list' ? facts.possibleTypes.items : [],
    )
    return told.chain === chain && types.some((one) => one.type === 'text' && one.value === type)
  })
  byTopic.set(key, found)
  return found
}

/** What counters stand at, by the names of their facts. */
export type Totals = ReadonlyMap<string, bigint>

/** @returns What the policy says of one request. */
export function judge(policy: Policy, { decoded, issuers, unknown }: Request, totals: Totals): Decision {
  const facts = new Map<string, Fact>([
    ['issuers', issuers === null ? unknown : list(issuers)],
    ['issuerTypes', issuers === null ? unknown : list([...new Set(issuers.map((one) => one.split(':')[0]!))])],
  ])
  const source = (name: string): Fact => {
    if (name.startsWith('counter.')) return { type: 'integer', value: totals.get(name) ?? 0n }
    return facts.get(name) ?? notAsked
  }
  return evaluate([{ level: 'key', policy }], decoded, source, { noPolicy: 'deny', requestHash: '0x' })
}

/** @returns A function that decides the next request of a history; `before` sees what counters stood at. */
export function history(policy: Policy, before: (totals: Totals) => void = () => {}): (request: Request) => Decision {
  const totals = new Map<string, bigint>()
  return (request) => {
    before(totals)
    const decision = judge(policy, request, totals)
    for (const { counter, partition, amount } of decision.draws) {
      const name = `counter.${counter}.${partition}`
      totals.set(name, (totals.get(name) ?? 0n) + amount)
    }
    return decision
  }
}

/** @returns The same for the reference. */
export function referenceHistory(document: Document): (request: Request) => Answer {
  const totals = new Map<string, bigint>()
  const total = (counter: string, partition: string) => totals.get(`${counter} ${partition}`) ?? 0n
  return ({ told, issuers }) => {
    const result = answer(document, told, { issuers, controllers, total })
    for (const { counter, partition, amount } of result.draws)
      totals.set(`${counter} ${partition}`, total(counter, partition) + amount)
    return result
  }
}

/** @returns The draws in one order. */
export function sorted<T extends Pick<Draw, 'counter' | 'call'>>(draws: readonly T[]): readonly T[] {
  return [...draws].sort((a, b) => a.call - b.call || (a.counter < b.counter ? -1 : 1))
}

function list(texts: readonly string[]): Value {
  return { type: 'list', items: texts.map((value) => ({ type: 'text', value })) }
}
