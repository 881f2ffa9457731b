/** The law *Settled*, and that needs miss nothing: a decision that needs no fact stays, and asking only needs leads to it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hides, sourceOf } from './kernel.fixture.ts'
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
const numRuns = 3000

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
    expect(changes).toBeGreaterThan(numRuns / 20)
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
      { seed, numRuns: 1000 },
    )
  })
})
