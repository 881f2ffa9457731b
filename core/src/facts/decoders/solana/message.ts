/**
 * Solana messages, legacy and version 0, from their bytes and back. What is accepted encodes to the very bytes it came from.
 * Source: the transaction format of the Solana documentation, and the checks that validators make before they look at accounts.
 */

import { InputError } from '../../../input-error.ts'
import type { Objection } from '../../call.ts'
import * as Cursor from './cursor.ts'

export { encode } from './encoding.ts'

/** How many of the account keys sign, and how many at the end of each part may only be read. */
export type Header = {
  readonly requiredSignatures: number
  readonly readonlySigned: number
  readonly readonlyUnsigned: number
}

/** First byte, and one past the last. */
export type Range = { readonly start: number; readonly end: number }

/** `programIndex` and `accountIndexes` count the static keys, then all writable, then all readonly looked-up accounts. */
export type Instruction = {
  readonly programIndex: number
  readonly accountIndexes: Uint8Array
  readonly data: Uint8Array
  readonly range: Range
}

/** Accounts that the runtime takes from a table on chain. The message does not tell their addresses. */
export type Lookup = {
  readonly table: Uint8Array
  readonly writableIndexes: Uint8Array
  readonly readonlyIndexes: Uint8Array
}

/** Keys and blockhash are 32 bytes each. */
export type Message = {
  readonly version: 'legacy' | 0
  readonly header: Header
  readonly accountKeys: readonly Uint8Array[]
  readonly recentBlockhash: Uint8Array
  readonly instructions: readonly Instruction[]
  readonly lookups: readonly Lookup[]
}

/** What fits into one packet, signatures included. */
export const maxTransactionBytes = 1232

const maxAccounts = 256
const keyBytes = 32
const signatureBytes = 64

/**
 * Reads the message that `bytes` hold from `start` to their end. They are copied first: later changes to `bytes` have no effect.
 *
 * @returns The message; ranges and places of errors count from the beginning of `bytes`.
 * @throws InputError `solana_unknown_version`, `solana_truncated`, `solana_trailing_bytes`, `solana_bad_length`,
 * `solana_bad_header`, `solana_bad_index`, `solana_empty_lookup`, `solana_too_many_accounts` or `too_long`: the first that reading from
 * front to back meets; indexes of accounts are looked at last.
 */
export function decode(bytes: Uint8Array, start = 0): Message {
  const cursor = Cursor.over(new Uint8Array(bytes), start)
  const version = readVersion(cursor)
  const header = readHeader(cursor)
  checkSize(cursor, start, header)
  const keysAt = cursor.at
  const accountKeys = readKeys(cursor)
  checkHeader(header, accountKeys.length, keysAt)
  const recentBlockhash = Cursor.take(cursor, keyBytes)
  const instructions = readInstructions(cursor, accountKeys.length)
  const lookups = version === 0 ? readLookups(cursor) : []
  Cursor.finish(cursor)
  const message = { version, header, accountKeys, recentBlockhash, instructions, lookups }
  checkIndexes(message)
  return message
}

/**
 * What every validator refuses although the bytes are well formed: a fee payer that may not be written, a key that stands twice.
 *
 * @returns One objection each, in order; none for a message that could run.
 */
export function objections(message: Message): readonly Objection[] {
  const found: Objection[] = []
  if (message.header.readonlySigned === message.header.requiredSignatures) {
    found.push({ code: 'solana_readonly_fee_payer', expected: 'a first account that is writable' })
  }
  const twice = firstDuplicate(message.accountKeys)
  if (twice !== null)
    found.push({ code: 'solana_duplicate_account', expected: `no other key equal to account ${twice}` })
  return found
}

/** @returns How many accounts an instruction may point to, those from lookup tables included. */
export function accountCount(message: Message): number {
  return message.lookups.reduce((count, lookup) => count + size(lookup), message.accountKeys.length)
}

function readVersion(cursor: Cursor.Cursor): 'legacy' | 0 {
  const first = Cursor.u8(cursor)
  if (first === 0x80) return 0
  if (first > 0x80)
    throw new InputError('solana_unknown_version', { at: cursor.at - 1 }, 'version 0 or none', `${first & 0x7f}`)
  cursor.at--
  return 'legacy'
}

function readHeader(cursor: Cursor.Cursor): Header {
  const at = cursor.at
  const header = {
    requiredSignatures: Cursor.u8(cursor),
    readonlySigned: Cursor.u8(cursor),
    readonlyUnsigned: Cursor.u8(cursor),
  }
  if (header.requiredSignatures === 0)
    throw new InputError('solana_bad_header', { at }, 'at least one required signature', '0')
  if (header.readonlySigned <= header.requiredSignatures) return header
  throw new InputError(
    'solana_bad_header',
    { at: at + 1 },
    `at most ${header.requiredSignatures}`,
    `${header.readonlySigned}`,
  )
}

function checkSize(cursor: Cursor.Cursor, start: number, header: Header): void {
  const total = 1 + signatureBytes * header.requiredSignatures + cursor.end - start
  if (total <= maxTransactionBytes) return
  throw new InputError('too_long', { at: start }, `${maxTransactionBytes} bytes with all signatures`, `${total}`)
}

function checkHeader(header: Header, keys: number, at: number): void {
  const least = header.requiredSignatures + header.readonlyUnsigned
  if (keys < least) throw new InputError('solana_bad_header', { at }, `at least ${least} account keys`, `${keys}`)
}

function readKeys(cursor: Cursor.Cursor): Uint8Array[] {
  const count = Cursor.compact(cursor)
  const keys: Uint8Array[] = []
  for (let i = 0; i < count; i++) keys.push(Cursor.take(cursor, keyBytes))
  return keys
}

function readInstructions(cursor: Cursor.Cursor, keys: number): Instruction[] {
  const count = Cursor.compact(cursor)
  const instructions: Instruction[] = []
  for (let i = 0; i < count; i++) instructions.push(readInstruction(cursor, keys))
  return instructions
}

/** The fee payer cannot be a program, and a program cannot come from a lookup table. */
function readInstruction(cursor: Cursor.Cursor, keys: number): Instruction {
  const start = cursor.at
  const programIndex = Cursor.u8(cursor)
  if (programIndex === 0 || programIndex >= keys) {
    throw new InputError('solana_bad_index', { at: start }, `a program index from 1 to ${keys - 1}`, `${programIndex}`)
  }
  const accountIndexes = Cursor.take(cursor, Cursor.compact(cursor))
  const data = Cursor.take(cursor, Cursor.compact(cursor))
  return { programIndex, accountIndexes, data, range: { start, end: cursor.at } }
}

function readLookups(cursor: Cursor.Cursor): Lookup[] {
  const count = Cursor.compact(cursor)
  const lookups: Lookup[] = []
  for (let i = 0; i < count; i++) lookups.push(readLookup(cursor))
  return lookups
}

function readLookup(cursor: Cursor.Cursor): Lookup {
  const at = cursor.at
  const table = Cursor.take(cursor, keyBytes)
  const writableIndexes = Cursor.take(cursor, Cursor.compact(cursor))
  const readonlyIndexes = Cursor.take(cursor, Cursor.compact(cursor))
  const lookup = { table, writableIndexes, readonlyIndexes }
  if (size(lookup) === 0) throw new InputError('solana_empty_lookup', { at }, 'at least one account of the table')
  return lookup
}

/** Only now is it known how many accounts the tables add. */
function checkIndexes(message: Message): void {
  const count = accountCount(message)
  if (count > maxAccounts)
    throw new InputError('solana_too_many_accounts', {}, `at most ${maxAccounts} accounts`, `${count}`)
  for (const { accountIndexes, range } of message.instructions) {
    for (const index of accountIndexes) {
      if (index < count) continue
      throw new InputError('solana_bad_index', { at: range.start }, `account indexes below ${count}`, `${index}`)
    }
  }
}

function size(lookup: Lookup): number {
  return lookup.writableIndexes.length + lookup.readonlyIndexes.length
}

/** The index of the first key that stands again behind it, or null. */
function firstDuplicate(keys: readonly Uint8Array[]): number | null {
  const index = keys.findIndex((key, i) => keys.some((other, j) => j > i && same(key, other)))
  return index < 0 ? null : index
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < keyBytes; i++) if (a[i] !== b[i]) return false
  return true
}
