/** Reads what binds tightest: names and calls, constants, lists, parentheses, and what begins with a keyword. */
import { type Bare, type Expression, limits, type Term } from './expression.ts'
import {
  accept,
  ahead,
  asCondition,
  asTerm,
  build,
  expect,
  inside,
  type Operand,
  type Reader,
  take,
  tooMany,
} from './operand.ts'
import { fits } from './spelling.ts'
import { refuse, spelt, type Token } from './token.ts'

type Reading = (reader: Reader, token: Token) => Operand

/** @returns The part that begins with the token to read next. */
export function primary(reader: Reader): Operand {
  const { kind, text } = reader.token
  const read = kind === 'keyword' || kind === 'sign' ? openings.get(text) : primaries[kind]
  if (read !== undefined) return read(reader, take(reader))
  const expected = kind === 'period' ? 'a value; days and times stand right of `in` only' : 'a name, a value or `(`'
  throw refuse(reader.text, reader.token, expected)
}

/** What a token of each kind begins, and below, each keyword and sign. */
const primaries: { readonly [kind in Token['kind']]?: Reading } = {
  name: named,
  word: worded,
  number: (reader, token) => numbered(reader, token, token.text),
  percent: share,
  term: (reader, token) => constant(reader, token, (token as Token & { kind: 'term' }).node),
}

const openings: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['true', (reader, token) => constant(reader, token, { flag: true })],
  ['false', (reader, token) => constant(reader, token, { flag: false })],
  ['-', negative],
  ['(', inParentheses],
  ['[', items],
  ['exists', existence],
  ['every', quantified],
  ['some', quantified],
  ['none', quantified],
])

/** Names that mean something of their own before a parenthesis. */
const calculations: ReadonlyMap<string, (reader: Reader, token: Token) => Operand<Term>> = new Map([
  ['count', counted],
  ['sum', summed],
  ['first', firstOf],
])

function constant(reader: Reader, { start }: Token, node: Term): Operand<Term> {
  return build(reader, start, node)
}

function worded(reader: Reader, token: Token): Operand {
  if (isCall(reader, token)) throw refuse(reader.text, token, 'a name that is not all in upper case before `(`')
  return constant(reader, token, { word: spelt('word', token, reader.text) })
}

function negative(reader: Reader, token: Token): Operand {
  const { kind, text } = reader.token
  if (kind !== 'number') throw refuse(reader.text, reader.token, 'a number after the sign')
  take(reader)
  return numbered(reader, token, `-${text}`)
}

function numbered(reader: Reader, { start }: Token, digits: string): Operand {
  const { token, text } = reader
  const isUnit = (token.kind === 'name' || token.kind === 'word') && fits('unit', token.text)
  if (!isUnit && digits.includes('.')) throw refuse(text, token, 'a unit after a number with a fraction')
  const number = spelt('decimal', { start, end: reader.end, text: digits }, text)
  return build<Term>(reader, start, isUnit ? { number, unit: take(reader).text } : { number })
}

function share(reader: Reader, { start, text }: Token): Operand {
  expect(reader, 'of', '`of` and what the percentage is of')
  const whole = asTerm(reader, inside(reader, primary))
  return build<Term>(reader, start, { percent: text, of: whole.node }, whole)
}

function inParentheses(reader: Reader, { start }: Token): Operand {
  const part = inside(reader, reader.grammar.expression)
  expect(reader, ')', ahead(part.node, '`)`'))
  return { ...part, start, end: reader.end }
}

function items(reader: Reader, { start }: Token): Operand {
  const parts = separated(reader, ']')
  if (parts.length === 0) throw refuse(reader.text, { start, end: reader.end }, 'at least one item')
  return build<Term>(reader, start, { items: parts.map((part) => part.node) }, ...parts)
}

/** Arguments or items, up to their closing sign. */
function separated(reader: Reader, closing: string): readonly Operand<Term>[] {
  const parts: Operand<Term>[] = []
  if (accept(reader, closing)) return parts
  inside(reader, () => {
    do {
      if (parts.length === limits.items) throw tooMany(reader, reader.token)
      parts.push(reader.grammar.argument(reader))
    } while (accept(reader, ','))
  })
  expect(reader, closing, `\`,\` or \`${closing}\``)
  return parts
}

/** A name; or with parentheses right behind it, a call. */
function named(reader: Reader, token: Token): Operand<Term> {
  if (!isCall(reader, token)) return build<Term>(reader, token.start, { name: token.text })
  return (calculations.get(token.text) ?? called)(reader, token)
}

function isCall({ token }: Reader, { end }: Token): boolean {
  return token.kind === 'sign' && token.text === '(' && token.start === end
}

function called(reader: Reader, token: Token): Operand<Bare> {
  const call = spelt('call', token, reader.text)
  take(reader)
  const parts = separated(reader, ')')
  return build<Bare>(reader, token.start, { call, of: parts.map((part) => part.node) }, ...parts)
}

/** `outflow`, in `every outflow (…)` and `count(outflow)`. */
function bare(reader: Reader): Operand<Bare> {
  const { token, text } = reader
  if (token.kind !== 'name') throw refuse(text, token, 'the name of a fact')
  take(reader)
  return isCall(reader, token) ? called(reader, token) : build<Bare>(reader, token.start, { name: token.text })
}

/** `count(outflow)`, `count(outflow where recipient in @vendors)`. */
function counted(reader: Reader, { start }: Token): Operand<Term> {
  take(reader)
  const [of, where] = inside(reader, () => [bare(reader), filter(reader)] as const)
  expect(reader, ')', where === undefined ? '`where` or `)`' : ahead(where.node, '`)`'))
  if (where === undefined) return build<Term>(reader, start, { count: of.node }, of)
  return build<Term>(reader, start, { count: of.node, where: where.node }, of, where)
}

/** `sum(amount of outflow)`, `sum(amount of outflow where token == USDC)`. */
function summed(reader: Reader, { start }: Token): Operand<Term> {
  take(reader)
  const [sum, of, where] = inside(reader, () => {
    const amount = reader.grammar.argument(reader)
    expect(reader, 'of', '`of` and what has the amounts')
    return [amount, bare(reader), filter(reader)] as const
  })
  expect(reader, ')', where === undefined ? '`where` or `)`' : ahead(where.node, '`)`'))
  const node = { sum: sum.node, of: of.node }
  if (where === undefined) return build<Term>(reader, start, node, sum, of)
  return build<Term>(reader, start, { ...node, where: where.node }, sum, of, where)
}

/** `first(transaction.maxFee, solana.maxFee)`. */
function firstOf(reader: Reader, { start }: Token): Operand<Term> {
  take(reader)
  const parts = separated(reader, ')')
  if (parts.length < 2) throw refuse(reader.text, { start, end: reader.end }, 'at least two values')
  return build<Term>(reader, start, { first: parts.map((part) => part.node) }, ...parts)
}

function filter(reader: Reader): Operand<Expression> | undefined {
  if (accept(reader, 'where') === undefined) return undefined
  return asCondition(reader, reader.grammar.expression(reader))
}

function existence(reader: Reader, { start }: Token): Operand<Expression> {
  expect(reader, '(', '`(` and the name of a fact')
  const of = inside(reader, bare)
  expect(reader, ')')
  return build<Expression>(reader, start, { exists: of.node }, of)
}

function quantified(reader: Reader, { start, text }: Token): Operand<Expression> {
  const over = bare(reader)
  expect(reader, '(', '`(` and a condition on the items, after a blank')
  const holds = asCondition(reader, inside(reader, reader.grammar.expression))
  expect(reader, ')', ahead(holds.node, '`)`'))
  const node = { [text]: over.node, holds: holds.node } as Expression
  return build(reader, start, node, over, holds)
}
