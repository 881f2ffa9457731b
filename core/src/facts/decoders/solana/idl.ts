/**
 * Anchor IDLs, the legacy layout and that of 0.30 and later: what the instructions of a program that is not built in mean.
 * Types are read as far as instructions use them; what cannot be read exactly is refused when the IDL is parsed.
 */
import * as Base58 from '../../../codec/base58.ts'
import { sha256 } from '../../../codec/hash.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import { InputError } from '../../../input-error.ts'
import type { Invocation } from './accounts.ts'
import * as Cursor from './cursor.ts'
import { distinct, field, fields, flagged, invalid, list, text } from './idl-json.ts'
import { type Compile, compiler } from './idl-type.ts'
import { type DecodedInstruction, understood } from './instructions.ts'
import type { AccountNames, Row } from './program.ts'

/** A program's instructions, each found by the bytes its data begins with. `program` is null where the IDL names no address. */
export type Idl = {
  readonly name: string
  readonly program: string | null
  readonly instructions: readonly Entry[]
}

/** One instruction and its discriminator. */
export type Entry = { readonly discriminator: Uint8Array; readonly row: Row }

const maxDiscriminatorBytes = 32
const maxGroupDepth = 8

/**
 * @param json - The IDL as parsed JSON.
 * @throws InputError `idl_invalid` with the path of the first fault: a type that is not known or contains itself, an item that
 * takes no byte, a name that stands twice, a discriminator with which another one begins.
 */
export function parseIdl(json: unknown): Idl {
  const metadata = field(json, '', 'metadata') ?? {}
  const name = text(field(json, '', 'name') ?? field(metadata, 'metadata', 'name'), 'name')
  const program = address(field(json, '', 'address') ?? field(metadata, 'metadata', 'address'))
  const compile = compiler(field(json, '', 'types') ?? [])
  const entries = list(field(json, '', 'instructions'), 'instructions')
  const instructions = entries.map((entry, i) => instruction(entry, `instructions[${i}]`, compile))
  checkDistinct(instructions)
  return { name, program, instructions }
}

/**
 * @returns What `invocation` says by `idl`, in the shape of the built-in programs; null when the IDL is of another program, or
 * knows no instruction that begins so. The caller pins the program where the IDL itself names none.
 */
export function decodeWithIdl(idl: Idl, invocation: Invocation): DecodedInstruction | null {
  if (idl.program !== null && idl.program !== invocation.programId) return null
  const found = idl.instructions.find(({ discriminator }) => startsWith(invocation.data, discriminator))
  if (found === undefined) return null
  return understood(invocation, idl.name, found.row, Cursor.over(invocation.data, found.discriminator.length))
}

/** @returns The name as Rust has it: `swapV2` is `swap_v2`. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3_$2').toLowerCase()
}

function instruction(json: unknown, path: string, compile: Compile): Entry {
  const name = text(field(json, path, 'name'), `${path}.name`)
  const given = field(json, path, 'discriminator')
  const discriminator = given === undefined ? derived(name) : bytes(given, `${path}.discriminator`)
  const layouts = fields(field(json, path, 'args'), `${path}.args`, compile)
  return { discriminator, row: { name, arguments: layouts, accounts: accountNames(json, path) } }
}

function derived(name: string): Uint8Array {
  return sha256(Utf8.toBytes(`global:${snakeCase(name)}`)).slice(0, 8)
}

function bytes(json: unknown, path: string): Uint8Array {
  const numbers = list(json, path)
  if (numbers.length === 0 || numbers.length > maxDiscriminatorBytes)
    throw invalid(path, `1 to ${maxDiscriminatorBytes} bytes`)
  const bad = numbers.findIndex((number) => !Number.isInteger(number) || Number(number) < 0 || Number(number) > 255)
  if (bad >= 0) throw invalid(`${path}[${bad}]`, 'a whole number from 0 to 255', numbers[bad])
  return Uint8Array.from(numbers as number[])
}

function address(json: unknown): string | null {
  if (json === undefined) return null
  const spelled = text(json, 'address')
  if (isAddress(spelled)) return spelled
  throw invalid('address', 'base58 of 32 bytes', spelled)
}

function isAddress(spelled: string): boolean {
  try {
    return spelled.length <= 44 && Base58.decode(spelled).length === 32
  } catch (error) {
    if (error instanceof InputError) return false
    throw error
  }
}

/** Accounts at the end that are optional may be missing; one before the end has the program's own address in its place. */
function accountNames(json: unknown, path: string): AccountNames {
  const accounts = flattened(field(json, path, 'accounts'), `${path}.accounts`, '', 0)
  const names = accounts.map((account) => account.name)
  distinct(names, `${path}.accounts`)
  return { names, required: accounts.findLastIndex((account) => !account.optional) + 1, rest: null }
}

type AccountName = { readonly name: string; readonly optional: boolean }

function flattened(json: unknown, path: string, prefix: string, depth: number): readonly AccountName[] {
  if (depth > maxGroupDepth) throw invalid(path, `groups at most ${maxGroupDepth} deep`)
  return list(json, path).flatMap((account, i) => {
    const at = `${path}[${i}]`
    const name = prefix + text(field(account, at, 'name'), `${at}.name`)
    const group = field(account, at, 'accounts')
    if (group !== undefined) return flattened(group, `${at}.accounts`, `${name}.`, depth + 1)
    return [{ name, optional: flagged(account, at, 'optional') || flagged(account, at, 'isOptional') }]
  })
}

function checkDistinct(entries: readonly Entry[]): void {
  distinct(
    entries.map((entry) => entry.row.name),
    'instructions',
  )
  entries.forEach(({ discriminator }, i) => {
    const other = entries.findIndex((entry, j) => j !== i && startsWith(entry.discriminator, discriminator))
    if (other >= 0)
      throw invalid(`instructions[${other}].discriminator`, `one that does not begin with that of instruction ${i}`)
  })
}

function startsWith(data: Uint8Array, prefix: Uint8Array): boolean {
  return data.length >= prefix.length && prefix.every((byte, i) => data[i] === byte)
}
