/**
 * What requests have taken from counters: reserved while a signature may still come of it, settled once it is spent. A ledger
 * is never changed; each function gives another one, which shares what is equal. Instants are milliseconds since 1970, UTC.
 */
import { InputError } from '../input-error.ts'
import type { Controller, Draw } from '../policy/limit.ts'
import * as Tally from './reservation-tally.ts'
import * as Tree from './reservation-tree.ts'
import * as Window from './window.ts'

/** What one request took. `atMs` is when it was reserved, or the later instant at which it was settled and began to age. */
export type Reservation = {
  readonly id: string
  readonly draws: readonly Draw[]
  readonly state: 'reserved' | 'settled'
  readonly atMs: number
}

/** All reservations by id, and the tallies that they add up to, by counter and partition. */
export type Ledger = {
  readonly reservations: Tree.Tree<Reservation>
  readonly counters: Tree.Tree<Tree.Tree<Tally.Tally>>
}

/** One partition of a counter, as `getStateControllers` shows it. `value` is a decimal string. */
export type Entry = { readonly controller_id: string; readonly partition_key: string; readonly value: string }

type Counted = Pick<Controller, 'id' | 'window'>

/** A counter has no more partitions than this. */
export const mostPartitions = 100_000

export const empty: Ledger = { reservations: null, counters: null }

/**
 * The sum of the draws that count now: all that are reserved, and those that were settled within the window. Without a
 * reservation of one’s own it is `total(release(ledger, id), …)`.
 *
 * @returns Undefined when `calendar` lacks the start of the window: then the total is not known.
 */
export function total(
  ledger: Ledger,
  counter: Counted,
  partition: string,
  nowMs: number,
  calendar: Window.Calendar,
): bigint | undefined {
  const fromMs = Window.start(counter.window, nowMs, calendar)
  if (fromMs === undefined) return undefined
  return Tally.total(tallyOf(ledger, counter.id, partition), fromMs)
}

/**
 * Reserves `draws` under `id`, which is the request’s. Again with the same draws, in any order, it changes nothing, even when
 * they have been settled. A draw is named by counter, partition and call, and taken once however often it is listed.
 *
 * @throws InputError `reservation_conflict` when the id stands for other draws, or one draw has two amounts; `state_limit` when
 * a counter would have more than 100,000 partitions.
 */
export function reserve(ledger: Ledger, id: string, draws: readonly Draw[], nowMs: number): Ledger {
  const wanted = asSet(draws)
  const known = find(ledger, id)
  if (known === undefined) return add(ledger, { id, draws: wanted, state: 'reserved', atMs: instant(nowMs) })
  if (sameDraws(known.draws, wanted)) return ledger
  throw new InputError('reservation_conflict', {}, 'the same draws as before under the same id', id)
}

/**
 * Spends what `id` reserved: from now on it ages with its window. What is settled stays as it is.
 *
 * @throws InputError `unknown_reservation`.
 */
export function settle(ledger: Ledger, id: string, nowMs: number): Ledger {
  const { state, draws, atMs: reservedMs } = known(ledger, id)
  if (state === 'settled') return ledger
  const atMs = Math.max(instant(nowMs), reservedMs)
  const spend = (tally: Tally.Tally, { amount, call }: Draw) => Tally.spend(tally, amount, { id, call, atMs })
  const settled: Reservation = { id, draws, state: 'settled', atMs }
  return { reservations: Tree.set(ledger.reservations, id, settled), counters: apply(ledger.counters, draws, spend) }
}

/** Ends a reservation of which nobody can prove that it came to nothing: it is spent, as if it were settled. */
export function expire(ledger: Ledger, id: string, nowMs: number): Ledger {
  return settle(ledger, id, nowMs)
}

/**
 * Gives back what `id` reserved. The caller has the proof that no signature can come of it.
 *
 * @throws InputError `unknown_reservation`, `reservation_settled`.
 */
export function release(ledger: Ledger, id: string): Ledger {
  const { draws, state } = known(ledger, id)
  if (state === 'settled') throw new InputError('reservation_settled', {}, 'a reservation that is not settled', id)
  const free = (tally: Tally.Tally, { amount }: Draw) => Tally.free(tally, amount)
  return { reservations: Tree.remove(ledger.reservations, id), counters: apply(ledger.counters, draws, free) }
}

/**
 * Puts `draws` in the place of what `id` reserved, in one step: a hold was decided again.
 *
 * @throws InputError As `release` and `reserve`; the ledger is then as it was.
 */
export function replace(ledger: Ledger, id: string, draws: readonly Draw[], nowMs: number): Ledger {
  return reserve(release(ledger, id), id, draws, Math.max(nowMs, known(ledger, id).atMs))
}

/**
 * Drops spent draws that no longer count, and partitions of which none is left. The ids stay taken. `nowMs` must never go back
 * behind that of an earlier call.
 */
export function forget(ledger: Ledger, counter: Counted, nowMs: number, calendar: Window.Calendar): Ledger {
  const fromMs = Window.start(counter.window, nowMs, calendar)
  if (fromMs === undefined || fromMs === null) return ledger
  let partitions = partitionsOf(ledger, counter.id)
  for (const { key, value } of Tree.entries(partitions)) {
    const tally = Tally.forget(value, fromMs)
    if (tally !== value) partitions = put(partitions, key, tally)
  }
  return { ...ledger, counters: keep(ledger.counters, counter.id, partitions) }
}

/** @returns The reservation of `id`, or undefined. */
export function find(ledger: Ledger, id: string): Reservation | undefined {
  return Tree.get(ledger.reservations, id)
}

/** @returns What to show of a counter, by partition, in the order of their keys; undefined as for `total`. */
export function entries(
  ledger: Ledger,
  counter: Counted,
  nowMs: number,
  calendar: Window.Calendar,
): readonly Entry[] | undefined {
  const fromMs = Window.start(counter.window, nowMs, calendar)
  if (fromMs === undefined) return undefined
  return Tree.entries(partitionsOf(ledger, counter.id)).map(({ key, value }) => ({
    controller_id: counter.id,
    partition_key: key,
    value: `${Tally.total(value, fromMs)}`,
  }))
}

type Change = (tally: Tally.Tally, draw: Draw) => Tally.Tally

function add(ledger: Ledger, reservation: Reservation): Ledger {
  const hold: Change = (tally, { amount }) => Tally.hold(tally, amount)
  const counters = apply(ledger.counters, reservation.draws, hold)
  return { reservations: Tree.set(ledger.reservations, reservation.id, reservation), counters }
}

function apply(counters: Ledger['counters'], draws: readonly Draw[], change: Change): Ledger['counters'] {
  return draws.reduce((changed, draw) => {
    const partitions = Tree.get(changed, draw.counter) ?? null
    const tally = change(Tree.get(partitions, draw.partition) ?? Tally.empty, draw)
    return keep(changed, draw.counter, put(partitions, draw.partition, tally))
  }, counters)
}

/** The partitions with `tally`; without, when it is empty. */
function put(partitions: Tree.Tree<Tally.Tally>, partition: string, tally: Tally.Tally): Tree.Tree<Tally.Tally> {
  if (Tally.isEmpty(tally)) return Tree.remove(partitions, partition)
  const changed = Tree.set(partitions, partition, tally)
  if (changed.size <= mostPartitions) return changed
  throw new InputError('state_limit', {}, `at most ${mostPartitions} partitions of a counter`)
}

function keep(counters: Ledger['counters'], id: string, partitions: Tree.Tree<Tally.Tally>): Ledger['counters'] {
  return partitions === null ? Tree.remove(counters, id) : Tree.set(counters, id, partitions)
}

function partitionsOf(ledger: Ledger, counter: string): Tree.Tree<Tally.Tally> {
  return Tree.get(ledger.counters, counter) ?? null
}

function tallyOf(ledger: Ledger, counter: string, partition: string): Tally.Tally {
  return Tree.get(partitionsOf(ledger, counter), partition) ?? Tally.empty
}

function known(ledger: Ledger, id: string): Reservation {
  const reservation = find(ledger, id)
  if (reservation !== undefined) return reservation
  throw new InputError('unknown_reservation', {}, 'the id of a reservation', id)
}

/** In one order, each draw once. */
function asSet(draws: readonly Draw[]): readonly Draw[] {
  if (draws.some(({ amount, call }) => amount < 0n || !Number.isSafeInteger(call) || call < 0))
    throw new Error('Broken invariant: a draw has an amount and a call that are not negative')
  const sorted = draws.toSorted(byPlace)
  return sorted.filter((draw, index) => {
    const before = sorted[index - 1]
    if (before === undefined || byPlace(before, draw) !== 0) return true
    if (before.amount === draw.amount) return false
    throw new InputError('reservation_conflict', {}, `one amount for call ${draw.call} on one counter`, draw.counter)
  })
}

function byPlace(a: Draw, b: Draw): number {
  return byText(a.counter, b.counter) || byText(a.partition, b.partition) || a.call - b.call
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function sameDraws(a: readonly Draw[], b: readonly Draw[]): boolean {
  return a.length === b.length && a.every((draw, i) => byPlace(draw, b[i]!) === 0 && draw.amount === b[i]!.amount)
}

function instant(nowMs: number): number {
  if (Number.isSafeInteger(nowMs) && nowMs >= 0) return nowMs
  throw new Error('Broken invariant: an instant is a whole number of milliseconds since 1970')
}
