/** `portcullis decide` under attack: it answers every line, and nothing that is sent becomes an allow. */
import { rmSync } from 'node:fs'
import { Json, parse } from '@portcullis/core'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { decide, decideOptions } from './decide.ts'
import {
  alice,
  capped,
  counter,
  entry,
  type Folder,
  folder,
  native,
  pay,
  policy,
  ran,
  rule,
  situation,
} from './decider.fixture.ts'
import { decider } from './decider.ts'
import { readOptions } from './options.ts'
import { UsageError } from './usage.ts'

const MiB = 1024 * 1024

let home: Folder
let small = ''
beforeEach(() => {
  home = folder()
  small = home.write('policy.json', policy(rule('allow', [native('lte', '100')])))
})
afterEach(() => rmSync(home.path, { recursive: true }))

/** Code of the decision or of what is no request, of each line; a good one stands behind them all. */
function codes(...lines: readonly string[]): readonly unknown[] {
  const file = home.write('requests.jsonl', [...lines, JSON.stringify(pay('1'))].join('\n'))
  const came = ran(['--policy', small, file]).lines
  expect(came.at(-1)).toMatchObject({ decision: 'allow', line: lines.length + 1 })
  return came.slice(0, -1).map(({ code, reason }) => code ?? reason!.code)
}

describe('JSON', () => {
  test.each([
    ['100,000 lists deep', `{"transaction":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'too_deep'],
    ['100,000 objects deep', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'too_deep'],
    ['100,000 brackets that nobody closes', '['.repeat(100_000), 'too_deep'],
    ['of 9 MiB', `{"message":"${'a'.repeat(9 * MiB)}"}`, 'too_long'],
    ['with a NUL byte in front', `\u0000${JSON.stringify(pay('1'))}`, 'bad_json'],
    ['with a NUL byte behind', `${JSON.stringify(pay('1'))}\u0000`, 'bad_json'],
    ['with a NUL byte in a text', '{"message":"a\u0000b"}', 'bad_json'],
    ['with half a surrogate pair', '{"message":"\\ud800"}', 'lone_surrogate'],
    ['with a number of a million digits', `{"transaction":{"value":${'9'.repeat(MiB)}}}`, 'unsafe_number'],
    ['with a quantity of a million digits', `{"transaction":{"value":"${'9'.repeat(MiB)}"}}`, 'bad_quantity'],
    ['with a field name of a megabyte', `{"transaction":{"${'a'.repeat(MiB)}":1}}`, 'unknown_field'],
    ['after JSON', '{"message":"a"}{"message":"b"}', 'bad_json'],
    ['with a byte order mark', `\ufeff${JSON.stringify(pay('101'))}`, 'no_matching_rule'],
  ])('%s is answered, and so is the next line', (_, line, code) => {
    // A text is trimmed as lines are, and a byte order mark in front of a line is blank there.
    expect(codes('{"message":"first"}', line)).toEqual(['no_matching_rule', code])
  })

  it('of 9 MiB is no request as hex either', () => {
    expect(codes(`0x${'00'.repeat(9 * MiB)}`)).toEqual(['too_long'])
  })
})

describe('names that every object has', () => {
  const names = Object.getOwnPropertyNames(Object.prototype)

  test.each(names)('`%s` is no payload, field, fact, counter or reason', (name) => {
    const line = (object: string) => `{"${name}":${object}}`
    const forbidden = name === '__proto__' || name === 'constructor'
    expect(codes(line('"0x"'), `{"payload":${line('"0x"')}}`, `{"transaction":${line('"1"')}}`)).toEqual(
      forbidden ? Array(3).fill('forbidden_key') : ['unknown_payload_kind', 'unknown_payload_kind', 'unknown_field'],
    )
    const facts = home.write('facts.json', line('{"value":"x"}'))
    const file = home.write('request.json', pay('1'))
    const decided = () => ran(['--policy', small, '--facts', facts, file]).lines[0]!.decision
    if (forbidden) expect(decided).toThrow('forbidden_key')
    else expect(decided()).toBe('allow')
  })

  test.each(['toString', 'hasOwnProperty', 'valueOf'])('may be the id of a counter: `%s`', (id) => {
    const capped = policy(rule('allow', [native('lte', '100', { state: { id } })]))
    const next = decider(situation([capped], [counter(id)]))
    const words = ['60', '41', '40', '1'].map((value) => next(entry(pay(value))).decision!.decision)
    expect(words).toEqual(['allow', 'deny', 'allow', 'deny'])
  })
})

describe('texts that would write on a terminal', () => {
  it('are escaped in every line that is printed', () => {
    const bell = 'red\u001b[31m\u0007\r\u202e\u0085'
    const tokens = home.write('tokens.json', {
      kind: 'token',
      chain: 'eip155:1',
      address: 'native',
      symbol: bell,
      decimals: 2,
    })
    const requests = [
      { requestId: bell, payload: pay('1') },
      { message: bell },
      { transaction: { [bell]: '1' } },
      { operation: { name: bell } },
      { keyId: bell, payload: pay('1') },
    ]
    const file = home.write('requests.jsonl', requests.map((one) => JSON.stringify(one)).join('\n'))
    for (const json of [['--json'], []]) {
      const printed: string[] = []
      decide(
        readOptions(['--policy', small, '--with', tokens, ...json, file], decideOptions),
        (line) => void printed.push(line),
      )
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
      expect(printed.filter((line) => /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(line))).toEqual([])
      expect(printed.length).toBeGreaterThan(4)
    }
  })
})

describe('a large policy', () => {
  const many = (count: number) =>
    policy(...Array.from({ length: count }, (_, i) => rule('allow', [native('eq', String(i))])))

  it('of 16,384 rules loads and decides; one rule more is refused', () => {
    const file = home.write('large.json', many(16_384))
    const requests = home.write(
      'requests.jsonl',
      [pay('0'), pay('16383'), pay('16384')].map((one) => JSON.stringify(one)).join('\n'),
    )
    const decided: unknown[] = []
    const print = (line: string) => void decided.push((JSON.parse(line) as { decision: unknown }).decision)
    decide(readOptions(['--policy', file, '--json', requests], decideOptions), print)
    expect(decided).toEqual(['allow', 'allow', 'deny'])
    expect(() => parse(JSON.stringify(many(16_385)))).toThrow(expect.objectContaining({ code: 'too_long' }))
  })

  it('is refused above 8 MiB, and read up to there', () => {
    const text = JSON.stringify(policy(rule('allow', [native('lte', '100')])))
    const padded = (bytes: number) => home.write('padded.json', `${text}${' '.repeat(bytes - text.length)}`)
    const request = home.write('request.json', pay('1'))
    expect(Json.defaultLimits.maxBytes).toBe(8 * MiB)
    expect(ran(['--policy', padded(8 * MiB), request]).exit).toBe(0)
    expect(() => ran(['--policy', padded(8 * MiB + 1), request])).toThrow(UsageError)
    expect(() => ran(['--policy', padded(8 * MiB + 1), request])).toThrow('too_long')
  })
})

describe('many requests', () => {
  it('are answered one by one, and the counter holds over all of them', () => {
    const file = home.write('capped.json', capped('1000'))
    const requests = home.write(
      'requests.jsonl',
      Array(1500)
        .fill(JSON.stringify(pay('1', alice)))
        .join('\n'),
    )
    const { lines, exit } = ran(['--policy', file, '--with', home.write('day.json', counter('day')), requests])
    expect([lines.length, lines.filter(({ decision }) => decision === 'allow').length, exit]).toEqual([1500, 1000, 1])
    expect(lines[999]!.decision).toBe('allow')
    expect(lines[1000]!.decision).toBe('deny')
  })
})
