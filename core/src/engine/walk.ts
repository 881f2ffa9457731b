/**
 * Walks one policy over one call: forward to the first certain end, then backward once. Linear in steps, without recursion.
 * Where a condition is not known both branches stay possible, and the worst ending wins.
 */
import type { Effect, Obligation, Origin, Policy, Step } from '../policy/policy.ts'
import * as Outcome from './outcome.ts'
import type { Subject } from './subject.ts'
import { needsOf, test } from './truth.ts'

/** What the engine decides, mildest first. */
export const decisions = ['allow', 'hold', 'deny'] as const
export type DecisionWord = (typeof decisions)[number]

/** A set of decisions as bits, in the order of `decisions`; a larger single bit is worse. */
export type Endings = number
export const ALLOW = 1
export const HOLD = 2
export const DENY = 4

/** Whether an obligation is met, as an outcome; the walk asks for each obligation that it meets. */
export type Met = (
  origin: Origin,
  obligation: Obligation,
) => { readonly outcome: Outcome.Outcome; readonly fact: string }

/** An obligation that is due, or may be. */
export type Due = { readonly origin: Origin; readonly obligation: Obligation; readonly possible: boolean }

export type Walk = {
  /** The decision now: a single bit. */
  readonly now: Endings
  /** Every decision that asking for more could still bring. */
  readonly possible: Endings
  /** Outcome of each step that was tested, in order; steps after a certain end are not tested. */
  readonly outcomes: readonly Outcome.Outcome[]
  readonly due: readonly Due[]
  /** Ids of counters that steps on a possible path draw on. */
  readonly draws: readonly string[]
  /** Unasked facts that could change the decision, or what an allow or hold carries. */
  readonly needs: readonly string[]
}

/** The value of a suffix of the walk: by whether the walk arrives there already held. */
type Tail = { readonly now: Pair; readonly possible: Pair; readonly effects: boolean }
type Pair = readonly [free: Endings, held: Endings]

/** @returns How `policy` ends for the subject's call. */
export function walk(policy: Policy, subject: Subject, met: Met): Walk {
  const outcomes = forward(policy, subject)
  const needs = new Set<string>()
  let tail = endingTail(policy.otherwise)
  for (let i = outcomes.length - 1; i >= 0; i--) {
    const step = policy.steps[i]!
    const outcome = outcomes[i]!
    const thenTail = branch(step, step.holds, tail, met)
    const elseTail = branch(step, step.fails, tail, met)
    if (Outcome.undecided(outcome) && differ(step, thenTail, elseTail)) {
      for (const need of needsOf(step.when, subject)) needs.add(need)
    }
    for (const need of unmetNeeds(step, outcome, met)) needs.add(need)
    tail = join(outcome, thenTail, elseTail)
  }
  const possible = tail.possible[0]
  return {
    now: tail.now[0],
    possible,
    outcomes,
    due: dueOf(policy, outcomes, met),
    draws: policy.steps
      .slice(0, outcomes.length)
      .flatMap((step, i) => reachable(step, outcomes[i]!).flatMap((e) => e.draws)),
    needs: possible === DENY ? [] : [...needs],
  }
}

/** @returns The step, if any, that first can bring about `decision`, and whether its condition is known. `null` for the default. */
export function deciding(
  policy: Policy,
  result: Walk,
  met: Met,
): { step: Step; effect: Effect; known: boolean } | null {
  for (const [i, outcome] of result.outcomes.entries()) {
    const step = policy.steps[i]!
    for (const effect of reachable(step, outcome)) {
      if (brings(step, effect, result.now, met)) return { step, effect, known: Outcome.known(outcome) !== null }
    }
  }
  return null
}

/** @returns The worst of a set of endings, as one bit. */
export function worst(endings: Endings): Endings {
  return endings & DENY ? DENY : endings & HOLD ? HOLD : ALLOW
}

/** @returns The word for a single ending. */
export function wordOf(ending: Endings): DecisionWord {
  return ending === DENY ? 'deny' : ending === HOLD ? 'hold' : 'allow'
}

function forward(policy: Policy, subject: Subject): Outcome.Outcome[] {
  const outcomes: Outcome.Outcome[] = []
  for (const step of policy.steps) {
    const outcome = test(step.when, subject)
    outcomes.push(outcome)
    if (reachable(step, outcome).every((effect) => effect.verdict !== 'continue')) break
  }
  return outcomes
}

/** The branches that some completion can take; both while the condition may stay unknown. */
function reachable(step: Step, outcome: Outcome.Outcome): readonly Effect[] {
  if (outcome === Outcome.TRUE) return [step.holds]
  return outcome === Outcome.FALSE ? [step.fails] : [step.holds, step.fails]
}

function endingTail(effect: Effect): Tail {
  const pair: Pair = effect.verdict === 'deny' ? [DENY, DENY] : [ALLOW, HOLD]
  return { now: pair, possible: pair, effects: effect.obligations.length + effect.draws.length > 0 }
}

/** The tail as seen from before `effect`: held once an approval or delay is due and not met. */
function branch(step: Step, effect: Effect, rest: Tail, met: Met): Tail {
  const tail = effect.verdict === 'continue' ? rest : endingTail(effect)
  if (effect.obligations.length === 0) {
    return effect.draws.length === 0 ? tail : { ...tail, effects: true }
  }
  const holds = holding(step.origin, effect, met)
  const now: Pair = [holds === Outcome.FALSE ? tail.now[0] : tail.now[1], tail.now[1]]
  const free = (holds & ~Outcome.FALSE ? tail.possible[1] : 0) | (holds & Outcome.FALSE ? tail.possible[0] : 0)
  return { now, possible: [free, tail.possible[1]], effects: true }
}

/** Whether the effect's obligations hold the request: TRUE certainly, FALSE certainly not, else both are possible. */
function holding(origin: Origin, effect: Effect, met: Met): Outcome.Outcome {
  return effect.obligations
    .filter((obligation) => obligation.kind !== 'notice')
    .reduce<Outcome.Outcome>((held, obligation) => {
      const { outcome } = met(origin, obligation)
      // Not known whether it is met counts as not met; only an unasked fact can still meet it.
      const unmet = outcome === Outcome.TRUE ? Outcome.FALSE : Outcome.undecided(outcome) ? Outcome.OPEN : Outcome.TRUE
      return Outcome.or(held, unmet)
    }, Outcome.FALSE)
}

function differ(step: Step, a: Tail, b: Tail): boolean {
  if (step.holds === step.fails) return false
  const settled = (endings: Endings) => endings === ALLOW || endings === HOLD || endings === DENY
  for (const held of [0, 1] as const) {
    if (a.possible[held] !== b.possible[held] || !settled(a.possible[held])) return !sameWay(step, a, b)
    if (a.possible[held] !== DENY && (a.effects || b.effects)) return !sameWay(step, a, b)
  }
  return false
}

/** Both branches just go on to the same tail. */
function sameWay(step: Step, a: Tail, b: Tail): boolean {
  return a === b && step.holds.verdict === 'continue' && step.fails.verdict === 'continue'
}

function unmetNeeds(step: Step, outcome: Outcome.Outcome, met: Met): readonly string[] {
  return reachable(step, outcome).flatMap((effect) =>
    effect.obligations
      .filter((obligation) => obligation.kind !== 'notice')
      .map((obligation) => met(step.origin, obligation))
      .filter((answer) => Outcome.undecided(answer.outcome))
      .map((answer) => answer.fact),
  )
}

function join(outcome: Outcome.Outcome, a: Tail, b: Tail): Tail {
  if (outcome === Outcome.TRUE) return a
  if (outcome === Outcome.FALSE) return b
  const now: Pair = [worst(a.now[0] | b.now[0]), worst(a.now[1] | b.now[1])]
  const possible: Pair = [
    joinPossible(outcome, a.possible[0], b.possible[0]),
    joinPossible(outcome, a.possible[1], b.possible[1]),
  ]
  return { now, possible, effects: a.effects || b.effects }
}

function joinPossible(outcome: Outcome.Outcome, a: Endings, b: Endings): Endings {
  return (
    (outcome & Outcome.TRUE ? a : 0) |
    (outcome & Outcome.FALSE ? b : 0) |
    (outcome & Outcome.NOT_KNOWN ? worsts(a, b) : 0)
  )
}

/** Every worse-of-two that a member of `a` and a member of `b` make. */
function worsts(a: Endings, b: Endings): Endings {
  const floor = Math.max(a & -a, b & -b)
  return (a | b) & ~(floor - 1)
}

function dueOf(policy: Policy, outcomes: readonly Outcome.Outcome[], met: Met): readonly Due[] {
  return outcomes.flatMap((outcome, i) => {
    const step = policy.steps[i]!
    return reachable(step, outcome).flatMap((effect) =>
      effect.obligations
        .filter((obligation) => obligation.kind === 'notice' || met(step.origin, obligation).outcome !== Outcome.TRUE)
        .map((obligation) => ({ origin: step.origin, obligation, possible: Outcome.known(outcome) === null })),
    )
  })
}

function brings(step: Step, effect: Effect, decision: Endings, met: Met): boolean {
  if (decision === HOLD) return holding(step.origin, effect, met) !== Outcome.FALSE
  return decision === DENY ? effect.verdict === 'deny' : effect.verdict === 'allow'
}
