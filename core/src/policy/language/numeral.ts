/** Reads what begins with a digit: numbers, percentages, bytes and addresses in hexadecimal, times, dates and instants. */
import type { Term } from './expression.ts'
import { readDates, readWindow } from './period.ts'
import { type Piece, piece, refuse, type Span, spelt, type Token } from './token.ts'

const hex = /0[xX][A-Za-z0-9_]*/y
const date = /[0-9]{4}-[0-9]{2}-[0-9]{2}/y
const moment = /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]*(?:[A-Za-z]|[+-][0-9:]*)?/y
const time = /[0-9]+:[0-9:]*/y
const number = /[0-9][0-9_]*(?:\.[0-9][0-9_]*)?/y
const wordCharacter = /[A-Za-z0-9_$]/

/** The kinds of numeral from the most particular; the first whose pattern finds something reads it. */
const kinds: readonly (readonly [RegExp, (text: string, found: Piece) => Token])[] = [
  [hex, readHex],
  [moment, (text, found) => term(found, { instant: spelt('instant', found, text) })],
  [date, readDates],
  [time, readWindow],
  [number, readNumber],
]

/** @returns The token that begins with the digit at code unit `start`. */
export function readNumeral(text: string, start: number): Token {
  for (const [pattern, read] of kinds) {
    const found = piece(pattern, text, start)
    if (found.text !== '') return ended(text, read(text, found))
  }
  throw refuse(text, { start, end: start + 1 }, 'a number')
}

/** 20 bytes are always an address, so that no spelling slips past a list of addresses. */
function readHex(text: string, found: Piece): Token {
  if (/^0x[0-9A-Fa-f]{40}$/.test(found.text)) return term(found, { address: spelt('address', found, text) })
  return term(found, { bytes: spelt('bytes', { ...found, text: lower(found.text) }, text) })
}

/** The digits only: `0X` is no prefix of ours. */
function lower(text: string): string {
  return text.slice(0, 2) + text.slice(2).toLowerCase()
}

function readNumber(text: string, found: Piece): Token {
  if (!/^[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?$/.test(found.text)) {
    throw refuse(text, found, 'a `_` between two digits, if anywhere')
  }
  const digits = { ...found, text: normal(found.text) }
  const isPercent = text.charAt(found.end) === '%'
  spelt(isPercent ? 'percent' : 'decimal', digits, text)
  if (isPercent) return { kind: 'percent', ...digits, end: found.end + 1 }
  return { kind: 'number', ...digits }
}

/** Without separators, and without zeros at the end of the fraction. */
function normal(text: string): string {
  const digits = text.replaceAll('_', '')
  if (!digits.includes('.')) return digits
  let end = digits.length
  while (digits.charAt(end - 1) === '0') end--
  return digits.slice(0, digits.charAt(end - 1) === '.' ? end - 1 : end)
}

/** A numeral must not run into a word: `1e18` and `5eth` are not what they seem. */
function ended(text: string, token: Token): Token {
  const after: Span = { start: token.end, end: token.end + 1 }
  if (!wordCharacter.test(text.charAt(token.end))) return token
  throw refuse(text, after, token.kind === 'number' ? 'a blank between the number and its unit' : 'a blank')
}

function term(found: Piece, node: Term): Token {
  return { kind: 'term', ...found, node }
}
