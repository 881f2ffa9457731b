/** Decisions and findings as JSON: amounts as decimal strings, nothing left out. */
import type { Decision } from '@portcullis/core'

/** @returns The decision as plain JSON. */
export function jsonOf(decision: Decision): object {
  return { ...decision, draws: decision.draws.map((draw) => ({ ...draw, amount: draw.amount.toString() })) }
}
