/**
 * The attributes of a document: the built-in ones of each transaction type, and the parameters of an ABI, a typed message or an
 * Anchor IDL. To add a built-in attribute, add a row.
 */
import type { AbiFunction } from '../../../facts/decoders/abi/fragment.ts'
import * as Path from '../../../facts/decoders/abi/path.ts'
import type { Type } from '../../../facts/decoders/abi/type.ts'
import type { Idl } from '../../../facts/decoders/solana/idl.ts'
import * as Token from '../../../facts/decoders/token.ts'
import { type Definition, typeOfField } from '../../../facts/operation.ts'
import type { ValueType } from '../../../facts/value.ts'
import { fact, type Operand } from '../../condition.ts'
import type { ChainType, TransactionType } from './schema.ts'

/** What an attribute yields. `any`: its type is known with the request only. `each`: one value for each item of a path with `[]`. */
export type Attribute = {
  readonly operand: Operand
  readonly type: ValueType | 'any'
  readonly list: boolean
  readonly each: boolean
  /** How many bytes each value has, where that is always the same. */
  readonly bytes?: number
  /** What a counter sums: the share of one call, where the attribute itself speaks of the whole request. */
  readonly measure: Operand
  readonly builtin: boolean
}

/** What an ABI in a condition describes. */
export type Description =
  | { readonly kind: 'function'; readonly abi: AbiFunction }
  | { readonly kind: 'idl'; readonly idl: Idl; readonly program: string | null }

/** An attribute that needs no ABI: what documents call it, the fact that it is, its type; and what a counter sums, where that differs. */
export type Row = readonly [name: string, fact: string, type: ValueType, list?: 'list' | undefined, measure?: string]

const sender: Row = ['sender', 'sender', 'address']
const evmCall: readonly Row[] = [
  sender,
  ['receiver', 'target', 'address'],
  ['nativeValue', 'native.value', 'integer'],
  ['chainId', 'chainId', 'integer'],
  ['maxFee', 'transaction.maxFee', 'integer'],
]

/** Built-in attributes by chain type and transaction type. */
export const builtins: Readonly<Record<string, readonly Row[]>> = {
  'ethereum nativeTransfer': evmCall,
  'ethereum erc20': [...evmCall, ['functionSelector', 'call.selector', 'bytes']],
  'ethereum erc721': [...evmCall, ['functionSelector', 'call.selector', 'bytes']],
  'ethereum eip712': [
    sender,
    ['chainId', 'chainId', 'integer'],
    ['verifyingContract', 'typedData.verifyingContract', 'address'],
    ['primaryType', 'typedData.primaryType', 'text'],
    ['domainName', 'typedData.domainName', 'text'],
  ],
  'ethereum eip191': [sender, ['message', 'message', 'text']],
  'solana nativeTransfer': [
    ['sender', 'from', 'address'],
    ['receiver', 'target', 'address'],
    ['nativeValue', 'native.value', 'integer'],
    ['solanaAccountKeys', 'solana.accountKeys', 'address', 'list'],
    ['solanaProgramIds', 'solana.programIds', 'address', 'list'],
    ['maxFee', 'solana.maxFee', 'integer'],
  ],
  'solana solanaTransaction': [
    ['sender', 'solana.feePayer', 'address'],
    ['nativeValue', 'solana.nativeTotal', 'integer', undefined, 'native.value'],
    ['splTransferAmount', 'spl.amount', 'integer'],
    ['splTokenMint', 'spl.mint', 'address'],
    ['solanaAccountKeys', 'solana.accountKeys', 'address', 'list'],
    ['solanaProgramIds', 'solana.programIds', 'address', 'list'],
    ['maxFee', 'solana.maxFee', 'integer'],
  ],
  'off offchainOperation': [
    ['operation', 'operation', 'text'],
    ['keyId', 'keyId', 'text'],
  ],
}

/** Names for the parameters of standard token functions, which need no ABI. */
export const standard: Readonly<Partial<Record<TransactionType, readonly Row[]>>> = {
  erc20: [
    ...(['amount', 'value', 'wad'] as const).map((name): Row => [name, 'amount', 'integer']),
    ...(['to', 'recipient', 'dst'] as const).map((name): Row => [name, 'recipient', 'address']),
    ...(['from', 'src'] as const).map((name): Row => [name, 'from', 'address']),
    ['spender', 'spender', 'address'],
  ],
  erc721: [
    ...(['to', 'recipient', 'dst'] as const).map((name): Row => [name, 'recipient', 'address']),
    ...(['from', 'src'] as const).map((name): Row => [name, 'from', 'address']),
    ...(['tokenId', 'id'] as const).map((name): Row => [name, 'tokenId', 'integer']),
  ],
}

/** Parameters of the standard functions by position, under every name that the table above gives them. */
const aliases: readonly (readonly string[])[] = [
  ['amount', 'value', 'wad'],
  ['to', 'recipient', 'dst'],
  ['from', 'src'],
  ['tokenId', 'id'],
]

/** Facts whose bytes are always as many. */
const sizes: ReadonlyMap<string, number> = new Map([['call.selector', 4]])

const prefix = 'abi:'

/** @returns The transaction types of `chainType`. */
export function typesOf(chainType: ChainType): readonly TransactionType[] {
  return Object.keys(builtins)
    .filter((key) => key.startsWith(`${chainType} `))
    .map((key) => key.slice(chainType.length + 1) as TransactionType)
}

/** @returns Whether `name` is built in for this type. */
export function isBuiltin(name: string, chainType: ChainType, type: TransactionType): boolean {
  return rowOf(builtins[`${chainType} ${type}`], name) !== undefined
}

/**
 * Resolves a name: built in for this type; a parameter of the ABI; a standard parameter under one of its names. `abi:` skips the
 * first step. Names are case-sensitive.
 *
 * @returns `null` when the name can never be found.
 * @throws InputError `abi_path` when it is no name or path.
 */
export function resolve(
  name: string,
  chainType: ChainType,
  type: TransactionType,
  description: Description | null,
  operations: readonly Definition[],
): Attribute | null {
  if (!name.startsWith(prefix)) {
    const row = rowOf(builtins[`${chainType} ${type}`], name)
    if (row !== undefined) return fromRow(row, true)
  }
  const path = Path.parse(name.startsWith(prefix) ? name.slice(prefix.length) : name)
  if (description?.kind === 'function') return fromFunction(description.abi, path, type)
  if (description?.kind === 'idl')
    return dynamic({ kind: 'instruction', idl: description.idl, program: description.program }, path)
  if (type === 'eip712') return dynamic(fact('typedData.message'), path)
  if (type === 'offchainOperation') return ofOperation(path, operations)
  const row = rowOf(standard[type], path.text)
  return row === undefined ? null : fromRow(row, false)
}

function fromRow([, name, type, list, measure]: Row, builtin: boolean): Attribute {
  const operand = fact(name)
  const bytes = sizes.get(name)
  return {
    operand,
    type,
    list: list !== undefined,
    each: false,
    ...(bytes === undefined ? {} : { bytes }),
    measure: measure === undefined ? operand : fact(measure),
    builtin,
  }
}

/** A field of an operation is a fact of its own; what lies within it is a member of that fact. */
function ofOperation(path: Path.Path, operations: readonly Definition[]): Attribute | null {
  const [first = '', ...rest] = path.text.split('.')
  const type = typeOfField(first, operations)
  if (type === null) return null
  const whole = fact(`operation.${first}`)
  if (rest.length > 0) return dynamic(whole, Path.parse(rest.join('.')))
  const scalar = type === 'list' || type === 'record' ? 'any' : type
  return { operand: whole, type: scalar, list: false, each: false, measure: whole, builtin: false }
}

function dynamic(of: Operand, path: Path.Path): Attribute {
  const operand: Operand = { kind: 'member', of, path }
  return { operand, type: 'any', list: false, each: Path.isEach(path), measure: operand, builtin: false }
}

function fromFunction(abi: AbiFunction, path: Path.Path, type: TransactionType): Attribute | null {
  const found = Path.typeAt(abi.inputs, path) === undefined ? aliased(abi, path, type) : path
  if (found === null) return null
  const { type: abiType, each } = Path.typeAt(abi.inputs, found)!
  const operand: Operand = { kind: 'member', of: { kind: 'arguments', abi }, path: found }
  const list = abiType.kind === 'array'
  const item = list && abiType.kind === 'array' ? abiType.item : abiType
  return { operand, type: valueType(item), list, each, measure: operand, builtin: false }
}

/** The parameter of a standard function that goes by another of its names. */
function aliased(abi: AbiFunction, path: Path.Path, type: TransactionType): Path.Path | null {
  if (!Token.isStandard(abi.selector, type)) return null
  const names = aliases.find((group) => group.includes(path.text)) ?? []
  const parameter = abi.inputs.find((input) => names.includes(input.name))
  return parameter === undefined ? null : Path.parse(parameter.name)
}

function valueType(type: Type): ValueType {
  const types: Partial<Record<Type['kind'], ValueType>> = {
    uint: 'integer',
    int: 'integer',
    address: 'address',
    bool: 'boolean',
    string: 'text',
    bytes: 'bytes',
    fixedBytes: 'bytes',
    array: 'list',
  }
  return types[type.kind] ?? 'record'
}

function rowOf(rows: readonly Row[] | undefined, name: string): Row | undefined {
  return rows?.find(([own]) => own === name)
}
