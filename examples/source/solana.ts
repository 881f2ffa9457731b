/** Raw Solana messages of the examples, compiled by @solana/kit from instructions that are written by hand. */
import {
  type AccountMeta,
  AccountRole,
  type Address,
  appendTransactionMessageInstructions,
  type Blockhash,
  compileTransaction,
  compileTransactionMessage,
  compressTransactionMessageUsingAddressLookupTables,
  createTransactionMessage,
  getBase64Decoder,
  getCompiledTransactionMessageEncoder,
  getTransactionEncoder,
  type Instruction,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from '@solana/kit'
import { programs } from './accounts.ts'

const blockhash = '9Cs3gYQHuJBRuZHFHTRWGLDaE7XjZuEjNoCYL9nYjXWc' as Blockhash

/** @returns The message as base64, for `solanaMessage`. */
export function message(feePayer: Address, instructions: readonly Instruction[]): string {
  return getBase64Decoder().decode(messageBytes(feePayer, instructions))
}

/** @returns The bytes of a legacy message. */
export function messageBytes(feePayer: Address, instructions: readonly Instruction[]): Uint8Array {
  const compiled = compileTransactionMessage(legacy(feePayer, instructions))
  return Uint8Array.from(getCompiledTransactionMessageEncoder().encode(compiled))
}

/** @returns The wire form as base64, with room for signatures that nobody has made, for `solanaTransaction`. */
export function wire(feePayer: Address, instructions: readonly Instruction[]): string {
  const compiled = compileTransaction(legacy(feePayer, instructions))
  return getBase64Decoder().decode(getTransactionEncoder().encode(compiled))
}

/** @returns A message of version 0 that takes all of `hidden` from a lookup table, as base64. */
export function withLookup(
  feePayer: Address,
  instructions: readonly Instruction[],
  table: Address,
  hidden: readonly Address[],
): string {
  const built = pipe(
    createTransactionMessage({ version: 0 }),
    (it) => setTransactionMessageFeePayer(feePayer, it),
    (it) => setTransactionMessageLifetimeUsingBlockhash({ blockhash, lastValidBlockHeight: 0n }, it),
    (it) => appendTransactionMessageInstructions(instructions, it),
    (it) => compressTransactionMessageUsingAddressLookupTables(it, { [table]: [...hidden] }),
  )
  const bytes = getCompiledTransactionMessageEncoder().encode(compileTransactionMessage(built))
  return getBase64Decoder().decode(bytes)
}

/** @returns Base64 of bytes that were spoilt by hand. */
export function base64(bytes: Uint8Array): string {
  return getBase64Decoder().decode(bytes)
}

/** @returns System `Transfer`. */
export function pay(from: Address, to: Address, lamports: bigint): Instruction {
  return {
    programAddress: programs.system,
    accounts: [signs(from), writes(to)],
    data: bytesOf([2, 4], [lamports, 8]),
  }
}

/** @returns System `AdvanceNonceAccount`: with it in front, a message never expires. */
export function advanceNonce(nonce: Address, sysvar: Address, authority: Address): Instruction {
  return {
    programAddress: programs.system,
    accounts: [writes(nonce), reads(sysvar), { address: authority, role: AccountRole.READONLY_SIGNER }],
    data: bytesOf([4, 4]),
  }
}

/** @returns Token `TransferChecked`, of a token with six decimals. */
export function transferChecked(
  source: Address,
  mint: Address,
  to: Address,
  owner: Address,
  amount: bigint,
): Instruction {
  return {
    programAddress: programs.token,
    accounts: [writes(source), reads(mint), writes(to), signs(owner)],
    data: bytesOf([12, 1], [amount, 8], [6, 1]),
  }
}

/** @returns Token `Transfer`, which does not say of which token. */
export function transferPlain(source: Address, to: Address, owner: Address, amount: bigint): Instruction {
  return {
    programAddress: programs.token,
    accounts: [writes(source), writes(to), signs(owner)],
    data: bytesOf([3, 1], [amount, 8]),
  }
}

/** @returns Token `Approve`: `delegate` may spend from then on. */
export function approveDelegate(source: Address, delegate: Address, owner: Address, amount: bigint): Instruction {
  return {
    programAddress: programs.token,
    accounts: [writes(source), reads(delegate), signs(owner)],
    data: bytesOf([4, 1], [amount, 8]),
  }
}

/** @returns Compute Budget `SetComputeUnitPrice`, in micro-lamports. */
export function priority(price: bigint): Instruction {
  return { programAddress: programs.computeBudget, data: bytesOf([3, 1], [price, 8]) }
}

/** @returns A memo. */
export function memo(text: string): Instruction {
  return { programAddress: programs.memo, data: new TextEncoder().encode(text) }
}

function legacy(feePayer: Address, instructions: readonly Instruction[]) {
  return pipe(
    createTransactionMessage({ version: 'legacy' }),
    (it) => setTransactionMessageFeePayer(feePayer, it),
    (it) => setTransactionMessageLifetimeUsingBlockhash({ blockhash, lastValidBlockHeight: 0n }, it),
    (it) => appendTransactionMessageInstructions(instructions, it),
  )
}

function signs(address: Address): AccountMeta {
  return { address, role: AccountRole.WRITABLE_SIGNER }
}

function writes(address: Address): AccountMeta {
  return { address, role: AccountRole.WRITABLE }
}

function reads(address: Address): AccountMeta {
  return { address, role: AccountRole.READONLY }
}

/** Little-endian integers, each with its size in bytes. */
function bytesOf(...parts: readonly (readonly [value: bigint | number, size: number])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap(([value, size]) =>
      Array.from({ length: size }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 255n)),
    ),
  )
}
