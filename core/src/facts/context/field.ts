/** Fields of proofs as the caller writes them: whatever is not exactly as it must be is refused. */
import * as Hex from '../../codec/hex.ts'
import type * as Json from '../../codec/json.ts'
import { InputError } from '../../input-error.ts'
import { recover } from '../decoders/evm/signature.ts'
import type { Address, Value } from '../value.ts'

/** @throws InputError `bad_type`, `unknown_field`, `missing_field` unless `json` is an object with exactly these fields. */
export function fieldsOf(json: Json.JsonValue, names: readonly string[]): Json.JsonObject {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new InputError('bad_type', {}, `an object with ${names.join(', ')}`)
  const stranger = Object.keys(json).find((name) => !names.includes(name))
  if (stranger !== undefined) throw new InputError('unknown_field', {}, `one of ${names.join(', ')}`, stranger)
  const missing = names.find((name) => !Object.hasOwn(json, name))
  if (missing !== undefined) throw new InputError('missing_field', {}, `the field \`${missing}\``)
  return json as Json.JsonObject
}

/** @throws InputError `bad_type`, `too_many` unless `json` is a list of at most `most`. */
export function listOf(json: Json.JsonValue | undefined, most: number): readonly Json.JsonValue[] {
  if (!Array.isArray(json)) throw new InputError('bad_type', {}, 'a list')
  if (json.length > most) throw new InputError('too_many', {}, `at most ${most} items`, `${json.length}`)
  return json
}

/** @throws InputError `bad_type` unless `json` is text. */
export function textOf(json: Json.JsonValue | undefined): string {
  if (typeof json !== 'string') throw new InputError('bad_type', {}, 'a text', typeof json)
  return json
}

/** @throws InputError `bad_quantity` unless `json` is the decimal text of a number below 2^256. */
export function amountOf(json: Json.JsonValue | undefined): bigint {
  const text = textOf(json)
  if (!/^(0|[1-9]\d{0,77})$/.test(text) || BigInt(text) >= 1n << 256n)
    throw new InputError('bad_quantity', {}, 'a whole number below 2^256, in decimal digits', text)
  return BigInt(text)
}

/** @throws InputError `bad_hex` unless `json` is hexadecimal of `size` bytes. */
export function bytesOf(json: Json.JsonValue | undefined, size: number): Uint8Array {
  const bytes = Hex.toBytes(textOf(json))
  if (bytes.length !== size) throw new InputError('bad_hex', {}, `${size} bytes`, `${bytes.length} bytes`)
  return bytes
}

/**
 * @param signature - r, s and v of 27 or 28; only with a low s, so that there is no second one.
 * @returns Who signed the digest. Anybody may have: whether he counts, a policy says.
 * @throws InputError `bad_hex`, `bad_signature`.
 */
export function signerOf(digest: Hex.Hex, signature: Json.JsonValue | undefined): Address {
  const bytes = bytesOf(signature, 65)
  const v = bytes[64]!
  if (v !== 27 && v !== 28) throw new InputError('bad_signature', {}, 'v of 27 or 28', `${v}`)
  const [r, s] = [BigInt(Hex.fromBytes(bytes, 0, 32)), BigInt(Hex.fromBytes(bytes, 32, 64))]
  const value = recover(Hex.toBytes(digest), { yParity: v === 27 ? 0 : 1, r, s })
  return { type: 'address', family: 'evm', value }
}

/** @returns A record of the fields in order. */
export function record(fields: Readonly<Record<string, Value>>): Value {
  return { type: 'record', fields: Object.entries(fields).map(([name, value]) => ({ name, value })) }
}
