/**
 * A policy made ready to decide, once: its index, and its conditions as functions. Policies are immutable, so a program is kept for
 * as long as its policy.
 */
import { codes } from '../codes.ts'
import type { Policy } from '../policy/policy.ts'
import * as Outcome from './outcome.ts'
import {
  type Candidate,
  childOf,
  childrenOf,
  type End,
  endOf,
  type Field,
  type Leaf,
  type Node,
  type Numbers,
  numbersOf,
  type Selection,
  selected,
  selectionOf,
} from './selection.ts'
import type { Subject } from './subject.ts'
import { test } from './truth.ts'

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
    otherwise: { at: steps.length, step: null, effect: otherwise, message: codes[otherwise.code] },
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
    if (node.leaf !== null) return sure ? plainIn(node.leaf, search) : plainWhole(node.leaf, search)
    const own = look(node.field, search)
    if (own === null || typeof own === 'object') {
      if (!descendMany(node, own, search, sure)) return false
      continue
    }
    const child = childOf(node, own)
    if (child !== undefined && !descend(child, search, sure)) return false
  }
  return true
}

function descendMany(node: Node, own: readonly number[] | null, search: Search, sure: boolean): boolean {
  if (own === null) return childrenOf(node).every((child) => descend(child, search, false))
  const reached = own.map((number) => childOf(node, number))
  return reached.every((child) => child === undefined || descend(child, search, sure))
}

function look(field: number, search: Search): Numbers {
  const known = search.numbers[field]
  if (known !== undefined) return known
  const own = numbersOf(search.fields[field]!, search.subject)
  search.numbers[field] = own
  return own
}

/** Tests what the path does not say of each step. A step that asks for another number than the call has is false, and has no say. */
function plainIn({ checks, candidates }: Leaf, search: Search): boolean {
  for (let i = 0, n = 0; i < checks.length && checks[i]! < search.end.at; i += checks[i + 1]! + 2, n++) {
    const own = checkAt(checks, i, search)
    if (own === Outcome.FALSE) continue
    const { step, rest } = candidates[n]!
    const outcome = own === Outcome.TRUE ? rest(search.subject) : test(step.when, search.subject)
    if (!ends(candidates[n]!, outcome, search)) return false
  }
  return true
}

function plainWhole({ candidates }: Leaf, search: Search): boolean {
  return candidates.every((one) => one.at >= search.end.at || ends(one, test(one.step.when, search.subject), search))
}

/** Whether the fields have the numbers that the candidate at `i` asks for; not known where one has none, or several. */
function checkAt(checks: readonly number[], i: number, search: Search): Outcome.Outcome {
  const end = i + 2 + checks[i + 1]!
  for (let pair = i + 2; pair < end; pair += 2) {
    const own = look(checks[pair]!, search)
    if (own !== checks[pair + 1]) return typeof own === 'number' ? Outcome.FALSE : Outcome.NOT_KNOWN
  }
  return Outcome.TRUE
}

/** Notes the end that a step leads to, if it does. @returns Whether the step was plain. */
function ends({ at, step, end }: Candidate, outcome: Outcome.Outcome, search: Search): boolean {
  if (outcome === Outcome.TRUE && end !== null) {
    search.end = end
    return true
  }
  if (outcome !== Outcome.TRUE && outcome !== Outcome.FALSE) return false
  const effect = outcome === Outcome.TRUE ? step.holds : step.fails
  const own = endOf(at, step, effect)
  if (own !== null) search.end = own
  return own !== null || (effect.verdict === 'continue' && effect.obligations.length + effect.draws.length === 0)
}
