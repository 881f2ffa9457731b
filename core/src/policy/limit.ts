/**
 * Counters as their owners declare them: what is summed or counted, over which window, split by what. A document names one by
 * its id; the ledger keeps its totals.
 */
import { sha256 } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import * as Utf8 from '../codec/utf8.ts'
import type { Code } from '../codes.ts'
import * as Value from '../facts/value.ts'
import { InputError } from '../input-error.ts'

/** Which past events count. Rolling slides with the clock; the others have starts, before which nothing counts. */
export type Window =
  | { readonly type: 'rolling'; readonly seconds: number }
  /** Windows start at `offsetSeconds` + k · `seconds` since 1970, UTC. */
  | { readonly type: 'fixed'; readonly seconds: number; readonly offsetSeconds: number }
  /** Weeks start on Monday. `timezone` is `UTC` or another name of the IANA time-zone database. */
  | { readonly type: 'calendar'; readonly unit: 'day' | 'week' | 'month'; readonly timezone: string }
  | { readonly type: 'lifetime' }

/** A counter that an owner created: the state controller of the document form. */
export type Controller = {
  readonly id: string
  readonly description?: string
  readonly keyId?: string
  readonly method: 'sum' | 'count'
  readonly window: Window
  readonly partitionBy: readonly PartitionAttribute[]
}

/** An attribute whose values split a counter's total. */
export type PartitionAttribute = { readonly transactionType: string; readonly transactionAttr: string }

/** What one call takes from one counter: `amount` ≥ 0, in the counter's own unit. `call` is the call's index. */
export type Draw = {
  readonly counter: string
  readonly partition: string
  readonly call: number
  readonly amount: bigint
}

/** Shortest and longest window, in seconds: a minute and 400 days. */
export const windowSeconds = { least: 60, most: 34_560_000 } as const

type Fields = Readonly<Record<string, unknown>>

const name = /^[\x21-\x7e]{1,128}$/
const timezone = /^(?=.{1,64}$)[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/
const declaration = ['kind', 'id', 'key_id', 'description', 'method', 'window', 'window_config', 'partition_by']
const state = ['referenced_by', 'entries']

/** How each type of window is read. */
const windows: ReadonlyMap<string, (fields: Fields, path: string) => Window> = new Map([
  ['rolling', readRolling],
  ['fixed', readFixed],
  ['calendar', readCalendar],
  ['lifetime', readLifetime],
])

/**
 * Reads a state controller, as it is created or as `getStateControllers` returns it. `referenced_by` and `entries` are state,
 * not declaration, and are left out.
 *
 * @param json - What a strict JSON reader gave.
 * @throws InputError `unknown_field`, `missing_field`, `bad_type`, `unknown_enum`, `out_of_range`, `bad_name`, `too_long` or
 * `conflicting_fields`, with the path. Unknown fields are reported first, then the fields in the order of the declaration.
 */
export function parseController(json: unknown, path = ''): Controller {
  const fields = object(json, path, [...declaration, ...state])
  if (fields.kind !== undefined) oneOf(fields.kind, at(path, 'kind'), ['counter'])
  const id = text(required(fields, 'id', path), at(path, 'id'), name, 'bad_name')
  const keyId = optional(fields, 'key_id', path, (value, place) => text(value, place, name, 'bad_name'))
  const description = optional(fields, 'description', path, readDescription)
  const method = oneOf(required(fields, 'method', path), at(path, 'method'), ['sum', 'count'])
  const window = readWindow(fields, path)
  const partitionBy = optional(fields, 'partition_by', path, readPartition) ?? []
  const named = { id, ...(keyId !== undefined && { keyId }), ...(description !== undefined && { description }) }
  return { ...named, method, window, partitionBy }
}

/**
 * The partition of a counter that is split by `values`: the SHA-256, as hex, of each value’s key after its length in 4 bytes,
 * so that only equal lists of values share one. The empty list stands for the whole of a counter that is not split.
 */
export function partitionKey(values: readonly Value.Value[]): Hex.Hex {
  const keys = values.map((value) => Utf8.toBytes(Value.keyOf(value)))
  const bytes = new Uint8Array(keys.reduce((length, key) => length + 4 + key.length, 0))
  let at = 0
  for (const key of keys) {
    new DataView(bytes.buffer).setUint32(at, key.length)
    bytes.set(key, at + 4)
    at += 4 + key.length
  }
  return Hex.fromBytes(sha256(bytes))
}

function readWindow(fields: Fields, path: string): Window {
  if (fields.window !== undefined && fields.window_config !== undefined)
    throw new InputError(
      'conflicting_fields',
      { path: at(path, 'window_config') },
      'either `window` or `window_config`',
    )
  const field = fields.window_config === undefined ? 'window' : 'window_config'
  const place = at(path, field)
  const window = object(required(fields, field, path), place)
  const type = oneOf(required(window, 'type', place), at(place, 'type'), [...windows.keys()])
  return windows.get(type)!(window, place)
}

function readRolling(fields: Fields, path: string): Window {
  object(fields, path, ['type', 'seconds'])
  return { type: 'rolling', seconds: readSeconds(fields, path) }
}

function readFixed(fields: Fields, path: string): Window {
  object(fields, path, ['type', 'seconds', 'offset_seconds'])
  const seconds = readSeconds(fields, path)
  const offset = optional(fields, 'offset_seconds', path, (value, place) => whole(value, place, 0, seconds - 1))
  return { type: 'fixed', seconds, offsetSeconds: offset ?? 0 }
}

function readCalendar(fields: Fields, path: string): Window {
  object(fields, path, ['type', 'unit', 'timezone'])
  const unit = oneOf(required(fields, 'unit', path), at(path, 'unit'), ['day', 'week', 'month'])
  const zone = text(required(fields, 'timezone', path), at(path, 'timezone'), timezone, 'bad_name')
  return { type: 'calendar', unit, timezone: zone }
}

function readLifetime(fields: Fields, path: string): Window {
  object(fields, path, ['type'])
  return { type: 'lifetime' }
}

function readSeconds(fields: Fields, path: string): number {
  return whole(required(fields, 'seconds', path), at(path, 'seconds'), windowSeconds.least, windowSeconds.most)
}

function readDescription(value: unknown, path: string): string {
  const description = text(value, path)
  // Code points, of which each takes at most two units.
  if (description.length > 1024 || [...description].length > 512)
    throw new InputError('too_long', { path }, 'at most 512 characters')
  return description
}

function readPartition(value: unknown, path: string): readonly PartitionAttribute[] {
  if (!Array.isArray(value)) throw new InputError('bad_type', { path }, 'a list', typeof value)
  if (value.length > 4) throw new InputError('too_long', { path }, 'at most 4 attributes', `${value.length}`)
  return value.map((entry: unknown, index) => {
    const place = `${path}[${index}]`
    const fields = object(entry, place, ['transaction_type', 'transaction_attr'])
    const read = (field: string) => text(required(fields, field, place), at(place, field), name, 'bad_name')
    return { transactionType: read('transaction_type'), transactionAttr: read('transaction_attr') }
  })
}

function object(value: unknown, path: string, known?: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError('bad_type', { path }, 'an object', value === null ? 'null' : typeof value)
  const unknown = known && Object.keys(value).find((field) => !known.includes(field))
  if (unknown === undefined) return Object.assign(Object.create(null), value)
  throw new InputError('unknown_field', { path: at(path, unknown) }, `one of ${known!.join(', ')}`, unknown)
}

function required(fields: Fields, field: string, path: string): unknown {
  if (fields[field] === undefined)
    throw new InputError('missing_field', { path: at(path, field) }, `the field \`${field}\``)
  return fields[field]
}

function optional<T>(
  fields: Fields,
  field: string,
  path: string,
  read: (value: unknown, path: string) => T,
): T | undefined {
  return fields[field] === undefined ? undefined : read(fields[field], at(path, field))
}

function text(value: unknown, path: string, form?: RegExp, code: Code = 'bad_type'): string {
  if (typeof value !== 'string')
    throw new InputError('bad_type', { path }, 'a text', value === null ? 'null' : typeof value)
  if (form !== undefined && !form.test(value)) throw new InputError(code, { path }, 'a name in printable ASCII', value)
  return value
}

function oneOf<T extends string>(value: unknown, path: string, allowed: readonly T[]): T {
  const found = allowed.find((entry) => entry === text(value, path))
  if (found === undefined)
    throw new InputError('unknown_enum', { path }, `one of ${allowed.join(', ')}`, text(value, path))
  return found
}

function whole(value: unknown, path: string, least: number, most: number): number {
  const right = typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
  if (right) return value
  const expected = `a whole number from ${least} to ${most}`
  if (typeof value !== 'string') throw new InputError('out_of_range', { path }, expected, `${value}`)
  throw new InputError('out_of_range', { path }, `a JSON number: ${expected}`, `"${value}"`)
}

function at(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`
}
