/** What a transaction does: each sort of call with all its facts, and what is left where bytes are not understood. */
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it, test } from 'vitest'
import { judged } from '../../call.ts'
import {
  account,
  alice,
  bob,
  callData,
  callFacts,
  contract,
  decoded,
  key,
  objections,
  sender,
  shown,
} from '../../decode.fixture.ts'
import { sample } from './transaction.fixture.ts'
import * as Transaction from './transaction.ts'

const transfer = callData('transfer(address to, uint256 amount)', alice, 5n)

/** Facts of the first call of an object on chain 1. */
function facts(transaction: object): Readonly<Record<string, unknown>> {
  return callFacts(decoded({ transaction: { chainId: 1, ...transaction } }))
}

describe('a native transfer', () => {
  test.each(['0', '1', (2n ** 256n - 1n).toString()])('of %s wei', (value) => {
    expect(facts({ to: alice, value })).toEqual({
      chainId: '1',
      'call.kind': 'transfer',
      target: alice,
      recipient: alice,
      'native.value': value,
      types: ['nativeTransfer'],
      possibleTypes: ['nativeTransfer'],
      opaqueBytes: '0',
    })
  })
})

describe('a call of a function that is known', () => {
  it('gives all its facts', () => {
    expect(callFacts(decoded({ transaction: { to: contract, data: transfer, chainId: 1 } }, { key }))).toEqual({
      chainId: '1',
      sender,
      'call.kind': 'contractCall',
      target: contract,
      'native.value': '0',
      types: ['erc20'],
      possibleTypes: ['erc20'],
      'call.data': transfer,
      'call.selector': '0xa9059cbb',
      'call.function': 'transfer(address,uint256)',
      'call.canonical': true,
      'call.arguments': { to: alice, amount: '5' },
      'call.trailingBytes': '0',
      opaqueBytes: '0',
      token: contract,
      recipient: alice,
      amount: '5',
    })
  })

  it('counts the bytes behind its arguments', () => {
    expect(facts({ to: contract, data: `${transfer}${'00'.repeat(5)}` })).toMatchObject({
      'call.canonical': false,
      'call.trailingBytes': '5',
      opaqueBytes: '5',
      'call.arguments': { failed: 'not_canonical' },
      target: contract,
      'native.value': '0',
    })
  })

  it('counts all behind the selector as opaque when not even a lenient reader makes sense of it', () => {
    expect(facts({ to: contract, data: transfer.slice(0, -2) })).toMatchObject({
      opaqueBytes: '63',
      'call.canonical': false,
    })
  })

  it('of no standard is of no type, though its arguments are known', () => {
    const data = callData('deposit(uint256 assets, address receiver)', 5n, alice)
    const said = facts({ to: contract, data })
    expect(said).toMatchObject({
      types: [],
      possibleTypes: ['erc20', 'erc721'],
      'call.function': 'deposit(uint256,address)',
      opaqueBytes: '0',
    })
    for (const name of ['token', 'recipient', 'amount', 'spender']) expect(said).not.toHaveProperty([name])
  })
})

describe('a call that nobody knows', () => {
  it('is opaque, and of no type', () => {
    expect(facts({ to: contract, data: '0xdeadbeef0001' })).toEqual({
      chainId: '1',
      'call.kind': 'contractCall',
      target: contract,
      'native.value': '0',
      types: [],
      possibleTypes: ['erc20', 'erc721'],
      'call.data': '0xdeadbeef0001',
      'call.selector': '0xdeadbeef',
      opaqueBytes: '6',
    })
  })

  test.each(['0xa9', '0xa905', '0xa9059c'])('with the data %s has a selector that failed', (data) => {
    const said = facts({ to: contract, data })
    expect(said).toMatchObject({ 'call.selector': { failed: 'selector_missing' }, types: [], target: contract })
    expect(said.opaqueBytes).toBe(String(data.length / 2 - 1))
  })
})

describe('a creation', () => {
  it('has no target, and its code is opaque', () => {
    const said = facts({ data: '0x6080', value: '3' })
    expect(said).toEqual({
      chainId: '1',
      'call.kind': 'creation',
      'native.value': '3',
      types: [],
      possibleTypes: [],
      'call.data': '0x6080',
      opaqueBytes: '2',
    })
    expect(facts({ to: null, data: '0x6080', value: '3' })).toEqual(said)
  })

  it('whose code looks like a token call is no token call', () => {
    expect(facts({ data: transfer })).not.toHaveProperty('recipient')
    expect(facts({ data: transfer })).not.toHaveProperty(['call.selector'])
  })
})

describe('a transaction with blobs', () => {
  const blobs = { maxFeePerBlobGas: '7', blobVersionedHashes: [`0x01${'ab'.repeat(31)}`, `0x01${'ac'.repeat(31)}`] }

  it('is of no type, and possibly of those it would be without', () => {
    expect(facts({ to: alice, value: '1', ...blobs })).toMatchObject({
      'call.kind': 'blobCall',
      types: [],
      possibleTypes: ['nativeTransfer'],
      recipient: alice,
    })
    expect(facts({ to: contract, data: transfer, ...blobs })).toMatchObject({
      'call.kind': 'blobCall',
      types: [],
      possibleTypes: ['erc20'],
      recipient: alice,
      amount: '5',
    })
  })

  it('costs its blobs on top: 131,072 gas each', () => {
    const fees = { gas: '21000', maxFeePerGas: '30', maxPriorityFeePerGas: '1' }
    const request = decoded({ transaction: { chainId: 1, to: alice, ...fees, ...blobs } })
    expect(shown(request)).toMatchObject({
      'transaction.blobs': '2',
      'transaction.maxFeePerBlobGas': '7',
      'transaction.maxFee': (21_000n * 30n + 2n * 131_072n * 7n).toString(),
    })
  })
})

describe('the most that fees can cost', () => {
  const maxFee = (transaction: object) =>
    shown(decoded({ transaction: { chainId: 1, to: alice, ...transaction } }))['transaction.maxFee']

  it('is gas times price, exactly', () => {
    expect(maxFee({ gas: '21000', gasPrice: '30' })).toBe('630000')
    expect(maxFee({ gas: '21000', maxFeePerGas: '40' })).toBe('840000')
    expect(maxFee({ gas: '18446744073709551615', gasPrice: (2n ** 192n).toString() })).toBe(
      ((2n ** 64n - 1n) * 2n ** 192n).toString(),
    )
  })

  it('is not there while gas or price is open', () => {
    expect(maxFee({ gas: '21000' })).toBeUndefined()
    expect(maxFee({ gasPrice: '30' })).toBeUndefined()
  })
})

describe('a transaction of type 4', () => {
  const second = privateKeyToAccount(`0x${'5d'.repeat(32)}`)

  it('makes a judged call for each authorization, with the account that signed it', async () => {
    const grants = await Promise.all([
      account.signAuthorization({ chainId: 0, contractAddress: contract, nonce: 1 }),
      second.signAuthorization({ chainId: 1, contractAddress: bob, nonce: 2 }),
    ])
    const authorizationList = grants.map(({ chainId, address, nonce, yParity, r, s }) => {
      return { chainId, address, nonce, yParity: yParity!, r: BigInt(r).toString(), s: BigInt(s).toString() }
    })
    const fees = { nonce: 0, gas: '100000', maxFeePerGas: '30', maxPriorityFeePerGas: '1' }
    const request = decoded({ transaction: { chainId: 1, to: contract, data: transfer, ...fees, authorizationList } })
    expect(request.objections).toEqual([])
    const calls = judged(request.calls)
    expect(calls.map(({ index, kind }) => [index, kind])).toEqual([
      [0, 'contractCall'],
      [1, 'authorization'],
      [2, 'authorization'],
    ])
    expect(callFacts(request)).toMatchObject({ types: ['erc20'], recipient: alice })
    const none = { types: [], possibleTypes: [], 'call.kind': 'authorization' }
    const first = {
      chainId: '0',
      'authorization.address': contract,
      'authorization.nonce': '1',
      'authorization.authority': sender,
    }
    expect(callFacts(request, 1)).toEqual({ ...none, ...first })
    const next = { chainId: '1', 'authorization.address': bob, 'authorization.nonce': '2' }
    expect(callFacts(request, 2)).toEqual({ ...none, ...next, 'authorization.authority': second.address.toLowerCase() })
    expect(shown(request)['transaction.authorizations']).toBe('2')
  })

  it('with an authorization that nobody signed does not know its authority', () => {
    const list = sample(4).authorizationList!
    const unsignedBytes = Transaction.encode(sample(4, { authorizationList: [{ ...list[0]!, r: 3n, s: 2n ** 255n }] }))
    const request = decoded({ unsignedTransaction: unsignedBytes })
    expect(callFacts(request, 1)['authorization.authority']).toEqual({ failed: 'bad_signature' })
    expect(request.objections.map(({ code }) => code)).toEqual(['authorization_bad_signature'])
  })

  it('with more authorizations than anyone needs knows the authority of none, so that they cost little to read', async () => {
    const { yParity, r, s } = await account.signAuthorization({ chainId: 0, contractAddress: contract, nonce: 1 })
    const grant = { chainId: 0n, address: contract, nonce: 1n, yParity: yParity!, r: BigInt(r), s: BigInt(s) }
    const authorities = (count: number) => {
      const authorizationList = Array.from({ length: count }, () => grant)
      const bytes = Transaction.encode(sample(4, { gas: 10n ** 9n, authorizationList }))
      const calls = judged(decoded({ unsignedTransaction: bytes }).calls).slice(1)
      return new Set(calls.map(({ facts }) => facts['authorization.authority']!.type))
    }
    expect(authorities(32)).toEqual(new Set(['address']))
    expect(authorities(33)).toEqual(new Set(['failed']))
  })

  it('is objected to without one, for another chain, and when it creates', () => {
    const of = (change: Partial<Transaction.Transaction>) =>
      objections({ unsignedTransaction: Transaction.encode(sample(4, { gas: 10n ** 6n, ...change })) })
    const [grant] = sample(4).authorizationList!
    expect(of({})).toEqual([])
    expect(of({ authorizationList: [] })).toEqual(['authorization_list_empty'])
    expect(of({ authorizationList: [{ ...grant!, chainId: 2n }] })).toEqual(['authorization_chain_mismatch'])
    expect(of({ to: null })).toEqual(['creation_forbidden'])
  })
})
