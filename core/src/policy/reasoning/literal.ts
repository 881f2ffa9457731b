/**
 * Conditions taken apart for those who reason about them: the ways in which a condition can be true, each a set of literals that
 * must all be true. A comparison that is not known is not true, so that a negated comparison says that its facts are known.
 */
import { catalogue } from '../../facts/catalogue.ts'
import { keyOf } from '../../facts/value.ts'
import type { Condition, Operand } from '../condition.ts'
import type { OperatorName } from '../operators.ts'

/** A value as the right side of a comparison writes it: the keys of all the ways in which it can be read. */
export type Choice = readonly string[]

/** Something that is true of one operand, told by `about`; `opaque` is what nothing more is known of than its own text. */
export type Literal =
  | { readonly kind: 'among' | 'never'; readonly about: string; readonly choices: readonly Choice[] }
  | { readonly kind: 'least' | 'most'; readonly about: string; readonly value: bigint }
  /** `guard`: said by `exists`, and not by a comparison that is known. */
  | { readonly kind: 'present'; readonly about: string; readonly guard: boolean }
  | { readonly kind: 'missing'; readonly about: string }
  | { readonly kind: 'opaque'; readonly about: string; readonly text: string; readonly holds: boolean }

/** Literals that are all true. */
export type Way = readonly Literal[]

/** A condition with more ways is not taken apart. */
const mostWays = 64
/** Of a longer list nothing is claimed, but that it is the same. */
const mostChoices = 256

/** @returns The ways in which `condition` can be true, or if not `wanted`, false; none where it cannot; `null` where they are too many. */
export function waysOf(condition: Condition, wanted = true): readonly Way[] | null {
  switch (condition.kind) {
    case 'always':
      return wanted ? [[]] : []
    case 'not':
      return waysOf(condition.of, !wanted)
    case 'and':
    case 'or': {
      const parts = condition.of.map((part) => waysOf(part, wanted))
      return (condition.kind === 'and') === wanted ? every(parts) : any(parts)
    }
    case 'exists':
      return [[presence(keyFor(condition.operand), wanted)]]
    case 'compare':
      return [compared(condition, wanted)]
    default:
      return [
        [{ kind: 'opaque', about: keyFor(condition.over), text: textOf({ ...condition, source: '' }), holds: wanted }],
      ]
  }
}

function presence(about: string, wanted: boolean): Literal {
  return wanted ? { kind: 'present', about, guard: true } : { kind: 'missing', about }
}

/** @returns A text that two operands share only if they are the same. */
export function keyFor(operand: Operand): string {
  return operand.kind === 'fact' ? operand.name : textOf(operand)
}

function any(parts: readonly (readonly Way[] | null)[]): readonly Way[] | null {
  if (parts.includes(null)) return null
  const ways = parts.flatMap((part) => part!)
  return ways.length > mostWays ? null : ways
}

function every(parts: readonly (readonly Way[] | null)[]): readonly Way[] | null {
  let ways: readonly Way[] = [[]]
  for (const part of parts) {
    if (part === null || ways.length * part.length > mostWays) return null
    ways = ways.flatMap((way) => part.map((more) => [...way, ...more]))
  }
  return ways
}

type Comparison = Condition & { readonly kind: 'compare' }

const opposites: Readonly<Partial<Record<OperatorName, OperatorName>>> = {
  neq: 'eq',
  gt: 'lte',
  gte: 'lt',
}

function compared(condition: Comparison, wanted: boolean): Way {
  const { left, right } = condition
  const opposite = opposites[condition.operator]
  const operator = opposite ?? condition.operator
  const holds = (opposite === undefined) === wanted
  const about = keyFor(left)
  const measured: Way =
    left.kind === 'measured'
      ? [{ kind: 'among', about: keyFor(left.asset), choices: left.accepted.items.map((item) => [keyOf(item)]) }]
      : []
  const told = literalOf(operator, left, right, holds)
  const opaque: Literal = { kind: 'opaque', about, text: `${operator} ${textOf(right)}`, holds }
  return [...measured, { kind: 'present', about, guard: false }, told ?? opaque]
}

function literalOf(operator: OperatorName, left: Operand, right: Operand, holds: boolean): Literal | null {
  const about = keyFor(left)
  const choices = choicesOf(right)
  if (operator === 'eq') return choices === null ? null : { kind: holds ? 'among' : 'never', about, choices }
  if (operator === 'in' || operator === 'all') {
    const listed = isScalar(left) ? listedIn(right) : null
    if (listed === null) return null
    const alike = ofOneType(listed)
    // A list of several types compares with nothing, so that neither the comparison nor its negation is ever true.
    if (listed.length > 0 && alike.length === 0) return { kind: 'among', about, choices: [] }
    return { kind: holds ? 'among' : 'never', about, choices: alike }
  }
  const [only] = choices?.length === 1 ? choices[0]!.filter((key) => key.startsWith('integer:')) : []
  if (only === undefined || (operator !== 'lt' && operator !== 'lte')) return null
  const value = BigInt(only.slice('integer:'.length))
  if (holds) return { kind: 'most', about, value: operator === 'lte' ? value : value - 1n }
  return { kind: 'least', about, value: operator === 'lte' ? value + 1n : value }
}

/** Whether the operand is never a list, of which `in` asks for one item only. */
function isScalar(operand: Operand): boolean {
  if (operand.kind === 'measured') return isScalar(operand.of)
  if (operand.kind !== 'fact') return operand.kind === 'arithmetic'
  const type = catalogue.get(operand.name)?.type
  return type !== undefined && type !== 'list'
}

function choicesOf(right: Operand): readonly Choice[] | null {
  if (right.kind === 'constant') return [[keyOf(right.value)]]
  return right.kind === 'literal' ? [Object.values(right.readings).map(keyOf)] : null
}

function listedIn(right: Operand): readonly Choice[] | null {
  if (right.kind === 'constant') {
    if (right.value.type !== 'list' || right.value.items.length > mostChoices) return null
    return right.value.items.map((item) => [keyOf(item)])
  }
  if (right.kind !== 'literals' || right.items.length > mostChoices) return null
  return right.items.map(({ readings }) => Object.values(readings).map(keyOf))
}

/** The readings of types that every member has; none when there is no such type. */
function ofOneType(choices: readonly Choice[]): readonly Choice[] {
  const [first = [], ...others] = choices.map((choice) => new Set(choice.map(typeOf)))
  const common = [...first].filter((type) => others.every((types) => types.has(type)))
  return common.length === 0 ? [] : choices.map((choice) => choice.filter((key) => common.includes(typeOf(key))))
}

/** The type of what a key is of; of an address its family. */
function typeOf(key: string): string {
  return key.slice(0, key.indexOf(':'))
}

function textOf(part: unknown): string {
  return JSON.stringify(part, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}
