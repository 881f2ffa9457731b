/** From conditions as people write them to conditions of the kernel. */
import { and, type Condition, constant, or, type Quantifier } from '../../condition.ts'
import { type Bare, type Expression, isMention } from '../../language/expression.ts'
import { compare } from './comparison.ts'
import { listOf } from './names.ts'
import { mention } from './term.ts'
import type { Vocabulary } from './vocabulary.ts'

/** @throws InputError `unknown_name`, `unknown_unit` and the like, naming what is not known and what is. */
export function resolve(expression: Expression, vocabulary: Vocabulary): Condition {
  if ('and' in expression) return and(...expression.and.map((one) => resolve(one, vocabulary)))
  if ('or' in expression) return or(...expression.or.map((one) => resolve(one, vocabulary)))
  if ('not' in expression) return { kind: 'not', of: resolve(expression.not, vocabulary) }
  if ('exists' in expression) return { kind: 'exists', operand: mention(expression.exists, vocabulary) }
  if ('operator' in expression) return compare(expression, vocabulary)
  if ('every' in expression) return quantified('every', expression.every, expression.holds, vocabulary)
  if ('some' in expression) return quantified('some', expression.some, expression.holds, vocabulary)
  if ('none' in expression) return quantified('none', expression.none, expression.holds, vocabulary)
  if (!isMention(expression)) return expression satisfies never
  const right = constant({ type: 'boolean', value: true })
  return { kind: 'compare', operator: 'eq', left: mention(expression, vocabulary), right }
}

function quantified(kind: Quantifier, list: Bare, holds: Expression, vocabulary: Vocabulary): Condition {
  const found = 'name' in list ? listOf(list.name, vocabulary.item) : null
  const { over, item } = found ?? { over: mention(list, vocabulary), item: 'value' as const }
  return { kind, over, holds: resolve(holds, { ...vocabulary, item }) }
}
