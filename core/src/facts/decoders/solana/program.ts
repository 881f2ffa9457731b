/**
 * What is known of a program: its address, and for each tag the name, arguments and accounts of an instruction.
 * To add an instruction, add a row to its program; to add a program, add a file and a row in `instructions.ts`.
 */
import { type Fields, type Layout, record } from './layout.ts'

/** Account names in order. The first `required` must be there; `rest` names those behind the last, counted from 0. */
export type AccountNames = {
  readonly names: readonly string[]
  readonly required: number
  readonly rest: string | null
}

/** One instruction. */
export type Row = { readonly name: string; readonly arguments: Fields; readonly accounts: AccountNames }

/** Instructions that share a first tag and have a second of one byte. */
export type Group = { readonly under: Rows }

/** Position is the tag; undefined where no instruction is known. */
export type Rows = readonly (Row | Group | undefined)[]

/** `tagBytes` is the size of the tag in front of the arguments; `whenEmpty` the tag that data of no bytes stands for. */
export type Program = {
  readonly name: string
  readonly id: string
  readonly tagBytes: 0 | 1 | 4
  readonly whenEmpty?: number
  readonly rows: Rows
  /** Instructions of an interface that the program shares with others, found by the eight bytes they begin with, in hex. */
  readonly shared?: ReadonlyMap<string, Row>
}

/**
 * @param accounts - Names in order, apart by blanks; `name?` need not be there, `name*` is any number at the end.
 * @returns The row of an instruction.
 * @example row('Withdraw', 'stake destination custodian?', { lamports: u64 })
 */
export function row(name: string, accounts: string, fields: Readonly<Record<string, Layout>> = {}): Row {
  return { name, arguments: Object.entries(fields), accounts: accountNames(accounts) }
}

/** @returns The layout of a record within the arguments. */
export function structure(fields: Readonly<Record<string, Layout>>): Layout {
  return record(Object.entries(fields))
}

function accountNames(text: string): AccountNames {
  const words = text.split(' ').filter((word) => word !== '')
  const names = words.filter((word) => !word.endsWith('*'))
  const rest = words.find((word) => word.endsWith('*'))
  return {
    names: names.map((word) => word.replace('?', '')),
    required: names.filter((word) => !word.endsWith('?')).length,
    rest: rest === undefined ? null : rest.slice(0, -1),
  }
}
