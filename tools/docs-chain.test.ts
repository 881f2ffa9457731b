/** The examples of the page of chains are decided as it says, and its tables are whole. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readers as proofReaders } from '../core/src/facts/context.ts'
import { dataOf, decide, factOf, policyOf, requestOf } from '../core/src/policy/forms/chain/chain.fixture.ts'
import { readers } from '../core/src/policy/forms/chain/mapper.ts'
import { chainSchema } from '../core/src/policy/forms/chain/schema.ts'
import { kinds } from '../core/src/policy/kinds/kind.ts'
import { asked, chainExample } from './docs/chain/example.ts'
import { call, mappers, token } from './docs/chain/mappers.ts'
import { contextFacts, proofs } from './docs/chain.ts'
import { contents } from './docs/index.ts'
import { pages } from './generate-docs.ts'

const text = pages().get('chain.md')!

describe('chain.md', () => {
  it.each(asked)(
    'decides by its example: $about',
    ({ sender, to, call: signature, arguments: args, used = '0', ends }) => {
      const [{ address }] = chainExample.targets
      const request = requestOf({ sender, to: to ?? address, data: dataOf(signature, args) })
      const facts = { counter: factOf(used), [`price(evm:${address})`]: factOf('1') }
      const { reason } = decide(policyOf(chainExample), request, facts)
      const [code, policy] = ends.split(' by ')
      expect(reason.code).toBe(code)
      if (policy !== undefined) expect(reason.rule).toBe(policy)
    },
  )

  it.each(Object.entries(mappers))('calculates by the mapper %s what it says', (_, { example, gives }) => {
    const passes = (policy: object) => {
      const links = [{ policy: 'p', mapper: [example] }]
      const target = { chain: token.chain, address: token.address, default: 'allow' }
      const targets = [{ ...target, functions: [{ function: call.function, links }] }]
      const made = policyOf({ form: 'chain', version: '1.0', policies: { p: policy }, tokens: [token], targets })
      const facts = Object.fromEntries(Object.entries(call.facts).map(([name, value]) => [name, factOf(value)]))
      const data = dataOf(call.function, call.arguments)
      return decide(made, requestOf({ to: token.address, data }), facts).decision === 'allow'
    }
    if (gives.startsWith('0x')) {
      expect(passes({ kind: 'allow', addresses: [gives] })).toBe(true)
      expect(passes({ kind: 'reject', addresses: [gives] })).toBe(false)
      return
    }
    expect(passes({ kind: 'volume', min: gives, max: `${BigInt(gives) + 1n}` })).toBe(true)
    expect(passes({ kind: 'max', max: `${BigInt(gives) - 1n}` })).toBe(false)
  })

  it('has every key of a mapper, and no other', () => {
    expect(Object.keys(mappers).sort()).toEqual([...Object.keys(readers), 'about', 'name'].sort())
  })

  it('has every kind with its fields and edge cases, every field of a text and every proof', () => {
    for (const kind of Object.keys(kinds)) {
      expect(text).toContain(`| \`${kind}\` |`)
      expect(
        text
          .split(`### ${kind}\n`)[1]
          ?.split('\n')
          .filter((line) => line.startsWith('| ')).length,
      ).toBeGreaterThan(3)
    }
    for (const field of Object.keys(chainSchema.shape)) expect(text).toContain(`| \`${field}\` |`)
    expect(Object.keys(proofs).sort()).toEqual(Object.keys(proofReaders).sort())
  })

  it('tells what others are asked of every fact that the vectors give', () => {
    const known = Object.keys(contextFacts).map((name) => name.replace(/[<(*].*$/, ''))
    const given = Object.keys(kinds).flatMap((kind) => {
      const file = new URL(`../vectors/chain/${kind}.json`, import.meta.url)
      const groups = JSON.parse(readFileSync(file, 'utf8')) as { cases: { facts?: object }[] }[]
      return groups.flatMap(({ cases }) => cases.flatMap(({ facts = {} }) => Object.keys(facts)))
    })
    for (const name of new Set(given))
      expect(
        known.filter((one) => `${name}.`.startsWith(one)),
        name,
      ).toHaveLength(1)
  })
})

it('has an index of every page', () => {
  expect(['README.md', ...Object.keys(contents)].sort()).toEqual([...pages().keys()].sort())
  const index = pages().get('README.md')!
  for (const name of Object.keys(contents)) expect(index).toContain(`[${name}](${name})`)
})
