import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError, type Place } from '../../input-error.ts'
import { runs } from '../../runs.fixture.ts'
import { cases, soup } from './expression.fixture.ts'
import { type Expression, limits } from './expression.ts'
import { parse } from './parser.ts'

const seed = 20_261_120

type Accepted = { description: string; text: string; tree: Expression }
type Refused = { description: string; text: string; code: string; place: Place; expected: string; came: string }

/** What `parse` refuses, as it says it. */
function refusal(text: string): InputError {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error(`accepted: ${text.slice(0, 100)}`)
}

describe('the text of conditions', () => {
  it.each(cases<Accepted>('conditions'))('reads $description: $text', ({ text, tree }) => {
    expect(parse(text)).toEqual(tree)
  })

  it.each(cases<Refused>('refused-texts'))('refuses $description', ({ text, code, place, expected, came }) => {
    const error = refusal(text)
    expect({ code: error.code, place: error.place, expected: error.expected, came: error.came }).toEqual({
      code,
      place,
      expected,
      came,
    })
  })
})

/** A condition of flags and numbers as tokens, and its value by cutting it at its loosest operator. */
const number = fc.integer({ min: 1, max: 9 }).map((n) => [String(n)])
const tokens = fc.letrec<{ sum: string[]; flag: string[] }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    number,
    fc.tuple(tie('sum'), fc.constantFrom('+', '-', '*'), tie('sum')).map(([a, sign, b]) => [...a, sign, ...b]),
    tie('sum').map((inner) => ['(', ...inner, ')']),
  ),
  flag: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.tuple(tie('sum'), fc.constantFrom('<', '=='), tie('sum')).map(([a, sign, b]) => [...a, sign, ...b]),
    fc.tuple(tie('flag'), fc.constantFrom('and', 'or'), tie('flag')).map(([a, word, b]) => [...a, word, ...b]),
    tie('flag').map((inner) => ['not', ...inner]),
    tie('flag').map((inner) => ['(', ...inner, ')']),
  ),
}))

/** Where the last of `words` stands outside all parentheses, as an operator between two parts. */
function cut(list: readonly string[], words: readonly string[]): number {
  let depth = 0
  return list.reduce((found, token, i) => {
    depth += token === '(' ? 1 : token === ')' ? -1 : 0
    return depth === 0 && i > 0 && words.includes(token) ? i : found
  }, -1)
}

const meaning: Record<string, (a: number, b: number) => number> = {
  or: (a, b) => a | b,
  and: (a, b) => a & b,
  '<': (a, b) => Number(a < b),
  '==': (a, b) => Number(a === b),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
}

function reference(list: readonly string[]): number {
  for (const words of [['or'], ['and'], ['not'], ['<', '=='], ['+', '-'], ['*']]) {
    if (words[0] === 'not' && list[0] === 'not') return 1 - reference(list.slice(1))
    const i = cut(list, words)
    if (i > 0) return meaning[list[i]!]!(reference(list.slice(0, i)), reference(list.slice(i + 1)))
  }
  return list[0] === '(' ? reference(list.slice(1, -1)) : Number(list[0])
}

// biome-ignore lint/suspicious/noExplicitAny: any tree, of which only some kinds occur here
function value(node: any): number {
  if ('number' in node) return Number(node.number)
  if ('not' in node) return 1 - value(node.not)
  if ('and' in node) return Math.min(...node.and.map(value))
  if ('or' in node) return Math.max(...node.or.map(value))
  return meaning[node.operator ?? node.arithmetic]!(value(node.left), value(node.right))
}

describe('precedence', () => {
  it('is always that of cutting at the loosest operator, the last one first', () => {
    fc.assert(
      fc.property(tokens.flag, fc.constantFrom(' ', '\n '), (list, blank) => {
        expect(value(parse(list.join(blank)))).toBe(reference(list))
      }),
      { seed, numRuns: runs(3000) },
    )
  })
})

describe('the limits', () => {
  const nested = (levels: number) => `${'f('.repeat(levels - 1)}a${')'.repeat(levels - 1)}`

  it.each([
    ['calls', (n: number) => nested(n)],
    ['not', (n: number) => `${'not '.repeat(n - 1)}a`],
    [
      'and within or within and',
      (n: number) =>
        Array.from({ length: n - 1 }).reduce<string>((text, _, i) => `(a ${i % 2 ? 'and' : 'or'} ${text})`, 'a'),
    ],
    ['quantifiers', (n: number) => `${'some x ('.repeat(n - 1)}a${')'.repeat(n - 1)}`],
    ['sums', (n: number) => `a < b${' + b'.repeat(n - 2)}`],
    ['percentages', (n: number) => `a < ${'1% of '.repeat(n - 2)}b`],
    ['lists', (n: number) => `a in ${'['.repeat(n - 2)}b${']'.repeat(n - 2)}`],
    [
      'not and parentheses, in turn',
      (n: number) =>
        Array.from({ length: (n - 1) >> 1 }).reduce<string>((text) => `not (b or ${text})`, n % 2 ? 'a' : 'not a'),
    ],
  ])('accepts 32 levels of %s, and not 33', (_, make) => {
    expect(() => parse(make(limits.depth))).not.toThrow()
    expect(refusal(make(limits.depth + 1)).code).toBe('too_deep')
  })

  it.each([
    ['(', 'a', ')'],
    ['not ', 'a', ''],
    ['f(', 'a', ')'],
    ['a < 1% of ', 'a', ''],
    ['[', '1', ']'],
    ['-', '1', ''],
    ['every a (', 'a', ')'],
    ['count(a where ', 'a', ')'],
    ['sum(', 'a', ' of a)'],
    ['first(a, ', 'a', ')'],
    ['group ', 'a', ''],
  ])('does not fall over thousands of %s', (open, middle, close) => {
    const times = Math.floor(16_000 / (open.length + close.length))
    expect(refusal(`${open.repeat(times)}${middle}${close.repeat(times)}`)).toBeInstanceOf(InputError)
  })

  it('counts no level for what to assume beside the levels of the call', () => {
    expect(() => parse(`${nested(limits.depth)} else 1`)).not.toThrow()
  })

  it('counts no level for a connective within its own kind', () => {
    const text = `${'a and ('.repeat(60)}b${')'.repeat(60)}`
    expect(parse(text)).toEqual(parse(`${'a and '.repeat(60)}b`))
  })

  it('forgives parentheses that are not needed, 64 of them', () => {
    expect(parse(`${'('.repeat(64)}a${')'.repeat(64)}`)).toEqual({ name: 'a' })
    expect(refusal(`${'('.repeat(65)}a${')'.repeat(65)}`).code).toBe('too_deep')
  })

  it.each([
    ['members', (n: number) => Array(n).fill('a').join(' and ')],
    ['items', (n: number) => `a in [${Array(n).fill('b').join(',')}]`],
    ['arguments', (n: number) => `f(${Array(n).fill('b').join(',')})`],
    [
      'members in parts',
      (n: number) =>
        `(${Array(n - 500)
          .fill('a')
          .join(' or ')}) or (${Array(500).fill('b').join(' or ')})`,
    ],
  ])('accepts 1,024 %s, and not 1,025', (_, make) => {
    expect(() => parse(make(limits.items))).not.toThrow()
    expect(refusal(make(limits.items + 1)).code).toBe('too_many')
  })

  it('accepts 16 KiB of UTF-8, and not a byte more', () => {
    const text = (bytes: number) => `mm == "${'é'.repeat((bytes - 8) / 2)}"`
    expect(() => parse(text(16_384))).not.toThrow()
    expect(refusal(`${text(16_384)} `).code).toBe('too_long')
  })

  it('refuses a text whose canonical form would be too long', () => {
    const text = `a in [${Array(1000).fill('"abcdefghijklm"').join(',')}]`
    expect(text.length).toBeLessThan(16_384)
    expect(refusal(text).code).toBe('too_long')
  })
})

/** Whether one of twenty runs is as quick as that: a busy machine may stop at any moment, but not in all of them. */
function takesAtMost(milliseconds: number, run: () => void): boolean {
  return Array.from({ length: 20 }).some(() => {
    const start = performance.now()
    run()
    return performance.now() - start <= milliseconds
  })
}

describe('any text', () => {
  it('is always read or refused with a place, within 5 milliseconds', () => {
    let read = 0
    const once = (text: string) => {
      try {
        parse(text)
        read++
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        expect(error.place.line).toBeGreaterThan(0)
      }
    }
    fc.assert(
      fc.property(soup, (text) => takesAtMost(5, () => once(text))),
      { seed, numRuns: runs(50_000) },
    )
    expect(read).toBeGreaterThan(runs(100))
  })

  it.each([
    ['digits', '1'],
    ['digits in a hexadecimal', '0x1'],
    ['blanks', ' '],
    ['indexes', 'a[1'],
    ['names', 'a.b'],
    ['dots', '.'],
    ['days', 'Mon,'],
    ['dashes', '2026-'],
    ['backslashes', '"\\'],
    ['underscores', '1_'],
    ['zones', 't in Mon A/'],
  ])('takes time in proportion to 16 KiB of %s', (_, part) => {
    const text = part.repeat(16_384 / part.length)
    expect(takesAtMost(20, () => refusal(text))).toBe(true)
  })
})
