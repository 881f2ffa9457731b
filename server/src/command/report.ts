/** Decisions and findings as JSON: amounts as decimal strings, nothing left out. */
import { type Decision, explain, nearest, trace } from '@portcullis/core'

/** @returns The decision as plain JSON; `explained` with every step tested, and with what would have been allowed. */
export function jsonOf(decision: Decision, explained: boolean): object {
  const draws = decision.draws.map((draw) => ({ ...draw, amount: draw.amount.toString() }))
  if (!explained) return { ...decision, draws, trace: trace(decision) }
  return { ...decision, draws, trace: explain(decision), nearest: nearest(decision) }
}
