/** The tree of a request: every byte of the payload is in exactly one part, and lines fit. */
import { Buffer } from 'node:buffer'
import { Hex, readCall } from '@portcullis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readingsOf, rowsOf, treeText } from './decode.fixture.ts'
import { dataParts } from './tree-call.ts'
import { contentOf } from './tree-content.ts'
import { note, type Part } from './tree-part.ts'
import { rows, wrapped } from './tree-rows.ts'

const mainnet = rowsOf('evm/mainnet-block-transactions.jsonl.gz')
const vectors = rowsOf('evm/ethers-transaction-vectors.jsonl.gz')
const solana = rowsOf('solana/transactions.jsonl')

/** What is wrong with the ranges of `parts`, which should go from `start` to `end` without gap or overlap; empty for nothing. */
function gaps(parts: readonly Part[], start: number, end: number): readonly string[] {
  const ranged = parts.filter((part) => part.start !== null)
  if (ranged.length === 0) return parts.flatMap(({ parts }) => gaps(parts, 0, 0))
  const ends = [start, ...ranged.map((part) => part.end!)]
  const wrong = ranged.flatMap((part, i) =>
    part.start === ends[i] ? [] : [`${part.name} begins at ${part.start}, not ${ends[i]}`],
  )
  const empty = ranged.filter((part) => part.start! >= part.end!).map((part) => `${part.name} is empty`)
  const last = ends.at(-1) === end ? [] : [`ends at ${ends.at(-1)}, not ${end}`]
  return [...wrong, ...empty, ...last, ...ranged.flatMap((part) => gaps(part.parts, part.start!, part.end!))]
}

function gapsOf(request: string | object, size: number): readonly string[] {
  const [reading] = readingsOf(typeof request === 'string' ? request : JSON.stringify(request))
  return reading!.decoded === null ? [] : gaps(contentOf(reading!.decoded, []), 0, size)
}

describe.skipIf(mainnet.length === 0)('every byte of real payloads is in one part', () => {
  it('of the transactions of mainnet', () => {
    for (const { raw } of mainnet) expect(gapsOf(raw, raw.length / 2 - 1)).toEqual([])
  })

  it('of vectors of every type, signed and not', () => {
    const names = ['Legacy', 'Eip155', 'Berlin', 'London', 'Cancun'].flatMap((form) => [
      `signed${form}`,
      `unsigned${form}`,
    ])
    for (const row of vectors.slice(0, 250)) {
      for (const name of names) {
        if (row[name] !== undefined) expect(gapsOf(row[name], row[name].length / 2 - 1)).toEqual([])
      }
    }
  })

  it('of Solana messages and transactions', () => {
    for (const { kind, messageBase64, transactionBase64, hex } of solana) {
      const base64 =
        (kind === 'message' ? messageBase64 : transactionBase64) ?? Buffer.from(hex, 'hex').toString('base64')
      const size = Buffer.from(base64, 'base64').length
      expect(gapsOf({ [kind === 'message' ? 'solanaMessage' : 'solanaTransaction']: base64 }, size)).toEqual([])
    }
  })

  it('fits into 120 columns', () => {
    for (const { raw } of mainnet.slice(0, 150)) {
      for (const line of treeText(raw).split('\n')) expect(line.length).toBeLessThanOrEqual(120)
    }
  })
})

describe('every byte of a Solana message is in one part', () => {
  it.each([0, 1, 126, 127, 128, 129, 600])('with %d bytes of data, whose length takes one byte or two', (length) => {
    const head = [1, 0, 1, 2, ...Array(32).fill(7), ...Array(32).fill(8), ...Array(32).fill(9)]
    const compact = length < 128 ? [length] : [(length & 127) | 128, length >> 7]
    const bytes = Buffer.from([...head, 1, 1, 0, ...compact, ...Array(length).fill(5)])
    expect(treeText({ solanaMessage: bytes.toString('base64') })).toContain('recent blockhash')
    expect(gapsOf({ solanaMessage: bytes.toString('base64') }, bytes.length)).toEqual([])
  })
})

/** The parts of call data alone, which begin at 0. */
function partsOf(data: Hex.Hex): readonly Part[] {
  const [reading] = readingsOf(JSON.stringify({ transaction: { chainId: 1, to: `0x${'11'.repeat(20)}`, data } }))
  return dataParts(reading!.decoded!.calls[0]!, () => ({ deed: '', value: '0', remark: () => '' }))
}

describe('every byte of call data is in one part', () => {
  const selectors = [
    '0xa9059cbb',
    '0x095ea7b3',
    '0x3593564c',
    '0x6a761202',
    '0x765e827f',
    '0xac9650d8',
    '0xb88d4fde',
    '0xd0e30db0',
    '0x01020304',
    '0x8d80ff0a',
    '0xb61d27f6',
    '0x34fcd5be',
    '0xe9ae5c53',
  ]
  const word = fc.oneof(
    fc.integer({ min: 0, max: 10 }).map((number) => (32 * number).toString(16).padStart(64, '0')),
    fc.integer({ min: 0, max: 3 }).map((number) => number.toString(16).padStart(64, '0')),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Hex.fromBytes(bytes).slice(2)),
    fc.constant('0'.repeat(64)),
  )
  const data = fc
    .tuple(
      fc.constantFrom(...selectors),
      fc.array(word, { maxLength: 12 }),
      fc.option(fc.uint8Array({ maxLength: 31 }), { nil: new Uint8Array() }),
    )
    .map(([selector, words, rest]) => `${selector}${words.join('')}${Hex.fromBytes(rest).slice(2)}` as Hex.Hex)

  it('whatever the words are: canonical, shuffled, short or with bytes behind', () => {
    let canonical = 0
    let lenient = 0
    fc.assert(
      fc.property(data, (hex) => {
        const size = hex.length / 2 - 1
        const read = readCall(hex)?.arguments
        if (read?.canonical) canonical++
        if (read?.canonical === false && read.values !== null) lenient++
        expect(gaps(partsOf(hex), 0, size)).toEqual([])
      }),
      { seed: 20261120, numRuns: 8000 },
    )
    expect(canonical).toBeGreaterThan(30)
    expect(lenient).toBeGreaterThan(500)
  })

  it.each(['0x', '0x01', '0x010203', '0x01020304', '0xa9059cbb', '0xd0e30db0'] as const)('of %s', (hex) => {
    const size = hex.length / 2 - 1
    expect(size === 0 ? partsOf(hex) : gaps(partsOf(hex), 0, size)).toEqual([])
  })
})

it('shows names and values with what a terminal would obey as code points', () => {
  expect(rows([note('a\u001b', 'b\u202e')], (text) => text)).toEqual(['  a\\u{1b}  b\\u{202e}'])
})

describe('wrapped text', () => {
  it('is never longer than the width, never loses a character up to the last line, and never splits a pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 20, max: 60 }), (text, width) => {
        const lines = wrapped(text, width)
        expect(lines.join('')).toBe(text)
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(width)
          expect(line).not.toMatch(/\p{Cs}/u)
        }
      }),
      { seed: 20261120 },
    )
  })

  it('keeps pairs of surrogates together at the very border', () => {
    expect(wrapped('😀'.repeat(15), 21)).toEqual(['😀'.repeat(10), '😀'.repeat(5)])
  })

  it('says how much it leaves out', () => {
    const lines = wrapped('a'.repeat(5000), 100)
    expect(lines).toHaveLength(41)
    expect(lines.at(-1)).toBe('… 1000 more characters')
  })
})
