/**
 * Cuts the text of a condition into tokens, one at a time, so that the first fault in the text is the one reported.
 * What is unlike a token of ours is refused with a word on what to write instead.
 */
import { readString } from '../../codec/json/string.ts'
import { InputError } from '../../input-error.ts'
import type { Term } from './expression.ts'
import { readNumeral } from './numeral.ts'
import { readDays } from './period.ts'
import { fits, keywords } from './spelling.ts'
import { type Piece, piece, refuse, spelt, type Token } from './token.ts'

const blank = /[ \t\r\n]*/y
const identifier = /[A-Za-z_$][A-Za-z0-9_$]*/y
const step = /(?:\[[0-9]*\]|\.[A-Za-z0-9_$]+)*/y
const label = /[A-Za-z0-9_.-]*/y
const sign = /==|!=|<=|>=|[<>()[\],+*/-]/y
const stranger = /=|&&|\|\||[!&|]/y

const reserved: ReadonlySet<string> = new Set(keywords)

/** What people write who know another language. */
const corrections: ReadonlyMap<string, string> = new Map([
  ['=', '`==`'],
  ['&&', '`and`'],
  ['&', '`and`'],
  ['||', '`or`'],
  ['|', '`or`'],
  ['!', '`not`, or `!=`'],
])

/**
 * @returns The token which begins at or after code unit `at`, blanks skipped.
 * @throws InputError `language_syntax`, `language_spelling`; `bad_address` and `bad_checksum`.
 */
export function next(text: string, at: number): Token {
  const { end: start } = piece(blank, text, at)
  if (start >= text.length) return { kind: 'end', text: '', start, end: start }
  const character = text.charAt(start)
  if (character === '"') return readText(text, start)
  if (character === '@') return readList(text, start)
  if (character >= '0' && character <= '9') return readNumeral(text, start)
  const first = piece(identifier, text, start)
  return first.text === '' ? readSign(text, start) : readWord(text, first)
}

function readSign(text: string, start: number): Token {
  const found = piece(sign, text, start)
  if (found.text !== '') return { kind: 'sign', ...found }
  const foreign = piece(stranger, text, start)
  throw refuse(text, foreign, corrections.get(foreign.text) ?? 'a name, a value or an operator')
}

function readText(text: string, start: number): Token {
  const { node, end } = quoted(text, start)
  return { kind: 'term', text: node.text, node, start, end }
}

/** A string of JSON; its faults are faults of the condition. */
function quoted(text: string, start: number): { node: { text: string }; end: number } {
  const cursor = { text, at: start }
  try {
    return { node: { text: readString(cursor) }, end: cursor.at }
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'bad_json') throw error
    throw new InputError('language_syntax', error.place, error.expected, error.came)
  }
}

function readList(text: string, start: number): Token {
  const found = piece(label, text, start + 1)
  const list = spelt('list', found, text)
  return { kind: 'term', text: `@${list}`, node: { list }, start, end: found.end }
}

function readWord(text: string, first: Piece): Token {
  const found = readDays(text, first) ?? readAddress(text, first) ?? readGroup(text, first)
  if (found !== undefined) return found
  if (reserved.has(first.text)) return { kind: 'keyword', ...first }
  const { end } = piece(step, text, first.end)
  const whole = { start: first.start, end, text: text.slice(first.start, end) }
  if (fits('word', whole.text)) return { kind: 'word', ...whole }
  const after = text.charAt(end)
  if (after === '[')
    throw refuse(text, { start: end, end: end + 1 }, 'an index such as `[0]`, or `[]` for every element')
  if (after === '.') throw refuse(text, { start: end, end: end + 1 }, 'a name after the `.`')
  return { kind: 'name', ...whole, text: spelt('name', whole, text) }
}

/** `address "…"`, for what 0x cannot spell. */
function readAddress(text: string, first: Piece): Token | undefined {
  const { end: start } = piece(blank, text, first.end)
  if (first.text !== 'address' || text.charAt(start) !== '"') return undefined
  const { node, end } = quoted(text, start)
  const address = spelt('address', { text: node.text, start, end }, text)
  return constant({ address }, first.start, end, text)
}

/** `group treasury`, where a name follows; `group` alone is a name as any other. */
function readGroup(text: string, first: Piece): Token | undefined {
  if (first.text !== 'group') return undefined
  const found = piece(label, text, piece(blank, text, first.end).end)
  const isLabel = /^[A-Za-z_]/.test(found.text) && !reserved.has(found.text)
  return isLabel ? constant({ group: spelt('group', found, text) }, first.start, found.end, text) : undefined
}

function constant(node: Term, start: number, end: number, text: string): Token {
  return { kind: 'term', text: text.slice(start, end), node, start, end }
}
