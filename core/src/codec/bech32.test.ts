import fc from 'fast-check'
import { Bech32m } from 'ox'
import { describe, expect, it } from 'vitest'
import * as Bech32 from './bech32.ts'
import * as Hex from './hex.ts'

const seed = 20261120
const refused = (code: string) => expect.objectContaining({ code })

describe('segwit addresses', () => {
  it.each([
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', 0, '0x751e76e8199196d454941c45d1b3a323f1433bd6'],
    [
      'tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7',
      0,
      '0x1863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262',
    ],
    [
      'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
      1,
      '0x751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6',
    ],
    ['BC1SW50QGDZ25J', 16, '0x751e'],
    ['bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs', 2, '0x751e76e8199196d454941c45d1b3a323'],
    [
      'tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy',
      0,
      '0x000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433',
    ],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      1,
      '0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    ],
  ])('reads and writes %s of BIP-350', (text, version, program) => {
    const segwit = Bech32.decode(text)
    expect({ ...segwit, program: Hex.fromBytes(segwit.program) }).toEqual({
      prefix: text.slice(0, 2).toLowerCase(),
      version,
      program,
    })
    expect(Bech32.encode(segwit)).toBe(text.toLowerCase())
  })

  it.each([
    ['bech32 at version 1', 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd', 'bad_checksum'],
    ['bech32 at version 2', 'tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf', 'bad_checksum'],
    ['bech32 at version 16', 'BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL', 'bad_checksum'],
    ['bech32m at version 0', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh', 'bad_checksum'],
    [
      'bech32m at version 0 of 32 bytes',
      'tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47',
      'bad_checksum',
    ],
    [
      'a character outside the alphabet',
      'bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4',
      'bad_address',
    ],
    ['version 17', 'BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R', 'bad_address'],
    ['a program of one byte', 'bc1pw5dgrnzv', 'bad_address'],
    [
      'a program of 41 bytes',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav',
      'bad_address',
    ],
    ['16 bytes at version 0', 'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P', 'bad_address'],
    ['mixed case', 'tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq', 'bad_address'],
    ['five spare bits', 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf', 'bad_address'],
    ['spare bits that are not zero', 'tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j', 'bad_address'],
    ['no data', 'bc1gmk9yu', 'bad_address'],
    ['no prefix', '1qw508d6', 'bad_address'],
    ['no separator', 'qqqqqqqqqqqq', 'bad_address'],
    ['nothing', '', 'bad_address'],
    ['a blank behind', 'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4 ', 'bad_address'],
    ['91 characters', `bc1${'q'.repeat(88)}`, 'bad_address'],
    ['a letter that becomes ASCII in lower case', 'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7\u212aV8F3T4', 'bad_address'],
  ])('refuses %s', (_, text, code) => {
    expect(() => Bech32.decode(text)).toThrow(refused(code))
  })

  const size = (version: number) => (version === 0 ? fc.constantFrom(20, 32) : fc.integer({ min: 2, max: 40 }))
  const segwit = fc.integer({ min: 0, max: 16 }).chain((version) =>
    size(version)
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }))
      .map((program) => ({ prefix: 'bc', version, program })),
  )

  it('always reads back what it wrote, in either case', () => {
    fc.assert(
      fc.property(segwit, (segwit) => {
        const text = Bech32.encode(segwit)
        expect(Bech32.decode(text)).toEqual(segwit)
        expect(Bech32.decode(text.toUpperCase())).toEqual(segwit)
      }),
      { seed, numRuns: 1000 },
    )
  })

  it('never reads an address with up to three characters changed', () => {
    const change = fc.tuple(fc.nat(), fc.constantFrom(...'qpzry9x8gf2tvdw0s3jn54khce6mua7l'))
    fc.assert(
      fc.property(segwit, fc.array(change, { minLength: 1, maxLength: 3 }), (segwit, changes) => {
        const right = Bech32.encode(segwit)
        // The first character behind the prefix is the version, which chooses the checksum: it stays.
        const wrong = changes.reduce((text, [place, character]) => {
          const at = 4 + (place % (text.length - 4))
          return text.slice(0, at) + character + text.slice(at + 1)
        }, right)
        if (wrong !== right) expect(() => Bech32.decode(wrong)).toThrow(refused('bad_checksum'))
      }),
      { seed, numRuns: 2000 },
    )
  })

  it('agrees with another implementation of bech32m', () => {
    fc.assert(
      fc.property(segwit, ({ version, program }) => {
        if (version === 0) return
        const text = Bech32.encode({ prefix: 'tb', version, program })
        // The other one knows whole bytes alone, so what is compared is the checksum of a text that it accepts.
        const theirs = Bech32m.encode('tb', program)
        expect(Bech32m.decode(theirs).data).toEqual(program)
        expect(text.slice(0, 3)).toBe('tb1')
        expect(text.slice(4, -6)).toBe(theirs.slice(3, -6))
      }),
      { seed, numRuns: 200 },
    )
  })

  it.each([
    ['version 17', { prefix: 'bc', version: 17, program: new Uint8Array(32) }],
    ['version -1', { prefix: 'bc', version: -1, program: new Uint8Array(32) }],
    ['version 0.5', { prefix: 'bc', version: 0.5, program: new Uint8Array(32) }],
    ['21 bytes at version 0', { prefix: 'bc', version: 0, program: new Uint8Array(21) }],
    ['41 bytes', { prefix: 'bc', version: 1, program: new Uint8Array(41) }],
    ['an upper-case prefix', { prefix: 'BC', version: 1, program: new Uint8Array(32) }],
    ['an empty prefix', { prefix: '', version: 1, program: new Uint8Array(32) }],
    ['more than 90 characters', { prefix: 'p'.repeat(31), version: 1, program: new Uint8Array(32) }],
  ])('does not write %s', (_, segwit) => {
    expect(() => Bech32.encode(segwit)).toThrow(refused('bad_address'))
  })

  it('writes 90 characters', () => {
    const text = Bech32.encode({ prefix: 'p'.repeat(30), version: 1, program: new Uint8Array(32) })
    expect(text).toHaveLength(90)
    expect(Bech32.decode(text).program).toEqual(new Uint8Array(32))
  })
})
