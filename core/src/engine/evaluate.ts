/**
 * Policies and facts in, a decision out. A pure function: the same policies and the same facts give the same decision.
 * Every policy must pass for every call; the worst decides.
 */
import type * as Hex from '../codec/hex.ts'
import { codes } from '../codes.ts'
import { type Call, type Decoded, judged, type Source } from '../facts/call.ts'
import { costOf } from '../facts/catalogue.ts'
import * as Conditions from '../policy/condition.ts'
import type { Counter, Policy } from '../policy/policy.ts'
import { Concluded } from './concluded.ts'
import { type Drawing, drawing, type Earlier, earlierKey, reading } from './counting.ts'
import { type Decision, type DueObligation, denied, type Need } from './decision.ts'
import * as Outcome from './outcome.ts'
import { type Part, partOf } from './part.ts'
import { type Program, plainEnd, programOf } from './program.ts'
import { drawReason, plainReason, reasonOf } from './reason.ts'
import type { End } from './selection.ts'
import { type Subject, subjectOf } from './subject.ts'
import { DENY, wordOf } from './walk.ts'

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

/** What is decided: programs in the order of their levels, over calls in their order. */
type Matter = {
  readonly programs: readonly Program[]
  readonly calls: readonly Call[]
  readonly decoded: Decoded
  readonly source: Source
  readonly setting: Setting
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
  const programs = programsOf(bindings)
  if (bindings.every(isOfTenant)) {
    if (setting.noPolicy === 'deny') return denied('no_policy')
    if (programs.length === 0) return { ...denied('no_policy'), decision: 'allow' }
  }
  const matter = { programs, calls, decoded, source, setting }
  return plainly(matter) ?? fully(matter)
}

function programsOf(bindings: readonly Binding[]): readonly Program[] {
  if (bindings.length === 1) return [programOf(bindings[0]!.policy)]
  return levels.flatMap((level) => bindings.filter((one) => one.level === level).map(({ policy }) => programOf(policy)))
}

function isOfTenant({ level }: Binding): boolean {
  return level === 'tenant'
}

/** Most decisions: no counter, every fact on the way known, nothing due. `null` for any other; it decides as `fully` would. */
function plainly(matter: Matter): Decision | null {
  const { programs, calls, decoded, source } = matter
  let worst: { readonly end: End; readonly policy: string; readonly subject: Subject } | null = null
  for (const program of programs) {
    if (program.policy.counters.length > 0) return null
    for (const call of calls) {
      const subject = subjectOf(decoded, call, source)
      const end = plainEnd(program, subject)
      if (end === null) return null
      if (worst === null || (isDeny(end) && !isDeny(worst.end))) worst = { end, policy: program.policy.id, subject }
    }
  }
  const { end, policy, subject } = worst!
  const word = isDeny(end) ? 'deny' : 'allow'
  const reason = plainReason(policy, end, subject)
  return new Concluded(word, reason, none, none, none, namesOf(programs), () => partsOf(matter, noCounters).parts)
}

function isDeny({ effect }: End): boolean {
  return effect.verdict === 'deny'
}

const none = [] as const
const noCounters: readonly Counter[] = []

function fully(matter: Matter): Decision {
  const counters = unite(matter.programs.map(({ policy }) => policy))
  if (counters === null) return denied('counter_conflict')
  const { parts, drawings } = partsOf(matter, counters)
  return conclude(parts, drawings, matter.programs)
}

/** The parts stand by policy, then by call: the order in which reasons are given. */
function partsOf(
  { programs, calls, decoded, source, setting }: Matter,
  counters: readonly Counter[],
): { readonly parts: readonly Part[]; readonly drawings: readonly Drawing[] } {
  const byPolicy = programs.map((): Part[] => [])
  const drawings: Drawing[] = []
  const earlier = { totals: new Map<string, bigint>(), unknown: new Map<string, Drawing>() }
  for (const call of calls) {
    const bare = subjectOf(decoded, call, source)
    const subject = counters.length === 0 ? bare : { ...bare, readings: readingsOf(counters, bare, source, earlier) }
    const walked = programs.map((program) => partOf(program, subject, setting.requestHash))
    const own = drawingsOf(counters, walked, subject)
    for (const drawing of own) note(earlier, drawing)
    for (const [i, part] of walked.entries()) byPolicy[i]!.push(part)
    drawings.push(...own)
  }
  return { parts: byPolicy.flat(), drawings }
}

function conclude(parts: readonly Part[], drawings: readonly Drawing[], programs: readonly Program[]): Decision {
  const worst = Math.max(...parts.map((part) => part.walk.now))
  const unknown = drawings.find((drawing) => drawing.unknown !== null)
  const settled =
    parts.some((part) => part.walk.possible === DENY) ||
    drawings.some((drawing) => drawing.unknown !== null && drawing.settled)
  const word = unknown === undefined ? wordOf(worst) : 'deny'
  const reason = worst !== DENY && unknown !== undefined ? drawReason(unknown) : reasonOf(parts, worst)
  const draws = word === 'deny' ? none : drawings.flatMap((drawing) => drawing.draw ?? [])
  const needs = settled ? none : needsOf(parts, drawings)
  return new Concluded(word, reason, obligationsOf(parts), draws, needs, namesOf(programs), () => parts)
}

function namesOf(programs: readonly Program[]): Decision['policies'] {
  return programs.length === 1 ? programs[0]!.alone : programs.flatMap(({ alone }) => alone)
}

/** What the call draws. While a step that draws may turn out not to run, nothing that follows from its draw is settled. */
function drawingsOf(counters: readonly Counter[], parts: readonly Part[], subject: Subject): readonly Drawing[] {
  if (counters.length === 0) return none
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

function note(earlier: { totals: Map<string, bigint>; unknown: Map<string, Drawing> }, drawing: Drawing): void {
  if (drawing.unknown !== null || drawing.possible) earlier.unknown.set(drawing.counter, drawing)
  if (drawing.draw === null) return
  const key = earlierKey(drawing.counter, drawing.draw.partition)
  earlier.totals.set(key, (earlier.totals.get(key) ?? 0n) + drawing.draw.amount)
}
