import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dataPath } from '../../../data.fixture.ts'
import { fromRpc } from './rpc.ts'
import { anyTransaction, codeOf, refusalOf, sample } from './transaction.fixture.ts'
import * as Transaction from './transaction.ts'

fc.configureGlobal({ seed: 20_260_220 })

const to = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'
const word = `0x01${'ab'.repeat(31)}`
const signer = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const open = { chainId: '0x1', nonce: '0x0', gas: '0x5208', to, value: '0x1' }
const fees = { maxFeePerGas: '0x2', maxPriorityFeePerGas: '0x1' }
const authorization = { chainId: '0x0', address: to, nonce: '0x0', yParity: '0x0', r: '0x1', s: '0x1' }

describe('an object', () => {
  test('that says everything always becomes the transaction that it describes', () => {
    const law = fc.property(anyTransaction, fc.boolean(), (any, isDecimal) => {
      const transaction = { ...any, chainId: any.chainId ?? 5n, signature: null, isZeroSigned: false }
      if (transaction.type === 4 || transaction.type === 3)
        expect(fromRpc(objectOf(transaction, isDecimal)).type).toBe(transaction.type)
      const came = fromRpc(objectOf(transaction, isDecimal)).transaction
      expect(came).toEqual(Transaction.decode(Transaction.encode(transaction), 'unsigned'))
    })
    fc.assert(law, { numRuns: 500 })
  })

  test('gives its fields, with who it says will sign', () => {
    const { transaction, ...fields } = fromRpc({ ...open, ...fees, from: signer, input: '0xABCD' })
    expect(fields).toEqual({
      type: 2,
      chainId: 1n,
      nonce: 0n,
      from: signer.toLowerCase(),
      to,
      value: 1n,
      gas: 21_000n,
      gasPrice: null,
      maxFeePerGas: 2n,
      maxPriorityFeePerGas: 1n,
      maxFeePerBlobGas: null,
      blobVersionedHashes: null,
      accessList: [],
      authorizationList: null,
      data: '0xabcd',
    })
    expect(Transaction.encode(transaction!)).toBe(`0x02e10180010282520894${to.slice(2)}0182abcdc0`)
  })

  test('that leaves something open has no transaction yet', () => {
    for (const name of ['chainId', 'nonce', 'gas', 'maxFeePerGas', 'maxPriorityFeePerGas']) {
      const { [name]: _, ...rest } = { ...open, ...fees } as Record<string, string>
      const came = fromRpc(rest)
      expect([came.type, came[name as 'nonce'], came.transaction]).toEqual([2, null, null])
    }
    const { chainId, ...legacy } = { ...open, gasPrice: '1' }
    expect(fromRpc(legacy)).toMatchObject({ type: 0, chainId: null, transaction: null })
    expect(fromRpc({ ...open, ...fees, blobVersionedHashes: [word] })).toMatchObject({
      type: 3,
      maxFeePerBlobGas: null,
      transaction: null,
    })
    expect(fromRpc({ to }).transaction).toBeNull()
  })

  test('that is empty creates a contract out of nothing, and has no type', () => {
    expect(fromRpc({})).toMatchObject({
      type: null,
      to: null,
      value: 0n,
      data: '0x',
      from: null,
      accessList: null,
      transaction: null,
    })
    expect(fromRpc({ to: null, nonce: undefined })).toEqual(fromRpc({}))
  })
})

describe('the type', () => {
  const lists = { blobVersionedHashes: [word] }
  const rows: readonly (readonly [string, object, number | null])[] = [
    ['nothing', {}, null],
    ['nothing, claimed 0', { type: '0x0' }, 0],
    ['nothing, claimed 1', { type: 1 }, 1],
    ['nothing, claimed 2', { type: '2' }, 2],
    ['an access list', { accessList: [] }, null],
    ['an access list, claimed 1', { accessList: [], type: '0x1' }, 1],
    ['an access list, claimed 2', { accessList: [], type: '0x2' }, 2],
    ['a gas price', { gasPrice: '1' }, 0],
    ['a gas price and an access list', { gasPrice: '1', accessList: [] }, 1],
    ['a maximum fee', { maxFeePerGas: '1' }, 2],
    ['a priority fee and an access list', { maxPriorityFeePerGas: '1', accessList: [] }, 2],
    ['blobs', lists, 3],
    ['a blob fee', { maxFeePerBlobGas: '1' }, 3],
    ['authorizations', { authorizationList: [] }, 4],
    ['authorizations and fees', { authorizationList: [authorization], ...fees, type: 4 }, 4],
  ]

  test.each(rows)('of %s', (_, fields, type) => {
    expect(fromRpc({ to, ...fields }).type).toBe(type)
  })

  const mismatches: readonly (readonly [object, readonly number[]])[] = [
    [{}, [3, 4, 5]],
    [{ gasPrice: '1' }, [1, 2, 3, 4]],
    [{ gasPrice: '1', accessList: [] }, [0, 2, 3, 4]],
    [{ accessList: [] }, [0, 3, 4]],
    [fees, [0, 1, 3, 4, 258]],
    [lists, [0, 1, 2, 4]],
    [{ authorizationList: [] }, [0, 1, 2, 3]],
  ]

  test.each(mismatches)('of %j is not what is claimed', (fields, claims) => {
    for (const type of claims) expect(codeOf(() => fromRpc({ to, ...fields, type }))).toBe('type_claim_mismatch')
  })

  const conflicts: readonly (readonly [object, string])[] = [
    [{ gasPrice: '1', maxFeePerGas: '1' }, 'gasPrice'],
    [{ gasPrice: '1', maxPriorityFeePerGas: '1', accessList: [] }, 'gasPrice'],
    [{ gasPrice: '1', maxFeePerBlobGas: '1' }, 'gasPrice'],
    [{ gasPrice: '1', authorizationList: [] }, 'gasPrice'],
    [{ blobVersionedHashes: [], authorizationList: [] }, 'blobVersionedHashes'],
    [{ maxFeePerBlobGas: '1', authorizationList: [] }, 'maxFeePerBlobGas'],
  ]

  test.each(conflicts)('of %j is none', (fields, path) => {
    expect(refusalOf(() => fromRpc({ to, ...fields }))).toMatchObject({ code: 'conflicting_fields', place: { path } })
  })
})

describe('a quantity', () => {
  const rows: readonly (readonly [unknown, bigint | string])[] = [
    ['0x0', 0n],
    ['0', 0n],
    ['0xff', 255n],
    ['0xFF', 255n],
    ['255', 255n],
    [String(2n ** 256n - 1n), 2n ** 256n - 1n],
    [`0x${'f'.repeat(64)}`, 2n ** 256n - 1n],
    [String(2n ** 256n), 'integer_too_large'],
    [`0x1${'0'.repeat(64)}`, 'bad_quantity'],
    ['9'.repeat(79), 'bad_quantity'],
    ['0x', 'bad_quantity'],
    ['', 'bad_quantity'],
    ['0x00', 'bad_quantity'],
    ['0x01', 'bad_quantity'],
    ['01', 'bad_quantity'],
    ['0XFF', 'bad_quantity'],
    ['+1', 'bad_quantity'],
    ['-1', 'bad_quantity'],
    ['1.0', 'bad_quantity'],
    ['1e3', 'bad_quantity'],
    [' 1', 'bad_quantity'],
    ['1\n', 'bad_quantity'],
    ['١', 'bad_quantity'],
    [1, 'bad_quantity'],
    [1n, 'bad_quantity'],
    [null, 'bad_quantity'],
    [{}, 'bad_quantity'],
    [['1'], 'bad_quantity'],
  ]

  test.each(rows)('of %s', (value, expected) => {
    const refusal = refusalOf(() => fromRpc({ to, value } as object))
    if (typeof expected === 'bigint') expect(fromRpc({ to, value }).value).toBe(expected)
    else expect([refusal?.code, refusal?.place.path]).toEqual([expected, 'value'])
  })

  test('may be a JSON number only for chain id, nonce and type, and only a safe one', () => {
    const safe = 2 ** 53 - 1
    expect(fromRpc({ chainId: safe, nonce: 0, type: 2 })).toMatchObject({ chainId: BigInt(safe), nonce: 0n, type: 2 })
    for (const value of [2 ** 53, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, -0]) {
      for (const name of ['chainId', 'nonce', 'type'])
        expect(codeOf(() => fromRpc({ [name]: value }))).toBe('bad_quantity')
    }
    for (const name of ['gas', 'value', 'gasPrice', 'maxFeePerGas', 'maxPriorityFeePerGas', 'maxFeePerBlobGas']) {
      expect(codeOf(() => fromRpc({ [name]: 1 }))).toBe('bad_quantity')
    }
  })

  test.each(['gas', 'nonce'] as const)('of %s is below 2^64', (name) => {
    expect(fromRpc({ [name]: String(2n ** 64n - 1n) })[name]).toBe(2n ** 64n - 1n)
    expect(codeOf(() => fromRpc({ [name]: String(2n ** 64n) }))).toBe('integer_too_large')
  })
})

describe('a field', () => {
  const rows: readonly (readonly [string, unknown, string, string])[] = [
    ['a list instead of an object', [], 'bad_object', ''],
    ['text instead of an object', '0x', 'bad_object', ''],
    ['an unknown field', { to, gasLimit: '0x1' }, 'unknown_field', 'gasLimit'],
    ['a prototype', JSON.parse('{ "__proto__": { "to": "0x" } }'), 'unknown_field', '__proto__'],
    ['a constructor', { constructor: '0x' }, 'unknown_field', 'constructor'],
    ['data and input that differ', { data: '0x01', input: '0x02' }, 'conflicting_fields', 'input'],
    ['data and no input but empty bytes', { data: '0x01', input: '0x' }, 'conflicting_fields', 'input'],
    ['odd data', { data: '0x1' }, 'bad_hex', 'data'],
    ['null for data', { data: null }, 'bad_hex', 'data'],
    ['null for from', { from: null }, 'bad_address', 'from'],
    ['no address', { to: '' }, 'bad_address', 'to'],
    ['a short address', { to: '0x' }, 'bad_address', 'to'],
    ['a wrong checksum', { from: signer.replace('5aA', '5Aa') }, 'bad_checksum', 'from'],
    ['a list that is none', { accessList: {} }, 'bad_object', 'accessList'],
    ['an access without keys', { accessList: [{ address: to }] }, 'missing_field', 'accessList[0].storageKeys'],
    [
      'an access with more',
      { accessList: [{ address: to, storageKeys: [], x: 1 }] },
      'unknown_field',
      'accessList[0].x',
    ],
    [
      'a short key',
      { accessList: [{ address: to, storageKeys: [word, '0x00'] }] },
      'bad_hex',
      'accessList[0].storageKeys[1]',
    ],
    ['a hole', { accessList: new Array(1) }, 'bad_object', 'accessList[0]'],
    ['a short blob hash', { blobVersionedHashes: ['0x01'] }, 'bad_hex', 'blobVersionedHashes[0]'],
    [
      'an authorization without r',
      { authorizationList: [{ ...authorization, r: undefined }] },
      'missing_field',
      'authorizationList[0].r',
    ],
    ['an endless list', { blobVersionedHashes: new Array(65_537).fill(word) }, 'too_long', 'blobVersionedHashes'],
  ]

  test.each(rows)('%s is refused, and where', (_, input, code, path) => {
    const refusal = refusalOf(() => fromRpc(input))
    expect([refusal?.code, refusal?.place.path]).toEqual([code, path])
  })

  test('data and input may say the same, in any case', () => {
    expect(fromRpc({ data: '0xaB', input: '0xAb' }).data).toBe('0xab')
  })
})

test('nothing but an input error comes of any JSON', () => {
  const names = [
    'type',
    'chainId',
    'nonce',
    'to',
    'gas',
    'data',
    'accessList',
    'authorizationList',
    'gasPrice',
    'maxFeePerGas',
  ]
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('0x', '0x1', '1', to, word, [], [authorization]))
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), value),
      (object) => void codeOf(() => fromRpc(object)) === undefined,
    ),
    { numRuns: 2000 },
  )
  fc.assert(fc.property(fc.jsonValue(), (value) => void codeOf(() => fromRpc(value)) === undefined))
})

const blocks = dataPath('evm/mainnet-block-transactions.jsonl.gz')

test.skipIf(blocks === null)(
  'every transaction of three mainnet blocks comes back from the object that describes it',
  () => {
    const rows = gunzipSync(readFileSync(blocks!)).toString().trim().split('\n')
    const all = rows
      .map((row) => Transaction.decode(JSON.parse(row).raw, 'signed'))
      .filter(({ chainId }) => chainId !== null)
    const came = all.map((it) => fromRpc(objectOf(it, false)).transaction)
    expect(came.map((it) => it && Transaction.signingHash(it))).toEqual(all.map((it) => Transaction.signingHash(it)))
    expect(came.length).toBeGreaterThan(600)
  },
)

test('the sample of each type is what its object says', () => {
  for (const type of [0, 1, 2, 3, 4] as const) {
    const came = fromRpc({ ...objectOf(sample(type), false), type })
    expect({ ...came.transaction, dataAt: 0 }).toEqual(sample(type))
  }
})

/** The JSON-RPC object of a transaction, without what it does not have. */
function objectOf(
  { type, dataAt, signature, isZeroSigned, ...fields }: Transaction.Transaction,
  isDecimal: boolean,
): object {
  const show = (value: bigint) => (isDecimal ? String(value) : `0x${value.toString(16)}`)
  const text = JSON.stringify(fields, (_, value) => {
    if (typeof value === 'bigint') return show(value)
    return value === null ? undefined : value
  })
  return JSON.parse(text)
}
