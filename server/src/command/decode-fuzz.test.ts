/** Whatever comes in, decoding and printing never throw, and never print a character that a terminal obeys. */

import { nothingGiven } from '@portcullis/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readEntry } from './decider.ts'
import { rowsOf } from './decode.fixture.ts'
import { printed, report } from './decode-report.ts'
import { cut } from './input.ts'
import { paintFor } from './table.ts'
import { treeOf } from './tree.ts'

const total = 100_000
const address = `0x${'11'.repeat(20)}`

/** What mutations begin with: real requests where the data is there, and made ones of every kind. */
const seeds: readonly string[] = [
  ...rowsOf('evm/mainnet-block-transactions.jsonl.gz')
    .slice(0, 40)
    .map(({ raw }) => raw),
  ...rowsOf('evm/erc7730-calldata.jsonl').map(({ raw }) => raw),
  ...rowsOf('evm/ethers-transaction-vectors.jsonl.gz')
    .slice(0, 60)
    .flatMap((row) => [row.unsignedLegacy, row.unsignedLondon, row.unsignedBerlin]),
  ...rowsOf('evm/typed-data-vectors.jsonl')
    .slice(0, 60)
    .map(({ typedData }) => JSON.stringify({ typedData })),
  ...rowsOf('solana/transactions.jsonl').flatMap(({ messageBase64, transactionBase64 }) => [
    ...(messageBase64 === undefined ? [] : [JSON.stringify({ solanaMessage: messageBase64 })]),
    ...(transactionBase64 === undefined ? [] : [JSON.stringify({ solanaTransaction: transactionBase64 })]),
  ]),
  JSON.stringify({
    transaction: { to: address, data: `0xa9059cbb${'00'.repeat(64)}`, chainId: 1, nonce: 1, gas: '1', gasPrice: '1' },
  }),
  JSON.stringify({
    requestId: 'a\u001b\u202e',
    keyId: 'k',
    payload: { message: 'a\u001b[2J\u202e\ud800' },
    context: {},
  }),
  JSON.stringify({ authorization: { chainId: 1, address, nonce: 1 } }),
  JSON.stringify({
    userOperation: { chainId: 1, entryPoint: address, userOperation: { sender: address, callData: '0x12' } },
  }),
  JSON.stringify({ rawHash: `0x${'ab'.repeat(32)}` }),
  JSON.stringify({ operation: { name: 'anything', amount: '1' } }),
  `0x04${'c0'.repeat(20)}`,
]

const nasty = [
  '\u0000',
  '\u001b',
  '\u007f',
  '\u009b',
  '\u202e',
  '\u2066',
  '\u2028',
  '\ud800',
  '😀',
  '\\u001b',
  '"',
  '\\',
  '{',
  '}',
  ',',
  '[',
  '-',
  '1e999',
  '0x',
  'ff',
  '80',
  'c0',
  'f8',
]

type Change = readonly [kind: number, at: number, length: number, piece: string]

/** Overwrites, inserts, removes or repeats a piece. */
function mutate(text: string, [kind, where, length, piece]: Change): string {
  const at = Math.floor(where * text.length)
  if (kind === 0) return text.slice(0, at) + piece + text.slice(at + piece.length)
  if (kind === 1) return text.slice(0, at) + piece + text.slice(at)
  if (kind === 2) return text.slice(0, at) + text.slice(at + length)
  return text.slice(0, at + length) + text.slice(at)
}

const place = fc.integer({ min: 0, max: 999_999 }).map((number) => number / 1_000_000)
const hexPiece = fc
  .uint8Array({ minLength: 1, maxLength: 3 })
  .map((bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))
/** Mostly a byte or two overwritten, since what is longer or shorter than it says is refused at once. */
const kind = fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2, 3)
const piece = fc.oneof({ weight: 4, arbitrary: hexPiece }, { weight: 1, arbitrary: fc.constantFrom(...nasty) })
const change: fc.Arbitrary<Change> = fc.tuple(kind, place, fc.integer({ min: 1, max: 70 }), piece)
const mutated = fc
  .tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 3 }))
  .map(([seed, changes]) => changes.reduce(mutate, seed))
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc
    .uint8Array({ maxLength: 200 })
    .map((bytes) => `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`),
)

it(`never throws and never prints a control character, for ${total.toLocaleString('en')} random or mutated inputs`, () => {
  const paint = paintFor(false)
  const seen = { decoded: 0, refused: 0 }
  const bad = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u
  let inputs = 0
  const show = (text: string) => {
    for (const entry of cut(text, 'fuzz')) {
      inputs++
      const reading = { entry, ...readEntry(entry, nothingGiven) }
      seen[reading.decoded === null ? 'refused' : 'decoded']++
      const line = printed(report(reading))
      if (bad.test(line) || treeOf(reading, [], paint).some((row) => bad.test(row)))
        throw new Error('a raw control character')
      if (reading.decoded === null && !/"code":"[a-z0-9_]+","at":[0-9]+/.test(line))
        throw new Error(`no code or place in ${line}`)
    }
  }
  while (inputs < total) {
    const numRuns = Math.min(10_000, total - inputs)
    fc.assert(fc.property(fc.oneof({ weight: 4, arbitrary: mutated }, { weight: 1, arbitrary: anything }), show), {
      seed: 20261120 + inputs,
      numRuns,
    })
  }
  expect(inputs).toBeGreaterThanOrEqual(total)
  // Both paths must have been walked, or the test says little.
  expect(Math.min(seen.decoded, seen.refused)).toBeGreaterThan(total / 10)
}, 300_000)
