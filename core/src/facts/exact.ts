/**
 * Facts as JSON that tells their types, so that they can be read back exactly: what a record keeps. Nothing in it is a key but our
 * own words, whatever names an ABI or typed data may have.
 */
import { canonical } from '../codec/canonical.ts'
import { sha256 } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import type { JsonObject, JsonValue } from '../codec/json.ts'
import * as Utf8 from '../codec/utf8.ts'
import { InputError } from '../input-error.ts'
import { absent, type Fact, failed, hasValue, notAsked } from './fact.ts'
import type { Address, Value } from './value.ts'

const families: ReadonlySet<string> = new Set(['evm', 'solana', 'tron', 'bitcoin'])
/** An outline shows lists up to this length, and bytes and text up to this many characters. */
const longest = { items: 32, characters: 1024 } as const

/** @returns The fact as JSON. Integers are decimal strings, instants milliseconds since 1970. */
export function toJson(fact: Fact): JsonObject {
  switch (fact.type) {
    case 'absent':
    case 'notAsked':
      return { type: fact.type }
    case 'failed':
      return { type: 'failed', cause: fact.cause }
    case 'integer':
      return { type: 'integer', value: fact.value.toString() }
    case 'list':
      return { type: 'list', items: fact.items.map(toJson) }
    case 'record':
      return { type: 'record', fields: fact.fields.map(({ name, value }) => [name, toJson(value)]) }
    default:
      return { ...fact }
  }
}

/** @returns As `toJson`, with the size and hash of what is long in its place. It cannot be read back, but compared. */
export function outline(fact: Fact): JsonObject {
  const json = toJson(fact)
  if (fact.type === 'list')
    return fact.items.length > longest.items
      ? { type: 'list', count: fact.items.length, hash: hashOf(json) }
      : { type: 'list', items: fact.items.map(outline) }
  if (fact.type === 'record')
    return { type: 'record', fields: fact.fields.map(({ name, value }) => [name, outline(value)]) }
  if ((fact.type === 'bytes' || fact.type === 'text') && fact.value.length > longest.characters)
    return { type: fact.type, characters: fact.value.length, hash: hashOf(json) }
  return json
}

/** @returns SHA-256 of the canonical JSON of what `toJson` gives: the same for equal facts alone. */
export function hash(fact: Fact): Hex.Hex {
  return hashOf(toJson(fact))
}

/** @throws InputError `bad_record` for anything that `toJson` does not give; `path` is where. */
export function fromJson(json: JsonValue, path: string): Fact {
  const fact = read(json, path)
  if (canonical(toJson(fact)) === canonical(json)) return fact
  throw refusal(path, 'a fact as records write it')
}

function read(json: JsonValue, path: string): Fact {
  const object = objectOf(json, path)
  switch (object['type']) {
    case 'absent':
      return absent
    case 'notAsked':
      return notAsked
    case 'failed':
      return failed(textAt(object, 'cause', path))
    case 'integer':
      return { type: 'integer', value: integerAt(object, path) }
    case 'boolean':
      return { type: 'boolean', value: object['value'] === true }
    case 'instant':
      return { type: 'instant', value: Number(object['value']) }
    case 'text':
      return { type: 'text', value: textAt(object, 'value', path) }
    case 'bytes':
      return { type: 'bytes', value: Hex.fromBytes(Hex.toBytes(textAt(object, 'value', path))) }
    case 'address': {
      const family = textAt(object, 'family', path)
      if (!families.has(family)) throw refusal(`${path}.family`, 'a family of addresses')
      return { type: 'address', family: family as Address['family'], value: textAt(object, 'value', path) }
    }
    case 'list':
      return {
        type: 'list',
        items: arrayAt(object, 'items', path).map((item, i) => typedValue(item, `${path}.items[${i}]`)),
      }
    case 'record':
      return {
        type: 'record',
        fields: arrayAt(object, 'fields', path).map((item, i) => fieldOf(item, `${path}.fields[${i}]`)),
      }
    default:
      throw refusal(`${path}.type`, 'the type of a fact')
  }
}

function fieldOf(json: JsonValue, path: string) {
  if (!Array.isArray(json) || json.length !== 2 || typeof json[0] !== 'string')
    throw refusal(path, 'a name and a value')
  return { name: json[0], value: typedValue(json[1], path) }
}

function typedValue(json: JsonValue, path: string): Value {
  const fact = read(json, path)
  if (hasValue(fact)) return fact
  throw refusal(path, 'a value')
}

function integerAt(object: JsonObject, path: string): bigint {
  const digits = textAt(object, 'value', path)
  if (/^-?[0-9]{1,1000}$/.test(digits)) return BigInt(digits)
  throw refusal(`${path}.value`, 'a whole number as a text')
}

function textAt(object: JsonObject, name: string, path: string): string {
  const value = object[name]
  if (typeof value === 'string') return value
  throw refusal(`${path}.${name}`, 'a text')
}

function arrayAt(object: JsonObject, name: string, path: string): readonly JsonValue[] {
  const value = object[name]
  if (Array.isArray(value)) return value
  throw refusal(`${path}.${name}`, 'an array')
}

function objectOf(json: JsonValue, path: string): JsonObject {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonObject
  throw refusal(path, 'an object')
}

function hashOf(json: JsonValue): Hex.Hex {
  return Hex.fromBytes(sha256(Utf8.toBytes(canonical(json))))
}

function refusal(path: string, expected: string): InputError {
  return new InputError('bad_record', { path }, expected)
}
