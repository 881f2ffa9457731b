/**
 * One word of ABI data: 32 bytes, 64 digits of the hex text, read as a value of its type and written back.
 * `at` counts characters of the hex text. What is read strictly is written back to the very same digits.
 */
import { InputError } from '../../../input-error.ts'
import type { Value } from '../../value.ts'
import type { Scalar } from './type.ts'

const digits = 64
const zeros = '0'.repeat(digits)
const ones = 'f'.repeat(digits)

/**
 * @returns The value of the word at `at`.
 * @throws InputError `abi_word` unless the word is exactly what an encoder writes for that value.
 */
export function read(data: string, type: Scalar, at: number): Value {
  switch (type.kind) {
    case 'address':
      if (data.slice(at, at + 24) !== '000000000000000000000000')
        throw unlike(data, at, 'an address, after 12 zero bytes')
      break
    case 'uint':
      if (!padded(data, zeros, at, digits - type.bits / 4)) throw unlike(data, at, `a ${type.text}`)
      break
    case 'int':
      if (!padded(data, fill(data, type.bits, at), at, digits - type.bits / 4))
        throw unlike(data, at, `an ${type.text}`)
      break
    case 'bool':
      if (!padded(data, zeros, at, digits - 1) || data.charCodeAt(at + 63) > 49) throw unlike(data, at, '0 or 1')
      break
    case 'fixedBytes':
      if (!padded(data, zeros, at + 2 * type.size, digits - 2 * type.size))
        throw unlike(data, at, `a ${type.text}, then zeros`)
      break
  }
  return peek(data, type, at)
}

/** @returns The value of the word at `at`, its padding not looked at; any boolean but zero is true. */
export function peek(data: string, type: Scalar, at: number): Value {
  const end = at + digits
  switch (type.kind) {
    case 'address':
      return { type: 'address', family: 'evm', value: `0x${data.slice(at + 24, end)}` }
    case 'uint':
      return { type: 'integer', value: BigInt(`0x${data.slice(end - type.bits / 4, end)}`) }
    case 'int':
      return { type: 'integer', value: BigInt.asIntN(type.bits, BigInt(`0x${data.slice(end - type.bits / 4, end)}`)) }
    case 'bool':
      return { type: 'boolean', value: !padded(data, zeros, at, digits) }
    default:
      return { type: 'bytes', value: `0x${data.slice(at, type.kind === 'fixedBytes' ? at + 2 * type.size : end)}` }
  }
}

/** @returns The 64 digits that stand for `value`, or undefined when it is no value of `type`. */
export function write(type: Scalar, value: Value): string | undefined {
  switch (type.kind) {
    case 'address':
      if (value.type !== 'address' || value.family !== 'evm' || !/^0x[0-9a-f]{40}$/.test(value.value)) return undefined
      return zeros.slice(0, 24) + value.value.slice(2)
    case 'uint':
    case 'int':
      return value.type === 'integer' && inRange(type, value.value) ? number(value.value) : undefined
    case 'bool':
      return value.type === 'boolean' ? number(value.value ? 1n : 0n) : undefined
    case 'fixedBytes':
      if (value.type !== 'bytes' || value.value.length !== 2 + 2 * type.size) return undefined
      return /^0x[0-9a-f]*$/.test(value.value) ? value.value.slice(2).padEnd(digits, '0') : undefined
    default:
      return undefined
  }
}

/** @returns Whether `value` is within the range of the integer type. */
export function inRange(type: Scalar & { readonly kind: 'uint' | 'int' }, value: bigint): boolean {
  return value === (type.kind === 'uint' ? BigInt.asUintN(type.bits, value) : BigInt.asIntN(type.bits, value))
}

/** @returns The 64 digits of `value`, two's complement when it is negative. */
export function number(value: bigint): string {
  return BigInt.asUintN(256, value).toString(16).padStart(digits, '0')
}

/**
 * @returns The number in the word at `at`, for lengths and offsets; Infinity from 2^48.
 */
export function count(data: string, at: number): number {
  if (!padded(data, zeros, at, 52)) return Number.POSITIVE_INFINITY
  return Number.parseInt(data.slice(at + 52, at + digits), 16)
}

/** @returns Whether the `length` digits from `at` are those of `pattern`, which is one digit repeated. */
function padded(data: string, pattern: string, at: number, length: number): boolean {
  return data.slice(at, at + length) === pattern.slice(0, length)
}

/** @returns Whether the `length` digits from `at`, at most 64, are zero. */
export function isZero(data: string, at: number, length: number): boolean {
  return padded(data, zeros, at, length)
}

function fill(data: string, bits: number, at: number): string {
  return data.charCodeAt(at + digits - bits / 4) >= 56 ? ones : zeros
}

function unlike(data: string, at: number, expected: string): InputError {
  return new InputError('abi_word', { at: at / 2 - 1 }, expected, `0x${data.slice(at, at + digits)}`)
}
