import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { codes } from '../../codes.ts'
import { InputError } from '../../input-error.ts'
import { runs } from '../../runs.fixture.ts'
import { cases, expression } from './expression.fixture.ts'
import { type Expression, limits } from './expression.ts'
import { parse } from './parser.ts'
import { print } from './printer.ts'
import { read } from './read.ts'
import { expressionSchema } from './schema.ts'

const seed = 20_261_120
// zod reads the published schema by its own understanding of JSON Schema.
const schema = z.fromJSONSchema(expressionSchema as Parameters<typeof z.fromJSONSchema>[0])

function refusal(json: unknown, path: (string | number)[] = []): InputError | undefined {
  try {
    read(json, path)
    return undefined
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
}

type Refused = { description: string; tree: unknown; code: string; path: string }

describe('the JSON notation', () => {
  it.each(cases<{ text: string; tree: Expression }>('conditions'))(
    'reads $text, as text and as a tree',
    ({ text, tree }) => {
      expect(read(tree)).toEqual(tree)
      expect(read(text)).toEqual(tree)
      expect(schema.safeParse(tree).success).toBe(true)
    },
  )

  it.each(cases<Refused>('refused-trees'))('refuses $description', ({ tree, code, path }) => {
    const error = refusal(tree, ['rules', 0])
    expect({ code: error?.code, path: error?.place.path }).toEqual({ code, path })
    expect(codes).toHaveProperty(code)
  })

  it('gives the place within a text as well', () => {
    expect(refusal('a and\n(', ['rules', 2, 'when'])?.place).toEqual({
      path: 'rules[2].when',
      line: 2,
      column: 2,
      at: 7,
    })
  })

  it('puts members of the same kind in the place of their `and`, and days in the order of the week', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name })) as [Expression, Expression, Expression]
    expect(read({ and: [a, { and: [b, { or: [a, { or: [b, c] }] }] }] })).toEqual({ and: [a, b, { or: [a, b, c] }] })
    expect(read({ left: a, operator: 'in', right: { days: ['Sun', 'Mon'] } })).toEqual(parse('a in Mon,Sun'))
  })

  it('always gives the same tree for the tree, its JSON and its text', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        expect(read(tree)).toEqual(tree)
        expect(read(JSON.parse(JSON.stringify(tree)))).toEqual(tree)
        expect(read(print(tree))).toEqual(tree)
        expect(schema.safeParse(tree).success).toBe(true)
      }),
      { seed, numRuns: runs(2000) },
    )
  })

  it('never reads JSON that is no condition', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }).filter((json) => typeof json !== 'string'),
        (json) => {
          expect(refusal(json)).toBeDefined()
        },
      ),
      { seed, numRuns: runs(5000) },
    )
  })
})

describe('the limits', () => {
  const nested = (levels: number): Expression => (levels === 1 ? { name: 'a' } : { not: nested(levels - 1) })

  it('accepts 32 levels, and not 33', () => {
    expect(refusal(nested(limits.depth))).toBeUndefined()
    expect(refusal(nested(limits.depth + 1))?.code).toBe('too_deep')
    expect(refusal(nested(5000))?.code).toBe('too_deep')
  })

  it.each([
    ['members', (n: number) => ({ and: Array(n).fill({ name: 'a' }) })],
    [
      'members in parts',
      (n: number) => ({ or: [{ or: Array(n - 3).fill({ name: 'a' }) }, { or: Array(3).fill({ name: 'b' }) }] }),
    ],
    ['arguments', (n: number) => ({ call: 'f', of: Array(n).fill({ name: 'a' }) })],
    ['items', (n: number) => ({ left: { name: 'a' }, operator: 'in', right: { items: Array(n).fill({ name: 'a' }) } })],
  ])('accepts 1,024 %s, and not 1,025', (_, make) => {
    expect(refusal(make(limits.items))).toBeUndefined()
    expect(refusal(make(limits.items + 1))?.code).toBe('too_many')
  })

  it('accepts what fits 16 KiB as text, and not a byte more', () => {
    const tree = (bytes: number) => ({ left: { name: 'm' }, operator: '==', right: { text: 'x'.repeat(bytes - 7) } })
    expect(refusal(tree(limits.bytes))).toBeUndefined()
    expect(refusal(tree(limits.bytes + 1))?.code).toBe('too_long')
  })
})

/** The tree with one part of it changed: a member more, less or renamed, a list cut, a value of another kind. */
function mutated(tree: unknown, pick: number, change: number): unknown {
  const copy = JSON.parse(JSON.stringify({ tree }))
  const places: [Record<string, unknown>, string][] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, inner] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, key])
      visit(inner)
    }
  }
  visit(copy)
  const [owner, key] = places[pick % places.length]!
  const was = owner[key]
  const changes: (() => void)[] = [
    () => delete owner[key],
    () => Object.assign(owner, { extra: was }),
    () => Object.assign(owner, { [key]: null }),
    () => Object.assign(owner, { [key]: [was] }),
    () => Object.assign(owner, { [key]: typeof was === 'string' ? `${was} ` : {} }),
    () => Object.assign(owner, { [key]: typeof was === 'string' ? was.slice(1) : 'text' }),
    () => Object.assign(owner, { [key]: { name: 'a' } }),
    () => Object.assign(owner, { [key]: { number: '1' } }),
    () => Object.assign(owner, { [key]: { not: { name: 'a' } } }),
    () => Object.assign(owner, { [key]: Array.isArray(was) ? was.slice(1) : { days: ['Mon'] } }),
    () => Object.assign(owner, { [key]: Array.isArray(was) ? [...was, ...was] : { items: [] } }),
  ]
  changes[change % changes.length]!()
  return copy.tree
}

describe('the JSON Schema', () => {
  /** What no schema can say, as its documentation tells. */
  const beyond = (error: InputError) =>
    ['bad_address', 'bad_checksum', 'lone_surrogate'].includes(error.code) ||
    /another time|a date not before|a day of the calendar/.test(error.expected)

  it('never accepts what `read` refuses, nor refuses what it accepts, but for what no schema can say', () => {
    let refused = 0
    fc.assert(
      fc.property(expression, fc.nat(), fc.nat(), (tree, pick, change) => {
        const json = mutated(tree, pick, change)
        if (typeof json === 'string') return
        const error = refusal(json)
        if (error !== undefined) refused++
        if (error !== undefined && beyond(error)) return
        expect(schema.safeParse(json).success, JSON.stringify(json)).toBe(error === undefined)
      }),
      { seed, numRuns: runs(3000) },
    )
    expect(refused).toBeGreaterThan(runs(1500))
  })

  it('names every part that it refers to', () => {
    const text = JSON.stringify(expressionSchema)
    const known = Object.keys(expressionSchema.$defs as object).map((name) => `#/$defs/${name}`)
    for (const [, reference] of text.matchAll(/"\$ref":"([^"]*)"/g)) expect(known).toContain(reference)
  })
})
