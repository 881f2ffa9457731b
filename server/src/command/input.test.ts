/** How text is cut into requests: JSON, pretty-printed JSON, arrays, JSON lines and hex, with the line of each. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InputError, Utf8 } from '@portcullis/core'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { cut, entriesOf, readText } from './input.ts'
import { UsageError } from './usage.ts'

const source = 'file'
const hex = (line: number, text: string) => ({ source, line, form: 'hex', text })
const json = (line: number, text: string) => ({ source, line, form: 'json', text })

describe('lines', () => {
  it.each([
    ['hex with 0x', '0x02ab\n', [hex(1, '0x02ab')]],
    ['hex without', '02ab', [hex(1, '0x02ab')]],
    ['hex in quotes', '"0x02ab"\n"f8"', [hex(1, '0x02ab'), hex(2, '0xf8')]],
    ['hex of an odd number of digits, to be refused as hex', '0x02a', [hex(1, '0x02a')]],
    ['JSON lines', '{"a":1}\n{"b":2}\n', [json(1, '{"a":1}'), json(2, '{"b":2}')]],
    ['JSON and hex mixed', '{"a":1}\n0xab\n{"b":2}', [json(1, '{"a":1}'), hex(2, '0xab'), json(3, '{"b":2}')]],
    ['CRLF', '0xab\r\n{"a":1}\r\n', [hex(1, '0xab'), json(2, '{"a":1}')]],
    ['blank lines', '\n\n  \n0xab\n\n{"a":1}\n\n', [hex(4, '0xab'), json(6, '{"a":1}')]],
    ['blanks around', '  0xab \n\t{"a":1}  ', [hex(1, '0xab'), json(2, '{"a":1}')]],
    ['a byte order mark', '\ufeff0xab', [hex(1, '0xab')]],
    [
      'what is neither',
      'zzz\n0xab\n0x\n',
      [json(1, 'zzz'), hex(2, '0xab'), { ...json(3, '0x'), refusal: expect.any(InputError) }],
    ],
    ['nothing', '', []],
    ['blanks alone', ' \r\n\t\n', []],
    ['a line that is no JSON before one that is', '{"a":\n{"b":2}', [json(1, '{"a":'), json(2, '{"b":2}')]],
    ['a key twice within a line', '{"a":1,"a":2}\n{"b":2}', [json(1, '{"a":1,"a":2}'), json(2, '{"b":2}')]],
    [
      'an array with a key twice before other lines',
      '[{"a":1,"a":2}]\n{"b":2}',
      [json(1, '[{"a":1,"a":2}]'), json(2, '{"b":2}')],
    ],
  ])('%s', (_, text, expected) => {
    expect(cut(text, source)).toEqual(expected)
  })
})

describe('one document', () => {
  it('over several lines is one request, and begins where its text does', () => {
    expect(cut('\n{\n  "a": 1\n}\n', source)).toEqual([json(2, '{\n  "a": 1\n}')])
  })

  it('over several lines stays one when a strict reader will refuse it', () => {
    expect(cut('{\n"a": 1,\n"a": 2\n}', source)).toHaveLength(1)
  })

  it.each([
    ['in a line', '[{"a":1},"0xab",{"b":[1,2]}]', [json(1, '{"a":1}'), hex(1, '0xab'), json(1, '{"b":[1,2]}')]],
    [
      'over lines',
      '[\n  {"a":1},\n\n  "0xab" ,\n  {\n    "b": 2 }\n]\n',
      [json(2, '{"a":1}'), hex(4, '0xab'), json(5, '{\n    "b": 2 }')],
    ],
    [
      'of brackets and commas in strings',
      '["a,]}{[", {"b":"\\"],["}, "\\\\"]',
      [json(1, '"a,]}{["'), json(1, '{"b":"\\"],["}'), json(1, '"\\\\"')],
    ],
    [
      'with an element that a strict reader refuses',
      '[{"a":1,"a":2}, {"b":1}]',
      [json(1, '{"a":1,"a":2}'), json(1, '{"b":1}')],
    ],
    ['of arrays', '[[],[1,[2]]]', [json(1, '[]'), json(1, '[1,[2]]')]],
    ['of numbers, which are no hex', '[12, "12"]', [json(1, '12'), hex(1, '0x12')]],
    ['of nothing', ' [ ] ', []],
  ])('that is an array %s is a request for each element', (_, text, expected) => {
    expect(cut(text, source)).toEqual(expected)
  })

  it('that is an array has for every element its text and line, whatever the elements are', () => {
    const spaced = fc.constantFrom('', ' ', '\n', '\r\n', ' \n\n ')
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.jsonValue(), spaced, spaced), { minLength: 1 }), (elements) => {
        const texts = elements.map(([value, before, after]) => `${before}${JSON.stringify(value, null, 1)}${after}`)
        const text = `[${texts.join(',')}]`
        const entries = cut(text, source)
        expect(entries.map((entry) => (entry.form === 'json' ? JSON.parse(entry.text) : null))).toEqual(
          elements.map(([value], i) => (entries[i]!.form === 'json' ? JSON.parse(JSON.stringify(value)) : null)),
        )
        let at = 0
        for (const [i, part] of texts.entries()) {
          const start = at + 1 + part.length - part.trimStart().length
          expect(entries[i]!.line).toBe(text.slice(0, start).split('\n').length)
          at += 1 + part.length
        }
      }),
      { seed: 20261120 },
    )
  })

  it('of 50,000 requests is cut in one pass', () => {
    const text = `[${Array.from({ length: 50_000 }, (_, i) => `{"message":"${i}"}`).join(',\n')}]`
    const before = performance.now()
    const entries = cut(text, source)
    expect(performance.now() - before).toBeLessThan(2000)
    expect(entries).toHaveLength(50_000)
    expect(entries.at(-1)).toEqual(json(50_000, '{"message":"49999"}'))
  })
})

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-input-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  it('are read one after the other, lines counted in each', () => {
    const [one, two] = [file('one', '0xab\n0xcd'), file('two', '\n{"a":1}')]
    expect(entriesOf([one, two])).toEqual([
      { ...hex(1, '0xab'), source: one },
      { ...hex(2, '0xcd'), source: one },
      { ...json(2, '{"a":1}'), source: two },
    ])
  })

  it('that are missing, folders, or not UTF-8 are wrong usage', () => {
    for (const name of [join(folder, 'missing'), folder, file('bytes', Uint8Array.of(0x7b, 0xff))]) {
      expect(() => readText(name)).toThrow(UsageError)
      expect(() => readText(name)).toThrow(name)
    }
  })

  const byteTest = (...parts: readonly (string | readonly number[])[]) =>
    entriesOf([
      file(
        'bytes',
        Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)))),
      ),
    ])
  const places = (entries: ReturnType<typeof entriesOf>) =>
    entries.map(({ line, refusal }) => [line, refusal?.code ?? null, refusal?.place ?? null])

  it.each([
    ['a stray byte', [0xff]],
    ['a sequence that is cut off', [0xe2, 0x82]],
    ['a longer form than needed', [0xc0, 0xaf]],
    ['half a surrogate pair', [0xed, 0xa0, 0x80]],
    ['more than there are characters', [0xf4, 0x90, 0x80, 0x80]],
  ])('with %s in a line have the other lines, and where it stands in its own', (_, bytes) => {
    expect(places(byteTest('0xab\r\n{"é": "', bytes, '"}\n\n{"a":"é"}'))).toEqual([
      [1, null, null],
      [2, 'bad_utf8', { line: 2, column: 8, at: 8 }],
      [4, null, null],
    ])
  })

  it('keep documents whole, and elements apart, around what is not UTF-8', () => {
    expect(places(byteTest('{\n "a": 1,\n "b": "', [0x80], '"\n}'))).toEqual([
      [1, 'bad_utf8', { line: 3, column: 8, at: 7 }],
    ])
    expect(places(byteTest('[{"a":"é"},\n{"b":"', [0xe9], '"},\n{"c":1}]'))).toEqual([
      [1, null, null],
      [2, 'bad_utf8', { line: 2, column: 7, at: 6 }],
      [3, null, null],
    ])
  })

  it('always give the lines that are UTF-8, whatever the others are', () => {
    const line = fc.uint8Array({ maxLength: 6 }).filter((bytes) => !bytes.includes(10) && !bytes.includes(13))
    const law = fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), line), { minLength: 1 }), (lines) => {
      const parts = lines.map(([kind, bytes]) =>
        kind === 0 ? [...Buffer.from('z'), ...bytes] : [...Buffer.from(`{"line":"é${kind}"}`)],
      )
      const entries = byteTest(...parts.flatMap((part, i) => (i === 0 ? [part] : ['\n', part])))
      for (const [i, part] of parts.entries()) {
        const found = entries.find((one) => one.line === i + 1)!
        const text = textOf(part)
        expect(found.refusal?.code).toBe(text === null ? 'bad_utf8' : undefined)
        if (text !== null) expect(found.text).toBe(text.trim())
      }
    })
    fc.assert(law, { seed: 20_261_121, numRuns: 200 })
  })
})

function textOf(bytes: readonly number[]): string | null {
  try {
    return Utf8.toText(Uint8Array.from(bytes))
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}
