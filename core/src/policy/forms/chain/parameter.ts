/**
 * Names of the parameters of a function: those of its arguments, with paths into them, and for standard token functions the
 * names that every policy about tokens expects, whatever the arguments are called.
 */
import type { AbiFunction } from '../../../facts/decoders/abi/fragment.ts'
import * as Path from '../../../facts/decoders/abi/path.ts'
import type { Type } from '../../../facts/decoders/abi/type.ts'
import type { ValueType } from '../../../facts/value.ts'
import { InputError } from '../../../input-error.ts'
import type { Operand } from '../../condition.ts'
import { type Parameter, sender } from '../../kinds/link.ts'

/** Positions of the arguments by name; `sender` where the function itself does not say who. */
type Row = Readonly<Record<string, number | 'sender'>>

const moved: Row = { from: 0, to: 1, amount: 2 }
const held: Row = { account: 0, amount: 1 }

/** Standard functions by canonical signature. To add one, add a row. */
export const standard: ReadonlyMap<string, Row> = new Map<string, Row>([
  // ERC-20
  ['transfer(address,uint256)', { from: 'sender', to: 0, amount: 1 }],
  ['transferFrom(address,address,uint256)', moved],
  ['approve(address,uint256)', { account: 'sender', spender: 0, amount: 1 }],
  // compliance tokens
  ['mint(address,uint256)', held],
  ['burnFrom(address,uint256)', held],
  ['burn(uint256)', { account: 'sender', amount: 0 }],
  ['freeze(address,uint256,bytes)', held],
  ['unfreeze(address,uint256,bytes)', held],
  ['forceTransfer(address,address,uint256,bytes)', moved],
  // ERC-3643
  ['burn(address,uint256)', held],
  ['forcedTransfer(address,address,uint256)', moved],
  ['freezePartialTokens(address,uint256)', held],
  ['unfreezePartialTokens(address,uint256)', held],
  ['setAddressFrozen(address,bool)', { account: 0, value: 1 }],
])

/** A function with the one operand that reads its arguments, so that they are read once for a call. */
export type Callable = { readonly abi: AbiFunction; readonly arguments: Operand }

/** @throws InputError `name_taken` when an argument bears a name that the standard gives to another. */
export function callable(abi: AbiFunction): Callable {
  const row = rowOf(abi)
  const wrong = abi.inputs.find(({ name }, i) => Object.hasOwn(row, name) && row[name] !== i)
  if (wrong !== undefined) {
    const expected = `another name: in ${abi.signature} \`${wrong.name}\` stands for something else`
    throw new InputError('name_taken', {}, expected, wrong.name)
  }
  return { abi, arguments: { kind: 'arguments', abi } }
}

/** @returns The names that the function gives, for messages. */
export function namesOf({ abi }: Callable): readonly string[] {
  return [...new Set([...Object.keys(rowOf(abi)), ...abi.inputs.map(({ name }) => name).filter((name) => name !== '')])]
}

/** @returns The parameter that `name` or path gives; null when it gives none. */
export function parameterOf(fn: Callable, name: string): Parameter | null {
  const row = rowOf(fn.abi)
  const position = Object.hasOwn(row, name) ? row[name]! : null
  if (position === 'sender') return { name, operand: sender, type: 'address', each: false }
  return argument(fn, name, position === null ? name : `${position}`)
}

function argument(fn: Callable, name: string, text: string): Parameter | null {
  const path = pathIn(text)
  const found = path === null ? undefined : Path.typeAt(fn.abi.inputs, path)
  if (path === null || found === undefined) return null
  const { type } = found
  const list = type.kind === 'array' && !found.each
  return {
    name,
    operand: { kind: 'member', of: fn.arguments, path },
    type: valueType(list ? type.item : type),
    each: found.each || list,
  }
}

function pathIn(text: string): Path.Path | null {
  try {
    return Path.parse(text)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

const valueTypes: Readonly<Record<Type['kind'], ValueType>> = {
  address: 'address',
  bool: 'boolean',
  bytes: 'bytes',
  fixedBytes: 'bytes',
  string: 'text',
  uint: 'integer',
  int: 'integer',
  array: 'list',
  tuple: 'record',
}

function valueType({ kind }: Type): ValueType {
  return valueTypes[kind]
}

const none: Row = {}

function rowOf({ signature }: AbiFunction): Row {
  return standard.get(signature) ?? none
}
