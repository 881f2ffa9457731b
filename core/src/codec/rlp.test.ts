import { decodeRlp, encodeRlp } from 'ethers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../input-error.ts'
import type { Hex } from './hex.ts'
import * as Rlp from './rlp.ts'

fc.configureGlobal({ seed: 20_260_219 })

type Tree = Hex | Tree[]

const bytes = fc
  .oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc.uint8Array({ maxLength: 70 }),
    fc.uint8Array({ minLength: 250, maxLength: 260 }),
  )
  .map((it): Hex => `0x${Buffer.from(it).toString('hex')}`)
const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, bytes, fc.array(tie('tree'), { maxLength: 5 })),
})).tree

describe('an item', () => {
  test('is always written as another library writes it, and read back', () => {
    const law = fc.property(trees, (tree) => {
      const item = `0x${write(tree)}`
      expect(item).toBe(encodeRlp(tree))
      expect(read(item)).toEqual(tree)
    })
    fc.assert(law, { numRuns: 500 })
  })

  test('is never accepted but in its one spelling', () => {
    const law = fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (random) => {
      const item = `0x${Buffer.from(random).toString('hex')}`
      const tree = attempt(() => read(item))
      if (tree instanceof InputError) return
      expect(`0x${write(tree)}`).toBe(item)
      expect(decodeRlp(item)).toEqual(tree)
    })
    fc.assert(law, { numRuns: 20_000 })
  })

  const lengths = [0, 1, 2, 55, 56, 57, 255, 256, 65_535, 65_536]

  test.each(lengths)('of %i bytes is written as another library writes it, and read back', (length) => {
    const content = `0x${'c3'.repeat(length)}` as Hex
    const item = `0x${Rlp.writeBytes(content)}`
    expect(item).toBe(encodeRlp(content))
    expect(read(item)).toBe(content)
  })
})

describe('bytes', () => {
  const rows = [
    ['0x00', '0x00'],
    ['0x7f', '0x7f'],
    ['0x8180', '0x80'],
    ['0x80', '0x'],
    ['0x820001', '0x0001'],
    ['0x8100', 'rlp_not_minimal'],
    ['0x817f', 'rlp_not_minimal'],
    ['0x', 'rlp_missing_item'],
    ['0x81', 'rlp_truncated'],
    ['0x8201', 'rlp_truncated'],
    ['0xb8', 'rlp_truncated'],
    ['0xb800', 'rlp_not_minimal'],
    [`0xb837${'aa'.repeat(55)}`, 'rlp_not_minimal'],
    [`0xb838${'aa'.repeat(55)}`, 'rlp_truncated'],
    [`0xb838${'aa'.repeat(56)}`, `0x${'aa'.repeat(56)}`],
    [`0xb90038${'aa'.repeat(56)}`, 'rlp_not_minimal'],
    ['0xbf0000000000000038', 'rlp_not_minimal'],
    ['0xbf0020000000000000', 'rlp_not_minimal'],
    ['0xbe20000000000000', 'rlp_truncated'],
    ['0xbfffffffffffffffff', 'rlp_truncated'],
    ['0xc0', 'rlp_wrong_kind'],
    ['0xf8', 'rlp_wrong_kind'],
  ] as const

  test.each(rows)('%s', (item, expected) => {
    const reader = Rlp.open(item)
    const came = attempt(() => Rlp.since(reader, Rlp.skip(reader)))
    expect(came instanceof InputError ? came.code : came).toBe(expected)
  })
})

describe('an integer of at most 8 bytes', () => {
  const rows = [
    ['0x80', 0n],
    ['0x01', 1n],
    ['0x7f', 127n],
    ['0x8180', 128n],
    ['0x820100', 256n],
    ['0x86ffffffffffff', 2n ** 48n - 1n],
    ['0x8701000000000000', 2n ** 48n],
    ['0x88ffffffffffffffff', 2n ** 64n - 1n],
    ['0x89010000000000000000', 'integer_too_large'],
    ['0x00', 'rlp_not_minimal'],
    ['0x820001', 'rlp_not_minimal'],
    ['0x8900ffffffffffffffff', 'rlp_not_minimal'],
    ['0xc0', 'rlp_wrong_kind'],
  ] as const

  test.each(rows)('%s', (item, expected) => {
    const came = attempt(() => Rlp.readInteger(Rlp.open(item), 8))
    expect(came instanceof InputError ? came.code : came).toBe(expected)
  })

  test('always comes back from its item', () => {
    const law = fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
      fc.integer({ min: 0, max: 256 }),
      (value, shift) => {
        const short = value >> BigInt(shift)
        expect(Rlp.readInteger(Rlp.open(`0x${Rlp.writeInteger(short)}`), 32)).toBe(short)
      },
    )
    fc.assert(law)
    expect(() => Rlp.writeInteger(-1n)).toThrow(RangeError)
  })
})

describe('a list', () => {
  const rows = [
    ['0xc0', []],
    ['0xc22a80', ['0x2a', '0x']],
    ['0xc1', 'rlp_truncated'],
    ['0xc2c2', 'rlp_truncated'],
    ['0xf7', 'rlp_truncated'],
    ['0xf800', 'rlp_not_minimal'],
    ['0xf90000', 'rlp_not_minimal'],
    ['0x2a', 'rlp_wrong_kind'],
    ['0x80', 'rlp_wrong_kind'],
    ['0xc181', 'rlp_truncated'],
    ['0xc0c0', 'rlp_trailing_bytes'],
    // The inner item would end within the payload, but not within its list.
    ['0xc281aaaa', 'rlp_trailing_bytes'],
    ['0xc182aaaa', 'rlp_truncated'],
  ] as const

  test.each(rows)('%s', (item, expected) => {
    const reader = Rlp.open(item)
    const came = attempt(() => {
      const items = Rlp.readList(reader, (inner) => Rlp.since(inner, Rlp.skip(inner)))
      Rlp.close(reader)
      return items
    })
    expect(came instanceof InputError ? came.code : came).toEqual(expected)
  })

  test('that is left before its end is refused, at the item that is too many', () => {
    const reader = Rlp.open('0xc3010203')
    const outer = Rlp.enter(reader)
    Rlp.skip(reader)
    expect(attempt(() => Rlp.leave(reader, outer))).toMatchObject({ code: 'rlp_extra_item', place: { at: 2 } })
  })
})

test('bytes of a fixed size have neither less nor more', () => {
  const sizes = [0, 19, 20, 21].map((size) =>
    attempt(() => Rlp.readFixed(Rlp.open(`0x${Rlp.writeBytes(`0x${'aa'.repeat(size)}`)}`), 20)),
  )
  expect(sizes.map((it) => (it instanceof InputError ? it.code : it))).toEqual([
    'rlp_wrong_size',
    'rlp_wrong_size',
    `0x${'aa'.repeat(20)}`,
    'rlp_wrong_size',
  ])
})

test('text is refused unless it is whole bytes of hexadecimal, and is read in lower case', () => {
  for (const text of ['', '0', '0x0', '0xg0', '0X80', 'c0', '0xc0 ', ' 0xc0', '0xc0\n', '0xｃ0']) {
    expect(attempt(() => Rlp.open(text))).toMatchObject({ code: 'bad_hex' })
  }
  expect(Rlp.readFixed(Rlp.open('0x82ABcd'), 2)).toBe('0xabcd')
})

function attempt<T>(act: () => T): T | InputError {
  try {
    return act()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
}

function write(tree: Tree): string {
  return typeof tree === 'string' ? Rlp.writeBytes(tree) : Rlp.writeList(tree.map(write))
}

function read(item: string): Tree {
  const reader = Rlp.open(item)
  const tree = readTree(reader)
  Rlp.close(reader)
  return tree
}

function readTree(reader: Rlp.Reader): Tree {
  if (Rlp.peek(reader) >= 0xc0) return Rlp.readList(reader, readTree)
  return Rlp.since(reader, Rlp.skip(reader))
}
