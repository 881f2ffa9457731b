/** The committed pages are what the tables of the source say, and they say all of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codes } from '../core/src/codes.ts'
import { catalogue } from '../core/src/facts/catalogue.ts'
import { builtins } from '../core/src/policy/forms/document/attributes.ts'
import { known, short } from '../core/src/policy/forms/rulebook/names.ts'
import { actionTypes, combinings, rulebookSchema } from '../core/src/policy/forms/rulebook/schema.ts'
import { operators } from '../core/src/policy/operators.ts'
import { groupsOf } from './docs/codes.ts'
import { folder, pages } from './generate-docs.ts'

const made = pages()

describe('docs', () => {
  it.each([...made.keys()])('%s is current: `npm run docs` writes it', (name) => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(made.get(name))
  })

  it('has no page that nothing writes', () => {
    expect(readdirSync(folder).sort()).toEqual([...made.keys()].sort())
  })

  it('names every fact, code, operator and built-in attribute', () => {
    const text = [...made.values()].join('\n')
    const attributes = Object.values(builtins).flatMap((rows) => rows.map(([name]) => name))
    for (const name of [
      ...catalogue.keys(),
      ...Object.keys(codes),
      ...Object.keys(operators).filter((name) => name !== 'matches'),
      ...attributes,
    ])
      expect(text).toContain(`| \`${name}\` |`)
  })

  it('puts every code under exactly one heading', () => {
    const source = readFileSync(new URL('../core/src/codes.ts', import.meta.url), 'utf8')
    expect(groupsOf(source).flatMap((group) => group.codes)).toEqual(Object.keys(codes))
    expect(groupsOf(source).every((group) => group.codes.length > 0)).toBe(true)
  })

  it('speaks of attributes whose facts exist, with the type that the fact has', () => {
    for (const [, fact, type, list] of Object.values(builtins).flat()) {
      const entry = catalogue.get(fact)
      expect([fact, list === undefined ? entry?.type : entry?.of]).toEqual([fact, type])
    }
  })

  it('has a schema that names every field of a rule', () => {
    const schema = made.get('document.schema.json')!
    for (const field of ['issuer_logic', 'chain_type', 'transaction_attr', 'exclude_current', 'group'])
      expect(schema).toContain(`"${field}"`)
  })

  it('names everything that a rulebook has: actions, ways to combine, names, and fields in its schema', () => {
    const text = made.get('rulebook.md')!
    for (const name of [...actionTypes, ...combinings, ...Object.keys(short), ...known.keys()])
      expect(text).toContain(`| \`${name}\` |`)
    const schema = JSON.parse(made.get('rulebook.schema.json')!) as { readonly properties: object }
    expect(Object.keys(schema.properties)).toEqual(Object.keys(rulebookSchema.shape))
  })
})
