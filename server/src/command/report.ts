/** Decisions and findings as JSON: amounts as decimal strings, nothing left out. */
import { type Decision, trace } from '@portcullis/core'

/** @returns The decision as plain JSON. */
export function jsonOf(decision: Decision): object {
  const draws = decision.draws.map((draw) => ({ ...draw, amount: draw.amount.toString() }))
  return { ...decision, draws, trace: trace(decision) }
}
