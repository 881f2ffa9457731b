/** Counters as one call sees them: what it would draw, and the totals that its conditions compare. */
import type { Source } from '../facts/call.ts'
import { type Fact, failed, hasValue, notAsked } from '../facts/fact.ts'
import { type Draw, partitionKey } from '../policy/limit.ts'
import type { Counter } from '../policy/policy.ts'
import * as Outcome from './outcome.ts'
import { nameOf, type Reading, resolve, type Subject, unaskedIn } from './subject.ts'
import { causeOf, needsOf, test, type Unknown, unknownIn } from './truth.ts'

/** What one call draws on one counter. `unknown` says why that cannot be told; `settled` that no further fact will tell. */
export type Drawing = {
  readonly counter: string
  readonly draw: Draw | null
  readonly unknown: Unknown | null
  readonly settled: boolean
  readonly needs: readonly string[]
  /** Drawn only if a step runs of which that is not known. */
  readonly possible?: true
}

/** What earlier calls of this request drew: totals by counter and partition, and the counters on which that is not known. */
export type Earlier = { readonly totals: ReadonlyMap<string, bigint>; readonly unknown: ReadonlyMap<string, Drawing> }

/** @returns What the subject's call draws on `counter`. A call whose measure is absent draws nothing, whatever the scope. */
export function drawing(counter: Counter, subject: Subject): Drawing {
  const measure = resolve(counter.measure, subject)
  const scope = measure.type === 'absent' ? Outcome.FALSE : test(counter.scope, subject)
  if (scope === Outcome.FALSE) return nothing(counter)
  const partition = counter.partition.map((operand) => resolve(operand, subject))
  const unknown = whyUnknown(counter, subject, scope, measure, partition)
  if (unknown === null) return { ...nothing(counter), draw: drawOf(counter, subject, measure, partition) }
  const needs = [
    ...needsOf(counter.scope, subject),
    ...unaskedIn(counter.measure, subject),
    ...counter.partition.flatMap((operand) => unaskedIn(operand, subject)),
  ]
  // Asking helps only where it could put the call out of scope, take its measure away, or make all three known.
  const hopeless =
    scope === Outcome.NOT_KNOWN ||
    amountOf(counter, measure).type === 'failed' ||
    partition.some((fact) => fact.type === 'failed' || fact.type === 'absent')
  const escapes = (scope & Outcome.FALSE) !== 0 || measure.type === 'notAsked'
  return { ...nothing(counter), unknown, needs, settled: needs.length === 0 || (hopeless && !escapes) }
}

/** @returns The total of `counter` as conditions of this call compare it. */
export function reading(counter: Counter, subject: Subject, source: Source, earlier: Earlier): Reading {
  const measure = amountOf(counter, resolve(counter.measure, subject))
  const partition = counter.partition.map((operand) => resolve(operand, subject))
  const blocked = [measure, ...partition].find((fact) => !hasValue(fact))
  if (blocked !== undefined) {
    const unasked = [counter.measure, ...counter.partition].flatMap((operand) => unaskedIn(operand, subject))
    return { withOwn: blocked, withoutOwn: blocked, unasked }
  }
  const obscured = earlier.unknown.get(counter.id)
  if (obscured !== undefined)
    return { ...fixed(obscured.settled ? failed('draw_not_known') : notAsked), unasked: obscured.needs }
  const key = partitionKey(partition.filter(hasValue))
  const name = `counter.${counter.id}.${key}`
  const stored = source(name)
  if (stored.type === 'notAsked') return { withOwn: notAsked, withoutOwn: notAsked, unasked: [name] }
  if (stored.type !== 'integer') return fixed(failed(stored.type === 'failed' ? stored.cause : 'state_unavailable'))
  const before = stored.value + (earlier.totals.get(earlierKey(counter.id, key)) ?? 0n)
  const own = (measure as { value: bigint }).value
  return {
    withOwn: { type: 'integer', value: before + own },
    withoutOwn: { type: 'integer', value: before },
    unasked: [],
  }
}

/** @returns The key of a counter's partition in the totals of `Earlier`. */
export function earlierKey(counter: string, partition: string): string {
  return `${counter} ${partition}`
}

function whyUnknown(
  counter: Counter,
  subject: Subject,
  scope: Outcome.Outcome,
  measure: Fact,
  partition: readonly Fact[],
): Unknown | null {
  if (scope !== Outcome.TRUE) return unknownIn(counter.scope, subject)
  const amount = amountOf(counter, measure)
  if (!hasValue(amount)) return { fact: nameOf(counter.measure), cause: causeOf(amount) }
  const index = partition.findIndex((fact) => !hasValue(fact))
  return index < 0 ? null : { fact: nameOf(counter.partition[index]!), cause: causeOf(partition[index]!) }
}

function drawOf(counter: Counter, subject: Subject, measure: Fact, partition: readonly Fact[]): Draw {
  const amount = amountOf(counter, measure) as { value: bigint }
  return {
    counter: counter.id,
    partition: partitionKey(partition.filter(hasValue)),
    call: subject.call.index,
    amount: amount.value,
  }
}

/** What a call adds: its measure, or 1. Only whole amounts of at least 0 can be summed. */
function amountOf(counter: Counter, measure: Fact): Fact {
  if (!hasValue(measure)) return measure
  if (counter.method === 'count') return { type: 'integer', value: 1n }
  if (measure.type !== 'integer') return failed('type_mismatch')
  return measure.value < 0n ? failed('negative_amount') : measure
}

function nothing(counter: Counter): Drawing {
  return { counter: counter.id, draw: null, unknown: null, settled: true, needs: [] }
}

function fixed(fact: Fact): Reading {
  return { withOwn: fact, withoutOwn: fact, unasked: [] }
}
