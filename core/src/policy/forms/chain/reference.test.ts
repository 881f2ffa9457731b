/**
 * Chains as the engine decides them, against what they mean as the reference says it: over whole histories, with totals that the
 * allowed requests fill. A sample is one decision compared.
 */
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../engine/evaluate.ts'
import { InputError } from '../../../input-error.ts'
import { runs } from '../../../runs.fixture.ts'
import type { Policy } from '../../policy.ts'
import { policyOf } from './chain.fixture.ts'
import { answer } from './reference.fixture.ts'
import { samplesBy, textBy } from './samples.fixture.ts'

const seed = Number(process.env.PORTCULLIS_SEED ?? 20_261_120)
const texts = runs(850)
const perText = 40

describe('chains', () => {
  it('mean what the reference says: decision, reason, deciding link and draws, over histories', () => {
    const mix: Record<string, number> = {}
    const counts = { samples: 0, refused: 0, draws: 0, allowed: 0 }
    const pool = samplesBy(seed, 6000)
    for (let i = 0; i < texts; i++) {
      const text = textBy(seed + i)
      const policy = compiled(text)
      if (policy === null) {
        counts.refused++
        continue
      }
      const [ours, theirs] = [new Map<string, bigint>(), new Map<string, bigint>()]
      const names = new Map<string, string>()
      for (let n = 0; n < perText; n++) {
        const { decoded, calls, world, facts } = pool[(i * 131 + n * 7) % pool.length]!
        const source = (name: string) => facts(name, (counter) => ours.get(counter) ?? 0n)
        const found = evaluate([{ level: 'key', policy }], decoded, source, { noPolicy: 'deny', requestHash: '0x' })
        const expected = answer(text, calls, world, (key) => theirs.get(key) ?? 0n)
        const got = {
          decision: found.decision,
          code: found.reason.code as string,
          path: found.reason.path ?? null,
          draws: found.draws.map(({ call, amount }) => `${call} ${amount}`).sort(),
        }
        const wanted = { ...expected, draws: expected.draws.map(({ call, amount }) => `${call} ${amount}`).sort() }
        if (JSON.stringify(got) !== JSON.stringify(wanted))
          expect({ got, text, calls, world }).toEqual({ got: wanted, text, calls, world })
        for (const { counter, partition, amount } of found.draws) add(ours, `counter.${counter}.${partition}`, amount)
        for (const { key, amount } of expected.draws) add(theirs, key, amount)
        expect(sameTotals(ours, theirs, names)).toBe(true)
        counts.samples++
        counts.draws += found.draws.length
        if (found.decision === 'allow') counts.allowed++
        mix[expected.code] = (mix[expected.code] ?? 0) + 1
      }
    }
    console.info(`chains, seed ${seed}: ${JSON.stringify({ ...counts, ...mix })}`)
    expect(counts.samples).toBeGreaterThanOrEqual(runs(30_000))
    expect(counts.refused).toBeLessThan(texts * 0.4)
    expect(counts.allowed / counts.samples).toBeGreaterThan(0.15)
    expect(counts.draws).toBeGreaterThan(runs(600))
    expect(Object.values(mix).every((count) => count >= runs(30))).toBe(true)
    expect(Object.keys(mix).length).toBe(11)
  })
})

function compiled(text: object): Policy | null {
  try {
    return policyOf(text)
  } catch (error) {
    if (error instanceof InputError && (error.code === 'counter_conflict' || error.code === 'policy_bound')) return null
    throw error
  }
}

function add(totals: Map<string, bigint>, key: string, amount: bigint): void {
  totals.set(key, (totals.get(key) ?? 0n) + amount)
}

/** Partitions have other names on each side; in the order in which they were first drawn on they stand for each other. */
function sameTotals(
  ours: ReadonlyMap<string, bigint>,
  theirs: ReadonlyMap<string, bigint>,
  names: Map<string, string>,
): boolean {
  const [mine, yours] = [[...ours.keys()], [...theirs.keys()]]
  for (const [i, key] of mine.entries()) if (!names.has(key) && yours[i] !== undefined) names.set(key, yours[i])
  return mine.length === yours.length && mine.every((key) => ours.get(key) === theirs.get(names.get(key)!))
}
