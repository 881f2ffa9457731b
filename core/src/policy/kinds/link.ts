/**
 * What a kind of policy sees of the link that it is compiled for, and what it may answer. A kind knows nothing of chains: its
 * conditions are guarded by whoever links it.
 */
import type { Hex } from '../../codec/hex.ts'
import type { Address, ValueType } from '../../facts/value.ts'
import { type Condition, constant, fact, type Operand } from '../condition.ts'
import type { Controller } from '../limit.ts'
import type { OperatorName } from '../operators.ts'
import type { Counter } from '../policy.ts'

/** A parameter as its link maps it. `each`: a list, of which every item is judged. `type` is null where only the value tells. */
export type Parameter = {
  readonly name: string
  readonly operand: Operand
  readonly type: ValueType | null
  readonly each: boolean
}

/** A call that a configured policy judges: the function of a target, with the parameters that the link maps. */
export type Link = {
  readonly parameters: readonly Parameter[]
  /** Of the function, lower-case hex. */
  readonly selector: Hex
  readonly target: Address
  /** CAIP-2. */
  readonly chain: string
  /** Name of the configured policy. */
  readonly policy: string
  /** Tells apart the parameters of two links: equal for those that mean the same of a call. */
  readonly key: string
}

/** What a policy does with a call, in order. What none of its moves ends goes on to the next link. */
export type Move =
  | { readonly verdict: 'deny' | 'allow'; readonly when: Condition; readonly reason: string }
  /** The call draws on the counter, if it comes to here. */
  | { readonly verdict: 'draw'; readonly counter: Counter; readonly controller: Controller }

/** Who calls. */
export const sender: Operand = fact('sender')

/** Whole seconds since 1970, rounded down. */
export const now: Operand = fact('time.seconds')

/** @returns The move that rejects when `when` holds. */
export function reject(reason: string, when: Condition): Move {
  return { verdict: 'deny', when, reason }
}

/** @returns The comparison of two operands. */
export function compare(left: Operand, operator: OperatorName, right: Operand): Condition {
  return { kind: 'compare', operator, left, right }
}

/** @returns The whole number `value` as an operand. */
export function integer(value: bigint): Operand {
  return constant({ type: 'integer', value })
}

/** @returns The two operands, calculated with. */
export function calculate(left: Operand, operator: '+' | '-' | '*' | '/', right: Operand): Operand {
  return { kind: 'arithmetic', operator, left, right }
}

/** @returns The negation. */
export function not(of: Condition): Condition {
  return { kind: 'not', of }
}
