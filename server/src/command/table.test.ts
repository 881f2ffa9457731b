/** What a terminal gets to see: tables that fit, and no character that it would obey. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut, escaped, paintFor, short, table, visible } from './table.ts'

const plain = (cell: string) => cell
// Controls, bidirectional marks, zero-width characters, separators, tags, and halves of pairs.
const nasty = [
  '\u0000',
  '\u001b',
  '\r',
  '\n',
  '\t',
  '\u007f',
  '\u009b',
  '\u00ad',
  '\u061c',
  '\u200b',
  '\u200d',
  '\u200e',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u2066',
  '\u2069',
  '\ufeff',
  '\ufff9',
  '\u{e0041}',
  '\ud800',
  '\udc00',
]
const harmless = ['a', ' ', 'é', '世', '😀', 'א', '\\', '"', '…']

describe('visible', () => {
  it.each(nasty)('shows %j as its code point', (character) => {
    expect(visible(`a${character}b`)).toBe(`a\\u{${character.codePointAt(0)!.toString(16)}}b`)
  })

  it.each(harmless)('leaves %j as it is', (character) => {
    expect(visible(character)).toBe(character)
  })
})

describe('escaped', () => {
  it('never leaves such a character in JSON, and never changes what the JSON means', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom(...nasty, ...harmless), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
    })
    // Texts in lists, not keys of objects: the parser of Node 24 takes an escaped key for another that it has just seen.
    fc.assert(
      fc.property(fc.array(text), (value) => {
        const json = escaped(JSON.stringify(value))
        expect(JSON.parse(json)).toEqual(value)
        expect(visible(json)).toBe(json)
      }),
      { seed: 20261120, numRuns: 2000 },
    )
  })
})

describe('cut and short', () => {
  it.each([
    ['abcd', 4, 'abcd'],
    ['abcde', 4, 'abc…'],
    ['', 0, ''],
    ['ab😀d', 4, 'ab…'],
    ['abc😀', 4, 'abc…'],
  ])('%j in %d characters is %j', (text, width, expected) => {
    expect(cut(text, width)).toBe(expected)
  })

  it.each([
    ['0x1234567890abcdef', '0x123456…cdef'],
    ['0x123456cdef1', '0x123456cdef1'],
    ['0x123456cdef12', '0x123456…ef12'],
  ])('%s is short as %s', (text, expected) => {
    expect(short(text)).toBe(expected)
  })
})

describe('a table', () => {
  const columns = [
    { title: 'NAME', max: 6 },
    { title: 'N', max: 4, align: 'right' as const },
  ]

  it('has columns as wide as their widest cell, at most as wide as they may be', () => {
    const rows = [
      ['a', '1'],
      ['abcdefghij', '12345'],
    ]
    expect(table(columns, rows, plain)).toEqual(['NAME       N', 'a          1', 'abcde…  123…'])
  })

  it('shows what would move the cursor, and measures what it shows', () => {
    expect(table(columns, [['\u001b', '\n']], plain)).toEqual(['NAME       N', '\\u{1b}  \\u{…'])
  })

  it('of very many rows does not run out of arguments', () => {
    expect(
      table(
        columns,
        Array.from({ length: 200_000 }, () => ['a', 'b']),
        plain,
      ),
    ).toHaveLength(200_001)
  })

  it('is painted on a terminal only', () => {
    expect(paintFor(false)('a', 'deny')).toBe('a')
    expect(paintFor(true)('a', 'deny')).toBe('\u001b[31ma\u001b[0m')
  })
})
