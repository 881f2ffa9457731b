import { describe, expect, test } from 'vitest'
import { acceptance, intrinsicGas } from './acceptance.ts'
import { sample } from './transaction.fixture.ts'
import * as Transaction from './transaction.ts'

const authorization = sample(4).authorizationList![0]!
const signature = { yParity: 0, r: 5n, s: 6n } as const
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
/** Data of 4 zero and 3 other bytes. */
const mixed = '0x00010002000300'

test.each([0, 1, 2, 3, 4] as const)('nothing is said against an ordinary transaction of type %i', (type) => {
  expect(acceptance(sample(type), 1n)).toEqual([])
  expect(acceptance(sample(type, { signature }))).toEqual([])
})

describe('a finding is made above the border, and not at it', () => {
  const creation = { to: null, gas: 5_000_000n }
  const rows: readonly (readonly [string, Transaction.Transaction, bigint | undefined, readonly string[]])[] = [
    ['chain id 1', sample(2, { chainId: 1n }), undefined, []],
    ['chain id 0', sample(2, { chainId: 0n }), undefined, ['chain_id_zero']],
    ['chain id 0 where 0 is asked for', sample(2, { chainId: 0n }), 0n, ['chain_id_zero']],
    ['chain id 0 where 1 is asked for', sample(0, { chainId: 0n }), 1n, ['chain_id_zero', 'chain_mismatch']],
    ['another chain', sample(2, { chainId: 2n }), 1n, ['chain_mismatch']],
    ['no chain at all', sample(0, { chainId: null }), undefined, ['chain_not_stated']],
    ['no chain in the transaction', sample(0, { chainId: null }), 1n, []],
    ['nonce 2^64 - 2', sample(2, { nonce: 2n ** 64n - 2n }), 1n, []],
    ['nonce 2^64 - 1', sample(2, { nonce: 2n ** 64n - 1n }), 1n, ['nonce_exhausted']],
    ['equal fees', sample(2, { maxFeePerGas: 5n, maxPriorityFeePerGas: 5n }), 1n, []],
    ['a priority fee above', sample(2, { maxFeePerGas: 5n, maxPriorityFeePerGas: 6n }), 1n, ['priority_fee_above_max']],
    ['2^256 - 2^18 wei', sample(1, { gas: 2n ** 18n, gasPrice: 2n ** 238n - 1n }), 1n, []],
    ['2^256 wei', sample(1, { gas: 2n ** 18n, gasPrice: 2n ** 238n }), 1n, ['gas_price_overflow']],
    ['2^256 wei at most', sample(2, { gas: 2n ** 18n, maxFeePerGas: 2n ** 238n }), 1n, ['gas_price_overflow']],
    ['creation by type 2', sample(2, creation), 1n, []],
    ['creation by type 3', sample(3, creation), 1n, ['creation_forbidden']],
    ['creation by type 4', sample(4, creation), 1n, ['creation_forbidden']],
    ['init code of 49152 bytes', sample(2, { ...creation, data: `0x${'60'.repeat(49_152)}` }), 1n, []],
    [
      'init code of 49153 bytes',
      sample(2, { ...creation, data: `0x${'60'.repeat(49_153)}` }),
      1n,
      ['init_code_too_long'],
    ],
    ['data of 49153 bytes', sample(2, { gas: 5_000_000n, data: `0x${'60'.repeat(49_153)}` }), 1n, []],
    ['no blob', sample(3, { blobVersionedHashes: [] }), 1n, ['blob_hashes_missing']],
    [
      'a blob of version 2',
      sample(3, { blobVersionedHashes: [`0x01${'00'.repeat(31)}`, `0x02${'00'.repeat(31)}`] }),
      1n,
      ['blob_hash_version'],
    ],
    ['no authorization', sample(4, { authorizationList: [] }), 1n, ['authorization_list_empty']],
    ['an authorization for any chain', sample(4, { authorizationList: [{ ...authorization, chainId: 0n }] }), 1n, []],
    ['an authorization for this chain', sample(4, { authorizationList: [{ ...authorization, chainId: 1n }] }), 1n, []],
    [
      'one for another',
      sample(4, { authorizationList: [authorization, { ...authorization, chainId: 2n }] }),
      1n,
      ['authorization_chain_mismatch'],
    ],
    ['s of n / 2', sample(4, { authorizationList: [{ ...authorization, s: order / 2n }] }), 1n, []],
    [
      's above n / 2',
      sample(4, { authorizationList: [{ ...authorization, s: order / 2n + 1n }] }),
      1n,
      ['authorization_bad_signature'],
    ],
    [
      'parity 2',
      sample(4, { authorizationList: [{ ...authorization, yParity: 2 }] }),
      1n,
      ['authorization_bad_signature'],
    ],
  ]

  test.each(rows)('%s', (_, transaction, chain, codes) => {
    expect(acceptance(transaction, chain).map(({ code }) => code)).toEqual(codes)
  })
})

describe('the intrinsic gas', () => {
  const list = [
    {
      address: `0x${'cd'.repeat(20)}` as const,
      storageKeys: [`0x${'00'.repeat(32)}`, `0x${'11'.repeat(32)}`] as const,
    },
  ]
  const rows = [
    ['of a transfer', sample(0, { data: '0x' }), 21_000n],
    ['of data', sample(0, { data: mixed }), 21_000n + 4n * 4n + 3n * 16n],
    [
      'of a creation, by words begun',
      sample(0, { to: null, data: `0x${'60'.repeat(33)}` }),
      21_000n + 33n * 16n + 32_000n + 2n * 2n,
    ],
    ['of an empty creation', sample(0, { to: null, data: '0x' }), 53_000n],
    ['of an access list', sample(1, { data: '0x', accessList: list }), 21_000n + 2_400n + 2n * 1_900n],
    [
      'of authorizations',
      sample(4, { data: '0x', accessList: [], authorizationList: [authorization, authorization] }),
      71_000n,
    ],
  ] as const

  test.each(rows)('%s is what must be there, and a unit less is a finding', (_, transaction, gas) => {
    expect(intrinsicGas(transaction)).toBe(gas)
    expect(acceptance({ ...transaction, gas }, 1n)).toEqual([])
    expect(acceptance({ ...transaction, gas: gas - 1n }, 1n).map(({ code }) => code)).toEqual(['gas_below_intrinsic'])
    expect(acceptance({ ...transaction, gas: 0n }, 1n).map(({ code }) => code)).toEqual(['gas_below_intrinsic'])
  })
})

test('a finding says where its field begins in the bytes', () => {
  const transaction = sample(2, { chainId: 7n, gas: 21_000n })
  const bytes = Transaction.encode(transaction)
  const [chain, gas] = acceptance(Transaction.decode(bytes, 'either'), 1n)
  expect(chain).toEqual({ code: 'chain_mismatch', at: 3, expected: 'the chain id asked for' })
  expect(bytes.slice(2 + 2 * gas!.at!).startsWith('825208')).toBe(true)
})

test('in a legacy transaction the chain id is found where it is written', () => {
  for (const [ending, item] of [
    [{}, '078080'],
    [{ signature }, '310506'],
  ] as const) {
    const bytes = Transaction.encode(sample(0, { chainId: 7n, ...ending }))
    const [finding] = acceptance(Transaction.decode(bytes, 'either'), 1n)
    expect(bytes.slice(2 + 2 * finding!.at!)).toBe(item)
  }
  expect(acceptance(sample(0, { chainId: null }))).toEqual([
    { code: 'chain_not_stated', expected: 'a chain id (EIP-155)' },
  ])
})
