/** The trace: which steps were tested, with the value of every comparison that decided them. */
import { hasValue } from '../facts/fact.ts'
import { factToJson, type Printed, toJson } from '../facts/print.ts'
import type { Condition, Operand, Quantifier } from '../policy/condition.ts'
import type { Policy } from '../policy/policy.ts'
import { readAs } from './comparison.ts'
import { Concluded } from './concluded.ts'
import type { Decision } from './decision.ts'
import { type Exclusion, exclusionsOf } from './exclusion.ts'
import * as Outcome from './outcome.ts'
import { nameOf, partsOf, resolve, type Subject } from './subject.ts'
import { test } from './truth.ts'
import { type Walk, walk } from './walk.ts'

/** One comparison: what was compared, with what, and how it came out. `null` is not known. */
export type Tested = {
  readonly at?: string
  readonly fact: string
  readonly actual: Printed
  readonly operator: string
  readonly expected: Printed
  readonly result: boolean | null
  /** Asking failed, and the author said what to assume then: `actual` is of that. */
  readonly assumed?: true
  /** Of a quantifier that is settled by one item: its place in the list. */
  readonly item?: number
}

/**
 * One step of a policy over one call. `untested` names the facts of comparisons that came after the one which settled the step, so
 * that nobody looked at them.
 */
export type TracedStep = {
  readonly rule: string
  readonly path: string
  readonly result: boolean | null
  readonly tests: readonly Tested[]
  readonly untested?: readonly string[]
}

/**
 * One policy over one call. `excluded` counts the steps that the index left out, by the fact that excluded them. `untested` counts
 * those after a certain end.
 */
export type TracedPolicy = {
  readonly policy: string
  readonly call: number
  readonly steps: readonly TracedStep[]
  readonly excluded: readonly Exclusion[]
  readonly untested: number
}

/**
 * @param decision - As `evaluate` gave it, the very object.
 * @returns What was tested, policy by policy and call by call; empty for a deny that asked no policy.
 */
export function trace(decision: Decision): readonly TracedPolicy[] {
  return Concluded.partsOf(decision).map(({ policy, selection, subject, walk }) =>
    traced(policy, subject, walk, exclusionsOf(selection, subject)),
  )
}

/** @returns As `trace`, with every step tested: those that the index left out included. */
export function explain(decision: Decision): readonly TracedPolicy[] {
  return Concluded.partsOf(decision).map(({ whole, subject, met }) =>
    traced(whole, subject, walk(whole, subject, met), []),
  )
}

/** What `result` tested, step by step. */
function traced(policy: Policy, subject: Subject, result: Walk, excluded: readonly Exclusion[]): TracedPolicy {
  const steps = result.outcomes.map((outcome, i) => {
    const { origin, when } = policy.steps[i]!
    const untested: string[] = []
    const tested = [...tests(when, subject, untested)]
    return {
      rule: origin.id,
      path: origin.path,
      result: Outcome.known(outcome),
      tests: tested,
      ...(untested.length === 0 ? {} : { untested }),
    }
  })
  return {
    policy: policy.id,
    call: subject.call.index,
    steps,
    excluded,
    untested: policy.steps.length - steps.length,
  }
}

/** The comparisons of a condition in order, up to the one that settles each conjunction or disjunction; the others to `untested`. */
function* tests(condition: Condition, subject: Subject, untested: string[]): Generator<Tested> {
  switch (condition.kind) {
    case 'always':
    case 'exists':
      return
    case 'not':
      return yield* tests(condition.of, subject, untested)
    case 'and':
    case 'or': {
      const settling = condition.kind === 'and' ? Outcome.FALSE : Outcome.TRUE
      for (const [i, part] of condition.of.entries()) {
        const settled = test(part, subject) === settling
        yield* part.kind === 'exists' && settled ? [missing(part.operand, subject)] : tests(part, subject, untested)
        if (!settled) continue
        untested.push(...condition.of.slice(i + 1).flatMap(namesIn))
        return
      }
      return
    }
    case 'compare':
      return yield compared(condition, subject)
    case 'every':
    case 'some':
    case 'none':
      return yield quantified(condition, subject)
  }
}

/** What the comparisons of a condition compare. */
function namesIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'always':
    case 'exists':
      return []
    case 'not':
      return namesIn(condition.of)
    case 'and':
    case 'or':
      return condition.of.flatMap(namesIn)
    case 'compare':
      return [nameOf(condition.left)]
    default:
      return [nameOf(condition.over)]
  }
}

/** @returns A comparison, and how it came out. */
export function compared(condition: Condition & { kind: 'compare' }, subject: Subject): Tested {
  const left = resolve(condition.left, subject)
  const right = hasValue(left) ? readAs(condition.right, left) : null
  return {
    ...at(condition.source),
    fact: nameOf(condition.left),
    actual: factToJson(left),
    operator: condition.operator,
    expected: right === null ? expectedOf(condition.right, subject) : toJson(right),
    result: Outcome.known(test(condition, subject)),
    ...(isAssumed(condition, subject) ? { assumed: true } : {}),
  }
}

/** Whether the result rests on what was assumed of a fact that failed. */
function isAssumed(condition: Condition, subject: Subject): boolean {
  switch (condition.kind) {
    case 'always':
    case 'exists':
      return false
    case 'not':
      return isAssumed(condition.of, subject)
    case 'and':
    case 'or':
      return condition.of.some((part) => isAssumed(part, subject))
    case 'compare':
      return assumes(condition.left, subject) || assumes(condition.right, subject)
    default: {
      const list = resolve(condition.over, subject)
      return list.type === 'list' && list.items.some((item) => isAssumed(condition.holds, { ...subject, item }))
    }
  }
}

/** Whether the operand is, or is made of, what was assumed of a fact that failed. */
function assumes(operand: Operand, subject: Subject): boolean {
  if (operand.kind === 'assumed' && resolve(operand.of, subject).type === 'failed') return true
  if (operand.kind === 'count' || operand.kind === 'sum') {
    const list = resolve(operand.over, subject)
    if (list.type === 'list' && list.items.some((item) => isAssumed(operand.where, { ...subject, item }))) return true
  }
  return partsOf(operand).some((part) => assumes(part, subject))
}

function quantified(condition: Condition & { kind: Quantifier }, subject: Subject): Tested {
  const holds = condition.holds
  return {
    ...at(condition.source),
    fact: nameOf(condition.over),
    actual: factToJson(resolve(condition.over, subject)),
    operator: holds.kind === 'compare' ? `${condition.kind} ${holds.operator}` : condition.kind,
    expected: holds.kind === 'compare' ? expectedOf(holds.right, subject) : '',
    result: Outcome.known(test(condition, subject)),
    ...(isAssumed(condition, subject) ? { assumed: true } : {}),
    ...settledBy(condition, subject),
  }
}

/** `every` falls with the first item that fails, `some` and `none` are settled by the first that holds. */
function settledBy({ kind, over, holds }: Condition & { kind: Quantifier }, subject: Subject): { item?: number } {
  const list = resolve(over, subject)
  if (list.type !== 'list') return {}
  const settling = kind === 'every' ? Outcome.FALSE : Outcome.TRUE
  const item = list.items.findIndex((one) => test(holds, { ...subject, item: one }) === settling)
  return item < 0 ? {} : { item }
}

function missing(operand: Operand, subject: Subject): Tested {
  return {
    fact: nameOf(operand),
    actual: factToJson(resolve(operand, subject)),
    operator: 'exists',
    expected: true,
    result: false,
  }
}

function expectedOf(operand: Operand, subject: Subject): Printed {
  if (operand.kind === 'literal') return operand.text
  if (operand.kind === 'literals') return operand.items.map((item) => item.text)
  return factToJson(resolve(operand, subject))
}

function at(source: string | undefined): { at?: string } {
  return source === undefined ? {} : { at: source }
}
