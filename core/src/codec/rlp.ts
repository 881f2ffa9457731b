/**
 * RLP, strictly: what is read without a refusal has exactly one spelling, and the functions that write produce it.
 * Read in one pass over the hexadecimal text, without building a tree: the caller says which items must come in which order.
 */
import { InputError } from '../input-error.ts'
import * as Hex from './hex.ts'

/**
 * A place in a payload, moved on by the functions that read. `at` and `limit` count bytes.
 * `at` is the next item's first byte, `limit` the end of the list that is open.
 */
export type Reader = { readonly text: Hex.Hex; at: number; limit: number }

const lowerCase = /^0x[0-9a-f]*$/
const nibbles = new Uint8Array(128)
for (let value = 0; value < 16; value++) nibbles[value.toString(16).charCodeAt(0)] = value

/**
 * @returns A reader at the beginning of the payload that `text` spells, with all of it open.
 * @throws InputError `bad_hex`.
 */
export function open(text: string): Reader {
  return { text: lower(text), at: 0, limit: text.length / 2 - 1 }
}

/** @returns The next byte, without stepping over it; -1 at the end of what is open. */
export function peek(reader: Reader): number {
  return reader.at < reader.limit ? byteAt(reader.text, reader.at) : -1
}

/** @returns The content from byte `start` to before the reader. */
export function since(reader: Reader, start: number): Hex.Hex {
  return `0x${reader.text.slice(2 + 2 * start, 2 + 2 * reader.at)}`
}

/**
 * Steps into the next item, a list, and opens it.
 *
 * @returns What {@link leave} needs to open the outer list again.
 */
export function enter(reader: Reader): number {
  const { text, at, limit } = reader
  if (at >= limit) throw missing(at, 'a list')
  const first = byteAt(text, at)
  if (first < 0xc0) throw new InputError('rlp_wrong_kind', { at }, 'a list')
  const digits = first > 0xf7 ? first - 0xf7 : 0
  const end = digits > 0 ? longEnd(reader, digits) : at + first - 0xbf
  if (end > limit) throw truncated(at)
  reader.at = at + 1 + digits
  reader.limit = end
  return limit
}

/** Steps out of a list, which must have been read to its end. `outer` is what {@link enter} returned. */
export function leave(reader: Reader, outer: number): void {
  if (reader.at !== reader.limit) throw new InputError('rlp_extra_item', { at: reader.at }, 'the end of the list')
  reader.limit = outer
}

/** Refuses what follows the outermost list. Call it when that list has been left. */
export function close(reader: Reader): void {
  if (reader.at !== reader.limit)
    throw new InputError('rlp_trailing_bytes', { at: reader.at }, 'the end of the payload')
}

/**
 * Steps over the next item, bytes.
 *
 * @returns Where its content starts. It ends at `reader.at`.
 */
export function skip(reader: Reader): number {
  const { text, at, limit } = reader
  if (at >= limit) throw missing(at, 'bytes')
  const first = byteAt(text, at)
  if (first < 0x80) {
    reader.at = at + 1
    return at
  }
  if (first > 0xb7) return skipLong(reader, first)
  const end = at + first - 0x7f
  if (end > limit) throw truncated(at)
  if (first === 0x81 && byteAt(text, at + 1) < 0x80) throw notMinimal(at, 'a byte below 0x80 as itself')
  reader.at = end
  return at + 1
}

/** @returns The next item as an unsigned integer of at most `size` bytes. */
export function readInteger(reader: Reader, size: number): bigint {
  const { text, at } = reader
  const start = skip(reader)
  const end = reader.at
  if (start === end) return 0n
  if (byteAt(text, start) === 0) throw notMinimal(at, 'an integer without leading zeros')
  if (end - start > size) throw new InputError('integer_too_large', { at }, `an integer of at most ${size} bytes`)
  if (end - start > 6) return BigInt(since(reader, start))
  let value = byteAt(text, start)
  for (let i = start + 1; i < end; i++) value = value * 256 + byteAt(text, i)
  return BigInt(value)
}

/** @returns The next item as bytes of exactly `size`. */
export function readFixed(reader: Reader, size: number): Hex.Hex {
  const at = reader.at
  const start = skip(reader)
  if (reader.at - start !== size)
    throw new InputError('rlp_wrong_size', { at }, `${size} bytes`, `${reader.at - start} bytes`)
  return since(reader, start)
}

/** @returns The items of the next list, each read by `read`. */
export function readList<T>(reader: Reader, read: (reader: Reader) => T): T[] {
  const items: T[] = []
  const outer = enter(reader)
  while (reader.at < reader.limit) items.push(read(reader))
  leave(reader, outer)
  return items
}

/** @returns The bytes as an item. As all that is written here, hexadecimal digits without 0x, to be joined. */
export function writeBytes(content: Hex.Hex): string {
  const digits = content.slice(2)
  if (digits.length === 2 && digits < '80') return digits
  return head(0x80, digits.length / 2) + digits
}

/** @returns An integer of 0 or more as an item. */
export function writeInteger(value: bigint): string {
  if (value < 0n) throw new RangeError('RLP has no negative integers')
  if (value === 0n) return '80'
  const digits = value.toString(16)
  return writeBytes(digits.length % 2 === 0 ? `0x${digits}` : `0x0${digits}`)
}

/** @returns A list of items that are written already. */
export function writeList(items: readonly string[]): string {
  const digits = items.join('')
  return head(0xc0, digits.length / 2) + digits
}

/** Text in lower case, as nearly all is, needs one test; other text is checked byte by byte, which finds the fault. */
function lower(text: string): Hex.Hex {
  if (text.length % 2 === 0 && lowerCase.test(text)) return text as Hex.Hex
  Hex.toBytes(text)
  return text.toLowerCase() as Hex.Hex
}

/** The text has been checked: its digits are digits. */
function byteAt(text: string, at: number): number {
  return (nibbles[text.charCodeAt(2 + 2 * at)]! << 4) | nibbles[text.charCodeAt(3 + 2 * at)]!
}

function head(base: number, size: number): string {
  if (size < 56) return (base + size).toString(16)
  const digits = size.toString(16)
  const length = digits.length % 2 === 0 ? digits : `0${digits}`
  return (base + 55 + length.length / 2).toString(16) + length
}

function skipLong(reader: Reader, first: number): number {
  const at = reader.at
  if (first > 0xbf) throw new InputError('rlp_wrong_kind', { at }, 'bytes')
  reader.at = longEnd(reader, first - 0xb7)
  return at + 1 + first - 0xb7
}

/** The end of an item whose length is written in `digits` bytes. Lengths above 2^53 lose precision, but are past any limit. */
function longEnd({ text, at, limit }: Reader, digits: number): number {
  const start = at + 1 + digits
  if (start > limit) throw truncated(at)
  if (byteAt(text, at + 1) === 0) throw notMinimal(at, 'a length without leading zeros')
  let size = 0
  for (let i = at + 1; i < start; i++) size = size * 256 + byteAt(text, i)
  if (size < 56) throw notMinimal(at, 'a length below 56 in the first byte')
  if (start + size > limit) throw truncated(at)
  return start + size
}

function missing(at: number, expected: string): InputError {
  return new InputError('rlp_missing_item', { at }, expected)
}

function truncated(at: number): InputError {
  return new InputError('rlp_truncated', { at }, 'an item that ends with what holds it, or before')
}

function notMinimal(at: number, expected: string): InputError {
  return new InputError('rlp_not_minimal', { at }, expected)
}
