import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from './canonical.ts'
import * as Json from './json.ts'

const seed = 20261120

describe('canonical JSON', () => {
  it('gives the published result of RFC 8785, section 3.2.2 and 3.2.3', () => {
    const input = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`
    // The platform's reader: ours refuses the first two numbers, since a double does not hold them.
    expect(canonical(JSON.parse(input))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  it('sorts keys by UTF-16 code units, as the RFC shows', () => {
    const keys = ['€', '\r', '\ufb33', '1', '😀', '\u0080', 'ö']
    const text = canonical(Object.fromEntries(keys.map((key) => [key, key])))
    const found = [...text.matchAll(/"((?:[^"\\]|\\.)*)":/g)].map((match) => JSON.parse(`"${match[1]}"`))
    expect(found).toEqual(['\r', '1', '\u0080', 'ö', '€', '😀', '\ufb33'])
  })

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('prints the double %s as %s', (bits, text) => {
    expect(canonical(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text)
  })

  it('escapes what the RFC escapes and nothing else', () => {
    expect(canonical('\b\t\n\f\r"\\/\u0000\u001f\u007f\u2028é😀')).toBe(
      '"\\b\\t\\n\\f\\r\\"\\\\/\\u0000\\u001f\u007f\u2028é😀"',
    )
  })

  it('is stable, blind to order, and read back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (any) => {
        const value = readable(any)
        const text = canonical(value)
        expect(Json.parse(text)).toEqual(value)
        expect(canonical(Json.parse(text))).toBe(text)
        expect(canonical(reversed(value))).toBe(text)
      }),
      { seed, numRuns: 2000 },
    )
  })

  it.each([
    ['\ud800', ''],
    [['a', '\udc00x'], '[1]'],
    [{ a: { '\ud800': 1 } }, 'a'],
    [{ a: ['\ud83d'] }, 'a[0]'],
  ])('refuses the lone surrogate in %j', (value, path) => {
    expect(() => canonical(value)).toThrow(expect.objectContaining({ code: 'lone_surrogate', place: { path } }))
  })

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['undefined', undefined],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a function', () => 1],
    ['a hole', new Array(1)[0]],
  ])('refuses %s, which JSON cannot say', (_, value) => {
    const unfit = { x: [value] } as unknown as Json.JsonValue
    expect(() => canonical(unfit)).toThrow(expect.objectContaining({ code: 'bad_json', place: { path: 'x[0]' } }))
  })

  it('refuses a hole in an array', () => {
    expect(() => canonical(new Array(2) as unknown as Json.JsonValue)).toThrow(
      expect.objectContaining({ code: 'bad_json' }),
    )
  })

  it('writes 512 levels and refuses more, and a value that holds itself', () => {
    const nested = (depth: number): Json.JsonValue => (depth === 1 ? [] : [nested(depth - 1)])
    expect(canonical(nested(512))).toHaveLength(1024)
    expect(() => canonical(nested(513))).toThrow(expect.objectContaining({ code: 'too_deep' }))
    const loop: unknown[] = []
    loop.push(loop)
    expect(() => canonical(loop as Json.JsonValue)).toThrow(expect.objectContaining({ code: 'too_deep' }))
  })
})

/** The same value without what the strict reader refuses: unsafe numbers and forbidden keys. */
function readable(value: unknown): Json.JsonValue {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0) ? value : 7
  if (Array.isArray(value)) return value.map(readable)
  if (typeof value !== 'object' || value === null) return value as Json.JsonValue
  const entries = Object.entries(value).filter(([key]) => !['__proto__', 'constructor', 'prototype'].includes(key))
  return Object.fromEntries(entries.map(([key, item]) => [key, readable(item)]))
}

function reversed(value: Json.JsonValue): Json.JsonValue {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  )
}
