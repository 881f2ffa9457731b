/**
 * EVM transactions to their bytes, what of them is hashed, and who signed. The table of layouts is the order of the fields in
 * each type; `decode` reads the same order, and the two are held together by tests.
 */
import { type Hash, keccak256 } from '../../../codec/hash.ts'
import * as Hex from '../../../codec/hex.ts'
import * as Rlp from '../../../codec/rlp.ts'
import { InputError } from '../../../input-error.ts'
import * as Authorization from './authorization.ts'
import * as Signature from './signature.ts'
import type { Access, Transaction, Type } from './transaction.ts'

/** The fields that stand in the bytes; the signature comes after them. */
export type Field = Exclude<keyof Transaction, 'type' | 'dataAt' | 'signature' | 'isZeroSigned'>

const common = ['gas', 'to', 'value', 'data'] as const
const typed = ['chainId', 'nonce', 'maxPriorityFeePerGas', 'maxFeePerGas', ...common, 'accessList'] as const

/** The fields of each type in the order of their bytes. */
const layouts: Readonly<Record<Type, readonly Field[]>> = {
  0: ['nonce', 'gasPrice', ...common],
  1: ['chainId', 'nonce', 'gasPrice', ...common, 'accessList'],
  2: typed,
  3: [...typed, 'maxFeePerBlobGas', 'blobVersionedHashes'],
  4: [...typed, 'authorizationList'],
}

const zeros: readonly string[] = ['80', '80', '80']

/** @returns The bytes of the transaction: with its signature, or without where it has none. */
export function encode(transaction: Transaction): Hex.Hex {
  return enclose(transaction.type, [...body(transaction), ...ending(transaction)])
}

/** @returns The hash that the sender signs, the same whether the transaction is signed or not. */
export function signingHash(transaction: Transaction, keccak: Hash = keccak256): Hex.Hex {
  return Hex.fromBytes(digest(transaction, keccak))
}

/** @returns The hash under which a chain knows the transaction. Throws `signature_missing`: there is none before it is signed. */
export function hash(transaction: Transaction, keccak: Hash = keccak256): Hex.Hex {
  signatureOf(transaction)
  return Hex.fromBytes(keccak(Hex.toBytes(encode(transaction))))
}

/**
 * @returns The sender.
 * @throws InputError `signature_missing`; `bad_signature` where no key belongs to the signature.
 */
export function recover(transaction: Transaction, keccak: Hash = keccak256): Hex.Hex {
  return Signature.recover(digest(transaction, keccak), signatureOf(transaction), keccak)
}

/** @returns Where in the payload the field's item begins. The chain id of a legacy transaction is in the item after the fields. */
export function offset(transaction: Transaction, field: Field): number {
  const items = body(transaction)
  const layout: readonly Field[] = layouts[transaction.type]
  const before = layout.includes(field) ? items.slice(0, layout.indexOf(field)) : items
  const whole = encode(transaction).length / 2 - 1
  const inside = [...items, ...ending(transaction)].join('').length / 2
  return whole - inside + before.join('').length / 2
}

function digest(transaction: Transaction, keccak: Hash): Uint8Array {
  const unsigned = { ...transaction, signature: null, isZeroSigned: false }
  return keccak(Hex.toBytes(encode(unsigned)))
}

function enclose(type: Type, items: readonly string[]): Hex.Hex {
  return `0x${type === 0 ? '' : `0${type}`}${Rlp.writeList(items)}`
}

function body(transaction: Transaction): string[] {
  return layouts[transaction.type].map((field) => write(transaction, field))
}

function ending({ type, chainId, signature, isZeroSigned }: Transaction): readonly string[] {
  if (signature !== null) return [Rlp.writeInteger(parity(type, chainId, signature)), ...scalars(signature)]
  if (type !== 0) return isZeroSigned ? zeros : []
  return chainId === null ? [] : [Rlp.writeInteger(chainId), '80', '80']
}

/** What stands before r and s: the parity, or in a legacy transaction v, with the chain id in it (EIP-155). */
function parity(type: Type, chainId: bigint | null, { yParity }: Signature.Signature): bigint {
  if (type !== 0) return BigInt(yParity)
  return BigInt(yParity) + (chainId === null ? 27n : 35n + 2n * chainId)
}

function scalars({ r, s }: Signature.Signature): string[] {
  return [Rlp.writeInteger(r), Rlp.writeInteger(s)]
}

function write(transaction: Transaction, field: Field): string {
  switch (field) {
    case 'to':
      return Rlp.writeBytes(transaction.to ?? '0x')
    case 'data':
      return Rlp.writeBytes(transaction.data)
    case 'accessList':
      return Rlp.writeList(present(transaction.accessList, field).map(writeAccess))
    case 'blobVersionedHashes':
      return Rlp.writeList(present(transaction.blobVersionedHashes, field).map(Rlp.writeBytes))
    case 'authorizationList':
      return Rlp.writeList(present(transaction.authorizationList, field).map(Authorization.write))
    default:
      return Rlp.writeInteger(present(transaction[field], field))
  }
}

function writeAccess({ address, storageKeys }: Access): string {
  return Rlp.writeList([Rlp.writeBytes(address), Rlp.writeList(storageKeys.map(Rlp.writeBytes))])
}

/** A type's own field can only be null where a caller built the transaction by hand. */
function present<T>(value: T | null, field: Field): T {
  if (value === null) throw new InputError('missing_field', { path: field }, 'a value')
  return value
}

function signatureOf({ signature }: Transaction): Signature.Signature {
  if (signature === null) throw new InputError('signature_missing', {}, 'a signed transaction')
  return signature
}
