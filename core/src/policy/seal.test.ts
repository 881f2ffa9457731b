import { createHash, createHmac, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../input-error.ts'
import { runs } from '../runs.fixture.ts'
import * as Seal from './seal.ts'

const macKey = Uint8Array.from({ length: 32 }, (_, i) => i)
const authorText = `{ "version": "1.0",  "rules": [] } // ünter 5 €\n`
const first = Seal.seal({
  macKey,
  keyId: 'key_treasury',
  counter: 1,
  previousMac: null,
  canonicalText: '{"rules":[],"version":"1.0"}',
  authorText,
})
const second = Seal.seal({ ...first, macKey, counter: 2, previousMac: first.mac, canonicalText: '{"rules":[1]}' })
const expected = { macKey, keyId: 'key_treasury', highestCounter: 2 }

function refusal(sealed: Seal.Sealed, with_: Seal.Expected = expected): string {
  try {
    Seal.open(sealed, with_)
  } catch (error) {
    if (error instanceof InputError) return error.code
    throw error
  }
  return 'opened'
}

describe('seal', () => {
  test('is HMAC-SHA256 over the label, a zero byte and the canonical JSON of the parts', () => {
    const hash = (text: string) => `0x${createHash('sha256').update(text).digest('hex')}`
    const covered = `{"author_text_hash":"${hash(authorText)}","key_id":"key_treasury","policy_text_hash":"${hash('{"rules":[1]}')}","policy_version_counter":2,"prev_mac":"${first.mac}"}`
    const mac = createHmac('sha256', macKey)
      .update('policy-mac/v1')
      .update(Buffer.from([0]))
      .update(covered)
    expect(second.mac).toBe(`0x${mac.digest('hex')}`)
  })

  test('stores what it covers and nothing of the key', () => {
    expect(Object.keys(second)).toEqual(['keyId', 'counter', 'previousMac', 'canonicalText', 'authorText', 'mac'])
  })

  test('refuses a text that has no bytes', () => {
    expect(() => Seal.seal({ ...first, macKey, authorText: '\ud800' })).toThrow(InputError)
  })

  test.each([-1, 1.5, Number.NaN, 2 ** 53])('never seals version %d', (counter) => {
    expect(() => Seal.seal({ ...first, macKey, counter })).toThrow('invariant')
  })

  test.each([0, 31, 33])('never takes a key of %d bytes', (length) => {
    expect(() => Seal.seal({ ...first, macKey: new Uint8Array(length) })).toThrow('invariant')
    expect(() => Seal.open(first, { ...expected, macKey: new Uint8Array(length) })).toThrow('invariant')
  })
})

describe('open', () => {
  test('gives the canonical text of the newest version', () => {
    expect(Seal.open(second, expected)).toBe('{"rules":[1]}')
    expect(Seal.open(first, { ...expected, highestCounter: 1 })).toBe('{"rules":[],"version":"1.0"}')
  })

  // Case 18.
  test('finds a stored policy that was edited by one byte, wherever', () => {
    const fields = ['keyId', 'previousMac', 'canonicalText', 'authorText', 'mac'] as const
    for (const field of fields) {
      const bytes = Buffer.from(second[field]!)
      for (let at = 0; at < bytes.length; at++)
        for (const flip of [0x01, 0x20, 0x80]) {
          const edited = Buffer.from(bytes)
          edited[at]! ^= flip
          // One character for each byte where the edit is not UTF-8: what a careless store might give.
          const text = edited.toString(flip === 0x80 ? 'latin1' : 'utf8')
          expect(refusal({ ...second, [field]: text }), `${field} ${at} ${flip}`).toBe('policy_integrity')
        }
    }
  })

  test('always finds an edit of any stored text, and a counter that was moved', () => {
    const field = fc.constantFrom('keyId', 'previousMac', 'canonicalText', 'authorText', 'mac')
    const edit = fc.record({ field, at: fc.nat(), put: fc.string({ unit: 'binary', maxLength: 2 }), cut: fc.nat(2) })
    fc.assert(
      fc.property(edit, fc.maxSafeNat(), ({ field, at, put, cut }, counter) => {
        const text = second[field as 'keyId']
        const start = at % (text.length + 1)
        const edited = text.slice(0, start) + put + text.slice(start + cut)
        expect(refusal({ ...second, [field]: edited })).toBe(edited === text ? 'opened' : 'policy_integrity')
        expect(refusal({ ...second, counter }, { ...expected, highestCounter: counter })).toBe(
          counter === 2 ? 'opened' : 'policy_integrity',
        )
      }),
      { seed: 18, numRuns: runs(2000) },
    )
  })

  test('finds a MAC that was cut or went on', () => {
    for (const mac of ['', '0x', second.mac.slice(0, -1), `${second.mac}0`, `${second.mac} `])
      expect(refusal({ ...second, mac: mac as Seal.Sealed['mac'] }), mac).toBe('policy_integrity')
  })

  // Case 19.
  test('finds an older policy that was put back with its own valid MAC', () => {
    expect(refusal(first)).toBe('policy_integrity')
  })

  test('finds a version newer than any that was given out', () => {
    expect(refusal(second, { ...expected, highestCounter: 1 })).toBe('policy_integrity')
  })

  test('finds the policy of another key, sealed with the same MAC key', () => {
    const other = Seal.seal({ ...second, macKey, keyId: 'key_payouts' })
    expect(refusal(other)).toBe('policy_integrity')
    expect(refusal(second, { ...expected, keyId: 'key_payouts' })).toBe('policy_integrity')
  })

  test('finds a MAC made with another key', () => {
    expect(refusal(second, { ...expected, macKey: macKey.toReversed() })).toBe('policy_integrity')
  })

  test('follows the chain of seals where the caller keeps it', () => {
    const fork = Seal.seal({ ...first, macKey, authorText: 'another first version' })
    expect(refusal(second, { ...expected, previousMac: first.mac })).toBe('opened')
    expect(refusal(second, { ...expected, previousMac: fork.mac })).toBe('policy_integrity')
    expect(refusal(second, { ...expected, previousMac: null })).toBe('policy_integrity')
    expect(refusal(first, { ...expected, highestCounter: 1, previousMac: null })).toBe('opened')
  })

  test('finds the two texts swapped', () => {
    expect(refusal({ ...second, canonicalText: second.authorText, authorText: second.canonicalText })).toBe(
      'policy_integrity',
    )
  })

  test.each([undefined, null, 0, [], {}, true])('finds %j in the place of a stored value', (value) => {
    const blank = Seal.seal({ ...second, macKey, canonicalText: '', authorText: '' })
    for (const field of ['keyId', 'counter', 'canonicalText', 'authorText', 'mac'])
      expect(refusal({ ...blank, [field]: value } as Seal.Sealed), field).toBe('policy_integrity')
  })
})

describe('open, of what a store should never give', () => {
  const odd = [
    undefined,
    null,
    0,
    Number.NaN,
    1n,
    true,
    Symbol('x'),
    '',
    'text',
    [],
    {},
    () => second,
    Object.create(null),
  ]

  test.each(odd)('refuses %o in the place of the record', (value) => {
    expect(refusal(value as Seal.Sealed)).toBe('policy_integrity')
  })

  test('refuses any other type of value in each field', () => {
    const weird = { toString: null, toJSON: () => 'x' }
    for (const field of ['keyId', 'counter', 'previousMac', 'canonicalText', 'authorText', 'mac'])
      for (const value of [...odd, weird, [second.mac], Object(second.mac)])
        expect(refusal({ ...second, [field]: value } as Seal.Sealed), field).toBe('policy_integrity')
  })

  test('refuses a record with a field missing', () => {
    for (const field of Object.keys(second)) {
      const { [field as 'mac']: _, ...rest } = second
      expect(refusal(rest as Seal.Sealed), field).toBe('policy_integrity')
    }
  })
})

describe('keyFor', () => {
  const master = macKey

  test('is HKDF-SHA256 with the hashed tenant as salt', () => {
    const salt = createHash('sha256').update('acme').digest()
    const key = hkdfSync('sha256', master, salt, Buffer.from('policy-mac\0key_treasury'), 32)
    expect(Seal.keyFor(master, 'acme', 'key_treasury')).toEqual(new Uint8Array(key))
  })

  test('gives each tenant and key its own, also where a plain salt would not', () => {
    const long = 't'.repeat(65)
    const pairs = [
      ['acme', 'k'],
      ['acme\0', 'k'],
      ['', 'k'],
      ['\0', 'k'],
      ['acmek', ''],
      ['acme', ''],
      ['acm', 'ek'],
      [long, 'k'],
    ] as const
    expect(new Set(pairs.map(([tenant, key]) => Seal.keyFor(master, tenant, key).join())).size).toBe(pairs.length)
  })

  test('never takes a master key below 32 bytes', () => {
    expect(() => Seal.keyFor(new Uint8Array(31), 't', 'k')).toThrow('invariant')
    expect(Seal.keyFor(new Uint8Array(48), 't', 'k')).toHaveLength(32)
  })
})
