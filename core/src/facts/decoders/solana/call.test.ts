/** What a Solana message does: one call for each instruction, which of them are judged, and the facts of each and of all. */
import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import * as Base58 from '../../../codec/base58.ts'
import * as Base64 from '../../../codec/base64.ts'
import { judged } from '../../call.ts'
import { callFacts, decoded, key as evmKey, objections, shown } from '../../decode.fixture.ts'
import { type Key, parseKey } from '../../key.ts'
import { associatedToken } from './associated-token.ts'
import { computeBudget } from './compute-budget.ts'
import { memo2 } from './memo.ts'
import { keyOf, transferBytes, transferWithLookup } from './message.fixture.ts'
import * as Message from './message.ts'
import { system } from './system.ts'
import { token } from './token.ts'
import { token2022 } from './token-2022.ts'
import * as Transaction from './transaction.ts'

type Part = { readonly program: string; readonly accounts: readonly number[]; readonly data: readonly number[] }

const seed = 20_261_123
const secret = new Uint8Array(32).fill(9)
const payer = ed25519.getPublicKey(secret)
const payerKey: Key = parseKey({ id: 'key_sol', curve: 'ed25519', addresses: { solana: Base58.encode(payer) } })
const address = (index: number) => Base58.encode(index === 0 ? payer : keyOf(index))

/** A message that the payer signs. Accounts count from 0, the payer; 1 to 6 are others; programs stand behind them. */
function message(...parts: readonly Part[]): Message.Message {
  const programs = [...new Set(parts.map(({ program }) => program))]
  const others = [1, 2, 3, 4, 5, 6]
  return {
    version: 'legacy',
    header: { requiredSignatures: 1, readonlySigned: 0, readonlyUnsigned: programs.length },
    accountKeys: [payer, ...others.map(keyOf), ...programs.map((id) => Base58.decode(id))],
    recentBlockhash: keyOf(99),
    instructions: parts.map(({ program, accounts, data }) => ({
      programIndex: 1 + others.length + programs.indexOf(program),
      accountIndexes: Uint8Array.from(accounts),
      data: Uint8Array.from(data),
      range: { start: 0, end: 0 },
    })),
    lookups: [],
  }
}

function payload(...parts: readonly Part[]): { solanaMessage: string } {
  return { solanaMessage: Base64.encode(Message.encode(message(...parts))) }
}

const read = (...parts: readonly Part[]) => decoded(payload(...parts))
const u32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24]
const u64 = (value: bigint) => Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n))

const transfer = (to: number, lamports: bigint, from = 0): Part => {
  return { program: system.id, accounts: [from, to], data: [...u32(2), ...u64(lamports)] }
}
const limit: Part = { program: computeBudget.id, accounts: [], data: [2, ...u32(200_000)] }
const price: Part = { program: computeBudget.id, accounts: [], data: [3, ...u64(5n)] }
const memo: Part = { program: memo2.id, accounts: [], data: [104, 105] }
const advance: Part = { program: system.id, accounts: [1, 2, 0], data: u32(4) }
const unknown: Part = { program: Base58.encode(keyOf(77)), accounts: [0, 1], data: [1, 2, 3] }
const plain: Part = { program: token.id, accounts: [1, 2, 0], data: [3, ...u64(7n)] }
const checked: Part = { program: token2022.id, accounts: [1, 3, 2, 0], data: [12, ...u64(8n), 6] }

describe('a native transfer', () => {
  it('gives all its facts', () => {
    const request = decoded(payload(transfer(1, 5n)), { key: payerKey, chain: 'solana:abc' })
    expect(request.objections).toEqual([])
    expect(shown(request)).toEqual({
      kind: 'solanaMessage',
      chainType: 'solana',
      chain: 'solana:abc',
      sender: address(0),
      keyId: 'key_sol',
      'solana.feePayer': address(0),
      'solana.accountKeys': [0, 1, 2, 3, 4, 5, 6].map(address).concat(system.id),
      'solana.programIds': [system.id],
      'solana.instructionCount': '1',
      'solana.nativeTotal': '5',
      'solana.durableNonce': false,
      'solana.computeUnitLimit': { absent: true },
      'solana.computeUnitPrice': { absent: true },
      'solana.priorityFee': '0',
      'solana.maxFee': '5000',
    })
    expect(callFacts(request)).toEqual({
      'call.kind': 'instruction',
      types: ['nativeTransfer', 'solanaTransaction'],
      possibleTypes: ['nativeTransfer', 'solanaTransaction'],
      program: system.id,
      instruction: 'system.Transfer',
      'instruction.data': '0x020000000500000000000000',
      'call.canonical': true,
      'call.arguments': { lamports: '5' },
      'instruction.accounts': { source: address(0), destination: address(1) },
      opaqueBytes: '0',
      from: address(0),
      recipient: address(1),
      target: address(1),
      'native.value': '5',
    })
  })

  test.each([
    ['alone', [transfer(1, 5n)], true],
    ['with limits and fees', [limit, price, transfer(1, 5n)], true],
    ['with a memo', [transfer(1, 5n), memo], false],
    ['twice', [transfer(1, 5n), transfer(1, 5n)], false],
    ['with a program that nobody knows', [transfer(1, 5n), unknown], false],
    ['with a nonce', [advance, transfer(1, 5n)], false],
    ['not canonical', [{ ...transfer(1, 5n), data: [...transfer(1, 5n).data, 0] }], false],
  ] as readonly (readonly [string, readonly Part[], boolean])[])('%s is pure: %j', (_, parts, pure) => {
    const types = pure ? ['nativeTransfer', 'solanaTransaction'] : ['solanaTransaction']
    const { calls } = read(...parts)
    for (const call of calls) {
      const moves = String(shown(call)['instruction']).startsWith('system.Transfer')
      const possibleTypes = moves ? ['nativeTransfer', 'solanaTransaction'] : types
      expect(shown(call)).toMatchObject({ types, possibleTypes })
    }
  })

  it('stays one that a rule may deny, whatever stands beside it', () => {
    const [first, second, other] = read(transfer(1, 5n), transfer(2, 5n), memo).calls
    const both = ['nativeTransfer', 'solanaTransaction']
    for (const call of [first!, second!])
      expect(shown(call)).toMatchObject({ types: ['solanaTransaction'], possibleTypes: both })
    expect(shown(other!)['possibleTypes']).toEqual(['solanaTransaction'])
  })
})

describe('the calls of a message', () => {
  it('are judged one by one: two transfers are two calls', () => {
    const request = read(transfer(1, 5n), transfer(2, 2n ** 64n - 1n))
    const calls = judged(request.calls)
    expect(calls.map((call) => shown(call)['recipient'])).toEqual([address(1), address(2)])
    expect(calls.map((call) => shown(call)['native.value'])).toEqual(['5', '18446744073709551615'])
    expect(calls.map(({ index }) => index)).toEqual([0, 1])
    expect(shown(request)['solana.nativeTotal']).toBe('18446744073709551620')
  })

  test.each([
    ['limits and fees are not', [limit, price, transfer(1, 5n)], [2]],
    ['a memo is not', [transfer(1, 5n), memo], [0]],
    ['limits, fees and memos are, when there is nothing else', [limit, price, memo], [0, 1, 2]],
    ['a memo is, alone', [memo], [0]],
    ['an unknown program is', [limit, unknown], [1]],
    ['a nonce is', [advance, transfer(1, 5n)], [0, 1]],
    ['an unknown tag of Compute Budget is', [{ ...limit, data: [9, 1] }, transfer(1, 5n)], [0, 1]],
    ['Compute Budget without a tag is', [{ ...limit, data: [] }, transfer(1, 5n)], [0, 1]],
  ] as readonly (readonly [string, readonly Part[], readonly number[]])[])('are judged: %s', (_, parts, indexes) => {
    expect(judged(read(...parts).calls).map(({ index }) => index)).toEqual(indexes)
    expect(read(...parts).calls).toHaveLength(parts.length)
  })

  it('are none without an instruction', () => {
    const request = read()
    expect(request.calls).toEqual([])
    expect(shown(request)['solana.nativeTotal']).toEqual({ absent: true })
  })

  it('of an unknown program is opaque in every byte', () => {
    expect(callFacts(read(unknown))).toEqual({
      'call.kind': 'instruction',
      types: ['solanaTransaction'],
      possibleTypes: ['solanaTransaction'],
      program: unknown.program,
      'instruction.data': '0x010203',
      'call.canonical': false,
      opaqueBytes: '3',
    })
  })

  it('know the bytes that each was read from', () => {
    const request = read(limit, transfer(1, 5n))
    const bytes = Message.encode(message(limit, transfer(1, 5n)))
    const [first, second] = request.calls
    expect(first!.end).toBe(second!.start)
    expect([...bytes.subarray(second!.end - 12, second!.end)]).toEqual([...transfer(1, 5n).data])
    expect(second!.end).toBe(bytes.length)
  })
})

describe('a token transfer', () => {
  it('without a mint has one that the bytes do not name, and is known by its amount', () => {
    expect(callFacts(read(plain))).toMatchObject({
      instruction: 'token.Transfer',
      amount: '7',
      'spl.amount': '7',
      'spl.mint': { failed: 'mint_unknown' },
      token: { failed: 'mint_unknown' },
      'spl.source': address(1),
      'spl.destination': address(2),
      from: { failed: 'owner_not_known' },
      recipient: { failed: 'owner_not_known' },
    })
    expect(callFacts(read(plain))).not.toHaveProperty(['native.value'])
  })

  it('with a mint names it', () => {
    expect(callFacts(read(checked))).toMatchObject({
      instruction: 'token2022.TransferChecked',
      amount: '8',
      'spl.amount': '8',
      'spl.mint': address(3),
      token: address(3),
      'spl.source': address(1),
      'spl.destination': address(2),
      'spl.extensions': { failed: 'extensions_not_known' },
      from: { failed: 'owner_not_known' },
      recipient: { failed: 'owner_not_known' },
    })
  })

  it('moves no lamports, so that a cap on them does not speak of it', () => {
    expect(shown(read(plain, checked))['solana.nativeTotal']).toEqual({ absent: true })
    expect(shown(read(plain, transfer(1, 0n)))['solana.nativeTotal']).toBe('0')
  })
})

describe('an instruction that is not canonical', () => {
  const failedFact = { failed: 'not_canonical' }

  test.each([
    ['a byte too many', [...transfer(1, 5n).data, 0]],
    ['a byte too few', transfer(1, 5n).data.slice(0, -1)],
  ])('with %s has no argument that is known, and none that is absent', (_, data) => {
    const request = read({ ...transfer(1, 5n), data })
    expect(callFacts(request)).toMatchObject({
      instruction: 'system.Transfer',
      'call.canonical': false,
      'call.arguments': failedFact,
      'instruction.accounts': failedFact,
      from: failedFact,
      recipient: failedFact,
      target: failedFact,
      'native.value': failedFact,
    })
    expect(shown(request)['solana.nativeTotal']).toEqual(failedFact)
  })

  it('spoils the total of the others', () => {
    const request = read(transfer(1, 5n), { ...transfer(2, 5n), data: [...transfer(2, 5n).data, 0] })
    expect(shown(request)['solana.nativeTotal']).toEqual(failedFact)
    expect(callFacts(request)['native.value']).toBe('5')
  })

  it('of a token has neither amount nor mint', () => {
    const said = callFacts(read({ ...checked, data: [...checked.data, 1] }))
    for (const name of ['amount', 'spl.amount', 'spl.mint', 'token', 'from', 'recipient'])
      expect([name, said[name]]).toEqual([name, failedFact])
  })

  it('without the accounts that it needs is not canonical either', () => {
    expect(callFacts(read({ ...transfer(1, 5n), accounts: [0] }))).toMatchObject({
      recipient: failedFact,
      'native.value': failedFact,
    })
  })

  it('of Compute Budget makes its limit failed', () => {
    const request = read({ ...limit, data: [...limit.data, 0] }, price)
    expect(shown(request)).toMatchObject({ 'solana.computeUnitLimit': failedFact, 'solana.computeUnitPrice': '5' })
  })
})

describe('facts of the whole message', () => {
  it('are the last limit and price that it sets', () => {
    const request = read(limit, price, { ...price, data: [3, ...u64(2n ** 64n - 1n)] })
    expect(shown(request)).toMatchObject({
      'solana.computeUnitLimit': '200000',
      'solana.computeUnitPrice': '18446744073709551615',
      'solana.instructionCount': '3',
      'solana.programIds': [computeBudget.id],
    })
  })

  test.each([
    ['first', [advance, transfer(1, 5n)], true],
    ['first, with bytes behind', [{ ...advance, data: [...advance.data, 7] }], true],
    ['second', [limit, advance], false],
    ['not at all', [transfer(1, 5n)], false],
    ['by an instruction of another program', [{ ...advance, program: associatedToken.id }], false],
  ] as readonly (readonly [string, readonly Part[], boolean])[])(
    'say that a nonce is advanced %s',
    (_, parts, durable) => {
      expect(shown(read(...parts))['solana.durableNonce']).toBe(durable)
    },
  )

  it('fail where a lookup table was not resolved, and so do the accounts from there', () => {
    const solanaMessage = Base64.encode(Message.encode(transferWithLookup))
    const request = decoded({ solanaMessage })
    const unresolved = { failed: 'unresolved_lookup' }
    expect(request.objections.map(({ code }) => code)).toEqual(['unresolved_lookup'])
    expect(shown(request)).toMatchObject({ 'solana.accountKeys': unresolved, 'solana.lookupTables': unresolved })
    expect(callFacts(request)).toMatchObject({
      'instruction.accounts': unresolved,
      from: address(1),
      recipient: unresolved,
      target: unresolved,
      'native.value': '1',
    })
  })
})

describe('the most that a message can pay in fees', () => {
  const limitOf = (units: number): Part => ({ ...limit, data: [2, ...u32(units)] })
  const priceOf = (microLamports: bigint): Part => ({ ...price, data: [3, ...u64(microLamports)] })
  const feeOf = (...parts: readonly Part[]) => shown(read(...parts))['solana.maxFee']

  test.each([
    ['is the signature alone without a price', [limitOf(1_400_000), transfer(1, 5n)], '5000'],
    ['is the signature alone at a price of 0', [limitOf(1_400_000), priceOf(0n)], '5000'],
    ['counts a part of a lamport as one', [limitOf(1), priceOf(1n)], '5001'],
    ['counts what makes up a lamport as one', [limitOf(1_000_000), priceOf(1n)], '5001'],
    ['counts what is above a lamport as two', [limitOf(1_000_001), priceOf(1n)], '5002'],
    ['takes 200,000 units for each instruction without a limit', [priceOf(1_000_000n), transfer(1, 5n)], '405000'],
    ['takes 1,400,000 units at most without a limit', Array<Part>(8).fill(priceOf(1_000_000n)), '1405000'],
    ['loses no unit of the highest price', [limitOf(1_000_000), priceOf(2n ** 64n - 1n)], '18446744073709556615'],
    [
      'is not known where the limit is not',
      [{ ...limit, data: [...limit.data, 0] }, price],
      { failed: 'not_canonical' },
    ],
    [
      'is not known where the price is not',
      [limit, { ...price, data: [...price.data, 0] }],
      { failed: 'not_canonical' },
    ],
  ] as readonly (readonly [string, readonly Part[], unknown])[])('%s', (_, parts, fee) => {
    expect(feeOf(...parts)).toEqual(fee)
  })

  it('counts each signature', () => {
    const header = { requiredSignatures: 2, readonlySigned: 0, readonlyUnsigned: 1 }
    const solanaMessage = Base64.encode(Message.encode({ ...message(transfer(2, 5n)), header }))
    expect(shown(decoded({ solanaMessage }))['solana.maxFee']).toBe('10000')
  })
})

describe('the signatures of a Solana transaction', () => {
  const parts = [transfer(1, 5n)]
  const bytes = Message.encode(message(...parts))
  const wire = (signature: Uint8Array) => ({
    solanaTransaction: Base64.encode(
      Transaction.encode({ signatures: [signature], message: message(...parts), messageBytes: bytes }),
    ),
  })
  const good = ed25519.sign(bytes, secret)

  it('must be those of their accounts, or be left open', () => {
    expect(objections(wire(good))).toEqual([])
    expect(objections(wire(new Uint8Array(64)))).toEqual([])
    expect(objections(wire(ed25519.sign(bytes, new Uint8Array(32).fill(8))))).toEqual(['bad_signature'])
    expect(objections(wire(good.with(63, good[63]! ^ 1)))).toEqual(['bad_signature'])
  })

  it('leave the facts of the message as they are', () => {
    const [whole, bare] = [decoded(wire(good)), read(...parts)]
    expect({ ...shown(whole), kind: '' }).toEqual({ ...shown(bare), kind: '' })
    expect(callFacts(whole)).toEqual(callFacts(bare))
    expect(whole.detail).toMatchObject({ kind: 'solana', signatures: [good] })
    expect(whole.calls[0]!.start - bare.calls[0]!.start).toBe(65)
  })
})

describe('the key of a Solana message', () => {
  it('must be among those who sign, first or not', () => {
    const other = parseKey({ curve: 'ed25519', addresses: { solana: address(1) } })
    expect(objections(payload(transfer(1, 5n)), { key: payerKey })).toEqual([])
    expect(objections(payload(transfer(1, 5n)), { key: other })).toEqual(['sender_mismatch'])
    const both = {
      ...message(transfer(2, 5n)),
      header: { requiredSignatures: 2, readonlySigned: 0, readonlyUnsigned: 1 },
    }
    const shared = { solanaMessage: Base64.encode(Message.encode(both)) }
    expect(objections(shared, { key: other })).toEqual([])
    expect(shown(decoded(shared, { key: other }))).toMatchObject({ sender: address(1), 'solana.feePayer': address(0) })
  })

  it('must have an address on Solana', () => {
    expect(objections(payload(transfer(1, 5n)), { key: evmKey })).toEqual(['sender_mismatch'])
  })

  it('is for Solana, whatever cluster is given, and for no other chain', () => {
    expect(objections(payload(transfer(1, 5n)), { chain: 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp' })).toEqual([])
    expect(objections(payload(transfer(1, 5n)), { chain: 'eip155:1' })).toEqual(['chain_mismatch'])
  })
})

describe('any message', () => {
  const samples = [
    limit,
    price,
    { ...limit, data: [9] },
    memo,
    advance,
    unknown,
    plain,
    checked,
    transfer(1, 5n),
    transfer(2, 6n),
  ]
  const part = fc
    .record({ base: fc.constantFrom(...samples), extra: fc.uint8Array({ maxLength: 2 }), cut: fc.nat({ max: 3 }) })
    .map(({ base, extra, cut }): Part => ({ ...base, data: [...base.data.slice(0, base.data.length - cut), ...extra] }))

  it('has a call for each instruction, and one that is judged unless there is none', () => {
    const law = fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const request = read(...parts)
      expect(request.calls).toHaveLength(parts.length)
      expect(judged(request.calls).length > 0).toBe(parts.length > 0)
    })
    fc.assert(law, { seed })
  })

  it('never leaves out of judgement what is opaque or moves an asset', () => {
    const law = fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      for (const call of read(...parts).calls) {
        if (call.judged) continue
        expect(shown(call)).toMatchObject({ opaqueBytes: '0' })
        for (const name of ['native.value', 'amount', 'recipient']) expect(call.facts).not.toHaveProperty([name])
      }
    })
    fc.assert(law, { seed })
  })

  it('is refused or decoded, however it is cut', () => {
    for (let end = 0; end < transferBytes.length; end++) {
      const solanaMessage = Base64.encode(transferBytes.subarray(0, end))
      expect(() => decoded({ solanaMessage })).toThrow(expect.objectContaining({ name: 'InputError' }))
    }
  })
})
