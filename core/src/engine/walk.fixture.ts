/**
 * The kernel as naively as it can be said, to compare the walk with: conditions that are true, false or null (not known), and a
 * recursion over every branch that may be taken. Exponential, and shares nothing with the engine but the data it reads.
 */
import type { Fact } from '../facts/fact.ts'
import { keyOf, type Value } from '../facts/value.ts'
import type { Condition, Operand } from '../policy/condition.ts'
import type { Effect, Policy, Step } from '../policy/policy.ts'

/** Mildest first. */
export type Ending = 'allow' | 'hold' | 'deny'
export const endings: readonly Ending[] = ['allow', 'hold', 'deny']

/** Facts by name, and whether obligations are met: by `hash kind-and-content` as `dueKey` spells it. */
export type Facts = (name: string) => Fact
export type Naive = {
  readonly ending: Ending
  /** Unmet obligations and notices on some path, each with whether it is only possible. */
  readonly due: ReadonlyMap<string, boolean>
  readonly draws: ReadonlySet<string>
}

type Truth = boolean | null

/** @returns The decision of `policy` with what is known, the worst of all paths that are not ruled out. */
export function decide(policy: Policy, facts: Facts): Naive {
  const due = new Map<string, boolean>()
  const draws = new Set<string>()
  const take = (step: Step, effect: Effect, index: number, isHeld: boolean, possible: boolean): Ending => {
    let held = isHeld
    for (const obligation of effect.obligations) {
      const key = dueKey(step, obligation)
      const met = facts(`met ${key}`)
      if (obligation.kind !== 'notice' && met.type === 'boolean' && met.value) continue
      due.set(key, possible && (due.get(key) ?? true))
      if (obligation.kind !== 'notice') held = true
    }
    for (const id of effect.draws) draws.add(id)
    if (effect.verdict === 'deny') return 'deny'
    if (effect.verdict === 'allow') return held ? 'hold' : 'allow'
    return go(index + 1, held)
  }
  const go = (index: number, held: boolean): Ending => {
    const step = policy.steps[index]
    if (step === undefined) return policy.otherwise.verdict === 'deny' ? 'deny' : held ? 'hold' : 'allow'
    const result = truth(step.when, facts, null)
    if (result === true) return take(step, step.holds, index, held, false)
    if (result === false) return take(step, step.fails, index, held, false)
    return worse(take(step, step.holds, index, held, true), take(step, step.fails, index, held, true))
  }
  return { ending: go(0, false), due, draws }
}

/** @returns The spelling of an obligation of a step. */
export function dueKey(step: { readonly origin: { readonly hash: string } }, obligation: object): string {
  return `${step.origin.hash} ${JSON.stringify(obligation)}`
}

/** @returns The worse of the two. */
export function worse(a: Ending, b: Ending): Ending {
  return endings.indexOf(a) < endings.indexOf(b) ? b : a
}

function truth(condition: Condition, facts: Facts, item: Value | null): Truth {
  switch (condition.kind) {
    case 'always':
      return true
    case 'not': {
      const inner = truth(condition.of, facts, item)
      return inner === null ? null : !inner
    }
    case 'and':
      return all(condition.of.map((one) => truth(one, facts, item)))
    case 'or':
      return any(condition.of.map((one) => truth(one, facts, item)))
    case 'exists': {
      const one = read(condition.operand, facts, item)
      return one === 'absent' ? false : typeof one === 'string' ? null : true
    }
    case 'compare': {
      const left = read(condition.left, facts, item)
      return typeof left === 'string'
        ? null
        : compare(condition.operator, left, rightOf(condition.right, left, facts, item))
    }
    case 'every':
    case 'some':
    case 'none': {
      const over = read(condition.over, facts, item)
      if (typeof over === 'string' || over.type !== 'list') return null
      if (over.items.length === 0) return false
      const results = over.items.map((one) => truth(condition.holds, facts, one))
      if (condition.kind === 'every') return all(results)
      return condition.kind === 'some' ? any(results) : all(results.map((one) => (one === null ? null : !one)))
    }
  }
}

function all(results: readonly Truth[]): Truth {
  return results.includes(false) ? false : results.includes(null) ? null : true
}

function any(results: readonly Truth[]): Truth {
  return results.includes(true) ? true : results.includes(null) ? null : false
}

type Missing = 'absent' | 'failed' | 'notAsked'

function read(operand: Operand, facts: Facts, item: Value | null): Value | Missing {
  switch (operand.kind) {
    case 'constant':
      return operand.value
    case 'item':
      return item!
    case 'fact':
      return stateOf(facts(operand.name))
    case 'named':
      return stateOf(facts(`list.${operand.list}`))
    case 'assumed': {
      const found = read(operand.of, facts, item)
      return found === 'failed' ? operand.value : found
    }
    case 'items':
      return combined(operand.of, facts, item, (items) => ({ type: 'list', items }))
    case 'about':
      return combined([operand.argument], facts, item, ([value]) => stateOf(facts(`${operand.name}(${keyOf(value!)})`)))
    case 'share':
      return combined([operand.of], facts, item, ([value]) =>
        whole(value!, (amount) => (amount * operand.basisPoints) / 10_000n),
      )
    case 'arithmetic':
      return combined([operand.left, operand.right], facts, item, ([left, right]) =>
        whole(left!, (x) => calculate(operand.operator, x, right!)),
      )
    case 'first': {
      const found = operand.of.map((one) => read(one, facts, item))
      return found.find((one) => one !== 'absent') ?? 'absent'
    }
    case 'given': {
      const that = read(operand.that, facts, item)
      return typeof that === 'string' ? that : read(operand.of, facts, item)
    }
    case 'count':
    case 'sum':
      return among(operand, facts, item)
    default:
      throw new Error(`not in these policies: ${operand.kind}`)
  }
}

/** Every item adds 1, its amount, or nothing; an item of which that is not known spoils the whole. */
function among(operand: Operand & { kind: 'count' | 'sum' }, facts: Facts, item: Value | null): Value | Missing {
  const list = read(operand.over, facts, item)
  if (typeof list === 'string') return list
  if (list.type !== 'list') return 'failed'
  const amounts = list.items.map((one): bigint | Missing => {
    const counts = truth(operand.where, facts, one)
    if (counts !== true) return counts === false ? 'absent' : whyNot(operand.where, facts, one)
    const amount = operand.kind === 'count' ? { type: 'integer' as const, value: 1n } : read(operand.total, facts, one)
    if (typeof amount !== 'string') return amount.type === 'integer' ? amount.value : 'failed'
    return amount === 'notAsked' ? amount : 'failed'
  })
  const alike = 'alike' in operand && operand.alike !== undefined ? operand.alike : null
  const kinds = list.items
    .filter((_, i) => alike !== null && typeof amounts[i] === 'bigint')
    .map((one) => read(alike!, facts, one))
  if (kinds.length > 0) amounts.push(oneOfAKind(kinds))
  const spoilt = (['failed', 'notAsked'] as const).find((state) => amounts.includes(state))
  if (spoilt !== undefined) return spoilt
  const counted = amounts.filter((one) => typeof one === 'bigint')
  if (list.items.length === 0 || (operand.kind === 'sum' && counted.length === 0)) return 'absent'
  return { type: 'integer', value: counted.reduce((sum, one) => sum + one, 0n) }
}

function oneOfAKind(kinds: readonly (Value | Missing)[]): Missing {
  if (kinds.includes('failed') || kinds.includes('absent')) return 'failed'
  const values = kinds.filter((one) => typeof one !== 'string')
  if (new Set(values.map(spell)).size > 1) return 'failed'
  return kinds.includes('notAsked') ? 'notAsked' : 'absent'
}

/** A condition that is not known is so for good, unless what is missing was not asked. */
function whyNot(where: Condition, facts: Facts, item: Value): Missing {
  const operands = where.kind === 'compare' ? [where.left, where.right] : where.kind === 'exists' ? [where.operand] : []
  const found = operands.map((one) => read(one, facts, item))
  return found.includes('notAsked') && !found.includes('failed') && !found.includes('absent') ? 'notAsked' : 'failed'
}

function stateOf(found: Fact): Value | Missing {
  return found.type === 'absent' || found.type === 'failed' || found.type === 'notAsked' ? found.type : found
}

/** What failed stays so whatever the others turn out to be; what is not asked may still fail. */
function combined(
  operands: readonly Operand[],
  facts: Facts,
  item: Value | null,
  combine: (values: readonly Value[]) => Value | Missing,
): Value | Missing {
  const found = operands.map((operand) => read(operand, facts, item))
  const missing = (['failed', 'notAsked', 'absent'] as const).find((state) => found.includes(state))
  return missing ?? combine(found as Value[])
}

function whole(value: Value, change: (amount: bigint) => bigint | null): Value | Missing {
  const changed = value.type === 'integer' ? change(value.value) : null
  return changed === null ? 'failed' : { type: 'integer', value: changed }
}

function calculate(operator: string, x: bigint, right: Value): bigint | null {
  if (right.type !== 'integer' || (operator === '/' && right.value === 0n)) return null
  const y = right.value
  return { '+': x + y, '-': x - y, '*': x * y, '/': y === 0n ? 0n : x / y }[operator as '+']
}

/** A literal is what the left side is, if it can be: of a list, what its items are. */
function rightOf(right: Operand, left: Value, facts: Facts, item: Value | null): Value | null {
  const type = left.type === 'list' ? left.items[0]?.type : left.type
  const as = (one: Operand): Value | null =>
    one.kind !== 'literal'
      ? null
      : type === undefined
        ? (Object.values(one.readings)[0] ?? null)
        : (one.readings[type] ?? null)
  if (right.kind === 'literal') return as(right)
  if (right.kind === 'literals') {
    const items = right.items.map(as)
    return items.includes(null) ? null : { type: 'list', items: items as Value[] }
  }
  const found = read(right, facts, item)
  return typeof found === 'string' ? null : found
}

function compare(operator: string, left: Value, right: Value | null): Truth {
  if (right === null) return null
  if (operator === 'in' || operator === 'all') {
    if (right.type !== 'list') return null
    const items = left.type === 'list' ? left.items : [left]
    if (items.some((one) => right.items.some((other) => other.type !== one.type))) return null
    const hits = items.map((one) => right.items.some((other) => spell(one) === spell(other)))
    return operator === 'in' ? hits.includes(true) : hits.length > 0 && !hits.includes(false)
  }
  if (left.type !== right.type) return null
  if (operator === 'eq') return spell(left) === spell(right)
  if (operator === 'neq') return spell(left) !== spell(right)
  if (left.type !== 'integer' || right.type !== 'integer') return null
  const [x, y] = [left.value, right.value]
  return { lt: x < y, lte: x <= y, gt: x > y, gte: x >= y }[operator as 'lt']
}

function spell(value: Value): string {
  return value.type === 'list'
    ? `[${value.items.map(spell)}]`
    : value.type === 'record'
      ? ''
      : `${value.type} ${value.value}`
}
