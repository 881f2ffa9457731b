/** Tests a condition against a subject: its outcome, the facts it still needs, and the first fact that keeps it unknown. */
import { type Fact, hasValue } from '../facts/fact.ts'
import type { Condition, Operand } from '../policy/condition.ts'
import * as Outcome from './outcome.ts'
import { nameOf, resolve, type Subject, unaskedIn } from './subject.ts'
import { testerOf } from './tester.ts'

/** Why a condition is not known: the fact concerned, and `absent`, `not_asked`, `type_mismatch` or the cause of its failure. */
export type Unknown = { readonly fact: string; readonly cause: string }

/** @returns The outcome of `condition`: one result now, and those it could still have. */
export function test(condition: Condition, subject: Subject): Outcome.Outcome {
  return testerOf(condition)(subject)
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
