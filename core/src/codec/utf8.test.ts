import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../input-error.ts'
import * as Utf8 from './utf8.ts'

const seed = 20261120
const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes)

function refusal(run: () => unknown): InputError {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('accepted')
}

describe('utf8', () => {
  it('agrees with the platform on every code point but the surrogates', () => {
    const encoder = new TextEncoder()
    let text = ''
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point < 0xd800 || point > 0xdfff) text += String.fromCodePoint(point)
    }
    const bytes = Utf8.toBytes(text)
    expect(bytes.length).toBe(Utf8.length(text))
    expect(Buffer.from(bytes).equals(Buffer.from(encoder.encode(text)))).toBe(true)
    expect(Utf8.toText(bytes) === text).toBe(true)
  })

  it('keeps a pair whole at every place of a chunk', () => {
    for (let before = 4090; before < 4100; before++) {
      const text = `${'a'.repeat(before)}😀é`
      expect(Utf8.toText(Utf8.toBytes(text)) === text).toBe(true)
    }
  })

  it.each([
    ['a stray continuation', [0x61, 0x80], 1],
    ['an overlong form of two bytes', [0xc0, 0x80], 0],
    ['the largest overlong form of two bytes', [0xc1, 0xbf], 0],
    ['an overlong form of three bytes', [0xe0, 0x9f, 0xbf], 0],
    ['an overlong form of four bytes', [0xf0, 0x8f, 0xbf, 0xbf], 0],
    ['the first surrogate', [0xed, 0xa0, 0x80], 0],
    ['the last surrogate', [0xed, 0xbf, 0xbf], 0],
    ['a value above U+10FFFF', [0x61, 0x62, 0xf4, 0x90, 0x80, 0x80], 2],
    ['a lead byte of no sequence', [0xf5, 0x80, 0x80, 0x80], 0],
    ['the byte FF', [0xff], 0],
    ['two bytes cut after one', [0x61, 0xc3], 1],
    ['three bytes cut after two', [0xe2, 0x82], 0],
    ['four bytes cut after three', [0xf0, 0x9f, 0x98], 0],
    ['a sequence broken by a letter', [0xe2, 0x82, 0x61], 0],
  ])('refuses %s', (_, bytes, at) => {
    expect(refusal(() => Utf8.toText(bytesOf(...bytes)))).toMatchObject({ code: 'bad_utf8', place: { at } })
  })

  it.each([
    [[0xc2, 0x80], '\u0080'],
    [[0xe0, 0xa0, 0x80], '\u0800'],
    [[0xed, 0x9f, 0xbf], '\ud7ff'],
    [[0xee, 0x80, 0x80], '\ue000'],
    [[0xf0, 0x90, 0x80, 0x80], '\u{10000}'],
    [[0xf4, 0x8f, 0xbf, 0xbf], '\u{10ffff}'],
    [[0xef, 0xbb, 0xbf], '\ufeff'],
  ])('reads the border %j', (bytes, text) => {
    expect(Utf8.toText(bytesOf(...bytes))).toBe(text)
  })

  it('always refuses exactly what a strict platform decoder refuses', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const interesting = fc.constantFrom(
      0x41,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc1,
      0xc2,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), fc.array(interesting, { maxLength: 8 }), (random, chosen) => {
        for (const bytes of [random, Uint8Array.from(chosen)]) {
          let expected: string | null = null
          try {
            expected = decoder.decode(bytes)
          } catch {}
          if (expected === null) expect(refusal(() => Utf8.toText(bytes)).code).toBe('bad_utf8')
          else expect(Utf8.toText(bytes)).toBe(expected)
        }
      }),
      { seed, numRuns: 5000 },
    )
  })

  it.each([
    ['a\ud800', 1],
    ['é\udc00', 2],
    ['\ud83d\ud83d\ude00', 0],
    ['\ude00\ud83d', 0],
  ])('refuses the lone surrogate in %j', (text, at) => {
    expect(refusal(() => Utf8.toBytes(text))).toMatchObject({ code: 'lone_surrogate', place: { at } })
  })

  it('counts the bytes of a part', () => {
    expect(Utf8.length('aé€😀b', 1, 5)).toBe(9)
    expect(Utf8.length('aé€😀b')).toBe(11)
    expect(Utf8.length('\ud800')).toBe(3)
  })
})
