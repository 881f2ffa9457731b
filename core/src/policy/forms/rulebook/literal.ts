/** Constants of a rulebook whose type is that of the fact they are compared with. */
import type * as Hex from '../../../codec/hex.ts'
import * as Addresses from '../../../facts/address.ts'
import type { Value, ValueType } from '../../../facts/value.ts'
import { InputError } from '../../../input-error.ts'
import type { Operand } from '../../condition.ts'

/** @returns The text as itself, and as the address or the bytes that it spells. */
export function literal(text: string): Operand & { kind: 'literal' } {
  const readings: Partial<Record<ValueType, Value>> = { text: { type: 'text', value: text } }
  const address = addressIn(text)
  if (address !== null) readings.address = address
  if (/^0x([0-9a-fA-F]{2})*$/.test(text)) readings.bytes = { type: 'bytes', value: text.toLowerCase() as Hex.Hex }
  return { kind: 'literal', readings, text }
}

/** Text of an EVM address must be one, checksum and all; other text may happen to be none. */
function addressIn(text: string): Value | null {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return Addresses.parse('evm', text)
  if (!/^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(text)) return null
  try {
    return Addresses.parse('solana', text)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}
