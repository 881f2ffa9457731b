/** The law *Deny wins*, for documents: another deny rule never helps a request, and the order of rules decides nothing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../runs.fixture.ts'
import { documents, rules } from './documents.fixture.ts'
import { compiled, history, judge, requests, sorted, type Totals } from './history.fixture.ts'

const seed = 20_261_120
const numRuns = runs(300)
const perDocument = 60
const words = ['allow', 'hold', 'deny']

/** A document with its topic, and a deny rule about the same. */
const withDeny = documents.chain((one) =>
  rules(one.topic).map((rule) => ({ ...one, deny: { ...rule, action: 'deny' as const } })),
)

describe('*Deny wins*', () => {
  it('never turns a decision milder when a deny rule is added, wherever it stands', () => {
    let stricter = 0
    fc.assert(
      fc.property(withDeny, fc.nat(), ({ topic, document, deny }, luck) => {
        const at = luck % (document.rules.length + 1)
        const rules = document.rules.toSpliced(at, 0, deny)
        const [policy, more] = [compiled(document), compiled({ ...document, rules })]
        if (policy === null || more === null) return
        let totals: Totals = new Map()
        const decide = history(policy, (now) => {
          totals = new Map(now)
        })
        for (const request of requests(topic, luck, perDocument)) {
          const base = words.indexOf(decide(request).decision)
          const strict = words.indexOf(judge(more, request, totals).decision)
          expect(strict).toBeGreaterThanOrEqual(base)
          if (strict > base) stricter++
        }
      }),
      { seed, numRuns },
    )
    expect(stricter).toBeGreaterThan(numRuns)
  })

  it('denies whatever a deny rule holds for, whoever else allows it', () => {
    fc.assert(
      fc.property(withDeny, fc.nat(), ({ topic, document, deny }, luck) => {
        const alone = compiled({ ...document, rules: [deny] })
        const both = compiled({ ...document, rules: [...document.rules, deny] })
        if (alone === null || both === null) return
        for (const request of requests(topic, luck, perDocument)) {
          const { reason } = judge(alone, request, new Map())
          if (!reason.code.startsWith('deny_rule')) continue
          expect(judge(both, request, new Map()).reason.code).toMatch(/^deny_rule/)
        }
      }),
      { seed, numRuns },
    )
  })

  it('decides and draws the same over histories when rules change places', () => {
    let moved = 0
    let drawn = 0
    fc.assert(
      fc.property(documents, fc.nat(), ({ topic, document }, luck) => {
        const turned = luck % document.rules.length
        const rules = [...document.rules.slice(turned), ...document.rules.slice(0, turned)].reverse()
        const [policy, other] = [compiled(document), compiled({ ...document, rules })]
        expect(other === null).toBe(policy === null)
        if (policy === null || other === null) return
        if (document.rules.length > 1) moved++
        const [a, b] = [history(policy), history(other)]
        for (const request of requests(topic, luck, perDocument)) {
          const [one, two] = [a(request), b(request)]
          expect(two.decision).toBe(one.decision)
          expect(sorted(two.draws)).toEqual(sorted(one.draws))
          drawn += one.draws.length
        }
      }),
      { seed, numRuns },
    )
    expect(moved).toBeGreaterThan(numRuns / 2)
    expect(drawn).toBeGreaterThan(numRuns)
  })
})
