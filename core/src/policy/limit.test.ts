import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Json from '../codec/json.ts'
import { type Address, keyOf, type Value } from '../facts/value.ts'
import { InputError } from '../input-error.ts'
import { runs } from '../runs.fixture.ts'
import * as Limit from './limit.ts'

const whole = {
  id: 'ctrl_5kq2',
  key_id: 'key_ops_3',
  description: 'payee day cap',
  method: 'sum',
  window: { type: 'rolling', seconds: 43200 },
  partition_by: [{ transaction_type: 'erc20', transaction_attr: 'to' }],
}

const read: Limit.Controller = {
  id: 'ctrl_5kq2',
  keyId: 'key_ops_3',
  description: 'payee day cap',
  method: 'sum',
  window: { type: 'rolling', seconds: 43200 },
  partitionBy: [{ transactionType: 'erc20', transactionAttr: 'to' }],
}

const without = (field: keyof typeof whole) => {
  const { [field]: _, ...rest } = whole
  return rest
}

const withWindow = (window: unknown) => ({ ...whole, window })

function refusal(json: unknown, path?: string): [string, string | undefined] {
  try {
    Limit.parseController(json, path)
  } catch (error) {
    if (error instanceof InputError) return [error.code, error.place.path]
    throw error
  }
  throw new Error('it was accepted')
}

describe('parseController', () => {
  test('reads every field of a declaration', () => {
    expect(Limit.parseController(whole)).toEqual(read)
  })

  test('reads what getStateControllers returns, and drops its state', () => {
    const listed = Json.parse(
      `{"id":"ctrl_5kq2","key_id":"key_ops_3","description":"payee day cap","method":"sum",
        "window_config":{"type":"rolling","seconds":43200},"referenced_by":null,
        "partition_by":[{"transaction_type":"erc20","transaction_attr":"to"}],
        "entries":[{"controller_id":"ctrl_5kq2","partition_key":"0x4be1","value":"1250"}]}`,
    )
    expect(Limit.parseController(listed)).toEqual(read)
  })

  test('takes the kind that a file of counters carries, and what may be left out', () => {
    const least = { kind: 'counter', id: 'c', method: 'count', window: { type: 'lifetime' } }
    expect(Limit.parseController(least)).toEqual({
      id: 'c',
      method: 'count',
      window: { type: 'lifetime' },
      partitionBy: [],
    })
    expect(refusal({ ...least, kind: 'policy' })).toEqual(['unknown_enum', 'kind'])
  })

  test('reads every type of window', () => {
    const windows: [unknown, Limit.Window][] = [
      [
        { type: 'fixed', seconds: 3600 },
        { type: 'fixed', seconds: 3600, offsetSeconds: 0 },
      ],
      [
        { type: 'fixed', seconds: 3600, offset_seconds: 3599 },
        { type: 'fixed', seconds: 3600, offsetSeconds: 3599 },
      ],
      [
        { type: 'calendar', unit: 'month', timezone: 'Europe/Zurich' },
        { type: 'calendar', unit: 'month', timezone: 'Europe/Zurich' },
      ],
      [{ type: 'lifetime' }, { type: 'lifetime' }],
    ]
    for (const [json, window] of windows) expect(Limit.parseController(withWindow(json)).window).toEqual(window)
  })

  test.each([
    [59, null],
    [60, 60],
    [34_560_000, 34_560_000],
    [34_560_001, null],
  ])('of a window of %d seconds gives %s', (seconds, expected) => {
    for (const type of ['rolling', 'fixed']) {
      const json = withWindow({ type, seconds })
      if (expected === null) expect(refusal(json)).toEqual(['out_of_range', 'window.seconds'])
      else expect(Limit.parseController(json).window).toMatchObject({ seconds: expected })
    }
  })

  test.each(['UTC', 'Europe/Zurich', 'America/Argentina/Buenos_Aires', 'Etc/GMT+1', 'America/Port-au-Prince'])(
    'accepts the timezone %s',
    (timezone) => {
      const json = withWindow({ type: 'calendar', unit: 'day', timezone })
      expect(Limit.parseController(json).window).toMatchObject({ timezone })
    },
  )

  test.each(['', ' UTC', 'UTC\n', '+01:00', 'Europe/', '/Zurich', 'Europe//Zurich', '../x', `E${'a'.repeat(64)}`])(
    'refuses the timezone %j',
    (timezone) => {
      const json = withWindow({ type: 'calendar', unit: 'day', timezone })
      expect(refusal(json)).toEqual(['bad_name', 'window.timezone'])
    },
  )

  test('counts a description in code points, up to 512', () => {
    const description = '\u{1F512}'.repeat(512)
    expect(Limit.parseController({ ...whole, description }).description).toBe(description)
    expect(refusal({ ...whole, description: `${description}x` })).toEqual(['too_long', 'description'])
    expect(refusal({ ...whole, description: 'x'.repeat(513) })).toEqual(['too_long', 'description'])
  })

  test('takes at most four attributes to split by', () => {
    const five = Array.from({ length: 5 }, (_, i) => ({ transaction_type: 'erc20', transaction_attr: `a${i}` }))
    expect(Limit.parseController({ ...whole, partition_by: five.slice(1) }).partitionBy).toHaveLength(4)
    expect(refusal({ ...whole, partition_by: five })).toEqual(['too_long', 'partition_by'])
  })

  const refused: [string, unknown, string, string][] = [
    ['no object', [], 'bad_type', ''],
    ['null', null, 'bad_type', ''],
    ['an unknown field', { ...whole, partitionBy: [] }, 'unknown_field', 'partitionBy'],
    ['no id', without('id'), 'missing_field', 'id'],
    ['an id with a blank', { ...whole, id: 'a b' }, 'bad_name', 'id'],
    ['an empty id', { ...whole, id: '' }, 'bad_name', 'id'],
    ['an id of 129 characters', { ...whole, id: 'a'.repeat(129) }, 'bad_name', 'id'],
    ['an id that is a number', { ...whole, id: 1 }, 'bad_type', 'id'],
    ['a key id with a letter outside ASCII', { ...whole, key_id: 'kéy' }, 'bad_name', 'key_id'],
    ['a description that is null', { ...whole, description: null }, 'bad_type', 'description'],
    ['no method', without('method'), 'missing_field', 'method'],
    ['an unknown method', { ...whole, method: 'max' }, 'unknown_enum', 'method'],
    ['a method named like a property of all objects', { ...whole, method: 'toString' }, 'unknown_enum', 'method'],
    ['no window', without('window'), 'missing_field', 'window'],
    ['both windows', { ...whole, window_config: whole.window }, 'conflicting_fields', 'window_config'],
    ['an unknown window', withWindow({ type: 'sliding', seconds: 60 }), 'unknown_enum', 'window.type'],
    ['a window without type', withWindow({ seconds: 60 }), 'missing_field', 'window.type'],
    ['a window that is a text', withWindow('rolling'), 'bad_type', 'window'],
    ['no seconds', withWindow({ type: 'rolling' }), 'missing_field', 'window.seconds'],
    ['seconds as text', withWindow({ type: 'rolling', seconds: '60' }), 'out_of_range', 'window.seconds'],
    ['broken seconds', withWindow({ type: 'rolling', seconds: 60.5 }), 'out_of_range', 'window.seconds'],
    ['NaN', withWindow({ type: 'rolling', seconds: Number.NaN }), 'out_of_range', 'window.seconds'],
    ['seconds for ever', withWindow({ type: 'lifetime', seconds: 60 }), 'unknown_field', 'window.seconds'],
    [
      'an offset as long as the window',
      withWindow({ type: 'fixed', seconds: 60, offset_seconds: 60 }),
      'out_of_range',
      'window.offset_seconds',
    ],
    [
      'an offset below 0',
      withWindow({ type: 'fixed', seconds: 60, offset_seconds: -1 }),
      'out_of_range',
      'window.offset_seconds',
    ],
    ['a rolling offset', withWindow({ ...whole.window, offset_seconds: 0 }), 'unknown_field', 'window.offset_seconds'],
    ['an unknown unit', withWindow({ type: 'calendar', unit: 'year', timezone: 'UTC' }), 'unknown_enum', 'window.unit'],
    ['no timezone', withWindow({ type: 'calendar', unit: 'day' }), 'missing_field', 'window.timezone'],
    ['a split that is no list', { ...whole, partition_by: {} }, 'bad_type', 'partition_by'],
    ['an attribute that is a text', { ...whole, partition_by: ['to'] }, 'bad_type', 'partition_by[0]'],
    [
      'an attribute without its type',
      { ...whole, partition_by: [whole.partition_by[0], { transaction_attr: 'to' }] },
      'missing_field',
      'partition_by[1].transaction_type',
    ],
    [
      'an attribute with more',
      { ...whole, partition_by: [{ ...whole.partition_by[0], abi: {} }] },
      'unknown_field',
      'partition_by[0].abi',
    ],
  ]
  test.each(refused)('refuses %s', (_, json, code, path) => {
    expect(refusal(json)).toEqual([code, path])
  })

  test('says of a number that is a text that it is to be a number', () => {
    const window = { type: 'rolling', seconds: '43200' }
    expect(() => Limit.parseController({ ...whole, window })).toThrow(
      'expected a JSON number: a whole number from 60 to',
    )
    expect(() => Limit.parseController(withWindow({ ...window, seconds: 59 }))).toThrow(
      /expected a whole number .*came `59`$/,
    )
  })

  test('reports an unknown field before what is wrong elsewhere, then the first in the order of the declaration', () => {
    expect(refusal({ ...whole, id: 1, method: 1, zone: 1 })).toEqual(['unknown_field', 'zone'])
    expect(refusal({ ...whole, id: 1, method: 1 })).toEqual(['bad_type', 'id'])
  })

  test('puts its place in front of every path', () => {
    expect(refusal({ ...whole, method: 'max' }, 'counters[2]')).toEqual(['unknown_enum', 'counters[2].method'])
    expect(refusal(7, 'counters[2]')).toEqual(['bad_type', 'counters[2]'])
  })

  test('either reads or refuses with an InputError, whatever comes', () => {
    const field = fc.oneof(fc.constantFrom(...Object.keys(whole), 'window_config', 'kind'), fc.string())
    const json = fc.dictionary(field, fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(whole))))
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), json), (value) => {
        try {
          Limit.parseController(value)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
        }
      }),
      { seed: 14, numRuns: runs(2000) },
    )
  })
})

describe('partitionKey', () => {
  const text = (value: string): Value => ({ type: 'text', value })
  const payee: Address = { type: 'address', family: 'evm', value: '0x1f3a9c5e7b2d4f60818293a4b5c6d7e8f9010203' }

  test('is the SHA-256 of each key after its length', () => {
    const part = (key: string) => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(Buffer.byteLength(key))
      return Buffer.concat([length, Buffer.from(key)])
    }
    const bytes = Buffer.concat([part(keyOf(payee)), part('text:ü')])
    const expected = `0x${createHash('sha256').update(bytes).digest('hex')}`
    expect(Limit.partitionKey([payee, text('ü')])).toBe(expected)
  })

  test('of a counter that is not split is the SHA-256 of nothing', () => {
    expect(Limit.partitionKey([])).toBe(`0x${createHash('sha256').digest('hex')}`)
  })

  test('never joins what stands apart', () => {
    const lists = [
      [text('ab')],
      [text('a'), text('b')],
      [text('b'), text('a')],
      [text(''), text('ab')],
      [text('ab'), text('')],
      [text('a\0b')],
      [],
      [text('')],
      [text('1')],
      [{ type: 'integer', value: 1n }],
      [{ type: 'list', items: [text('a'), text('b')] }],
    ] satisfies Value[][]
    expect(new Set(lists.map(Limit.partitionKey)).size).toBe(lists.length)
  })

  test('two lists of values always share a key only if they are equal', () => {
    // Few letters, so that lists which spell the same when joined are common.
    const values = fc.array(fc.string({ unit: fc.constantFrom('a', 't', ':', '\0', 'ü'), maxLength: 4 }), {
      maxLength: 3,
    })
    fc.assert(
      fc.property(values, values, (a, b) => {
        const same = Limit.partitionKey(a.map(text)) === Limit.partitionKey(b.map(text))
        expect(same).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
      { seed: 15, numRuns: runs(2000) },
    )
  })
})
