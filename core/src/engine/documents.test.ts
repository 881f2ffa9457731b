/**
 * Documents as the engine decides them, against what they mean as the reference says it: over whole histories, with counters
 * that the allowed requests fill. A sample is one decision compared.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../runs.fixture.ts'
import type { Decision } from './decision.ts'
import { documents } from './documents.fixture.ts'
import { compiled, history, referenceHistory, requests, sorted } from './history.fixture.ts'
import type { Answer } from './reference.fixture.ts'

const seed = Number(process.env.PORTCULLIS_SEED ?? 20_261_120)
const numRuns = runs(2100)
const perDocument = 100

describe('documents', () => {
  it('mean what the reference says: decision, reason, deciding rule and draws, over histories', {
    timeout: 300_000,
  }, () => {
    const mix: Record<string, number> = {}
    const counts = { samples: 0, documents: 0, refused: 0, draws: 0 }
    fc.assert(
      fc.property(documents, fc.nat(), ({ topic, document }, luck) => {
        counts.documents++
        const policy = compiled(document)
        if (policy === null) {
          counts.refused++
          return
        }
        const [decide, expected] = [history(policy), referenceHistory(document)]
        const partitions = new Map<string, string>()
        for (const request of requests(topic, luck, perDocument)) {
          const [ours, theirs] = [decide(request), expected(request)]
          compare(ours, theirs, partitions, () => ({ told: request.told, issuers: request.issuers }))
          counts.samples++
          counts.draws += ours.draws.length
          mix[theirs.code] = (mix[theirs.code] ?? 0) + 1
        }
      }),
      { seed, numRuns },
    )
    const allowed = ((mix.allow_rule ?? 0) + (mix.allow_rule_not_known ?? 0)) / counts.samples
    console.info(`documents, seed ${seed}: ${JSON.stringify({ ...counts, ...mix, allowed })}`)
    expect(counts.samples).toBeGreaterThanOrEqual(runs(200_000))
    expect(counts.refused).toBeLessThan(counts.documents * 0.4)
    expect(allowed).toBeGreaterThan(0.2)
    expect(allowed).toBeLessThan(0.8)
  })
})

/** Both must name the same rule; their partitions have other names, which must stand for each other throughout. */
function compare(ours: Decision, theirs: Answer, partitions: Map<string, string>, about: () => object): void {
  const path = theirs.rule === null ? null : `rules[${theirs.rule}]`
  const sameRule = ours.reason.code === theirs.code && (ours.reason.path ?? null) === path
  if (sameRule && ours.decision === theirs.decision && ours.draws.length + theirs.draws.length === 0) return
  const found = {
    decision: ours.decision,
    code: ours.reason.code,
    path: ours.reason.path ?? null,
    draws: ours.draws.map(plain),
  }
  const expected = {
    decision: theirs.decision,
    code: theirs.code,
    path,
    draws: theirs.draws.map(plain),
  }
  const same =
    JSON.stringify({ ...found, draws: sorted(found.draws) }) ===
    JSON.stringify({ ...expected, draws: sorted(expected.draws) })
  if (!same) expect({ ...found, ...about() }).toEqual({ ...expected, ...about() })
  const [a, b] = [sorted(ours.draws), sorted(theirs.draws)]
  for (const [i, { counter, partition }] of a.entries()) {
    const [mine, yours] = [`${counter} ${partition}`, `${counter} ${b[i]!.partition}`]
    if (!partitions.has(yours)) expect([...partitions.values()]).not.toContain(mine)
    expect(mine).toBe(partitions.get(yours) ?? mine)
    partitions.set(yours, mine)
  }
}

function plain({ counter, call, amount }: { counter: string; call: number; amount: bigint }) {
  return { counter, call, amount: `${amount}` }
}
