/** The law *Settled*, and that needs miss nothing: a decision that needs no fact stays, and asking only needs leads to it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sourceOf as sourceOfFacts } from '../facts/call.ts'
import { type Condition, constant, fact, or } from '../policy/condition.ts'
import { effect, type Policy } from '../policy/policy.ts'
import { runs } from '../runs.fixture.ts'
import { bare, hides, integer, sourceOf } from './kernel.fixture.ts'
import {
  acting,
  type Case,
  cases,
  casesByStep,
  decide,
  decideFully,
  decideWith,
  gather,
  namesIn,
} from './laws.fixture.ts'

const seed = 20261120
const numRuns = runs(3000)

describe.each([
  ['counters that always draw', cases],
  ['counters that steps draw on', casesByStep],
])('with %s', (_, any: fc.Arbitrary<Case>) => {
  it('*Settled*: without needs no further fact changes the decision, what is due, or what is drawn', () => {
    let settled = 0
    fc.assert(
      fc.property(any, (one) => {
        const now = decide(one)
        if (now.needs.length > 0) return
        settled++
        expect(acting(decideFully(one))).toEqual(acting(now))
        for (const name of namesIn(one)) expect(acting(decide(one, new Set([name]))), name).toEqual(acting(now))
      }),
      { seed, numRuns },
    )
    expect(settled).toBeGreaterThan(numRuns / 4)
  })

  it('lists in needs every fact that alone changes the decision, or what an allow or hold carries', () => {
    let changes = 0
    fc.assert(
      fc.property(any, (one) => {
        const now = decide(one)
        const needs = new Set(now.needs.map(({ fact }) => fact))
        const hidden = hides(one.world)
        for (const name of namesIn(one).filter(hidden)) {
          const then = decide(one, new Set([name]))
          if (JSON.stringify(acting(then)) === JSON.stringify(acting(now))) continue
          changes++
          expect(needs, name).toContain(name)
        }
      }),
      { seed, numRuns },
    )
    expect(changes).toBeGreaterThan(numRuns / 40)
  })

  it('reaches by asking only needs, again and again, what it decides with everything known', () => {
    const rounds = [0, 0, 0, 0, 0, 0, 0]
    fc.assert(
      fc.property(any, (one) => {
        const gathered = gather(one)
        rounds[Math.min(gathered.rounds, 6)]!++
        expect(acting(gathered.decision)).toEqual(acting(decideFully(one)))
      }),
      { seed, numRuns },
    )
    console.info(
      `gathering, seed ${seed}: decided after ${rounds.map((count, i) => `${i}: ${count}`).join(', ')} rounds`,
    )
    expect(rounds[1]! + rounds[2]!).toBeGreaterThan(numRuns / 20)
  })

  it('asks only for facts that were not asked', () => {
    fc.assert(
      fc.property(any, (one) => {
        const asked: string[] = []
        const source = sourceOf(one.world, hides(one.world))
        const { needs } = decideWith(one, (name) => {
          const fact = source(name)
          if (fact.type === 'notAsked') asked.push(name)
          return fact
        })
        for (const { fact } of needs) expect(asked).toContain(fact)
      }),
      { seed, numRuns: runs(1000) },
    )
  })
})

describe('a later call', () => {
  const is = (name: string, value: number): Condition => ({
    kind: 'compare',
    operator: 'eq',
    left: fact(name),
    right: constant(integer(value)),
  })
  const few: Condition = {
    kind: 'compare',
    operator: 'lt',
    left: { kind: 'counter', counter: 'k', excludeCurrent: false },
    right: constant(integer(3)),
  }
  const scope = or(is('amount', 1), is('known.customer', 1))
  const policy: Policy = {
    id: 'p',
    form: 'chain',
    hash: 'h',
    steps: [
      {
        origin: { path: 's', id: 's', hash: 's', enforcement: 'off-chain' as const },
        when: few,
        holds: effect('deny', 'deny_rule'),
        fails: effect('allow', 'allow_rule'),
      },
    ],
    otherwise: effect('deny', 'no_matching_rule'),
    counters: [
      { id: 'k', method: 'sum', measure: fact('amount'), measureKey: 'k', drawn: 'always', scope, partition: [] },
    ],
  }
  const call = (index: number, amount: number) => ({ ...bare.calls[0]!, index, facts: { amount: integer(amount) } })
  const decided = (facts: Parameters<typeof sourceOfFacts>[0]) => {
    const known = sourceOfFacts(facts)
    const bound = {
      bindings: [{ level: 'key', policy }],
      decoded: { ...bare, calls: [call(0, 5), call(1, 1)] },
    } as const
    return decideWith({ ...bound, world: { facts: {}, hidden: [], salt: 0 } }, (name) =>
      name.startsWith('counter.') ? integer(0) : known(name),
    )
  }

  it('is not denied for certain while an earlier call may yet draw on the counter it is judged by', () => {
    // The first call draws 5 if the customer is known; else it draws nothing, and the total of the second stays at 1.
    expect(decided({ 'known.customer': integer(1) }).decision).toBe('allow')
    expect(decided({ 'known.customer': integer(0) }).decision).toBe('deny')
    expect(decided({}).needs.map((need) => need.fact)).toEqual(['known.customer'])
  })
})
