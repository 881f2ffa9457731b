import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { InputError } from '../../input-error.ts'
import * as Schema from './schema.ts'
import * as Shape from './shape.ts'

const seed = 20261122

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

const one = (field: object) => ({ type: 'object', properties: { a: field } })
const parsed = (field: object) => refused(() => Schema.parse(one(field), []))
const readAs = (field: object, value: unknown) =>
  refused(() => Shape.read(Schema.parse(one(field), []), { a: value }, []))

/** Objects within objects, `levels` together with the outermost. */
const nested = (levels: number): object =>
  levels === 1 ? { type: 'object' } : { type: 'object', properties: { a: nested(levels - 1) } }
const lists = (levels: number): object =>
  levels === 0 ? { type: 'boolean' } : { type: 'array', items: lists(levels - 1) }
const wide = (count: number) => ({
  type: 'object',
  properties: Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, { type: 'boolean' }])),
})

describe('a schema', () => {
  it.each([
    ['pattern', { type: 'string', pattern: '^a$' }, 'pattern'],
    ['$ref', { type: 'string', $ref: '#/a' }, '$ref'],
    ['multipleOf', { type: 'integer', multipleOf: 2 }, 'multipleOf'],
    ['exclusiveMinimum', { type: 'integer', exclusiveMinimum: 2 }, 'exclusiveMinimum'],
    ['uniqueItems', { type: 'array', items: { type: 'boolean' }, uniqueItems: true }, 'uniqueItems'],
    ['prefixItems', { type: 'array', items: { type: 'boolean' }, prefixItems: [] }, 'prefixItems'],
    ['patternProperties', { type: 'object', patternProperties: {} }, 'patternProperties'],
    ['oneOf', { type: 'object', oneOf: [] }, 'oneOf'],
    ['a default', { type: 'boolean', default: true }, 'default'],
    ['enum of booleans', { type: 'boolean', enum: [true] }, 'enum'],
    ['minimum of a text', { type: 'string', minimum: 1 }, 'minimum'],
    ['minimum of a decimal text', { type: 'string', format: 'decimal', minimum: 1 }, 'minimum'],
    ['minLength of an integer', { type: 'integer', minLength: 1 }, 'minLength'],
    ['a dialect inside', { type: 'object', $schema: 'https://json-schema.org/draft/2020-12/schema' }, '$schema'],
    ['a key of the prototype', { type: 'boolean', constructor: 1 }, 'constructor'],
    ['an unknown format', { type: 'string', format: 'uuid' }, 'format'],
    ['a format of the prototype', { type: 'string', format: 'constructor' }, 'format'],
    ['type number', { type: 'number' }, 'type'],
    ['type null', { type: 'null' }, 'type'],
    ['several types', { type: ['string', 'null'] }, 'type'],
    ['additional properties', { type: 'object', additionalProperties: true }, 'additionalProperties'],
    ['a schema of them', { type: 'object', additionalProperties: {} }, 'additionalProperties'],
    ['null for them', { type: 'object', additionalProperties: null }, 'additionalProperties'],
  ])('is refused for %s, which is not enforced', (_, field, keyword) => {
    expect(parsed(field)).toBe(`schema_unsupported properties.a.${keyword}`)
  })

  it('says which dialect it may name', () => {
    const dialect = (uri: unknown) => refused(() => Schema.parse({ $schema: uri, type: 'object' }, []))
    expect(dialect('https://json-schema.org/draft/2020-12/schema')).toBe('accepted')
    expect(dialect('http://json-schema.org/draft-07/schema#')).toBe('schema_unsupported $schema')
    expect(dialect(null)).toBe('schema_unsupported $schema')
  })

  it.each([
    ['no type', {}, 'missing_field properties.a.type'],
    ['no items', { type: 'array' }, 'missing_field properties.a.items'],
    ['a list in the place of a schema', [], 'schema_invalid properties.a'],
    ['true in the place of a schema', true, 'schema_invalid properties.a'],
    ['a title that is no text', { type: 'boolean', title: 1 }, 'schema_invalid properties.a.title'],
    ['null for properties', { type: 'object', properties: null }, 'schema_invalid properties.a.properties'],
    ['null for required', { type: 'object', required: null }, 'schema_invalid properties.a.required'],
    [
      'an undeclared required field',
      { type: 'object', required: ['toString'] },
      'schema_invalid properties.a.required[0]',
    ],
    [
      'a field required twice',
      { type: 'object', properties: { b: { type: 'boolean' } }, required: ['b', 'b'] },
      'schema_invalid properties.a.required[1]',
    ],
    ['no allowed value', { type: 'string', enum: [] }, 'schema_invalid properties.a.enum'],
    ['enum that is no list', { type: 'string', enum: 'a' }, 'schema_invalid properties.a.enum'],
    ['enum of another type', { type: 'string', enum: ['a', 1] }, 'schema_mismatch properties.a.enum[1]'],
    [
      'enum of no address',
      { type: 'string', format: 'evm-address', enum: ['a'] },
      'schema_mismatch properties.a.enum[0]',
    ],
    ['enum below the minimum', { type: 'integer', minimum: 2, enum: [1] }, 'schema_mismatch properties.a.enum[0]'],
    ['const of another type', { type: 'integer', const: true }, 'schema_mismatch properties.a.const'],
    ['const null', { type: 'integer', const: null }, 'schema_mismatch properties.a.const'],
    ['const and enum', { type: 'string', const: 'a', enum: ['a'] }, 'conflicting_fields properties.a'],
    ['a negative length', { type: 'string', minLength: -1 }, 'out_of_range properties.a.minLength'],
    ['a length of half', { type: 'string', minLength: 0.5 }, 'out_of_range properties.a.minLength'],
    ['a length as text', { type: 'string', minLength: '1' }, 'out_of_range properties.a.minLength'],
    ['null for a length', { type: 'string', maxLength: null }, 'out_of_range properties.a.maxLength'],
    ['a length beyond every text', { type: 'string', maxLength: 8193 }, 'out_of_range properties.a.maxLength'],
    ['the longest length', { type: 'string', minLength: 8192, maxLength: 8192 }, 'accepted'],
    [
      'lengths that exclude all',
      { type: 'string', minLength: 2, maxLength: 1 },
      'schema_invalid properties.a.maxLength',
    ],
    [
      'too many items',
      { type: 'array', items: { type: 'boolean' }, maxItems: 1025 },
      'out_of_range properties.a.maxItems',
    ],
    ['the most items', { type: 'array', items: { type: 'boolean' }, maxItems: 1024 }, 'accepted'],
    ['bounds that exclude all', { type: 'integer', minimum: 2, maximum: 1 }, 'schema_invalid properties.a.maximum'],
    ['equal bounds', { type: 'integer', minimum: 2, maximum: '2' }, 'accepted'],
    ['a bound that is no integer', { type: 'integer', minimum: 0.5 }, 'schema_mismatch properties.a.minimum'],
    ['an unsafe bound', { type: 'integer', maximum: 2 ** 53 }, 'schema_mismatch properties.a.maximum'],
  ])('with %s: %#', (_, field, expected) => {
    expect(parsed(field as object)).toBe(expected)
  })

  it('describes an object on the outside', () => {
    expect(refused(() => Schema.parse({ type: 'string' }, ['schema']))).toBe('schema_unsupported schema.type')
    expect(refused(() => Schema.parse(null, ['schema']))).toBe('schema_invalid schema')
  })

  it('refuses an unknown keyword before a wrong known one, and the first of several', () => {
    expect(parsed({ minLength: -1, oneOf: [], pattern: 'a', type: 'string' })).toBe(
      'schema_unsupported properties.a.oneOf',
    )
  })

  it('may have eight levels, of objects and of lists, and no ninth', () => {
    expect(refused(() => Schema.parse(nested(8), []))).toBe('accepted')
    expect(refused(() => Schema.parse(nested(9), []))).toMatch(/^too_deep/)
    expect(parsed(lists(6))).toBe('accepted')
    expect(parsed(lists(7))).toMatch(/^too_deep/)
  })

  it('stops at a depth that would exhaust the stack', () => {
    let deep: object = { type: 'boolean' }
    for (let i = 0; i < 100_000; i++) deep = { type: 'array', items: deep }
    expect(parsed(deep)).toMatch(/^too_deep/)
  })

  it('may have 128 properties, nested ones included, and no more', () => {
    expect(refused(() => Schema.parse(wide(128), []))).toBe('accepted')
    expect(refused(() => Schema.parse(wide(129), []))).toBe('too_long ')
    expect(parsed(wide(127))).toBe('accepted')
    expect(parsed({ type: 'array', items: wide(128) })).toBe('too_long ')
  })

  it.each(['', '1a', 'a-b', 'a.b', '_a', '__proto__', 'é', 'a\n', 'a'.repeat(65)])(
    'refuses the property name `%s`',
    (name) => {
      const properties = JSON.parse(`{ ${JSON.stringify(name)}: { "type": "boolean" } }`)
      expect(refused(() => Schema.parse({ type: 'object', properties }, []))).toMatch(/^bad_name/)
    },
  )

  it.each(['a', 'constructor', 'a_1', 'a'.repeat(64)])('accepts the property name `%s`', (name) => {
    const properties = { [name]: { type: 'boolean' } }
    expect(refused(() => Schema.parse({ type: 'object', properties }, []))).toBe('accepted')
  })
})

describe('a value', () => {
  const safe = Number.MAX_SAFE_INTEGER

  it.each([
    ['an integer', { type: 'integer' }, [0, -1, safe, -safe, '0', '-1', '9007199254740993']],
    ['an integer from 2 to 4', { type: 'integer', minimum: 2, maximum: 4 }, [2, 3, 4, '2', '4']],
    ['a large maximum', { type: 'integer', maximum: '9007199254740993' }, ['9007199254740993']],
    ['an enumerated integer', { type: 'integer', enum: [1, '2'] }, [1, '1', 2, '2']],
    ['a text', { type: 'string' }, ['', 'a', '1', 'x'.repeat(8192)]],
    ['a text of 1 to 2', { type: 'string', minLength: 1, maxLength: 2 }, ['a', 'ab', '😀', '😀😀']],
    ['an enumerated text', { type: 'string', enum: ['a', 'b'] }, ['a', 'b']],
    ['a constant text', { type: 'string', const: '' }, ['']],
    ['a boolean', { type: 'boolean' }, [true, false]],
    ['a list', { type: 'array', items: { type: 'boolean' } }, [[], [true], Array(1024).fill(true)]],
    [
      'a list of 1 to 2',
      { type: 'array', items: { type: 'boolean' }, minItems: 1, maxItems: 2 },
      [[true], [true, false]],
    ],
    ['32 bytes', { type: 'string', format: 'hex', minLength: 66, maxLength: 66 }, [`0x${'Ab'.repeat(32)}`]],
  ])('that is %s is accepted', (_, field, values) => {
    for (const value of values) expect([value, readAs(field, value)]).toEqual([value, 'accepted'])
  })

  it.each([
    [
      'an integer',
      { type: 'integer' },
      [0.5, safe + 1, -safe - 1, Number.NaN, Infinity, '', '01', '1.0', ' 1', null, true, [1], {}],
    ],
    ['an integer from 2 to 4', { type: 'integer', minimum: 2, maximum: 4 }, [1, 5, '1', '5', '-3']],
    ['a large maximum', { type: 'integer', maximum: '9007199254740993' }, ['9007199254740994']],
    ['an enumerated integer', { type: 'integer', enum: [1, '2'] }, [0, 3, '3']],
    ['a text', { type: 'string' }, [1, true, null, undefined, ['a'], { length: 1 }]],
    ['a text of 1 to 2', { type: 'string', minLength: 1, maxLength: 2 }, ['', 'abc', '😀😀😀']],
    ['an enumerated text', { type: 'string', enum: ['a', 'b'] }, ['', 'A', 'c', 'a ']],
    ['a constant text', { type: 'string', const: '' }, ['a']],
    ['a boolean', { type: 'boolean' }, ['true', 1, 0, null]],
    ['a list', { type: 'array', items: { type: 'boolean' } }, [true, {}, null, 'a', { length: 0 }]],
    [
      'a list of 1 to 2',
      { type: 'array', items: { type: 'boolean' }, minItems: 1, maxItems: 2 },
      [[], [true, true, true]],
    ],
    [
      '32 bytes',
      { type: 'string', format: 'hex', minLength: 66, maxLength: 66 },
      [`0x${'ab'.repeat(31)}`, `0x${'ab'.repeat(33)}`, 'ab'.repeat(33), `0x${'zz'.repeat(32)}`],
    ],
    ['a decimal', { type: 'string', format: 'decimal' }, [1, '1.5', '']],
    ['an address', { type: 'string', format: 'evm-address' }, ['0x', '0xD8da6BF26964aF9D7eEd9e03E53415D37aA96045']],
  ])('that is not %s is refused', (_, field, values) => {
    for (const value of values) expect([value, readAs(field, value)]).toEqual([value, 'schema_mismatch a'])
  })

  it('is never longer than any text or list may be, whatever its schema', () => {
    expect(readAs({ type: 'string' }, 'x'.repeat(8193))).toBe('too_long a')
    expect(readAs({ type: 'string' }, 'é'.repeat(4096))).toBe('accepted')
    expect(readAs({ type: 'string' }, 'é'.repeat(4097))).toBe('too_long a')
    expect(readAs({ type: 'integer' }, '1'.repeat(8193))).toBe('too_long a')
    expect(readAs({ type: 'array', items: { type: 'boolean' } }, Array(1025).fill(true))).toBe('too_long a')
  })

  it('is refused with half of a surrogate pair', () => {
    expect(readAs({ type: 'string' }, 'a\ud83d')).toBe('lone_surrogate a')
    expect(readAs({ type: 'string' }, '\ude00a')).toBe('lone_surrogate a')
  })

  it('is compared with the allowed ones as what it means, not as it is spelt', () => {
    const address = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'
    const field = { type: 'string', format: 'evm-address', const: address }
    expect(readAs(field, address.toLowerCase())).toBe('accepted')
    expect(readAs(field, `0x${'0'.repeat(40)}`)).toBe('schema_mismatch a')
    expect(readAs({ type: 'string', format: 'hex', enum: ['0xAB'] }, '0xab')).toBe('accepted')
    expect(readAs({ type: 'string', enum: ['0xAB'] }, '0xab')).toBe('schema_mismatch a')
  })

  it('says what was expected', () => {
    const read = (field: object, value: unknown) => () => Shape.read(Schema.parse(one(field), []), { a: value }, [])
    expect(read({ type: 'integer', maximum: 4 }, 5)).toThrow('expected at most 4, came `5`')
    expect(read({ type: 'string', enum: ['a', 'b'] }, 'c')).toThrow('expected one of a, b, came `c`')
    expect(read({ type: 'string', enum: [...'abcdefghij'] }, 'x')).toThrow('one of a, b, c, d, e, f, g, h, …')
    expect(read({ type: 'string', const: 'a' }, 'c')).toThrow('expected a, came `c`')
    expect(read({ type: 'string', format: 'chain' }, 'c')).toThrow('expected a chain as CAIP-2 writes it')
  })

  const schema = Schema.parse(
    {
      type: 'object',
      properties: {
        a: { type: 'boolean' },
        b: { type: 'array', items: { type: 'object', properties: { c: { type: 'integer' } }, required: ['c'] } },
        d: { type: 'boolean' },
      },
      required: ['a', 'd'],
    },
    [],
  )
  const given = (json: string) => refused(() => Shape.read(schema, JSON.parse(json), []))

  it('is refused for the first fault in document order, and for a missing field last', () => {
    expect(given('{ "d": 1, "a": 1 }')).toBe('schema_mismatch d')
    expect(given('{ "a": 1, "d": 1 }')).toBe('schema_mismatch a')
    expect(given('{ "x": 1, "a": 1 }')).toBe('unknown_field x')
    expect(given('{ "b": [{ "c": 1 }, { "c": true }] }')).toBe('schema_mismatch b[1].c')
    expect(given('{ "b": [{}] }')).toBe('missing_field b[0].c')
    expect(given('{ "b": [] }')).toBe('missing_field a')
    expect(given('{ "a": true }')).toBe('missing_field d')
    expect(given('{ "a": true, "d": null }')).toBe('schema_mismatch d')
    expect(given('{ "a": true, "d": true, "b": [{ "c": 1, "a b": 1 }] }')).toBe('unknown_field b[0]["a b"]')
    expect(given('{ "a": true, "d": true, "__proto__": {} }')).toBe('unknown_field __proto__')
    expect(given('{ "a": true, "d": true, "toString": {} }')).toBe('unknown_field toString')
  })
})

type Field = {
  readonly type: string
  readonly items?: Field
  readonly properties?: Readonly<Record<string, Field>>
  readonly required?: string[]
}

/** Field schemas without formats, in the part of the language where JSON Schema and ours say the same. */
const field: fc.Arbitrary<Field> = fc.letrec<{ field: Field }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<Field & { readonly [keyword: string]: unknown }>(
      { type: 'boolean' },
      { type: 'string' },
      { type: 'string', minLength: 1, maxLength: 2 },
      { type: 'string', enum: ['a', 'bb'] },
      { type: 'string', const: 'a' },
      { type: 'integer' },
      { type: 'integer', minimum: -1, maximum: 1 },
      { type: 'integer', enum: [0, 2] },
    ),
    fc
      .record({ items: tie('field'), range: fc.constantFrom({}, { minItems: 1 }, { maxItems: 1 }) })
      .map(({ items, range }) => ({ type: 'array', items, ...range })),
    fc
      .record({
        properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('field'), { noNullPrototype: true }),
        all: fc.boolean(),
      })
      .map(({ properties, all }) => ({
        type: 'object',
        properties,
        required: all ? Object.keys(properties) : [],
        additionalProperties: false,
      })),
  ),
})).field

/** JSON that is often of such a schema, without texts that spell integers: those we take, JSON Schema does not. */
const json: fc.Arbitrary<unknown> = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<unknown>(true, false, null, 'a', 'bb', 'ccc', '', 0, 1, 2, -1, -2, 0.5),
    fc.array(tie('json'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('json'), { noNullPrototype: true, maxKeys: 2 }),
  ),
})).json

/** JSON of the schema's types, whose sizes and values may be wrong. */
function like(schema: Field): fc.Arbitrary<unknown> {
  if (schema.type === 'array') return fc.array(like(schema.items!), { maxLength: 2 })
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'string') return fc.constantFrom('', 'a', 'bb', 'ccc')
  if (schema.type === 'integer') return fc.constantFrom(-2, -1, 0, 1, 2)
  const fields = Object.entries(schema.properties!).map(([name, one]) => [name, like(one)] as const)
  return fc.record<Record<string, unknown>>(Object.fromEntries(fields), {
    requiredKeys: schema.required!,
    noNullPrototype: true,
  })
}

const both = field.chain((schema) => fc.tuple(fc.constant(schema), fc.oneof(json, like(schema))))

describe('the language', () => {
  it('always accepts exactly what another implementation of JSON Schema accepts', () => {
    let accepted = 0
    fc.assert(
      fc.property(both, ([schema, value]) => {
        const outer = { ...one(schema), required: ['a'], additionalProperties: false }
        const theirs = z.fromJSONSchema(outer as never).safeParse({ a: value }).success
        const ours = refused(() => Shape.read(Schema.parse(outer, []), { a: value }, [])) === 'accepted'
        expect(ours).toBe(theirs)
        accepted += ours ? 1 : 0
      }),
      { seed, numRuns: 5000 },
    )
    expect(accepted).toBeGreaterThan(1000)
  })

  it('always refuses or returns, whatever the schema and the value', () => {
    const word = fc.constantFrom(
      'type',
      'string',
      'object',
      'array',
      'items',
      'properties',
      'enum',
      'const',
      'format',
      'a',
    )
    const any = fc.anything({ key: word, values: [word, fc.integer(), fc.constant(null)], maxDepth: 6 })
    fc.assert(
      fc.property(any, any, (schema, value) => {
        const outer = { type: 'object', properties: { a: schema } }
        expect(refused(() => Shape.read(Schema.parse(outer, []), { a: value }, []))).toBeTypeOf('string')
      }),
      { seed, numRuns: 2000 },
    )
  })

  it('always reads the same value, whatever the order of the keys', () => {
    const names = ['a', 'b', 'c', 'd']
    const properties = Object.fromEntries(names.map((name) => [name, { type: 'integer' }]))
    const shape = Schema.parse({ type: 'object', properties }, [])
    fc.assert(
      fc.property(fc.shuffledSubarray(names), (order) => {
        const entries = order.map((name) => [name, names.indexOf(name)] as const)
        const value = Shape.readRecord(shape, Object.fromEntries(entries), [])
        expect(value.fields.map((one) => one.name)).toEqual([...order].sort())
      }),
      { seed },
    )
  })
})
