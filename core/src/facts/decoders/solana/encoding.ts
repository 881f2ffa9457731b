/**
 * Writes Solana messages: the other direction of `message.ts`, with nothing in common but the types.
 * A message that was read encodes to the bytes it was read from.
 */
import type { Instruction, Lookup, Message } from './message.ts'

/** @returns The bytes of `message`, which must be one that `decode` gives: nothing is checked. */
export function encode(message: Message): Uint8Array {
  const { header, accountKeys, instructions, lookups } = message
  const parts: Uint8Array[] = [
    Uint8Array.of(header.requiredSignatures, header.readonlySigned, header.readonlyUnsigned),
    compact(accountKeys.length),
    ...accountKeys,
    message.recentBlockhash,
    compact(instructions.length),
    ...instructions.flatMap(instructionParts),
  ]
  if (message.version === 'legacy') return join(parts)
  return join([Uint8Array.of(0x80), ...parts, compact(lookups.length), ...lookups.flatMap(lookupParts)])
}

/** @returns `number` as a compact-u16. */
export function compact(number: number): Uint8Array {
  if (number < 0x80) return Uint8Array.of(number)
  if (number < 0x4000) return Uint8Array.of((number & 0x7f) | 0x80, number >> 7)
  return Uint8Array.of((number & 0x7f) | 0x80, ((number >> 7) & 0x7f) | 0x80, number >> 14)
}

/** @returns The `parts` one after the other. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function instructionParts({ programIndex, accountIndexes, data }: Instruction): Uint8Array[] {
  return [Uint8Array.of(programIndex), compact(accountIndexes.length), accountIndexes, compact(data.length), data]
}

function lookupParts({ table, writableIndexes, readonlyIndexes }: Lookup): Uint8Array[] {
  return [table, compact(writableIndexes.length), writableIndexes, compact(readonlyIndexes.length), readonlyIndexes]
}
