/** What is said of documents that were meant otherwise: another file, a list of an ABI, a group by another key. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { payloadKinds } from '../../../facts/request.ts'
import { runs } from '../../../runs.fixture.ts'
import { check } from '../../check.ts'
import { documentJsonSchema, limits } from './schema.ts'

const cap = { transaction_type: 'nativeTransfer', transaction_attr: 'nativeValue', operator: 'lte', value: 1 }
const rule = { issuer: [{ type: '*', id: '*' }], action: 'allow', chain_type: 'ethereum', conditions: [cap] }
const documentOf = (...conditions: readonly unknown[]) => ({ version: '1.0', rules: [{ ...rule, conditions }] })
/** The rejections, remarks left out. */
const found = (json: unknown) =>
  check(JSON.stringify(json))
    .filter(({ severity }) => severity === 'error')
    .map(({ code, path, expected }) => [code, path.join('.'), expected])
const others: readonly (readonly [json: object, said: string])[] = [
  [{ kind: 'counter', id: 'day' }, 'this is a counter: give it with --with'],
  [{ kind: 'operation', operation: 'x' }, 'this is an operation: give it with --with'],
  [{ kind: 'tokens', tokens: [] }, 'these are tokens: give them with --with'],
  [{ kind: 'token' }, 'this is a token: give it with --with'],
  [{ kind: 'list', name: 'x' }, 'this is a list: give it with --with'],
  [{ requestId: 'r', payload: { message: 'a' } }, 'this is a request, not a policy'],
  ...Object.keys(payloadKinds).map((kind) => [{ [kind]: '0x' }, 'this is a request, not a policy'] as const),
]

describe('another file', () => {
  it.each(others)('%j is said to be what it is, once', (json, said) => {
    expect(found(json)).toEqual([['missing_field', 'version', `\`1.0\`; ${said}`]])
  })

  it.each([
    [{}],
    [{ kind: 'toString' }],
    [{ toString: 1 }],
    [{ message: 1, rawHash: 2 }],
    [{ ...documentOf(cap), kind: 'counter' }],
    [{ rules: [rule], payload: {} }],
  ])('%j is a document with something wrong', (json) => {
    expect(JSON.stringify(found(json))).not.toMatch(/this is|these are/)
    expect(found(json)).not.toEqual([])
  })
})

describe('a field that does not exist', () => {
  it('is refused with those that do, at the top, in a rule and in a condition', () => {
    expect(found({ version: '1.0', name: 'x', rules: [{ ...rule, from: 1 }] })).toEqual([
      ['unknown_field', 'name', 'one of version, description, rules'],
      [
        'unknown_field',
        'rules.0.from',
        'one of description, issuer, issuer_logic, action, logic, chain_type, conditions',
      ],
    ])
    expect(found(documentOf({ ...cap, colour: 1 }))).toEqual([
      [
        'unknown_field',
        'rules.0.conditions.0.colour',
        'one of transaction_type, transaction_attr, operator, value, abi, state',
      ],
    ])
  })

  it('and is `conditions` within conditions is to be `group`', () => {
    const said = '`group`, which is the key for conditions within conditions'
    expect(found(documentOf({ logic: 'or', conditions: [cap] }))).toEqual([
      ['unknown_field', 'rules.0.conditions.0.conditions', said],
    ])
    expect(found(documentOf({ group: [cap, { conditions: [cap] }] }))).toEqual([
      ['unknown_field', 'rules.0.conditions.0.group.1.conditions', said],
    ])
    expect(found(documentOf({ group: [cap, { group: [cap] }] }))).toEqual([])
  })
})

describe('a value', () => {
  const scalars = 'a text, a number, true or false'
  it.each([
    [null, 'bad_type', 'value', `${scalars}, or a list of these`],
    [{}, 'bad_type', 'value', `${scalars}, or a list of these`],
    [[], 'empty', 'value', 'at least 1'],
    [[1, null], 'bad_type', 'value.1', scalars],
    [[[1]], 'bad_type', 'value.0', scalars],
    [Array(limits.listItems + 1).fill(1), 'too_long', 'value', `at most ${limits.listItems}`],
  ])('of another kind is refused (%#)', (value, code, at, expected) => {
    expect(found(documentOf({ ...cap, operator: 'in', value }))).toEqual([
      [code, `rules.0.conditions.0.${at}`, expected],
    ])
  })

  it.each([[[1]], [Array(limits.listItems).fill(1)], [['1', '0x1']]])(
    'that is a list of one to 1,024 is taken',
    (value) => {
      expect(found(documentOf({ ...cap, operator: 'in', value }))).toEqual([])
    },
  )

  it('that is missing is missing', () => {
    const { value, ...rest } = cap
    expect(found(documentOf(rest)).map(([code]) => code)).toEqual(['missing_field'])
  })
})

describe('an ABI', () => {
  it('is one function, not a list of them', () => {
    expect(found(documentOf({ ...cap, abi: [{ type: 'function' }] }))).toEqual([
      ['bad_type', 'rules.0.conditions.0.abi', 'one function of the ABI, not the list'],
    ])
  })
})

describe('any JSON', () => {
  it('that is no document is refused with a place and with what was expected', () => {
    const law = fc.property(fc.json(), (text) => {
      const findings = check(text)
      expect(findings.some(({ severity }) => severity === 'error')).toBe(true)
      for (const { expected, line } of findings) expect([expected === '', line > 0]).toEqual([false, true])
    })
    fc.assert(law, { seed: 20_261_122, numRuns: runs(500) })
  })
})

describe('the JSON Schema', () => {
  type Node = { readonly [key: string]: Node } & { readonly minItems?: number; readonly maxLength?: number }
  const schema = documentJsonSchema() as unknown as Node
  const ruleNode = schema.properties!.rules!.items!

  it('has the least and the most that documents may have', () => {
    expect(schema.properties!.rules).toMatchObject({ minItems: 1, maxItems: limits.rules })
    expect(schema.properties!.description).toMatchObject({ maxLength: limits.description })
    expect(ruleNode.properties!.description).toMatchObject({ maxLength: limits.description })
    expect(ruleNode.properties!.conditions).toMatchObject({ minItems: 1, maxItems: limits.conditions })
    expect(ruleNode.properties!.issuer).toMatchObject({ minItems: 1, maxItems: limits.issuers })
    expect(JSON.stringify(schema)).toContain(`"minItems":1,"maxItems":${limits.listItems}`)
  })

  it('is what is published', () => {
    const published = readFileSync(new URL('../../../../../docs/document.schema.json', import.meta.url), 'utf8')
    expect(JSON.parse(published)).toEqual(schema)
  })
})
