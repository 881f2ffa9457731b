/** Solana messages as JSON: addresses in base58, accounts with their roles, lookups as they stand. */
import { Base58, type Call, type DecodedRequest, type Detail, Hex } from '@portcullis/core'

/** A request that is a Solana message or transaction. */
export type SolanaDetail = Extract<Detail, { readonly kind: 'solana' }>

/** @returns The message. The header has the names that Solana's own JSON gives it. */
export function messageReport({ facts, calls }: DecodedRequest, { message }: SolanaDetail): object {
  const { version, header, accountKeys, recentBlockhash, lookups } = message
  const durable = facts['solana.durableNonce']
  return {
    version,
    header: {
      numRequiredSignatures: header.requiredSignatures,
      numReadonlySignedAccounts: header.readonlySigned,
      numReadonlyUnsignedAccounts: header.readonlyUnsigned,
    },
    staticAccountKeys: accountKeys.map(Base58.encode),
    recentBlockhash: Base58.encode(recentBlockhash),
    feePayer: Base58.encode(accountKeys[0]!),
    durableNonce: durable?.type === 'boolean' && durable.value,
    lookups: lookups.map(({ table, writableIndexes, readonlyIndexes }) => ({
      table: Base58.encode(table),
      writableIndexes: [...writableIndexes],
      readonlyIndexes: [...readonlyIndexes],
    })),
    instructions: calls.map(instructionReport),
  }
}

/** @returns One for each slot of a transaction: who is to sign, and the signature, null when it is not there yet. */
export function signatureReports({ message, signatures }: SolanaDetail): readonly object[] {
  return signatures.map((signature, i) => ({
    signer: Base58.encode(message.accountKeys[i]!),
    signature: signature === null ? null : Base58.encode(signature),
  }))
}

/** INVARIANT: each call of a message carries its instruction. What it means stands in the call. */
function instructionReport({ invocation, instruction }: Call): object {
  const { programId, data } = invocation!
  const accounts = instruction!.accounts.map(({ index, address, signer, writable, name, lookup }) => ({
    index,
    address,
    signer,
    writable,
    ...(name === null ? {} : { name }),
    ...(lookup === null ? {} : { lookup }),
  }))
  return { programId, accounts, data: Hex.fromBytes(data) }
}
