/**
 * Where a rule or a link is enforced: by this engine before anything is signed, by a contract when the call runs, or by both.
 * A contract sees the call, its sender, its own state and other contracts, and nothing else.
 */

import type * as Json from '../codec/json.ts'
import { costOf } from '../facts/catalogue.ts'
import type { Condition, Operand } from './condition.ts'
import { type Finding, rejection } from './finding.ts'

export const levels = ['off-chain', 'on-chain', 'both'] as const
export type Enforcement = (typeof levels)[number]

/** The level of a rule or link that names none. */
export const unsaid: Enforcement = 'off-chain'

/** Facts about a value that contracts publish, although here somebody has to be asked for them. */
const published: ReadonlySet<string> = new Set(['owner', 'price'])

/** Facts that only this engine's service knows: who asks, what the clock on a wall says, what people have approved. */
const ours = /^(issuer|issuers|time\.(time_of_day|day_of_week|date)|obligation)\b/

/** @returns The names of facts in `parts` that no contract sees, each once, in the order in which they stand there. */
export function hidden(parts: readonly (Condition | Operand)[]): readonly string[] {
  const pending: unknown[] = [...parts].reverse()
  const found = new Set<string>()
  while (pending.length > 0) {
    const next = pending.pop()
    if (typeof next !== 'object' || next === null) continue
    const name = hiddenName(next as Condition | Operand)
    if (name !== null) found.add(name)
    pending.push(...Object.values(next).reverse())
  }
  return [...found]
}

function hiddenName(node: Condition | Operand): string | null {
  if (node.kind === 'fact') return ours.test(node.name) || costOf(node.name) === 'provider' ? node.name : null
  if (node.kind !== 'about' || published.has(node.name)) return null
  return costOf(`${node.name}(`) === 'provider' ? node.name : null
}

/** @returns A rejection at `path` when a contract is to enforce what it cannot see. */
export function findingsOf(
  level: Enforcement | undefined,
  parts: readonly (Condition | Operand)[],
  path: Json.Path,
): readonly Finding[] {
  if ((level ?? unsaid) === 'off-chain') return []
  const names = hidden(parts)
  if (names.length === 0) return []
  return [rejection('not_on_chain', path, 'what a contract can see, or `off-chain`', names.join(', '))]
}
