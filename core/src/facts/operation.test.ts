import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../input-error.ts'
import * as Operation from './operation.ts'
import * as Print from './print.ts'

const seed = 20261123

/** What `run` refuses, as `code path`. */
function refused(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError) return `${error.code} ${error.place.path}`
    throw error
  }
  return 'accepted'
}

const payout = Operation.parseDefinition({
  kind: 'operation',
  name: 'payoutBatch',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Payout batch',
    type: 'object',
    required: ['chain', 'payouts'],
    additionalProperties: false,
    properties: {
      chain: { type: 'string', format: 'chain' },
      total: { type: 'string', format: 'decimal', description: 'base units' },
      count: { type: 'integer', minimum: 1, maximum: 500 },
      due: { type: 'string', format: 'date-time' },
      urgent: { type: 'boolean' },
      account: {
        type: 'object',
        properties: { owner: { type: 'string', format: 'solana-address' }, memo: { type: 'string' } },
      },
      payouts: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['to', 'amount'],
          properties: { to: { type: 'string', format: 'evm-address' }, amount: { type: 'string', format: 'decimal' } },
        },
      },
    },
  },
})
const named = (name: string, properties: object = {}) =>
  Operation.parseDefinition({ kind: 'operation', name, schema: { type: 'object', properties } })
const parsed = (json: unknown) => refused(() => Operation.parse(json, [payout]))
const defined = (json: unknown) => refused(() => Operation.parseDefinition(json))

describe('a known operation', () => {
  it('is read with its key and its fields, each of its type', () => {
    const json = { name: 'quorumChange', keyId: 'key_1', newThreshold: 3, oldThreshold: '2', addedParty: ['p4', 'p5'] }
    expect(Operation.parse(json, [])).toEqual({
      name: 'quorumChange',
      keyId: 'key_1',
      fields: new Map([
        ['oldThreshold', { type: 'integer', value: 2n }],
        ['newThreshold', { type: 'integer', value: 3n }],
        [
          'addedParty',
          {
            type: 'list',
            items: [
              { type: 'text', value: 'p4' },
              { type: 'text', value: 'p5' },
            ],
          },
        ],
      ]),
    })
  })

  it('may lack its key and every field', () => {
    for (const { name } of Operation.known) {
      expect(Operation.parse({ name }, [])).toEqual({ name, keyId: null, fields: new Map() })
    }
  })

  it('is one of ten, with these fields', () => {
    const fields = (one: Operation.Definition) =>
      [...one.shape.fields.keys()].map((field) => `${field}: ${Operation.fieldType(one, field)}`)
    expect(Object.fromEntries(Operation.known.map((one) => [one.name, fields(one)]))).toEqual({
      keyExport: ['exportFormat: text', 'exportRecipientKey: text'],
      keyRefresh: [],
      quorumChange: [
        'oldThreshold: integer',
        'newThreshold: integer',
        'oldParties: integer',
        'newParties: integer',
        'addedParty: list',
        'removedParty: list',
      ],
      keyImport: [],
      addSessionKey: ['sessionKeyId: text', 'sessionTtlSeconds: integer'],
      revokeSessionKey: ['sessionKeyId: text', 'sessionTtlSeconds: integer'],
      updatePolicy: ['newPolicyHash: bytes'],
      deletePolicy: [],
      createStateController: [],
      deleteStateController: [],
    })
  })

  it.each([
    ['not an object', [], 'bad_object '],
    ['null', null, 'bad_object '],
    ['without a name', {}, 'missing_field name'],
    ['of no text', { name: 1 }, 'schema_mismatch name'],
    ['of an unknown name', { name: 'keyexport' }, 'unknown_operation name'],
    ['of a name of the prototype', { name: 'constructor' }, 'unknown_operation name'],
    ['of an empty name', { name: '' }, 'unknown_operation name'],
    ['with an empty key', { name: 'keyExport', keyId: '' }, 'schema_mismatch keyId'],
    ['with null for the key', { name: 'keyExport', keyId: null }, 'schema_mismatch keyId'],
    ['with a field of another operation', { name: 'keyExport', newThreshold: 1 }, 'unknown_field newThreshold'],
    ['with a field in other case', { name: 'keyExport', exportformat: 'a' }, 'unknown_field exportformat'],
    ['with a field of the prototype', JSON.parse('{ "name": "keyExport", "__proto__": 1 }'), 'unknown_field __proto__'],
    ['with null for a field', { name: 'keyExport', exportFormat: null }, 'schema_mismatch exportFormat'],
    ['with a number for a text', { name: 'keyExport', exportFormat: 1 }, 'schema_mismatch exportFormat'],
    ['below zero', { name: 'quorumChange', newThreshold: -1 }, 'schema_mismatch newThreshold'],
    ['below zero in text', { name: 'quorumChange', newThreshold: '-1' }, 'schema_mismatch newThreshold'],
    ['beyond what a number holds', { name: 'quorumChange', newThreshold: 2 ** 53 }, 'schema_mismatch newThreshold'],
    ['at what a number holds', { name: 'quorumChange', newThreshold: 2 ** 53 - 1 }, 'accepted'],
    ['beyond it in text', { name: 'quorumChange', newThreshold: '9007199254740993' }, 'accepted'],
    [
      'with a hash of 31 bytes',
      { name: 'updatePolicy', newPolicyHash: `0x${'ab'.repeat(31)}` },
      'schema_mismatch newPolicyHash',
    ],
    ['with a hash of 32 bytes', { name: 'updatePolicy', newPolicyHash: `0x${'AB'.repeat(32)}` }, 'accepted'],
    [
      'with a hash of 33 bytes',
      { name: 'updatePolicy', newPolicyHash: `0x${'ab'.repeat(33)}` },
      'schema_mismatch newPolicyHash',
    ],
    ['with a long list', { name: 'quorumChange', addedParty: Array(1025).fill('p') }, 'too_long addedParty'],
    ['with the longest list', { name: 'quorumChange', addedParty: Array(1024).fill('p') }, 'accepted'],
    ['with a list of numbers', { name: 'quorumChange', addedParty: ['p', 1] }, 'schema_mismatch addedParty[1]'],
    ['with the longest text', { name: 'keyExport', exportFormat: 'x'.repeat(8192) }, 'accepted'],
    ['with a longer text', { name: 'keyExport', exportFormat: 'x'.repeat(8193) }, 'too_long exportFormat'],
  ])('%s: %#', (_, json, expected) => {
    expect(parsed(json)).toBe(expected)
  })

  it('names the operations where it is not one of them, defined ones too', () => {
    expect(() => Operation.parse({ name: 'sign' }, [payout])).toThrow(
      'keyExport, keyRefresh, quorumChange, keyImport, addSessionKey, revokeSessionKey, updatePolicy, deletePolicy, createStateController, deleteStateController, payoutBatch, came `sign`',
    )
  })

  it('is refused for its name, then its key, then the first of its fields', () => {
    expect(parsed({ exportFormat: 1, keyId: 1, name: 'sign' })).toBe('schema_mismatch keyId')
    expect(parsed({ exportFormat: 1, keyId: 'a', name: 'sign' })).toBe('unknown_operation name')
    expect(parsed({ exportFormat: 1, keyId: 1, name: 'keyExport' })).toBe('schema_mismatch keyId')
    expect(parsed({ keyId: 'a', x: 1, exportFormat: 1, name: 'keyExport' })).toBe('unknown_field x')
    expect(parsed({ keyId: 'a', exportFormat: 1, x: 1, name: 'keyExport' })).toBe('schema_mismatch exportFormat')
  })
})

describe('a defined operation', () => {
  const to = '0xd8da6bf26964af9d7eed9e03e53415d37aa96045'

  it('is read with nested records and lists of records', () => {
    const json = {
      name: 'payoutBatch',
      payouts: [{ amount: '9007199254740993', to: '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045' }],
      account: { memo: '', owner: 'So11111111111111111111111111111111111111112' },
      chain: 'eip155:1',
      due: '2026-11-20T10:00:00+01:00',
      urgent: false,
      count: '1',
    }
    const { fields, keyId } = Operation.parse(json, [payout])
    expect(keyId).toBeNull()
    expect([...fields].map(([name, value]) => [name, value.type, Print.toJson(value)])).toEqual([
      ['chain', 'text', 'eip155:1'],
      ['count', 'integer', '1'],
      ['due', 'instant', '2026-11-20T09:00:00.000Z'],
      ['urgent', 'boolean', false],
      ['account', 'record', { owner: 'So11111111111111111111111111111111111111112', memo: '' }],
      ['payouts', 'list', [{ to, amount: '9007199254740993' }]],
    ])
  })

  it.each([
    ['lacks a required field', { chain: 'eip155:1' }, 'missing_field payouts'],
    ['lacks a nested one', { chain: 'eip155:1', payouts: [{ to }] }, 'missing_field payouts[0].amount'],
    [
      'has a nested unknown one',
      { chain: 'eip155:1', payouts: [{ to, amount: '1', x: 1 }] },
      'unknown_field payouts[0].x',
    ],
    [
      'has a nested wrong one',
      { chain: 'eip155:1', payouts: [{ to, amount: 1 }] },
      'schema_mismatch payouts[0].amount',
    ],
    ['is above the maximum', { chain: 'eip155:1', payouts: [], count: 501 }, 'schema_mismatch payouts'],
    ['is above the maximum alone', { count: 501, chain: 'eip155:1' }, 'schema_mismatch count'],
  ])('is refused where it %s', (_, fields, expected) => {
    expect(parsed({ name: 'payoutBatch', ...fields })).toBe(expected)
  })

  it('is not known without its definition', () => {
    expect(refused(() => Operation.parse({ name: 'payoutBatch' }, []))).toBe('unknown_operation name')
  })

  it('is refused where two definitions have its name, known ones included', () => {
    const empty = named('sweep')
    expect(refused(() => Operation.parse({ name: 'sweep' }, [empty]))).toBe('accepted')
    expect(refused(() => Operation.parse({ name: 'sweep' }, [empty, empty]))).toBe('name_taken name')
    const forged = { ...empty, name: 'keyExport' }
    expect(refused(() => Operation.parse({ name: 'keyExport' }, [forged]))).toBe('name_taken name')
  })
})

describe('a definition', () => {
  const schema = { type: 'object' }

  it.each([
    ['whole', { kind: 'operation', name: 'sweep', schema }, 'accepted'],
    ['no object', 'sweep', 'bad_object '],
    ['with another field', { kind: 'operation', name: 'sweep', schema, version: 1 }, 'unknown_field version'],
    ['without kind', { name: 'sweep', schema }, 'missing_field kind'],
    ['without name', { kind: 'operation', schema }, 'missing_field name'],
    ['without schema', { kind: 'operation', name: 'sweep' }, 'missing_field schema'],
    ['of another kind', { kind: 'policy', name: 'sweep', schema }, 'unknown_enum kind'],
    ['with a name that is no text', { kind: 'operation', name: 1, schema }, 'bad_type name'],
    ['with a blank in its name', { kind: 'operation', name: 'a b', schema }, 'bad_name name'],
    ['with a long name', { kind: 'operation', name: 'a'.repeat(65), schema }, 'bad_name name'],
    ['with the name of a known operation', { kind: 'operation', name: 'deletePolicy', schema }, 'name_taken name'],
    ['with a schema that is none', { kind: 'operation', name: 'sweep', schema: true }, 'schema_invalid schema'],
    [
      'of something else than an object',
      { kind: 'operation', name: 'a', schema: { type: 'array' } },
      'missing_field schema.items',
    ],
    [
      'with a keyword of no effect',
      { kind: 'operation', name: 'a', schema: { ...schema, not: {} } },
      'schema_unsupported schema.not',
    ],
    [
      'with a pattern',
      { kind: 'operation', name: 'a', schema: { ...schema, properties: { b: { type: 'string', pattern: '.' } } } },
      'schema_unsupported schema.properties.b.pattern',
    ],
  ])('%s: %#', (_, json, expected) => {
    expect(defined(json)).toBe(expected)
  })

  it('cannot take the name of another one beside it', () => {
    const again = () => Operation.parseDefinition({ kind: 'operation', name: 'payoutBatch', schema }, [payout])
    expect(refused(again)).toBe('name_taken name')
  })

  it.each(['name', 'keyId'])('cannot declare `%s`, which every operation has, but within an object', (name) => {
    const field = { [name]: { type: 'integer' } }
    expect(refused(() => named('sweep', field))).toBe(`name_taken schema.properties.${name}`)
    expect(refused(() => named('sweep', { a: { type: 'object', properties: field } }))).toBe('accepted')
  })
})

describe('the type of a field', () => {
  it('is that of the only operation which has it, or of all that have it', () => {
    expect(Operation.typeOfField('newThreshold', [])).toBe('integer')
    expect(Operation.typeOfField('sessionKeyId', [])).toBe('text')
    expect(Operation.typeOfField('due', [payout])).toBe('instant')
    expect(Operation.typeOfField('payouts', [payout])).toBe('list')
    expect(Operation.typeOfField('account', [payout])).toBe('record')
  })

  it('is any where two operations differ', () => {
    expect(Operation.typeOfField('count', [payout, named('sweep', { count: { type: 'integer' } })])).toBe('integer')
    expect(Operation.typeOfField('count', [payout, named('sweep', { count: { type: 'string' } })])).toBe('any')
    expect(Operation.typeOfField('newThreshold', [named('sweep', { newThreshold: { type: 'boolean' } })])).toBe('any')
  })

  it('is null where none has it', () => {
    for (const name of ['due', 'name', 'keyId', 'constructor', '__proto__', '']) {
      expect(Operation.typeOfField(name, [])).toBeNull()
    }
    expect(Operation.fieldType(payout, 'newThreshold')).toBeNull()
  })

  it('is always that of the value which is read', () => {
    const fields = {
      chain: fc.constant('eip155:1'),
      total: fc.bigInt().map(String),
      count: fc.integer({ min: 1, max: 500 }),
      due: fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') })
        .map((date) => date.toISOString()),
      urgent: fc.boolean(),
      account: fc.record({ memo: fc.string() }, { requiredKeys: [], noNullPrototype: true }),
      payouts: fc.constant([{ to: `0x${'0'.repeat(40)}`, amount: '0' }]),
    }
    fc.assert(
      fc.property(fc.record(fields, { requiredKeys: ['chain', 'payouts'], noNullPrototype: true }), (json) => {
        const operation = Operation.parse({ name: 'payoutBatch', ...json }, [payout])
        expect(new Set(operation.fields.keys())).toEqual(new Set(Object.keys(json)))
        for (const [name, value] of operation.fields) {
          expect(value.type).toBe(Operation.typeOfField(name, [payout]))
        }
      }),
      { seed, numRuns: 300 },
    )
  })
})
