import { privateKeyToAccount } from 'viem/accounts'
import { hashAuthorization } from 'viem/utils'
import { describe, expect, test } from 'vitest'
import * as Rlp from '../../../codec/rlp.ts'
import * as Authorization from './authorization.ts'
import { codeOf, refusalOf } from './transaction.fixture.ts'

const account = privateKeyToAccount(`0x${'7a'.repeat(32)}`)
const address = '0xd3caa8ecf10cfd59c895991dc10fc0ff43771af6'
const object = { chainId: '0x1', address, nonce: '6870' }
/** From mainnet block 24476000. */
const onChain = {
  chainId: 1,
  address,
  nonce: 6870,
  yParity: 1,
  r: '0xaae793dd53b5028e4503ea7da0f6deda9ca15205813f6c1736027ed0c5e033f5',
  s: '0x469a2c7412ae260428becdbef05ae18512abdff89197c918200ca7e48560f8ab',
}

describe('a payload', () => {
  test('becomes the grant that it asks to sign', () => {
    const grant = { chainId: 1n, address, nonce: 6870n }
    expect(Authorization.parse(object)).toEqual(grant)
    expect(Authorization.parse({ chainId: 1, nonce: 6870, address })).toEqual(grant)
  })

  const rows: readonly (readonly [string, unknown, string, string])[] = [
    ['no object', null, 'bad_object', ''],
    ['a list', [], 'bad_object', ''],
    ['no chain id', { address, nonce: '1' }, 'missing_field', 'chainId'],
    ['no address', { chainId: '1', nonce: '1' }, 'missing_field', 'address'],
    ['no nonce', { chainId: '1', address }, 'missing_field', 'nonce'],
    ['an unknown field', { ...object, r: '0x1' }, 'unknown_field', 'r'],
    ['no address but null', { ...object, address: null }, 'bad_address', 'address'],
    ['a short address', { ...object, address: '0x12' }, 'bad_address', 'address'],
    [
      'a wrong checksum',
      { ...object, address: '0xD3caa8ecf10cfd59c895991dc10fc0ff43771af6' },
      'bad_checksum',
      'address',
    ],
    ['a leading zero', { ...object, chainId: '0x01' }, 'bad_quantity', 'chainId'],
    ['nonce of 2^64', { ...object, nonce: '0x10000000000000000' }, 'integer_too_large', 'nonce'],
    ['chain id of 2^256', { ...object, chainId: `0x1${'0'.repeat(64)}` }, 'bad_quantity', 'chainId'],
  ]

  test.each(rows)('with %s is refused, and where', (_, input, code, path) => {
    const refusal = refusalOf(() => Authorization.parse(input))
    expect([refusal?.code, refusal?.place.path]).toEqual([code, path])
  })
})

describe('the signing hash', () => {
  test.each([
    [0n, 0n],
    [1n, 0n],
    [1n, 2n ** 53n - 1n],
    [2n ** 40n, 127n],
    [0n, 128n],
  ])('on chain %s with nonce %s is that of viem', (chainId, nonce) => {
    const expected = hashAuthorization({ chainId: Number(chainId), address, nonce: Number(nonce) })
    expect(Authorization.signingHash({ chainId, address, nonce })).toBe(expected)
  })
})

describe('the authority', () => {
  test('of what viem signed is its account', async () => {
    const { yParity, r, s } = await account.signAuthorization({ chainId: 1, address, nonce: 6870 })
    const signed = Authorization.parseSigned({ ...object, yParity, r: quantity(r), s: quantity(s) })
    expect(Authorization.recover(signed)).toBe(account.address.toLowerCase())
    expect(Authorization.possible(signed)).toBe(true)
  })

  test('depends on every field', () => {
    const signed = Authorization.parseSigned(onChain)
    const changes = [
      {},
      { chainId: 0n },
      { nonce: 6871n },
      { address: `0x${'11'.repeat(20)}` as const },
      { yParity: 0 },
    ]
    const authorities = changes.map((change) => Authorization.recover({ ...signed, ...change }))
    expect(new Set(authorities).size).toBe(changes.length)
  })

  test('is nobody where the signature is impossible', () => {
    const signed = Authorization.parseSigned(onChain)
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    for (const change of [
      { yParity: 2 },
      { yParity: 255 },
      { r: 0n },
      { r: order },
      { s: 0n },
      { s: order - signed.s },
    ]) {
      const wrong = { ...signed, ...change }
      expect(codeOf(() => Authorization.recover(wrong))).toBe('bad_signature')
      expect(Authorization.possible(wrong)).toBe(false)
    }
    // In range, but no point of the curve has this x coordinate.
    expect(codeOf(() => Authorization.recover({ ...signed, r: order - 1n }))).toBe('bad_signature')
  })
})

test('a signed authorization comes back from its item', () => {
  const signed = { ...Authorization.parseSigned(onChain), yParity: 255, nonce: 2n ** 64n - 1n }
  expect(Authorization.read(Rlp.open(`0x${Authorization.write(signed)}`))).toEqual(signed)
  expect(codeOf(() => Authorization.read(Rlp.open(`0x${Authorization.write({ ...signed, yParity: 256 })}`)))).toBe(
    'integer_too_large',
  )
  expect(codeOf(() => Authorization.read(Rlp.open(`0x${Authorization.write({ ...signed, nonce: 2n ** 64n })}`)))).toBe(
    'integer_too_large',
  )
})

test.each([[-1], [1.5], [256], ['0x100'], ['-1'], [null], [true]])('a parity of %s is refused', (yParity) => {
  expect(codeOf(() => Authorization.parseSigned({ ...onChain, yParity }))).toMatch(/^(bad_quantity|integer_too_large)$/)
})

function quantity(word: string): string {
  return `0x${BigInt(word).toString(16)}`
}
