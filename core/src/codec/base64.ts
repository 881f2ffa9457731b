/**
 * Base64 with the standard alphabet and padding (RFC 4648, section 4), strictly: every byte string has one spelling, so bits
 * behind the last byte must be zero, and blanks and the URL alphabet are refused.
 */
import { InputError } from '../input-error.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const values = new Uint8Array(128).fill(255)
for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value

/** @returns The spelling of `bytes`. */
export function encode(bytes: Uint8Array): string {
  let text = ''
  let at = 0
  for (; at + 2 < bytes.length; at += 3) {
    const group = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
    text += digit(group >> 18) + digit(group >> 12) + digit(group >> 6) + digit(group)
  }
  if (bytes.length - at === 1) return `${text}${digit(bytes[at]! >> 2)}${digit(bytes[at]! << 4)}==`
  if (bytes.length - at === 0) return text
  const group = (bytes[at]! << 8) | bytes[at + 1]!
  return `${text}${digit(group >> 10)}${digit(group >> 4)}${digit(group << 2)}=`
}

/**
 * @returns The bytes that `text` spells.
 * @throws InputError `bad_base64` for another character, padding that is missing, misplaced or too long, and bits left over.
 */
export function decode(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw refusal(text, text.length, 'a whole number of groups of four, with padding')
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const digits = text.length - padding
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let bits = 0
  let count = 0
  let used = 0
  for (let at = 0; at < digits; at++) {
    bits = ((bits << 6) | valueAt(text, at)) & 0xfff
    count += 6
    if (count < 8) continue
    count -= 8
    bytes[used++] = bits >> count
  }
  if ((bits & ((1 << count) - 1)) !== 0) throw refusal(text, digits - 1, 'a last character whose spare bits are zero')
  return bytes
}

function digit(value: number): string {
  return alphabet[value & 63]!
}

function valueAt(text: string, at: number): number {
  const value = values[text.charCodeAt(at)] ?? 255
  if (value === 255) throw refusal(text, at, 'a character of the standard base64 alphabet')
  return value
}

function refusal(text: string, at: number, expected: string): InputError {
  return new InputError(
    'bad_base64',
    { at },
    expected,
    at < text.length ? text.slice(at, at + 1) : 'the end of the text',
  )
}
