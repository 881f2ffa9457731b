/**
 * Generated batches and what becomes of them when one thing is spoilt: whatever is still read re-encodes to the very bytes, and
 * nothing that another library would read differently is ever believed. Each planted bug of a decoder has a test of its name.
 */

import { Interface } from 'ethers'
import fc from 'fast-check'
import { AbiFunction } from 'ox'
import { decodeFunctionData, encodeFunctionData, erc20Abi, parseAbi } from 'viem'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../input-error.ts'
import { type Call, judged } from '../../call.ts'
import { contractsOf, parseContract } from '../../contract.ts'
import { decoded, shown } from '../../decode.fixture.ts'
import type { DecodedRequest } from '../../decode.ts'

type Hex = `0x${string}`
type Entry = { readonly operation: number; readonly to: Hex; readonly value: bigint; readonly data: Hex }

const safe: Hex = `0x${'5a'.repeat(20)}`
const zero: Hex = `0x${'00'.repeat(20)}`
const multiSend = '0x38869bf66a61cf6bdb996a6ae40d5853fd43b526'
const seed = 20_261_127
const contracts = contractsOf([
  parseContract({ chain: 'eip155:1', address: safe, code: 'safe' }),
  parseContract({ chain: 'eip155:1', address: `0x${'ac'.repeat(20)}`, code: 'account' }),
])
const abi = parseAbi([
  'function execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures)',
  'function multiSend(bytes transactions)',
  'function executeBatch((address target, uint256 value, bytes data)[] calls)',
])

const hexOf = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString('hex')}`
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(hexOf)
const amount = fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 2n ** 53n, max: 2n ** 256n - 1n }))
const transfer = fc
  .tuple(address, amount)
  .map(([to, value]) => encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, value] }))
const anyData = fc.uint8Array({ maxLength: 80 }).map(hexOf)
const record = fc.record({
  operation: fc.constantFrom(0, 0, 0, 1),
  to: address,
  value: amount,
  data: fc.oneof(transfer, anyData),
})
const records = fc.array(record, { minLength: 1, maxLength: 6 })

const word = (value: bigint) => value.toString(16).padStart(64, '0')
const packedOf = ({ operation, to, value, data }: Entry) =>
  `0${operation}${to.slice(2)}${word(value)}${word(BigInt(data.length / 2 - 1))}${data.slice(2)}`
const batchOf = (list: readonly Entry[]): Hex =>
  encodeFunctionData({ abi, functionName: 'multiSend', args: [`0x${list.map(packedOf).join('')}`] })
const execOf = (data: Hex): Hex =>
  encodeFunctionData({
    abi,
    functionName: 'execTransaction',
    args: [multiSend, 0n, data, 1, 0n, 0n, 0n, zero, zero, '0x1234'],
  })

function read(data: Hex, to: Hex = safe): DecodedRequest {
  return decoded({ transaction: { chainId: 1, to, data } }, { contracts })
}

function all(calls: readonly Call[]): readonly Call[] {
  return calls.flatMap((call) => [call, ...all(call.calls)])
}

/** What a judged call of a batch says, as the record that it came from. */
function recordOf(call: Call): Entry {
  const { facts, kind } = call
  const integer = facts['native.value']
  return {
    operation: kind === 'delegateCall' ? 1 : 0,
    to: (facts['target'] as { value: Hex }).value,
    value: integer?.type === 'integer' ? integer.value : -1n,
    data: facts['call.data']?.type === 'bytes' ? facts['call.data'].value : '0x',
  }
}

describe('a generated batch', () => {
  it('gives the very records that it was made of, each over its own bytes', () => {
    const law = fc.property(records, (list) => {
      const data = execOf(batchOf(list))
      const request = read(data)
      const batch = all(request.calls)[1]!
      expect(batch.calls.map(recordOf)).toEqual(list)
      for (const [i, { start, end }] of batch.calls.entries())
        expect(data.slice(2 + 2 * start, 2 + 2 * end)).toBe(packedOf(list[i]!))
    })
    fc.assert(law, { seed, numRuns: 3000 })
  })

  it('that was spoilt in one byte is what it re-encodes to, or is refused, and never what it was', () => {
    let believed = 0
    let refused = 0
    const mutation = fc.tuple(records, fc.nat(1_000_000), fc.integer({ min: 1, max: 255 }))
    const law = fc.property(mutation, ([list, where, flip]) => {
      const data = execOf(batchOf(list))
      const at = 4 + (where % (data.length / 2 - 5))
      const byte = Number.parseInt(data.slice(2 + 2 * at, 4 + 2 * at), 16) ^ flip
      const spoilt = `${data.slice(0, 2 + 2 * at)}${byte.toString(16).padStart(2, '0')}${data.slice(4 + 2 * at)}` as Hex
      const [outer] = read(spoilt).calls
      const batch = outer!.calls[0]
      if (outer!.facts['call.canonical']?.type !== 'boolean' || !outer!.facts['call.canonical'].value) {
        expect(outer).toMatchObject({ judged: true, calls: [] })
        refused++
        return
      }
      const args = decodeFunctionData({ abi, data: spoilt })
      expect(encodeFunctionData({ abi, ...args } as never)).toBe(spoilt)
      if (batch?.calls.length) {
        const inner = decodeFunctionData({ abi, data: (args.args as readonly unknown[])[2] as Hex }).args as readonly [
          Hex,
        ]
        expect(`0x${batch.calls.map(recordOf).map(packedOf).join('')}`).toBe(inner[0])
        believed++
      } else refused++
    })
    fc.assert(law, { seed, numRuns: 6000 })
    expect(Math.min(believed, refused)).toBeGreaterThan(500)
  })

  it('that was cut short, or has bytes behind it, is not canonical and holds no call', () => {
    const change = fc.tuple(records, fc.integer({ min: 1, max: 64 }), fc.boolean())
    const law = fc.property(change, ([list, count, isLonger]) => {
      const data = execOf(batchOf(list))
      const spoilt = (isLonger ? `${data}${'00'.repeat(count)}` : data.slice(0, -2 * count)) as Hex
      const [outer, ...others] = all(read(spoilt).calls)
      expect(others).toEqual([])
      expect(shown(outer!)).toMatchObject({ 'call.canonical': false, 'call.arguments': { failed: 'not_canonical' } })
    })
    fc.assert(law, { seed, numRuns: 1500 })
  })

  it('is read as three other libraries read it, down to its transfers', () => {
    const ethers = new Interface(['function transfer(address to, uint256 amount)'])
    const ox = AbiFunction.from('function transfer(address to, uint256 amount)')
    const pairs = fc.array(fc.tuple(address, transfer), { minLength: 1, maxLength: 4 })
    const law = fc.property(pairs, (list) => {
      const calls = list.map(([target, data]) => ({ target, value: 0n, data }))
      const data = encodeFunctionData({ abi, functionName: 'executeBatch', args: [calls] })
      const told = judged(read(data, `0x${'ac'.repeat(20)}`).calls).map(shown)
      expect(told).toHaveLength(list.length)
      for (const [i, [target, inner]] of list.entries()) {
        const viem = decodeFunctionData({ abi: erc20Abi, data: inner }).args as readonly [string, bigint]
        for (const [to, value] of [
          viem,
          AbiFunction.decodeData(ox, inner),
          ethers.decodeFunctionData('transfer', inner),
        ])
          expect(told[i]).toMatchObject({ target, recipient: String(to).toLowerCase(), amount: `${value}` })
      }
    })
    fc.assert(law, { seed, numRuns: 800 })
  })
})

describe('hostile call data', () => {
  const offsets = (count: number) => Array.from({ length: count }, () => word(0x40n)).join('')
  const nested = (levels: number): Hex => {
    let data: Hex = '0x'
    for (let level = 0; level < levels; level++) data = execOf(data)
    return data
  }
  const big = 200_000

  it.each<[string, Hex]>([
    ['a length of 2^255', `0xac9650d8${word(32n)}${word(2n ** 255n)}`],
    ['a length that wraps around', `0xac9650d8${word(32n)}${word(2n ** 251n + 1n)}${word(32n)}`],
    ['a thousand aliases', `0xac9650d8${word(32n)}${word(1000n)}${offsets(1000)}`],
    ['offsets that lead back to themselves', `0xac9650d8${word(0n)}${word(0n)}`],
    ['64 levels', nested(64)],
    [
      '6,000 records without data',
      batchOf(Array.from({ length: 6000 }, () => ({ operation: 0, to: zero, value: 0n, data: '0x' as const }))),
    ],
    [
      '200 kB of records that never end',
      encodeFunctionData({ abi, functionName: 'multiSend', args: [`0x${'00'.repeat(big)}`] }),
    ],
    [
      '200 kB of commands',
      `0x24856bc3${word(0x40n)}${word(BigInt(0x60 + big))}${word(BigInt(big))}${'00'.repeat(big)}${word(0n)}`,
    ],
    [
      '200 kB that nobody knows, 5 levels deep',
      [1, 2, 3, 4, 5].reduce<Hex>((data) => execOf(data), `0x12345678${'00'.repeat(big)}`),
    ],
  ])('with %s is decided or refused within 50 ms and 50 MB', (_, data) => {
    read(data)
    const heap = process.memoryUsage().heapUsed
    const begin = performance.now()
    const calls = all(read(data).calls)
    const own = performance.now() - begin
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(50e6)
    // What a garbage collection in between costs is not the decoder's: the best of three counts.
    expect(Math.min(own, ...[0, 1].map(() => timed(() => read(data))))).toBeLessThan(50)
    expect(calls.length).toBeLessThanOrEqual(1024)
  })

  it('never throws anything but a refusal, and leaves every prototype as it was', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).join()
    const selectors = [
      '6a761202',
      '8d80ff0a',
      'ac9650d8',
      '5ae401dc',
      '82ad56cb',
      '174dea71',
      'b61d27f6',
      '34fcd5be',
      '47e1da2a',
      'e9ae5c53',
      '3593564c',
      '24856bc3',
      '765e827f',
      '1fad948c',
      'd505accf',
      '36c78516',
    ]
    const piece = fc.oneof(
      fc.bigInt({ min: 0n, max: 12n }).map((number) => word(number * 32n)),
      fc.bigInt({ min: 0n, max: 3n }).map(word),
      fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => hexOf(bytes).slice(2)),
      fc.constantFrom(...selectors),
    )
    const law = fc.property(fc.constantFrom(...selectors), fc.array(piece, { maxLength: 24 }), (selector, pieces) => {
      try {
        read(`0x${selector}${pieces.join('')}`)
      } catch (error) {
        expect(error).toBeInstanceOf(InputError)
      }
    })
    fc.assert(law, { seed, numRuns: 20_000 })
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before)
  })

  function timed(run: () => unknown): number {
    const begin = performance.now()
    run()
    return performance.now() - begin
  }
})

describe('a planted bug is caught', () => {
  const one = (change: Partial<Entry> = {}): Entry => ({
    operation: 0,
    to: `0x${'70'.repeat(20)}`,
    value: 0n,
    data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [safe, 2n ** 53n + 1n] }),
    ...change,
  })

  it('an amount that went through a double', () => {
    const big = 2n ** 53n + 1n
    const calls = judged(read(execOf(batchOf([one(), one({ value: big, data: '0x' })]))).calls).map(shown)
    expect([calls[0]!.amount, calls[1]!['native.value']]).toEqual([`${big}`, `${big}`])
  })

  it('a decoder that does not ask whether the bytes re-encode', () => {
    const data = one().data
    const dirty = `${data.slice(0, 10)}01${data.slice(12)}` as Hex
    const [call] = judged(read(execOf(batchOf([one({ data: dirty })]))).calls)
    expect(shown(call!)).toMatchObject({ 'call.canonical': false, recipient: { failed: 'not_canonical' } })
  })

  it('an operation that is ignored', () => {
    const [plain, delegated] = [0, 1].map((operation) => read(execOf(batchOf([one({ operation })]))))
    expect(plain!.objections).toEqual([])
    expect(delegated!.objections.map(({ code }) => code)).toEqual(['delegate_code_unknown'])
    expect(judged(delegated!.calls).map((call) => shown(call).types)).toEqual([[]])
  })

  it('an address that is compared as it is spelt', () => {
    const mixed = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'
    const known = contractsOf([parseContract({ chain: 'eip155:1', address: mixed, code: 'safe' })])
    const transaction = { chainId: 1, to: mixed.toLowerCase(), data: execOf(batchOf([one()])) }
    expect(judged(decoded({ transaction }, { contracts: known }).calls)).toHaveLength(1)
  })

  it('a delegation that passes as an ordinary call', () => {
    const authorization = { chainId: 1, address: safe, nonce: 1, yParity: 0, r: '1', s: '1' }
    const transaction = { chainId: 1, to: safe, data: execOf(batchOf([one()])), authorizationList: [authorization] }
    const kinds = judged(decoded({ transaction }, { contracts }).calls).map(({ kind, index }) => `${index} ${kind}`)
    expect(kinds).toEqual(['2 contractCall', '3 authorization'])
  })
})
