/** Rulebooks by their vectors: each way to combine rules and each condition, below, at and above its border, malformed, not known. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DueObligation } from '../../../engine/decision.ts'
import { bookOf, decide, type Plain, policyOf, rejectionsOf, remarksOf } from './rulebook.fixture.ts'
import { combinings } from './schema.ts'

type Case = {
  readonly description: string
  readonly facts: Plain
  readonly decision: string
  readonly code: string
  readonly rule?: string
  readonly obligations: readonly string[]
}

type Vectors = {
  readonly description: string
  readonly rules: readonly object[]
  readonly more?: object
  readonly cases: readonly Case[]
}

type ConditionCase = {
  readonly text: string
  readonly description?: string
  readonly more?: object
  readonly true: readonly Plain[]
  readonly false: readonly Plain[]
  readonly unknown: readonly Plain[]
}

function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../../vectors/rulebook/${name}.json`, import.meta.url), 'utf8')) as T
}

describe.each(combinings)('%s', (combining) => {
  describe.each(vectors<readonly Vectors[]>(combining))('$description', ({ rules, more, cases }) => {
    const policy = policyOf(bookOf(rules, more))
    it.each(cases)('$description', ({ facts, ...expected }) => {
      const { decision, reason, obligations } = decide(policy, facts)
      const rule = reason.rule === undefined || expected.rule === undefined ? {} : { rule: reason.rule }
      const found = { decision, code: reason.code, ...rule, obligations: obligations.map(spelt).sort() }
      const { description: _, ...wanted } = expected
      expect(found).toEqual({ ...wanted, obligations: wanted.obligations.toSorted() })
    })
  })
})

describe.each(vectors<readonly { readonly more: object; readonly cases: readonly ConditionCase[] }[]>('conditions'))(
  'conditions',
  ({ more, cases }) => {
    it.each(cases)('$text: allows where it holds alone', (one) => {
      const policy = policyOf(bookOf([{ conditions: [one.text] }], one.more ?? more))
      const codes = (facts: Plain) => decide(policy, facts).reason.code
      expect(one.true.length * one.false.length).toBeGreaterThan(0)
      for (const facts of one.true) expect([facts, codes(facts)]).toEqual([facts, 'allow_rule'])
      for (const facts of one.false) {
        const { reason } = decide(policy, facts)
        expect([facts, reason.code, reason.fact]).toEqual([facts, 'no_matching_rule', undefined])
      }
      for (const facts of one.unknown) {
        const { reason } = decide(policy, facts)
        expect([facts, reason.code, typeof reason.fact]).toEqual([facts, 'no_matching_rule', 'string'])
      }
    })

    it.each(cases)('$text: denies where it holds or is not known', (one) => {
      const rule = { conditions: [one.text], action: { type: 'DENY' } }
      const policy = policyOf(bookOf([rule], { ...(one.more ?? more), default: 'ALLOW' }))
      const codes = (facts: Plain) => decide(policy, facts).reason.code
      for (const facts of one.true) expect([facts, codes(facts)]).toEqual([facts, 'deny_rule'])
      for (const facts of one.false) expect([facts, codes(facts)]).toEqual([facts, 'default_allow'])
      for (const facts of one.unknown) expect([facts, codes(facts)]).toEqual([facts, 'deny_rule_not_known'])
    })
  },
)

describe('what is refused', () => {
  type Refused = { readonly description: string; readonly rules: readonly object[]; readonly more?: object }
  it.each(vectors<readonly (Refused & { readonly found: readonly string[] })[]>('refused'))(
    '$description',
    ({ rules, more, found }) => {
      expect(rejectionsOf(bookOf(rules, more))).toEqual(found)
    },
  )

  it.each(vectors<readonly (Refused & { readonly found: readonly string[] })[]>('remarks'))(
    'remarks: $description',
    ({ rules, more, found }) => {
      expect(rejectionsOf(bookOf(rules, more))).toEqual([])
      expect(remarksOf(bookOf(rules, more))).toEqual(found)
    },
  )
})

function spelt(due: DueObligation): string {
  const possible = due.possible ? ' possible' : ''
  if (due.kind === 'approval') return `approval ${due.count} ${due.from.join(' ')}${possible}`
  return due.kind === 'delay' ? `delay ${due.seconds}${possible}` : `notice ${due.channels.join(' ')}${possible}`
}
