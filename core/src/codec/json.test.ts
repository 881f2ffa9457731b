import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../input-error.ts'
import { canonical } from './canonical.ts'
import * as Json from './json.ts'

const seed = 20261120

function refusal(run: () => unknown): InputError {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('accepted')
}

const refusalOf = (text: string, limits?: Json.Limits) => refusal(() => Json.parse(text, limits))

describe('the reader of JSON', () => {
  it('reads every kind of value, in order', () => {
    const text = ' {"b": [1, -2.5, "x", true, false, null, {}, []], "a": {"": "\\u00e9\\ud83d\\ude00\\n\\/"}}\r\n\t'
    const value = Json.parse(text)
    expect(value).toStrictEqual({ b: [1, -2.5, 'x', true, false, null, {}, []], a: { '': 'é😀\n/' } })
    expect(Object.keys(value as object)).toEqual(['b', 'a'])
  })

  it.each([
    ['', 0, 'a value', 'the end of the text'],
    [' ', 1, 'a value', 'the end of the text'],
    ['nul', 0, 'a value', 'n'],
    ['True', 0, 'a value', 'T'],
    ['NaN', 0, 'a value', 'N'],
    ['Infinity', 0, 'a value', 'I'],
    ['+1', 0, 'a value', '+'],
    ['.5', 0, 'a value', '.'],
    ['01', 1, 'no digit after a leading 0', '1'],
    ['-', 1, 'a digit', 'the end of the text'],
    ['-a', 1, 'a digit', 'a'],
    ['1.', 2, 'a digit', 'the end of the text'],
    ['1.e3', 2, 'a digit', 'e'],
    ['1e', 2, 'a digit', 'the end of the text'],
    ['1e+', 3, 'a digit', 'the end of the text'],
    ['0x10', 1, 'nothing after the value', 'x'],
    ['1 2', 2, 'nothing after the value', '2'],
    ['nulll', 4, 'nothing after the value', 'l'],
    ['[1,]', 3, 'a value', ']'],
    ['[,1]', 1, 'a value', ','],
    ['[1 2]', 3, '`,` or `]`', '2'],
    ['[1', 2, '`,` or `]`', 'the end of the text'],
    ['[', 1, 'a value', 'the end of the text'],
    ['[1}', 2, '`,` or `]`', '}'],
    ['{"a" 1}', 5, '`:`', '1'],
    ['{"a":}', 5, 'a value', '}'],
    ['{"a":1,}', 7, 'a key in double quotes', '}'],
    ['{"a":1 "b":2}', 7, '`,` or `}`', '"'],
    ["{'a':1}", 1, 'a key in double quotes', "'"],
    ['{a:1}', 1, 'a key in double quotes', 'a'],
    ['{', 1, 'a key in double quotes', 'the end of the text'],
    ['"a', 2, 'a character that may stand in a string, or `"`', 'the end of the text'],
    ['"a\nb"', 2, 'a character that may stand in a string, or `"`', 'U+000A'],
    ['"\u001f"', 1, 'a character that may stand in a string, or `"`', 'U+001F'],
    ['"\u0000"', 1, 'a character that may stand in a string, or `"`', 'U+0000'],
    ['"\\x41"', 2, 'one of `"\\/bfnrtu` after a backslash', 'x'],
    ['"\\', 2, 'one of `"\\/bfnrtu` after a backslash', 'the end of the text'],
    ['"\\u12g4"', 1, 'four hexadecimal digits after `\\u`', '\\u12g4'],
    ['"\\u 123"', 1, 'four hexadecimal digits after `\\u`', '\\u 123'],
    ['"\\u12"', 1, 'four hexadecimal digits after `\\u`', '\\u12"'],
    ['// no\n1', 0, 'a value', '/'],
    ['\ufeff1', 0, 'a value', 'U+FEFF'],
    ['\u00a01', 0, 'a value', 'U+00A0'],
    ['[1]\u0000', 3, 'nothing after the value', 'U+0000'],
  ])('refuses %j at byte %i', (text, at, expected, came) => {
    const error = refusalOf(text)
    expect(error).toMatchObject({ code: 'bad_json', expected, place: { line: 1 } })
    expect(error.place.at).toBe(at)
    expect(error.message.endsWith(`came \`${came}\``), error.message).toBe(true)
  })

  it('gives line, column in code points and offset in UTF-8 bytes', () => {
    expect(refusalOf('{"é": "😀",\r\n  "b":\r  "😀" ?}').place).toEqual({ line: 3, column: 7, at: 32 })
  })

  it.each([
    ['{"a":1,"a":1}', 7],
    ['{"a":1,"\\u0061":2}', 7],
    ['[{"b":{"x":1},"c":0,"b":2}]', 20],
    ['{"":1,"":2}', 6],
    ['{"toString":1,"toString":2}', 14],
    ['{"0":1,"0":2}', 7],
  ])('refuses the second key in %s', (text, at) => {
    expect(refusalOf(text)).toMatchObject({ code: 'duplicate_key', place: { at } })
  })

  it('reads a string of any character from U+0020 on', () => {
    expect(Json.parse('" \u007f\u0080\u2028\ufeff\uffff"')).toBe(' \u007f\u0080\u2028\ufeff\uffff')
  })

  it('reads keys that every object inherits as plain keys', () => {
    expect(Json.parse('{"toString":1,"hasOwnProperty":2,"valueOf":{}}')).toStrictEqual({
      toString: 1,
      hasOwnProperty: 2,
      valueOf: {},
    })
  })

  it.each(['__proto__', 'constructor', 'prototype', '\\u005f_proto__', 'constr\\u0075ctor'])(
    'refuses the key %s',
    (key) => {
      expect(refusalOf(`[{"a":{"${key}":{"admin":true}}}]`)).toMatchObject({ code: 'forbidden_key', place: { at: 7 } })
    },
  )

  it.each(['__proto__x', 'Constructor', 'proto'])('reads the key %s', (key) => {
    expect(Object.keys(Json.parse(`{"${key}":1}`) as object)).toEqual([key])
  })

  it.each([
    ['"\\ud800"', 1],
    ['"\\udc00"', 1],
    ['"\\ud83dx"', 1],
    ['"\\ud83d\\n"', 1],
    ['"\\ud83d\\ud83d"', 1],
    ['"\\udc00\\udc00"', 1],
    ['"\udc00\udc00"', 1],
    ['"a\ud800"', 2],
    ['"\udc00"', 1],
    ['"\\ud83d\ude00"', 1],
    ['"\ud83d\\ude00"', 1],
    ['{"\\ud800":1}', 2],
  ])('refuses the lone surrogate in %j', (text, at) => {
    expect(refusalOf(text)).toMatchObject({ code: 'lone_surrogate', place: { at } })
  })

  it('reports the first fault in document order', () => {
    expect(refusalOf('{"a":1,"a":9007199254740993').code).toBe('duplicate_key')
    expect(refusalOf('{"a":9007199254740993,"a":1').code).toBe('unsafe_number')
    expect(refusalOf('{"__proto__":"\\ud800"}').code).toBe('forbidden_key')
    expect(refusalOf('[1,,"\\ud800"]').code).toBe('bad_json')
  })
})

describe('limits of the reader', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

  it('reads 64 levels and refuses 65', () => {
    expect(Json.parse(nested(64))).toBeDefined()
    expect(refusalOf(nested(65))).toMatchObject({ code: 'too_deep', place: { line: 1, column: 65, at: 64 } })
    expect(refusalOf(`${'{"a":'.repeat(65)}1`).code).toBe('too_deep')
  })

  it('counts siblings as one level', () => {
    expect(Json.parse('[[],[],[{}]]', { maxBytes: 99, maxDepth: 3 })).toEqual([[], [], [{}]])
    expect(refusalOf('[[],[],[{}]]', { maxBytes: 99, maxDepth: 2 })).toMatchObject({
      code: 'too_deep',
      place: { at: 8 },
    })
  })

  it.each(['[', '{"a":', '[{"a":'])('refuses 100,000 times %s cleanly, whatever the caller allows', (opening) => {
    const text = opening.repeat(100_000)
    expect(refusalOf(text).code).toBe('too_deep')
    expect(refusalOf(text, { maxBytes: 1e7, maxDepth: 1e9 }).code).toBe('too_deep')
  })

  it('counts bytes, not characters', () => {
    expect(Json.parse('"é"', { maxBytes: 4, maxDepth: 1 })).toBe('é')
    expect(refusalOf('"é"', { maxBytes: 3, maxDepth: 1 })).toMatchObject({ code: 'too_long', place: { at: 3 } })
    const bytes = new TextEncoder().encode('"é"')
    expect(Json.parseBytes(bytes, { maxBytes: 4, maxDepth: 1 })).toBe('é')
    expect(refusal(() => Json.parseBytes(bytes, { maxBytes: 3, maxDepth: 1 })).code).toBe('too_long')
  })

  it('reads 8 MiB and refuses one byte more', () => {
    const text = `"${'a'.repeat(8 * 1024 * 1024 - 2)}"`
    expect((Json.parse(text) as string).length).toBe(text.length - 2)
    expect(refusalOf(` ${text}`).code).toBe('too_long')
  })

  it('refuses bytes that are no UTF-8 before anything else', () => {
    const bytes = Uint8Array.from([0x7b, 0x2c, 0x22, 0xff])
    expect(refusal(() => Json.parseBytes(bytes))).toMatchObject({ code: 'bad_utf8', place: { at: 3 } })
  })
})

describe('numbers', () => {
  it.each([
    ['0', 0],
    ['-1', -1],
    ['999999999999999', 999999999999999],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['0.1', 0.1],
    ['-1.25', -1.25],
    ['0.000001', 0.000001],
    ['1e-7', 1e-7],
    ['1.5e-7', 1.5e-7],
    ['5e-324', 5e-324],
  ])('reads %s', (text, value) => {
    expect(Json.parse(text)).toBe(value)
  })

  it.each([
    '9007199254740992',
    '-9007199254740992',
    '9007199254740993',
    '9007199254740990.5',
    '9007199254740991.5',
    '123456789012345678901234567890',
    '250000000000000000',
    '1e16',
    '1e20',
    '1e400',
    '-1e400',
    '1e-400',
    '4e-324',
    '-0',
    '-0.0',
    '-0e9',
    '-1e-400',
    '0.1000000000000000055511151231257827',
    '0.30000000000000001',
    '333333333.33333329',
    '1e99999999999999999999',
    '1e-99999999999999999999',
  ])('refuses %s, which would lose precision', (text) => {
    expect(refusalOf(`[${text}]`)).toMatchObject({ code: 'unsafe_number', place: { at: 1 } })
  })

  it.each([
    ['1.0', '1'],
    ['-1.0', '-1'],
    ['1e2', '100'],
    ['1E3', '1000'],
    ['1e+3', '1000'],
    ['100e-2', '1'],
    ['0.10', '0.1'],
    ['-12.50e-1', '-1.25'],
    ['0.0', '0'],
    ['0e5', '0'],
    ['-0', '0'],
    ['-0.0', '0'],
    ['0.0000001', '1e-7'],
    ['1E-7', '1e-7'],
    ['1e-07', '1e-7'],
    ['9007199254740991.0', '9007199254740991'],
    ['0.30000000000000001', '0.3'],
    [`0.${'0'.repeat(400)}1e401`, '1'],
    [`1${'0'.repeat(400)}e-400`, '1'],
  ])('refuses %s, and says that it would be %s', (text, spelling) => {
    const expected = `\`${spelling}\`, the spelling of the number that would be read, or a string`
    expect(refusalOf(`[${text}]`)).toMatchObject({ code: 'unsafe_number', place: { at: 1 }, expected })
    expect(Json.parse(spelling)).toBe(Number(spelling))
  })

  it('always reads a number exactly when its spelling is the one that is printed', () => {
    const digits = fc.stringMatching(/^[0-9]{1,17}$/)
    const exponent = fc.option(fc.integer({ min: -30, max: 12 }), { nil: null })
    const number = fc
      .tuple(fc.boolean(), digits, fc.option(digits, { nil: null }), exponent)
      .map(([negative, whole, fraction, power]) => {
        const tail = `${fraction === null ? '' : `.${fraction}`}${power === null ? '' : `e${power}`}`
        return `${negative ? '-' : ''}${whole.replace(/^0+(?=\d)/, '')}${tail}`
      })
    let accepted = 0
    fc.assert(
      fc.property(number, (text) => {
        const value = Number(text)
        const exact = text === JSON.stringify(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER
        if (exact) accepted++
        if (exact) expect(canonical(Json.parse(text))).toBe(text)
        else expect(refusalOf(text).code).toBe('unsafe_number')
      }),
      { seed, numRuns: 5000 },
    )
    expect(accepted).toBeGreaterThan(500)
  })

  it('always reads what a safe double prints', () => {
    fc.assert(
      fc.property(fc.double({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, noNaN: true }), (value) => {
        if (Object.is(value, -0)) return
        expect(Json.parse(String(value))).toBe(value)
      }),
      { seed, numRuns: 5000 },
    )
  })
})

describe('the reader beside that of the platform', () => {
  const strict = new Set(['duplicate_key', 'forbidden_key', 'unsafe_number', 'lone_surrogate', 'too_deep'])
  const compare = (text: string): 'same' | 'strict' | 'refused' => {
    let theirs: { value: unknown } | null = null
    try {
      theirs = { value: JSON.parse(text) }
    } catch {}
    try {
      expect({ value: Json.parse(text) }).toStrictEqual(theirs)
      return 'same'
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      // What the platform refuses is refused for its syntax, or for an earlier fault that only we see.
      if (theirs !== null) expect(strict, `${error.code} for ${JSON.stringify(text)}`).toContain(error.code)
      return theirs === null ? 'refused' : 'strict'
    }
  }

  it('always reads what it accepts as the platform does, and refuses all that the platform refuses', () => {
    const counts = { same: 0, strict: 0, refused: 0 }
    const marks = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      '0',
      '-',
      '.',
      'e',
      ' ',
      '\n',
      '\\u',
      'd800',
      '"a"',
      'null',
      '\ud800',
      '\u0001',
      '1e9',
    )
    const edit = fc.tuple(fc.nat(), fc.nat({ max: 3 }), marks)
    fc.assert(
      fc.property(fc.json(), fc.array(edit, { maxLength: 3 }), (json, edits) => {
        const text = edits.reduce((text, [place, size, mark]) => {
          const at = place % (text.length + 1)
          return text.slice(0, at) + mark + text.slice(at + size)
        }, json)
        counts[compare(text)]++
      }),
      { seed, numRuns: 20_000 },
    )
    expect(Math.min(counts.same, counts.strict, counts.refused)).toBeGreaterThan(100)
  })

  it('agrees on random sequences of marks', () => {
    const marks = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"b"',
      '1',
      '-1',
      'true',
      'null',
      ' ',
      '"',
      '.5',
      'e1',
    )
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 9 }), (parts) => void compare(parts.join(''))),
      { seed, numRuns: 20_000 },
    )
  })
})

describe('places', () => {
  const text =
    '{\n  "rules": [\n    {"action": "allow"},\n    {"é": "{[,\\"", "conditions": [1, {"value" : "x"}]}\n  ],\n  "a b": null\n}'

  it.each([
    [[], 1, 1],
    [['rules'], 2, 12],
    [['rules', 0], 3, 5],
    [['rules', 0, 'action'], 3, 16],
    [['rules', 1, 'é'], 4, 11],
    [['rules', 1, 'conditions', 0], 4, 35],
    [['rules', 1, 'conditions', 1, 'value'], 4, 49],
    [['a b'], 6, 10],
  ])('finds the value at %j', (path, line, column) => {
    const spot = Json.locate(text, path)
    expect(spot).toMatchObject({ line, column })
    expect(Buffer.from(text).subarray(0, spot.at).toString().split('\n').length).toBe(line)
  })

  it('finds the key', () => {
    expect(Json.locateKey(text, ['rules', 1, 'conditions', 1, 'value'])).toMatchObject({ line: 4, column: 39 })
    expect(Json.locateKey(text, ['rules', 1])).toMatchObject({ line: 4, column: 5 })
    expect(Json.locateKey(text, ['rules', 1, 'é'])).toEqual({ line: 4, column: 6, at: 45 })
  })

  it('finds a key that is written with escapes', () => {
    expect(Json.locate('{"\\u0061": 1}', ['a'])).toEqual({ line: 1, column: 12, at: 11 })
  })

  it('gives the innermost value that is there where the path is missing', () => {
    expect(Json.locate(text, ['rules', 0, 'logic'])).toMatchObject({ line: 3, column: 5 })
    expect(Json.locateKey(text, ['rules', 0, 'logic', 'x'])).toMatchObject({ line: 3, column: 5 })
    expect(Json.locate(text, ['rules', 2])).toMatchObject({ line: 2, column: 12 })
    expect(Json.locate(text, ['rules', 'x'])).toMatchObject({ line: 2, column: 12 })
    expect(Json.locate(text, ['a b', 0])).toMatchObject({ line: 6, column: 10 })
    expect(Json.locate('{}', ['a'])).toMatchObject({ line: 1, column: 1 })
    expect(Json.locate('[]', [0])).toMatchObject({ line: 1, column: 1 })
  })

  it('always finds the very value that stands at the path', () => {
    const value = fc.jsonValue({ maxDepth: 4 }).filter((value) => !/proto|constructor/.test(JSON.stringify(value)))
    fc.assert(
      fc.property(value, fc.constantFrom('', ' ', '\n\t'), (value, blank) => {
        const text = JSON.stringify(value, null, blank)
        for (const [path, inner] of paths(value, [])) {
          const { at } = Json.locate(text, path)
          const rest = Buffer.from(text).subarray(at).toString()
          expect(longestValue(rest)).toEqual(JSON.parse(JSON.stringify(inner)))
        }
      }),
      { seed, numRuns: 300 },
    )
  })

  it('always finds many places at once where it finds each alone, whatever stands around them', () => {
    const key = fc.constantFrom('a', 'é', '😀', '0', 'a"b', ',}')
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom(1, 'x', '[{,"', '😀é\n', null, [], {}),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    }))
    const step = fc.oneof(key, fc.nat({ max: 3 }))
    const stray = fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 4 })
    fc.assert(
      fc.property(value, stray, fc.constantFrom('', ' ', '\r\n', '\r', '\n\t'), (value, stray, blank) => {
        const text = JSON.stringify(value, null, 1).replaceAll(/\n */g, blank)
        const wanted = [...[...paths(value, [])].map(([path]) => path), ...stray].reverse()
        const found = Json.locateAll(text, wanted)
        expect(found.map((located) => located.value)).toEqual(wanted.map((path) => Json.locate(text, path)))
        expect(found.map((located) => located.key)).toEqual(wanted.map((path) => Json.locateKey(text, path)))
        for (const [i, path] of wanted.entries()) {
          const { at, line, column } = found[i]!.value
          const before = Buffer.from(text).subarray(0, at).toString()
          const lines = before.split(/\r\n|\r|\n/)
          expect([line, column], `${text} ${path}`).toEqual([lines.length, [...lines.at(-1)!].length + 1])
        }
      }),
      { seed, numRuns: 500 },
    )
  })

  it('finds nothing where nothing is asked, and the same place as often as it is asked', () => {
    expect(Json.locateAll('[1]', [])).toEqual([])
    const at = { line: 1, column: 2, at: 1 }
    expect(Json.locateAll('[1]', [[0], [0, 'a'], [0]])).toEqual(Array(3).fill({ key: at, value: at }))
  })

  it('finds 50,000 places in the time of a few', () => {
    const text = `[${Array(50_000).fill('{"é": [1]}').join(',\n')}]`
    const wanted = Array.from({ length: 50_000 }, (_, i) => [i, 'é', 0])
    const started = performance.now()
    const found = Json.locateAll(text, wanted)
    expect(performance.now() - started).toBeLessThan(2000)
    expect(found.at(-1)!.value).toEqual({ line: 50_000, column: 8, at: 13 * 49_999 + 9 })
  })

  it('writes paths as a person does', () => {
    expect(Json.pathText(['rules', 0, 'conditions', 2, 'value'])).toBe('rules[0].conditions[2].value')
    expect(Json.pathText(['a', 'a b', '0', 'c"d', '$x_1'])).toBe('a["a b"]["0"]["c\\"d"].$x_1')
    expect(Json.pathText([0, 'a'])).toBe('[0].a')
    expect(Json.pathText([''])).toBe('[""]')
    expect(Json.pathText([])).toBe('')
  })
})

function* paths(value: unknown, path: Json.Path): Generator<[Json.Path, unknown]> {
  yield [path, value]
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* paths(item, [...path, i])
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* paths(item, [...path, key])
  }
}

/** The longest beginning of `text` that is JSON: the value that stands there. */
function longestValue(text: string): unknown {
  for (let end = text.length; end > 0; end--) {
    try {
      return JSON.parse(text.slice(0, end))
    } catch {}
  }
  throw new Error(`no value in ${text}`)
}
