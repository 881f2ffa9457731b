/** Hexadecimal with 0x, strictly: whole bytes, no blanks. Written in lower case, read in any case. */
import { InputError } from '../input-error.ts'

/** Lower-case hexadecimal with 0x and an even number of digits. */
export type Hex = `0x${string}`

const digits = '0123456789abcdef'
const pairs = Array.from({ length: 256 }, (_, byte) => digits[byte >> 4]! + digits[byte & 15]!)
const nibbles = new Uint8Array(128).fill(255)
for (let value = 0; value < 16; value++) {
  nibbles[digits.charCodeAt(value)] = value
  nibbles[digits.toUpperCase().charCodeAt(value)] = value
}

/**
 * @returns The bytes that `text` spells.
 * @throws InputError `bad_hex` when `text` lacks 0x, has an odd number of digits or another character; `at` is the byte concerned.
 */
export function toBytes(text: string): Uint8Array {
  if (text.charCodeAt(0) !== 48 || text.charCodeAt(1) !== 120)
    throw new InputError('bad_hex', { at: 0 }, '0x and hexadecimal digits', text)
  if (text.length % 2 !== 0) throw new InputError('bad_hex', { at: (text.length - 3) / 2 }, 'two digits for every byte')
  const bytes = new Uint8Array(text.length / 2 - 1)
  for (let i = 0, at = 2; i < bytes.length; i++, at += 2) {
    const high = nibbles[text.charCodeAt(at)] ?? 255
    const low = nibbles[text.charCodeAt(at + 1)] ?? 255
    if ((high | low) > 15) throw new InputError('bad_hex', { at: i }, 'hexadecimal digits', text.slice(at, at + 2))
    bytes[i] = (high << 4) | low
  }
  return bytes
}

/** @returns The bytes from `start` to before `end` as lower-case hex. */
export function fromBytes(bytes: Uint8Array, start = 0, end = bytes.length): Hex {
  let text = '0x'
  for (let i = start; i < end; i++) text += pairs[bytes[i]!]
  return text as Hex
}
