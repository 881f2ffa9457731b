/** From conditions as people write them to conditions of the kernel. */
import { and, type Condition, constant, or, type Quantifier } from '../../condition.ts'
import { type Bare, type Expression, isMention } from '../../language/expression.ts'
import { compare } from './comparison.ts'
import { listed, mention } from './term.ts'
import type { Vocabulary } from './vocabulary.ts'

/** @throws InputError `unknown_name`, `unknown_unit` and the like, naming what is not known and what is. */
export function resolve(expression: Expression, vocabulary: Vocabulary): Condition {
  if ('and' in expression) return and(...expression.and.map((one) => resolve(one, vocabulary)))
  if ('or' in expression) return or(...expression.or.map((one) => resolve(one, vocabulary)))
  if ('not' in expression) return denied(expression.not, vocabulary)
  if ('exists' in expression) return { kind: 'exists', operand: mention(expression.exists, vocabulary) }
  if ('operator' in expression) return compare(expression, vocabulary)
  if ('every' in expression) return quantified('every', expression.every, expression.holds, vocabulary)
  if ('some' in expression) return quantified('some', expression.some, expression.holds, vocabulary)
  if ('none' in expression) return quantified('none', expression.none, expression.holds, vocabulary)
  if (!isMention(expression)) return expression satisfies never
  const right = constant({ type: 'boolean', value: true })
  return { kind: 'compare', operator: 'eq', left: mention(expression, vocabulary), right }
}

/**
 * The negation. It goes inwards to quantifiers, which are false for an empty list, and so is their negation: `not some` is `none`,
 * and `not every` is `some` of the contrary. Nothing is vacuously true by saying it the other way round.
 */
function denied(expression: Expression, vocabulary: Vocabulary): Condition {
  const not = (one: Expression): Expression => ({ not: one })
  if ('and' in expression) return or(...expression.and.map((one) => denied(one, vocabulary)))
  if ('or' in expression) return and(...expression.or.map((one) => denied(one, vocabulary)))
  if ('not' in expression) return resolve(expression.not, vocabulary)
  if ('every' in expression) return quantified('some', expression.every, not(expression.holds), vocabulary)
  if ('some' in expression) return quantified('none', expression.some, expression.holds, vocabulary)
  if ('none' in expression) return quantified('some', expression.none, expression.holds, vocabulary)
  return { kind: 'not', of: resolve(expression, vocabulary) }
}

function quantified(kind: Quantifier, list: Bare, holds: Expression, vocabulary: Vocabulary): Condition {
  const { over, inner } = listed(list, vocabulary)
  return { kind, over, holds: resolve(holds, inner) }
}
