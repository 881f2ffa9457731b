/** The index: what it leaves out changes nothing, and it does leave out. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fact, notAsked } from '../facts/fact.ts'
import { and, constant, fact } from '../policy/condition.ts'
import { effect, type Policy, type Step } from '../policy/policy.ts'
import { runs } from '../runs.fixture.ts'
import { bare, hides, integer, policies, truth, worlds } from './kernel.fixture.ts'
import * as Outcome from './outcome.ts'
import { narrow as narrowed, programOf } from './program.ts'
import { subjectOf } from './subject.ts'
import { type Walk, walk } from './walk.ts'

const seed = 20_261_121

/** The policy with only the steps that the index selects for a call of which these facts are true. */
function narrow(policy: Policy, facts: (name: string) => Fact): Policy {
  return narrowed(programOf(policy), subjectOf(bare, bare.calls[0]!, facts))
}

function walked(policy: Policy, facts: (name: string) => Fact): Omit<Walk, 'outcomes'> {
  const met = () => ({ fact: 'met', outcome: Outcome.FALSE })
  const { outcomes: _, ...rest } = walk(policy, subjectOf(bare, bare.calls[0]!, facts), met)
  return rest
}

/** Rule `index` is about key `index`: the shape for which the index exists. */
function ruleOf(index: number): Step {
  const when = and(
    { kind: 'compare', operator: 'eq', left: fact('a'), right: constant(integer(index)) },
    { kind: 'compare', operator: 'lte', left: fact('b'), right: constant(integer(10)) },
  )
  const origin = { path: `rules[${index}]`, id: `rule:${index}`, hash: `${index}`, enforcement: 'off-chain' as const }
  return { origin, when, holds: effect('allow', 'allow_rule'), fails: effect('continue', 'no_matching_rule') }
}

const keyed: Policy = {
  id: 'keyed',
  form: 'document',
  hash: '0x',
  steps: Array.from({ length: 500 }, (_, index) => ruleOf(index)),
  otherwise: effect('deny', 'no_matching_rule'),
  counters: [],
}

describe('the index', () => {
  it('never changes what is decided, due, drawn or needed', () => {
    fc.assert(
      fc.property(policies(6), worlds(), (policy, world) => {
        const hidden = hides(world)
        const facts = (name: string) => (hidden(name) ? notAsked : truth(world, name))
        expect(walked(narrow(policy, facts), facts)).toEqual(walked(policy, facts))
      }),
      { seed, numRuns: runs(20_000) },
    )
  })

  it('selects the one rule of five hundred that is about the key', () => {
    const selected = narrow(keyed, (name) => integer(name === 'a' ? 7 : 3))
    expect(selected.steps.map((step) => step.origin.id)).toEqual(['rule:7'])
  })

  it('selects none when no rule is about the key', () => {
    expect(narrow(keyed, () => integer(500)).steps).toEqual([])
  })

  it.each<[string, Fact]>([
    ['was not asked', notAsked],
    ['failed', { type: 'failed', cause: 'not_canonical' }],
    ['is absent', { type: 'absent' }],
    ['has another type', { type: 'text', value: '7' }],
  ])('leaves no rule out when the fact %s', (_, state) => {
    expect(narrow(keyed, () => state).steps).toHaveLength(500)
  })

  it('finds a rule by any value of its list, and by any item of a list fact', () => {
    const values = constant({ type: 'list', items: [integer(1), integer(2), integer(2)] })
    const nines = constant({ type: 'list', items: [integer(9), integer(99)] })
    const step = { ...ruleOf(0), when: { kind: 'compare', operator: 'in', left: fact('a'), right: values } as const }
    const others = keyed.steps.slice(9, 40).map((other) => ({ ...other, when: { ...step.when, right: nines } }))
    const policy = { ...keyed, steps: [step, ...others] }
    const count = (a: Fact) => narrow(policy, () => a).steps.filter(({ origin }) => origin.path === 'rules[0]').length
    expect([integer(1), integer(2), integer(3)].map(count)).toEqual([1, 1, 0])
    expect(count({ type: 'list', items: [integer(3), integer(2)] })).toBe(1)
    expect(count({ type: 'list', items: [integer(3)] })).toBe(0)
    expect(count({ type: 'list', items: [] })).toBe(0)
  })

  it('never leaves out a step that does something when its condition fails', () => {
    const demanding: Step = {
      ...ruleOf(0),
      holds: effect('continue', 'all_passed'),
      fails: effect('deny', 'allow_rule_not_met'),
    }
    const others = keyed.steps.slice(1, 40)
    expect(narrow({ ...keyed, steps: [demanding, ...others] }, () => integer(90)).steps).toEqual([demanding])
  })
})
