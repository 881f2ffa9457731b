/**
 * EVM transactions of types 0 to 4, unsigned and signed, from their bytes. Strict: what is accepted has exactly one spelling,
 * and `encode` gives it back. One shape for all types, so that whoever reads a field does not need to know the type first.
 */
import type * as Hex from '../../../codec/hex.ts'
import * as Rlp from '../../../codec/rlp.ts'
import { InputError } from '../../../input-error.ts'
import * as Authorization from './authorization.ts'
import { type Ending, type Form, readLegacyEnding, readTypedEnding } from './transaction-ending.ts'

export { encode, hash, offset, recover, signingHash } from './transaction-encoding.ts'
export type { Form }

/** 0 legacy, 1 EIP-2930, 2 EIP-1559, 3 EIP-4844, 4 EIP-7702. */
export type Type = 0 | 1 | 2 | 3 | 4

/** An address, and slots of its storage, that the transaction will touch (EIP-2930). */
export type Access = { readonly address: Hex.Hex; readonly storageKeys: readonly Hex.Hex[] }

/** Every key is always there, null where the type has no such field. Amounts are in wei, fees in wei for each unit of gas. */
export type Transaction = Ending & {
  readonly type: Type
  readonly nonce: bigint
  /** Null creates a contract. */
  readonly to: Hex.Hex | null
  readonly value: bigint
  readonly gas: bigint
  readonly gasPrice: bigint | null
  readonly maxFeePerGas: bigint | null
  readonly maxPriorityFeePerGas: bigint | null
  readonly maxFeePerBlobGas: bigint | null
  readonly blobVersionedHashes: readonly Hex.Hex[] | null
  readonly accessList: readonly Access[] | null
  readonly authorizationList: readonly Authorization.Authorization[] | null
  readonly data: Hex.Hex
  /** Where in the payload the first byte of `data` is, counted from 0. */
  readonly dataAt: number
}

/** Far above any block's calldata, and above the network form with the most blobs, which is refused by its own name. */
const maxBytes = 4 << 20

/**
 * @param form - `unsigned` refuses a signature, `signed` its absence; `either` takes what the bytes have. A signed layout whose
 * signature is all zero is unsigned: `isZeroSigned` says so for types 1 to 4, the legacy one is that of EIP-155.
 * @throws InputError The first fault in the order of the bytes; `at` is the first byte of the field concerned.
 */
export function decode(hex: string, form: Form): Transaction {
  if (hex.length > 2 + 2 * maxBytes) throw new InputError('too_long', {}, `at most ${maxBytes} bytes`)
  const reader = Rlp.open(hex)
  const type = typeOf(reader)
  const whole = Rlp.enter(reader)
  if (type === 3 && Rlp.peek(reader) >= 0xc0) throw sidecar(reader.at)
  const chainId = type === 0 ? null : Rlp.readInteger(reader, 32)
  const nonce = Rlp.readInteger(reader, 8)
  const maxPriorityFeePerGas = type < 2 ? null : Rlp.readInteger(reader, 32)
  const price = Rlp.readInteger(reader, 32)
  const gas = Rlp.readInteger(reader, 8)
  const to = readTo(reader)
  const value = Rlp.readInteger(reader, 32)
  const dataAt = Rlp.skip(reader)
  const data = Rlp.since(reader, dataAt)
  const accessList = type === 0 ? null : Rlp.readList(reader, readAccess)
  const maxFeePerBlobGas = type === 3 ? Rlp.readInteger(reader, 32) : null
  const blobVersionedHashes = type === 3 ? Rlp.readList(reader, readWord) : null
  const authorizationList = type === 4 ? Rlp.readList(reader, Authorization.read) : null
  const ending = chainId === null ? readLegacyEnding(reader, form) : readTypedEnding(reader, form, chainId)
  Rlp.leave(reader, whole)
  Rlp.close(reader)
  return {
    type,
    chainId: ending.chainId,
    nonce,
    to,
    value,
    gas,
    gasPrice: type < 2 ? price : null,
    maxFeePerGas: type < 2 ? null : price,
    maxPriorityFeePerGas,
    maxFeePerBlobGas,
    blobVersionedHashes,
    accessList,
    authorizationList,
    data,
    dataAt,
    signature: ending.signature,
    isZeroSigned: ending.isZeroSigned,
  }
}

/** A legacy transaction begins with its list; the others with a byte for their type (EIP-2718). */
function typeOf(reader: Rlp.Reader): Type {
  const first = Rlp.peek(reader)
  if (first === -1) throw new InputError('rlp_missing_item', { at: 0 }, 'a transaction')
  if (first >= 0xc0) return 0
  if (first < 1 || first > 4) {
    const came = reader.text.slice(0, 4)
    throw new InputError('unknown_transaction_type', { at: 0 }, 'a type from 0x01 to 0x04, or a legacy list', came)
  }
  reader.at = 1
  return first as Type
}

function readTo(reader: Rlp.Reader): Hex.Hex | null {
  if (Rlp.peek(reader) !== 0x80) return Rlp.readFixed(reader, 20)
  reader.at++
  return null
}

function readWord(reader: Rlp.Reader): Hex.Hex {
  return Rlp.readFixed(reader, 32)
}

function readAccess(reader: Rlp.Reader): Access {
  const outer = Rlp.enter(reader)
  const access = { address: Rlp.readFixed(reader, 20), storageKeys: Rlp.readList(reader, readWord) }
  Rlp.leave(reader, outer)
  return access
}

function sidecar(at: number): InputError {
  return new InputError('blob_sidecar', { at }, 'the transaction alone, without blobs, commitments and proofs')
}
