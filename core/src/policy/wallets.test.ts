/** Wallets and mints are found wherever a policy names them, and nothing else is taken for a mint. */
import { describe, expect, it } from 'vitest'
import * as Base58 from '../codec/base58.ts'
import { compile, parse } from './text.ts'
import { walletsOf } from './wallets.ts'

const key = (byte: number) => Base58.encode(new Uint8Array(32).fill(byte))
const [vendor, other, mint, second] = [1, 2, 3, 4].map(key) as [string, string, string, string]
const chain = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'

function found(conditions: readonly string[], more: object = {}): { addresses: string[]; mints: string[] } {
  const metadata = { name: 'R', owner: 'o', updatedAt: 0 }
  const rule = { id: 'r', priority: 0, conditionLogic: 'AND', action: { type: 'ALLOW' }, metadata, conditions }
  const text = JSON.stringify({ form: 'rulebook', version: '1.0', ...more, rules: [rule] })
  const { addresses, mints } = walletsOf([compile(parse(text), { id: 'p' })])
  return { addresses: [...addresses].sort(), mints: [...mints].sort() }
}

describe('the wallets that policies name', () => {
  it('stand in lists and conditions', () => {
    const lists = { vendors: [vendor] }
    expect(found(['every outflow (recipient in @vendors)', `recipient != "${other}"`], { lists })).toEqual({
      addresses: [vendor, other].sort(),
      mints: [],
    })
  })

  it('are beside the mints of tokens and of comparisons with a mint', () => {
    const tokens = [{ symbol: 'USDC', chain, address: mint, decimals: 6 }]
    const { mints } = found(['amount <= 5 usdc', `spl.mint == "${second}"`, `recipient == "${vendor}"`], { tokens })
    expect(mints).toEqual([mint, second].sort())
  })
})
