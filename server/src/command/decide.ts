/** `portcullis decide`: one decision for each request, in order. */
import { type Answer, decider, type Situation } from './decider.ts'
import { readPolicies, type Token } from './files.ts'
import { type Entry, entriesOf } from './input.ts'
import { clockOf, companionsOf, factsOf, type Options, surroundingsOf } from './options.ts'
import { jsonOf } from './report.ts'
import { summarise } from './summary.ts'
import { cut, type Paint, paintFor, table } from './table.ts'
import { type Exit, exits, worst } from './usage.ts'

export const decideOptions = [
  'policy',
  'with',
  'key',
  'facts',
  'issuer',
  'chain',
  'now',
  'no-policy',
  'json',
  'strict',
] as const

/** @returns The exit code. Prints JSON lines with `--json`, else a table. */
export function decide(options: Options, print: (line: string) => void): Exit {
  const companions = companionsOf(options)
  const situation: Situation = {
    bindings: readPolicies(options.policy, companions),
    controllers: companions.controllers,
    surroundings: surroundingsOf(options, companions),
    facts: factsOf(options),
    noPolicy: options.noPolicy,
    now: clockOf(options),
  }
  const next = decider(situation)
  const answers: { entry: Entry; answer: Answer }[] = []
  for (const entry of entriesOf(options.files)) {
    const answer = next(entry)
    answers.push({ entry, answer })
    if (options.json) print(JSON.stringify(line(entry, answer)))
    if (options.strict && answer.decision === null) break
  }
  if (!options.json)
    for (const text of decisionTable(answers, companions.tokens, paintFor(process.stdout.isTTY === true))) print(text)
  return worst(answers.map(({ answer }) => exitOf(answer)))
}

/** @returns The answers as a table, with a line that counts them. */
export function decisionTable(
  answers: readonly { entry: Entry; answer: Answer }[],
  tokens: readonly Token[],
  paint: Paint,
): readonly string[] {
  const rows = answers.map(({ entry, answer }) => rowOf(entry, answer, tokens))
  const columns = [
    { title: 'LINE', max: 24, align: 'right' as const },
    { title: 'WHO', max: 14 },
    { title: 'WHAT', max: 38 },
    { title: 'HOW MUCH', max: 28, align: 'right' as const },
    { title: 'TO', max: 14 },
    { title: 'DECISION', max: 8 },
    { title: 'RULE', max: 26 },
    { title: 'REASON', max: 90 },
  ]
  const decorate = (cell: string, row: number, column: number) => {
    if (row < 0) return paint(cell, 'strong')
    const word = answers[row]!.answer.decision?.decision
    return column === 5 ? paint(cell, word ?? 'deny') : cell
  }
  const counts = ['allow', 'hold', 'deny'].map(
    (word) => `${answers.filter(({ answer }) => answer.decision?.decision === word).length} ${word}`,
  )
  const bad = answers.filter(({ answer }) => answer.decision === null).length
  return [
    ...table(columns, rows, decorate),
    '',
    `${answers.length} requests: ${counts.join(', ')}${bad > 0 ? `, ${bad} no request` : ''}`,
  ]
}

function rowOf(entry: Entry, answer: Answer, tokens: readonly Token[]): readonly string[] {
  const { decision, decoded, requestId, refusal } = answer
  const { who, what, amount, to } =
    decoded === null
      ? { who: '', what: decision === null ? 'no request' : 'refused', amount: '', to: '' }
      : summarise(decoded, tokens)
  const word = decision?.decision ?? 'error'
  const reason = decision?.reason.message ?? refusal?.message ?? ''
  const rule =
    decision?.reason.rule === undefined ? (decision?.reason.code ?? refusal?.code ?? '') : titleOf(decision.reason)
  return [requestId === null ? String(entry.line) : requestId, who, what, amount, to, word, rule, cut(reason, 90)]
}

function titleOf(reason: { readonly path?: string; readonly rule?: string; readonly message: string }): string {
  return reason.path ?? reason.rule ?? ''
}

function line(entry: Entry, answer: Answer): object {
  const { decision, refusal, requestId, evaluatedAt } = answer
  const place = { line: entry.line, ...(requestId === null ? {} : { requestId }) }
  const refused =
    refusal === null
      ? {}
      : { code: refusal.code, ...refusal.place, line: entry.line, expected: refusal.expected, message: refusal.message }
  if (decision === null) return { ...place, error: 'no request', ...refused }
  const objected =
    refusal === null && answer.decoded?.objections[0] !== undefined ? objectionOf(answer.decoded.objections[0]) : {}
  return { ...place, ...jsonOf(decision), ...objected, ...refused, evaluatedAt }
}

function objectionOf({
  code,
  at,
  expected,
}: {
  readonly code: string
  readonly at?: number
  readonly expected: string
}): object {
  return { code, ...(at === undefined ? {} : { at }), expected }
}

function exitOf({ decision }: Answer): Exit {
  return decision === null ? exits.bad : exits[decision.decision]
}
