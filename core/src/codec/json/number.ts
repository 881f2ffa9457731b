/**
 * Reads one JSON number, if it is spelled as the double that holds it prints: a policy must mean what its author sees, and say
 * it in one way. Larger or finer numbers belong in a string.
 */
import { type Cursor, refusal } from './cursor.ts'

const zero = 0x30
const nine = 0x39
const minus = 0x2d
const plus = 0x2b
const dot = 0x2e
const lowerE = 0x65
const upperE = 0x45

/** Every whole number of so few digits is exact. */
const exactDigits = 15

const beyond = 'a number that a double holds exactly, or a string'

/** @returns Whether a number may begin with this code unit. */
export function startsNumber(unit: number): boolean {
  return unit === minus || isDigit(unit)
}

/**
 * Reads the number at the cursor and moves behind it.
 *
 * @throws InputError `bad_json`; `unsafe_number` beyond ±(2^53 - 1), and where the double prints otherwise (ECMAScript), as for
 * -0, 1.0, 1e2 and 0.10.
 */
export function readNumber(cursor: Cursor): number {
  const { text, at: start } = cursor
  const negative = text.charCodeAt(start) === minus
  const first = negative ? start + 1 : start
  const end = skipDigits(text, first)
  if (text.charCodeAt(first) === zero && end > first + 1) {
    throw refusal('bad_json', text, first + 1, 'no digit after a leading 0')
  }
  cursor.at = skipExponent(text, skipFraction(text, end))
  if (cursor.at > end || end - first > exactDigits) return exact(text, start, cursor.at)
  const value = wholeNumber(text, first, end)
  if (!negative) return value
  return value === 0 ? exact(text, start, cursor.at) : -value
}

function wholeNumber(text: string, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) value = value * 10 + (text.charCodeAt(at) - zero)
  return value
}

function skipDigits(text: string, start: number): number {
  let at = start
  while (isDigit(text.charCodeAt(at))) at++
  if (at === start) throw refusal('bad_json', text, at, 'a digit')
  return at
}

function skipFraction(text: string, at: number): number {
  return text.charCodeAt(at) === dot ? skipDigits(text, at + 1) : at
}

function skipExponent(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  if (unit !== lowerE && unit !== upperE) return at
  const sign = text.charCodeAt(at + 1)
  return skipDigits(text, sign === plus || sign === minus ? at + 2 : at + 1)
}

function isDigit(unit: number): boolean {
  return unit >= zero && unit <= nine
}

/** Only what the double prints is its spelling: what stands there is then also the canonical text (RFC 8785). */
function exact(text: string, start: number, end: number): number {
  const written = text.slice(start, end)
  const value = Number(written)
  const safe = Math.abs(value) <= Number.MAX_SAFE_INTEGER
  if (safe && String(value) === written) return value
  const expected = safe ? `\`${value}\`, the spelling of the number that would be read, or a string` : beyond
  throw refusal('unsafe_number', text, start, expected, Math.min(end - start, 80))
}
