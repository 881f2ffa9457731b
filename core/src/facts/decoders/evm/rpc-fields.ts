/**
 * The fields of a JSON-RPC object, one by one and strictly: quantities, byte strings, addresses and lists.
 * Each reader takes the value and its path, and refuses what has another spelling.
 */
import * as Hex from '../../../codec/hex.ts'
import { InputError } from '../../../input-error.ts'
import * as Address from '../../address.ts'

/** The fields that are there. A field that is `undefined` is not there, as in JSON. */
export type Fields = ReadonlyMap<string, unknown>
/** Reads one value, or throws InputError with `path`. */
export type Read<T> = (value: unknown, path: string) => T

const hexQuantity = /^0x(?:0|[1-9a-fA-F][0-9a-fA-F]{0,63})$/
const decimalQuantity = /^(?:0|[1-9][0-9]{0,77})$/
const maxItems = 65_536

/** @returns The fields of an object which may have no others than `names`. The first that is wrong, in its order, is refused. */
export function open(input: unknown, path: string, names: ReadonlySet<string>): Fields {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new InputError('bad_object', { path }, 'an object')
  const fields = new Map<string, unknown>()
  for (const [name, value] of Object.entries(input)) {
    if (!names.has(name))
      throw new InputError('unknown_field', { path: join(path, name.slice(0, 80)) }, `one of ${[...names].join(', ')}`)
    if (value !== undefined) fields.set(name, value)
  }
  return fields
}

/** @returns The field's value, or null where it is not there. */
export function find<T>(fields: Fields, path: string, name: string, read: Read<T>): T | null {
  return fields.has(name) ? read(fields.get(name), join(path, name)) : null
}

/** @returns The field's value. Throws `missing_field` where it is not there. */
export function need<T>(fields: Fields, path: string, name: string, read: Read<T>): T {
  if (!fields.has(name)) throw new InputError('missing_field', { path: join(path, name) }, 'a value')
  return read(fields.get(name), join(path, name))
}

/** @returns An amount below 2^256 from `0x1f` or `31`: text without leading zeros, never a JSON number. */
export function quantity(value: unknown, path: string): bigint {
  const isCanonical = typeof value === 'string' && (hexQuantity.test(value) || decimalQuantity.test(value))
  if (!isCanonical) throw badQuantity(path, 'a quantity such as `0x1f` or `31`, as text', value)
  const amount = BigInt(value)
  if (amount >> 256n !== 0n) throw new InputError('integer_too_large', { path }, 'an integer below 2^256', value)
  return amount
}

/** @returns As `quantity`, below 2^64: gas. */
export function word(value: unknown, path: string): bigint {
  return below(64n, quantity(value, path), path)
}

/** @returns As `quantity`; a safe JSON number is taken too. For what is no amount: chain ids. */
export function count(value: unknown, path: string): bigint {
  if (typeof value !== 'number') return quantity(value, path)
  if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0))
    throw badQuantity(path, 'a whole number from 0 to 2^53 - 1', value)
  return BigInt(value)
}

/** @returns As `count`, below 2^64. */
export function nonce(value: unknown, path: string): bigint {
  return below(64n, count(value, path), path)
}

/** @returns As `count`, below 2^8. */
export function byte(value: unknown, path: string): bigint {
  return below(8n, count(value, path), path)
}

/** @returns Whole bytes in lower case. */
export function bytes(value: unknown, path: string): Hex.Hex {
  const hex = text(value, path, 'bad_hex', '0x and hexadecimal digits')
  at(path, hex, Hex.toBytes)
  return hex.toLowerCase() as Hex.Hex
}

/** @returns 32 bytes in lower case. */
export function bytes32(value: unknown, path: string): Hex.Hex {
  const hex = bytes(value, path)
  if (hex.length !== 66) throw new InputError('bad_hex', { path }, '32 bytes', hex)
  return hex
}

/** @returns An EVM address in lower case. One of mixed case must satisfy EIP-55. */
export function address(value: unknown, path: string): Hex.Hex {
  const spelling = text(value, path, 'bad_address', '0x and 40 hexadecimal digits')
  return at(path, spelling, (it) => Address.parse('evm', it)).value as Hex.Hex
}

/** @returns A reader of lists of at most 65,536 items. */
export function list<T>(read: Read<T>): Read<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new InputError('bad_object', { path }, 'a list')
    if (value.length > maxItems) throw new InputError('too_long', { path }, `at most ${maxItems} items`)
    return Array.from(value, (item: unknown, index) => read(item, `${path}[${index}]`))
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function text(value: unknown, path: string, code: 'bad_hex' | 'bad_address', expected: string): string {
  if (typeof value !== 'string') throw new InputError(code, { path }, expected, show(value))
  return value
}

/** Gives a refusal of a single value the path of that value. */
function at<T>(path: string, spelling: string, read: (spelling: string) => T): T {
  try {
    return read(spelling)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.code, { path }, error.expected, spelling)
  }
}

function below(bits: bigint, amount: bigint, path: string): bigint {
  if (amount >> bits !== 0n)
    throw new InputError('integer_too_large', { path }, `an integer below 2^${bits}`, String(amount))
  return amount
}

function badQuantity(path: string, expected: string, value: unknown): InputError {
  return new InputError('bad_quantity', { path }, expected, show(value))
}

function show(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : typeof value
}
