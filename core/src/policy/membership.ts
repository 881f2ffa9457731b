/** Membership in a list, in constant time however long the list is: lists are immutable, so what is made of one is kept. */
import { flat } from '../codec/flat.ts'
import { keyOf, type List, type Value, type ValueType } from '../facts/value.ts'

/** What the items of a list have in common, and which they are. */
export type Membership = {
  /** The one type, and for addresses the one family, of all items; `null` when they differ. Any type fits an empty list. */
  readonly type: ValueType | 'any' | null
  readonly family: string | null
  /** Whether some item equals the value. */
  readonly has: (value: Value) => boolean
}

const made = new WeakMap<List, Membership>()

/** @returns The membership of `list`, made once. */
export function membershipOf(list: List): Membership {
  const known = made.get(list)
  if (known !== undefined) return known
  const membership = { ...common(list.items), has: hasOf(list.items) }
  made.set(list, membership)
  return membership
}

/** @returns Whether the value is of the type, and if it is an address of the family, that all items have. */
export function comparable(value: Value, { type, family }: Membership): boolean {
  return type === 'any' || (value.type === type && familyOf(value) === family)
}

function common(items: readonly Value[]): Pick<Membership, 'type' | 'family'> {
  const [first] = items
  if (first === undefined) return { type: 'any', family: null }
  const family = familyOf(first)
  const alike = items.every((item) => item.type === first.type && familyOf(item) === family)
  return alike ? { type: first.type, family } : { type: null, family: null }
}

function familyOf(value: Value): string | null {
  return value.type === 'address' ? value.family : null
}

function hasOf(items: readonly Value[]): Membership['has'] {
  const byKind = new Map<string, Set<unknown>>()
  for (const item of items) {
    const own = byKind.get(kindOf(item)) ?? new Set()
    byKind.set(kindOf(item), own.add(keptOf(item)))
  }
  const [first] = byKind
  if (first === undefined) return () => false
  const [kind, own] = first
  if (byKind.size === 1) return (value) => kindOf(value) === kind && own.has(plainOf(value))
  return (value) => byKind.get(kindOf(value))?.has(plainOf(value)) ?? false
}

function kindOf(value: Value): string {
  return value.type === 'address' ? value.family : value.type
}

function keptOf(item: Value): unknown {
  const plain = plainOf(item)
  return typeof plain === 'string' ? flat(plain) : plain
}

/** What two values of one kind share only if they are equal. */
function plainOf(value: Value): unknown {
  return value.type === 'list' || value.type === 'record' ? keyOf(value) : value.value
}
