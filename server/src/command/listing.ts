/** Decisions as a table for people: a line for each request, and under those that are refused what stood in the way. */
import { type Fact, InputError, Json, Requests } from '@portcullis/core'
import type { Answered, Run } from './decide.ts'
import { summarise } from './summary.ts'
import { cut, type Paint, table, visible, wrap } from './table.ts'
import { type Background, why } from './why.ts'

const titles = ['REQUEST', 'WHO', 'WHAT', 'HOW MUCH', 'TO', 'DECISION', 'RULE'] as const
type Title = (typeof titles)[number]
type Row = Readonly<Record<Title, string>> & { readonly reason: string; readonly word: 'allow' | 'hold' | 'deny' }

/** The most characters that a column takes. */
const most: Readonly<Record<Title, number>> = {
  REQUEST: 24,
  WHO: 30,
  WHAT: 32,
  'HOW MUCH': 24,
  TO: 13,
  DECISION: 8,
  RULE: 40,
}
/** Fewer than this, and the rule goes to the line below. */
const leastRule = 18

/** @returns The answers of `runs` as one table, in lines of at most `width` characters where that can be done. */
export function listing(runs: readonly Run[], paint: Paint, width: number): readonly string[] {
  const rows = runs.flatMap(({ answers, background }) => answers.map((answered) => rowOf(answered, background)))
  const shown = columnsFor(rows, width)
  const columns = shown.map(({ title, max }) => ({
    title,
    max,
    ...(title === 'HOW MUCH' && { align: 'right' as const }),
  }))
  const decorate = (cell: string, row: number, column: number) => {
    if (row < 0) return paint(cell, 'strong')
    return columns[column]!.title === 'DECISION' ? paint(cell, rows[row]!.word) : cell
  }
  const cells = rows.map((row) => columns.map(({ title }) => row[title as Title]))
  const [head, ...lines] = table(columns, cells, decorate)
  const ruled = columns.some(({ title }) => title === 'RULE')
  return [
    head!,
    ...lines.flatMap((line, i) => [line, ...below(rows[i]!, ruled, width).map((text) => paint(text, 'faint'))]),
  ]
}

/** @returns One line that counts the answers. */
export function tallyOf(answers: readonly Answered[]): string {
  const words = answers.map(({ answer }) => answer.decision?.decision ?? 'no request')
  const counts = ['allow', 'hold', 'deny', 'no request'].map((word) => [
    word,
    words.filter((one) => one === word).length,
  ])
  const parts = counts.filter(([word, count]) => count !== 0 || word === 'allow' || word === 'deny')
  return `${answers.length} ${answers.length === 1 ? 'request' : 'requests'}: ${parts.map(([word, count]) => `${count} ${word}`).join(', ')}`
}

function rowOf({ entry, answer }: Answered, background: Background): Row {
  const { decision, decoded, requestId } = answer
  const { who, what, amount, to } =
    decoded === null
      ? { who: '', what: payloadOf(entry), amount: '', to: '' }
      : summarise(decoded, background.companions.tokens)
  const { rule, reason } = why(answer, background)
  const word = decision?.decision ?? 'deny'
  return {
    REQUEST: requestId ?? `line ${entry.line}`,
    WHO: nameOf(background.issuers) ?? who,
    WHAT: what,
    'HOW MUCH': amount,
    TO: to,
    DECISION: decision?.decision ?? 'error',
    RULE: rule,
    reason,
    word,
  }
}

/** Who asks, without the types of issuers. */
function nameOf(issuers: Fact | undefined): string | null {
  if (issuers?.type !== 'list') return null
  const names = issuers.items.map((item) => (item.type === 'text' ? item.value.replace(/^[A-Za-z]+:/, '') : ''))
  return names.join(' + ')
}

/** What was sent, as far as it can be read at all. */
function payloadOf(entry: Answered['entry']): string {
  if (entry.form === 'hex') return 'line of hex'
  try {
    return Requests.read(Json.parse(entry.text)).payload.kind
  } catch (error) {
    if (error instanceof InputError) return 'JSON'
    throw error
  }
}

/** Columns that hold something, narrowed until they fit: first the rule moves below, then goes who asks if all are the same. */
function columnsFor(rows: readonly Row[], width: number): readonly { readonly title: Title; readonly max: number }[] {
  const widthOf = (title: Title) =>
    Math.min(
      most[title],
      rows.reduce((max, row) => Math.max(max, visible(row[title]).length), title.length),
    )
  const filled = titles.filter((title) => rows.length === 0 || rows.some((row) => row[title] !== ''))
  const same = new Set(rows.map(({ WHO }) => WHO)).size < 2
  const attempts = [filled, ...(same ? [without(filled, 'WHO')] : []), without(filled, 'RULE')]
  if (same) attempts.push(without(without(filled, 'RULE'), 'WHO'))
  const room = (list: readonly Title[]) =>
    width -
    list.reduce((sum, title) => sum + (title === 'RULE' ? 0 : widthOf(title) + 2), list.includes('RULE') ? 0 : -2)
  const found = attempts.find(
    (list) => room(list) >= (list.includes('RULE') ? Math.min(leastRule, widthOf('RULE')) : 0),
  )
  const chosen = found ?? attempts.at(-1)!
  const over = Math.min(0, room(chosen))
  return chosen.map((title) => ({ title, max: maxOf(title, widthOf(title), room(chosen), over) }))
}

/** The rule takes the room that is left; where there is none, what is done is cut. */
function maxOf(title: Title, width: number, room: number, over: number): number {
  if (title === 'RULE') return Math.min(most.RULE, Math.max(leastRule, room))
  return title === 'WHAT' ? Math.max(12, width + over) : width
}

function without(list: readonly Title[], title: Title): readonly Title[] {
  return list.filter((one) => one !== title)
}

/** The lines under a row: its reason, and the rule where that has no column. */
function below({ RULE, reason }: Row, ruled: boolean, width: number): readonly string[] {
  const text = ruled ? reason : [RULE, reason].filter((part) => part !== '').join(': ')
  if (text === '') return []
  const room = Math.max(40, width - 4)
  const [first, ...rest] = wrap(visible(text), room)
  return [`  └ ${first}`, ...(rest.length === 0 ? [] : [`    ${cut(rest.join(' '), room)}`])]
}
