/**
 * What would have been allowed: for a deny because no rule allows, the smallest change with which the policy no longer denies the
 * call. Nothing is guessed: every change is made and the policy walked again before it is told. A deny by a rule that matched gets
 * no such advice; of a limit, whatever its rule is called, it is told how much is left.
 */
import type { Policy, Step } from '../policy/policy.ts'
import { type Altered, altered, type Changes } from './altered.ts'
import { Concluded } from './concluded.ts'
import { drawing } from './counting.ts'
import type { Decision } from './decision.ts'
import type { Part } from './part.ts'
import type { Subject } from './subject.ts'
import { compared, type Tested } from './trace.ts'
import { type Leaf, unmetIn } from './unmet.ts'
import { DENY, deciding, walk } from './walk.ts'

/**
 * A change of one call after which one policy does not deny it. `unmet` are the comparisons that did not hold, each with what it
 * found and what it needs. `most` are the largest amounts that pass then, by fact: one more, and the policy denies again.
 */
export type Nearest = {
  readonly policy: string
  readonly call: number
  readonly rule: string
  readonly path: string
  readonly unmet: readonly Tested[]
  readonly most: Readonly<Record<string, string>>
}

type Candidate = { readonly step: Step; readonly leaves: readonly Leaf[]; readonly changes: Changes }

/** So many steps that deny one after the other are mended before it is no small change any more. */
const mostMends = 8

/**
 * @param decision - As `evaluate` gave it, the very object.
 * @returns For each policy and call that denies, the nearest change; none where it cannot be computed.
 */
export function nearest(decision: Decision): readonly Nearest[] {
  return Concluded.partsOf(decision)
    .filter((part) => part.walk.now === DENY)
    .flatMap((part) => nearestOf(part) ?? [])
}

function nearestOf(part: Part): Nearest | null {
  const found = deciding(part.policy, part.walk, part.met)
  const matched = found !== null && found.effect === found.step.holds
  const starts = matched ? [found.step] : part.whole.steps.filter(({ holds }) => holds.verdict === 'allow')
  const steps = found === null || matched ? starts : [found.step, ...starts]
  const candidates = steps.flatMap((step) => candidateOf(step, !matched, part) ?? [])
  const fewest = Math.min(...candidates.map(({ leaves }) => leaves.length))
  const near = candidates.filter(({ leaves }) => leaves.length === fewest).map((one) => told(one, part))
  return near.find(({ most }) => Object.keys(most).length > 0) ?? (matched ? null : (near[0] ?? null))
}

/** What makes the step's condition come out as `wanted`, and after it those of steps that would deny for want of theirs. */
function candidateOf(step: Step, wanted: boolean, part: Part): Candidate | null {
  const scene = { ...part.subject, counters: part.whole.counters }
  const first = unmetIn(step.when, wanted, scene)
  if (first === null || first.length === 0) return null
  if (!wanted && first.some(({ isLimit }) => !isLimit)) return null
  let leaves = first
  for (let mends = 0; mends < mostMends; mends++) {
    const changes = together(leaves)
    if (changes === null) return null
    const blocking = blockedBy(part, altered(part.subject, part.whole.counters, changes))
    if (blocking === null) return { step, leaves, changes }
    if (blocking === 'no') return null
    const more = unmetIn(blocking.when, true, scene)?.filter((leaf) => !leaves.includes(leaf)) ?? []
    if (more.length === 0 || !wanted) return null
    leaves = [...leaves, ...more]
  }
  return null
}

/** `null` when the altered call is not denied; the step that denies it for want of its condition; `no` for any other deny. */
function blockedBy({ whole, met }: Part, subject: Altered): Step | 'no' | null {
  if (subject === null) return 'no'
  const result = walk(whole, subject, met)
  if (result.now !== DENY) return drawsAreKnown(whole, subject) ? null : 'no'
  const found = deciding(whole, result, met)
  return found !== null && found.effect === found.step.fails ? found.step : 'no'
}

/** What is not known to be drawn denies the request, whatever its rules say. */
function drawsAreKnown({ counters }: Policy, subject: Subject): boolean {
  return counters.every((counter) => drawing(counter, subject).unknown === null)
}

/** All that the leaves ask for; of several bounds of one fact the least. `null` when they contradict each other. */
function together(leaves: readonly Leaf[]): Changes | null {
  const changes = new Map<string, Leaf>()
  for (const leaf of leaves) {
    const known = changes.get(leaf.name)
    if (known === undefined) changes.set(leaf.name, leaf)
    else if (!known.isUpper || !leaf.isUpper) return null
    else if (boundOf(leaf) < boundOf(known)) changes.set(leaf.name, leaf)
  }
  return new Map([...changes].map(([name, { value }]) => [name, value]))
}

function boundOf({ value }: Leaf): bigint | number {
  return (value as { readonly value: bigint | number }).value
}

function told({ step, leaves, changes }: Candidate, part: Part): Nearest {
  const { origin } = step
  const bounded = new Set(leaves.filter(({ isUpper }) => isUpper).map(({ name }) => name))
  const most = [...changes].filter(([name]) => bounded.has(name) && isMost(name, changes, part))
  return {
    policy: part.whole.id,
    call: part.subject.call.index,
    rule: origin.id,
    path: origin.path,
    unmet: leaves.map(({ condition }) => compared(condition, part.subject)),
    most: Object.fromEntries(most.map(([name, value]) => [name, String((value as { value: unknown }).value)])),
  }
}

/** Whether one more is denied; where that cannot be told it is not claimed. */
function isMost(name: string, changes: Changes, part: Part): boolean {
  const value = changes.get(name)!
  if (value.type !== 'integer') return false
  const more = new Map([...changes, [name, { ...value, value: value.value + 1n }]])
  const subject = altered(part.subject, part.whole.counters, more)
  return subject !== null && blockedBy(part, subject) !== null
}
