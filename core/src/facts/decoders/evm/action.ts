/**
 * One thing that an account does on an EVM chain, wherever its bytes stand: in a transaction, in a user operation, in another
 * call. What it says are its facts.
 */
import type * as Hex from '../../../codec/hex.ts'
import type { CallKind } from '../../call.ts'
import type { Contract } from '../../contract.ts'
import { type Fact, failed } from '../../fact.ts'
import type { Address, Bytes, Integer, List, Text, Value } from '../../value.ts'
import * as Arguments from '../abi/arguments.ts'
import { familyOf } from '../abi/families.ts'
import type { AbiFunction } from '../abi/fragment.ts'
import * as Token from '../token.ts'
import { commandOf } from './nested/router.ts'

/** `to` is null for a creation. `value` is in wei. */
export type Action = {
  readonly kind: CallKind
  readonly sender: Address | null
  readonly chainId: bigint | null
  readonly to: Hex.Hex | null
  readonly value: bigint
  readonly data: Hex.Hex
}

/** A function known by its selector, with what the data behind the selector holds. */
export type Reading = { readonly fn: AbiFunction; readonly arguments: Arguments.Arguments }

/** What an action says, and the function that it was read as; null when nobody knows it, or two claim it. */
export type Told = { readonly facts: Record<string, Fact>; readonly reading: Reading | null }

const noTypes: List = { type: 'list', items: [] }
const isTrue = { type: 'boolean', value: true } as const
const isFalse = { type: 'boolean', value: false } as const
const zero: Integer = { type: 'integer', value: 0n }
const nativeTransfer: List = { type: 'list', items: [{ type: 'text', value: 'nativeTransfer' }] }
const eitherToken: List = listOf(['erc20', 'erc721'])
const anyType: List = listOf(['nativeTransfer', 'erc20', 'erc721'])
const tokenLists = new Map<readonly string[], List>()

/** @param contract - What is known of the code that runs, where somebody reviewed it. */
export function tell(action: Action, contract: Contract | null): Told {
  const { to, value, data, chainId, sender, kind } = action
  const facts: Record<string, Fact> = { 'native.value': integer(value) }
  if (chainId !== null) facts['chainId'] = integer(chainId)
  if (sender !== null) facts['sender'] = sender
  facts['call.kind'] = { type: 'text', value: kind }
  if (to === null) return creation(facts, data)
  if (kind === 'delegateCall') return delegateCall(facts, address(to), data, contract)
  if (kind === 'command') return command(facts, address(to), data)
  if (data === '0x') return transfer(facts, address(to), kind)
  return contractCall(facts, address(to), data, kind, value, contract)
}

function creation(facts: Record<string, Fact>, data: Hex.Hex): Told {
  facts['types'] = noTypes
  facts['possibleTypes'] = noTypes
  facts['call.data'] = bytes(data)
  facts['opaqueBytes'] = integer(BigInt(data.length / 2 - 1))
  return { facts, reading: null }
}

function transfer(facts: Record<string, Fact>, to: Address, kind: CallKind): Told {
  facts['target'] = to
  facts['recipient'] = to
  facts['types'] = kind === 'transfer' ? nativeTransfer : noTypes
  facts['possibleTypes'] = nativeTransfer
  facts['opaqueBytes'] = zero
  return { facts, reading: null }
}

function contractCall(
  facts: Record<string, Fact>,
  to: Address,
  data: Hex.Hex,
  kind: CallKind,
  value: bigint,
  contract: Contract | null,
): Told {
  facts['target'] = to
  facts['call.data'] = bytes(data)
  facts['types'] = noTypes
  facts['possibleTypes'] = eitherToken
  if (data.length < 10) return selectorMissing(facts, data)
  const selector = data.slice(0, 10) as Hex.Hex
  facts['call.selector'] = bytes(selector)
  const tokenTypes = Token.typesOf(selector)
  if (tokenTypes.length > 0) {
    const types = tokenList(tokenTypes)
    facts['possibleTypes'] = types
    // A standard token call that also sends native value is not what a rule about tokens means.
    if (kind === 'contractCall' && value === 0n) facts['types'] = types
  }
  const told = known(facts, selector, data, contract)
  const record = facts['call.arguments']
  if (record === undefined) return told
  const roles = Token.rolesOf(selector, record)
  if (Object.hasOwn(roles, 'recipient') || Object.hasOwn(roles, 'spender')) facts['token'] = to
  Object.assign(facts, roles)
  return told
}

/** The code at `to` acts as the sender itself: it is no token call, whatever the data look like. */
function delegateCall(facts: Record<string, Fact>, to: Address, data: Hex.Hex, contract: Contract | null): Told {
  facts['target'] = to
  facts['call.data'] = bytes(data)
  facts['types'] = noTypes
  facts['possibleTypes'] = anyType
  if (data.length < 10) return selectorMissing(facts, data)
  const selector = data.slice(0, 10) as Hex.Hex
  facts['call.selector'] = bytes(selector)
  return known(facts, selector, data, contract)
}

/** A command of a router: its name is its function, and it is of no type until a rule describes it. */
function command(facts: Record<string, Fact>, to: Address, data: Hex.Hex): Told {
  const selector = data.slice(0, 10) as Hex.Hex
  facts['target'] = to
  facts['call.data'] = bytes(data)
  facts['types'] = noTypes
  facts['possibleTypes'] = eitherToken
  facts['call.selector'] = bytes(selector)
  const fn = commandOf(selector)
  return readAs(facts, data, fn === undefined ? null : { fn, arguments: Arguments.decode(fn, data, 4) })
}

function selectorMissing(facts: Record<string, Fact>, data: Hex.Hex): Told {
  facts['call.selector'] = failed('selector_missing')
  facts['opaqueBytes'] = integer(BigInt(data.length / 2 - 1))
  return { facts, reading: null }
}

/**
 * @returns What `data` says when somebody knows its selector, else null: as the reviewed contract has the function, else the first
 * of the well-known ones that it may mean, since all of one selector have the same types. Arguments that are not canonical are
 * there for display only.
 */
export function read(data: Hex.Hex, contract: Contract | null = null): Reading | null {
  const selector = data.slice(0, 10)
  const fn = contract?.functions.get(selector) ?? familyOf(selector)[0]?.fn
  return fn === undefined ? null : { fn, arguments: Arguments.decode(fn, data, 4) }
}

/** Whether the reviewed ABI of a contract and the well-known functions claim one selector for functions that are not the same. */
function isAmbiguous(selector: string, contract: Contract | null): boolean {
  const own = contract?.functions.get(selector)
  const [common] = own === undefined ? [] : familyOf(selector)
  return common !== undefined && common.fn.signature !== own!.signature
}

/** The facts that a function known by its selector adds. When its arguments are not canonical they are failed, never absent. */
function known(facts: Record<string, Fact>, selector: Hex.Hex, data: Hex.Hex, contract: Contract | null): Told {
  if (isAmbiguous(selector, contract)) {
    facts['call.function'] = failed('abi_ambiguous')
    facts['call.arguments'] = failed('abi_ambiguous')
    return readAs(facts, data, null)
  }
  return readAs(facts, data, read(data, contract))
}

function readAs(facts: Record<string, Fact>, data: Hex.Hex, reading: Reading | null): Told {
  if (reading === null) {
    facts['opaqueBytes'] = integer(BigInt(data.length / 2 - 1))
    return { facts, reading }
  }
  const values = reading.arguments
  facts['call.function'] = text(reading.fn.signature)
  facts['call.canonical'] = values.canonical ? isTrue : isFalse
  facts['call.arguments'] = values.canonical ? values.values : failed('not_canonical')
  const opaque = values.canonical ? 0n : BigInt(values.values === null ? data.length / 2 - 5 : values.trailingBytes)
  facts['call.trailingBytes'] = integer(values.canonical ? 0n : BigInt(values.trailingBytes))
  facts['opaqueBytes'] = integer(opaque)
  return { facts, reading }
}

function tokenList(types: readonly string[]): List {
  const made = tokenLists.get(types)
  if (made !== undefined) return made
  const list = listOf(types)
  tokenLists.set(types, list)
  return list
}

function listOf(texts: readonly string[]): List {
  return { type: 'list', items: texts.map((value): Value => ({ type: 'text', value })) }
}

function integer(value: bigint): Integer {
  return { type: 'integer', value }
}

function bytes(value: Hex.Hex): Bytes {
  return { type: 'bytes', value }
}

function text(value: string): Text {
  return { type: 'text', value }
}

function address(value: Hex.Hex): Address {
  return { type: 'address', family: 'evm', value }
}
