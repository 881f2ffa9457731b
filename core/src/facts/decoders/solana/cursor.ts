/**
 * Reads little-endian bytes from front to back, as Solana's messages and programs write them.
 * Whatever would reach past the end is refused; nothing is skipped.
 */
import { InputError } from '../../../input-error.ts'

/** Where reading stands: `at` is the next byte, `end` one past the last that may be read. */
export type Cursor = { readonly bytes: Uint8Array; at: number; readonly end: number }

/** @returns A cursor over `bytes` from `at` to before `end`. */
export function over(bytes: Uint8Array, at = 0, end = bytes.length): Cursor {
  return { bytes, at, end }
}

/** @returns How many bytes are left. */
export function left(cursor: Cursor): number {
  return cursor.end - cursor.at
}

/** @returns The next byte. */
export function u8(cursor: Cursor): number {
  if (cursor.at >= cursor.end) throw truncated(cursor, 'another byte')
  return cursor.bytes[cursor.at++]!
}

/** @returns The next four bytes as a count. */
export function u32(cursor: Cursor): number {
  const at = skip(cursor, 4)
  return wordAt(cursor.bytes, at)
}

/** @returns The next `size` bytes as an unsigned integer. */
export function unsigned(cursor: Cursor, size: number): bigint {
  const at = skip(cursor, size)
  if (size === 8) return BigInt(wordAt(cursor.bytes, at)) + (BigInt(wordAt(cursor.bytes, at + 4)) << 32n)
  let value = 0n
  for (let i = at + size - 1; i >= at; i--) value = (value << 8n) | BigInt(cursor.bytes[i]!)
  return value
}

/** @returns The next `count` bytes, a view that shares their memory. */
export function take(cursor: Cursor, count: number): Uint8Array {
  const at = skip(cursor, count)
  return cursor.bytes.subarray(at, at + count)
}

/**
 * Reads a length of one to three bytes, seven bits each (Solana's compact-u16).
 *
 * @throws InputError `solana_bad_length` when fewer bytes would have done or the value exceeds 65,535.
 */
export function compact(cursor: Cursor): number {
  const first = u8(cursor)
  if (first < 0x80) return first
  const second = u8(cursor)
  if (second === 0) throw badLength(cursor, 2)
  if (second < 0x80) return (first & 0x7f) | (second << 7)
  const third = u8(cursor)
  if (third === 0 || third > 3) throw badLength(cursor, 3)
  return (first & 0x7f) | ((second & 0x7f) << 7) | (third << 14)
}

/** @throws InputError `solana_trailing_bytes` unless everything was read. */
export function finish(cursor: Cursor): void {
  if (cursor.at === cursor.end) return
  throw new InputError('solana_trailing_bytes', { at: cursor.at }, 'the end', `${left(cursor)} more bytes`)
}

function skip(cursor: Cursor, count: number): number {
  const at = cursor.at
  if (count > cursor.end - at) throw truncated(cursor, `${count} more bytes`)
  cursor.at = at + count
  return at
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}

function truncated(cursor: Cursor, expected: string): InputError {
  return new InputError('solana_truncated', { at: cursor.at }, expected, `${left(cursor)} bytes`)
}

function badLength(cursor: Cursor, size: number): InputError {
  return new InputError('solana_bad_length', { at: cursor.at - size }, 'the shortest form of a number up to 65535')
}
