/** Tests a condition against a subject: its outcome, the facts it still needs, and the first fact that keeps it unknown. */
import { type Fact, hasValue } from '../facts/fact.ts'
import type { Value } from '../facts/value.ts'
import type { Condition, Operand, Quantifier } from '../policy/condition.ts'
import { accepts, operators } from '../policy/operators.ts'
import * as Outcome from './outcome.ts'
import { nameOf, resolve, type Subject, unaskedIn } from './subject.ts'

/** Why a condition is not known: the fact concerned, and `absent`, `not_asked`, `type_mismatch` or the cause of its failure. */
export type Unknown = { readonly fact: string; readonly cause: string }

/** @returns The outcome of `condition`: one result now, and those it could still have. */
export function test(condition: Condition, subject: Subject): Outcome.Outcome {
  switch (condition.kind) {
    case 'always':
      return Outcome.TRUE
    case 'and':
      return fold(condition.of, subject, Outcome.TRUE, Outcome.FALSE, Outcome.and)
    case 'or':
      return fold(condition.of, subject, Outcome.FALSE, Outcome.TRUE, Outcome.or)
    case 'not':
      return Outcome.not(test(condition.of, subject))
    case 'exists':
      return exists(resolve(condition.operand, subject))
    case 'compare':
      return compare(condition, subject)
    case 'every':
    case 'some':
    case 'none':
      return quantified(condition, subject)
  }
}

/** @returns The unasked facts that could change the outcome; none when it is decided. May list one too many, never misses one. */
export function needsOf(condition: Condition, subject: Subject): readonly string[] {
  if (!Outcome.undecided(test(condition, subject))) return []
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap((part) => needsOf(part, subject))
    case 'not':
      return needsOf(condition.of, subject)
    case 'exists':
      return unaskedIn(condition.operand, subject)
    case 'compare':
      return [...unaskedIn(condition.left, subject), ...unaskedIn(condition.right, subject)]
    case 'every':
    case 'some':
    case 'none': {
      const list = resolve(condition.over, subject)
      if (list.type !== 'list') return unaskedIn(condition.over, subject)
      return list.items.flatMap((item) => needsOf(condition.holds, { ...subject, item }))
    }
    case 'always':
      return []
  }
}

/** @returns The first fact, as written, that keeps the condition from being known; `null` when it is known. */
export function unknownIn(condition: Condition, subject: Subject): Unknown | null {
  if (Outcome.known(test(condition, subject)) !== null) return null
  switch (condition.kind) {
    case 'and':
    case 'or':
      return first(condition.of, (part) => unknownIn(part, subject))
    case 'not':
      return unknownIn(condition.of, subject)
    case 'exists':
      return unknownFact(condition.operand, resolve(condition.operand, subject))
    case 'compare':
      return (
        unknownFact(condition.left, resolve(condition.left, subject)) ??
        unknownRight(condition.right, subject) ?? { fact: nameOf(condition.left), cause: 'type_mismatch' }
      )
    case 'every':
    case 'some':
    case 'none': {
      const list = resolve(condition.over, subject)
      if (list.type !== 'list')
        return unknownFact(condition.over, list) ?? { fact: nameOf(condition.over), cause: 'type_mismatch' }
      return first(list.items, (item) => unknownIn(condition.holds, { ...subject, item }))
    }
    case 'always':
      return null
  }
}

/** @returns Why a fact that has no value has none: `absent`, `not_asked`, or the cause of its failure. */
export function causeOf(fact: Fact): string {
  return fact.type === 'failed' ? fact.cause : fact.type === 'absent' ? 'absent' : 'not_asked'
}

/** @returns The right side of a comparison, read as the type of the left: `null` when it cannot be. */
export function readAs(right: Operand, left: Value): Value | null {
  if (right.kind === 'literal') return readLiteral(right, left)
  if (right.kind !== 'literals') return null
  const items = right.items.map((item) => readAs(item, left))
  return items.every((item) => item !== null) ? { type: 'list', items: items as Value[] } : null
}

function fold(
  parts: readonly Condition[],
  subject: Subject,
  neutral: Outcome.Outcome,
  absorbing: Outcome.Outcome,
  combine: (a: Outcome.Outcome, b: Outcome.Outcome) => Outcome.Outcome,
): Outcome.Outcome {
  let outcome = neutral
  for (const part of parts) {
    outcome = combine(outcome, test(part, subject))
    if (outcome === absorbing) return outcome
  }
  return outcome
}

function exists(fact: Fact): Outcome.Outcome {
  if (fact.type === 'absent') return Outcome.FALSE
  if (fact.type === 'failed') return Outcome.NOT_KNOWN
  return fact.type === 'notAsked' ? Outcome.OPEN : Outcome.TRUE
}

function compare(condition: Condition & { kind: 'compare' }, subject: Subject): Outcome.Outcome {
  const left = resolve(condition.left, subject)
  if (!hasValue(left))
    return left.type === 'notAsked' && !settledUnknown(condition.right, subject) ? Outcome.OPEN : Outcome.NOT_KNOWN
  const literal = condition.right.kind === 'literal' || condition.right.kind === 'literals'
  const right = literal ? readAs(condition.right, left) : resolve(condition.right, subject)
  if (right === null) return Outcome.NOT_KNOWN
  if (!hasValue(right)) return right.type === 'notAsked' ? Outcome.OPEN : Outcome.NOT_KNOWN
  if (!accepts(condition.operator, left, right)) return Outcome.NOT_KNOWN
  return Outcome.of(operators[condition.operator].test(left, right))
}

function settledUnknown(right: Operand, subject: Subject): boolean {
  if (right.kind === 'literal' || right.kind === 'literals') return false
  const fact = resolve(right, subject)
  return fact.type === 'absent' || fact.type === 'failed'
}

function quantified(condition: Condition & { kind: Quantifier }, subject: Subject): Outcome.Outcome {
  const list = resolve(condition.over, subject)
  if (list.type === 'notAsked') return Outcome.OPEN
  if (list.type !== 'list') return Outcome.NOT_KNOWN
  if (list.items.length === 0) return Outcome.FALSE
  if (condition.kind === 'none') return Outcome.not(over(list.items, condition, subject, Outcome.FALSE, Outcome.or))
  const every = condition.kind === 'every'
  return over(list.items, condition, subject, every ? Outcome.TRUE : Outcome.FALSE, every ? Outcome.and : Outcome.or)
}

function over(
  items: readonly Value[],
  { holds }: Condition & { kind: Quantifier },
  subject: Subject,
  start: Outcome.Outcome,
  combine: (a: Outcome.Outcome, b: Outcome.Outcome) => Outcome.Outcome,
): Outcome.Outcome {
  return items.reduce<Outcome.Outcome>((outcome, item) => combine(outcome, test(holds, { ...subject, item })), start)
}

/** As what the left side is; for a list, what its items are. An empty list has no such type, and equals no other in any. */
function readLiteral({ readings }: Operand & { kind: 'literal' }, left: Value): Value | null {
  const [first] = left.type === 'list' ? left.items : [left]
  return (first === undefined ? Object.values(readings)[0] : readings[first.type]) ?? null
}

function unknownFact(operand: Operand, fact: Fact): Unknown | null {
  if (hasValue(fact)) return null
  return { fact: nameOf(operand), cause: causeOf(fact) }
}

/** A literal is no fact: where it cannot be read as the type of the left side, that is what mismatches. */
function unknownRight(right: Operand, subject: Subject): Unknown | null {
  return right.kind === 'literal' || right.kind === 'literals' ? null : unknownFact(right, resolve(right, subject))
}

function first<T>(items: readonly T[], find: (item: T) => Unknown | null): Unknown | null {
  for (const item of items) {
    const found = find(item)
    if (found !== null) return found
  }
  return null
}
