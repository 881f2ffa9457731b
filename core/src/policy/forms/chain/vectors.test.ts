/** Every kind of policy by its vectors: below, at and above each border, malformed and not known. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kinds } from '../../kinds/kind.ts'
import { dataOf, decide, factOf, policyOf, requestOf, token } from './chain.fixture.ts'

type Case = {
  readonly description: string
  readonly sender?: string | null
  readonly arguments?: readonly unknown[]
  readonly data?: string
  readonly facts?: Readonly<Record<string, unknown>>
  readonly context?: object
  readonly decision: string
  readonly code: string
  readonly says?: string
  readonly fact?: string
  readonly needs?: readonly string[]
  readonly draws?: readonly string[]
}

type Vectors = {
  readonly description: string
  readonly policies: object
  readonly function: string
  readonly links: readonly object[]
  readonly default?: string
  readonly lists?: object
  readonly tokens?: readonly object[]
  readonly mappers?: object
  readonly cases: readonly Case[]
}

const folder = new URL('../../../../../vectors/chain/', import.meta.url)
const files = readdirSync(folder).sort()

describe('vectors', () => {
  it('exist for each kind', () => {
    expect(Object.keys(kinds).filter((kind) => !files.includes(`${kind}.json`))).toEqual([])
  })

  for (const file of files) {
    const groups = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Vectors[]
    describe(file, () => {
      for (const group of groups)
        it.each(group.cases.map((one) => [`${group.description}: ${one.description}`, one] as const))(
          '%s',
          (_, one) => {
            const { policies, lists = {}, tokens = [], mappers = {}, links, function: signature } = group
            const functions = [{ function: signature, links }]
            const targets = [{ chain: 'eip155:1', address: token, default: group.default ?? 'allow', functions }]
            const policy = policyOf({ form: 'chain', version: '1.0', policies, lists, tokens, mappers, targets })
            const data = one.data ?? dataOf(signature, one.arguments ?? [])
            const asked = {
              data,
              ...(one.sender === undefined ? {} : { sender: one.sender }),
              context: one.context ?? {},
            }
            const facts = Object.fromEntries(
              Object.entries(one.facts ?? {}).map(([name, value]) => [name, factOf(value)]),
            )
            const { decision, reason, needs, draws } = decide(policy, requestOf(asked), facts)
            expect({ decision, code: reason.code }).toEqual({ decision: one.decision, code: one.code })
            if (one.says !== undefined) expect(reason.message).toContain(one.says)
            if (one.fact !== undefined) expect(reason.fact).toBe(one.fact)
            if (one.needs !== undefined) expect(needs.map(({ fact }) => fact)).toEqual(one.needs)
            if (one.draws !== undefined) expect(draws.map(({ amount }) => `${amount}`)).toEqual(one.draws)
          },
        )
    })
  }
})
