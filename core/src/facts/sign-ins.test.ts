/** Sign-In with Ethereum: read as viem writes it, refused where it only looks like one, and facts for rules. */
import fc from 'fast-check'
import { getAddress } from 'viem'
import { createSiweMessage } from 'viem/siwe'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../engine/evaluate.ts'
import { compile, parse } from '../policy/text.ts'
import { decoded, key, sender } from './decode.fixture.ts'
import { notAsked } from './fact.ts'
import { factToJson } from './print.ts'

const usual = {
  domain: 'app.example.com',
  address: getAddress(sender),
  uri: 'https://app.example.com/login?next=%2Fhome',
  version: '1' as const,
  chainId: 1,
  nonce: 'k13wLkWlF5',
  issuedAt: new Date('2026-11-20T09:00:00.000Z'),
}
const message = createSiweMessage({ ...usual, statement: 'Log in to the treasury.' })

const read = (text: string) => decoded({ message: text }, { key })
const codes = (text: string) => read(text).objections.map(({ code }) => code)
const facts = (text: string) =>
  Object.fromEntries(
    Object.entries(read(text).calls[0]!.facts)
      .filter(([name]) => name.startsWith('signIn.'))
      .map(([name, fact]) => [name.slice('signIn.'.length), factToJson(fact)]),
  )

describe('a request to sign in', () => {
  it('tells every field that it has', () => {
    const whole = createSiweMessage({
      ...usual,
      statement: 'Log in.',
      expirationTime: new Date('2026-11-20T10:00:00.000Z'),
      notBefore: new Date('2026-11-20T08:00:00.000Z'),
      requestId: 'r-1',
      resources: ['https://app.example.com/a', 'ipfs://bafy/b'],
    })
    expect(codes(whole)).toEqual([])
    expect(facts(whole)).toEqual({
      domain: 'app.example.com',
      address: sender,
      uri: usual.uri,
      statement: 'Log in.',
      chainId: '1',
      nonce: 'k13wLkWlF5',
      issuedAt: '2026-11-20T09:00:00.000Z',
      expirationTime: '2026-11-20T10:00:00.000Z',
      notBefore: '2026-11-20T08:00:00.000Z',
      requestId: 'r-1',
      resources: ['https://app.example.com/a', 'ipfs://bafy/b'],
    })
  })

  it('is read however it is written by another library', () => {
    const word = fc.stringMatching(/^[a-z0-9]{8,12}$/)
    const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
    const dates = fc.date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true })
    const fields = fc.record({
      nonce: word,
      chainId: fc.integer({ min: 1, max: 100_000 }),
      issuedAt: dates,
      statement: optional(fc.stringMatching(/^[A-Za-z0-9 .,!-]{1,40}$/)),
      expirationTime: optional(dates),
      notBefore: optional(dates),
      requestId: optional(word),
      resources: optional(
        fc.array(
          word.map((one) => `https://example.com/${one}`),
          { minLength: 1, maxLength: 3 },
        ),
      ),
      scheme: optional(fc.constant('https')),
    })
    fc.assert(
      fc.property(fields, (some) => {
        const given = Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined))
        const text = createSiweMessage({ ...usual, ...given } as never)
        expect(codes(text)).toEqual([])
        const told = facts(text)
        expect(told.nonce).toBe(some.nonce)
        expect(told.statement).toBe(some.statement)
        expect(told.resources).toEqual(some.resources ?? [])
        expect(told.expirationTime).toBe(some.expirationTime?.toISOString())
      }),
      { seed: 20_261_127, numRuns: 500 },
    )
  })

  it.each<[string, (text: string) => string]>([
    ['an address without its checksum', (text) => text.replace(getAddress(sender), sender)],
    ['another version', (text) => text.replace('Version: 1', 'Version: 2')],
    ['a nonce that is too short', (text) => text.replace('k13wLkWlF5', 'k13')],
    ['a chain id with a leading zero', (text) => text.replace('Chain ID: 1', 'Chain ID: 01')],
    ['a day that no calendar has', (text) => text.replace('2026-11-20T', '2026-02-30T')],
    ['a field twice', (text) => text.replace('Version: 1', 'Version: 1\nVersion: 1')],
    ['fields in another order', (text) => text.replace(/(Version: 1)\n(Chain ID: 1)/, '$2\n$1')],
    ['a line more', (text) => `${text}\n`],
    ['a field that is not known', (text) => `${text}\nAmount: 5`],
    ['a statement of two lines', (text) => text.replace('treasury.', 'treasury.\nAnd more.')],
    ['a letter that looks like another', (text) => text.replace('app.example', 'аpp.example')],
    ['a direction that turns the text', (text) => text.replace('treasury', 'treas\u202eury')],
    ['lines that end otherwise', (text) => text.replaceAll('\n', '\r\n')],
    ['a user in the domain', (text) => text.replace(/^app/, 'bank.com@app')],
    ['words before it', (text) => `Hello!\n${text}`],
  ])('is refused when it only looks like one: %s', (_, spoil) => {
    const spoilt = spoil(message)
    expect(spoilt).not.toBe(message)
    expect(codes(spoilt)).toEqual(['sign_in_malformed'])
    expect(facts(spoilt)).toEqual({})
  })

  it('says in which line it is wrong', () => {
    const [objection] = read(message.replace('Version: 1', 'Version: 2')).objections
    expect(objection?.expected).toBe('`Version: ` and its value in line 7')
  })

  it.each<[string, Partial<typeof usual>]>([
    ['of another account', { address: getAddress(`0x${'b0'.repeat(20)}`) }],
    ['whose URI is elsewhere', { uri: 'https://evil.example.com/login' }],
    ['whose URI has the domain as its user', { uri: 'https://app.example.com@evil.example.com/' }],
    ['whose URI has another port', { uri: 'https://app.example.com:444/' }],
  ])('is refused %s', (_, other) => {
    expect(codes(createSiweMessage({ ...usual, ...other }))).toEqual(['sign_in_mismatch'])
  })

  it('is not seen in other messages', () => {
    expect(codes('Log in to the treasury')).toEqual([])
    expect(facts('Log in to the treasury')).toEqual({})
  })
})

describe('a rule about sign-ins', () => {
  const rule = {
    id: 'own',
    priority: 0,
    conditions: ['signIn.domain in @ours', 'signIn.expirationTime > time.now'],
    conditionLogic: 'AND',
    action: { type: 'ALLOW' },
    metadata: { name: 'own', owner: 'it', updatedAt: 0 },
  }
  const lists = { ours: ['app.example.com'] }
  const policy = compile(parse(JSON.stringify({ form: 'rulebook', version: '1.0', lists, rules: [rule] })))
  const until = { expirationTime: new Date('2026-11-20T10:00:00.000Z') }
  const decide = (text: string, now: string) =>
    evaluate(
      [{ level: 'key', policy }],
      read(text),
      (name) => (name === 'time.now' ? { type: 'instant', value: Date.parse(now) } : notAsked),
      { noPolicy: 'deny', requestHash: '0x' },
    ).decision

  it('lets pass its own domains, until they expire, and no plain message', () => {
    const text = createSiweMessage({ ...usual, ...until })
    expect(decide(text, '2026-11-20T09:59:59.999Z')).toBe('allow')
    expect(decide(text, '2026-11-20T10:00:00.000Z')).toBe('deny')
    const other = { domain: 'app.example.org', uri: 'https://app.example.org/' }
    expect(decide(createSiweMessage({ ...usual, ...until, ...other }), '2026-11-20T09:00:00Z')).toBe('deny')
    expect(decide('app.example.com', '2026-11-20T09:00:00Z')).toBe('deny')
  })
})
