import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../input-error.ts'
import * as Base64 from './base64.ts'

const seed = 20261120

describe('base64', () => {
  it('always agrees with the platform, and reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Base64.encode(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64'))
        expect(Base64.decode(text)).toEqual(bytes)
      }),
      { seed, numRuns: 2000 },
    )
  })

  it('never reads two spellings as the same bytes', () => {
    const text = fc.array(fc.constantFrom(...'AQgw/+9z=='), { maxLength: 12 }).map((all) => all.join(''))
    let accepted = 0
    fc.assert(
      fc.property(text, (text) => {
        try {
          expect(Base64.encode(Base64.decode(text))).toBe(text)
          accepted++
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          expect(Buffer.from(text, 'base64').toString('base64')).not.toBe(text)
        }
      }),
      { seed, numRuns: 5000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  it.each([
    ['missing padding', 'QQ', 2],
    ['half the padding', 'QQ=', 3],
    ['padding alone', '====', 0],
    ['three signs of padding', 'Q===', 1],
    ['padding inside', 'QQ==QQ==', 2],
    ['padding before a character', 'QQ=Q', 2],
    ['spare bits of two characters', 'QR==', 1],
    ['spare bits of three characters', 'QUF=', 2],
    ['the URL alphabet', 'QQ-_', 2],
    ['a blank', 'QQ= ', 2],
    ['a line break', 'QUFB\n', 5],
    ['a line break in a group', 'QUF\n', 3],
    ['another character', 'QUé=', 2],
  ])('refuses %s', (_, text, at) => {
    expect(() => Base64.decode(text)).toThrow(expect.objectContaining({ code: 'bad_base64', place: { at } }))
  })

  it('reads nothing as no bytes', () => {
    expect(Base64.decode('')).toEqual(new Uint8Array())
  })
})
