/** The walk against the kernel said naively: the decision now, what stays possible, what is due, and what is needed. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fact, notAsked } from '../facts/fact.ts'
import type { Obligation, Origin, Policy } from '../policy/policy.ts'
import { runs } from '../runs.fixture.ts'
import { bare, names, outcomes, policies, truth, type World, worlds } from './kernel.fixture.ts'
import * as Outcome from './outcome.ts'
import { subjectOf } from './subject.ts'
import { decide, dueKey, type Ending, endings, type Facts, type Naive } from './walk.fixture.ts'
import { type Endings, type Met, type Walk, walk } from './walk.ts'

const seed = 20261120
const numRuns = runs(4000)

/** Facts by name; what the world hides is not asked unless `also` says what it turns out to be. */
function factsOf(world: World, also: Readonly<Record<string, Fact>> = {}): Facts {
  return (name) => {
    if (Object.hasOwn(also, name)) return also[name]!
    if (world.hidden.includes(name)) return notAsked
    if (name.startsWith('met ')) return truth(world, `obligation.${name}`)
    return truth(world, name)
  }
}

function walked(policy: Policy, facts: Facts): Walk {
  const met: Met = (origin: Origin, obligation: Obligation) => {
    const fact = `met ${dueKey({ origin }, obligation)}`
    const state = facts(fact)
    if (state.type === 'notAsked') return { fact, outcome: Outcome.OPEN }
    if (state.type === 'boolean') return { fact, outcome: Outcome.of(state.value) }
    return { fact, outcome: state.type === 'absent' ? Outcome.FALSE : Outcome.NOT_KNOWN }
  }
  return walk(policy, subjectOf(bare, bare.calls[0]!, facts), met)
}

function wordsOf(bits: Endings): readonly Ending[] {
  return endings.filter((_, i) => bits & (1 << i))
}

function dueOf(result: Walk): ReadonlyMap<string, boolean> {
  const due = new Map<string, boolean>()
  for (const { origin, obligation, possible } of result.due) {
    const key = dueKey({ origin }, obligation)
    due.set(key, possible && (due.get(key) ?? true))
  }
  return due
}

/** Every way in which the facts of `open` can turn out. */
function* completions(open: readonly string[]): Generator<Readonly<Record<string, Fact>>> {
  const [first, ...others] = open
  if (first === undefined) return yield {}
  for (const rest of completions(others)) for (const fact of outcomes) yield { ...rest, [first]: fact }
}

/** What a decision amounts to; obligations and draws of a deny do not act. */
function effectOf({ ending, due, draws }: Naive): unknown {
  return ending === 'deny' ? ending : { ending, due: [...due].sort(), draws: [...draws].sort() }
}

describe('the walk', () => {
  it('decides, and lists what is due and drawn, as the naive kernel does', () => {
    const mix = { allow: 0, hold: 0, deny: 0 }
    fc.assert(
      fc.property(policies(), worlds(), (policy, world) => {
        const naive = decide(policy, factsOf(world))
        const result = walked(policy, factsOf(world))
        mix[naive.ending]++
        expect(wordsOf(result.now)).toEqual([naive.ending])
        expect(new Map([...dueOf(result)].sort())).toEqual(new Map([...naive.due].sort()))
        expect(new Set(result.draws)).toEqual(naive.draws)
      }),
      { seed, numRuns },
    )
    console.info(`walk, seed ${seed}: ${JSON.stringify(mix)}`)
    expect(Math.min(...Object.values(mix))).toBeGreaterThan(numRuns / 20)
  })

  it('never ends otherwise than it foresaw, however the unasked facts turn out', () => {
    let compared = 0
    fc.assert(
      fc.property(policies(3), worlds(3), (policy, world) => {
        const foreseen = wordsOf(walked(policy, factsOf(world)).possible)
        for (const also of completions(world.hidden)) {
          compared++
          expect(foreseen).toContain(decide(policy, factsOf(world, also)).ending)
        }
      }),
      { seed, numRuns: runs(600) },
    )
    console.info(`walk, seed ${seed}: ${compared} completions`)
  })

  it('needs every fact that alone could change the decision or what comes with it', () => {
    fc.assert(
      fc.property(policies(), worlds(), (policy, world) => {
        const now = effectOf(decide(policy, factsOf(world)))
        const { needs } = walked(policy, factsOf(world))
        for (const name of world.hidden.filter((one) => !needs.includes(one))) {
          for (const also of completions([name])) {
            expect(effectOf(decide(policy, factsOf(world, also))), name).toEqual(now)
          }
        }
      }),
      { seed, numRuns },
    )
  })

  it('is not changed by all facts together that it does not need', () => {
    fc.assert(
      fc.property(policies(3), worlds(3), (policy, world) => {
        const now = effectOf(decide(policy, factsOf(world)))
        const { needs } = walked(policy, factsOf(world))
        for (const also of completions(world.hidden.filter((one) => !needs.includes(one)))) {
          expect(effectOf(decide(policy, factsOf(world, also)))).toEqual(now)
        }
      }),
      { seed, numRuns: runs(600) },
    )
  })

  it('needs to know whether an obligation is met, while the answer is not asked', () => {
    let asked = 0
    fc.assert(
      fc.property(policies(), worlds(0), (policy, world) => {
        const known = factsOf(world)
        const facts: Facts = (name) => (name.startsWith('met ') ? notAsked : known(name))
        const met =
          (value: boolean): Facts =>
          (name) =>
            name.startsWith('met ') ? { type: 'boolean', value } : known(name)
        const result = walked(policy, facts)
        expect(wordsOf(result.now)).toEqual([decide(policy, met(false)).ending])
        for (const value of [true, false]) expect(wordsOf(result.possible)).toContain(decide(policy, met(value)).ending)
        const ending = decide(policy, facts).ending
        const due = [...decide(policy, facts).due.keys()].filter((key) => !key.includes('notice'))
        if (ending === 'hold') {
          asked++
          expect(result.needs).toEqual(expect.arrayContaining(due.map((key) => `met ${key}`)))
        }
      }),
      { seed, numRuns },
    )
    expect(asked).toBeGreaterThan(numRuns / 20)
  })

  it('asks nothing for a deny that is certain', () => {
    let certain = 0
    fc.assert(
      fc.property(policies(), worlds(), (policy, world) => {
        const result = walked(policy, factsOf(world))
        if (wordsOf(result.possible).join() !== 'deny') return
        certain++
        expect(result.needs).toEqual([])
      }),
      { seed, numRuns },
    )
    expect(certain).toBeGreaterThan(numRuns / 20)
  })

  it('foresees exactly what can happen where each fact is asked about once', () => {
    const once = policies(2).filter((policy) => {
      const text = JSON.stringify(policy, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
      return names.every((name) => text.split(`"name":"${name}"`).length <= 2) && !text.includes('"of":[]')
    })
    let exact = 0
    let wide = 0
    fc.assert(
      fc.property(once, worlds(2), (policy, world) => {
        const foreseen = wordsOf(walked(policy, factsOf(world)).possible)
        const happened = new Set<Ending>()
        for (const also of completions(world.hidden)) happened.add(decide(policy, factsOf(world, also)).ending)
        for (const ending of happened) expect(foreseen).toContain(ending)
        if (foreseen.length === happened.size) exact++
        else wide++
      }),
      { seed, numRuns: runs(1500) },
    )
    console.info(`walk, seed ${seed}: foreseen exactly ${exact}, too widely ${wide}`)
    expect(exact).toBeGreaterThan(10 * wide)
  })
})
