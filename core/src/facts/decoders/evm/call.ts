/** What an EVM transaction says: one call, with a call for each EIP-7702 authorization that it carries, and their facts. */
import type * as Hex from '../../../codec/hex.ts'
import * as Rlp from '../../../codec/rlp.ts'
import { InputError } from '../../../input-error.ts'
import type { Call, CallKind } from '../../call.ts'
import { type Fact, failed } from '../../fact.ts'
import type { Address, Bytes, Integer, List, Text, Value } from '../../value.ts'
import * as Arguments from '../abi/arguments.ts'
import { familyOf } from '../abi/families.ts'
import type { AbiFunction } from '../abi/fragment.ts'
import * as Token from '../token.ts'
import * as Authorization from './authorization.ts'
import * as Transaction from './transaction.ts'

/** Fields of a transaction; what a JSON object leaves open is null. */
export type Envelope = Omit<Transaction.Transaction, 'type' | 'nonce' | 'gas' | 'signature' | 'isZeroSigned'> & {
  readonly type: Transaction.Type | null
  readonly nonce: bigint | null
  readonly gas: bigint | null
}

/** A function known by its selector, with what the data behind the selector holds. */
export type Reading = { readonly fn: AbiFunction; readonly arguments: Arguments.Arguments }

const gasPerBlob = 131_072n
/** A signature costs up to a millisecond to recover. No transaction of use carries more authorizations than this. */
const mostRecovered = 32
const noTypes: List = { type: 'list', items: [] }
const isTrue = { type: 'boolean', value: true } as const
const isFalse = { type: 'boolean', value: false } as const
const zero: Integer = { type: 'integer', value: 0n }
const nativeTransfer: List = { type: 'list', items: [{ type: 'text', value: 'nativeTransfer' }] }
const eitherToken: List = listOf(['erc20', 'erc721'])
const tokenLists = new Map<readonly string[], List>()

/** @returns The facts that are true of the whole transaction. */
export function envelopeFacts(transaction: Envelope): Record<string, Fact> {
  const facts: Record<string, Fact> = { chainType: { type: 'text', value: 'ethereum' } }
  const { type, chainId, nonce, gas, gasPrice, maxFeePerGas, maxPriorityFeePerGas, maxFeePerBlobGas } = transaction
  if (chainId !== null) facts['chain'] = { type: 'text', value: `eip155:${chainId}` }
  if (type !== null) facts['transaction.type'] = integer(BigInt(type))
  if (nonce !== null) facts['transaction.nonce'] = integer(nonce)
  if (gas !== null) facts['transaction.gas'] = integer(gas)
  if (gasPrice !== null) facts['transaction.gasPrice'] = integer(gasPrice)
  if (maxFeePerGas !== null) facts['transaction.maxFeePerGas'] = integer(maxFeePerGas)
  if (maxPriorityFeePerGas !== null) facts['transaction.maxPriorityFeePerGas'] = integer(maxPriorityFeePerGas)
  if (maxFeePerBlobGas !== null) facts['transaction.maxFeePerBlobGas'] = integer(maxFeePerBlobGas)
  const blobs = BigInt(transaction.blobVersionedHashes?.length ?? 0)
  facts['transaction.blobs'] = integer(blobs)
  facts['transaction.authorizations'] = integer(BigInt(transaction.authorizationList?.length ?? 0))
  const price = maxFeePerGas ?? gasPrice
  if (gas !== null && price !== null) {
    facts['transaction.maxFee'] = integer(gas * price + blobs * gasPerBlob * (maxFeePerBlobGas ?? 0n))
  }
  return facts
}

/** @returns The call that the transaction makes, with those that its authorizations amount to. Ranges count bytes of the payload. */
export function callsOf(transaction: Envelope, sender: Address | null, size: number): readonly Call[] {
  const { to, value, data, chainId, authorizationList } = transaction
  const facts: Record<string, Fact> = { 'native.value': integer(value) }
  if (chainId !== null) facts['chainId'] = integer(chainId)
  if (sender !== null) facts['sender'] = sender
  const kind = kindOf(transaction)
  facts['call.kind'] = { type: 'text', value: kind }
  if (to === null) creation(facts, data)
  else if (data === '0x') transfer(facts, address(to), kind)
  else contractCall(facts, address(to), data, kind, value)
  const ends = size === 0 ? [] : authorizationEnds(transaction)
  const list = authorizationList ?? []
  const authority = list.length > mostRecovered ? () => failed('too_long') : authorityOf
  const authorizations = list.map((authorization, i) =>
    authorizationCall(authorization, i + 1, ends[i] ?? 0, ends[i + 1] ?? 0, authority(authorization)),
  )
  return [{ index: 0, kind, judged: true, start: 0, end: size, facts, calls: authorizations }]
}

/** Where in the payload the first authorization begins, and then where each of them ends. */
function authorizationEnds(transaction: Envelope): readonly number[] {
  const items = (transaction.authorizationList ?? []).map(Authorization.write)
  if (items.length === 0) return []
  const header = (Rlp.writeList(items).length - items.join('').length) / 2
  // INVARIANT: an envelope that has bytes is a whole transaction.
  const ends = [Transaction.offset(transaction as Transaction.Transaction, 'authorizationList') + header]
  for (const item of items) ends.push(ends.at(-1)! + item.length / 2)
  return ends
}

/** @returns The call that an EIP-7702 authorization amounts to: code of its choosing acts as the account from then on. */
export function authorizationCall(
  authorization: Authorization.Authorization,
  index: number,
  start: number,
  end = start,
  authority?: Fact,
): Call {
  const facts: Record<string, Fact> = {
    chainId: integer(authorization.chainId),
    types: noTypes,
    possibleTypes: noTypes,
    'call.kind': { type: 'text', value: 'authorization' },
    'authorization.address': address(authorization.address),
    'authorization.nonce': integer(authorization.nonce),
  }
  if (authority !== undefined) facts['authorization.authority'] = authority
  return { index, kind: 'authorization', judged: true, start, end, facts, calls: [] }
}

/** A chain passes over an authorization that nobody can have signed. */
function authorityOf(authorization: Authorization.Authorization): Fact {
  try {
    return address(Authorization.recover(authorization))
  } catch (error) {
    if (error instanceof InputError) return failed(error.code)
    throw error
  }
}

function kindOf({ to, data, type }: Envelope): CallKind {
  if (to === null) return 'creation'
  if (type === 3) return 'blobCall'
  return data === '0x' ? 'transfer' : 'contractCall'
}

function creation(facts: Record<string, Fact>, data: Hex.Hex): void {
  facts['types'] = noTypes
  facts['possibleTypes'] = noTypes
  facts['call.data'] = bytes(data)
  facts['opaqueBytes'] = integer(BigInt(data.length / 2 - 1))
}

function transfer(facts: Record<string, Fact>, to: Address, kind: CallKind): void {
  facts['target'] = to
  facts['recipient'] = to
  facts['types'] = kind === 'transfer' ? nativeTransfer : noTypes
  facts['possibleTypes'] = nativeTransfer
  facts['opaqueBytes'] = zero
}

function contractCall(facts: Record<string, Fact>, to: Address, data: Hex.Hex, kind: CallKind, value: bigint): void {
  facts['target'] = to
  facts['call.data'] = bytes(data)
  facts['types'] = noTypes
  facts['possibleTypes'] = eitherToken
  if (data.length < 10) {
    facts['call.selector'] = failed('selector_missing')
    facts['opaqueBytes'] = integer(BigInt(data.length / 2 - 1))
    return
  }
  const selector = data.slice(0, 10) as Hex.Hex
  facts['call.selector'] = bytes(selector)
  const tokenTypes = Token.typesOf(selector)
  if (tokenTypes.length > 0) {
    const types = tokenList(tokenTypes)
    facts['possibleTypes'] = types
    // A standard token call that also sends native value is not what a rule about tokens means.
    if (kind === 'contractCall' && value === 0n) facts['types'] = types
  }
  known(facts, selector, data, to)
}

/**
 * @returns What `data` says when somebody knows its selector, else null: the first of the functions that it may mean, since all
 * of one selector have the same types. Arguments that are not canonical are there for display only.
 */
export function read(data: Hex.Hex): Reading | null {
  const [first] = familyOf(data.slice(0, 10))
  return first === undefined ? null : { fn: first.fn, arguments: Arguments.decode(first.fn, data, 4) }
}

/** The facts that a function known by its selector adds. When its arguments are not canonical they are failed, never absent. */
function known(facts: Record<string, Fact>, selector: Hex.Hex, data: Hex.Hex, to: Address): void {
  const reading = read(data)
  if (reading === null) {
    facts['opaqueBytes'] = integer(BigInt(data.length / 2 - 1))
    return
  }
  const values = reading.arguments
  facts['call.function'] = text(reading.fn.signature)
  facts['call.canonical'] = values.canonical ? isTrue : isFalse
  const record: Fact = values.canonical ? values.values : failed('not_canonical')
  facts['call.arguments'] = record
  const opaque = values.canonical ? 0n : BigInt(values.values === null ? data.length / 2 - 5 : values.trailingBytes)
  facts['call.trailingBytes'] = integer(values.canonical ? 0n : BigInt(values.trailingBytes))
  facts['opaqueBytes'] = integer(opaque)
  const roles = Token.rolesOf(selector, record)
  if (Object.hasOwn(roles, 'recipient') || Object.hasOwn(roles, 'spender')) facts['token'] = to
  Object.assign(facts, roles)
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
