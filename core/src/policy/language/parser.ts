/**
 * Reads conditions as people write them. From loosest to tightest: `or`, `and`, `not`, comparisons (which do not chain),
 * `+ -`, `* /`. One pass, one token ahead.
 */
import * as Utf8 from '../../codec/utf8.ts'
import { InputError } from '../../input-error.ts'
import {
  type Arithmetic,
  type Expression,
  isConstant,
  isMention,
  limits,
  type Period,
  relations,
  type Term,
} from './expression.ts'
import {
  accept,
  ahead,
  asCondition,
  asTerm,
  at,
  begin,
  build,
  connect,
  extend,
  inside,
  type Operand,
  type Reader,
  take,
} from './operand.ts'
import { primary } from './primary.ts'
import { print } from './printer.ts'
import { refuse } from './token.ts'

const comparing = [...relations, 'in', 'matches'] as const

/**
 * @returns The condition that `text` spells.
 * @example parse('amount <= 10% of balance and recipient in @vendors')
 * @throws InputError `language_syntax` and `language_spelling`, `lone_surrogate`, `bad_address`, `bad_checksum`; `too_long`,
 * `too_deep`, `too_many` beyond `limits`. With byte, line and column.
 */
export function parse(text: string): Expression {
  checkLength(text)
  const reader = begin(text, { expression: disjunction, argument })
  const { node } = asCondition(reader, disjunction(reader))
  if (reader.token.kind !== 'end') throw refuse(text, reader.token, ahead(node, 'the end'))
  // Printing adds spaces and parentheses, and no text becomes eight times as long by that.
  if (8 * text.length > limits.bytes) checkLength(print(node))
  return node
}

function checkLength(text: string): void {
  const bytes = Utf8.length(text)
  if (bytes > limits.bytes) throw new InputError('too_long', {}, `at most ${limits.bytes} bytes`, `${bytes} bytes`)
}

function disjunction(reader: Reader): Operand {
  return chain(reader, 'or', conjunction)
}

function conjunction(reader: Reader): Operand {
  return chain(reader, 'and', negation)
}

function chain(reader: Reader, kind: 'and' | 'or', read: (reader: Reader) => Operand): Operand {
  const first = read(reader)
  if (!at(reader, kind)) return first
  const parts = [asCondition(reader, first)]
  while (accept(reader, kind)) parts.push(asCondition(reader, read(reader)))
  return connect(reader, kind, parts)
}

function negation(reader: Reader): Operand {
  const { start } = reader.token
  if (accept(reader, 'not') === undefined) return comparison(reader)
  const part = asCondition(reader, inside(reader, negation))
  return build(reader, start, { not: part.node }, part)
}

function comparison(reader: Reader): Operand {
  const first = sum(reader)
  if (!at(reader, 'not', ...comparing)) return assumption(reader, first)
  const left = asTerm(reader, first)
  const negative = accept(reader, 'not') !== undefined
  if (negative && !at(reader, 'in', 'matches')) throw refuse(reader.text, reader.token, '`in` or `matches` after `not`')
  const operator = take(reader).text as (typeof comparing)[number]
  const right = rightSide(reader, operator)
  if (at(reader, 'not', ...comparing)) throw refuse(reader.text, reader.token, '`and`, since comparisons do not chain')
  const assuming = at(reader, 'else') ? asTerm(reader, assumption(reader, left)) : left
  const node = { left: assuming.node, operator, right: right.node } as Expression
  const compared = build(reader, left.start, node, assuming, right)
  return negative ? build(reader, left.start, { not: node }, compared) : compared
}

function rightSide(reader: Reader, operator: (typeof comparing)[number]): Operand<Term | Period> {
  const { token, text } = reader
  if (operator === 'in' && token.kind === 'period') return build(reader, take(reader).start, token.node)
  const right = asTerm(reader, sum(reader))
  if (operator === 'matches' && !('text' in right.node)) throw refuse(text, right, 'a pattern in quotes')
  return right
}

/** `else` and a constant after a fact, or after a comparison whose left side is one. */
function assumption(reader: Reader, part: Operand): Operand {
  if (!at(reader, 'else')) return part
  const { node } = part
  if (!isMention(node) || 'assume' in node) {
    throw refuse(reader.text, reader.token, 'no `else`, which needs one fact before it or left of the comparison')
  }
  take(reader)
  const assumed = primary(reader)
  if (!isConstant(assumed.node)) throw refuse(reader.text, assumed, 'a value that is written out')
  return extend(reader, part, { ...node, assume: assumed.node }, assumed)
}

function sum(reader: Reader): Operand {
  return computed(reader, ['+', '-'], product)
}

function product(reader: Reader): Operand {
  return computed(reader, ['*', '/'], primary)
}

function computed(reader: Reader, signs: readonly Arithmetic[], read: (reader: Reader) => Operand): Operand {
  let left = read(reader)
  while (at(reader, ...signs)) {
    const first = asTerm(reader, left)
    const sign = take(reader).text as Arithmetic
    const second = asTerm(reader, read(reader))
    const node = { arithmetic: sign, left: first.node, right: second.node }
    left = build<Term>(reader, first.start, node, first, second)
  }
  return left
}

/** What may stand in a list or between the parentheses of a call. */
function argument(reader: Reader): Operand<Term> {
  return asTerm(reader, assumption(reader, sum(reader)))
}
