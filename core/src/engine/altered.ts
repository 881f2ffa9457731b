/** A call as it would be with other facts: for those who ask what would have been decided then. */
import type { Call } from '../facts/call.ts'
import { hasValue } from '../facts/fact.ts'
import type { Value } from '../facts/value.ts'
import type { Counter } from '../policy/policy.ts'
import { type Reading, resolve, type Subject } from './subject.ts'

/** Values by the name of the fact. */
export type Changes = ReadonlyMap<string, Value>

/** `null` where it cannot be told what the call would be then. */
export type Altered = Subject | null

/** @returns The subject with `changes`, its own draws on counters included; `null` if it would draw on another partition. */
export function altered(subject: Subject, counters: readonly Counter[], changes: Changes): Altered {
  const call = { ...subject.call, facts: { ...subject.call.facts, ...Object.fromEntries(changes) } }
  const bare: Subject = {
    ...subject,
    call,
    decoded: { ...subject.decoded, calls: replaced(subject.decoded.calls, subject.call, call) },
    source: (name) => changes.get(name) ?? subject.source(name),
  }
  const readings = new Map(subject.readings)
  for (const counter of counters) {
    const known = readings.get(counter.id)
    if (known === undefined) continue
    const reading = readAgain(counter, known, subject, bare)
    if (reading === null) return null
    readings.set(counter.id, reading)
  }
  return { ...bare, readings }
}

function readAgain(counter: Counter, known: Reading, before: Subject, after: Subject): Reading | null {
  const pairs = [counter.measure, ...counter.partition].map((operand) => [
    resolve(operand, before),
    resolve(operand, after),
  ])
  const [measure, ...partition] = pairs.map((pair) => !same(pair))
  if (partition.includes(true)) return null
  if (!measure || counter.method === 'count') return measure ? null : known
  const own = pairs[0]![1]!
  if (!hasValue(known.withoutOwn) || known.withoutOwn.type !== 'integer' || own.type !== 'integer' || own.value < 0n)
    return null
  return { ...known, withOwn: { type: 'integer', value: known.withoutOwn.value + own.value } }
}

/** Facts that are not the same object may still be equal; they are told apart, which only ever says less. */
function same([before, after]: readonly unknown[]): boolean {
  const text = (fact: unknown) => JSON.stringify(fact, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
  return before === after || text(before) === text(after)
}

function replaced(calls: readonly Call[], old: Call, call: Call): readonly Call[] {
  return calls.map((one) => (one === old ? call : { ...one, calls: replaced(one.calls, old, call) }))
}
