/**
 * Segregated witness addresses: bech32 for version 0 (BIP-173), bech32m for versions 1 to 16 (BIP-350).
 * Upper case is read and lower case written; a mixture is refused.
 */
import { InputError } from '../input-error.ts'

/** `prefix` is the human-readable part, in lower case (`bc` for Bitcoin); `program` has 2 to 40 bytes, at version 0 20 or 32. */
export type Segwit = { readonly prefix: string; readonly version: number; readonly program: Uint8Array }

const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
const bech32 = 1
const bech32m = 0x2bc830a3

const maxCharacters = 90
const checksumWords = 6
const maxVersion = 16

/**
 * @returns What the address says. Which prefixes are welcome is for the caller to decide.
 * @throws InputError `bad_address` for the form, the version or the length of the program; `bad_checksum`, which is also what
 * an address with the checksum of the other version's kind gets.
 */
export function decode(text: string): Segwit {
  const lower = lowerCase(text)
  const separator = lower.lastIndexOf('1')
  const prefix = lower.slice(0, Math.max(separator, 0))
  if (prefix === '') throw new InputError('bad_address', { at: 0 }, 'a prefix and `1`', text)
  const words = Array.from(lower.slice(separator + 1), (character, i) => wordOf(character, separator + 1 + i))
  if (words.length <= checksumWords)
    throw new InputError('bad_address', {}, 'a version, a program and a checksum', text)
  const version = words[0]!
  if (checksum([...spread(prefix), ...words]) !== constantOf(version)) {
    throw new InputError(
      'bad_checksum',
      {},
      `a ${version === 0 ? 'bech32' : 'bech32m'} address that its checksum fits`,
      text,
    )
  }
  return checked({ prefix, version, program: toBytes(words.slice(1, -checksumWords), text) }, text)
}

/**
 * @returns The address, in lower case.
 * @throws InputError `bad_address` where there is no such address.
 */
export function encode(segwit: Segwit): string {
  const { prefix, version, program } = checked(segwit, segwit.prefix)
  const words = [version, ...toWords(program)]
  const sum = checksum([...spread(prefix), ...words, 0, 0, 0, 0, 0, 0]) ^ constantOf(version)
  const tail = [25, 20, 15, 10, 5, 0].map((shift) => (sum >> shift) & 31)
  return `${prefix}1${[...words, ...tail].map((word) => alphabet[word]).join('')}`
}

/** ASCII is asked for first: other characters, the Kelvin sign for one, would become a letter in lower case. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase()
  const oneCase = text === lower || text === text.toUpperCase()
  if (oneCase && text.length <= maxCharacters && /^[!-~]*$/.test(text)) return lower
  const expected = `at most ${maxCharacters} ASCII characters, all in lower or all in upper case`
  throw new InputError('bad_address', {}, expected, text)
}

function checked(segwit: Segwit, came: string): Segwit {
  const { prefix, version, program } = segwit
  if (!/^[!-@[-~]+$/.test(prefix))
    throw new InputError('bad_address', {}, 'a prefix of printable lower-case characters', came)
  if (version < 0 || version > maxVersion || !Number.isInteger(version)) {
    throw new InputError('bad_address', {}, `a version from 0 to ${maxVersion}`, String(version))
  }
  const size = program.length
  if (version === 0 && size !== 20 && size !== 32) {
    throw new InputError('bad_address', {}, 'a program of 20 or 32 bytes at version 0', `${size} bytes`)
  }
  if (size < 2 || size > 40) throw new InputError('bad_address', {}, 'a program of 2 to 40 bytes', `${size} bytes`)
  if (prefix.length + 2 + Math.ceil((size * 8) / 5) + checksumWords <= maxCharacters) return segwit
  throw new InputError('bad_address', {}, `at most ${maxCharacters} characters in all`, came)
}

function constantOf(version: number): number {
  return version === 0 ? bech32 : bech32m
}

function wordOf(character: string, at: number): number {
  const word = alphabet.indexOf(character)
  if (word < 0) throw new InputError('bad_address', { at }, 'a character of the bech32 alphabet', character)
  return word
}

/** The prefix as the checksum sees it: high bits, a zero, low bits. */
function spread(prefix: string): number[] {
  const units = Array.from(prefix, (character) => character.charCodeAt(0))
  return [...units.map((unit) => unit >> 5), 0, ...units.map((unit) => unit & 31)]
}

function checksum(words: readonly number[]): number {
  let sum = 1
  for (const word of words) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ word
    for (let i = 0; i < 5; i++) if ((top >> i) & 1) sum ^= generator[i]!
  }
  return sum
}

/** Groups of five bits to bytes: fewer than five bits may be left over, and they must be zero. */
function toBytes(words: readonly number[], text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((words.length * 5) / 8))
  let bits = 0
  let count = 0
  let used = 0
  for (const word of words) {
    bits = ((bits << 5) | word) & 0xfff
    count += 5
    if (count < 8) continue
    count -= 8
    bytes[used++] = (bits >> count) & 0xff
  }
  if (count < 5 && (bits & ((1 << count) - 1)) === 0) return bytes
  throw new InputError('bad_address', {}, 'whole bytes, and spare bits that are zero', text)
}

function toWords(bytes: Uint8Array): number[] {
  const words: number[] = []
  let bits = 0
  let count = 0
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff
    for (count += 8; count >= 5; ) {
      count -= 5
      words.push((bits >> count) & 31)
    }
  }
  if (count > 0) words.push((bits << (5 - count)) & 31)
  return words
}
