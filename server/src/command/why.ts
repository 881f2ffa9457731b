/**
 * Why a request was decided as it was, in few words: the rule, and the comparison that settled it. When no rule allows a
 * request, the one that came closest is named, with what it lacked.
 */
import {
  codes,
  type Decision,
  type DecodedRequest,
  explain,
  type Fact,
  nearest,
  type Policy,
  type Tested,
  type TracedStep,
} from '@portcullis/core'
import * as Comparison from './comparison.ts'
import type { Answer } from './decider.ts'
import type { Companions } from './files.ts'
import { callOf, describeCall } from './summary.ts'
import { short } from './table.ts'

/** What answers are explained by. */
export type Background = {
  readonly policies: readonly Policy[]
  readonly companions: Companions
  readonly issuers: Fact | undefined
}

/** `rule` is the description of the deciding rule, or says that there is none; `reason` is empty where the rule says it all. */
export type Why = { readonly rule: string; readonly reason: string }

const otherKind = 'no rule is about a call of this kind'
const withNative = 'no rule is about such a call that also sends native value'
/** Facts that say whether a rule is about such a call at all, with what it means that they differ. */
const topics: ReadonlyMap<string, string> = new Map([
  ['chainType', 'no rule is about this kind of chain'],
  ['issuers', 'no rule names the issuer for this'],
  ['issuerTypes', 'no rule names the issuer for this'],
  ['types', otherKind],
  ['possibleTypes', otherKind],
  ['call.kind', otherKind],
  ['call.arguments', otherKind],
])

/** @returns Why. */
export function why(answer: Answer, background: Background): Why {
  const { decision, refusal, decoded } = answer
  if (refusal !== null)
    return { rule: decision === null ? 'no request' : beforeRules, reason: `${refusal.code}: ${refusal.message}` }
  if (decision === null) return { rule: '', reason: '' }
  const { reason } = decision
  if (reason.policy === undefined || decoded === null)
    return { rule: outside[reason.code] ?? beforeRules, reason: `${reason.code}: ${reason.message}` }
  const rule = titleOf(reason, background) ?? 'no rule matches'
  return { rule, reason: `${which(answer)}${because(decision, background, decoded)}${askFor(reason.fact, background)}` }
}

const beforeRules = 'not judged'
/** Decisions that no single policy makes. */
const outside: Readonly<Record<string, string>> = { draw_not_known: 'a counter', no_policy: 'no policy' }

/** Of several calls, the one that decided. */
function which({ decision, decoded }: Answer): string {
  const index = decision!.reason.call
  if (index === undefined || decision!.decision === 'allow') return ''
  const found = callOf(decoded!, index)
  return found === null || found.of === 1 ? '' : `call ${found.position} of ${found.of}, ${describeCall(found.call)}: `
}

function because(decision: Decision, background: Background, decoded: DecodedRequest): string {
  const { reason } = decision
  const place = { decoded, call: reason.call ?? 0 }
  if (decision.decision === 'hold') return [neededBy(decision), ...unknownOf(decision)].join('; ')
  if (reason.fact !== undefined) return unknown(decision)
  if (decision.decision === 'allow' && reason.rule !== undefined) return ''
  // The links of a chain say in a word what became of a call; what they compared is in the trace.
  if (reason.code.startsWith('chain_')) return reason.message
  const steps = stepsOf(decision)
  if (reason.rule !== undefined) {
    const step = steps.find(({ path }) => path === reason.path)
    const last = step?.tests.findLast(({ result }) => result === true)
    if (last !== undefined) return Comparison.holds(last, place, background)
    // What a rule negates holds because it is false.
    const negated = step?.tests.findLast(({ result }) => result === false)
    return negated === undefined ? codes[reason.code] : Comparison.fails(negated, place, background)
  }
  return missing(decision, background, place) ?? closest(decision, background, place) ?? codes[reason.code]
}

/** What a held request waits for. What only may be needed says so. */
function neededBy({ obligations }: Decision): string {
  const needed = obligations.flatMap((due) => {
    const text =
      due.kind === 'approval' ? approvalsOf(due) : due.kind === 'delay' ? `a delay of ${spanOf(due.seconds)}` : null
    return text === null ? [] : [due.possible ? `${text} (perhaps)` : text]
  })
  return `needs ${[...new Set(needed)].join(', and ')}`
}

function approvalsOf({ count, from }: { readonly count: number; readonly from: readonly string[] }): string {
  const who = from.includes('*') ? 'anybody who may approve' : from.map(shortly).join(' or ')
  return `${count} ${count === 1 ? 'approval' : 'approvals'} of ${who}`
}

function shortly(approver: string): string {
  return approver.includes(':') ? approver : short(approver)
}

/** A span in the largest unit that it is a whole number of. */
function spanOf(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const
  const [length, unit] = units.find(([length]) => seconds % length === 0)!
  return `${seconds / length} ${unit}${seconds === length ? '' : 's'}`
}

function unknownOf(decision: Decision): readonly string[] {
  return decision.reason.fact === undefined ? [] : [unknown(decision)]
}

function unknown({ reason }: Decision): string {
  const cause = reason.cause ?? ''
  const text = Object.hasOwn(codes, cause) ? codes[cause as keyof typeof codes] : cause.replaceAll('_', ' ')
  const open = reason.code === 'deny_rule_not_known' ? 'could not be ruled out: ' : ''
  return `${open}${Comparison.label(reason.fact!)} is not known, since ${text}`
}

/** Who asks is not in the request: a person may have forgotten to say. */
function askFor(fact: string | undefined, { issuers }: Background): string {
  return issuers === undefined && (fact === 'issuers' || fact === 'issuerTypes') ? '; give --issuer' : ''
}

/** All that the nearest rule lacked, where with that changed the policy would not deny. */
function missing(decision: Decision, background: Background, place: Comparison.Place): string | null {
  const { reason } = decision
  const found = nearest(decision).find(({ policy, call }) => policy === reason.policy && call === reason.call)
  if (found === undefined) return null
  const lacks = found.unmet.map((one) => Comparison.fails(one, place, background))
  return `${lacks.join('; ')} (closest: ${titleOf({ ...reason, path: found.path }, background)})`
}

/** The allow rule with the most conditions met, and its first that is not. */
function closest(decision: Decision, background: Background, place: Comparison.Place): string | null {
  const allows = new Set(stepsThatAllow(decision, background))
  const missed = stepsOf(decision)
    .filter((step) => allows.has(step.path))
    .map((step) => ({ step, met: step.tests.filter(({ result }) => result === true).length, miss: missOf(step) }))
    .filter(({ miss }) => miss !== undefined)
    .sort((a, b) => Number(isTopic(a.miss!)) - Number(isTopic(b.miss!)) || b.met - a.met)
  const [best] = missed
  if (best === undefined) return null
  if (isTopic(best.miss!)) return sendsAlong(place) ? withNative : (topics.get(best.miss!.fact) ?? otherKind)
  const title = titleOf({ ...decision.reason, path: best.step.path }, background)
  return `${Comparison.fails(best.miss!, place, background)} (closest: ${title})`
}

/** Whether the call could be about a token, but for the native value that it sends. */
function sendsAlong({ decoded, call }: Comparison.Place): boolean {
  const facts = callOf(decoded, call)?.call.facts ?? {}
  const [value, signature] = [facts['native.value'], facts['call.function']]
  return value?.type === 'integer' && value.value > 0n && signature !== undefined
}

function isTopic({ fact }: Tested): boolean {
  return topics.has(fact) || fact.startsWith('arguments of ')
}

function missOf({ tests }: TracedStep): Tested | undefined {
  return tests.findLast(({ result }) => result !== true)
}

/** Every step, also those that the index left out: the closest rule is often one of them. */
function stepsOf(decision: Decision): readonly TracedStep[] {
  const { reason } = decision
  return explain(decision).find(({ policy, call }) => policy === reason.policy && call === reason.call)?.steps ?? []
}

function stepsThatAllow({ reason }: Decision, { policies }: Background): readonly string[] {
  const steps = policies.find(({ id }) => id === reason.policy)?.steps ?? []
  return steps.filter(({ holds }) => holds.verdict === 'allow').map(({ origin }) => origin.path)
}

/** @returns What people call the rule or link; null when no rule is named. */
export function titleOf(
  reason: { readonly policy?: string; readonly path?: string; readonly rule?: string },
  { policies }: Background,
): string | null {
  if (reason.path === undefined) return null
  const policy = policies.find(({ id }) => id === reason.policy)
  // A link is several steps, and its name says which policy it is.
  if (policy?.form === 'chain') return reason.rule ?? reason.path
  const steps = policy?.steps ?? []
  const origin = steps.find((step) => step.origin.path === reason.path)?.origin
  return origin?.description ?? origin?.path ?? reason.path
}
