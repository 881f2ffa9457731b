import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { getAddress } from 'viem'
import { describe, expect, it } from 'vitest'
import * as Base58 from '../codec/base58.ts'
import * as Bech32 from '../codec/bech32.ts'
import * as Hex from '../codec/hex.ts'
import { dataPath } from '../data.fixture.ts'
import { InputError } from '../input-error.ts'
import * as Address from './address.ts'
import { equal, type Family, keyOf } from './value.ts'

const seed = 20261120
const refused = (code: string, expected?: string) =>
  expect.objectContaining(expected === undefined ? { code } : { code, expected })
const mixed = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const usdtOnTron = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

describe('EVM addresses', () => {
  it.each([mixed, mixed.toLowerCase(), `0x${mixed.slice(2).toUpperCase()}`])('reads %s', (text) => {
    expect(Address.parse('evm', text)).toEqual({ type: 'address', family: 'evm', value: mixed.toLowerCase() })
    expect(Address.parseAny(text)).toEqual(Address.parse('evm', text))
  })

  it.each([
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0xde709f2102306220921060314715629080e2fb77',
  ])('spells %s of EIP-55', (text) => {
    expect(Address.checksummed(Address.parse('evm', text.toLowerCase()))).toBe(text)
  })

  it('says the right spelling where the checksum is wrong', () => {
    const wrong = mixed.replace('aA', 'AA')
    const right = refused('bad_checksum', `\`${mixed}\`, or all digits in lower case`)
    expect(() => Address.parse('evm', wrong)).toThrow(right)
    expect(() => Address.parseAny(wrong)).toThrow(right)
  })

  it('always agrees with another implementation, and refuses any letter in another case', () => {
    fc.assert(
      fc.property(bytes(20), fc.nat({ max: 39 }), (bytes, place) => {
        const lower = Hex.fromBytes(bytes)
        const text = Address.checksummed(Address.parse('evm', lower))
        expect(text).toBe(getAddress(lower))
        expect(Address.parse('evm', text).value).toBe(lower)
        const character = text[place + 2]!
        const swapped = character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase()
        const wrong = text.slice(0, place + 2) + swapped + text.slice(place + 3)
        const digits = wrong.slice(2)
        if (wrong === text || digits === digits.toLowerCase() || digits === digits.toUpperCase()) return
        expect(() => Address.parse('evm', wrong)).toThrow(refused('bad_checksum'))
      }),
      { seed, numRuns: 1000 },
    )
  })

  it.each([
    ['39 digits', mixed.toLowerCase().slice(0, -1), '0x and 40 hexadecimal digits, not 39'],
    ['41 digits', `${mixed.toLowerCase()}0`, '0x and 40 hexadecimal digits, not 41'],
    ['no digits', '0x', '0x and 40 hexadecimal digits, not 0'],
    ['0X', `0X${mixed.slice(2)}`, '0x and 40 hexadecimal digits'],
    ['no 0x', mixed.slice(2), '0x and 40 hexadecimal digits'],
    ['another character', `${mixed.toLowerCase().slice(0, -1)}g`, '0x and 40 hexadecimal digits'],
    ['a blank before', ` ${mixed}`, '0x and 40 hexadecimal digits'],
    ['a line break behind', `${mixed}\n`, '0x and 40 hexadecimal digits'],
    ['nothing', '', '0x and 40 hexadecimal digits'],
    ['ICAP', 'XE7338O073KYGTWWZN0F2WZ0R8PX5ZPPZS', '0x and 40 hexadecimal digits'],
  ])('refuses %s', (_, text, expected) => {
    expect(() => Address.parse('evm', text)).toThrow(refused('bad_address', expected))
    expect(() => Address.parseAny(text)).toThrow(refused('bad_address'))
  })
})

describe('Solana addresses', () => {
  it.each([
    '11111111111111111111111111111111',
    'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
    'SysvarC1ock11111111111111111111111111111111',
  ])('reads %s, whose family is certain by its length', (text) => {
    expect(Address.parse('solana', text)).toEqual({ type: 'address', family: 'solana', value: text })
    expect(Address.parseAny(text)).toEqual(Address.parse('solana', text))
  })

  it('always reads 32 bytes, never 31 or 33, and never as another family', () => {
    fc.assert(
      fc.property(bytes(32), fc.nat({ max: 32 }), (bytes, zeros) => {
        bytes.fill(0, 0, zeros)
        const text = Base58.encode(bytes)
        expect(Address.parseAny(text)).toEqual(Address.parse('solana', text))
        expect(() => Address.parse('solana', Base58.encode(bytes.subarray(1)))).toThrow(refused('bad_address'))
        expect(() => Address.parse('solana', `1${text}`)).toThrow(refused('bad_address'))
        for (const family of ['evm', 'tron', 'bitcoin'] as const)
          expect(() => Address.parse(family, text)).toThrow(InputError)
      }),
      { seed, numRuns: 1000 },
    )
  })

  it.each(['', '1'.repeat(31), '1'.repeat(33), '1'.repeat(3000), `${'1'.repeat(31)}0`, ` ${'1'.repeat(32)}`])(
    'refuses %j',
    (text) => {
      expect(() => Address.parse('solana', text)).toThrow(refused('bad_address'))
    },
  )
})

describe('Tron addresses', () => {
  const hex = '41a614f803b6fd780986a42c78ec9c7f77e6ded13c'

  it.each([usdtOnTron, hex, `0x${hex}`, hex.toUpperCase()])('reads %s', (text) => {
    expect(Address.parse('tron', text)).toEqual({ type: 'address', family: 'tron', value: usdtOnTron })
    expect(Address.parseAny(text)).toEqual(Address.parse('tron', text))
  })

  it('is never the EVM address of the same 20 bytes', () => {
    const tron = Address.parseAny(hex)
    const evm = Address.parseAny(`0x${hex.slice(2)}`)
    expect(equal(tron, evm)).toBe(false)
    expect(keyOf(tron)).not.toBe(keyOf(evm))
  })

  it.each([
    ['a wrong checksum', `${usdtOnTron.slice(0, -1)}u`, 'bad_checksum'],
    ['0X', `0X${hex}`, 'bad_address'],
    ['another version', `42${hex.slice(2)}`, 'bad_address'],
    ['20 bytes of hex', hex.slice(2), 'bad_address'],
    ['22 bytes of hex', `${hex}00`, 'bad_address'],
    ['a Bitcoin address', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'bad_address'],
    ['one byte too many', Base58.encodeChecked(Hex.toBytes(`0x${hex}00`)), 'bad_address'],
    ['a blank behind', `${usdtOnTron} `, 'bad_address'],
  ])('refuses %s', (_, text, code) => {
    expect(() => Address.parse('tron', text)).toThrow(refused(code))
  })
})

describe('Bitcoin addresses', () => {
  it.each([
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
    ['3E6ZCKRrsdPc35chA9Eftp1h3DLW18NFNV'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0'],
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
  ])('reads %s', (text, value = text) => {
    expect(Address.parse('bitcoin', text)).toEqual({ type: 'address', family: 'bitcoin', value })
    expect(Address.parseAny(text)).toEqual(Address.parse('bitcoin', text))
  })

  it.each([
    ['a wrong checksum', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', 'bad_checksum'],
    ['a wrong bech32 checksum', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', 'bad_checksum'],
    ['the testnet', Base58.encodeChecked(Hex.toBytes(`0x6f${'11'.repeat(20)}`)), 'bad_address'],
    ['the segwit testnet', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', 'bad_address'],
    ['mixed case', 'bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'bad_address'],
    [
      'a prefix that only begins alike',
      Bech32.encode({ prefix: 'bc1', version: 1, program: new Uint8Array(32) }),
      'bad_address',
    ],
  ])('refuses %s', (_, text, code) => {
    expect(() => Address.parse('bitcoin', text)).toThrow(refused(code))
    expect(() => Address.parseAny(text)).toThrow(refused(code))
  })

  it('refuses a text that two families could claim, until one is named', () => {
    // In lower case no segwit address has 32 bytes in base58; in upper case those with a program of 21 bytes have.
    const ambiguous = fc
      .sample(bytes(21), { seed, numRuns: 200 })
      .map((program) => Bech32.encode({ prefix: 'bc', version: 1, program }).toUpperCase())
      .filter((text) => !text.includes('0'))
    expect(ambiguous.length).toBeGreaterThan(0)
    for (const text of ambiguous) {
      expect(() => Address.parseAny(text)).toThrow(
        refused('bad_address', 'an address whose family is certain: name it'),
      )
      expect(Address.parse('bitcoin', text).family).toBe('bitcoin')
      expect(Address.parse('solana', text).family).toBe('solana')
    }
  })
})

describe('any family', () => {
  it.each([
    ['Bitcoin Cash', 'qpf2cphc5dkuclkqur7lhj2yuqq9pk3hmukle77vhq'],
    ['Bitcoin Cash', 'bitcoincash:qpf2cphc5dkuclkqur7lhj2yuqq9pk3hmukle77vhq'],
    ['Bitcoin testnet', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx'],
    ['Bitcoin Gold', 'GPwg61XoHqQPNmAucFACuQ5H9sGCDv9TpS'],
    ['Dash', 'XnPFsRWTaSgiVauosEwQ6dEitGYXgwznz2'],
    ['Dogecoin or Verge', 'DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z'],
    ['Litecoin', 'LNwgtMxcKUQ51dw7bQL1yPQjBVZh6QEqsd'],
    ['Monero', '49HqitRzdnhYjgTEAhgGpCfsjdTeMbUTU6cyR4JV1R7k2Eej9rGT8JpFiYDa4tZM6RZiFrHmMzgSrhHEqpDYKBe5B2ufNsL'],
    ['XRP', 'rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66'],
    ['Zcash', 't1MMXtBrSp1XG38Lx9cePcNUCJj5vdWfUWL'],
  ])('refuses %s by name: %s', (name, text) => {
    const expected = `an EVM, Solana, Tron or Bitcoin address, not one of ${name}`
    expect(() => Address.parseAny(text)).toThrow(refused('bad_address', expected))
    for (const family of ['evm', 'solana', 'tron', 'bitcoin'] as const) {
      expect(() => Address.parse(family, text)).toThrow(refused('bad_address'))
    }
  })

  it.each([
    '',
    ' ',
    '0',
    'vitalik.eth',
    '5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320',
    'x'.repeat(1_000_000),
    Base58.encodeChecked(new Uint8Array(20)),
  ])('refuses %j', (text) => {
    expect(() => Address.parseAny(text)).toThrow(refused('bad_address'))
  })

  it('always reads its own canonical value as the same address, and refuses it with a blank', () => {
    const solana = bytes(32).map(Base58.encode)
    const evm = bytes(20).map((bytes) => Hex.fromBytes(bytes))
    const legacy = fc.tuple(fc.constantFrom(0x00, 0x05, 0x41), bytes(20)).map(([version, hash]) => {
      return Base58.encodeChecked(Uint8Array.from([version, ...hash]))
    })
    const segwit = fc
      .constantFrom(20, 32)
      .chain(bytes)
      .map((program) => Bech32.encode({ prefix: 'bc', version: 0, program }))
    fc.assert(
      fc.property(
        fc.oneof(solana, evm, legacy, segwit),
        fc.constantFrom(' ', '\n', '\t', '\u200b', '\u0000'),
        (text, blank) => {
          const address = Address.parseAny(text)
          expect(address.value).toBe(text)
          expect(Address.parse(address.family, text)).toEqual(address)
          for (const wrong of [text + blank, blank + text]) {
            expect(() => Address.parseAny(wrong)).toThrow(InputError)
            expect(() => Address.parse(address.family, wrong)).toThrow(InputError)
          }
        },
      ),
      { seed, numRuns: 1000 },
    )
  })
})

describe('CAIP-10 accounts', () => {
  it('reads the namespaces eip155 and solana', () => {
    const evm = Address.parse('evm', mixed)
    expect(Address.fromCaip10(`eip155:1:${mixed}`)).toEqual({ chain: 'eip155:1', address: evm })
    const mainnet = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'
    const system = Address.parse('solana', '1'.repeat(32))
    expect(Address.fromCaip10(`${mainnet}:${system.value}`)).toEqual({ chain: mainnet, address: system })
  })

  it.each([
    ['no chain', mixed],
    ['no address', 'eip155:1'],
    ['an empty address', 'eip155:1:'],
    ['a chain with a leading zero', `eip155:01:${mixed}`],
    ['chain 0', `eip155:0:${mixed}`],
    ['a chain in hex', `eip155:0x1:${mixed}`],
    ['a chain of 33 digits', `eip155:${'1'.repeat(33)}:${mixed}`],
    ['an empty chain', `eip155::${mixed}`],
    ['an upper-case namespace', `EIP155:1:${mixed}`],
    ['another namespace', 'bip122:000000000019d6689c085ae165831e93:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
    ['a name of every object', `constructor:1:${mixed}`],
    ['a fourth part', `eip155:1:${mixed}:1`],
    ['the address of another family', `eip155:1:${usdtOnTron}`],
    ['an EVM address on Solana', `solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:${mixed}`],
    ['a Solana chain by name', `solana:mainnet:${'1'.repeat(32)}`],
    ['a blank', `eip155:1: ${mixed}`],
  ])('refuses %s', (_, text) => {
    expect(() => Address.fromCaip10(text)).toThrow(refused('bad_address'))
  })

  it('checks the checksum', () => {
    expect(() => Address.fromCaip10(`eip155:1:${mixed.replace('aA', 'AA')}`)).toThrow(refused('bad_checksum'))
  })
})

describe.skipIf(dataPath('sanctions') === null)('published lists', () => {
  const read = (name: string) => JSON.parse(readFileSync(dataPath(name)!, 'utf8'))

  it('reads the sanctioned addresses of the four families, and refuses the rest by name', () => {
    const lists: Record<string, string[]> = read('sanctions/ofac-digital-currency-2023-11.json').addresses
    const families: Partial<Record<Family, number>> = {}
    const refusals: Record<string, number> = {}
    for (const [asset, text] of Object.entries(lists).flatMap(([asset, list]) =>
      list.map((text) => [asset, text] as const),
    )) {
      try {
        const { family } = Address.parseAny(text)
        families[family] = (families[family] ?? 0) + 1
      } catch (error) {
        const { code, expected } = error as InputError
        const reason = `${asset}: ${code}${expected.replace('an EVM, Solana, Tron or Bitcoin address', '')}`
        refusals[reason] = (refusals[reason] ?? 0) + 1
      }
    }
    expect({ families, refusals }).toMatchInlineSnapshot(`
      {
        "families": {
          "bitcoin": 384,
          "evm": 157,
          "tron": 4,
        },
        "refusals": {
          "BCH: bad_address, not one of Bitcoin Cash": 6,
          "BTG: bad_address, not one of Bitcoin Gold": 1,
          "DASH: bad_address, not one of Dash": 3,
          "LTC: bad_address, not one of Litecoin": 8,
          "XMR: bad_address": 1,
          "XMR: bad_address, not one of Monero": 2,
          "XRP: bad_address, not one of XRP": 1,
          "XVG: bad_address, not one of Dogecoin or Verge": 1,
          "ZEC: bad_address, not one of Zcash": 3,
        },
      }
    `)
  })

  it('reads the named list with the checksums as published', () => {
    const { entries } = read('sanctions/ofac-ethereum-named-2024-05.json')
    expect(entries).toHaveLength(156)
    for (const { address, addressAsPublished } of entries) {
      expect(Address.parseAny(addressAsPublished)).toEqual({ type: 'address', family: 'evm', value: address })
    }
  })

  it('spells the checksums of every listed token as another implementation does', () => {
    const tokens: { address: string }[] = read('evm/tokens.json')
    expect(tokens).toHaveLength(606)
    for (const { address } of tokens) {
      const right = getAddress(address)
      expect(Address.checksummed(Address.parse('evm', address))).toBe(right)
      expect(Address.parse('evm', right).value).toBe(address)
    }
  })
})
