/**
 * Solana transactions in the form that goes over the wire: signatures, one for each required signer, then the message.
 * A slot of zeros is not signed yet.
 */
import { ed25519 } from '@noble/curves/ed25519.js'
import { InputError } from '../../../input-error.ts'
import * as Cursor from './cursor.ts'
import * as Encoding from './encoding.ts'
import * as Message from './message.ts'

/** `signatures` stand in the order of the first account keys; null where not signed. Ranges count from the first byte of the transaction. */
export type Transaction = {
  readonly signatures: readonly (Uint8Array | null)[]
  readonly message: Message.Message
  /** What is signed. */
  readonly messageBytes: Uint8Array
}

const signatureBytes = 64

/**
 * @returns The transaction that `bytes` hold, all of them.
 * @throws InputError what `Message.decode` refuses, and `solana_signature_count` unless there is one slot for each required signature.
 */
export function decode(bytes: Uint8Array): Transaction {
  const copy = new Uint8Array(bytes)
  const cursor = Cursor.over(copy)
  const count = Cursor.compact(cursor)
  const signatures: (Uint8Array | null)[] = []
  for (let i = 0; i < count; i++) signatures.push(signed(Cursor.take(cursor, signatureBytes)))
  const message = Message.decode(copy, cursor.at)
  const required = message.header.requiredSignatures
  if (count !== required)
    throw new InputError('solana_signature_count', { at: 0 }, `${required} signatures`, `${count}`)
  return { signatures, message, messageBytes: copy.subarray(cursor.at) }
}

/** @returns The bytes of `transaction`, which must be one that `decode` gives. */
export function encode(transaction: Transaction): Uint8Array {
  const slots = transaction.signatures.map((signature) => signature ?? new Uint8Array(signatureBytes))
  return Encoding.join([Encoding.compact(slots.length), ...slots, Encoding.encode(transaction.message)])
}

/** @returns For each slot whether the signature is that of its account key over the message (ed25519, RFC 8032); null where not signed. */
export function verify(transaction: Transaction): readonly (boolean | null)[] {
  const { signatures, message, messageBytes } = transaction
  return signatures.map((signature, index) =>
    signature === null ? null : ed25519.verify(signature, messageBytes, message.accountKeys[index]!, { zip215: false }),
  )
}

function signed(signature: Uint8Array): Uint8Array | null {
  return signature.some((byte) => byte !== 0) ? signature : null
}
