/** The law *Monotone*: to know less never helps a request. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failed } from '../facts/fact.ts'
import { runs } from '../runs.fixture.ts'
import { sourceOf } from './kernel.fixture.ts'
import { type Case, cases, casesByStep, decide, decideFully, decideWith, namesIn, rank } from './laws.fixture.ts'
import { trace } from './trace.ts'

const seed = 20261120
const numRuns = runs(3000)

describe.each([
  ['counters that always draw', cases],
  ['counters that steps draw on', casesByStep],
])('*Monotone*, with %s', (_, any: fc.Arbitrary<Case>) => {
  it('never makes a decision milder by hiding facts, and hides no obligation with them', () => {
    let worse = 0
    fc.assert(
      fc.property(any, (one) => {
        const known = decideFully(one)
        const hidden = decide(one)
        if (rank(hidden) > rank(known)) worse++
        expect(rank(hidden)).toBeGreaterThanOrEqual(rank(known))
        const due = hidden.obligations.map(({ id }) => id)
        for (const { id } of known.obligations) expect(due).toContain(id)
      }),
      { seed, numRuns },
    )
    expect(worse).toBeGreaterThan(numRuns / 40)
  })

  it('never makes a decision milder by hiding one more fact, or by failing to get it', () => {
    fc.assert(
      fc.property(any, fc.nat(), (one, luck) => {
        const names = namesIn(one)
        const lost = names[luck % Math.max(1, names.length)]
        const known = decideFully(one)
        const source = sourceOf(one.world, () => false)
        const without = decideWith(one, (name) => (name === lost ? failed('timeout') : source(name)))
        const unasked = decideWith(
          one,
          sourceOf(one.world, (name) => name === lost),
        )
        expect(rank(without), lost).toBeGreaterThanOrEqual(rank(known))
        expect(rank(unasked), lost).toBeGreaterThanOrEqual(rank(known))
        // A fact not asked may still fail, so both must be judged alike.
        expect(rank(unasked), lost).toBe(rank(without))
      }),
      { seed, numRuns },
    )
  })

  it('marks as possible what is due only if an undecided condition turns out so, and nothing that is certain', () => {
    let possible = 0
    fc.assert(
      fc.property(any, (one) => {
        const hidden = decide(one)
        const known = new Set(decideFully(one).obligations.map(({ id }) => id))
        possible += hidden.obligations.filter((due) => due.possible).length
        const undecided = new Set(
          trace(hidden).flatMap(({ policy, call, steps }) =>
            steps.filter((step) => step.result === null).map((step) => `${policy} ${call} ${step.rule}`),
          ),
        )
        for (const due of hidden.obligations) {
          const place = `${due.policy} ${due.call} ${due.rule}`
          expect(due.possible ?? false, place).toBe(undecided.has(place))
          if (hidden.needs.length === 0 && hidden.decision !== 'deny' && !due.possible) expect(known).toContain(due.id)
        }
      }),
      { seed, numRuns },
    )
    expect(possible).toBeGreaterThan(numRuns / 20)
  })
})
