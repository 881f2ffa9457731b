/**
 * What no chain would accept although the bytes are well-formed: a transaction that can only fail, or that says less than it must.
 * Costs are those of Cancun (EIP-2028, EIP-2930, EIP-3860) with the authorizations of EIP-7702.
 */
import type { Code } from '../../../codes.ts'
import * as Authorization from './authorization.ts'
import type { Transaction } from './transaction.ts'
import { type Field, offset } from './transaction-encoding.ts'

/** One reason not to accept. `at` is the first byte of the field in the payload, absent where no field is to blame. */
export type Finding = { readonly code: Code; readonly at?: number; readonly expected: string }

type Check = {
  readonly code: Code
  readonly field: Field | null
  readonly expected: string
  readonly broken: (transaction: Transaction, chain: bigint | undefined) => boolean
}

const maxInitCodeBytes = 49_152
const lastNonce = 2n ** 64n - 1n
const costs = {
  base: 21_000,
  creation: 32_000,
  word: 2,
  zero: 4,
  nonZero: 16,
  address: 2_400,
  slot: 1_900,
  authorization: 25_000,
}

/** Every check, in the order in which findings are given. To add one, add a row. */
const checks: readonly Check[] = [
  {
    code: 'chain_id_zero',
    field: 'chainId',
    expected: 'a chain id of at least 1',
    broken: ({ chainId }) => chainId === 0n,
  },
  {
    code: 'chain_not_stated',
    field: null,
    expected: 'a chain id (EIP-155)',
    broken: ({ chainId }, chain) => chainId === null && chain === undefined,
  },
  {
    code: 'chain_mismatch',
    field: 'chainId',
    expected: 'the chain id asked for',
    broken: ({ chainId }, chain) => chainId !== null && chain !== undefined && chainId !== chain,
  },
  {
    code: 'nonce_exhausted',
    field: 'nonce',
    expected: 'a nonce of at most 2^64 - 2 (EIP-2681)',
    broken: ({ nonce }) => nonce === lastNonce,
  },
  {
    code: 'priority_fee_above_max',
    field: 'maxPriorityFeePerGas',
    expected: 'a priority fee of at most the maximum fee',
    broken: ({ maxPriorityFeePerGas, maxFeePerGas }) =>
      (maxPriorityFeePerGas ?? 0n) > (maxFeePerGas ?? maxPriorityFeePerGas ?? 0n),
  },
  {
    code: 'gas_price_overflow',
    field: 'gas',
    expected: 'gas times price below 2^256',
    broken: ({ gas, gasPrice, maxFeePerGas }) => (gas * (gasPrice ?? maxFeePerGas ?? 0n)) >> 256n !== 0n,
  },
  {
    code: 'gas_below_intrinsic',
    field: 'gas',
    expected: 'at least the gas that the transaction costs before it runs',
    broken: isBelowIntrinsic,
  },
  {
    code: 'creation_forbidden',
    field: 'to',
    expected: 'an address to call',
    broken: ({ type, to }) => type >= 3 && to === null,
  },
  {
    code: 'init_code_too_long',
    field: 'data',
    expected: `at most ${maxInitCodeBytes} bytes of init code (EIP-3860)`,
    broken: ({ to, data }) => to === null && bytesOf(data) > maxInitCodeBytes,
  },
  {
    code: 'blob_hashes_missing',
    field: 'blobVersionedHashes',
    expected: 'at least one blob hash',
    broken: ({ blobVersionedHashes }) => blobVersionedHashes?.length === 0,
  },
  {
    code: 'blob_hash_version',
    field: 'blobVersionedHashes',
    expected: 'blob hashes that begin with 0x01',
    broken: ({ blobVersionedHashes }) => blobVersionedHashes?.some((hash) => !hash.startsWith('0x01')) ?? false,
  },
  {
    code: 'authorization_list_empty',
    field: 'authorizationList',
    expected: 'at least one authorization',
    broken: ({ authorizationList }) => authorizationList?.length === 0,
  },
  {
    code: 'authorization_chain_mismatch',
    field: 'authorizationList',
    expected: 'authorizations for any chain, or for that of the transaction',
    broken: ({ chainId, authorizationList }) =>
      authorizationList?.some((it) => it.chainId !== 0n && it.chainId !== chainId) ?? false,
  },
  {
    code: 'authorization_bad_signature',
    field: 'authorizationList',
    expected: 'authorizations with a signature in range',
    broken: ({ authorizationList }) => authorizationList?.some((it) => !Authorization.possible(it)) ?? false,
  },
]

/**
 * @param chain - The id of the chain on which the transaction is meant to run, where that is known.
 * @returns Every reason not to accept the transaction, in the order of the table; none when a chain could accept it.
 */
export function acceptance(transaction: Transaction, chain?: bigint): readonly Finding[] {
  const broken = checks.filter((check) => check.broken(transaction, chain))
  return broken.map(({ code, field, expected }) => ({
    code,
    ...(field !== null && { at: offset(transaction, field) }),
    expected,
  }))
}

/** @returns The gas that the transaction costs before its code runs. */
export function intrinsicGas(transaction: Transaction): bigint {
  return BigInt(fixedCosts(transaction) + costs.nonZero * bytesOf(transaction.data) - refundOfZeros(transaction.data))
}

/** Most transactions have gas enough for data without any zero byte, so that their data needs no counting. */
function isBelowIntrinsic(transaction: Transaction): boolean {
  const most = fixedCosts(transaction) + costs.nonZero * bytesOf(transaction.data)
  return transaction.gas < BigInt(most) && transaction.gas < intrinsicGas(transaction)
}

function fixedCosts({ to, data, accessList, authorizationList }: Transaction): number {
  const creation = to === null ? costs.creation + costs.word * Math.ceil(bytesOf(data) / 32) : 0
  const accesses = accessList ?? []
  const slots = accesses.reduce((sum, { storageKeys }) => sum + storageKeys.length, 0)
  const authorizations = authorizationList?.length ?? 0
  return (
    costs.base + creation + costs.address * accesses.length + costs.slot * slots + costs.authorization * authorizations
  )
}

function refundOfZeros(data: string): number {
  let zeros = 0
  for (let i = 2; i < data.length; i += 2) {
    if (data.charCodeAt(i) === 48 && data.charCodeAt(i + 1) === 48) zeros++
  }
  return zeros * (costs.nonZero - costs.zero)
}

function bytesOf(hex: string): number {
  return hex.length / 2 - 1
}
