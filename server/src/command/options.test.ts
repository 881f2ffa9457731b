import { describe, expect, it, test } from 'vitest'
import { decideOptions } from './decide.ts'
import { clockOf, factsOf, readOptions, surroundingsOf } from './options.ts'
import { UsageError } from './usage.ts'

const read = (...argv: string[]) => readOptions(argv, decideOptions)
const companions = { tokens: [], lists: [], controllers: [], operations: [], contracts: [], clusters: [] }

describe('options', () => {
  it('have values that are off, and files in their order', () => {
    expect(read()).toEqual({
      policy: [],
      policies: [],
      records: undefined,
      logKey: undefined,
      witness: [],
      older: [],
      receipts: [],
      with: [],
      key: undefined,
      facts: undefined,
      issuer: [],
      role: [],
      group: [],
      chain: undefined,
      now: undefined,
      noPolicy: 'deny',
      json: false,
      explain: false,
      strict: false,
      help: false,
      files: [],
    })
    expect(read('b', '--json', '-', '--policy', 'p', 'a', '--policy=q')).toMatchObject({
      files: ['b', '-', 'a'],
      policy: ['p', 'q'],
    })
    expect(read('--', '--json').files).toEqual(['--json'])
  })

  test.each([
    ['--polici', 'p'],
    ['--no-json'],
    ['--json=yes'],
    ['--policy'],
    ['--now'],
    ['-x'],
    ['--no-policy', 'Allow'],
    ['--no-policy', ''],
    ['--toString', 'x'],
    ['--__proto__', 'x'],
  ])('are refused: %s %s', (...argv) => {
    expect(() => read(...argv.filter((part) => part !== undefined))).toThrow(UsageError)
  })

  it('that the command does not have are refused', () => {
    expect(() => readOptions(['--now', '2026-11-20T09:00:00Z'], ['policy'])).toThrow(UsageError)
  })
})

describe('--chain', () => {
  const chain = (text: string) => surroundingsOf(read('--chain', text), companions).chain

  test.each(['eip155:1', 'eip155:8453', `eip155:${'9'.repeat(32)}`, 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'])(
    'may be %s',
    (text) => {
      expect(chain(text)).toBe(text)
    },
  )

  test.each([
    '',
    '1',
    'eip155',
    'eip155:',
    'eip155:0',
    'eip155:01',
    'eip155:0x1',
    'EIP155:1',
    'eip155:1 ',
    `eip155:${'9'.repeat(33)}`,
    'bip122:0',
    'solana:',
    'solana:a-b',
    'eip155:1\n',
  ])('is not %j', (text) => {
    expect(() => chain(text)).toThrow(UsageError)
  })
})

describe('--now', () => {
  const now = (text: string) => clockOf(read('--now', text))()

  it('is an instant, and stands still', () => {
    expect(now('2026-11-20T09:00:00Z')).toBe(Date.UTC(2026, 10, 20, 9))
    expect(now('2026-11-20T09:00:00.250+02:00')).toBe(Date.UTC(2026, 10, 20, 7, 0, 0, 250))
    expect(now('1970-01-01T00:00:00Z')).toBe(0)
    expect(now('2028-02-29T23:59:59Z')).toBe(Date.UTC(2028, 1, 29, 23, 59, 59))
  })

  test.each([
    '',
    'now',
    '2026-11-20',
    '2026-11-20 09:00:00Z',
    '2026-11-20T09:00:00',
    '2026-11-20T09:00:00.1234Z',
    '2026-02-29T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T23:59:60Z',
    '2026-11-20T09:00:00+24:00',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:00:00+00:01',
  ])('is not %j', (text) => {
    expect(() => now(text)).toThrow(UsageError)
  })

  it('is the machine’s clock when it is not given', () => {
    const before = Date.now()
    const came = clockOf(read())()
    expect(came >= before && came <= Date.now()).toBe(true)
  })
})

describe('--issuer', () => {
  const issuers = (...texts: string[]) => factsOf(read(...texts.flatMap((text) => ['--issuer', text])), companions)
  const list = (...values: string[]) => ({ type: 'list', items: values.map((value) => ({ type: 'text', value })) })

  it('may be repeated; both names of a session are one type', () => {
    expect(issuers()).toEqual({})
    expect(issuers('UserId:ann')).toEqual({ issuers: list('UserId:ann'), issuerTypes: list('UserId') })
    expect(issuers('UserId:ann', 'UserId:ben', 'SessionKeyId:a:b')).toEqual({
      issuers: list('UserId:ann', 'UserId:ben', 'SessionId:a:b'),
      issuerTypes: list('UserId', 'SessionId'),
    })
  })

  test.each(['', 'ann', 'UserId', 'UserId:', 'userid:ann', '*:*', 'Group:ann', ' UserId:ann'])('is not %j', (text) => {
    expect(() => issuers(text)).toThrow(UsageError)
  })
})
