/**
 * The shape of a value in an operation, and how JSON of that shape is read into a typed value.
 * Whatever the shape does not describe is refused: a rule sees nothing that was not checked.
 */
import { type Path, pathText } from '../../codec/json/value.ts'
import * as Utf8 from '../../codec/utf8.ts'
import { InputError } from '../../input-error.ts'
import * as Print from '../print.ts'
import { equal, type Integer, type List, type Structure, type Value, type ValueType } from '../value.ts'
import { decimal, type Format } from './format.ts'

/** Lengths in Unicode code points, both inclusive. `allowed`: the only values, or null for any. */
export type TextShape = {
  readonly kind: 'text'
  readonly format: Format
  readonly minLength: number
  readonly maxLength: number
  readonly allowed: readonly Value[] | null
}
/** Both bounds inclusive. */
export type IntegerShape = {
  readonly kind: 'integer'
  readonly minimum: bigint | null
  readonly maximum: bigint | null
  readonly allowed: readonly Value[] | null
}
export type ListShape = {
  readonly kind: 'list'
  readonly item: Shape
  readonly minItems: number
  readonly maxItems: number
}
export type RecordShape = {
  readonly kind: 'record'
  readonly fields: ReadonlyMap<string, Shape>
  readonly required: readonly string[]
}
/** What a value may be. */
export type Shape = TextShape | IntegerShape | ListShape | RecordShape | { readonly kind: 'boolean' }

/** Ceilings that hold whatever a schema says. `textBytes` counts UTF-8. */
export const limits = { textBytes: 8192, items: 1024 } as const

/** How many of the allowed values a refusal names. */
const shown = 8

/** @returns The type of the values of this shape. */
export function typeOf(shape: Shape): ValueType {
  return shape.kind === 'text' ? shape.format.type : shape.kind
}

/**
 * @returns The value that `json` is.
 * @throws InputError `schema_mismatch`; `too_long` for more than `limits`; `lone_surrogate`; `unknown_field`;
 *   `missing_field`. The first in document order, but a missing field after all that are there.
 */
export function read(shape: Shape, json: unknown, path: Path): Value {
  switch (shape.kind) {
    case 'text':
      return readText(shape, json, path)
    case 'integer':
      return readInteger(shape, json, path)
    case 'boolean':
      if (typeof json === 'boolean') return { type: 'boolean', value: json }
      throw mismatch(path, 'true or false', json)
    case 'list':
      return readList(shape, json, path)
    case 'record':
      return readRecord(shape, json, path)
  }
}

/**
 * @returns The record that `json` is. Its fields stand in the order of the shape, whatever the order in `json`.
 * @throws InputError As `read`.
 */
export function readRecord(shape: RecordShape, json: unknown, path: Path): Structure {
  if (!isObject(json)) throw mismatch(path, 'an object', json)
  const values = new Map<string, Value>()
  for (const [name, value] of Object.entries(json)) {
    const field = shape.fields.get(name)
    if (field === undefined) throw unknownField([...path, name], [...shape.fields.keys()])
    values.set(name, read(field, value, [...path, name]))
  }
  const missing = shape.required.find((name) => !values.has(name))
  if (missing !== undefined) throw missingField([...path, missing])
  const names = [...shape.fields.keys()].filter((name) => values.has(name))
  return { type: 'record', fields: names.map((name) => ({ name, value: values.get(name)! })) }
}

/**
 * @returns The whole number that `json` is: a JSON number no larger than 2^53 - 1, or a canonical decimal text of any
 *   size.
 * @throws InputError `schema_mismatch`, `too_long`.
 */
export function integer(json: unknown, path: Path): Integer {
  if (Number.isSafeInteger(json)) return { type: 'integer', value: BigInt(json as number) }
  if (typeof json !== 'string') throw mismatch(path, 'a whole number below 2^53, or one in decimal text', json)
  return formatted(decimal, bounded(json, path), path) as Integer
}

/** @returns Whether `json` is an object, with names. */
export function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** @returns The refusal of a field that nothing declares. */
export function unknownField(path: Path, names: readonly string[]): InputError {
  const expected = names.length === 0 ? 'no further field' : `one of ${names.join(', ')}`
  return new InputError('unknown_field', { path: pathText(path) }, expected)
}

/** @returns The refusal of what lacks the field at `path`. */
export function missingField(path: Path): InputError {
  return new InputError('missing_field', { path: pathText(path) }, `the field \`${path.at(-1)}\``)
}

/** @returns What `json` is, for a refusal. */
export function describe(json: unknown): string {
  if (typeof json === 'string') return json
  if (Array.isArray(json)) return 'a list'
  return typeof json === 'object' && json !== null ? 'an object' : String(json)
}

function readText(shape: TextShape, json: unknown, path: Path): Value {
  if (typeof json !== 'string') throw mismatch(path, 'a text', json)
  const length = [...bounded(json, path)].length
  if (length < shape.minLength) throw mismatch(path, `at least ${shape.minLength} characters`, json)
  if (length > shape.maxLength) throw mismatch(path, `at most ${shape.maxLength} characters`, json)
  return allowed(shape, formatted(shape.format.read, json, path), json, path)
}

function readInteger(shape: IntegerShape, json: unknown, path: Path): Value {
  const value = integer(json, path)
  if (shape.minimum !== null && value.value < shape.minimum) throw mismatch(path, `at least ${shape.minimum}`, json)
  if (shape.maximum !== null && value.value > shape.maximum) throw mismatch(path, `at most ${shape.maximum}`, json)
  return allowed(shape, value, json, path)
}

function readList(shape: ListShape, json: unknown, path: Path): List {
  if (!Array.isArray(json)) throw mismatch(path, 'a list', json)
  const { length } = json
  if (length > limits.items) throw tooLong(path, `at most ${limits.items} items`, `${length} items`)
  if (length < shape.minItems) throw mismatch(path, `at least ${shape.minItems} items`, `${length} items`)
  if (length > shape.maxItems) throw mismatch(path, `at most ${shape.maxItems} items`, `${length} items`)
  return { type: 'list', items: json.map((item, index) => read(shape.item, item, [...path, index])) }
}

/** The text, if it has characters only and is no longer than any text may be. */
function bounded(text: string, path: Path): string {
  const bytes = Utf8.length(text)
  if (bytes > limits.textBytes) throw tooLong(path, `at most ${limits.textBytes} bytes`, `${bytes} bytes`)
  if (!/\p{Surrogate}/u.test(text)) return text
  throw new InputError('lone_surrogate', { path: pathText(path) }, 'both halves of a surrogate pair')
}

/** A format does not know where in the operation it reads. */
function formatted(format: Format['read'], text: string, path: Path): Value {
  try {
    return format(text)
  } catch (error) {
    if (error instanceof InputError) throw mismatch(path, error.expected, text)
    throw error
  }
}

function allowed(shape: TextShape | IntegerShape, value: Value, json: unknown, path: Path): Value {
  const values = shape.allowed
  if (values === null || values.some((one) => equal(one, value))) return value
  const names = values.slice(0, shown).map((one) => Print.toText(one))
  throw mismatch(
    path,
    `${values.length > 1 ? 'one of ' : ''}${names.join(', ')}${values.length > shown ? ', …' : ''}`,
    json,
  )
}

function mismatch(path: Path, expected: string, came: unknown): InputError {
  return new InputError('schema_mismatch', { path: pathText(path) }, expected, describe(came))
}

function tooLong(path: Path, expected: string, came: string): InputError {
  return new InputError('too_long', { path: pathText(path) }, expected, came)
}
