/** Before a Solana message is signed, people read in words what it changes and what nobody knows. */

import { nothingGiven } from '@portcullis/core'
import { describe, expect, it } from 'vitest'
import {
  ata,
  chain,
  createAta,
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
} from '../../../core/src/facts/decoders/solana/parts.fixture.ts'
import { treeText } from './decode.fixture.ts'

const system = '11111111111111111111111111111111'
const token = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'
const tokens = [
  { chain, address: 'native', symbol: 'SOL', decimals: 9 },
  { chain, address: mint, symbol: 'USDC', decimals: 6 },
]
const tree = (...parts: readonly Part[]) =>
  treeText(payloadOf(...parts), tokens, { ...nothingGiven, chain }).replaceAll(/\s+/g, ' ')

describe('the tree of a Solana message', () => {
  it.each([
    [
      'an authority that changes',
      { program: token, accounts: [mint, vault], data: [6, 0, 1, ...keyBytes(thief)] },
      `authority change by #0: who may mint tokens of ${mint}, now ${thief}`,
    ],
    [
      'an account given to a program',
      { program: system, accounts: [vault], data: [...u32(1), ...keyBytes(thief)] },
      `delegation: ${vault} is in the hands of ${thief} from then on`,
    ],
    [
      'a program that nobody knows',
      { program: place(77), accounts: [vault], data: [1] },
      `unknown program: instruction #0 lets ${place(77)} act as ${vault}, who signs for it`,
    ],
    [
      'a durable nonce',
      { program: system, accounts: [place(80), place(81), vault], data: u32(4) },
      'never expires: it uses a durable nonce',
    ],
    [
      'an amount that is not told',
      { program: token, accounts: [ata(vault), thief, vault], data: [9] },
      'instruction #0 moves an amount that its bytes do not tell',
    ],
    [
      'a mint that is not named',
      { program: token, accounts: [ata(vault), place(99), vault], data: [3, ...u64(1n)] },
      'instruction #0 moves tokens of a mint that its bytes do not name',
    ],
    [
      'an owner who is not known',
      transferChecked(place(99), 1n),
      `owner not known: whose token account ${place(99)} is`,
    ],
    [
      'a hook',
      transferChecked(ata(vendor, token22), 1n, token22, place(60)),
      'effects not known of #0: code that nobody has read may run',
    ],
    [
      'an approval of everything',
      { program: token, accounts: [ata(vault), thief, vault], data: [4, ...u64(2n ** 64n - 1n)] },
      'unlimited approval: the delegate of instruction #0 may take all there is',
    ],
  ] as readonly (readonly [string, Part, string])[])('warns of %s', (_, part, words) => {
    expect(tree(part)).toContain(words)
  })

  it('warns of nothing in an honest payment, and says amounts in units', () => {
    const text = tree(pay(vendor, 1_500_000_000n), createAta(vendor), transferChecked(ata(vendor), 2_500_000n))
    for (const word of ['authority change', 'unknown', 'not known', 'unlimited', 'delegation'])
      expect(text).not.toContain(word)
    expect(text).toContain('1.5 SOL')
    expect(text).toContain('2.5 USDC')
    expect(text).toContain('token.TransferChecked')
  })
})
