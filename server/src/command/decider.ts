/** Decides requests one after the other, as a service would: counters accumulate, and a request that comes again is not decided again. */
import {
  type Binding,
  type Controller,
  canonical,
  codes,
  type Decision,
  type DecodedRequest,
  type Fact,
  failed,
  InputError,
  Ledger,
  Matter,
  notAsked,
  type Source,
  type Surroundings,
} from '@portcullis/core'
import { calendarOf } from './calendar.ts'
import type { Entry } from './input.ts'
import { localTime } from './local-time.ts'
import { UsageError } from './usage.ts'

/** What every request of a run is decided under. */
export type Situation = {
  readonly bindings: readonly Binding[]
  /** Counters that are declared beside the policies; a policy may declare others. */
  readonly controllers: readonly Controller[]
  readonly surroundings: Surroundings
  readonly facts: Readonly<Record<string, Fact>>
  readonly noPolicy: 'deny' | 'allow'
  /** Milliseconds since 1970; read anew for each request unless it is given. */
  readonly now: () => number
  /** Told of every decision with all that it came of, before it is answered. */
  readonly record?: (made: Made) => void
}

/** A decision, what it came of, and the counters as they were before it. */
export type Made = {
  readonly matter: Matter.Matter
  readonly judged: Matter.Judged
  readonly nowMs: number
  readonly total: (counter: string, partition: string) => bigint
}

/** One answer. `decoded` is null for what could not be decoded, `decision` for what is no request at all. */
export type Answer = {
  readonly requestId: string | null
  readonly decision: Decision | null
  readonly decoded: DecodedRequest | null
  readonly refusal: InputError | null
  readonly evaluatedAt: string
}

/** What is no request at all, rather than one that is refused. */
const noRequest: ReadonlySet<string> = new Set(['bad_json', 'bad_utf8', 'bad_object', 'unknown_payload_kind'])

/** @returns A function that decides the next request. */
export function decider(situation: Situation): (entry: Entry) => Answer {
  const counters = countersOf(situation.bindings, situation.controllers)
  let ledger = Ledger.empty
  let count = 0
  const answered = new Map<string, { readonly hash: string; readonly answer: Answer }>()
  return (entry) => {
    const nowMs = situation.now()
    const read = readEntry(entry, situation.surroundings)
    const hash = Matter.hashOf(entry)
    count++
    const earlier = read.requestId === null ? undefined : answered.get(read.requestId)
    if (earlier !== undefined && earlier.hash === hash) return earlier.answer
    const answer = earlier === undefined ? answerOf(entry, read, nowMs) : conflict(entry, read, nowMs)
    if (read.requestId !== null && earlier === undefined) answered.set(read.requestId, { hash, answer })
    return answer
  }

  function answerOf(entry: Entry, read: ReadEntry, nowMs: number): Answer {
    const evaluatedAt = new Date(nowMs).toISOString()
    if (read.refusal !== null && isNoRequest(read.refusal)) return { ...read, decision: null, evaluatedAt }
    const matter = matterOf(entry, nowMs)
    const judged = Matter.judge(matter, read)
    const imposed = reserve(judged.decision, nowMs)
    const decision =
      imposed === null ? note(matter, judged, nowMs) : note(...imposedOn({ ...matter, imposed }, read), nowMs)
    return { ...read, decision, evaluatedAt }
  }

  function conflict(entry: Entry, read: ReadEntry, nowMs: number): Answer {
    const code = 'request_id_conflict'
    const [matter, judged] = imposedOn({ ...matterOf(entry, nowMs), imposed: { code, message: codes[code] } }, read)
    const decision = note(matter, judged, nowMs)
    return { ...read, refusal: null, decision, evaluatedAt: new Date(nowMs).toISOString() }
  }

  function matterOf({ form, text }: Entry, nowMs: number): Matter.Matter {
    const { bindings, surroundings, noPolicy, facts } = situation
    const source = sourceAt(facts, counters, ledger, nowMs)
    return { request: { form, text }, surroundings, bindings, noPolicy, source, imposed: null }
  }

  function note(matter: Matter.Matter, judged: Matter.Judged, nowMs: number): Decision {
    const total = (counter: string, partition: string) => {
      const fact = matter.source(`counter.${counter}.${partition}`)
      return fact.type === 'integer' ? fact.value : 0n
    }
    situation.record?.({ matter, judged, nowMs, total })
    return judged.decision
  }

  /** What cannot be counted is not allowed. */
  function reserve(decision: Decision, nowMs: number): Matter.Imposed | null {
    try {
      ledger = Ledger.reserve(ledger, `${count}`, decision.draws, nowMs)
      return null
    } catch (error) {
      if (error instanceof InputError) return { code: error.code, message: error.message }
      throw error
    }
  }
}

function imposedOn(matter: Matter.Matter, read: ReadEntry): readonly [Matter.Matter, Matter.Judged] {
  return [matter, Matter.judge(matter, read)]
}

type ReadEntry = Pick<Answer, 'requestId' | 'decoded' | 'refusal'>

/** @returns The request of `entry`, decoded; or why it is refused. */
export function readEntry(entry: Entry, surroundings: Surroundings): ReadEntry {
  return Matter.readRequest(entry, surroundings)
}

/** @returns Whether the refusal is of something that is no request at all. */
export function isNoRequest(refusal: InputError): boolean {
  return noRequest.has(refusal.code) && !(refusal.code === 'bad_object' && refusal.place.path !== '')
}

/**
 * @returns Every counter by its id: those declared beside policies, and those that policies declare themselves.
 * @throws UsageError for two counters of one id that are not the same.
 */
export function countersOf(
  bindings: readonly Binding[],
  beside: readonly Controller[],
): ReadonlyMap<string, Controller> {
  const counters = new Map(beside.map((controller) => [controller.id, controller]))
  for (const controller of bindings.flatMap(({ policy }) => policy.declares ?? [])) {
    const known = counters.get(controller.id)
    if (known !== undefined && canonical(known as never) !== canonical(controller as never))
      throw new UsageError(`counter_conflict: the counter \`${controller.id}\` is declared twice, and not alike`)
    counters.set(controller.id, controller)
  }
  return counters
}

/** Facts that are given stand; counters add what was drawn in this run. */
function sourceAt(
  facts: Situation['facts'],
  counters: ReadonlyMap<string, Controller>,
  ledger: Ledger.Ledger,
  nowMs: number,
): Source {
  const calendar = calendarOf([...counters.values()], nowMs)
  return (name) => {
    const given = Object.hasOwn(facts, name) ? facts[name]! : null
    if (name === 'time.now') return given ?? { type: 'instant', value: nowMs }
    if (name.startsWith('time.')) return given ?? localTime(name, nowMs) ?? notAsked
    if (!name.startsWith('counter.')) return given ?? notAsked
    const cut = name.lastIndexOf('.')
    const counter = counters.get(name.slice('counter.'.length, cut))
    if (counter === undefined) return failed('state_unknown_controller')
    const drawn = Ledger.total(ledger, counter, name.slice(cut + 1), nowMs, calendar)
    if (drawn === undefined) return failed('state_unavailable')
    if (given !== null && given.type !== 'integer') return given
    return { type: 'integer', value: drawn + (given?.value ?? 0n) }
  }
}
