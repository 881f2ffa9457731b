/**
 * What one partition of one counter has been drawn by: held amounts, which count whatever their age, and spent ones, each with
 * the instant from which it counts. Both are kept as sums, so that a total costs no walk over the events.
 */
import * as Tree from './reservation-tree.ts'

/** `holds` is the number of held draws, because one of amount 0 is a draw too. `spent` is ordered by instant. */
export type Tally = { readonly held: bigint; readonly holds: number; readonly spent: Tree.Tree<null> }

/** One settled draw: when, by whom, and on which of its calls. */
export type Event = { readonly id: string; readonly call: number; readonly atMs: number }

export const empty: Tally = { held: 0n, holds: 0, spent: null }

/** @returns The tally with `amount` held besides. */
export function hold(tally: Tally, amount: bigint): Tally {
  return { ...tally, held: tally.held + amount, holds: tally.holds + 1 }
}

/** @returns The tally without `amount`, which was held. */
export function free(tally: Tally, amount: bigint): Tally {
  if (tally.holds < 1 || tally.held < amount) throw new Error('Broken invariant: only what is held can be freed')
  return { ...tally, held: tally.held - amount, holds: tally.holds - 1 }
}

/** @returns The tally with `amount`, which was held, spent at the event’s instant. */
export function spend(tally: Tally, amount: bigint, event: Event): Tally {
  const freed = free(tally, amount)
  return { ...freed, spent: Tree.set(tally.spent, keyOf(event), null, amount) }
}

/** @returns The sum of what is held and what was spent at `fromMs` or later; of all when it is null. */
export function total(tally: Tally, fromMs: number | null): bigint {
  return tally.held + (fromMs === null ? Tree.sum(tally.spent) : Tree.sumFrom(tally.spent, digits(fromMs)))
}

/** @returns The tally without what was spent before `fromMs`. */
export function forget(tally: Tally, fromMs: number): Tally {
  let { spent } = tally
  while (spent !== null && Tree.first(spent).key < digits(fromMs)) spent = Tree.remove(spent, Tree.first(spent).key)
  return spent === tally.spent ? tally : { ...tally, spent }
}

/** @returns Whether nothing is held or spent. */
export function isEmpty(tally: Tally): boolean {
  return tally.holds === 0 && tally.spent === null
}

// INVARIANT: keys sort by instant, and two events have two keys, as the numbers in front have a fixed width.
function keyOf({ id, call, atMs }: Event): string {
  return digits(atMs) + digits(call) + id
}

/** Every number up to 2^53 has at most 16 digits. An instant before 1970 is before every event. */
function digits(number: number): string {
  return `${Math.max(0, number)}`.padStart(16, '0')
}
