/**
 * Typed values. A fact, a constant in a policy and a decoded argument are all one of these; there is no conversion between
 * the types, so that `"1"`, `1` and `0x01` can never be equal by accident.
 */
import type { Hex } from '../codec/hex.ts'

/** The families of address that Portcullis can tell apart. Tron and Bitcoin addresses occur in lists and screening only. */
export type Family = 'evm' | 'solana' | 'tron' | 'bitcoin'

/** `value` is canonical: EVM and bech32 lower-case, Tron and the rest in base58, so that equal text is the equal address. */
export type Address = { readonly type: 'address'; readonly family: Family; readonly value: string }
/** Any whole number, of any size and sign. */
export type Integer = { readonly type: 'integer'; readonly value: bigint }
/** Lower-case hex with 0x. */
export type Bytes = { readonly type: 'bytes'; readonly value: Hex }
/** Compared as code points, never normalised. */
export type Text = { readonly type: 'text'; readonly value: string }
export type Flag = { readonly type: 'boolean'; readonly value: boolean }
/** Milliseconds since 1970, UTC. */
export type Instant = { readonly type: 'instant'; readonly value: number }
export type List = { readonly type: 'list'; readonly items: readonly Value[] }
/** A tuple or struct: its fields in order. A name may be empty, as ABI names may. */
export type Structure = { readonly type: 'record'; readonly fields: readonly Field[] }
export type Field = { readonly name: string; readonly value: Value }

/** A typed value. */
export type Value = Address | Integer | Bytes | Text | Flag | Instant | List | Structure

/** The name of a value's type. */
export type ValueType = Value['type']

/** @returns Whether both are the same value of the same type. Lists and records compare element by element, in order. */
export function equal(a: Value, b: Value): boolean {
  if (a.type === 'list') return b.type === 'list' && sameItems(a.items, b.items)
  if (a.type === 'record') return b.type === 'record' && sameFields(a.fields, b.fields)
  if (b.type === 'list' || b.type === 'record' || a.type !== b.type || a.value !== b.value) return false
  return a.type !== 'address' || a.family === (b as Address).family
}

/** @returns A text which two values share only if they are equal: a key for maps and partitions. */
export function keyOf(value: Value): string {
  switch (value.type) {
    case 'address':
      return `${value.family}:${value.value}`
    case 'list':
      return `[${value.items.map((item) => JSON.stringify(keyOf(item))).join(',')}]`
    case 'record':
      return `{${value.fields.map((field) => JSON.stringify([field.name, keyOf(field.value)])).join(',')}}`
    default:
      return `${value.type}:${value.value}`
  }
}

function sameItems(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, index) => equal(item, b[index]!))
}

function sameFields(a: readonly Field[], b: readonly Field[]): boolean {
  return a.length === b.length && a.every((field, i) => field.name === b[i]!.name && equal(field.value, b[i]!.value))
}
