/** What keeps a condition from coming out as somebody wants: the comparisons, and a value for each with which it would. */
import { hasValue } from '../facts/fact.ts'
import type { Value } from '../facts/value.ts'
import type { Condition, Operand } from '../policy/condition.ts'
import type { OperatorName } from '../policy/operators.ts'
import type { Counter } from '../policy/policy.ts'
import { readAs } from './comparison.ts'
import * as Outcome from './outcome.ts'
import { resolve, type Subject } from './subject.ts'
import { test } from './truth.ts'

/** A scene, and the counters of its policy. */
export type Scene = Subject & { readonly counters: readonly Counter[] }

type Comparison = Condition & { readonly kind: 'compare' }

/** A comparison that must hold and does not, and the value of the fact `name` with which it does. */
export type Leaf = {
  readonly condition: Comparison
  readonly name: string
  readonly value: Value
  /** Whether `value` is the largest with which it holds. */
  readonly isUpper: boolean
  /** Whether it compares a counter. */
  readonly isLimit: boolean
}

/** Another one of these is another request, and no change of this one. */
const topics: ReadonlySet<string> = new Set([
  'chain',
  'chainType',
  'types',
  'possibleTypes',
  'call.kind',
  'call.selector',
  'call.function',
  'call.data',
  'call.arguments',
  'typedData.primaryType',
])

/** @returns The fewest comparisons to mend, in order, for `condition` to be `wanted`; `null` where that cannot be computed. */
export function unmetIn(condition: Condition, wanted: boolean, scene: Scene): readonly Leaf[] | null {
  if (test(condition, scene) === Outcome.of(wanted)) return []
  switch (condition.kind) {
    case 'not':
      return unmetIn(condition.of, !wanted, scene)
    case 'and':
    case 'or': {
      const parts = condition.of.map((part) => unmetIn(part, wanted, scene))
      return (condition.kind === 'and') === wanted ? all(parts) : fewest(parts)
    }
    case 'compare':
      return leafOf(wanted ? condition : negated(condition), scene)
    default:
      return null
  }
}

function all(parts: readonly (readonly Leaf[] | null)[]): readonly Leaf[] | null {
  return parts.includes(null) ? null : parts.flatMap((part) => part!)
}

function fewest(parts: readonly (readonly Leaf[] | null)[]): readonly Leaf[] | null {
  const found = parts.filter((part) => part !== null)
  return found.sort((a, b) => a.length - b.length)[0] ?? null
}

const opposites: Readonly<Partial<Record<OperatorName, OperatorName>>> = {
  eq: 'neq',
  neq: 'eq',
  lt: 'gte',
  gte: 'lt',
  gt: 'lte',
  lte: 'gt',
}

function negated(condition: Comparison): Comparison | null {
  const operator = opposites[condition.operator]
  return operator === undefined ? null : { ...condition, operator }
}

function leafOf(condition: Comparison | null, scene: Scene): readonly Leaf[] | null {
  if (condition === null) return null
  const { left, operator, right } = condition
  const needed = neededOf(operator, left, right, scene)
  const isUpper = operator === 'lt' || operator === 'lte'
  if (needed === null) return null
  const limit = limitOf(left, scene)
  if (limit !== null) return isUpper ? headroom(condition, needed, limit, scene) : null
  const name = factOf(left, scene)
  return name === null || topics.has(name) ? null : [{ condition, name, value: needed, isUpper, isLimit: false }]
}

/** The value of the left side that is closest to what the right side asks for. */
function neededOf(operator: OperatorName, left: Operand, right: Operand, scene: Scene): Value | null {
  const own = resolve(left, scene)
  const fixed = hasValue(own) ? readAs(right, own) : null
  const asked = fixed ?? resolve(right, scene)
  if (!hasValue(asked)) return null
  const shift = shifts[operator]
  if (shift !== undefined) return asked.type === 'integer' ? { ...asked, value: asked.value + shift } : null
  if (operator === 'eq') return asked
  if (operator !== 'in' || asked.type !== 'list' || asked.items.length === 0) return null
  return own.type === 'list' ? { type: 'list', items: [asked.items[0]!] } : asked.items[0]!
}

/** How far beyond the right side the closest whole number is. */
const shifts: Readonly<Partial<Record<OperatorName, bigint>>> = { lt: -1n, lte: 0n, gte: 0n, gt: 1n }

/** The fact that can be set; `null` for what is worked out of several. */
function factOf(operand: Operand, scene: Scene): string | null {
  if (operand.kind === 'fact') return operand.name
  if (operand.kind === 'measured' || operand.kind === 'assumed' || operand.kind === 'given')
    return factOf(operand.of, scene)
  return null
}

/** A total that the call's own amount is part of: the operand of that amount. */
function limitOf(left: Operand, scene: Scene): Operand | null {
  if (left.kind === 'counter') {
    const summed = scene.counters.find(({ id, method }) => id === left.counter && method === 'sum')
    return left.excludeCurrent || summed === undefined ? null : summed.measure
  }
  if (left.kind !== 'arithmetic' || left.operator !== '+') return null
  const sides = [left.left, left.right]
  const counter = sides.find((side) => side.kind === 'counter' && side.excludeCurrent)
  const amount = sides.find((side) => side !== counter)
  return counter === undefined || amount === undefined ? null : amount
}

/** What of a limit is left for the call: no claim where nothing is. */
function headroom(condition: Comparison, needed: Value, amount: Operand, scene: Scene): readonly Leaf[] | null {
  const [total, own] = [resolve(condition.left, scene), resolve(amount, scene)]
  const name = factOf(amount, scene)
  if (name === null || total.type !== 'integer' || own.type !== 'integer' || needed.type !== 'integer') return null
  const left = own.value + needed.value - total.value
  if (left <= 0n) return null
  return [{ condition, name, value: { type: 'integer', value: left }, isUpper: true, isLimit: true }]
}
