/** Values as authors write them in JSON, read as each type that they can stand for. */
import * as Hex from '../../../codec/hex.ts'
import * as Addresses from '../../../facts/address.ts'
import type { Value, ValueType } from '../../../facts/value.ts'
import { InputError } from '../../../input-error.ts'
import type { Operand } from '../../condition.ts'
import type { ChainType, Scalar } from './schema.ts'

export type Literal = Operand & { kind: 'literal' }

const decimal = /^-?(0|[1-9][0-9]*)$/
const hexNumber = /^0x[0-9a-fA-F]+$/
const evmAddress = /^0x[0-9a-fA-F]{40}$/

/**
 * @returns The ways to read `value`: a number, or its decimal or 0x text, as an integer; text as an address of the chain type,
 * as bytes, or as itself.
 * @throws InputError `unsafe_number` for a number with a fraction or beyond 2^53 − 1, `bad_checksum` for a mixed-case EVM address.
 */
export function literal(value: Scalar, chainType: ChainType): Literal {
  if (typeof value === 'boolean') return of(String(value), { boolean: { type: 'boolean', value } })
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value))
      throw new InputError('unsafe_number', {}, 'a whole number below 2^53, or a string', String(value))
    return of(String(value), { integer: { type: 'integer', value: BigInt(value) } })
  }
  return of(value, { text: { type: 'text', value }, ...integer(value), ...bytes(value), ...address(value, chainType) })
}

type Readings = Partial<Record<ValueType, Value>>

function of(text: string, readings: Readings): Literal {
  return { kind: 'literal', readings, text }
}

function integer(text: string): Readings {
  if (text.length > 160 || !(decimal.test(text) || hexNumber.test(text)) || text === '-0') return {}
  return { integer: { type: 'integer', value: BigInt(text) } }
}

function bytes(text: string): Readings {
  if (!hexNumber.test(text) || text.length % 2 !== 0) return {}
  return { bytes: { type: 'bytes', value: Hex.fromBytes(Hex.toBytes(text)) } }
}

function address(text: string, chainType: ChainType): Readings {
  // A string of this form is meant as an address, so a wrong checksum is an error even where the type is not known yet.
  if (chainType === 'ethereum') return evmAddress.test(text) ? { address: Addresses.parse('evm', text) } : {}
  if (chainType !== 'solana') return {}
  try {
    return { address: Addresses.parse('solana', text) }
  } catch (error) {
    if (error instanceof InputError) return {}
    throw error
  }
}
