/** `portcullis decide`: one decision for each request, in order. */
import type { DecodedRequest, InputError } from '@portcullis/core'
import { type Answer, decider, type Situation } from './decider.ts'
import { placeOf } from './decode-standing.ts'
import { explanationOf } from './explanation.ts'
import { readPolicies } from './files.ts'
import { type Entry, entriesOf } from './input.ts'
import { listing, tallyOf } from './listing.ts'
import { clockOf, companionsOf, factsOf, type Options, surroundingsOf } from './options.ts'
import { recorderTo } from './recorder.ts'
import { jsonOf } from './report.ts'
import { escaped, paintFor, terminalWidth } from './table.ts'
import { type Exit, exits, UsageError, worst } from './usage.ts'
import type { Background } from './why.ts'

export const decideOptions = [
  'policy',
  'with',
  'key',
  'facts',
  'issuer',
  'role',
  'group',
  'chain',
  'now',
  'no-policy',
  'records',
  'json',
  'explain',
  'strict',
] as const

/** A request as it came, and what was decided. */
export type Answered = { readonly entry: Entry; readonly answer: Answer }

/** One run of the command: the answers in order, and what they are explained by. */
export type Run = { readonly answers: readonly Answered[]; readonly background: Background }

/** @returns The exit code. Prints JSON lines with `--json`, else a table. */
export function decide(options: Options, print: (line: string) => void): Exit {
  const decided = run(options, (answered) => {
    if (options.json) print(escaped(JSON.stringify(lineOf(answered, options.explain))))
  })
  if (!options.json) {
    const paint = paintFor(process.stdout.isTTY === true)
    for (const text of listing([decided], paint, terminalWidth())) print(text)
    const explained = options.explain ? decided.answers : []
    for (const answered of explained)
      for (const text of explanationOf(answered, decided.background, paint, terminalWidth())) print(text)
    print('')
    print(tallyOf(decided.answers))
  }
  return worst(decided.answers.map(({ answer }) => exitOf(answer)))
}

/** Decides the requests of the options in order; `each` sees every answer as soon as it is there. */
export function run(options: Options, each: (answered: Answered) => void): Run {
  const companions = companionsOf(options)
  const bindings = readPolicies(options.policy, companions)
  const situation: Situation = {
    bindings,
    controllers: companions.controllers,
    surroundings: surroundingsOf(options, companions, bindings),
    facts: factsOf(options, companions),
    noPolicy: options.noPolicy,
    now: clockOf(options),
    ...(options.records === undefined ? {} : { record: recorderTo(options.records, options) }),
  }
  const next = decider(situation)
  const answers: Answered[] = []
  const entries = entriesOf(options.files)
  // Nobody shall take silence for an allow.
  if (entries.length === 0) throw new UsageError('there is no request to decide')
  for (const entry of entries) {
    const answered = { entry, answer: entry.refusal === undefined ? next(entry) : unread(entry.refusal, situation) }
    answers.push(answered)
    each(answered)
    if (options.strict && answered.answer.decision === null) break
  }
  const policies = situation.bindings.map(({ policy }) => policy)
  return { answers, background: { policies, companions, issuers: situation.facts['issuers'] } }
}

function unread(refusal: InputError, { now }: Situation): Answer {
  return { requestId: null, decision: null, decoded: null, refusal, evaluatedAt: new Date(now()).toISOString() }
}

/** @returns The answer as a JSON line shows it; `explained` in full. What is refused as a whole is refused at byte 0. */
export function lineOf({ entry, answer }: Answered, explained = false): object {
  const { decision, refusal, requestId, evaluatedAt } = answer
  const place = { line: entry.line, ...(requestId === null ? {} : { requestId }) }
  const expected = refusal?.expected
  const refused =
    refusal === null
      ? {}
      : { code: refusal.code, ...placeOf(entry, refusal), line: entry.line, expected, message: refusal.message }
  if (decision === null) return { ...place, error: 'no request', ...refused }
  const objection = refusal === null ? answer.decoded?.objections[0] : undefined
  const objected = objection?.code === decision.reason.code ? objectionOf(objection) : {}
  return { ...place, ...jsonOf(decision, explained), ...objected, ...refused, evaluatedAt }
}

function objectionOf({ code, at = 0, expected }: DecodedRequest['objections'][number]): object {
  return { code, at, expected }
}

function exitOf({ decision }: Answer): Exit {
  return decision === null ? exits.bad : exits[decision.decision]
}
