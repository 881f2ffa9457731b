/**
 * Base58 with Bitcoin's alphabet, and its form with a checksum (base58check). Every byte string has exactly one spelling:
 * a leading zero byte is a leading `1`.
 */
import { InputError } from '../input-error.ts'
import { type Hash, sha256 } from './hash.ts'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const values = new Uint8Array(128).fill(255)
for (let value = 0; value < 58; value++) values[alphabet.charCodeAt(value)] = value

const checksumBytes = 4

/** The work grows with the square of the length. A Solana transaction, the longest thing so spelt, has 1,683 characters. */
const maxCharacters = 2048

/** Four digits at a time, and three bytes: their product is exact in a double, and so is its quotient rounded down. */
const limb = 58 ** 4
const chunkBytes = 3
const pairs = Array.from({ length: 58 * 58 }, (_, i) => alphabet[Math.floor(i / 58)]! + alphabet[i % 58]!)

/** @returns The spelling of `bytes`. */
export function encode(bytes: Uint8Array): string {
  const zeros = leadingZeros(bytes)
  const limbs: number[] = []
  let at = zeros
  while (at < bytes.length) {
    const end = bytes.length - Math.floor((bytes.length - at - 1) / chunkBytes) * chunkBytes
    let carry = 0
    while (at < end) carry = carry * 256 + bytes[at++]!
    addChunk(limbs, carry)
  }
  let text = ''
  for (let i = limbs.length - 1; i >= 0; i--) text += pairs[Math.floor(limbs[i]! / 3364)]! + pairs[limbs[i]! % 3364]!
  return '1'.repeat(zeros) + text.slice(leadingOnes(text))
}

/** The number, lowest limb first, moves up by three bytes and gets `carry` below. */
function addChunk(limbs: number[], carry: number): void {
  let rest = carry
  for (let i = 0; i < limbs.length; i++) {
    const sum = limbs[i]! * 2 ** 24 + rest
    rest = Math.floor(sum / limb)
    limbs[i] = sum - rest * limb
  }
  for (; rest > 0; rest = Math.floor(rest / limb)) limbs.push(rest % limb)
}

function leadingOnes(text: string): number {
  let count = 0
  while (count < text.length && text[count] === '1') count++
  return count
}

/**
 * @returns The bytes that `text` spells.
 * @throws InputError `bad_base58` at the first other character; `too_long` above 2,048 characters.
 */
export function decode(text: string): Uint8Array {
  if (text.length > maxCharacters) {
    throw new InputError(
      'too_long',
      { at: maxCharacters },
      `at most ${maxCharacters} characters`,
      `${text.length} characters`,
    )
  }
  const digits = Uint8Array.from({ length: text.length }, (_, at) => valueAt(text, at))
  const zeros = leadingZeros(digits)
  const bytes = new Uint8Array(text.length - zeros)
  let used = 0
  for (let i = zeros; i < digits.length; i++) used = multiplyAdd(bytes, used, 58, digits[i]!, 256)
  const result = new Uint8Array(zeros + used)
  for (let i = 0; i < used; i++) result[zeros + i] = bytes[used - 1 - i]!
  return result
}

/** @returns The spelling of `payload` (version first) with its checksum: four bytes of the double SHA-256. */
export function encodeChecked(payload: Uint8Array, hash: Hash = sha256): string {
  const bytes = new Uint8Array(payload.length + checksumBytes)
  bytes.set(payload)
  bytes.set(checksum(payload, hash), payload.length)
  return encode(bytes)
}

/**
 * @returns The payload (version first), without its checksum.
 * @throws InputError As `decode`; `bad_base58` below five bytes; `bad_checksum`.
 */
export function decodeChecked(text: string, hash: Hash = sha256): Uint8Array {
  const bytes = decode(text)
  if (bytes.length <= checksumBytes)
    throw new InputError('bad_base58', {}, 'a payload and four bytes of checksum', text)
  const payload = bytes.slice(0, -checksumBytes)
  const right = checksum(payload, hash)
  if (right.every((byte, i) => byte === bytes[payload.length + i])) return payload
  throw new InputError('bad_checksum', {}, 'a payload that its checksum fits', text)
}

function checksum(payload: Uint8Array, hash: Hash): Uint8Array {
  return hash(hash(payload)).subarray(0, checksumBytes)
}

function valueAt(text: string, at: number): number {
  const value = values[text.charCodeAt(at)] ?? 255
  if (value === 255)
    throw new InputError('bad_base58', { at }, 'a character of the base58 alphabet', text.slice(at, at + 1))
  return value
}

function leadingZeros(bytes: Uint8Array): number {
  let count = 0
  while (count < bytes.length && bytes[count] === 0) count++
  return count
}

/** Number, in digits of `base` with the lowest first, becomes number * factor + summand. Returns how many digits it has now. */
function multiplyAdd(digits: Uint8Array, used: number, factor: number, summand: number, base: number): number {
  let carry = summand
  for (let i = 0; i < used; i++) {
    carry += digits[i]! * factor
    digits[i] = carry % base
    carry = Math.floor(carry / base)
  }
  for (; carry > 0; carry = Math.floor(carry / base)) digits[used++] = carry % base
  return used
}
