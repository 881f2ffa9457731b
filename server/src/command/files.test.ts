/** Files beside the requests: what is wrong in one is wrong usage, and is said with its place. */
import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { alice, byReceiver, counter, type Folder, folder, native, policy, rule } from './decider.fixture.ts'
import { readCompanions, readFacts, readKey, readPolicies } from './files.ts'
import { UsageError } from './usage.ts'

let home: Folder
beforeEach(() => {
  home = folder()
})
afterEach(() => rmSync(home.path, { recursive: true }))

const nothing = { tokens: [], lists: [], controllers: [], operations: [], contracts: [], clusters: [] }

/** What is said of a file, without the folder. */
function said(read: (file: string) => unknown, content: unknown): string {
  const file = home.write('file.json', content)
  try {
    read(file)
    return 'nothing'
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    expect(error.message.startsWith(file)).toBe(true)
    return error.message.slice(file.length)
  }
}

describe('a file of facts', () => {
  const facts = (content: unknown) => readFacts(home.write('facts.json', content))

  it('is nothing when it is not given', () => {
    expect(readFacts(undefined)).toEqual({})
  })

  it('holds values, what is absent, and what failed', () => {
    const day = `counter.day.0x${'ab'.repeat(32)}`
    const given = {
      [day]: { value: '340282366920938463463374607431768211456' },
      'counter.week.0x': { value: 5 },
      'price.usd': { failed: 'timeout' },
      'screening.hit': { absent: true },
      'screening.risk': { value: 'low' },
      'screening.clean': { value: true },
      sender: { value: alice.toUpperCase().replace('0X', '0x') },
      issuers: { value: ['UserId:ann'] },
      'time.now': { value: '2026-11-20T09:00:00Z' },
      toString: { value: 'a name like any other' },
    }
    expect(facts(given)).toEqual({
      [day]: { type: 'integer', value: 2n ** 128n },
      'counter.week.0x': { type: 'integer', value: 5n },
      'price.usd': { type: 'failed', cause: 'timeout' },
      'screening.hit': { type: 'absent' },
      'screening.risk': { type: 'text', value: 'low' },
      'screening.clean': { type: 'boolean', value: true },
      sender: { type: 'address', family: 'evm', value: alice },
      issuers: { type: 'list', items: [{ type: 'text', value: 'UserId:ann' }] },
      'time.now': { type: 'instant', value: Date.UTC(2026, 10, 20, 9) },
      toString: { type: 'text', value: 'a name like any other' },
    })
  })

  test.each([
    ['no object', [], ': bad_object'],
    ['no object for a fact', { a: 5 }, ': bad_object: not an object of named fields at a:'],
    ['no state', { a: {} }, ': bad_object: not an object of named fields at a:'],
    ['two states', { a: { value: 1, absent: true } }, ': bad_object: not an object of named fields at a:'],
    ['another state', { a: { notAsked: true } }, ': bad_object: not an object of named fields at a:'],
    ['a state that every object has', { a: { toString: true } }, ': bad_object: not an object of named fields at a:'],
    ['absent: false', { a: { absent: false } }, ': bad_object: not an object of named fields at a:'],
    ['a cause that is no text', { a: { failed: 1 } }, ': bad_object: not an object of named fields at a:'],
    ['null', { a: { value: null } }, ': bad_type: a value of another type at a.value:'],
    ['a list where there is none', { a: { value: ['b'] } }, ': bad_type: a value of another type at a.value:'],
    [
      'a fraction',
      { 'counter.day.0x': { value: '1.5' } },
      ': bad_type: a value of another type at counter.day.0x.value:',
    ],
    [
      'hex for an amount',
      { 'counter.day.0x': { value: '0x10' } },
      ': bad_type: a value of another type at counter.day.0x.value:',
    ],
    [
      'leading zeros',
      { 'counter.day.0x': { value: '007' } },
      ': bad_type: a value of another type at counter.day.0x.value:',
    ],
    [
      'no list of issuers',
      { issuers: { value: 'UserId:ann' } },
      ': bad_type: a value of another type at issuers.value:',
    ],
    ['a number as issuer', { issuers: { value: [1] } }, ': bad_type: a value of another type at issuers.value:'],
    ['no address', { sender: { value: '0x00' } }, ': bad_address'],
    [
      'a day that is none',
      { 'time.now': { value: '2026-02-30T00:00:00Z' } },
      ': bad_type: a value of another type at time.now.value:',
    ],
    ['what bytes tell', { amount: { value: '5' } }, ': unknown_field: a field that does not exist here at amount:'],
    [
      'a field of an operation',
      { 'operation.exportFormat': { value: 'raw' } },
      ': unknown_field: a field that does not exist here at operation.exportFormat:',
    ],
    ['no JSON', '{ "a": ', ':1:8: bad_json'],
    ['a key twice', '{ "a": {"absent":true},\n "a": {"absent":true} }', ':2:2: duplicate_key'],
    ['an unsafe number', '{ "a": { "value": 9007199254740993 } }', ':1:19: unsafe_number'],
    ['a prototype', '{ "__proto__": {"absent":true} }', ':1:3: forbidden_key'],
  ])('with %s is refused with its place', (_, content, start) => {
    const message = said(readFacts, content)
    expect(message.slice(0, start.length)).toBe(start)
  })
})

describe('a key file', () => {
  it('is refused when its address is not that of its public key', () => {
    const publicKey = `0x02${'79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'}`
    const evm = '0x7e5f4552091a69125d5dfcb7b8c2659029395bdf'
    const read = (address: string) => said(readKey, { curve: 'secp256k1', publicKey, addresses: { evm: address } })
    expect(read(evm)).toBe('nothing')
    expect(read(alice)).toContain(': key_address_mismatch: ')
    expect(read(alice)).toContain('addresses.evm')
    expect(readKey(undefined)).toBeNull()
  })
})

describe('a policy file', () => {
  const read = (file: string) => readPolicies([file], nothing)

  test.each([
    ['no JSON', '{\n  "version": }', ':2:14: bad_json: '],
    ['a field that does not exist', '{\n  "version": "1.0",\n  "rule": [],\n  "rules": [] }', ':3:3: unknown_field: '],
    ['another version', '{"version":"2.0","rules":[]}', ':1:12: '],
    ['a request', { payload: { message: 'a' } }, ':1:1: missing_field: a required field is missing at version: '],
    ['a list', '[]', ':1:1: bad_object: '],
    ['a form that nobody knows', '{"form":"poem"}', ':1:9: unknown_form: '],
  ])('with %s is refused with line, column and code', (_, content, start) => {
    expect(said(read, content).slice(0, start.length)).toBe(start)
  })

  it('with a counter that is not given is refused; so is one counter that is given twice', () => {
    const capped = policy(rule('allow', [native('lte', '100', { state: { id: 'day' } })]))
    expect(said(read, capped)).toContain(': state_unknown_controller: ')
    const [one, other] = [home.write('a.json', counter('day')), home.write('b.json', counter('day', byReceiver))]
    const file = home.write('policy.json', capped)
    expect(readPolicies([file], readCompanions([one]))).toHaveLength(1)
    expect(() => readCompanions([one, other])).toThrow(`${other}: name_taken: `)
  })

  it('that cannot be read is wrong usage', () => {
    expect(() => read(`${home.path}/none.json`)).toThrow(UsageError)
    expect(() => read(home.path)).toThrow(UsageError)
  })
})

describe('a companion', () => {
  test.each([
    [{ kind: 'poem' }, ': unknown_enum: '],
    [{ kind: 'toString' }, ': unknown_enum: '],
    [{ kind: 1 }, ': unknown_enum: '],
    [{}, ': unknown_enum: '],
    ['1', ': bad_object: '],
    [{ kind: 'list', name: 'a', items: [1] }, ': bad_type: a value of another type at items[0]: '],
    [{ kind: 'list', name: 'a', items: 'b' }, ': bad_type: a value of another type at items: '],
    [{ kind: 'list', items: [] }, ': missing_field: a required field is missing at name: '],
    [{ kind: 'token', chain: 'eip155:1', address: alice, symbol: 'A', decimals: 78 }, ': out_of_range: '],
    [{ kind: 'token', chain: 'eip155:1', address: alice, symbol: 'A', decimals: 18, more: 1 }, ': unknown_field: '],
    [{ kind: 'tokens', tokens: [{}] }, ': '],
    [{ kind: 'counter', id: 'a' }, ': missing_field: '],
    [{ kind: 'operation', name: 'keyExport', schema: {} }, ': name_taken: '],
  ])('%j is refused: %s', (content, start) => {
    const message = said((file) => readCompanions([file]), content)
    expect(message.slice(0, start.length)).toBe(start)
  })

  it('may be one of many in a file', () => {
    const file = home.write('all.json', [counter('day'), { kind: 'list', name: 'a', items: ['b'] }, counter('week')])
    const { controllers, lists } = readCompanions([file])
    expect([controllers.map(({ id }) => id), lists]).toEqual([['day', 'week'], [{ name: 'a', items: ['b'] }]])
  })
})
