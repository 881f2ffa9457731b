/** Transactions for tests: one of each type, and generators of any. */
import fc from 'fast-check'
import { InputError } from '../../../input-error.ts'
import type { Transaction, Type } from './transaction.ts'

type Hex = `0x${string}`

const halfOrder = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n
const types: readonly Type[] = [0, 1, 2, 3, 4]

/** A transaction of the type with every list filled, unsigned, on chain 1. */
export function sample(type: Type, change: Partial<Transaction> = {}): Transaction {
  const isOld = type < 2
  return {
    type,
    chainId: 1n,
    nonce: 300n,
    to: '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48',
    value: 10n ** 18n,
    gas: 250_000n,
    gasPrice: isOld ? 27_000_000_000n : null,
    maxFeePerGas: isOld ? null : 27_000_000_000n,
    maxPriorityFeePerGas: isOld ? null : 1_500_000_000n,
    maxFeePerBlobGas: type === 3 ? 7n : null,
    blobVersionedHashes: type === 3 ? [`0x01${'ab'.repeat(31)}`] : null,
    accessList: type === 0 ? null : [{ address: `0x${'cd'.repeat(20)}`, storageKeys: [`0x${'00'.repeat(31)}05`] }],
    authorizationList:
      type === 4 ? [{ chainId: 0n, address: `0x${'ef'.repeat(20)}`, nonce: 9n, yParity: 1, r: 5n, s: 6n }] : null,
    data: `0xa9059cbb${'00'.repeat(12)}${'d8'.repeat(20)}${'00'.repeat(28)}05f5e100`,
    dataAt: 0,
    signature: null,
    isZeroSigned: false,
    ...change,
  }
}

/** Any transaction that `decode` can give, but for `dataAt`. */
export const anyTransaction: fc.Arbitrary<Transaction> = fc.constantFrom(...types).chain(ofType)

/** @returns The code of the refusal, `none` where nothing was refused. */
export function codeOf(act: () => unknown): string {
  return refusalOf(act)?.code ?? 'none'
}

/** @returns The refusal. Any other error is thrown on. */
export function refusalOf(act: () => unknown): InputError | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
}

/** @returns Hex of `size` bytes. */
export function hexOf(size: { readonly minLength: number; readonly maxLength: number }): fc.Arbitrary<Hex> {
  return fc.uint8Array(size).map((bytes) => `0x${Buffer.from(bytes).toString('hex')}` as const)
}

const addresses = hexOf({ minLength: 20, maxLength: 20 })
const words = hexOf({ minLength: 32, maxLength: 32 })

/** Whole numbers of any length up to `bits`, so that short ones are as frequent as long ones. */
function integers(bits: number, min = 0n): fc.Arbitrary<bigint> {
  return fc
    .integer({ min: 0, max: bits })
    .chain((length) => fc.bigInt({ min, max: max(min, 2n ** BigInt(length) - 1n) }))
}

function ofType(type: Type): fc.Arbitrary<Transaction> {
  const only = <T>(has: boolean, values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => (has ? values : fc.constant(null))
  const scalar = integers(255, 1n)
  const signature = fc.record({
    yParity: fc.constantFrom(0 as const, 1 as const),
    r: scalar,
    s: scalar.filter((s) => s <= halfOrder),
  })
  const access = fc.record({ address: addresses, storageKeys: fc.array(words, { maxLength: 3 }) })
  const authorization = fc.record({
    chainId: integers(256),
    address: addresses,
    nonce: integers(64),
    yParity: fc.integer({ min: 0, max: 255 }),
    r: integers(256),
    s: integers(256),
  })
  return fc
    .record({
      type: fc.constant(type),
      // A legacy v holds twice the chain id.
      chainId: type === 0 ? fc.option(integers(254)) : integers(256),
      nonce: integers(64),
      to: fc.option(addresses),
      value: integers(256),
      gas: integers(64),
      gasPrice: only(type < 2, integers(256)),
      maxFeePerGas: only(type >= 2, integers(256)),
      maxPriorityFeePerGas: only(type >= 2, integers(256)),
      maxFeePerBlobGas: only(type === 3, integers(256)),
      blobVersionedHashes: only(type === 3, fc.array(words, { maxLength: 3 })),
      accessList: only(type > 0, fc.array(access, { maxLength: 3 })),
      authorizationList: only(type === 4, fc.array(authorization, { maxLength: 3 })),
      data: hexOf({ minLength: 0, maxLength: 80 }),
      dataAt: fc.constant(0),
      signature: fc.option(signature),
      isZeroSigned: fc.boolean(),
    })
    .map((it) => ({ ...it, isZeroSigned: it.isZeroSigned && type > 0 && it.signature === null }))
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
