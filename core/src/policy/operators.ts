/** Every operator: the types it accepts and what it means. To add one, add a row. */
import { equal, type Text, type Value, type ValueType } from '../facts/value.ts'
import { comparable, membershipOf } from './membership.ts'
import { matches } from './pattern.ts'

export type Operator = {
  /** Types that the left side may have. */
  readonly types: readonly ValueType[]
  /** Whether the right side is a list of such values. */
  readonly list: boolean
  /** Both sides have accepted types. */
  readonly test: (left: Value, right: Value) => boolean
}

const every = ['integer', 'address', 'bytes', 'text', 'boolean', 'instant', 'list', 'record'] as const
const ordered = ['integer', 'instant'] as const

export const operators = {
  eq: { types: every, list: false, test: (a, b) => equal(a, b) },
  neq: { types: every, list: false, test: (a, b) => !equal(a, b) },
  lt: { types: ordered, list: false, test: (a, b) => compare(a, b) < 0 },
  lte: { types: ordered, list: false, test: (a, b) => compare(a, b) <= 0 },
  gt: { types: ordered, list: false, test: (a, b) => compare(a, b) > 0 },
  gte: { types: ordered, list: false, test: (a, b) => compare(a, b) >= 0 },
  /** Of a list: some item is on the right side. */
  in: { types: every, list: true, test: (a, list) => itemsOf(a).some((item) => contains(list, item)) },
  /** The whole text: `*` is any number of characters, `?` is one. */
  matches: { types: ['text'], list: false, test: (a, b) => matches((a as Text).value, (b as Text).value) },
  /** Of a list: it has items, and all are on the right side. */
  all: {
    types: every,
    list: true,
    test: (a, list) => itemsOf(a).length > 0 && itemsOf(a).every((item) => contains(list, item)),
  },
} as const satisfies Record<string, Operator>

export type OperatorName = keyof typeof operators

/** @returns Whether the two values can be compared by `operator`: equal types, item by item, and of a type it accepts. */
export function accepts(operator: OperatorName, left: Value, right: Value): boolean {
  const { types, list } = operators[operator] as Operator
  if (!types.includes(left.type)) return false
  if (!list) return sameType(left, right)
  if (right.type !== 'list') return false
  const membership = membershipOf(right)
  return itemsOf(left).every((item) => comparable(item, membership))
}

function sameType(left: Value, right: Value): boolean {
  if (left.type !== right.type) return false
  return left.type !== 'address' || right.type !== 'address' || left.family === right.family
}

function compare(a: Value, b: Value): number {
  const [x, y] = [(a as { value: bigint | number }).value, (b as { value: bigint | number }).value]
  return x < y ? -1 : x > y ? 1 : 0
}

function itemsOf(value: Value): readonly Value[] {
  return value.type === 'list' ? value.items : [value]
}

function contains(list: Value, item: Value): boolean {
  return list.type === 'list' && membershipOf(list).has(item)
}
