/**
 * Off-chain operations with a key, such as its export: a name and typed fields. The known operations are a table; a
 * tenant defines further ones by a schema. A field that an operation does not carry is absent.
 */
import { type Path, pathText } from '../codec/json/value.ts'
import type { Code } from '../codes.ts'
import { InputError } from '../input-error.ts'
import * as Schema from './operation/schema.ts'
import * as Shape from './operation/shape.ts'
import type { Value, ValueType } from './value.ts'

/** An operation, read and checked. `fields` become the facts `operation.<field>`; an object among them is a record. */
export type Operation = {
  readonly name: string
  readonly keyId: string | null
  readonly fields: ReadonlyMap<string, Value>
}

/** What an operation of this name consists of. */
export type Definition = { readonly name: string; readonly shape: Shape.RecordShape }

const text = { type: 'string' }
const uint = { type: 'integer', minimum: 0 }
const bytes32 = { type: 'string', format: 'hex', minLength: 66, maxLength: 66 }
const texts = { type: 'array', items: text }
const session = { sessionKeyId: text, sessionTtlSeconds: uint }
const thresholds = { oldThreshold: uint, newThreshold: uint }
const parties = { oldParties: uint, newParties: uint, addedParty: texts, removedParty: texts }

const rows: readonly (readonly [name: string, fields: Readonly<Record<string, object>>])[] = [
  ['keyExport', { exportFormat: text, exportRecipientKey: text }],
  ['keyRefresh', {}],
  ['quorumChange', { ...thresholds, ...parties }],
  ['keyImport', {}],
  ['addSessionKey', session],
  ['revokeSessionKey', session],
  ['updatePolicy', { newPolicyHash: bytes32 }],
  ['deletePolicy', {}],
  ['createStateController', {}],
  ['deleteStateController', {}],
]

/** The operations that need no definition. All of their fields are optional. To add one, add a row. */
export const known: readonly Definition[] = rows.map(([name, properties]) => ({
  name,
  shape: Schema.parse({ type: 'object', properties }, []),
}))

/** What every operation has beside its fields. A definition cannot declare these. */
const head = Schema.parse(
  { type: 'object', properties: { name: text, keyId: { ...text, minLength: 1 } }, required: ['name'] },
  [],
)

/**
 * Reads `{ name, keyId?, …fields }`. Name and key are looked at first, then the fields in document order.
 *
 * @throws InputError `bad_object`; `unknown_operation`; `name_taken` where two definitions have the name;
 *   `missing_field`, `unknown_field`, `schema_mismatch`, `too_long` or `lone_surrogate`, with the path of the field.
 */
export function parse(json: unknown, definitions: readonly Definition[]): Operation {
  const entries = Object.entries(objectAt(json, []))
  const values = valuesOf(
    head,
    entries.filter(([field]) => head.fields.has(field)),
  )
  const name = textOf(values, 'name')!
  const { shape } = find(name, definitions)
  const fields = valuesOf(
    shape,
    entries.filter(([field]) => !head.fields.has(field)),
  )
  return { name, keyId: textOf(values, 'keyId'), fields }
}

/**
 * Reads `{ kind: 'operation', name, schema }`, by which a tenant defines an operation.
 *
 * @param others - Definitions beside which it shall stand; none of them, and no known operation, may have its name.
 * @throws InputError `bad_object`, `unknown_field`, `missing_field`, `unknown_enum`, `schema_invalid`, `bad_name`,
 *   `name_taken`, and what `Schema.parse` throws.
 */
export function parseDefinition(json: unknown, others: readonly Definition[] = []): Definition {
  const object = objectAt(json, [])
  const parts = ['kind', 'name', 'schema']
  const other = Object.keys(object).find((field) => !parts.includes(field))
  if (other !== undefined) throw Shape.unknownField([other], parts)
  const missing = parts.find((field) => !Object.hasOwn(object, field))
  if (missing !== undefined) throw Shape.missingField([missing])
  if (object.kind !== 'operation') throw refusal('unknown_enum', ['kind'], '`operation`', object.kind)
  if (typeof object.name !== 'string') throw refusal('bad_type', ['name'], 'a text', object.name)
  const name = Schema.checkName(object.name, ['name'])
  const taken = [...known, ...others].some((definition) => definition.name === name)
  if (taken) throw refusal('name_taken', ['name'], 'a name that no other operation has', name)
  const shape = Schema.parse(object.schema, ['schema'])
  const reserved = [...shape.fields.keys()].find((field) => head.fields.has(field))
  if (reserved === undefined) return { name, shape }
  throw refusal(
    'name_taken',
    ['schema', 'properties', reserved],
    'a name that no field of every operation has',
    reserved,
  )
}

/**
 * @returns The type of the fact that `field` of the operation becomes, or null where the operation has no such field.
 */
export function fieldType(definition: Definition, field: string): ValueType | null {
  const shape = definition.shape.fields.get(field)
  return shape === undefined ? null : Shape.typeOf(shape)
}

/**
 * @returns The type of `operation.<field>`: null where no operation has the field, `any` where two differ in its type.
 */
export function typeOfField(field: string, definitions: readonly Definition[]): ValueType | 'any' | null {
  const types = [...known, ...definitions].map((definition) => fieldType(definition, field))
  const [first, ...others] = types.filter((type) => type !== null)
  if (first === undefined) return null
  return others.every((type) => type === first) ? first : 'any'
}

function find(name: string, definitions: readonly Definition[]): Definition {
  const all = [...known, ...definitions]
  const [found, again] = all.filter((definition) => definition.name === name)
  if (again !== undefined) throw refusal('name_taken', ['name'], 'an operation that is defined once', name)
  if (found !== undefined) return found
  throw refusal('unknown_operation', ['name'], `one of ${all.map((definition) => definition.name).join(', ')}`, name)
}

function valuesOf(shape: Shape.RecordShape, entries: readonly [string, unknown][]): ReadonlyMap<string, Value> {
  const { fields } = Shape.readRecord(shape, Object.fromEntries(entries), [])
  return new Map(fields.map((field) => [field.name, field.value]))
}

function textOf(values: ReadonlyMap<string, Value>, name: string): string | null {
  const value = values.get(name)
  return value?.type === 'text' ? value.value : null
}

function objectAt(json: unknown, path: Path): Readonly<Record<string, unknown>> {
  if (Shape.isObject(json)) return json
  throw refusal('bad_object', path, 'an object', json)
}

function refusal(code: Code, path: Path, expected: string, came: unknown): InputError {
  return new InputError(code, { path: pathText(path) }, expected, Shape.describe(came))
}
