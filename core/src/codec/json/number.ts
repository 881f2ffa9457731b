/**
 * Reads one JSON number, if a double holds exactly what was written: a policy must mean what its author sees.
 * Larger or finer numbers belong in a string.
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

/** @returns Whether a number may begin with this code unit. */
export function startsNumber(unit: number): boolean {
  return unit === minus || isDigit(unit)
}

/**
 * Reads the number at the cursor and moves behind it.
 *
 * @throws InputError `bad_json`; `unsafe_number` beyond ±(2^53 - 1), for -0, and where the double prints as another decimal.
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

function exact(text: string, start: number, end: number): number {
  const written = text.slice(start, end)
  const value = Number(written)
  const safe = Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0)
  if (safe && (String(value) === written || normal(String(value)) === normal(written))) return value
  throw refusal(
    'unsafe_number',
    text,
    start,
    'a number that a double holds exactly, or a string',
    Math.min(end - start, 80),
  )
}

/** One spelling for every decimal number: its digits without zeros at either end, and a power of ten. */
function normal(written: string): string {
  const sign = written.startsWith('-') ? '-' : ''
  const [mantissa = '', exponent = '0'] = written.slice(sign.length).split(/[eE]/)
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = whole + fraction
  let first = 0
  while (digits.charCodeAt(first) === zero) first++
  if (first === digits.length) return '0'
  let end = digits.length
  while (digits.charCodeAt(end - 1) === zero) end--
  // An exponent too long for a double is exact enough: nothing that large can be offset by the digits of one text.
  return `${sign}${digits.slice(first, end)}e${Number(exponent) - fraction.length + (digits.length - end)}`
}
