/** Any condition that can be written: it is refused with a code, or decides every request, and prints back to what decides alike. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codes } from '../../../codes.ts'
import { luck } from '../../../engine/luck.fixture.ts'
import { runs } from '../../../runs.fixture.ts'
import { expression } from '../../language/expression.fixture.ts'
import type { Expression } from '../../language/expression.ts'
import { print } from '../../language/printer.ts'
import { bookOf, decide, policyOf, rejectionsOf } from './rulebook.fixture.ts'
import { factsOf } from './rulebooks.fixture.ts'

const seed = 20_261_127
const names = [
  'amount',
  'token',
  'recipient',
  'outflow',
  'call',
  'item',
  'item.amount',
  'nonce',
  'role',
  'args.x',
  'cap',
]
const calls = ['chainalysis_risk_score', 'ofac_check', 'balance', 'volume']
const more = {
  values: { cap: '5 usdc' },
  timezone: 'UTC',
  counters: { volume: { method: 'sum', window: { type: 'lifetime' } } },
}

/** The tree with names that mean something. */
function meaningful(tree: unknown, pick: (from: readonly string[]) => string): unknown {
  if (Array.isArray(tree)) return tree.map((one) => meaningful(one, pick))
  if (typeof tree !== 'object' || tree === null) return tree
  const own = (key: string, value: unknown): unknown => {
    if (key === 'name') return pick(names)
    if (key === 'call') return pick(calls)
    if (key === 'unit') return pick(['usdc', 'eth'])
    return key === 'number'
      ? String(value).replace(/\..*$/, '').slice(0, 6).replace(/^-?$/, '1')
      : meaningful(value, pick)
  }
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, own(key, value)]))
}

describe('any condition', () => {
  it('is refused with a code, or decides, and the same when it was printed and read again', () => {
    const any = luck(seed)
    const seen = { refused: 0, allow: 0, deny: 0 }
    fc.assert(
      fc.property(expression, (random) => {
        const tree = meaningful(random, any.pick) as Expression
        const book = bookOf([{ conditions: [tree] }], more)
        const [rejection] = rejectionsOf(book)
        if (rejection !== undefined) {
          seen.refused++
          expect(Object.keys(codes)).toContain(rejection.split(' ')[0])
          return
        }
        const [policy, again] = [policyOf(book), policyOf(bookOf([{ conditions: [print(tree)] }], more))]
        for (let i = 0; i < 5; i++) {
          const facts = factsOf(any)
          const [first, second] = [decide(policy, facts), decide(again, facts)]
          expect([second.decision, second.reason.code]).toEqual([first.decision, first.reason.code])
          if (first.decision !== 'hold') seen[first.decision]++
        }
      }),
      { seed, numRuns: runs(4000) },
    )
    console.info(`any condition, seed ${seed}: ${JSON.stringify(seen)}`)
    expect(seen.deny).toBeGreaterThan(runs(500))
    expect(seen.allow).toBeGreaterThan(runs(50))
  })
})
