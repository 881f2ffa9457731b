/**
 * A key, as it is given from outside: what stands for it on each chain. The addresses follow from the public key; those
 * that are given beside it are checked against it, so that nobody's address passes for another's.
 */
import { ed25519 } from '@noble/curves/ed25519.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import * as Base58 from '../codec/base58.ts'
import { type Hash, keccak256 } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import { InputError, refusal } from '../input-error.ts'
import * as Address from './address.ts'
import type * as Value from './value.ts'

/**
 * `publicKey` is in its shortest form: 33 bytes on secp256k1, 32 on ed25519. What has no address on a chain has null
 * there.
 */
export type Key = {
  readonly id: string | null
  readonly curve: Curve
  readonly publicKey: Hex.Hex | null
  readonly evm: Value.Address | null
  readonly solana: Value.Address | null
}

/** A curve that a key can be on. */
export type Curve = 'secp256k1' | 'ed25519'

type Family = 'evm' | 'solana'
type Json = Readonly<Record<string, unknown>>
type Point = { readonly publicKey: Hex.Hex; readonly address: Value.Address }

/** Each curve's only family of addresses, and how its keys are read. To add a curve, add a row. */
const curves: ReadonlyMap<
  unknown,
  { readonly curve: Curve; readonly family: Family; readonly read: typeof onSecp256k1 }
> = new Map([
  ['secp256k1', { curve: 'secp256k1', family: 'evm', read: onSecp256k1 }],
  ['ed25519', { curve: 'ed25519', family: 'solana', read: onEd25519 }],
])

const maxIdLength = 256

/**
 * Reads `{ id?, curve, publicKey?, addresses?: { evm?, solana? } }`. Without a public key there must be an address,
 * which is then taken as given. Unknown fields are looked at first, then the others in this order.
 *
 * @throws InputError `bad_object`, `bad_type`, `unknown_field`, `missing_field`, `unknown_enum`, `too_long`; `bad_hex`
 *   and `bad_public_key`; `bad_address`, `bad_checksum`; `conflicting_fields` for an address that no key on the curve
 *   has; `key_address_mismatch`.
 */
export function parseKey(json: unknown, keccak: Hash = keccak256): Key {
  const object = objectAt(json, '', ['id', 'curve', 'publicKey', 'addresses'])
  const id = Object.hasOwn(object, 'id') ? idOf(object.id) : null
  const { curve, family, read } = curveOf(object)
  const point = Object.hasOwn(object, 'publicKey') ? pointOf(object.publicKey, (bytes) => read(bytes, keccak)) : null
  const given = Object.hasOwn(object, 'addresses') ? addressOf(object.addresses, curve, family) : null
  const address = point?.address ?? given
  if (address === null) throw new InputError('missing_field', { path: 'publicKey' }, '`publicKey`, or an address')
  if (given !== null && given.value !== address.value) {
    throw refusal('key_address_mismatch', `addresses.${family}`, `\`${address.value}\``, given.value)
  }
  const none = { id, curve, publicKey: point?.publicKey ?? null, evm: null, solana: null }
  return { ...none, [family]: address }
}

/** SEC 1, compressed or not. The address is that of the yellow paper: the last 20 bytes of the hash of the point. */
function onSecp256k1(bytes: Uint8Array, keccak: Hash): Point {
  if (bytes.length !== 33 && bytes.length !== 65) throw wrongSize('33 or 65 bytes', bytes)
  const point = onCurve(() => secp256k1.Point.fromBytes(bytes))
  if (point === null) throw noPoint('a point of secp256k1 in SEC 1 form', bytes)
  const hash = keccak(point.toBytes(false).subarray(1))
  const address = { type: 'address', family: 'evm', value: Hex.fromBytes(hash, 12) } as const
  return { publicKey: Hex.fromBytes(point.toBytes(true)), address }
}

/** RFC 8032. A Solana address is the key itself. With a point of small order anybody could sign, so it is no key. */
function onEd25519(bytes: Uint8Array): Point {
  if (bytes.length !== 32) throw wrongSize('32 bytes', bytes)
  const point = onCurve(() => ed25519.Point.fromBytes(bytes, false))
  if (point === null || point.isSmallOrder()) throw noPoint('a point of ed25519 that is not of small order', bytes)
  const address = { type: 'address', family: 'solana', value: Base58.encode(bytes) } as const
  return { publicKey: Hex.fromBytes(bytes), address }
}

/** The library throws a plain error where there is no such point. */
function onCurve<Point>(read: () => Point): Point | null {
  try {
    return read()
  } catch {
    return null
  }
}

function curveOf(object: Json) {
  if (!Object.hasOwn(object, 'curve')) throw new InputError('missing_field', { path: 'curve' }, 'the field `curve`')
  const row = curves.get(object.curve)
  if (row !== undefined) return row
  throw refusal('unknown_enum', 'curve', [...curves.keys()].join(' or '), object.curve)
}

function idOf(json: unknown): string {
  const id = textAt(json, 'id')
  if (id === '') throw refusal('bad_type', 'id', 'a text that is not empty', id)
  if (id.length <= maxIdLength) return id
  throw refusal('too_long', 'id', `at most ${maxIdLength} characters`, `${id.length} characters`)
}

function pointOf(json: unknown, read: (bytes: Uint8Array) => Point): Point {
  const text = textAt(json, 'publicKey')
  return at('publicKey', () => read(Hex.toBytes(text)))
}

/** The address in the family of the curve, which is the only one that may stand there. */
function addressOf(json: unknown, curve: Curve, family: Family): Value.Address | null {
  const object = objectAt(json, 'addresses', ['evm', 'solana'])
  const [stranger] = Object.keys(object).filter((name) => name !== family)
  if (stranger !== undefined) {
    throw refusal('conflicting_fields', `addresses.${stranger}`, `no such address for a key on ${curve}`)
  }
  if (!Object.hasOwn(object, family)) return null
  const path = `addresses.${family}`
  const text = textAt(object[family], path)
  return at(path, () => Address.parse(family, text))
}

/** Runs `read`, whose refusals do not know the path. */
function at<Result>(path: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof InputError)
      throw new InputError(error.code, { ...error.place, path }, error.expected, error.came)
    throw error
  }
}

function objectAt(json: unknown, path: string, names: readonly string[]): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw refusal('bad_object', path, 'an object', json)
  const other = Object.keys(json).find((name) => !names.includes(name))
  if (other === undefined) return json as Json
  throw refusal('unknown_field', path === '' ? other : `${path}.${other}`, `one of ${names.join(', ')}`)
}

function textAt(json: unknown, path: string): string {
  if (typeof json === 'string') return json
  throw refusal('bad_type', path, 'a text', json)
}

function wrongSize(expected: string, bytes: Uint8Array): InputError {
  return new InputError('bad_public_key', {}, expected, `${bytes.length} bytes`)
}

function noPoint(expected: string, bytes: Uint8Array): InputError {
  return new InputError('bad_public_key', {}, expected, Hex.fromBytes(bytes))
}
