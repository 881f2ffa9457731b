/** What is counted and summed over the items of a list. One item that is not known makes the whole not known. */
import { absent, type Fact, failed, hasValue, notAsked } from '../facts/fact.ts'
import { equal, type Value } from '../facts/value.ts'
import type { Operand } from '../policy/condition.ts'
import * as Outcome from './outcome.ts'
import { resolve, type Subject, unaskedIn } from './subject.ts'
import { causeOf, needsOf, test, unknownIn } from './truth.ts'

type Count = Operand & { readonly kind: 'count' }
type Sum = Operand & { readonly kind: 'sum' }

/** @returns How many items satisfy the condition. Absent for an empty list. */
export function counted({ over, where }: Count, subject: Subject): Fact {
  const items = itemsOf(over, subject)
  if ('state' in items) return items.state
  return added(items.subjects.map((item) => included(where, item) ?? { type: 'integer', value: 1n }))
}

/** @returns The sum over the items that satisfy the condition. Absent where there are none. */
export function summed({ over, where, total, alike }: Sum, subject: Subject): Fact {
  const items = itemsOf(over, subject)
  if ('state' in items) return items.state
  const parts = items.subjects.map((item) => included(where, item) ?? amountOf(resolve(total, item)))
  if (parts.every((part) => part.type === 'absent')) return absent
  if (alike === undefined) return added(parts)
  const chosen = items.subjects.filter((_, i) => parts[i]!.type === 'integer')
  return added([...parts, sameness(chosen.map((item) => resolve(alike, item)))])
}

/** @returns The names of facts that must be asked before the count or sum is known. */
export function unaskedAmong(operand: Count | Sum, subject: Subject): readonly string[] {
  if (resolve(operand, subject).type !== 'notAsked') return []
  const items = itemsOf(operand.over, subject)
  if ('state' in items) return unaskedIn(operand.over, subject)
  return items.subjects.flatMap((item) => {
    if (test(operand.where, item) === Outcome.FALSE) return []
    const { total = null, alike = null } = operand.kind === 'sum' ? operand : {}
    const asked = [total, alike].flatMap((one) => (one === null ? [] : unaskedIn(one, item)))
    return [...needsOf(operand.where, item), ...asked]
  })
}

/** The subjects that look at one item each; else what the list, or its emptiness, makes of the whole. */
function itemsOf(
  over: Operand,
  subject: Subject,
): { readonly subjects: readonly Subject[] } | { readonly state: Fact } {
  const list = resolve(over, subject)
  if (!hasValue(list)) return { state: list }
  if (list.type !== 'list') return { state: failed('type_mismatch') }
  if (list.items.length === 0) return { state: absent }
  return { subjects: list.items.map((item) => ({ ...subject, item })) }
}

/** `null` for an item that satisfies the condition, absent for one that does not; else why that is not known. */
function included(where: Count['where'], item: Subject): Fact | null {
  const outcome = test(where, item)
  if (outcome === Outcome.TRUE) return null
  if (outcome === Outcome.FALSE) return absent
  return outcome === Outcome.NOT_KNOWN ? failed(unknownIn(where, item)!.cause) : notAsked
}

/** Absent, which adds nothing, where all are one value. */
function sameness(facts: readonly Fact[]): Fact {
  const [first] = facts
  const other = facts.find((fact) => !hasValue(fact)) ?? facts.find((fact) => !equal(fact as Value, first as Value))
  if (other === undefined || other.type === 'notAsked') return other ?? absent
  return failed(hasValue(other) ? 'unit_mismatch' : causeOf(other))
}

/** An item without an amount is not nothing: the sum cannot be told. */
function amountOf(fact: Fact): Fact {
  if (fact.type === 'integer' || fact.type === 'notAsked') return fact
  return failed(hasValue(fact) ? 'type_mismatch' : causeOf(fact))
}

/** What failed stays so; a fact not asked may fail yet; those left out add nothing. */
function added(parts: readonly Fact[]): Fact {
  const missing = parts.find(({ type }) => type === 'failed') ?? parts.find(({ type }) => type === 'notAsked')
  if (missing !== undefined) return missing
  const sum = parts.reduce((total, part) => total + (part.type === 'integer' ? part.value : 0n), 0n)
  return { type: 'integer', value: sum }
}
