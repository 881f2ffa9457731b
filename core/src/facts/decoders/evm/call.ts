/** What an EVM transaction says: one call, with a call for each EIP-7702 authorization that it carries, and their facts. */
import type * as Hex from '../../../codec/hex.ts'
import * as Rlp from '../../../codec/rlp.ts'
import { InputError } from '../../../input-error.ts'
import type { Call, CallKind, Objection } from '../../call.ts'
import { type Contracts, noContracts } from '../../contract.ts'
import { type Fact, failed } from '../../fact.ts'
import type { Address, Integer, List } from '../../value.ts'
import * as Authorization from './authorization.ts'
import * as Nesting from './nesting.ts'
import * as Transaction from './transaction.ts'

/** Fields of a transaction; what a JSON object leaves open is null. */
export type Envelope = Omit<Transaction.Transaction, 'type' | 'nonce' | 'gas' | 'signature' | 'isZeroSigned'> & {
  readonly type: Transaction.Type | null
  readonly nonce: bigint | null
  readonly gas: bigint | null
}

/** What a transaction does, and what is wrong within it. */
export type Content = { readonly calls: readonly Call[]; readonly objections: readonly Objection[] }

const gasPerBlob = 131_072n
/** A signature costs up to a millisecond to recover. No transaction of use carries more authorizations than this. */
const mostRecovered = 32
const noTypes: List = { type: 'list', items: [] }

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

/**
 * @param contracts - What is known of contracts beside what everybody knows.
 * @returns The call that the transaction makes, with those within it and those that its authorizations amount to. Ranges count
 * bytes of the payload.
 */
export function contentOf(
  transaction: Envelope,
  sender: Address | null,
  size: number,
  contracts: Contracts = noContracts,
): Content {
  const { to, value, data, chainId, dataAt } = transaction
  const nesting = Nesting.begin(chainId, contracts)
  const action = { kind: kindOf(transaction), sender, chainId, to, value, data }
  const call = Nesting.callOf(action, { start: 0, end: size, dataAt }, nesting)
  const authorizations = authorizationCalls(transaction, size, nesting.next)
  return { calls: [{ ...call, calls: [...call.calls, ...authorizations] }], objections: nesting.objections }
}

function authorizationCalls(transaction: Envelope, size: number, firstIndex: number): readonly Call[] {
  const list = transaction.authorizationList ?? []
  const ends = size === 0 ? [] : authorizationEnds(transaction)
  const authority = list.length > mostRecovered ? () => failed('too_long') : authorityOf
  return list.map((authorization, i) =>
    authorizationCall(authorization, firstIndex + i, ends[i] ?? 0, ends[i + 1] ?? 0, authority(authorization)),
  )
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

/** @returns Who signed; failed where nobody can have. A chain passes over such an authorization. */
export function authorityOf(authorization: Authorization.Authorization): Fact {
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

function integer(value: bigint): Integer {
  return { type: 'integer', value }
}

function address(value: Hex.Hex): Address {
  return { type: 'address', family: 'evm', value }
}
