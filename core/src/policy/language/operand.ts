/** A part of a condition while it is read: its tree, how deep that is, and where it stands in the text. */
import type { InputError } from '../../input-error.ts'
import { type Expression, flatten, isCondition, isMention, isTerm, limits, membersOf, type Term } from './expression.ts'
import { next } from './lexer.ts'
import { refuse, type Token } from './token.ts'

/** `token` is the one to read next, and the text before `end` has been read. */
export type Reader = { readonly text: string; readonly grammar: Grammar; token: Token; end: number; nesting: number }

/** How the innermost parts read what they enclose. */
export type Grammar = {
  readonly expression: (reader: Reader) => Operand
  readonly argument: (reader: Reader) => Operand<Term>
}

export type Operand<Node = Expression | Term> = {
  readonly node: Node
  readonly depth: number
  readonly start: number
  readonly end: number
}

/** Constructs that are open at a time. A tree of the greatest depth needs no more. */
const maxNesting = 2 * limits.depth

/** @returns A reader before the first token. */
export function begin(text: string, grammar: Grammar): Reader {
  return { text, grammar, token: next(text, 0), end: 0, nesting: 0 }
}

/** @returns The token to read next; the one after it takes its place. */
export function take(reader: Reader): Token {
  const { token } = reader
  reader.end = token.end
  reader.token = next(reader.text, token.end)
  return token
}

/** @returns The token to read next, taken, if it is this keyword or sign; else undefined, and nothing has changed. */
export function accept(reader: Reader, ...words: readonly string[]): string | undefined {
  return at(reader, ...words) ? take(reader).text : undefined
}

/** @returns Whether the token to read next is one of these keywords or signs. */
export function at(reader: Reader, ...words: readonly string[]): boolean {
  const { kind, text } = reader.token
  return (kind === 'keyword' || kind === 'sign') && words.includes(text)
}

/** Takes this keyword or sign, or refuses what stands there. */
export function expect(reader: Reader, word: string, expected = `\`${word}\``): void {
  if (accept(reader, word) === undefined) throw refuse(reader.text, reader.token, expected)
}

/** @returns What `read` gives, one construct further in. */
export function inside<Result>(reader: Reader, read: (reader: Reader) => Result): Result {
  if (++reader.nesting > maxNesting) throw tooDeep(reader, reader.token)
  const result = read(reader)
  reader.nesting--
  return result
}

/** @returns The part that begins at `start` and ends where the reader is; it is one level deeper than its deepest part. */
export function build<Node>(
  reader: Reader,
  start: number,
  node: Node,
  ...parts: readonly Operand<unknown>[]
): Operand<Node> {
  return checked(reader, { node, depth: 1 + deepest(parts), start, end: reader.end })
}

/** @returns The part with `node` in its place, which holds `added` beside all that was there. */
export function extend(reader: Reader, part: Operand, node: Term, added: Operand): Operand<Term> {
  return checked(reader, { node, depth: Math.max(part.depth, 1 + added.depth), start: part.start, end: reader.end })
}

/** @returns `and` or `or` of the conditions, none of whose members is of the same kind. */
export function connect(
  reader: Reader,
  kind: 'and' | 'or',
  parts: readonly Operand<Expression>[],
): Operand<Expression> {
  const nodes = flatten(
    kind,
    parts.map((part) => part.node),
  )
  if (nodes.length > limits.items) throw tooMany(reader, parts[0]!)
  const levels = parts.map((part) => ({
    ...part,
    depth: part.depth - (membersOf(kind, part.node) === undefined ? 0 : 1),
  }))
  const node = kind === 'and' ? { and: nodes } : { or: nodes }
  return checked(reader, { node, depth: 1 + deepest(levels), start: parts[0]!.start, end: reader.end })
}

/** @returns What may follow `node`, where `closing` would end it. */
export function ahead(node: Expression | Term, closing: string): string {
  if (isMention(node)) return `${closing}, a comparison, \`and\` or \`or\``
  return isTerm(node) ? `${closing} or a comparison` : `${closing}, \`and\` or \`or\``
}

/** @returns The part, if it can be true or false. */
export function asCondition({ text }: Reader, part: Operand): Operand<Expression> {
  if (isCondition(part.node)) return part as Operand<Expression>
  throw refuse(text, part, 'a condition: a comparison, or a fact that is true or false')
}

/** @returns The part, if it can be compared. */
export function asTerm({ text }: Reader, part: Operand): Operand<Term> {
  if (isTerm(part.node)) return part as Operand<Term>
  throw refuse(text, part, 'a value, not a condition')
}

/** @returns The refusal of more members, items or arguments than there may be. */
export function tooMany({ text }: Reader, { start, end }: { start: number; end: number }): InputError {
  return refuse(text, { start, end }, `at most ${limits.items}`, 'too_many')
}

function checked<Part extends Operand<unknown>>(reader: Reader, part: Part): Part {
  if (part.depth > limits.depth) throw tooDeep(reader, part)
  return part
}

function tooDeep({ text }: Reader, span: { start: number; end: number }): InputError {
  return refuse(text, span, `at most ${limits.depth} levels`, 'too_deep')
}

function deepest(parts: readonly { readonly depth: number }[]): number {
  return parts.reduce((most, part) => Math.max(most, part.depth), 0)
}
