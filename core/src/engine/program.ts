/**
 * A policy made ready to decide, once: its index, and its conditions as functions. Policies are immutable, so a program is kept for
 * as long as its policy.
 */
import type { Effect, Policy, Step } from '../policy/policy.ts'
import * as Outcome from './outcome.ts'
import {
  type Candidate,
  type Field,
  type Node,
  type Numbers,
  numbersOf,
  type Selection,
  selected,
  selectionOf,
} from './selection.ts'
import type { Subject } from './subject.ts'
import { test } from './truth.ts'

/** A plain end of a walk: a verdict that nothing else follows from. `step` is `null` for the default, which is behind all steps. */
export type End = { readonly at: number; readonly step: Step | null; readonly effect: Effect }

export type Program = {
  readonly policy: Policy
  /** How decisions name the policy when it is the only one. */
  readonly alone: readonly [{ readonly id: string; readonly hash: string }]
  readonly selection: Selection
  readonly otherwise: End
}

const made = new WeakMap<Policy, Program>()

/** @returns The policy's program, made once. */
export function programOf(policy: Policy): Program {
  const known = made.get(policy)
  if (known !== undefined) return known
  const { id, hash, steps, otherwise } = policy
  const program: Program = {
    policy,
    alone: [{ id, hash }],
    selection: selectionOf(steps),
    otherwise: { at: steps.length, step: null, effect: otherwise },
  }
  made.set(policy, program)
  return program
}

/** @returns The policy with only the steps that can matter for the subject's call, in their order. */
export function narrow({ policy, selection }: Program, subject: Subject): Policy {
  const positions = selected(selection, subject)
  if (positions.length === policy.steps.length) return policy
  return { ...policy, steps: positions.map((at) => policy.steps[at]!) }
}

/**
 * @returns Where the walk ends, if everything on the way is known and nothing follows from it but a verdict; else `null`, and the
 * walk must be walked. Steps may be tested in any order: the first to end is the end, as long as none before it is unknown.
 */
export function plainEnd({ selection, otherwise }: Program, subject: Subject): End | null {
  const { fields, trees } = selection
  const search: Search = { fields, numbers: new Array(fields.length), subject, end: otherwise }
  for (let i = 0; i < trees.length && search.end === otherwise; i++) if (!descend(trees[i]!, search, true)) return null
  return search.end
}

/** One search: what was looked up so far, and the first end that was found. */
type Search = {
  readonly fields: readonly Field[]
  readonly numbers: (Numbers | undefined)[]
  readonly subject: Subject
  end: End
}

/**
 * @param sure - Whether the call has the numbers that lead here, so that only the rests are to be tested; else whole conditions.
 * @returns Whether everything was plain.
 */
function descend(from: Node, search: Search, sure: boolean): boolean {
  for (let node: Node | null = from; node !== null; node = node.side) {
    if (node.leaf !== null) return plainIn(node.leaf, search, sure)
    const own = look(node.field, search)
    if (own === null || typeof own === 'object') {
      if (!descendMany(node, own, search, sure)) return false
      continue
    }
    const child = node.children.get(own)
    if (child !== undefined && !descend(child, search, sure)) return false
  }
  return true
}

function descendMany(node: Node, own: readonly number[] | null, search: Search, sure: boolean): boolean {
  if (own === null) return [...node.children.values()].every((child) => descend(child, search, false))
  const reached = own.map((number) => node.children.get(number))
  return reached.every((child) => child === undefined || descend(child, search, sure))
}

function look(field: number, search: Search): Numbers {
  const known = search.numbers[field]
  if (known !== undefined) return known
  const own = numbersOf(search.fields[field]!, search.subject)
  search.numbers[field] = own
  return own
}

function plainIn(leaf: readonly Candidate[], search: Search, sure: boolean): boolean {
  for (let i = 0; i < leaf.length && leaf[i]!.at < search.end.at; i++) {
    const candidate = leaf[i]!
    const { at, step } = candidate
    const outcome = sure ? testRest(candidate, search) : test(step.when, search.subject)
    if (outcome !== Outcome.TRUE && outcome !== Outcome.FALSE) return false
    const effect = outcome === Outcome.TRUE ? step.holds : step.fails
    if (effect.obligations.length > 0 || effect.draws.length > 0) return false
    if (effect.verdict !== 'continue') {
      search.end = { at, step, effect }
      return true
    }
  }
  return true
}

/** What the path does not say of a step. A number that is not the one asked for makes the step false, whatever else is true. */
function testRest({ checks, rest, step }: Candidate, search: Search): Outcome.Outcome {
  for (let i = 0; i < checks.length; i += 2) {
    const own = look(checks[i]!, search)
    if (own === checks[i + 1]) continue
    if (typeof own === 'number') return Outcome.FALSE
    return test(step.when, search.subject)
  }
  return rest(search.subject)
}
