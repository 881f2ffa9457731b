/** The compiled thing: ordered steps and a default. Immutable; forms differ only in the order in which they compile to it. */
import type { Code } from '../codes.ts'
import type { Condition, Operand } from './condition.ts'
import type { Enforcement } from './enforcement.ts'
import type { Controller } from './limit.ts'

/** What a step says when it ends the walk, or that it does not. */
export type Verdict = 'continue' | 'allow' | 'deny'

/** Something that must happen before, or besides, an allow. */
export type Obligation =
  | { readonly kind: 'approval'; readonly count: number; readonly from: readonly string[] }
  | { readonly kind: 'delay'; readonly seconds: number }
  | { readonly kind: 'notice'; readonly channels: readonly string[] }

/** What follows from a condition. `code` is the reason that a terminal verdict or an unmet obligation gives. */
export type Effect = {
  readonly verdict: Verdict
  readonly code: Code
  readonly obligations: readonly Obligation[]
  /** Ids of counters on which the call draws because this step ran. */
  readonly draws: readonly string[]
}

/** The rule or link that a step comes from. */
export type Origin = {
  /** Path in the author's text, such as `rules[2]`. */
  readonly path: string
  /** The rule's own id, or `rule:2:9f3ac1…` from its place and content. */
  readonly id: string
  /** SHA-256 of the rule's canonical JSON, lower-case hex. */
  readonly hash: string
  /** Who stands for it. The engine decides by it in any case. */
  readonly enforcement: Enforcement
  readonly description?: string
}

/** When the condition holds, one effect; when it fails, the other. */
export type Step = { readonly origin: Origin; readonly when: Condition; readonly holds: Effect; readonly fails: Effect }

/**
 * A declared counter. A request that ends in allow or hold draws `measure` (or 1, if it counts) once per call in `scope`, on the
 * partition that `partition` names. Several policies may name one counter: they must measure the same, and their scopes unite.
 */
export type Counter = {
  readonly id: string
  readonly method: 'sum' | 'count'
  readonly measure: Operand
  /** Equal texts measure the same. */
  readonly measureKey: string
  /** `always`: every call in scope draws, whichever rule decided. `byStep`: only where a step that ran names the counter. */
  readonly drawn: 'always' | 'byStep'
  readonly scope: Condition
  readonly partition: readonly Operand[]
}

export type Policy = {
  readonly id: string
  readonly form: 'document' | 'rulebook' | 'chain'
  /** SHA-256 of the canonical text, lower-case hex with 0x. */
  readonly hash: string
  readonly steps: readonly Step[]
  readonly otherwise: Effect
  readonly counters: readonly Counter[]
  /** Counters that the policy itself declares, with their windows; the others are declared beside it. */
  readonly declares?: readonly Controller[]
}

/** @returns The effect of ending, or going on, with nothing besides. */
export function effect(verdict: Verdict, code: Code): Effect {
  return { verdict, code, obligations: [], draws: [] }
}
