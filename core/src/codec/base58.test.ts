import { getBase58Codec } from '@solana/kit'
import { decodeBase58 } from 'ethers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Base58 from './base58.ts'
import * as Hex from './hex.ts'

const seed = 20261120
const oracle = getBase58Codec()
const refused = (code: string, at?: number) =>
  expect.objectContaining({ code, ...(at === undefined ? {} : { place: { at } }) })

describe('base58', () => {
  it.each([
    ['0x', ''],
    ['0x00', '1'],
    ['0x0000', '11'],
    ['0x39', 'z'],
    ['0x3a', '21'],
    ['0x0000287fb4cd', '11233QC4'],
    ['0xff', '5Q'],
    [`0x${'00'.repeat(32)}`, '1'.repeat(32)],
  ])('spells %s as %s', (hex, text) => {
    expect(Base58.encode(Hex.toBytes(hex))).toBe(text)
    expect(Hex.fromBytes(Base58.decode(text))).toBe(hex)
  })

  it('always agrees with two other implementations, and reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.nat({ max: 4 }), fc.uint8Array({ maxLength: 70 }), (zeros, tail) => {
        const bytes = Uint8Array.from([...new Uint8Array(zeros), ...tail])
        const text = Base58.encode(bytes)
        expect(text).toBe(oracle.decode(bytes))
        expect(Base58.decode(text)).toEqual(bytes)
        if (bytes.length > 0) expect(decodeBase58(text)).toBe(BigInt(Hex.fromBytes(bytes)))
      }),
      { seed, numRuns: 2000 },
    )
  })

  it('never reads two spellings as the same bytes', () => {
    const character = fc.constantFrom(...'123zA9')
    fc.assert(
      fc.property(fc.array(character, { maxLength: 12 }), (characters) => {
        const text = characters.join('')
        expect(Base58.encode(Base58.decode(text))).toBe(text)
      }),
      { seed, numRuns: 2000 },
    )
  })

  it.each([
    ['0', 0],
    ['1O', 1],
    ['11I', 2],
    ['l1', 0],
    ['z z', 1],
    ['z\n', 1],
    ['é', 0],
    ['\u0131', 0],
    ['+', 0],
  ])('refuses %j', (text, at) => {
    expect(() => Base58.decode(text)).toThrow(refused('bad_base58', at))
  })

  it('reads 2,048 characters and refuses more', () => {
    expect(Base58.decode('1'.repeat(2048))).toHaveLength(2048)
    expect(Base58.encode(Base58.decode('z'.repeat(2048)))).toBe('z'.repeat(2048))
    expect(() => Base58.decode('z'.repeat(2049))).toThrow(refused('too_long', 2048))
  })
})

describe('base58check', () => {
  const payload = Hex.toBytes('0x0062e907b15cbf27d5425399ebf6f0fb50ebb88f18')
  const text = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'

  it('spells the first Bitcoin address', () => {
    expect(Base58.encodeChecked(payload)).toBe(text)
    expect(Base58.decodeChecked(text)).toEqual(payload)
  })

  it('refuses every change of one character', () => {
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === '2' ? '3' : '2'
      expect(() => Base58.decodeChecked(text.slice(0, at) + other + text.slice(at + 1))).toThrow(
        refused('bad_checksum'),
      )
    }
  })

  it('refuses what is too short to carry a payload', () => {
    expect(() => Base58.decodeChecked('')).toThrow(refused('bad_base58'))
    expect(() => Base58.decodeChecked(Base58.encode(new Uint8Array(4)))).toThrow(refused('bad_base58'))
    expect(Base58.decodeChecked(Base58.encodeChecked(Uint8Array.of(7)))).toEqual(Uint8Array.of(7))
  })
})
