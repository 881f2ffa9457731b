/** The trace: what was tested and how it came out, what nobody looked at, and why the index left steps out. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { absent, type Fact, notAsked } from '../facts/fact.ts'
import type { Value } from '../facts/value.ts'
import { and, type Condition, constant, fact, or } from '../policy/condition.ts'
import { effect, type Policy, type Step } from '../policy/policy.ts'
import { runs } from '../runs.fixture.ts'
import { evaluate } from './evaluate.ts'
import { bare, integer } from './kernel.fixture.ts'
import { explain, trace } from './trace.ts'

const text = (value: string): Value => ({ type: 'text', value })
const is = (name: string, value: Value): Condition => ({
  kind: 'compare',
  operator: 'eq',
  left: fact(name),
  right: constant(value),
})

function stepOf(at: number, when: Condition): Step {
  const origin = { path: `rules[${at}]`, id: `r${at}`, hash: `${at}`, enforcement: 'off-chain' as const }
  return { origin, when, holds: effect('allow', 'allow_rule'), fails: effect('continue', 'no_matching_rule') }
}

function policyOf(...conditions: readonly Condition[]): Policy {
  const steps = conditions.map((when, at) => stepOf(at, when))
  return { id: 'p', form: 'document', hash: '0x', steps, otherwise: effect('deny', 'no_matching_rule'), counters: [] }
}

function decide(policy: Policy, facts: (name: string) => Fact) {
  return evaluate([{ level: 'key', policy }], bare, facts, { noPolicy: 'deny', requestHash: '0x' })
}

describe('the trace', () => {
  it('counts what the index left out by the fact that excluded it, with the value that the call has', () => {
    const keyed = Array.from({ length: 50 }, (_, at) => and(is('a', integer(at)), is('b', text('x'))))
    const others = Array.from({ length: 10 }, (_, at) => and(is('b', text('y')), is('c', integer(at))))
    const policy = policyOf(...others, ...keyed)
    const world: Readonly<Record<string, Fact>> = { a: integer(7), b: text('x'), c: integer(99) }
    const [traced] = trace(decide(policy, (name) => world[name] ?? notAsked))
    expect(traced!.steps.map(({ rule, result }) => [rule, result])).toEqual([['r17', true]])
    expect(traced!.excluded).toEqual([
      { fact: 'b', actual: 'x', steps: 10 },
      { fact: 'a', actual: '7', steps: 49 },
    ])
  })

  it('never counts a step out that would not fail, nor loses one', () => {
    let excluded = 0
    const small = fc.integer({ min: 0, max: 3 })
    const conditions = fc.array(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), small), { minLength: 1, maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 30,
      },
    )
    const states = fc.oneof({ weight: 4, arbitrary: small.map(integer) }, fc.constantFrom<Fact>(absent, notAsked))
    fc.assert(
      fc.property(conditions, fc.record({ a: states, b: states, c: states }), (parts, world) => {
        const policy = policyOf(...parts.map((asks) => and(...asks.map(([name, value]) => is(name, integer(value))))))
        const decision = decide(policy, (name) => world[name as 'a'])
        const [short, full] = [trace(decision)[0]!, explain(decision)[0]!]
        const left = short.excluded.reduce((sum, { steps }) => sum + steps, 0)
        excluded += left
        expect(short.steps.length + left + short.untested).toBe(policy.steps.length)
        const kept = new Set(short.steps.map(({ path }) => path))
        const others = full.steps.filter(({ path }) => !kept.has(path))
        expect(others.map(({ result }) => result)).toEqual(others.map(() => false))
        expect(full.excluded).toEqual([])
      }),
      { seed: 20_261_127, numRuns: runs(3000) },
    )
    expect(excluded).toBeGreaterThan(runs(3000))
  })

  it('names what nobody looked at behind the comparison that settled a step', () => {
    const [a, b, c] = [is('a', integer(1)), is('b', integer(1)), is('c', integer(1))]
    const policy = policyOf(and(a, b, c), or(a, b, c), and(b, c))
    const world: Readonly<Record<string, Fact>> = { a: integer(1), b: integer(2), c: integer(1) }
    const [traced] = explain(decide(policy, (name) => world[name] ?? notAsked))
    expect(traced!.steps.map(({ tests, untested }) => [tests.map((one) => one.fact), untested])).toEqual([
      [['a', 'b'], ['c']],
      [['a'], ['b', 'c']],
    ])
    expect(traced!.untested).toBe(1)
  })

  it('names the item by which a quantifier is settled', () => {
    const over = fact('list')
    const holds: Condition = { kind: 'compare', operator: 'gt', left: { kind: 'item' }, right: constant(integer(5)) }
    const policy = policyOf(
      { kind: 'every', over, holds },
      { kind: 'none', over, holds },
      { kind: 'some', over, holds },
    )
    const items = (...values: readonly number[]): Fact => ({ type: 'list', items: values.map(integer) })
    const settled = (list: Fact) =>
      explain(decide(policy, (name) => (name === 'list' ? list : notAsked)))[0]!.steps.map(
        ({ tests }) => tests[0]!.item,
      )
    expect(settled(items(9, 3, 9))).toEqual([1, 0, 0])
    expect(settled(items(9, 9))).toEqual([undefined])
    expect(settled(items(1, 7))).toEqual([0, 1, 1])
  })
})
