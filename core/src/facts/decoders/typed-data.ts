/**
 * EIP-712 typed data: the payload read strictly, with the hash that a signer would sign. What the types do not declare, what
 * they declare and is missing, and whatever two libraries might hash differently is refused.
 */
import * as Hash from '../../codec/hash.ts'
import * as Hex from '../../codec/hex.ts'
import { InputError } from '../../input-error.ts'
import type { Structure } from '../value.ts'
import * as Domain from './typed-data/domain.ts'
import * as Encoding from './typed-data/encoding.ts'
import * as Schema from './typed-data/schema.ts'

/** A struct type: its members with their types as spelled. */
export type StructType = {
  readonly name: string
  readonly members: readonly { readonly name: string; readonly type: string }[]
}

/** A payload that was read. `message` and `domain` have their members in the order of their types. */
export type TypedData = {
  readonly primaryType: string
  readonly domain: Structure
  readonly message: Structure
  /** Canonical type strings of the primary type and of the domain. */
  readonly encodeType: string
  readonly encodeDomainType: string
  readonly typeHash: Hex.Hex
  readonly domainSeparator: Hex.Hex
  readonly structHash: Hex.Hex
  /** What is signed: the hash of 0x1901, domain separator and struct hash. */
  readonly digest: Hex.Hex
  /** The types that the message is made of, the primary type first. */
  readonly types: readonly StructType[]
}

const keys = ['types', 'primaryType', 'domain', 'message'] as const

/**
 * Reads a payload as `eth_signTypedData_v4` takes it, parsed from JSON.
 *
 * @throws InputError with the path of the first thing wrong, in the order shape, types, primary type, domain, message.
 */
export function parse(json: unknown, hash: Hash.Hash = Hash.keccak256): TypedData {
  const payload = shape(json)
  const given = Schema.parse(payload.types)
  const { primaryType, domain: domainJson } = payload
  if (typeof primaryType !== 'string' || primaryType === Domain.typeName || !given.has(primaryType)) {
    throw new InputError(
      'typed_data_type',
      { path: 'primaryType' },
      'a type of `types` other than the domain’s',
      String(primaryType),
    )
  }
  if (typeof domainJson !== 'object' || domainJson === null || Array.isArray(domainJson))
    throw invalid('domain', 'an object')
  const schema = new Map([...given, [Domain.typeName, Domain.members(given, domainJson)]])
  const encoder = Encoding.encoder(schema, hash)
  const domain = Encoding.struct(encoder, Domain.typeName, domainJson, 'domain')
  const message = Encoding.struct(encoder, primaryType, payload.message, 'message')
  const type = Encoding.typeHash(encoder, primaryType)
  return {
    primaryType,
    domain: domain.value,
    message: message.value,
    encodeType: type.text,
    encodeDomainType: Encoding.typeHash(encoder, Domain.typeName).text,
    typeHash: Hex.fromBytes(type.hash),
    domainSeparator: Hex.fromBytes(domain.hash),
    structHash: Hex.fromBytes(message.hash),
    digest: Hex.fromBytes(hash(digestInput(domain.hash, message.hash))),
    types: Schema.used(schema, primaryType).map((name) => describe(schema, name)),
  }
}

function shape(json: unknown): Record<(typeof keys)[number], unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid('', 'an object')
  const extra = Object.keys(json).find((key) => !(keys as readonly string[]).includes(key))
  if (extra !== undefined) throw invalid(extra, `only ${keys.join(', ')}`)
  const missing = keys.find((key) => !Object.hasOwn(json, key))
  if (missing !== undefined) throw invalid(missing, `all of ${keys.join(', ')}`)
  return json as Record<(typeof keys)[number], unknown>
}

function digestInput(domainSeparator: Uint8Array, structHash: Uint8Array): Uint8Array {
  const input = new Uint8Array(66)
  input.set([0x19, 0x01])
  input.set(domainSeparator, 2)
  input.set(structHash, 34)
  return input
}

function describe(schema: Schema.Schema, name: string): StructType {
  return { name, members: schema.get(name)!.map((member) => ({ name: member.name, type: member.text })) }
}

function invalid(path: string, expected: string): InputError {
  return new InputError('typed_data_invalid', { path }, expected)
}
