/** Signatures that a message pays for: those of its accounts, and those that precompiled programs verify for it. */
import type { DecodedInstruction } from './instructions.ts'
import type { Message } from './message.ts'

/** Their data begins with the number of signatures. Source: the precompiles of the Agave validator. */
const precompiles: ReadonlySet<string> = new Set([
  'Ed25519SigVerify111111111111111111111111111',
  'KeccakSecp256k11111111111111111111111111111',
  'Secp256r1SigVerify1111111111111111111111111',
])

/** @returns How many signatures are paid for. */
export function signatureCount(message: Message, instructions: readonly DecodedInstruction[]): number {
  const verified = message.instructions.map(({ data }, i) =>
    precompiles.has(instructions[i]!.programId) ? (data[0] ?? 0) : 0,
  )
  return verified.reduce((total, count) => total + count, message.header.requiredSignatures)
}
