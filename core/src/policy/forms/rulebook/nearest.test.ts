/** What would have been allowed, of compiled rulebooks: every change that is told is made, and then nothing denies. */
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../../engine/decision.ts'
import { luck } from '../../../engine/luck.fixture.ts'
import { nearest } from '../../../engine/nearest.ts'
import type { Tested } from '../../../engine/trace.ts'
import { runs } from '../../../runs.fixture.ts'
import { decide, type Plain, policyOf } from './rulebook.fixture.ts'
import { factsOf, rulebook } from './rulebooks.fixture.ts'

const seed = 20_261_127

/** The value with which a comparison holds, as facts are given here; undefined where it cannot be set alone. */
function mended({ operator, expected }: Tested): unknown {
  const whole = typeof expected === 'string' && /^-?\d+$/.test(expected) ? BigInt(expected) : null
  if (operator === 'eq') return expected
  if (operator === 'in') return Array.isArray(expected) ? expected[0] : undefined
  if (whole === null) return undefined
  const shifts: Readonly<Record<string, bigint>> = { lt: -1n, lte: 0n, gte: 0n, gt: 1n }
  const shift = shifts[operator]
  return shift === undefined ? undefined : `${whole + shift}`
}

describe('the nearest change of a rulebook', () => {
  it('is true: when it is made, the rulebook no longer denies', () => {
    const any = luck(seed)
    const made: Record<string, number> = {}
    const none: Decision[] = []
    for (let i = 0; i < runs(600); i++) {
      const policy = policyOf(rulebook(any).text)
      for (let j = 0; j < 20; j++) {
        const facts = factsOf(any) as Plain
        const decision = decide(policy, facts)
        const [found] = decision.decision === 'deny' ? nearest(decision) : []
        if (found === undefined) continue
        const changes = found.unmet.map((one) => [one.fact, mended(one), one.operator] as const)
        const settable = changes.every(([fact, value]) => value !== undefined && Object.hasOwn(facts, fact))
        if (!settable || new Set(changes.map(([fact]) => fact)).size < changes.length) continue
        const then = decide(policy, { ...facts, ...Object.fromEntries(changes.map(([fact, value]) => [fact, value])) })
        if (then.decision === 'deny') none.push(then)
        for (const [, , operator] of changes) made[operator] = (made[operator] ?? 0) + 1
      }
    }
    console.info(`nearest changes of rulebooks, seed ${seed}: ${JSON.stringify(made)}`)
    expect(none).toEqual([])
    for (const operator of ['eq', 'in', 'lte', 'gte'])
      expect([operator, (made[operator] ?? 0) > runs(20)]).toEqual([operator, true])
  })
})
