import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { absent, failed, notAsked } from './fact.ts'
import * as Print from './print.ts'
import type { Field, Value } from './value.ts'

const seed = 20_261_122
const integer = (value: bigint): Value => ({ type: 'integer', value })
const record = (...fields: readonly (readonly [string, Value])[]): Value => ({
  type: 'record',
  fields: fields.map(([name, value]): Field => ({ name, value })),
})

/** What a reader of the output sees. */
function shown(value: Value): unknown {
  return JSON.parse(JSON.stringify(Print.toJson(value)))
}

describe('a value as JSON', () => {
  test.each([0n, -1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 256n - 1n, -(2n ** 255n)])(
    'writes %s in full',
    (amount) => {
      expect(shown(integer(amount))).toBe(amount.toString())
    },
  )

  it('writes any integer so that it reads back as the same', () => {
    const law = fc.property(fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }), (amount) => {
      expect(BigInt(Print.toJson(integer(amount)) as string)).toBe(amount)
    })
    fc.assert(law, { seed })
  })

  test.each([
    [{ type: 'address', family: 'evm', value: `0x${'ab'.repeat(20)}` }, `0x${'ab'.repeat(20)}`],
    [{ type: 'bytes', value: '0x' }, '0x'],
    [{ type: 'text', value: 'a\u0000"\n' }, 'a\u0000"\n'],
    [{ type: 'boolean', value: false }, false],
    [{ type: 'instant', value: 1_795_165_200_005 }, '2026-11-20T09:00:00.005Z'],
    [{ type: 'list', items: [] }, []],
    [
      {
        type: 'list',
        items: [
          { type: 'boolean', value: true },
          { type: 'list', items: [] },
        ],
      },
      [true, []],
    ],
    [{ type: 'record', fields: [] }, {}],
  ] as readonly (readonly [Value, unknown])[])('writes %j', (value, expected) => {
    expect(shown(value)).toEqual(expected)
  })
})

describe('a record as JSON', () => {
  it('names what has no name by its position', () => {
    expect(shown(record(['', integer(7n)], ['to', integer(8n)], ['', integer(9n)]))).toEqual({
      0: '7',
      to: '8',
      2: '9',
    })
  })

  it('names what has the name of another by its position', () => {
    expect(shown(record(['a', integer(7n)], ['a', integer(8n)]))).toEqual({ a: '7', 1: '8' })
  })

  it('loses no field when a name looks like a position', () => {
    expect(shown(record(['1', integer(7n)], ['', integer(8n)]))).toEqual({ 1: '7', '1_': '8' })
    expect(shown(record(['a', integer(7n)], ['2', integer(8n)], ['a', integer(9n)]))).toEqual({
      a: '7',
      2: '8',
      '2_': '9',
    })
    expect(shown(record(['', integer(7n)], ['0', integer(8n)]))).toEqual({ 0: '7', 1: '8' })
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'toJSON'])(
    'takes `%s` for a name like any other',
    (name) => {
      const json = JSON.stringify(Print.toJson(record([name, record(['polluted', integer(1n)])])))
      expect(json).toBe(`{"${name}":{"polluted":"1"}}`)
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    },
  )

  it('has as many names as fields, whatever they are called', () => {
    const names = fc.oneof(fc.constantFrom('', '0', '1', '2', '1_', '2_', 'a', '__proto__'), fc.string())
    const law = fc.property(fc.array(names, { maxLength: 8 }), (list) => {
      const printed = Print.toJson(record(...list.map((name, i) => [name, integer(BigInt(i))] as const)))
      expect(new Set(Object.values(printed)).size).toBe(list.length)
    })
    fc.assert(law, { seed, numRuns: 1000 })
  })
})

describe('a fact', () => {
  it('shows each of its states', () => {
    expect(Print.factToJson(integer(5n))).toBe('5')
    expect(Print.factToJson(absent)).toEqual({ absent: true })
    expect(Print.factToJson(failed('not_canonical'))).toEqual({ failed: 'not_canonical' })
    expect(Print.factToJson(notAsked)).toEqual({ notAsked: true })
  })

  it('is one line of at most the width', () => {
    expect(Print.toText(integer(5n))).toBe('5')
    expect(Print.toText(record(['a', integer(5n)]))).toBe('{"a":"5"}')
    expect(Print.toText({ type: 'text', value: 'x'.repeat(80) })).toBe('x'.repeat(80))
    expect(Print.toText({ type: 'text', value: 'x'.repeat(81) })).toBe(`${'x'.repeat(79)}…`)
    expect(Print.toText({ type: 'text', value: 'abcdef' }, 4)).toBe('abc…')
  })
})
