/** Reads one JSON string. A surrogate without its other half is refused, escaped or not: such a text has no UTF-8 bytes. */
import { type Cursor, refusal } from './cursor.ts'

const quote = 0x22
const backslash = 0x5c

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/**
 * Reads the string whose opening quote is at the cursor, and moves behind its closing quote.
 *
 * @throws InputError `bad_json` or `lone_surrogate`, at the character or escape concerned.
 */
export function readString(cursor: Cursor): string {
  const { text } = cursor
  let done = ''
  let start = cursor.at + 1
  for (let at = start; ; ) {
    const unit = text.charCodeAt(at)
    if (unit === quote) {
      cursor.at = at + 1
      return done === '' ? text.slice(start, at) : done + text.slice(start, at)
    }
    if (unit === backslash) {
      done += text.slice(start, at)
      cursor.at = at
      done += readEscape(cursor)
      at = start = cursor.at
      continue
    }
    // The end of the text is NaN, which is no unit at all and so fails this comparison too.
    if (!(unit >= 0x20)) throw refusal('bad_json', text, at, 'a character that may stand in a string, or `"`')
    at += (unit & 0xf800) === 0xd800 ? pairSize(text, at) : 1
  }
}

function pairSize(text: string, at: number): 2 {
  if (isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1))) return 2
  throw refusal('lone_surrogate', text, at, 'both halves of a surrogate pair')
}

function readEscape(cursor: Cursor): string {
  const { text, at } = cursor
  const short = escapes.get(text.charAt(at + 1))
  if (short !== undefined) {
    cursor.at = at + 2
    return short
  }
  if (text.charAt(at + 1) !== 'u') throw refusal('bad_json', text, at + 1, 'one of `"\\/bfnrtu` after a backslash')
  const unit = readUnit(text, at)
  if ((unit & 0xf800) !== 0xd800) {
    cursor.at = at + 6
    return String.fromCharCode(unit)
  }
  if (!isHigh(unit) || text.slice(at + 6, at + 8) !== '\\u' || !isLow(readUnit(text, at + 6))) {
    throw refusal('lone_surrogate', text, at, 'both halves of a surrogate pair', 6)
  }
  cursor.at = at + 12
  return String.fromCharCode(unit, readUnit(text, at + 6))
}

function readUnit(text: string, at: number): number {
  const digits = text.slice(at + 2, at + 6)
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw refusal('bad_json', text, at, 'four hexadecimal digits after `\\u`', 6)
  return Number.parseInt(digits, 16)
}

function isHigh(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800
}

function isLow(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00
}
