/**
 * How values lie in instruction data: a table of readers for the Borsh and bincode encodings that Solana programs share.
 * Both are little-endian and have one spelling per value; any other spelling is refused.
 */
import * as Base58 from '../../../codec/base58.ts'
import * as Hex from '../../../codec/hex.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import { InputError } from '../../../input-error.ts'
import type { Field, Value } from '../../value.ts'
import * as Cursor from './cursor.ts'

/** A way to write a value. `minimum` is the fewest bytes that a value takes. */
export type Layout = { readonly minimum: number; readonly read: (cursor: Cursor.Cursor) => Value }

/** Layouts by name, in order. */
export type Fields = readonly (readonly [name: string, layout: Layout])[]

/** What stands for nothing among the items of a list. A field that holds nothing is left out of its record. */
export const nothing: Value = { type: 'record', fields: [] }

/** An unsigned integer of 1 byte. */
export const u8 = unsigned(1)
/** An unsigned integer of 2 bytes. */
export const u16 = unsigned(2)
/** An unsigned integer of 4 bytes. */
export const u32 = unsigned(4)
/** An unsigned integer of 8 bytes. */
export const u64 = unsigned(8)
/** An unsigned integer of 16 bytes. */
export const u128 = unsigned(16)
/** An unsigned integer of 32 bytes. */
export const u256 = unsigned(32)
/** A signed integer of 1 byte. */
export const i8 = signed(1)
/** A signed integer of 2 bytes. */
export const i16 = signed(2)
/** A signed integer of 4 bytes. */
export const i32 = signed(4)
/** A signed integer of 8 bytes. */
export const i64 = signed(8)
/** A signed integer of 16 bytes. */
export const i128 = signed(16)
/** A signed integer of 32 bytes. */
export const i256 = signed(32)

/** One byte, 0 or 1. */
export const flag: Layout = { minimum: 1, read: (cursor) => ({ type: 'boolean', value: tag(cursor, 2) === 1 }) }

/** 32 bytes that are an address. */
export const key: Layout = {
  minimum: 32,
  read: (cursor) => ({ type: 'address', family: 'solana', value: Base58.encode(Cursor.take(cursor, 32)) }),
}

/** 32 bytes that are an address, or zeros for none. */
export const keyOrNone: Layout = {
  minimum: 32,
  read: (cursor) => {
    const content = Cursor.take(cursor, 32)
    return content.every((byte) => byte === 0)
      ? nothing
      : { type: 'address', family: 'solana', value: Base58.encode(content) }
  },
}

/** UTF-8 behind its length in four bytes (Borsh). */
export const text: Layout = { minimum: 4, read: (cursor) => textOf(Cursor.take(cursor, Cursor.u32(cursor))) }

/** UTF-8 behind its length in eight bytes (bincode). */
export const longText: Layout = { minimum: 8, read: (cursor) => textOf(Cursor.take(cursor, longLength(cursor))) }

/** All that is left, as UTF-8. */
export const remainingText: Layout = { minimum: 0, read: (cursor) => textOf(Cursor.take(cursor, Cursor.left(cursor))) }

/** Bytes behind their length in four bytes. */
export const bytes: Layout = { minimum: 4, read: (cursor) => bytesOf(Cursor.take(cursor, Cursor.u32(cursor))) }

/** Bytes behind their length in eight bytes (bincode). */
export const longBytes: Layout = { minimum: 8, read: (cursor) => bytesOf(Cursor.take(cursor, longLength(cursor))) }

/** @returns The layout of exactly `size` bytes. */
export function fixedBytes(size: number): Layout {
  return { minimum: size, read: (cursor) => bytesOf(Cursor.take(cursor, size)) }
}

/** @returns The layout of nothing or a value of `inner`, behind a byte 0 or 1. */
export function option(inner: Layout): Layout {
  return { minimum: 1, read: (cursor) => (tag(cursor, 2) === 0 ? nothing : something(inner.read(cursor))) }
}

/** @returns The layout of items of `inner`, which take at least a byte each, behind their count in four bytes. */
export function list(inner: Layout): Layout {
  return { minimum: 4, read: (cursor) => items(cursor, inner, Cursor.u32(cursor)) }
}

/** @returns The same behind their count in eight bytes (bincode). */
export function longList(inner: Layout): Layout {
  return { minimum: 8, read: (cursor) => items(cursor, inner, longLength(cursor)) }
}

/** @returns The layout of exactly `count` items of `inner`, which take at least a byte each. */
export function array(inner: Layout, count: number): Layout {
  return { minimum: inner.minimum * count, read: (cursor) => items(cursor, inner, count) }
}

/** @returns The layout of items of `inner` up to the end of the data. */
export function remaining(inner: Layout): Layout {
  return { minimum: 0, read: (cursor) => items(cursor, inner, Math.ceil(Cursor.left(cursor) / inner.minimum)) }
}

/** @returns The layout of the `fields`, one after the other. */
export function record(fields: Fields): Layout {
  const minimum = fields.reduce((total, [, layout]) => total + layout.minimum, 0)
  return { minimum, read: (cursor) => ({ type: 'record', fields: readFields(cursor, fields) }) }
}

/** @returns The layout of one of `names`, as its position in one byte. */
export function choice(names: readonly string[]): Layout {
  return { minimum: 1, read: (cursor) => ({ type: 'text', value: names[tag(cursor, names.length)]! }) }
}

/** @returns The same in four bytes (bincode). */
export function longChoice(names: readonly string[]): Layout {
  return { minimum: 4, read: (cursor) => ({ type: 'text', value: names[longTag(cursor, names.length)]! }) }
}

/**
 * @param variants - Name and content in the order of their tags; null where a variant has no content.
 * @returns The layout of a Borsh enum: a text, or for a variant with content a record with one field of the variant's name.
 */
export function variant(variants: readonly (readonly [name: string, content: Layout | null])[]): Layout {
  return { minimum: 1, read: (cursor) => readVariant(cursor, variants[tag(cursor, variants.length)]!) }
}

/** @returns The values of `fields` in order, without those that hold nothing. */
export function readFields(cursor: Cursor.Cursor, fields: Fields): Field[] {
  const values: Field[] = []
  for (const [name, layout] of fields) {
    const value = layout.read(cursor)
    if (value !== nothing) values.push({ name, value })
  }
  return values
}

function unsigned(size: number): Layout {
  return { minimum: size, read: (cursor) => ({ type: 'integer', value: Cursor.unsigned(cursor, size) }) }
}

function signed(size: number): Layout {
  const read = (cursor: Cursor.Cursor): Value => {
    return { type: 'integer', value: BigInt.asIntN(size * 8, Cursor.unsigned(cursor, size)) }
  }
  return { minimum: size, read }
}

/** INVARIANT: items take at least a byte each, so that no count can make this run longer than the data is. */
function items(cursor: Cursor.Cursor, inner: Layout, count: number): Value {
  const values: Value[] = []
  for (let i = 0; i < count; i++) values.push(inner.read(cursor))
  return { type: 'list', items: values }
}

function readVariant(cursor: Cursor.Cursor, [name, content]: readonly [string, Layout | null]): Value {
  if (content === null) return { type: 'text', value: name }
  return { type: 'record', fields: [{ name, value: content.read(cursor) }] }
}

/** An option within an option: something that holds nothing is not nothing. */
function something(value: Value): Value {
  return value === nothing ? { type: 'record', fields: [{ name: 'some', value }] } : value
}

function tag(cursor: Cursor.Cursor, count: number): number {
  const value = Cursor.u8(cursor)
  if (value >= count) throw badValue(cursor, `a tag below ${count}`, value)
  return value
}

function longTag(cursor: Cursor.Cursor, count: number): number {
  const value = Cursor.u32(cursor)
  if (value >= count) throw badValue(cursor, `a tag below ${count}`, value)
  return value
}

function longLength(cursor: Cursor.Cursor): number {
  const low = Cursor.u32(cursor)
  const high = Cursor.u32(cursor)
  if (high !== 0) throw badValue(cursor, 'a length that fits the data', high)
  return low
}

function textOf(spelled: Uint8Array): Value {
  return { type: 'text', value: Utf8.toText(spelled) }
}

function bytesOf(content: Uint8Array): Value {
  return { type: 'bytes', value: Hex.fromBytes(content) }
}

function badValue(cursor: Cursor.Cursor, expected: string, came: number): InputError {
  return new InputError('solana_bad_value', { at: cursor.at }, expected, `${came}`)
}
