/** Rules about money mean the same on Solana as elsewhere: they see every way in which value or power leaves, or do not allow. */
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../../engine/decision.ts'
import { evaluate } from '../../../engine/evaluate.ts'
import { decoded } from '../../../facts/decode.fixture.ts'
import type { Surroundings } from '../../../facts/decode.ts'
import { computeBudget } from '../../../facts/decoders/solana/compute-budget.ts'
import {
  ata,
  chain,
  createAta,
  hidden,
  keyBytes,
  mint,
  type Part,
  pay,
  payloadOf,
  place,
  thief,
  token22,
  transferChecked,
  u32,
  u64,
  vault,
  vendor,
} from '../../../facts/decoders/solana/parts.fixture.ts'
import { system } from '../../../facts/decoders/solana/system.ts'
import { token } from '../../../facts/decoders/solana/token.ts'
import { notAsked } from '../../../facts/fact.ts'
import { bookOf, policyOf } from './rulebook.fixture.ts'

const tokens = [
  { symbol: 'SOL', chain, address: 'native', decimals: 9 },
  { symbol: 'USDC', chain, address: mint, decimals: 6 },
]
const lists = { vendors: [vendor, place(15)], blocked: [thief] }
const wallets = { addresses: [vendor, thief], mints: new Set([mint]) }

function decide(rules: readonly object[], parts: readonly Part[], given: Partial<Surroundings> = {}): Decision {
  return decideOf(rules, payloadOf(...parts), given)
}

function decideOf(rules: readonly object[], payload: object, given: Partial<Surroundings> = {}): Decision {
  const policy = policyOf(bookOf(rules, { tokens, lists }))
  const request = decoded(payload, { chain, wallets, ...given })
  return evaluate([{ level: 'key', policy }], request, () => notAsked, { noPolicy: 'deny', requestHash: '0x00' })
}

const verdict = (...given: Parameters<typeof decide>) => decide(...given).decision
const allow = (...conditions: readonly string[]) => ({ conditions })
const deny = (...conditions: readonly string[]) => ({ conditions, conditionLogic: 'OR', action: { type: 'DENY' } })

const toVendors = [allow('every outflow (recipient in @vendors)')]
const usdc = (to: string, amount: bigint) => transferChecked(ata(to), amount)
const plain = (to: string): Part => ({
  program: token.id,
  accounts: [ata(vault), ata(to), vault],
  data: [3, ...u64(1n)],
})
const approve: Part = { program: token.id, accounts: [ata(vault), thief, vault], data: [4, ...u64(9n)] }
const assign: Part = { program: system.id, accounts: [vault], data: [...u32(1), ...keyBytes(thief)] }
const giveAway: Part = { program: token.id, accounts: [ata(vault), vault], data: [6, 2, 1, ...keyBytes(thief)] }
const close: Part = { program: token.id, accounts: [ata(vault), thief, vault], data: [9] }
const stranger: Part = { program: place(77), accounts: [vault], data: [1] }
const advance: Part = { program: system.id, accounts: [place(80), place(81), vault], data: u32(4) }
const price: Part = { program: computeBudget.id, accounts: [], data: [3, ...u64(1_000_000n)] }

describe('a rule about who gets money, on Solana', () => {
  it.each([
    ['SOL', [pay(vendor, 5n)], 'allow'],
    ['a token, by the wallet that owns the account', [usdc(vendor, 5n)], 'allow'],
    ['a token, with the account made for it', [createAta(vendor), usdc(vendor, 5n)], 'allow'],
    ['a token that the bytes do not name, to an account made for it', [createAta(vendor), plain(vendor)], 'allow'],
    ['SOL to somebody else', [pay(thief, 5n)], 'deny'],
    ['a token to somebody else', [usdc(thief, 5n)], 'deny'],
    ['a token that the bytes do not name', [plain(vendor)], 'deny'],
    ['a token to an account of nobody known', [transferChecked(place(99), 5n)], 'deny'],
    ['T-29: a second payment behind an honest one', [pay(vendor, 5n), pay(thief, 1n)], 'deny'],
    ['T-30: a delegate', [approve], 'deny'],
    ['T-30: a delegate behind a payment', [usdc(vendor, 5n), approve], 'deny'],
    ['T-30: an account given to a program', [assign], 'deny'],
    ['T-30: a token account given away', [giveAway], 'deny'],
    ['T-30: a token account closed to somebody else', [close], 'deny'],
    ['T-31: a program that nobody knows', [pay(vendor, 5n), stranger], 'deny'],
    ['T-28: a durable nonce', [advance, pay(vendor, 5n)], 'deny'],
    ['T-32: a hook that may run', [transferChecked(ata(vendor, token22), 1n, token22, place(60))], 'deny'],
  ] as readonly (readonly [string, readonly Part[], string])[])('decides on %s', (_, parts, expected) => {
    expect(verdict(toVendors, parts)).toBe(expected)
  })

  it('T-27: does not allow a payee that stands in a lookup table nobody read', () => {
    const payload = hidden([pay(vendor, 5n)], vendor, place(70), 0)
    expect(decideOf(toVendors, payload)).toMatchObject({ decision: 'deny', reason: { code: 'unresolved_lookup' } })
  })

  it('T-32: charges the gross amount of a transfer with a fee', () => {
    const withFee: Part = {
      ...transferChecked(ata(vendor, token22), 0n, token22),
      data: [26, 1, ...u64(900n), 6, ...u64(9n)],
    }
    expect(verdict([allow('sum(amount of outflow where token == USDC) <= 0.0009 usdc')], [withFee])).toBe('allow')
    expect(verdict([allow('sum(amount of outflow where token == USDC) < 0.0009 usdc')], [withFee])).toBe('deny')
  })

  it('denies by a rule that forbids a payee, also where nobody knows who it is', () => {
    const rules = [allow('exists(instruction)'), deny('some outflow (recipient in @blocked)')]
    expect(verdict(rules, [usdc(vendor, 5n)])).toBe('allow')
    expect(verdict(rules, [usdc(thief, 5n)])).toBe('deny')
    expect(verdict(rules, [transferChecked(place(99), 5n)])).toBe('deny')
    expect(verdict(rules, [plain(vendor)])).toBe('deny')
    expect(verdict(rules, [giveAway])).toBe('deny')
  })
})

describe('a rule about amounts, on Solana', () => {
  it('sums what leaves in one asset', () => {
    const most = [allow('sum(amount of outflow) <= 2 sol')]
    expect(verdict(most, [pay(vendor, 2_000_000_000n)])).toBe('allow')
    expect(verdict(most, [pay(vendor, 2_000_000_001n)])).toBe('deny')
    expect(verdict(most, [usdc(vendor, 1n)])).toBe('deny')
    expect(verdict([allow('amount <= 1 usdc')], [usdc(vendor, 1_000_000n)])).toBe('allow')
    expect(verdict([allow('amount <= 1 usdc')], [usdc(vendor, 1_000_001n)])).toBe('deny')
  })

  it('T-29: caps who pays fees and how much', () => {
    const rules = [
      allow('every outflow (recipient in @vendors)', `solana.feePayer == "${vault}"`, 'solana.maxFee <= 405000'),
    ]
    expect(verdict(rules, [price, pay(vendor, 5n)])).toBe('allow')
    expect(verdict(rules, [price, price, price, pay(vendor, 5n)])).toBe('deny')
  })
})

describe('T-30: a rule about power, on Solana', () => {
  const rules = [allow('exists(instruction)'), deny('effect.change', 'effect.allowance', 'effect.delegation')]

  it.each([
    ['a payment', [pay(vendor, 5n)], 'allow'],
    ['a delegate', [approve], 'deny'],
    ['an account given to a program', [assign], 'deny'],
    ['a token account given away', [giveAway], 'deny'],
    ['a token account that is closed', [close], 'deny'],
    ['a program that nobody knows', [stranger], 'deny'],
  ] as readonly (readonly [string, readonly Part[], string])[])('decides on %s', (_, parts, expected) => {
    expect(verdict(rules, parts)).toBe(expected)
  })
})
