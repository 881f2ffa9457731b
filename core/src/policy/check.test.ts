/** What `check` finds in a document: every rejection and every remark, each at its place, and none in a sound one. */
import { describe, expect, it } from 'vitest'
import { InputError } from '../input-error.ts'
import { check } from './check.ts'
import { parseController } from './limit.ts'
import { compile, parse } from './text.ts'

const transfer = {
  name: 'transfer',
  type: 'function',
  inputs: [
    { name: 'to', type: 'address' },
    { name: 'amount', type: 'uint256' },
  ],
}
const shadow = { name: 'relay', type: 'function', inputs: [{ name: 'sender', type: 'address' }] }
const person = `0x${'a1'.repeat(20)}`
const any = [{ type: '*', id: '*' }]
const leaf = (
  transaction_type: string,
  transaction_attr: string,
  operator: string,
  value: unknown,
  more: object = {},
) => ({ transaction_type, transaction_attr, operator, value, ...more })
const chain = leaf('nativeTransfer', 'chainId', 'eq', 1)
const small = leaf('nativeTransfer', 'nativeValue', 'lte', 5)
const rule = (conditions: unknown, more: object = {}) => ({
  issuer: any,
  action: 'allow',
  chain_type: 'ethereum',
  conditions,
  ...more,
})
const document = (rules: unknown, more: object = {}) => ({ version: '1.0', rules, ...more })
const one = (...conditions: readonly unknown[]) => document([rule([chain, ...conditions])])
const group = (depth: number): unknown => (depth === 0 ? small : { group: [group(depth - 1)] })
const controllers = [
  parseController({ id: 'day', method: 'sum', window: { type: 'rolling', seconds: 86_400 } }),
  parseController({
    id: 'split',
    method: 'sum',
    window: { type: 'lifetime' },
    partition_by: [{ transaction_type: 'erc20', transaction_attr: 'to' }],
  }),
]
const state = (id: string) => ({ state: { id } })
const where = 'rules[0].conditions[1]'

/** What `check` says, as code and path. */
function found(json: unknown): readonly string[] {
  const path = (steps: readonly (string | number)[]) =>
    steps.reduce<string>(
      (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
      '',
    )
  return check(JSON.stringify(json), { controllers }).map(
    (finding) => `${finding.severity} ${finding.code} ${path(finding.path)}`,
  )
}

describe('check', () => {
  it('finds nothing in a sound document', () => {
    expect(found(one(small))).toEqual([])
  })

  it.each<[string, unknown, string]>([
    ['another version', { ...one(small), version: '1.1' }, 'bad_version version'],
    ['no version', { rules: one(small).rules }, 'missing_field version'],
    ['no rules', document([]), 'empty rules'],
    ['no issuer', document([rule([small], { issuer: [] })]), 'empty rules[0].issuer'],
    ['no conditions', document([rule([])]), 'empty rules[0].conditions'],
    ['an empty group', one({ group: [] }), `empty ${where}.group`],
    ['a typing error', document([rule([small], { isuer: any })]), 'unknown_field rules[0].isuer'],
    ['a field beside a group', one({ group: [small], operator: 'eq' }), `unknown_field ${where}.operator`],
    ['another action', document([rule([small], { action: 'reject' })]), 'unknown_enum rules[0].action'],
    ['an unknown operator', one({ ...small, operator: 'matches' }), `unknown_enum ${where}.operator`],
    ['a long description', document([rule([small])], { description: 'x'.repeat(513) }), 'too_long description'],
    [
      'too many conditions in groups',
      one({ group: Array(33).fill(small) }, { group: Array(32).fill(small) }),
      'too_long rules[0].conditions',
    ],
    ['groups five deep', one(group(5)), `group_too_deep ${where}.group[0].group[0].group[0].group[0]`],
    [
      'a token type on Solana',
      document([rule([leaf('erc20', 'amount', 'eq', 1)], { chain_type: 'solana' })]),
      'chain_type_mismatch rules[0].conditions[0].transaction_type',
    ],
    ['two types under and', one(leaf('erc20', 'amount', 'lte', 5)), 'conflict_mixed_types rules[0].conditions'],
    [
      'an attribute that is never there',
      one(leaf('nativeTransfer', 'amount', 'eq', 1)),
      `attr_unresolvable ${where}.transaction_attr`,
    ],
    [
      'letter case of a name',
      one(leaf('nativeTransfer', 'Receiver', 'eq', person)),
      `attr_unresolvable ${where}.transaction_attr`,
    ],
    [
      'an order of addresses',
      one(leaf('nativeTransfer', 'receiver', 'lte', person)),
      `op_type_mismatch ${where}.operator`,
    ],
    ['a list for a comparison', one({ ...small, value: [5] }), `op_type_mismatch ${where}.value`],
    ['a scalar for a list', one({ ...small, operator: 'in' }), `op_type_mismatch ${where}.value`],
    ['a fraction in text', one({ ...small, value: '1.5' }), `op_type_mismatch ${where}.value`],
    ['a fraction', one({ ...small, value: 1.5 }), `unsafe_number ${where}.value`],
    ['no address', one(leaf('nativeTransfer', 'receiver', 'eq', '0x12')), `bad_address ${where}.value`],
    [
      'a wrong checksum, in a list',
      one(leaf('nativeTransfer', 'receiver', 'in', [person, `0xA1${person.slice(4)}`])),
      `bad_checksum ${where}.value[1]`,
    ],
    [
      'an ABI that is none',
      document([rule([leaf('erc20', 'amount', 'lte', 5, { abi: { name: 'transfer' } })])]),
      'abi_invalid',
    ],
    ['a counter that nobody made', one({ ...small, ...state('week') }), `state_unknown_controller ${where}.state.id`],
    [
      'a total in a list',
      one({ ...small, ...state('day'), operator: 'in', value: [5] }),
      `op_type_mismatch ${where}.operator`,
    ],
    [
      'a sum of addresses',
      one(leaf('nativeTransfer', 'receiver', 'eq', 5, state('day'))),
      `op_type_mismatch ${where}.transaction_attr`,
    ],
    ['a counter split by another type', one({ ...small, ...state('split') }), `attr_unresolvable ${where}.state.id`],
    [
      'a counter of two measures',
      one({ ...small, ...state('day') }, { ...leaf('nativeTransfer', 'chainId', 'lte', 5), ...state('day') }),
      'counter_conflict rules[0].conditions',
    ],
    [
      'the same allowed and denied',
      document([rule([chain, small]), rule([small, chain], { action: 'deny' })]),
      'conflict_allow_deny_identical rules[0]',
    ],
    [
      'all of it denied',
      document([rule([chain, small]), rule([chain], { action: 'deny' })]),
      'unreachable_allow rules[0]',
    ],
  ])('rejects %s', (_, json, expected) => {
    const errors = found(json).filter((line) => line.startsWith('error '))
    expect(errors[0]).toMatch(new RegExp(`^error ${expected.replaceAll(/[[\].]/g, '\\$&')}`))
  })

  it.each<[string, unknown, readonly string[]]>([
    ['no chain', document([rule([small])]), ['chain_not_pinned rules[0].conditions']],
    [
      'a chain in one of two ways only',
      document([rule([chain, small], { logic: 'or' })]),
      ['chain_not_pinned rules[0].conditions'],
    ],
    [
      'no token',
      document([rule([leaf('erc20', 'chainId', 'eq', 1), leaf('erc20', 'amount', 'lte', 5)])]),
      ['token_not_pinned rules[0].conditions'],
    ],
    [
      'two issuers, any of whom suffices',
      document([
        rule([chain], {
          issuer: [
            { type: 'UserId', id: 'a' },
            { type: 'UserId', id: 'b' },
          ],
        }),
      ]),
      ['multi_issuer_ambiguous rules[0].issuer'],
    ],
    [
      'a wildcard with an id',
      document([rule([chain], { issuer: [{ type: '*', id: 'ann' }] })]),
      ['wildcard_id_ignored rules[0].issuer[0].id'],
    ],
    ['a group in a group', one(group(2)), [`nested_group ${where}.group[0]`]],
    [
      '`in` on all accounts',
      document([
        rule([leaf('solanaTransaction', 'solanaAccountKeys', 'in', ['11111111111111111111111111111111'])], {
          chain_type: 'solana',
        }),
      ]),
      ['array_in_weak rules[0].conditions[0].operator'],
    ],
    [
      'a parameter behind a built-in name',
      document([
        rule([
          leaf('erc20', 'sender', 'eq', person, { abi: shadow }),
          leaf('erc20', 'chainId', 'eq', 1),
          leaf('erc20', 'receiver', 'eq', person),
        ]),
      ]),
      ['attr_shadowed rules[0].conditions[0].transaction_attr'],
    ],
  ])('remarks on %s', (_, json, expected) => {
    expect(found(json)).toEqual(expected.map((line) => `lint ${line}`))
  })

  it('does not remark on what a deny rule leaves open', () => {
    expect(
      found(
        document([rule([small], { action: 'deny' }), rule([chain, leaf('nativeTransfer', 'receiver', 'eq', person)])]),
      ),
    ).toEqual([])
  })

  it('finds all that is wrong, in document order, each with line and column', () => {
    const text = JSON.stringify(
      one({ ...small, value: '1.5' }, leaf('nativeTransfer', 'receiver', 'eq', '0x12')),
      null,
      1,
    )
    const findings = check(text)
    expect(findings.map(({ code }) => code)).toEqual(['op_type_mismatch', 'bad_address'])
    for (const { line, column, path } of findings)
      expect(text.split('\n')[line - 1]!.slice(column - 1), String(path)).toMatch(/^"(1\.5|0x12)"/)
  })

  it('reports a text that is no JSON once, at its place', () => {
    expect(check('{ "version": "1.0", }')).toMatchObject([{ code: 'bad_json', line: 1, column: 21 }])
    expect(check('{ "version": "1.0", "version": "1.0" }')).toMatchObject([{ code: 'duplicate_key' }])
    expect(check('[]')).toMatchObject([{ code: 'bad_object' }])
    expect(
      check(JSON.stringify(document([rule([leaf('erc20', 'amount', 'eq', 1, { abi: transfer })])]))).filter(
        ({ severity }) => severity === 'error',
      ),
    ).toEqual([])
  })
})

describe('check of very many faults', () => {
  const many = (count: number, item: unknown) => document(Array(count).fill(item))

  it.each([999, 1000])('lists all of %i', (count) => {
    const findings = check(JSON.stringify(many(count, 1)))
    expect(findings.map(({ path }) => path[1])).toEqual([...Array(count).keys()])
  })

  it('lists the first 1,000 of 1,001 in document order, and says at the next that there is one more', () => {
    const findings = check(JSON.stringify(many(1001, 1)))
    expect(findings.slice(0, 1000).map(({ path }) => path[1])).toEqual([...Array(1000).keys()])
    const [last, ...none] = findings.slice(1000)
    expect(none).toEqual([])
    expect(last).toEqual({
      severity: 'error',
      code: 'more_findings',
      path: ['rules', 1000],
      expected: 'at most 1000 findings',
      came: '1 more',
      line: 1,
      column: 27 + 2000,
      at: 26 + 2000,
    })
  })

  it('remarks that there are more remarks, and rejects when a rejection is among them', () => {
    const remarked = Array(1100).fill(rule([small]))
    expect(check(JSON.stringify(document(remarked))).at(-1)).toMatchObject({ severity: 'lint', came: '100 more' })
    const other = leaf('nativeTransfer', 'chainId', 'neq', 1)
    const refused = [rule([other]), rule([other], { action: 'deny' })]
    const findings = check(JSON.stringify(document([...remarked, ...refused])))
    expect(findings.slice(0, 1000).every(({ severity }) => severity === 'lint')).toBe(true)
    expect(findings.at(-1)).toMatchObject({ severity: 'error', code: 'more_findings', came: '102 more' })
  })

  it.each<[string, () => string]>([
    ['12,000 rules that are none', () => JSON.stringify(many(12_000, 1))],
    ['4,000 unknown keys', () => `{${Array.from({ length: 4000 }, (_, i) => `"k${i}":1`).join(',')}}`],
    ['700 remarks', () => JSON.stringify(many(700, rule([small])))],
  ])('finds %s in hardly more time than it reads them', (_, make) => {
    const text = make()
    const fastest = Math.min(
      ...Array.from({ length: 5 }, () => {
        const started = performance.now()
        check(text)
        return performance.now() - started
      }),
    )
    // One pass for each finding took seconds.
    expect(fastest).toBeLessThan(300)
  })

  it('checks 16,384 rules with a remark each in one go', () => {
    const rules = Array.from({ length: 16_384 }, (_, i) => rule([{ ...small, value: i }]))
    const text = JSON.stringify(document(rules))
    const started = performance.now()
    expect(check(text).at(-1)).toMatchObject({ severity: 'lint', came: '15384 more' })
    expect(performance.now() - started).toBeLessThan(6000)
  })
})

describe('what parse and compile refuse', () => {
  it('is the first finding of check', () => {
    const texts = [
      JSON.stringify(document([1, { ...rule([small]), x: 1 }, 2]), null, 2),
      JSON.stringify({ rules: [rule([small])], version: '2' }),
      JSON.stringify(one({ ...small, value: '1.5' }, leaf('nativeTransfer', 'receiver', 'eq', '0x12'))),
      JSON.stringify({ zzz: 1, aaa: 2 }),
    ]
    for (const text of texts) {
      const [first] = check(text)
      const error = refusalOf(() => compile(parse(text)))
      const { line, column, at } = error.place
      expect({ code: error.code, line, column, at }).toEqual({
        code: first!.code,
        line: first!.line,
        column: first!.column,
        at: first!.at,
      })
    }
  })
})

function refusalOf(run: () => unknown): InputError {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('accepted')
}
