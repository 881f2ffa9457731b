/**
 * What the instructions of a message say, for the programs that are known; the bytes of the others stay opaque.
 * Programs themselves tolerate bytes behind their arguments. Here these make an instruction not canonical, and tell no argument.
 */
import * as Hex from '../../../codec/hex.ts'
import { InputError } from '../../../input-error.ts'
import type { Structure } from '../../value.ts'
import { type Account, type Invocation, invocations } from './accounts.ts'
import { addressLookupTable } from './address-lookup-table.ts'
import { associatedToken } from './associated-token.ts'
import { computeBudget } from './compute-budget.ts'
import * as Cursor from './cursor.ts'
import { type Fields, readFields } from './layout.ts'
import { upgradeableLoader } from './loader.ts'
import { memo1, memo2 } from './memo.ts'
import type { Message, Range } from './message.ts'
import type { AccountNames, Program, Row } from './program.ts'
import { stake } from './stake.ts'
import { system } from './system.ts'
import { token } from './token.ts'
import { token2022 } from './token-2022.ts'

/** Every program that is known. To add one, add a row. */
export const programs: readonly Program[] = [
  system,
  token,
  token2022,
  associatedToken,
  computeBudget,
  memo1,
  memo2,
  stake,
  addressLookupTable,
  upgradeableLoader,
]

/** `name` is null for an account that the instruction does not know, such as one too many. */
export type NamedAccount = Account & { readonly name: string | null }

/**
 * An instruction as far as it is understood.
 * Canonical: name, arguments and all accounts are as the program wants them, and every byte was read.
 * Not canonical and with a name: the program may still execute it; nothing is known of its arguments.
 * Without a name: nobody knows the tag or the program, and `opaqueBytes` is all the data.
 */
export type DecodedInstruction = {
  readonly program: string | null
  readonly programId: string
  readonly name: string | null
  readonly arguments: Structure | null
  readonly accounts: readonly NamedAccount[]
  readonly canonical: boolean
  readonly opaqueBytes: Hex.Hex | null
  readonly range: Range
}

const discriminatorBytes = 8
const programById = new Map(programs.map((program) => [program.id, program]))

/** @returns The instructions of `message`, in order. */
export function decode(message: Message): readonly DecodedInstruction[] {
  return invocations(message).map(read)
}

/** @returns What `invocation` says. */
export function read(invocation: Invocation): DecodedInstruction {
  const program = programById.get(invocation.programId)
  if (program === undefined) return opaque(invocation, null)
  const cursor = Cursor.over(invocation.data)
  const row = findRow(program, cursor)
  if (row === undefined) return opaque(invocation, program.name)
  return understood(invocation, program.name, row, cursor)
}

/** @returns Whether the message never expires by its blockhash: its first instruction advances a nonce, canonical or not. */
export function durableNonce(instructions: readonly DecodedInstruction[]): boolean {
  const first = instructions[0]
  return first?.programId === system.id && first.name === 'AdvanceNonceAccount'
}

/**
 * Reads the arguments from `cursor`, which stands behind the tag, to the end of the data.
 *
 * @returns The instruction that `row` describes; not canonical when a byte or an account is missing, or a byte too many.
 */
export function understood(
  invocation: Invocation,
  program: string,
  row: Row,
  cursor: Cursor.Cursor,
): DecodedInstruction {
  const { programId, range } = invocation
  const enough = invocation.accounts.length >= row.accounts.required
  const values = enough ? readArguments(cursor, row.arguments) : null
  const accounts = named(invocation.accounts, row.accounts)
  const canonical = values !== null
  return { program, programId, name: row.name, arguments: values, accounts, canonical, opaqueBytes: null, range }
}

function opaque({ programId, accounts, data, range }: Invocation, program: string | null): DecodedInstruction {
  const unnamed = accounts.map((account) => ({ ...account, name: null }))
  const opaqueBytes = Hex.fromBytes(data)
  return { program, programId, name: null, arguments: null, accounts: unnamed, canonical: false, opaqueBytes, range }
}

/** Leaves `cursor` behind the tag. */
function findRow(program: Program, cursor: Cursor.Cursor): Row | undefined {
  if (Cursor.left(cursor) === 0 && program.whenEmpty !== undefined) return program.rows[program.whenEmpty] as Row
  if (program.shared !== undefined && Cursor.left(cursor) >= discriminatorBytes) {
    const shared = program.shared.get(Hex.fromBytes(cursor.bytes, cursor.at, cursor.at + discriminatorBytes))
    if (shared !== undefined) {
      Cursor.take(cursor, discriminatorBytes)
      return shared
    }
  }
  if (Cursor.left(cursor) < program.tagBytes) return undefined
  const found = program.rows[Number(Cursor.unsigned(cursor, program.tagBytes))]
  if (found === undefined || !('under' in found)) return found
  if (Cursor.left(cursor) === 0) return undefined
  return found.under[Cursor.u8(cursor)] as Row | undefined
}

function readArguments(cursor: Cursor.Cursor, fields: Fields): Structure | null {
  try {
    const values = readFields(cursor, fields)
    return Cursor.left(cursor) === 0 ? { type: 'record', fields: values } : null
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

function named(accounts: readonly Account[], { names, rest }: AccountNames): readonly NamedAccount[] {
  return accounts.map((account, i) => {
    const name = names[i] ?? (rest === null ? null : `${rest}.${i - names.length}`)
    return { ...account, name }
  })
}
