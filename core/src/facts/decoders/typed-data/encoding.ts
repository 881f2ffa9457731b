/**
 * Hashes of structs as EIP-712 defines them, and the values they were made of, in one walk: what a policy sees is what was
 * hashed. Every member must be there, no other may be, and every value must be one of its type.
 */
import type { Hash } from '../../../codec/hash.ts'
import * as Hex from '../../../codec/hex.ts'
import { InputError } from '../../../input-error.ts'
import * as Address from '../../address.ts'
import type { Field, Structure, Value } from '../../value.ts'
import type { Scalar } from '../abi/type.ts'
import * as Word from '../abi/word.ts'
import * as Schema from './schema.ts'
import { textHash } from './text-hash.ts'

/** The canonical type string of a struct and its hash. */
export type TypeHash = { readonly text: string; readonly hash: Uint8Array }

/** What the walk needs; the type hashes fill up as structs are met, and the blocks run out as they are hashed. */
export type Encoder = {
  readonly schema: Schema.Schema
  readonly hash: Hash
  readonly typeHashes: Map<string, TypeHash>
  blocksLeft: number
}

/** A struct's fields and its hash, of 32 bytes. */
export type Hashed = { readonly value: Structure; readonly hash: Uint8Array }

const maximumDepth = 16
/**
 * A few bytes of payload can ask for much hashing: an empty array, or a struct whose type names all others. So every hash counts
 * one block, and each 136 bytes of types and words one more; text and bytes are as long as the payload and need no ceiling.
 */
const maximumBlocks = 4096
const blockBytes = 136
const decimal = /^(?:0|-?[1-9][0-9]{0,77})$/
const hexadecimal = /^0x[0-9a-fA-F]{1,64}$/

/** @returns What a walk starts with. */
export function encoder(schema: Schema.Schema, hash: Hash): Encoder {
  return { schema, hash, typeHashes: new Map(), blocksLeft: maximumBlocks }
}

/**
 * @returns The type string of the struct `name` and its hash.
 * @throws InputError `too_long` when the payload hashes more than its types and values may, 4,096 blocks in all.
 */
export function typeHash(encoder: Encoder, name: string): TypeHash {
  const known = encoder.typeHashes.get(name)
  if (known) return known
  const text = Schema.encodeType(encoder.schema, name)
  spend(encoder, text.length, `types.${name}`)
  const made = { text, hash: textHash(encoder.hash, text) }
  encoder.typeHashes.set(name, made)
  return made
}

/**
 * @param depth - Structs and arrays around this one; at most 16.
 * @throws InputError `typed_data_extra_member`, `typed_data_missing_member`, `typed_data_value`, `too_deep`, `too_long`, or what
 *   the codec of a value says, with the path of the first member concerned.
 */
export function struct(encoder: Encoder, name: string, json: unknown, path: string, depth = 0): Hashed {
  if (depth > maximumDepth) throw new InputError('too_deep', { path }, `at most ${maximumDepth} levels`)
  const members = encoder.schema.get(name)!
  const given = exactly(json, members, name, path)
  const words = new Uint8Array(32 * (1 + members.length))
  words.set(typeHash(encoder, name).hash)
  const fields = members.map((member, index): Field => {
    const place = `${path}.${member.name}`
    const value = put(encoder, member.type, given[member.name], words, 32 * (1 + index), place, depth + 1)
    return { name: member.name, value }
  })
  return { value: { type: 'record', fields }, hash: hashed(encoder, words, path) }
}

// Members are own properties from here on: inherited ones were missing, others were too many.
function exactly(
  json: unknown,
  members: readonly Schema.Member[],
  name: string,
  path: string,
): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw wrong(path, `an object with the members of ${name}`, json)
  const extra = Object.keys(json).find((key) => !members.some((member) => member.name === key))
  if (extra !== undefined)
    throw new InputError('typed_data_extra_member', { path: `${path}.${extra}` }, `the members of ${name}`)
  const missing = members.find((member) => !Object.hasOwn(json, member.name))
  if (missing)
    throw new InputError(
      'typed_data_missing_member',
      { path: `${path}.${missing.name}` },
      `a value of the type ${missing.text}`,
    )
  return json as Record<string, unknown>
}

/** Writes the word for `json` to `words` at `at`; returns the value. */
function put(
  encoder: Encoder,
  type: Schema.MemberType,
  json: unknown,
  words: Uint8Array,
  at: number,
  path: string,
  depth: number,
): Value {
  if (type.kind === 'scalar') return putScalar(encoder, type.scalar, json, words, at, path)
  const { value, hash } =
    type.kind === 'struct' ? struct(encoder, type.name, json, path, depth) : array(encoder, type, json, path, depth)
  words.set(hash, at)
  return value
}

function array(
  encoder: Encoder,
  type: Schema.MemberType & { kind: 'array' },
  json: unknown,
  path: string,
  depth: number,
) {
  if (depth > maximumDepth) throw new InputError('too_deep', { path }, `at most ${maximumDepth} levels`)
  if (!Array.isArray(json)) throw wrong(path, 'an array', json)
  if (type.size !== null && json.length !== type.size)
    throw wrong(path, `an array of ${type.size} elements`, `${json.length} elements`)
  if (32 * json.length > blockBytes * encoder.blocksLeft) throw tooMuch(path)
  const words = new Uint8Array(32 * json.length)
  const items = json.map((item, index) =>
    put(encoder, type.item, item, words, 32 * index, `${path}[${index}]`, depth + 1),
  )
  const value: Value = { type: 'list', items }
  return { value, hash: hashed(encoder, words, path) }
}

function putScalar(encoder: Encoder, type: Scalar, json: unknown, words: Uint8Array, at: number, path: string): Value {
  switch (type.kind) {
    case 'bool':
      if (typeof json !== 'boolean') throw wrong(path, 'true or false', json)
      words[at + 31] = json ? 1 : 0
      return { type: 'boolean', value: json }
    case 'uint':
    case 'int': {
      const value = integer(type, json, path)
      putInteger(value, words, at)
      return { type: 'integer', value }
    }
    case 'string': {
      const value = text(json, path)
      spend(encoder, 0, path)
      words.set(
        placed(path, () => textHash(encoder.hash, value)),
        at,
      )
      return { type: 'text', value }
    }
    case 'address': {
      const value = text(json, path)
      const address = placed(path, () => Address.parse('evm', value))
      words.set(Hex.toBytes(address.value), at + 12)
      return address
    }
    default: {
      const value = text(json, path)
      const bytes = placed(path, () => Hex.toBytes(value))
      if (type.kind === 'fixedBytes' && bytes.length !== type.size) throw wrong(path, `${type.size} bytes`, value)
      if (type.kind !== 'fixedBytes') spend(encoder, 0, path)
      words.set(type.kind === 'fixedBytes' ? bytes : encoder.hash(bytes), at)
      return { type: 'bytes', value: Hex.fromBytes(bytes) }
    }
  }
}

function hashed(encoder: Encoder, bytes: Uint8Array, path: string): Uint8Array {
  spend(encoder, bytes.length, path)
  return encoder.hash(bytes)
}

function spend(encoder: Encoder, byteLength: number, path: string): void {
  encoder.blocksLeft -= 1 + Math.floor(byteLength / blockBytes)
  if (encoder.blocksLeft < 0) throw tooMuch(path)
}

function tooMuch(path: string): InputError {
  return new InputError(
    'too_long',
    { path },
    `a payload that hashes at most ${maximumBlocks} blocks of ${blockBytes} bytes`,
  )
}

function integer(type: Scalar & { readonly kind: 'uint' | 'int' }, json: unknown, path: string): bigint {
  const readable =
    typeof json === 'number'
      ? Number.isSafeInteger(json)
      : typeof json === 'string' && (decimal.test(json) || hexadecimal.test(json))
  if (!readable) throw wrong(path, 'a safe integer, or a decimal or 0x string', json)
  const value = BigInt(json as number | string)
  if (!Word.inRange(type, value)) throw wrong(path, `a number within the range of ${type.text}`, json)
  return value
}

// Small numbers are put byte by byte, which is most of them; the rest through their digits.
function putInteger(value: bigint, words: Uint8Array, at: number): void {
  if (value < 0n || value > 0xffff_ffffn) {
    words.set(Hex.toBytes(`0x${Word.number(value)}`), at)
    return
  }
  let rest = Number(value)
  for (let end = at + 31; rest > 0; end--) {
    words[end] = rest & 255
    rest >>>= 8
  }
}

function text(json: unknown, path: string): string {
  if (typeof json !== 'string') throw wrong(path, 'a string', json)
  return json
}

// Errors of the codecs know nothing of the place in the payload.
function placed<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof InputError)
      throw new InputError(error.code, { ...error.place, path }, error.expected, error.came)
    throw error
  }
}

function wrong(path: string, expected: string, came: unknown): InputError {
  const shown = typeof came === 'string' || typeof came === 'number' ? String(came) : typeof came
  return new InputError('typed_data_value', { path }, expected, shown)
}
