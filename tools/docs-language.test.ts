/** The examples of the page of conditions: read, compiled, and decided for each of its requests as the page says. */
import { describe, expect, it } from 'vitest'
import { operators as words } from '../core/src/policy/forms/rulebook/comparison.ts'
import { bookOf, decide, policyOf } from '../core/src/policy/forms/rulebook/rulebook.fixture.ts'
import { arithmetic } from '../core/src/policy/language/expression.ts'
import { parse } from '../core/src/policy/language/parser.ts'
import { read } from '../core/src/policy/language/read.ts'
import { type ShapeName, shapeOf, shapes } from '../core/src/policy/language/shape.ts'
import { keywords } from '../core/src/policy/language/spelling.ts'
import { comparisons, constructs, type Example, type Row, recipes, signs } from './docs/language/examples.ts'
import { grammar } from './docs/language/grammar.ts'
import { declaredFor, requests } from './docs/language/requests.ts'
import { sections } from './docs/language.ts'

const tables: Readonly<Record<string, Readonly<Record<string, Row>>>> = { constructs, comparisons, signs }
const rows = Object.values(tables).flatMap((table) => Object.values(table))
const examples = [...rows.flatMap((row) => row.examples), ...recipes]

/** The letters of the requests for which it is true, false and not known. */
function letters(condition: unknown, text: string): readonly string[] {
  const policy = policyOf(bookOf([{ conditions: [condition] }], declaredFor(text)))
  const found = ['', '', '']
  for (const [letter, { facts }] of Object.entries(requests)) {
    const { reason } = decide(policy, facts, String(facts['call.kind']))
    found[reason.code === 'allow_rule' ? 0 : reason.fact === undefined ? 1 : 2] += letter
  }
  return found
}

function nodesIn(tree: unknown): readonly object[] {
  if (typeof tree !== 'object' || tree === null) return []
  const within = Object.values(tree).flatMap(nodesIn)
  return Array.isArray(tree) ? within : [tree, ...within]
}

describe('language.md', () => {
  it.each(examples)('decides as it says: $text', ({ text, true: holds, false: fails }: Example) => {
    const all = Object.keys(requests).join('')
    const others = [...all].filter((letter) => !(holds + fails).includes(letter)).join('')
    expect(letters(text, text)).toEqual([holds, fails, others])
    expect(letters(JSON.parse(JSON.stringify(parse(text))), text)).toEqual([holds, fails, others])
    expect(read(JSON.parse(JSON.stringify(parse(text))))).toEqual(parse(text))
  })

  it.each(Object.keys(shapes) as ShapeName[])('has an example of %s in which it occurs', (shape) => {
    expect(constructs[shape].examples.length).toBeGreaterThan(0)
    for (const { text } of constructs[shape].examples)
      expect(nodesIn(parse(text)).map((node) => shapeOf(node as never))).toContain(shape)
  })

  it('has an example of each operator and sign in which it occurs, and no others', () => {
    expect(Object.keys(comparisons).sort()).toEqual([...words.keys()].sort())
    expect(Object.keys(signs)).toEqual([...arithmetic])
    const used = (text: string) => nodesIn(parse(text)).flatMap((node) => Object.values(node))
    for (const [word, { examples: own }] of Object.entries({ ...comparisons, ...signs }))
      expect(used(own[0]!.text)).toContain(word)
  })

  it('has each construct under exactly one heading, and no row without meaning', () => {
    expect(sections.flatMap(([, names]) => names).sort()).toEqual(Object.keys(shapes).sort())
    for (const { meaning } of rows) expect(meaning.length).toBeGreaterThan(2)
  })

  it('decides its requests apart: each is told from each other by some example', () => {
    const all = Object.keys(requests)
    const signature = (letter: string) =>
      examples.map((one) => `${one.true.includes(letter)}${one.false.includes(letter)}`)
    expect(new Set(all.map((letter) => signature(letter).join())).size).toBe(all.length)
  })

  it('has a grammar that names every keyword and sign', () => {
    for (const word of [...keywords, 'count', 'sum', 'first', 'group', 'address', ...words.keys(), ...arithmetic])
      expect(grammar).toContain(`"${word}"`)
  })
})
