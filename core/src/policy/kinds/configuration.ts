/** How configurations of policies are spelt: amounts, addresses, lists and seconds, read exactly or refused. */
import { z } from 'zod'
import * as Addresses from '../../facts/address.ts'
import type { Address, Value } from '../../facts/value.ts'
import { InputError } from '../../input-error.ts'
import { constant, type Operand } from '../condition.ts'

/** Members of lists that the text declares, by the name of the list. */
export type Lists = ReadonlyMap<string, readonly Address[]>

/** Ceilings of one list, and of one text. */
export const limits = { addresses: 100_000, text: 128 } as const

/** A whole number from 0 below 2^256, in decimal digits. */
export const amount = z.string().min(1).max(78)

export const address = z.string().min(1).max(limits.text)

/** Addresses, or the name of a list after `@`. */
export const addresses = z.union([z.string().min(2).max(limits.text), z.array(address).max(limits.addresses)])

/** Counts and seconds; what each may be, its kind says. */
export const count = z.number().int().min(0)

/** @throws InputError `bad_quantity` with the field as path. */
export function readAmount(text: string, field: string): bigint {
  const value = /^(0|[1-9]\d*)$/.test(text) ? BigInt(text) : null
  if (value === null || value >= 1n << 256n)
    throw new InputError('bad_quantity', { path: field }, 'a whole number below 2^256, in decimal digits', text)
  return value
}

/** @throws InputError `bad_address`, `bad_checksum` with the field as path. */
export function readAddress(text: string, field: string): Address {
  return tried(field, () => Addresses.parse('evm', text))
}

/**
 * @returns The list as an operand. A list that the text does not declare is the tenant’s: the fact `list.<name>`.
 * @throws InputError `bad_address`, `bad_checksum`, `bad_name` with the field as path, `duplicate_item` for an address twice.
 */
export function readAddresses(given: string | readonly string[], lists: Lists, field: string): Operand {
  if (typeof given !== 'string') return listOf(readMembers(given, field))
  const [, name] = /^@([A-Za-z][A-Za-z0-9_.-]*)$/.exec(given) ?? []
  if (name === undefined) throw new InputError('bad_name', { path: field }, '`@` and the name of a list', given)
  const declared = lists.get(name)
  return declared === undefined ? { kind: 'named', list: name } : listOf(declared)
}

/** @throws InputError `bad_address`, `bad_checksum`, `duplicate_item` with the field and index as path. */
export function readMembers(given: readonly string[], field: string): readonly Address[] {
  const seen = new Set<string>()
  return given.map((text, i) => {
    const found = readAddress(text, `${field}[${i}]`)
    if (seen.has(found.value))
      throw new InputError('duplicate_item', { path: `${field}[${i}]` }, 'each address once', text)
    seen.add(found.value)
    return found
  })
}

function listOf(items: readonly Value[]): Operand {
  return constant({ type: 'list', items })
}

function tried<T>(field: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.code, { path: field }, error.expected, error.came)
  }
}
