import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { ed25519 } from '@noble/curves/ed25519.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { getAddressDecoder } from '@solana/kit'
import { computeAddress, SigningKey, Transaction } from 'ethers'
import fc from 'fast-check'
import { publicKeyToAddress } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import * as Base58 from '../codec/base58.ts'
import * as Hex from '../codec/hex.ts'
import { dataPath } from '../data.fixture.ts'
import { InputError } from '../input-error.ts'
import { parseKey } from './key.ts'

const seed = 20261124

/** What is refused, as `code path`. */
function refused(json: unknown): string {
  try {
    parseKey(json)
  } catch (error) {
    if (error instanceof InputError) return `${error.code} ${error.place.path}`
    throw error
  }
  return 'accepted'
}

/** The point of the private key 1, and its address. */
const generator = '0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'
const uncompressed = `0x04${generator.slice(4)}483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8`
const evm = '0x7e5f4552091a69125d5dfcb7b8c2659029395bdf'
/** RFC 8032, section 7.1, test 1. */
const edwards = '0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
const solana = 'FVen3X669xLzsi6N2V91DoiyzHzg1uAgqiT8jZ9nS96Z'

describe('a key on secp256k1', () => {
  it.each([generator, uncompressed, generator.toUpperCase().replace('X', 'x')])(
    'has the address of %s',
    (publicKey) => {
      const expected = { id: null, curve: 'secp256k1', publicKey: generator, evm: address('evm', evm), solana: null }
      expect(parseKey({ curve: 'secp256k1', publicKey })).toEqual(expected)
    },
  )

  it('always has the address that two libraries give it, in either spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (secret) => {
        fc.pre(secp256k1.utils.isValidSecretKey(secret))
        const short = Hex.fromBytes(secp256k1.getPublicKey(secret, true))
        const long = Hex.fromBytes(secp256k1.getPublicKey(secret, false))
        const key = parseKey({ curve: 'secp256k1', publicKey: long, addresses: { evm: computeAddress(long) } })
        expect(key).toEqual(parseKey({ curve: 'secp256k1', publicKey: short }))
        expect(key.publicKey).toBe(short)
        expect(key.evm?.value).toBe(publicKeyToAddress(long).toLowerCase())
      }),
      { seed, numRuns: 100 },
    )
  })

  it.each([
    ['32 bytes', `0x${generator.slice(4)}`],
    ['34 bytes', `${generator}00`],
    ['64 bytes', `0x${uncompressed.slice(4)}`],
    ['66 bytes', `${uncompressed}00`],
    ['no byte', '0x'],
    ['the point at infinity', '0x00'],
    ['an x that no point has', `0x02${'0'.repeat(63)}5`],
    ['an x of the field prime', '0x02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f'],
    ['a y that is not of its x', `${uncompressed.slice(0, -1)}9`],
    ['a prefix of 5', `0x05${generator.slice(4)}`],
    ['the prefix of the long form', `0x04${generator.slice(4)}`],
    ['the hybrid form', `0x06${uncompressed.slice(4)}`],
    ['a long form with the prefix of the short', `0x02${uncompressed.slice(4)}`],
  ])('is not %s', (_, publicKey) => {
    expect(refused({ curve: 'secp256k1', publicKey })).toBe('bad_public_key publicKey')
  })
})

describe('a key on ed25519', () => {
  it('is its own address', () => {
    const expected = { id: null, curve: 'ed25519', publicKey: edwards, evm: null, solana: address('solana', solana) }
    expect(parseKey({ curve: 'ed25519', publicKey: edwards, addresses: { solana } })).toEqual(expected)
  })

  it('always has the address that another library gives it', () => {
    const decoder = getAddressDecoder()
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (secret) => {
        const bytes = ed25519.getPublicKey(secret)
        const key = parseKey({ curve: 'ed25519', publicKey: Hex.fromBytes(bytes) })
        expect(key.solana?.value).toBe(decoder.decode(bytes))
      }),
      { seed, numRuns: 100 },
    )
  })

  it('is read as the platform makes it', () => {
    for (let i = 0; i < 20; i++) {
      const der = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' })
      expect(refused({ curve: 'ed25519', publicKey: Hex.fromBytes(der.subarray(-32)) })).toBe('accepted')
    }
  })

  it.each([
    ['31 bytes', edwards.slice(0, -2)],
    ['33 bytes', `${edwards}00`],
    ['a key of secp256k1', generator],
    ['a y that no point has', `0x02${'00'.repeat(31)}`],
    ['a y of the field prime', `0xed${'ff'.repeat(30)}7f`],
    ['a point whose y is written beyond the field prime', `0xf0${'ff'.repeat(30)}7f`],
    ['the address of the System program, with which anybody could sign', `0x${'00'.repeat(32)}`],
    ['the neutral point', `0x01${'00'.repeat(31)}`],
    ['the point of order 2', `0xec${'ff'.repeat(30)}7f`],
    ['a point of order 8', '0xc7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
  ])('is not %s', (_, publicKey) => {
    expect(refused({ curve: 'ed25519', publicKey })).toBe('bad_public_key publicKey')
  })
})

describe('a key', () => {
  it('keeps its id', () => {
    expect(parseKey({ id: 'key_treasury', curve: 'ed25519', publicKey: edwards }).id).toBe('key_treasury')
  })

  it('may be an address alone, which is then taken as given', () => {
    const mixed = '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf'
    const expected = { id: null, curve: 'secp256k1', publicKey: null, evm: address('evm', evm), solana: null }
    expect(parseKey({ curve: 'secp256k1', addresses: { evm: mixed } })).toEqual(expected)
    expect(parseKey({ curve: 'ed25519', addresses: { solana } }).solana).toEqual(address('solana', solana))
  })

  const other = '0x2b5ad5c4795c026514f8317c7a215e218dccd6cf'
  const on = { curve: 'secp256k1', publicKey: generator }

  it.each([
    ['that is no object', [], 'bad_object '],
    ['that is null', null, 'bad_object '],
    ['with a further field', { ...on, state: 'active' }, 'unknown_field state'],
    ['with a further field of the prototype', JSON.parse('{ "__proto__": 1 }'), 'unknown_field __proto__'],
    ['without a curve', { publicKey: generator }, 'missing_field curve'],
    ['on another curve', { curve: 'p256', publicKey: generator }, 'unknown_enum curve'],
    ['on a curve of the prototype', { curve: 'constructor', publicKey: generator }, 'unknown_enum curve'],
    ['on no text', { curve: null, publicKey: generator }, 'unknown_enum curve'],
    ['without key and addresses', { curve: 'ed25519' }, 'missing_field publicKey'],
    ['without key and with no address', { curve: 'ed25519', addresses: {} }, 'missing_field publicKey'],
    ['with null for the key', { curve: 'secp256k1', publicKey: null, addresses: { evm } }, 'bad_type publicKey'],
    ['that is not hex', { curve: 'secp256k1', publicKey: 'abc' }, 'bad_hex publicKey'],
    ['with an empty id', { ...on, id: '' }, 'bad_type id'],
    ['with a number for its id', { ...on, id: 1 }, 'bad_type id'],
    ['with the longest id', { ...on, id: 'k'.repeat(256) }, 'accepted'],
    ['with a longer id', { ...on, id: 'k'.repeat(257) }, 'too_long id'],
    ['with addresses that are no object', { ...on, addresses: [evm] }, 'bad_object addresses'],
    ['with an address of another family', { ...on, addresses: { bitcoin: '1' } }, 'unknown_field addresses.bitcoin'],
    ['with its address', { ...on, addresses: { evm } }, 'accepted'],
    ['with no address', { ...on, addresses: {} }, 'accepted'],
    ['with the address of another', { ...on, addresses: { evm: other } }, 'key_address_mismatch addresses.evm'],
    ['with null for an address', { ...on, addresses: { evm: null } }, 'bad_type addresses.evm'],
    ['with no address in its place', { ...on, addresses: { evm: solana } }, 'bad_address addresses.evm'],
    ['with a wrong checksum', { ...on, addresses: { evm: evm.replace('a', 'A') } }, 'bad_checksum addresses.evm'],
    [
      'with an address that its curve has not',
      { ...on, addresses: { evm, solana } },
      'conflicting_fields addresses.solana',
    ],
    [
      'with only an address that its curve has not',
      { curve: 'ed25519', addresses: { evm } },
      'conflicting_fields addresses.evm',
    ],
    [
      'with the address of another on ed25519',
      { curve: 'ed25519', publicKey: edwards, addresses: { solana: Base58.encode(new Uint8Array(32).fill(7)) } },
      'key_address_mismatch addresses.solana',
    ],
  ])('%s: %#', (_, json, expected) => {
    expect(refused(json)).toBe(expected)
  })

  it('says which address it has', () => {
    expect(() => parseKey({ ...on, addresses: { evm: other } })).toThrow(`expected \`${evm}\`, came \`${other}\``)
  })

  it('always refuses an address that differs in one digit', () => {
    fc.assert(
      fc.property(fc.nat(39), fc.integer({ min: 1, max: 15 }), (at, by) => {
        const digit = ((Number.parseInt(evm[at + 2]!, 16) + by) % 16).toString(16)
        const wrong = `${evm.slice(0, at + 2)}${digit}${evm.slice(at + 3)}`
        expect(refused({ ...on, addresses: { evm: wrong } })).toBe('key_address_mismatch addresses.evm')
      }),
      { seed, numRuns: 200 },
    )
  })
})

const blocks = dataPath('evm/mainnet-block-transactions.jsonl.gz')
const messages = dataPath('solana/transactions.jsonl')

describe.skipIf(blocks === null)('the keys of mainnet transactions', () => {
  it('have the addresses that sent them', () => {
    const lines = gunzipSync(readFileSync(blocks!)).toString().trim().split('\n')
    let count = 0
    for (const line of lines.filter((_, index) => index % 4 === 0)) {
      const { raw, from } = JSON.parse(line) as { raw: string; from: string }
      if (raw.startsWith('0x04')) continue
      const transaction = Transaction.from(raw)
      const publicKey = SigningKey.recoverPublicKey(transaction.unsignedHash, transaction.signature!)
      expect(parseKey({ curve: 'secp256k1', publicKey, addresses: { evm: from } }).evm?.value).toBe(from.toLowerCase())
      count++
    }
    expect(count).toBeGreaterThan(150)
  })
})

describe.skipIf(messages === null)('the keys that pay for real Solana transactions', () => {
  it('are points of the curve', () => {
    const lines = readFileSync(messages!, 'utf8').trim().split('\n')
    const signed = lines.map((line) => JSON.parse(line)).filter((one) => one.signatureVerified)
    for (const { decoded } of signed) {
      const publicKey = Hex.fromBytes(Base58.decode(decoded.feePayer))
      const key = parseKey({ curve: 'ed25519', publicKey, addresses: { solana: decoded.feePayer } })
      expect(key.solana?.value).toBe(decoded.feePayer)
    }
    expect(signed.length).toBeGreaterThan(5)
  })
})

function address(family: string, value: string) {
  return { type: 'address', family, value }
}
