/**
 * Policies and facts in, a decision out. A pure function: the same policies and the same facts give the same decision.
 * Every policy must pass for every call; the worst decides.
 */

import { canonical } from '../codec/canonical.ts'
import { sha256 } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import * as Utf8 from '../codec/utf8.ts'
import { type Code, codes } from '../codes.ts'
import { type Call, type Decoded, judged, lookup, type Source } from '../facts/call.ts'
import { costOf } from '../facts/catalogue.ts'
import * as Conditions from '../policy/condition.ts'
import type { Counter, Obligation, Origin, Policy } from '../policy/policy.ts'
import { type Drawing, drawing, type Earlier, earlierKey, reading } from './counting.ts'
import { type Decision, type DueObligation, denied, type Need, type Reason } from './decision.ts'
import * as Outcome from './outcome.ts'
import { narrow } from './selection.ts'
import { type Subject, subjectOf } from './subject.ts'
import { type TracedPolicy, trace } from './trace.ts'
import { unknownIn } from './truth.ts'
import { DENY, deciding, type Met, type Walk, walk, wordOf } from './walk.ts'

/** Where a policy applies. Reasons are given in this order. */
export const levels = ['tenant', 'key', 'target'] as const
export type Binding = { readonly level: (typeof levels)[number]; readonly policy: Policy }

/** What else the decision hangs on. */
export type Setting = {
  /** What becomes of a request to whose key and target no policy is bound. */
  readonly noPolicy: 'deny' | 'allow'
  /** SHA-256 of the request as submitted, open fields blanked: part of every obligation's identity. */
  readonly requestHash: Hex.Hex
}

/** One policy over one call: with only the steps that can matter for it, and whole. */
type Part = {
  readonly policy: Policy
  readonly whole: Policy
  readonly subject: Subject
  readonly met: Met
  readonly walk: Walk
}

/**
 * @param bindings - In any order; at most one decision comes of all of them.
 * @param source - Facts that bytes cannot tell. What it answers `notAsked` may come back in `needs`.
 */
export function evaluate(bindings: readonly Binding[], decoded: Decoded, source: Source, setting: Setting): Decision {
  const objection = decoded.objections[0]
  if (objection !== undefined)
    return denied(objection.code, { ...objection, message: `${codes[objection.code]}: expected ${objection.expected}` })
  const calls = judged(decoded.calls)
  if (calls.length === 0) return denied('nothing_to_judge')
  const policies = levels.flatMap((level) => bindings.filter((b) => b.level === level).map((b) => b.policy))
  if (bindings.every((binding) => binding.level === 'tenant')) {
    if (setting.noPolicy === 'deny') return denied('no_policy')
    if (policies.length === 0) return { ...denied('no_policy'), decision: 'allow' }
  }
  const counters = unite(policies)
  if (counters === null) return denied('counter_conflict')
  return decide(policies, counters, calls, decoded, source, setting)
}

function decide(
  policies: readonly Policy[],
  counters: readonly Counter[],
  calls: readonly Call[],
  decoded: Decoded,
  source: Source,
  setting: Setting,
): Decision {
  const byPolicy = policies.map((): Part[] => [])
  const drawings: Drawing[] = []
  const earlier = { totals: new Map<string, bigint>(), unknown: new Map<string, Drawing>() }
  for (const call of calls) {
    const bare = subjectOf(decoded, call, source)
    const subject = { ...bare, readings: readingsOf(counters, bare, source, earlier) }
    const walks = policies.map((policy) => partOf(policy, subject, source, setting))
    const own = drawingsOf(counters, walks, subject)
    for (const drawing of own) note(earlier, drawing)
    for (const [i, part] of walks.entries()) byPolicy[i]!.push(part)
    drawings.push(...own)
  }
  return conclude(byPolicy.flat(), drawings, policies)
}

/** `parts` stand by policy, then by call: the order in which reasons are given. */
function conclude(parts: readonly Part[], drawings: readonly Drawing[], policies: readonly Policy[]): Decision {
  const worst = Math.max(...parts.map((part) => part.walk.now))
  const unknown = drawings.find((drawing) => drawing.unknown !== null)
  const settled =
    parts.some((part) => part.walk.possible === DENY) ||
    drawings.some((drawing) => drawing.unknown !== null && drawing.settled)
  const word = unknown === undefined ? wordOf(worst) : 'deny'
  const decision: Decision = {
    decision: word,
    reason: worst !== DENY && unknown !== undefined ? drawReason(unknown) : reasonOf(parts, worst),
    obligations: obligationsOf(parts),
    draws: word === 'deny' ? [] : drawings.flatMap((drawing) => drawing.draw ?? []),
    needs: settled ? [] : needsOf(parts, drawings),
    policies: policies.map(({ id, hash }) => ({ id, hash })),
    get trace() {
      return parts.map((part) => trace(part.policy, part.subject, part.walk, part.whole.steps.length))
    },
  }
  behind.set(decision, parts)
  return decision
}

/** What decisions came of, for as long as somebody holds them. */
const behind = new WeakMap<Decision, readonly Part[]>()

/**
 * @param decision - As `evaluate` gave it, the very object.
 * @returns Its trace with every step tested, those that the index left out included; empty for a deny that asked no policy.
 */
export function explain(decision: Decision): readonly TracedPolicy[] {
  return (behind.get(decision) ?? []).map(({ whole, subject, met }) =>
    trace(whole, subject, walk(whole, subject, met), whole.steps.length),
  )
}

function partOf(policy: Policy, subject: Subject, source: Source, setting: Setting): Part {
  const met = meeting(policy, subject, source, setting)
  const narrowed = narrow(policy, (name) => lookup(subject.decoded, subject.call, source, name))
  return { policy: narrowed, whole: policy, subject, met, walk: walk(narrowed, subject, met) }
}

/** What the call draws. While a step that draws may turn out not to run, nothing that follows from its draw is settled. */
function drawingsOf(counters: readonly Counter[], parts: readonly Part[], subject: Subject): readonly Drawing[] {
  const stepped = new Set(parts.flatMap(({ walk }) => walk.draws))
  const sure = parts.every(({ walk }) => walk.outcomes.every((outcome) => Outcome.known(outcome) !== null))
  return counters
    .filter(({ id, drawn }) => drawn === 'always' || stepped.has(id))
    .map((counter) => ({ counter, found: drawing(counter, subject) }))
    .map(({ counter, found }) =>
      counter.drawn === 'always' || sure ? found : { ...found, settled: false, possible: true },
    )
}

function readingsOf(
  counters: readonly Counter[],
  subject: Subject,
  source: Source,
  earlier: Earlier,
): Subject['readings'] {
  return new Map(counters.map((counter) => [counter.id, reading(counter, subject, source, earlier)]))
}

/** One counter for each id: scopes unite. `null` when two policies measure or split one counter differently. */
function unite(policies: readonly Policy[]): readonly Counter[] | null {
  const united = new Map<string, Counter>()
  for (const counter of policies.flatMap((policy) => policy.counters)) {
    const known = united.get(counter.id)
    if (known !== undefined && (known.measureKey !== counter.measureKey || known.method !== counter.method)) return null
    united.set(
      counter.id,
      known === undefined ? counter : { ...known, scope: Conditions.or(known.scope, counter.scope) },
    )
  }
  return [...united.values()]
}

/** Whether an obligation is met is a fact, named by the obligation's identity. */
function meeting(policy: Policy, subject: Subject, source: Source, setting: Setting): Met {
  const answers = new Map<Origin, Map<Obligation, ReturnType<Met>>>()
  return (origin, obligation) => {
    const known = answers.get(origin)?.get(obligation)
    if (known !== undefined) return known
    const fact = `obligation.${identity(policy, origin, obligation, setting, subject.call)}`
    const answer = { fact, outcome: metOutcome(source(fact)) }
    answers.set(origin, (answers.get(origin) ?? new Map()).set(obligation, answer))
    return answer
  }
}

function metOutcome(fact: ReturnType<Source>): Outcome.Outcome {
  if (fact.type === 'notAsked') return Outcome.OPEN
  if (fact.type === 'boolean') return Outcome.of(fact.value)
  return fact.type === 'absent' ? Outcome.FALSE : Outcome.NOT_KNOWN
}

/** The same for two identical rules, so that they are one obligation; another for another request, call or content. */
function identity(policy: Policy, origin: Origin, obligation: Obligation, setting: Setting, call: Call): string {
  const text = canonical([policy.id, origin.hash, setting.requestHash, call.index, obligation] as never)
  return Hex.fromBytes(sha256(Utf8.toBytes(text)), 0, 16)
}

function obligationsOf(parts: readonly Part[]): readonly DueObligation[] {
  const due = new Map<string, DueObligation>()
  for (const { policy, subject, met, walk } of parts) {
    for (const { origin, obligation, possible } of walk.due) {
      const id = met(origin, obligation).fact.slice('obligation.'.length)
      if (due.has(id) && possible) continue
      const rule = origin.id
      due.set(id, {
        ...obligation,
        id,
        policy: policy.id,
        rule,
        call: subject.call.index,
        ...(possible ? { possible } : {}),
      })
    }
  }
  return [...due.values()]
}

function needsOf(parts: readonly Part[], drawings: readonly Drawing[]): readonly Need[] {
  const names = new Set([...parts.flatMap((part) => part.walk.needs), ...drawings.flatMap((drawing) => drawing.needs)])
  return [...names].map((fact) => ({ fact, cost: costOf(fact) }))
}

function reasonOf(parts: readonly Part[], worst: number): Reason {
  const part = parts.find(({ walk }) => walk.now === worst)!
  const { policy, subject, walk } = part
  const about = { policy: policy.id, call: subject.call.index }
  const found = deciding(policy, walk, part.met)
  if (found === null) return { ...about, ...defaultReason(part) }
  const { origin, when } = found.step
  const rule = { rule: origin.id, path: origin.path }
  const title = origin.description ?? origin.id
  if (found.known)
    return { ...about, ...rule, code: found.effect.code, message: `${codes[found.effect.code]}: ${title}` }
  const unknown = unknownIn(when, subject)!
  const code = `${found.effect.code}_not_known` as Code
  const message = `${codes[code]}: ${title}; \`${unknown.fact}\` is not known (${unknown.cause})`
  return { ...about, ...rule, ...unknown, code, message }
}

/** The default stands. If some step would have allowed but for a fact that is not known, the message says which. */
function defaultReason({ policy, subject, walk }: Part): Pick<Reason, 'code' | 'message'> & Partial<Reason> {
  const { code } = policy.otherwise
  const index = walk.outcomes.findIndex((outcome) => Outcome.known(outcome) === null)
  if (index < 0) return { code, message: codes[code] }
  const step = policy.steps[index]!
  const unknown = unknownIn(step.when, subject)!
  const title = step.origin.description ?? step.origin.id
  return {
    code,
    ...unknown,
    message: `${codes[code]}; for \`${title}\`, \`${unknown.fact}\` is not known (${unknown.cause})`,
  }
}

function drawReason(drawing: Drawing): Reason {
  const { fact, cause } = drawing.unknown!
  const message = `${codes.draw_not_known}: counter \`${drawing.counter}\`, \`${fact}\` is not known (${cause})`
  return { code: 'draw_not_known', fact, cause, message }
}

function note(earlier: { totals: Map<string, bigint>; unknown: Map<string, Drawing> }, drawing: Drawing): void {
  if (drawing.unknown !== null || drawing.possible) earlier.unknown.set(drawing.counter, drawing)
  if (drawing.draw === null) return
  const key = earlierKey(drawing.counter, drawing.draw.partition)
  earlier.totals.set(key, (earlier.totals.get(key) ?? 0n) + drawing.draw.amount)
}
