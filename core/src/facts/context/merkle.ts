/**
 * `merkleProofs`: `[{ account, proof: [bytes32, …] }]` becomes `[{ account, root }]`, with the root that the proof leads to.
 * A leaf is keccak256(keccak256(abi.encode(account))), a node keccak256 of its two children, the smaller first.
 */
import { keccak256 } from '../../codec/hash.ts'
import * as Hex from '../../codec/hex.ts'
import type * as Json from '../../codec/json.ts'
import * as Addresses from '../address.ts'
import type { Value } from '../value.ts'
import { bytesOf, fieldsOf, listOf, record, textOf } from './field.ts'

const limits = { proofs: 16, steps: 64 } as const

/** @throws InputError When a proof is malformed. One that leads elsewhere is not: its root is another. */
export function proofs(json: Json.JsonValue): Value {
  return { type: 'list', items: listOf(json, limits.proofs).map(proofOf) }
}

function proofOf(json: Json.JsonValue): Value {
  const { account, proof } = fieldsOf(json, ['account', 'proof'])
  const address = Addresses.parse('evm', textOf(account))
  const siblings = listOf(proof, limits.steps).map((one) => bytesOf(one, 32))
  return record({
    account: address,
    root: { type: 'bytes', value: Hex.fromBytes(siblings.reduce(parentOf, leafOf(address.value))) },
  })
}

function leafOf(address: string): Uint8Array {
  const word = new Uint8Array(32)
  word.set(Hex.toBytes(address), 12)
  return keccak256(keccak256(word))
}

function parentOf(a: Uint8Array, b: Uint8Array): Uint8Array {
  const [left, right] = isLess(a, b) ? [a, b] : [b, a]
  const both = new Uint8Array(64)
  both.set(left)
  both.set(right, 32)
  return keccak256(both)
}

function isLess(a: Uint8Array, b: Uint8Array): boolean {
  const at = a.findIndex((byte, i) => byte !== b[i])
  return at >= 0 && a[at]! < b[at]!
}
