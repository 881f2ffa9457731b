/** How the laws of the engine look at a decision: how bad it is, what acts in it, and what asking its needs leads to. */
import fc from 'fast-check'
import type { Decoded, Source } from '../facts/call.ts'
import type { Policy } from '../policy/policy.ts'
import type { Decision } from './decision.ts'
import { type Binding, evaluate } from './evaluate.ts'
import { countingPolicies, hides, policies, requests, sourceOf, type World, worlds } from './kernel.fixture.ts'

/** One thing to decide: policies at any level, a request, and what is known. */
export type Case = { readonly bindings: readonly Binding[]; readonly decoded: Decoded; readonly world: World }

const levels = fc.constantFrom('tenant' as const, 'key' as const, 'target' as const)

function bound(policy: fc.Arbitrary<Policy>): fc.Arbitrary<readonly Binding[]> {
  return fc
    .array(fc.record({ level: levels, policy }), { minLength: 1, maxLength: 2 })
    .map((list) => list.map(({ level, policy }, i) => ({ level, policy: { ...policy, id: `p${i}` } })))
    .map(([first, second]) => (second === undefined ? [first!] : [first!, sharing(first!.policy, second)]))
}

/** Two policies that name a counter measure it alike. */
function sharing({ counters }: Policy, { level, policy }: Binding): Binding {
  const alike = policy.counters.map((counter, i) => ({ ...counters[i]!, scope: counter.scope }))
  return { level, policy: { ...policy, counters: counters.length === 0 ? policy.counters : alike } }
}

/** Policies without counters, and policies with counters that always draw. */
export const cases: fc.Arbitrary<Case> = fc.record({
  bindings: fc.oneof(bound(policies(3, false)), bound(countingPolicies())),
  decoded: requests,
  world: worlds(),
})

/** Policies whose counters draw where a step ran that names them. */
export const casesByStep: fc.Arbitrary<Case> = fc.record({
  bindings: bound(countingPolicies('byStep')),
  decoded: requests,
  world: worlds(),
})

const setting = { noPolicy: 'allow', requestHash: '0x00' } as const

/** @returns The decision with what `source` answers. */
export function decideWith({ bindings, decoded }: Case, source: Source): Decision {
  return evaluate(bindings, decoded, source, setting)
}

/** @returns The decision while the world hides what it hides, but for `asked`. */
export function decide(one: Case, asked: ReadonlySet<string> = new Set()): Decision {
  const hidden = hides(one.world)
  return decideWith(
    one,
    sourceOf(one.world, (name) => hidden(name) && !asked.has(name)),
  )
}

/** @returns The decision when everything is known. */
export function decideFully(one: Case): Decision {
  return decideWith(
    one,
    sourceOf(one.world, () => false),
  )
}

/** @returns Mildest 0, worst 2. */
export function rank(decision: Decision): number {
  return ['allow', 'hold', 'deny'].indexOf(decision.decision)
}

/** @returns What acts: of a deny the verdict only; else also what is due, certain or possible, and what is drawn. */
export function acting({ decision, obligations, draws }: Decision): unknown {
  if (decision === 'deny') return decision
  const due = obligations.map(({ id, possible }) => `${id}${possible ? ' possible' : ''}`)
  const drawn = draws.map(({ counter, partition, call, amount }) => `${counter} ${partition} ${call} ${amount}`)
  return { decision, due: due.sort(), drawn: drawn.sort() }
}

/** @returns The decision after asking what is needed, again and again; and how often that was. */
export function gather(one: Case): { readonly decision: Decision; readonly rounds: number } {
  const asked = new Set<string>()
  for (let rounds = 0; ; rounds++) {
    const decision = decide(one, asked)
    if (decision.needs.length === 0) return { decision, rounds }
    for (const { fact } of decision.needs) {
      if (asked.has(fact)) throw new Error(`asked again: ${fact}`)
      asked.add(fact)
    }
  }
}

/** @returns Every name that is asked for while deciding with nothing, with everything, or with what the world does not hide. */
export function namesIn(one: Case): readonly string[] {
  const seen = new Set<string>()
  const hidden = hides(one.world)
  for (const hide of [() => true, () => false, hidden]) {
    const source = sourceOf(one.world, hide)
    decideWith(one, (name) => {
      seen.add(name)
      return source(name)
    })
  }
  return [...seen]
}
