/**
 * The accounts of a message with their addresses and roles, and which of them each instruction is given.
 * An account from a lookup table has an address only where somebody read the table from the chain. It is listed all the same.
 */
import * as Base58 from '../../../codec/base58.ts'
import type { Instruction, Message, Range } from './message.ts'

/** Where on chain the address of a looked-up account stands. */
export type Source = { readonly table: string; readonly index: number }

/** `index` is the account's position in the message; `address` is null where it comes from a lookup table that was not read. */
export type Account = {
  readonly index: number
  readonly address: string | null
  readonly signer: boolean
  readonly writable: boolean
  readonly lookup: Source | null
}

/** An instruction with its program and accounts, its data not yet understood. */
export type Invocation = {
  readonly programId: string
  readonly accounts: readonly Account[]
  readonly data: Uint8Array
  readonly range: Range
}

/** Tables that somebody may say what is in, by address. */
export type Tables = ReadonlyMap<string, { readonly addresses: readonly string[] }>

const noTables: Tables = new Map()

/** @returns Every account of `message`: the static ones, then all writable, then all readonly looked-up ones. */
export function all(message: Message, tables: Tables = noTables): readonly Account[] {
  const { accountKeys, header, lookups } = message
  const writableSigners = header.requiredSignatures - header.readonlySigned
  const writableEnd = accountKeys.length - header.readonlyUnsigned
  const accounts: Account[] = accountKeys.map((key, index) => {
    const signer = index < header.requiredSignatures
    const writable = index < (signer ? writableSigners : writableEnd)
    return { index, address: Base58.encode(key), signer, writable, lookup: null }
  })
  const names = lookups.map((lookup) => Base58.encode(lookup.table))
  lookups.forEach((lookup, i) => void append(accounts, tables, names[i]!, lookup.writableIndexes, true))
  lookups.forEach((lookup, i) => void append(accounts, tables, names[i]!, lookup.readonlyIndexes, false))
  return accounts
}

/** @returns The instructions of `message` in order, each with its accounts in order. */
export function invocations(message: Message, accounts = all(message)): readonly Invocation[] {
  return message.instructions.map((instruction) => invocation(instruction, accounts))
}

function invocation(
  { programIndex, accountIndexes, data, range }: Instruction,
  accounts: readonly Account[],
): Invocation {
  const given = Array.from(accountIndexes, (index) => accounts[index]!)
  // INVARIANT: the message's decoder lets no program come from a lookup table, so that its address is known.
  return { programId: accounts[programIndex]!.address!, accounts: given, data, range }
}

/** An entry that the table did not have when it was read has no address: the table may have grown since. */
function append(accounts: Account[], tables: Tables, table: string, indexes: Uint8Array, writable: boolean): void {
  const known = tables.get(table)?.addresses
  for (const index of indexes) {
    const address = known?.[index] ?? null
    accounts.push({ index: accounts.length, address, signer: false, writable, lookup: { table, index } })
  }
}
