/** What of a condition the index can use: comparisons, all of which must hold, of facts with values that are fixed. */
import type { Value } from '../facts/value.ts'
import type { Condition, Operand } from '../policy/condition.ts'

/** What the index looks a value up by. */
export type Key = string | bigint | boolean | number

/**
 * The fact must be, or if `items` have an item that is, one of the values whose keys these are. `kinds` are those for which
 * that is certain: of any other kind the comparison may not be known.
 */
export type Bound = {
  readonly name: string
  readonly keys: readonly Key[]
  readonly kinds: readonly string[]
  readonly items: boolean
  /** Whether having one of the keys, being of one of the kinds, is all that the comparison asks. */
  readonly exact: boolean
}

/** One of the conditions that must all hold, and how the index can look it up; `null` when it cannot. */
export type Conjunct = { readonly condition: Condition; readonly bound: Bound | null }

/** A fact that may be more values than these is not looked up: its entries would cost more than they save. */
const mostKeys = 4096

/** @returns The conditions that must all hold for `condition` to hold, in their order. */
export function conjunctsOf(condition: Condition): readonly Conjunct[] {
  if (condition.kind === 'and') return condition.of.flatMap(conjunctsOf)
  return [{ condition, bound: boundOf(condition) }]
}

/** @returns The kind of a value: its type, and of an address its family. */
export function kindOf(value: Value): string {
  return value.type === 'address' ? value.family : value.type
}

/** @returns The key of a value that is no list or record. Two values of one kind have one key only if they are equal. */
export function keyOf(value: Value): Key {
  return (value as { readonly value: Key }).value
}

/** What was found of a right side: rules that say the same share it. */
const made = new WeakMap<Operand, { readonly name: string; readonly items: boolean; readonly bound: Bound | null }>()

function boundOf(condition: Condition): Bound | null {
  if (condition.kind !== 'compare' || condition.left.kind !== 'fact') return null
  const { operator, left, right } = condition
  if (operator !== 'eq' && operator !== 'in') return null
  const items = operator === 'in'
  const known = made.get(right)
  if (known !== undefined && known.name === left.name && known.items === items) return known.bound
  const bound = newBound(left.name, right, items)
  made.set(right, { name: left.name, items, bound })
  return bound
}

function newBound(name: string, right: Operand, items: boolean): Bound | null {
  const alternatives = items ? readingsOfList(right) : readingsOf(right)
  if (alternatives === null || alternatives.length === 0 || alternatives.length > mostKeys) return null
  const kinds = commonKinds(alternatives)
  if (kinds.length === 0 || !alternatives.every((readings) => readings.every(indexable))) return null
  const keys = [...new Set(alternatives.flatMap((readings) => readings.map(keyOf)))]
  return { name, keys, kinds, items, exact: alternatives.every(oneKey) }
}

/** All the ways in which the right side can be read; `null` where it hangs on the request. */
function readingsOf(right: Operand): readonly (readonly Value[])[] | null {
  if (right.kind === 'constant') return [[right.value]]
  return right.kind === 'literal' ? [Object.values(right.readings)] : null
}

/** The same for each item of a list. */
function readingsOfList(right: Operand): readonly (readonly Value[])[] | null {
  if (right.kind === 'constant') return right.value.type === 'list' ? right.value.items.map((item) => [item]) : null
  return right.kind === 'literals' ? right.items.map(({ readings }) => Object.values(readings)) : null
}

function commonKinds(alternatives: readonly (readonly Value[])[]): readonly string[] {
  const [first, ...others] = alternatives.map((readings) => readings.map(kindOf))
  return first!.filter((kind) => others.every((kinds) => kinds.includes(kind))).sort()
}

/** A value that is written in several ways, by its kind, has several keys: one of them may be that of another value. */
function oneKey(readings: readonly Value[]): boolean {
  return readings.every((value) => keyOf(value) === keyOf(readings[0]!))
}

function indexable(value: Value): boolean {
  return value.type !== 'list' && value.type !== 'record'
}
