/** What would have been allowed is true: made, it is no longer denied, and one above the most is. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../facts/fact.ts'
import { type Condition, constant, fact } from '../policy/condition.ts'
import { type Effect, effect, type Policy } from '../policy/policy.ts'
import type { Decision } from './decision.ts'
import { evaluate } from './evaluate.ts'
import { bare, integer } from './kernel.fixture.ts'
import { nearest } from './nearest.ts'

type Facts = Readonly<Record<string, Fact>>

const is = (name: string, operator: 'eq' | 'lte' | 'lt' | 'gte' | 'gt', value: number): Condition => ({
  kind: 'compare',
  operator,
  left: fact(name),
  right: constant(integer(value)),
})
const limit = (operator: 'lte' | 'gt', value: number): Condition => ({
  kind: 'compare',
  operator,
  left: { kind: 'counter', counter: 'day', excludeCurrent: false },
  right: constant(integer(value)),
})
const goOn = effect('continue', 'allow_rule')
const when = (at: number, condition: Condition, holds: Effect, fails: Effect = goOn) => ({
  origin: { path: `rules[${at}]`, id: `r${at}`, hash: `${at}`, enforcement: 'off-chain' as const },
  when: condition,
  holds,
  fails,
})
const allow = effect('allow', 'allow_rule')
const deny = effect('deny', 'deny_rule')

function policyOf(...steps: Policy['steps']): Policy {
  const counter = { id: 'day', method: 'sum', measure: fact('amount'), measureKey: 'amount', drawn: 'always' } as const
  const counters = [{ ...counter, scope: { kind: 'always' }, partition: [] }] as const
  return { id: 'p', form: 'rulebook', hash: 'h', steps, otherwise: effect('deny', 'no_matching_rule'), counters }
}

function decided(policy: Policy, facts: Facts): Decision {
  const decoded = { ...bare, calls: [{ ...bare.calls[0]!, index: 0, facts }] }
  const stored = (name: string): Fact => (name.startsWith('counter.') ? integer(40) : { type: 'notAsked' })
  return evaluate([{ level: 'key', policy }], decoded, stored, { noPolicy: 'deny', requestHash: '0x00' })
}

const changed = (facts: Facts, most: Readonly<Record<string, string>>, more: bigint): Facts => ({
  ...facts,
  ...Object.fromEntries(
    Object.entries(most).map(([name, text]) => [name, { type: 'integer', value: BigInt(text) + more } as const]),
  ),
})

describe('nearest', () => {
  it('tells the headroom of the limit of the nearest allow rule', () => {
    const far = { kind: 'and', of: [is('amount', 'lte', 50), is('token', 'eq', 2)] } as const
    const near = { kind: 'and', of: [is('token', 'eq', 1), limit('lte', 100)] } as const
    const policy = policyOf(when(0, far, allow), when(1, near, allow))
    const facts = { amount: integer(70), token: integer(1) }
    const [found] = nearest(decided(policy, facts))
    expect(found).toMatchObject({ path: 'rules[1]', most: { amount: '60' } })
    expect(found!.unmet).toMatchObject([{ fact: 'counter.day', actual: '110', operator: 'lte', expected: '100' }])
    expect(decided(policy, changed(facts, found!.most, 0n)).decision).toBe('allow')
    expect(decided(policy, changed(facts, found!.most, 1n)).decision).toBe('deny')
  })

  it('tells what is left of a limit that denies, and nothing else of a rule that denies', () => {
    const limited = policyOf(when(0, limit('gt', 100), deny), when(1, is('token', 'eq', 1), allow))
    const facts = { amount: integer(70), token: integer(1) }
    expect(nearest(decided(limited, facts))).toMatchObject([{ path: 'rules[0]', most: { amount: '60' } }])
    const listed = policyOf(when(0, is('token', 'eq', 1), deny), when(1, is('amount', 'gt', 0), allow))
    expect(nearest(decided(listed, facts))).toEqual([])
    const either = { kind: 'or', of: [is('token', 'eq', 1), limit('gt', 100)] } as const
    const scoped = { kind: 'and', of: [is('token', 'eq', 1), limit('gt', 100)] } as const
    const after = (condition: Condition) => policyOf(when(0, condition, deny), when(1, is('token', 'eq', 1), allow))
    expect(nearest(decided(after(either), facts))).toEqual([])
    expect(nearest(decided(after(scoped), facts))).toMatchObject([{ path: 'rules[0]', most: { amount: '60' } }])
  })

  it('mends every rule that must hold', () => {
    const must = (at: number, condition: Condition) => when(at, condition, goOn, effect('deny', 'allow_rule_not_met'))
    const policy = {
      ...policyOf(must(0, is('amount', 'lt', 50)), must(1, is('token', 'eq', 1))),
      otherwise: effect('allow', 'default_allow'),
    } as const
    const [found] = nearest(decided(policy, { amount: integer(70), token: integer(2) }))
    expect(found!.unmet.map(({ fact, expected }) => [fact, expected])).toEqual([
      ['amount', '50'],
      ['token', '1'],
    ])
    expect(found!.most).toEqual({ amount: '49' })
  })

  it('says nothing where it cannot compute, and of an allow', () => {
    const count: Condition = { kind: 'some', over: fact('a'), holds: is('amount', 'eq', 1) }
    const facts = { amount: integer(70), token: integer(1), a: { type: 'list', items: [integer(1)] } } as const
    expect(nearest(decided(policyOf(when(0, count, allow)), facts))).toEqual([])
    expect(nearest(decided(policyOf(when(0, is('token', 'eq', 1), allow)), facts))).toEqual([])
    expect(nearest(decided(policyOf(when(0, limit('lte', 30), allow)), facts))).toEqual([])
  })

  it('is true: made, the policy no longer denies; with one more than the most, it does', () => {
    const leaf = fc.oneof(
      fc
        .record({
          name: fc.constantFrom('amount', 'token'),
          operator: fc.constantFrom('eq', 'lte', 'lt', 'gte', 'gt'),
          value: fc.nat(99),
        })
        .map(({ name, operator, value }) => is(name, operator as 'eq', value)),
      fc.nat(150).map((value) => limit('lte', value)),
      fc.nat(150).map((value) => limit('gt', value)),
    )
    const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 2 },
        leaf,
        fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((of): Condition => ({ kind: 'and', of })),
        fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((of): Condition => ({ kind: 'or', of })),
        tie('condition').map((of): Condition => ({ kind: 'not', of })),
      ),
    }))
    const steps = fc.array(fc.record({ condition, action: fc.constantFrom(allow, allow, deny) }), {
      minLength: 1,
      maxLength: 4,
    })
    let told = 0
    let bounded = 0
    fc.assert(
      fc.property(steps, fc.nat(120), fc.nat(99), (list, amount, token) => {
        const policy = policyOf(...list.map(({ condition, action }, at) => when(at, condition, action)))
        const facts = { amount: integer(amount), token: integer(token) }
        const [found] = nearest(decided(policy, facts))
        if (found === undefined || Object.keys(found.most).length === 0) return
        told++
        const names = new Set(found.unmet.map(({ fact }) => (fact === 'counter.day' ? 'amount' : fact)))
        if (names.size > Object.keys(found.most).length) return
        bounded++
        expect(decided(policy, changed(facts, found.most, 0n)).decision).toBe('allow')
        for (const name of Object.keys(found.most)) {
          const one = { ...changed(facts, found.most, 0n), ...changed({}, { [name]: found.most[name]! }, 1n) }
          expect(decided(policy, one).decision).toBe('deny')
        }
      }),
      { seed: 20261120, numRuns: 4000 },
    )
    expect(told).toBeGreaterThan(200)
    expect(bounded).toBeGreaterThan(200)
  })
})
