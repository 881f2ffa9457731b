/**
 * What somebody who may say so read from a Solana cluster: lookup tables, who owns token accounts, what mints are. Given from
 * outside, at a finalised slot; never by whoever asks for a signature. A table may grow later, and is never rewritten.
 */
import * as Base58 from '../codec/base58.ts'
import { sha256 } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import type * as Json from '../codec/json.ts'
import { InputError, refusal } from '../input-error.ts'
import * as Address from './address.ts'

/** The entries of a table from its first, and the SHA-256 of their bytes one after the other. */
export type Table = { readonly addresses: readonly string[]; readonly hash: Hex.Hex }

/** `program` is the token program that keeps the account or mint. */
export type TokenAccount = { readonly owner: string; readonly mint: string; readonly program: string }
export type Mint = { readonly program: string; readonly extensions: readonly string[] }

/** `chain` is CAIP-2; addresses are in base58. */
export type Cluster = {
  readonly chain: string
  readonly slot: bigint
  readonly tables: ReadonlyMap<string, Table>
  readonly accounts: ReadonlyMap<string, TokenAccount>
  readonly mints: ReadonlyMap<string, Mint>
}

const fields: ReadonlySet<string> = new Set(['chain', 'slot', 'lookupTables', 'tokenAccounts', 'mints'])
const mostEntries = 256
const mostItems = 100_000

/**
 * Reads `{ chain, slot, lookupTables?: [{ address, addresses }], tokenAccounts?: [{ address, owner, mint, program }],
 * mints?: [{ address, program, extensions }] }`.
 *
 * @throws InputError With the path of the first fault; `name_taken` for two claims about one address.
 */
export function parseCluster(json: Json.JsonObject): Cluster {
  const stranger = Object.keys(json).find((key) => !fields.has(key))
  if (stranger !== undefined) throw refusal('unknown_field', stranger, `one of ${[...fields].join(', ')}`)
  return {
    chain: chainOf(json['chain']),
    slot: slotOf(json['slot']),
    tables: byAddress(json, 'lookupTables', ['addresses'], tableOf),
    accounts: byAddress(json, 'tokenAccounts', ['owner', 'mint', 'program'], (item, path) => ({
      owner: addressOf(item['owner'], `${path}.owner`),
      mint: addressOf(item['mint'], `${path}.mint`),
      program: addressOf(item['program'], `${path}.program`),
    })),
    mints: byAddress(json, 'mints', ['program', 'extensions'], (item, path) => ({
      program: addressOf(item['program'], `${path}.program`),
      extensions: listOf(item['extensions'], `${path}.extensions`, mostEntries).map((name, i) => {
        if (typeof name === 'string' && name !== '') return name
        throw refusal('bad_type', `${path}.extensions[${i}]`, 'the name of an extension', name)
      }),
    })),
  }
}

function byAddress<T>(
  json: Json.JsonObject,
  name: string,
  members: readonly string[],
  read: (item: Json.JsonObject, path: string) => T,
): ReadonlyMap<string, T> {
  const found = new Map<string, T>()
  const items = Object.hasOwn(json, name) ? listOf(json[name], name, mostItems) : []
  for (const [i, item] of items.entries()) {
    const path = `${name}[${i}]`
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      throw refusal('bad_type', path, `an object with address, ${members.join(', ')}`)
    const object = item as Json.JsonObject
    const stranger = Object.keys(object).find((key) => key !== 'address' && !members.includes(key))
    if (stranger !== undefined) throw refusal('unknown_field', `${path}.${stranger}`, `address, ${members.join(', ')}`)
    const address = addressOf(object['address'], `${path}.address`)
    if (found.has(address)) throw refusal('name_taken', `${path}.address`, 'one claim for each address', address)
    found.set(address, read(object, path))
  }
  return found
}

function tableOf(item: Json.JsonObject, path: string): Table {
  const addresses = listOf(item['addresses'], `${path}.addresses`, mostEntries).map((address, i) =>
    addressOf(address, `${path}.addresses[${i}]`),
  )
  const bytes = new Uint8Array(32 * addresses.length)
  for (const [i, address] of addresses.entries()) bytes.set(Base58.decode(address), 32 * i)
  return { addresses, hash: Hex.fromBytes(sha256(bytes)) }
}

function listOf(json: unknown, path: string, most: number): readonly unknown[] {
  if (!Array.isArray(json)) throw refusal('bad_type', path, 'a list', json)
  if (json.length > most) throw refusal('too_many', path, `at most ${most} items`, json.length)
  return json
}

function chainOf(json: unknown): string {
  if (typeof json === 'string' && /^solana:[A-Za-z0-9]{1,32}$/.test(json)) return json
  throw refusal('bad_type', 'chain', 'a chain such as `solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp`', json)
}

function slotOf(json: unknown): bigint {
  if (typeof json === 'string' && /^(0|[1-9]\d{0,18})$/.test(json)) return BigInt(json)
  throw refusal('bad_quantity', 'slot', 'the finalised slot in decimal digits', json)
}

function addressOf(json: unknown, path: string): string {
  if (typeof json !== 'string') throw refusal('bad_address', path, 'base58 of 32 bytes', json)
  try {
    return Address.parse('solana', json).value
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.code, { path }, error.expected, error.came)
    throw error
  }
}
