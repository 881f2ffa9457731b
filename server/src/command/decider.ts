/** Decides requests one after the other, as a service would: counters accumulate, and a request that comes again is not decided again. */
import {
  type Binding,
  type Controller,
  canonical,
  type Decision,
  type DecodedRequest,
  decode,
  decodeHex,
  denied,
  evaluate,
  type Fact,
  failed,
  Hash,
  Hex,
  InputError,
  Json,
  Ledger,
  notAsked,
  Requests,
  type Source,
  type Surroundings,
  Utf8,
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
    const hash = requestHash(entry)
    count++
    const earlier = read.requestId === null ? undefined : answered.get(read.requestId)
    if (earlier !== undefined) return earlier.hash === hash ? earlier.answer : conflict(read, nowMs)
    const answer = read.decoded === null ? unread(read, nowMs) : answerOf(read, hash, nowMs)
    if (read.requestId !== null) answered.set(read.requestId, { hash, answer })
    return answer
  }

  function answerOf(read: ReadEntry, hash: Hex.Hex, nowMs: number): Answer {
    const source = sourceAt(situation.facts, counters, ledger, nowMs)
    const decision = evaluate(situation.bindings, read.decoded!, source, {
      noPolicy: situation.noPolicy,
      requestHash: hash,
    })
    return { ...read, decision: reserve(decision, nowMs), evaluatedAt: new Date(nowMs).toISOString() }
  }

  /** What cannot be counted is not allowed. */
  function reserve(decision: Decision, nowMs: number): Decision {
    try {
      ledger = Ledger.reserve(ledger, `${count}`, decision.draws, nowMs)
      return decision
    } catch (error) {
      if (error instanceof InputError) return denied(error.code, { message: error.message })
      throw error
    }
  }
}

type ReadEntry = Pick<Answer, 'requestId' | 'decoded' | 'refusal'>

/** @returns The request of `entry`, decoded; or why it is refused. */
export function readEntry(entry: Entry, surroundings: Surroundings): ReadEntry {
  let requestId: string | null = null
  try {
    if (entry.form === 'hex') return { requestId, decoded: decodeHex(entry.text, surroundings), refusal: null }
    const request = Requests.read(Json.parse(entry.text))
    requestId = request.requestId
    return { requestId, decoded: decode(request, surroundings), refusal: null }
  } catch (error) {
    if (error instanceof InputError) return { requestId, decoded: null, refusal: error }
    throw error
  }
}

/** @returns Whether the refusal is of something that is no request at all. */
export function isNoRequest(refusal: InputError): boolean {
  return noRequest.has(refusal.code) && !(refusal.code === 'bad_object' && refusal.place.path !== '')
}

function unread(read: ReadEntry, nowMs: number): Answer {
  const refusal = read.refusal!
  const { code, expected, place } = refusal
  const at = place.at === undefined ? {} : { at: place.at }
  const decision = isNoRequest(refusal) ? null : denied(code, { expected, ...at, message: refusal.message })
  return { ...read, decision, evaluatedAt: new Date(nowMs).toISOString() }
}

function conflict(read: ReadEntry, nowMs: number): Answer {
  const decision = denied('request_id_conflict')
  return { ...read, refusal: null, decision, evaluatedAt: new Date(nowMs).toISOString() }
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

function requestHash(entry: Entry): Hex.Hex {
  return Hex.fromBytes(Hash.sha256(Utf8.toBytes(canonicalText(entry))))
}

function canonicalText(entry: Entry): string {
  if (entry.form === 'hex') return entry.text.toLowerCase()
  try {
    return canonical(Json.parse(entry.text))
  } catch (error) {
    if (error instanceof InputError) return entry.text
    throw error
  }
}
