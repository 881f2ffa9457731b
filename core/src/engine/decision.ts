/** What the engine answers: allow, hold or deny, and everything that follows from it. Plain data. */
import { type Code, codes } from '../codes.ts'
import type { Cost } from '../facts/catalogue.ts'
import type { Draw } from '../policy/limit.ts'
import type { Obligation } from '../policy/policy.ts'
import type { DecisionWord } from './walk.ts'

/** Why. `rule` is the id of the first rule that can bring the decision about; a code that ends in `_not_known` names the fact. */
export type Reason = {
  readonly code: Code
  readonly policy?: string
  readonly rule?: string
  readonly path?: string
  readonly call?: number
  readonly fact?: string
  readonly cause?: string
  readonly at?: number
  readonly expected?: string
  readonly message: string
}

/** An obligation that is not met. `possible` marks one that a fact not yet known may take away. */
export type DueObligation = Obligation & {
  readonly id: string
  readonly policy: string
  readonly rule: string
  readonly call: number
  readonly possible?: true
}

/** A fact that nobody asked for and that could change the decision. */
export type Need = { readonly fact: string; readonly cost: Cost }

export type Decision = {
  readonly decision: DecisionWord
  readonly reason: Reason
  /** Kept on a deny too, where only notices act. */
  readonly obligations: readonly DueObligation[]
  /** Empty for a deny. */
  readonly draws: readonly Draw[]
  /** Empty when no further fact can change the decision. */
  readonly needs: readonly Need[]
  readonly policies: readonly { readonly id: string; readonly hash: string }[]
}

/** @returns A deny that no policy was asked about, such as for bytes that do not decode. */
export function denied(code: Code, details: Omit<Partial<Reason>, 'code'> = {}): Decision {
  const reason = { code, message: codes[code], ...details }
  return { decision: 'deny', reason, obligations: [], draws: [], needs: [], policies: [] }
}
