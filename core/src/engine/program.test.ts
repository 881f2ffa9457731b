/** The plain end of a walk: where it is found without walking, it is where the walk ends, and nothing follows from it but that. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { notAsked } from '../facts/fact.ts'
import type { Value } from '../facts/value.ts'
import { and, type Condition, constant, fact, type Operand } from '../policy/condition.ts'
import { effect, type Policy, type Step } from '../policy/policy.ts'
import { runs } from '../runs.fixture.ts'
import { bare, hides, integer, policies, truth, worlds } from './kernel.fixture.ts'
import * as Outcome from './outcome.ts'
import { plainEnd, programOf } from './program.ts'
import { type Subject, subjectOf } from './subject.ts'
import { DENY, deciding, walk } from './walk.ts'

const seed = 20_261_127
const met = () => ({ fact: 'met', outcome: Outcome.FALSE })

/** How the walk over all steps ends, where that is all that there is to say; else `null`. */
function walked(policy: Policy, subject: Subject): { readonly verdict: string; readonly rule: string | null } | null {
  const { now, possible, due, draws, needs, outcomes } = walk(policy, subject, met)
  const found = deciding(policy, { now, possible, due, draws, needs, outcomes }, met)
  if (now !== possible || due.length + draws.length + needs.length > 0 || found?.known === false) return null
  return { verdict: now === DENY ? 'deny' : 'allow', rule: found?.step.origin.id ?? null }
}

function ended(policy: Policy, subject: Subject): ReturnType<typeof walked> {
  const end = plainEnd(programOf(policy), subject)
  return end === null ? null : { verdict: end.effect.verdict, rule: end.step?.origin.id ?? null }
}

/** Steps enough for a tree of several levels, about few facts with few values, in any of their types. */
const literal = (...values: readonly Value[]): Operand & { kind: 'literal' } => ({
  kind: 'literal',
  readings: Object.fromEntries(values.map((value) => [value.type, value])),
  text: 'x',
})
const text = (value: string): Value => ({ type: 'text', value })
const evm = (value: string): Value => ({ type: 'address', family: 'evm', value })
const known: readonly Value[] = [integer(1), integer(2), text('0xa'), text('0xA'), evm('0xa'), evm('0xb')]
/** One address in two spellings, of which only one is the text of its canonical form; and another. */
const spelt = literal(text('0xA'), evm('0xa'))
const written = literal(text('0xa'), evm('0xa'))
const other = literal(text('0xb'), evm('0xb'))
const rights: readonly Operand[] = [...known.slice(0, 3).map(constant), spelt, written, other]
const lists: readonly Operand[] = [
  constant({ type: 'list', items: [integer(1), integer(2)] }),
  constant({ type: 'list', items: [evm('0xa'), evm('0xb')] }),
  constant({ type: 'list', items: [integer(1), evm('0xb')] }),
  { kind: 'literals', items: [spelt, written] },
  { kind: 'literals', items: [written, other] },
  { kind: 'literals', items: [other, spelt] },
]
const comparisons: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    operator: fc.constantFrom('eq', 'eq', 'eq', 'neq', 'lte', 'gt', 'lt', 'gte'),
    left: fc.constantFrom('a', 'a', 'b', 'c').map(fact),
    right: fc.constantFrom(...rights),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    operator: fc.constantFrom('in', 'in', 'all'),
    left: fc.constantFrom('a', 'a', 'b', 'c').map(fact),
    right: fc.constantFrom(...lists),
  }),
)
const steps: fc.Arbitrary<Step> = fc
  .record({
    when: fc.array(comparisons, { minLength: 1, maxLength: 4 }).map((parts) => and(...parts)),
    verdict: fc.constantFrom('allow', 'deny', 'continue'),
    fails: fc.constantFrom('continue', 'continue', 'continue', 'deny'),
  })
  .map(({ when, verdict, fails }) => ({
    origin: { path: '', id: '', hash: '', enforcement: 'off-chain' as const },
    when,
    holds: effect(verdict as 'allow', 'allow_rule'),
    fails: effect(fails as 'deny', 'deny_rule'),
  }))
const many: fc.Arbitrary<Policy> = fc.array(steps, { minLength: 24, maxLength: 60 }).map((list) => ({
  id: 'p',
  form: 'rulebook',
  hash: '0x',
  steps: list.map((step, i) => ({ ...step, origin: { ...step.origin, id: `${i}` } })),
  otherwise: effect('deny', 'no_matching_rule'),
  counters: [],
}))
const values = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...known) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...known), { maxLength: 3 }).map((items): Value => ({ type: 'list', items })),
  },
)
const calls = fc.record({ a: values, b: values, c: fc.option(values) })

describe('the plain end', () => {
  it('is where the walk ends, whatever conditions are', () => {
    let plain = 0
    fc.assert(
      fc.property(policies(6), worlds(), (policy, world) => {
        const hidden = hides(world)
        const subject = subjectOf(bare, bare.calls[0]!, (name) => (hidden(name) ? notAsked : truth(world, name)))
        const end = ended(policy, subject)
        if (end === null) return
        plain++
        expect(end).toEqual(walked(policy, subject))
      }),
      { seed, numRuns: runs(20_000) },
    )
    expect(plain).toBeGreaterThan(runs(1500))
  })

  it('is found through the tree as by testing every step, for facts of every type', () => {
    let [plain, decided] = [0, 0]
    fc.assert(
      fc.property(many, calls, (policy, { a, b, c }) => {
        const facts = { a, b, ...(c === null ? {} : { c }) } as Readonly<Record<string, Value>>
        const subject = subjectOf(bare, bare.calls[0]!, (name) => facts[name] ?? notAsked)
        const end = ended(policy, subject)
        if (end === null) return
        plain++
        if (end.rule !== null) decided++
        expect(end).toEqual(walked(policy, subject))
      }),
      { seed, numRuns: runs(12_000) },
    )
    expect(plain).toBeGreaterThan(runs(1500))
    expect(decided).toBeGreaterThan(runs(1000))
  })

  it('is not found where one of several steps hangs on a fact that nobody told, and is where all are false by others', () => {
    const is = (name: string, value: number): Condition => ({
      kind: 'compare',
      operator: 'eq',
      left: fact(name),
      right: constant(integer(value)),
    })
    const steps = Array.from({ length: 24 }, (_, i): Step => {
      const origin = { path: '', id: `${i}`, hash: '', enforcement: 'off-chain' as const }
      const when = and(is('a', Math.floor(i / 3)), is('b', i % 3))
      return { origin, when, holds: effect('allow', 'allow_rule'), fails: effect('continue', 'no_matching_rule') }
    })
    const otherwise = effect('deny', 'no_matching_rule')
    const policy: Policy = { id: 'p', form: 'rulebook', hash: '0x', steps, otherwise, counters: [] }
    const endFor = (b: number) =>
      ended(
        policy,
        subjectOf(bare, bare.calls[0]!, (name) => (name === 'b' ? integer(b) : notAsked)),
      )
    for (const b of [0, 1, 2]) expect(endFor(b)).toBeNull()
    expect(endFor(3)).toEqual({ verdict: 'deny', rule: null })
  })

  /** Eight rules that allow one value each, so that the index looks the fact up; the first two mean one address. */
  const spellings = [
    spelt,
    written,
    ...['0xc', '0xd', '0xe', '0xf', '0x1', '0x2'].map((one) => literal(text(one), evm(one))),
  ]
  const asking = (when: (right: Operand & { kind: 'literal' }) => Condition): Policy => ({
    id: 'p',
    form: 'rulebook',
    hash: '0x',
    steps: spellings.map((right, i) => ({
      origin: { path: '', id: `${i}`, hash: '', enforcement: 'off-chain' as const },
      when: when(right),
      holds: effect('allow', 'allow_rule'),
      fails: effect('continue', 'no_matching_rule'),
    })),
    otherwise: effect('deny', 'no_matching_rule'),
    counters: [],
  })
  const byEquality = asking((right) => ({ kind: 'compare', operator: 'eq', left: fact('a'), right }))
  const byList = asking((right) => {
    const items = { kind: 'literals' as const, items: [right] }
    return { kind: 'compare', operator: 'in', left: fact('a'), right: items }
  })
  const ruleFor = (policy: Policy, a: Value) =>
    ended(
      policy,
      subjectOf(bare, bare.calls[0]!, () => a),
    )?.rule

  it.each([byEquality, byList])('tells a text from another text that spells the same address', (policy) => {
    expect(ruleFor(policy, text('0xA'))).toBe('0')
    expect(ruleFor(policy, text('0xa'))).toBe('1')
    expect(ruleFor(policy, evm('0xa'))).toBe('0')
    expect(ruleFor(policy, evm('0xb'))).toBe(null)
  })

  it('finds no end for a list whose items are of several types: nothing compares with it', () => {
    expect(ruleFor(byList, { type: 'list', items: [evm('0xf'), evm('0xc')] })).toBe('2')
    expect(ruleFor(byList, { type: 'list', items: [text('0xc'), evm('0xf')] })).toBe(undefined)
    expect(ruleFor(byList, { type: 'list', items: [] })).toBe(null)
  })
})
