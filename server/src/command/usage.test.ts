import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type Exit, exits, worst } from './usage.ts'

describe('the worst exit code', () => {
  it('is the first of 2, 4, 1, 3, 0 that occurs', () => {
    const order: readonly Exit[] = [2, 4, 1, 3, 0]
    for (const [i, bad] of order.entries())
      for (const better of order.slice(i)) {
        expect(worst([bad, better])).toBe(bad)
        expect(worst([better, bad])).toBe(bad)
      }
    const law = fc.property(fc.array(fc.constantFrom(...order)), (codes) => {
      expect(worst(codes)).toBe(order.find((code) => codes.includes(code)) ?? 0)
    })
    fc.assert(law, { seed: 20_261_126 })
  })

  it('of a hold is 3, which is worse than an allow and better than a deny', () => {
    expect(worst([exits.allow, exits.hold])).toBe(3)
    expect(worst([exits.hold, exits.deny])).toBe(1)
  })

  test.each(Object.entries({ allow: 0, deny: 1, bad: 2, hold: 3, undecided: 4 }))('for %s is %d', (name, code) => {
    expect(exits[name as keyof typeof exits]).toBe(code)
  })
})
