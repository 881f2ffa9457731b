/** `decide --explain`: for each policy and call what was tested and how it came out, what was not, and what would have been allowed. */
import { codes, type Decision, nearest, type Tested, type TracedPolicy, type TracedStep, trace } from '@portcullis/core'
import * as Comparison from './comparison.ts'
import type { Answered } from './decide.ts'
import { callOf, deedOf } from './summary.ts'
import { cut, type Paint, visible, wrap } from './table.ts'
import { type Background, titleOf } from './why.ts'

/** How a step came out, and in which colour that is shown. */
const marks = { true: ['yes', 'allow'], false: ['no', 'faint'], null: ['?', 'hold'] } as const

const widestTitle = 36

/** @returns The lines about one answer; none when no policy was asked. */
export function explanationOf(answered: Answered, background: Background, paint: Paint, width: number): string[] {
  const { entry, answer } = answered
  const { decision, decoded, requestId } = answer
  if (decision === null || decoded === null) return []
  const traced = trace(decision)
  if (traced.length === 0) return []
  const head = paint(visible(requestId ?? `line ${entry.line}`), 'strong')
  const parts = traced.flatMap((one) => {
    const place = { decoded, call: one.call }
    return [`  ${titleOfPart(one, place, background)}`, ...stepsOf(one, place, background, paint, width)]
  })
  return [
    '',
    `${head}: ${paint(decision.decision, decision.decision)}`,
    ...parts,
    ...changesOf(decision, answered, background),
  ]
}

function titleOfPart({ policy, call }: TracedPolicy, place: Comparison.Place, background: Background): string {
  const found = callOf(place.decoded, call)
  if (found === null) return policy
  const deed = deedOf(found.call, place.decoded, background.companions.tokens)
  return `${visible(policy)}, ${found.of === 1 ? '' : `call ${found.position} of ${found.of}: `}${deed}`
}

/** A row for each step: how it came out, its name, and each of its comparisons on a line. */
function stepsOf(
  part: TracedPolicy,
  place: Comparison.Place,
  background: Background,
  paint: Paint,
  width: number,
): readonly string[] {
  const titled = onceEach(part.steps).map((step) => ({
    step,
    title: cut(
      visible(titleOf({ policy: part.policy, path: step.path, rule: step.rule }, background) ?? ''),
      widestTitle,
    ),
  }))
  const rest = [...excludedOf(part, place, background), ...untestedOf(part)]
  const indent = Math.max(5, ...[...titled, ...rest].map(({ title }) => title.length))
  const row = (mark: string, title: string, texts: readonly string[]) => {
    const room = Math.max(40, width - indent - 12)
    const [first = '', ...more] = texts.flatMap((text) => wrap(visible(text), room))
    const blank = ' '.repeat(indent + 11)
    return [`    ${mark}  ${title.padEnd(indent)}  ${first}`.trimEnd(), ...more.map((text) => `${blank}${text}`)]
  }
  return [
    ...titled.flatMap(({ step, title }) => {
      const [word, meaning] = marks[`${step.result}`]
      return row(paint(word.padEnd(3), meaning), title, comparisonsOf(step, place, background))
    }),
    ...rest.flatMap(({ title, text }) => row(paint('-  ', 'faint'), title, [text])),
  ]
}

/** A rule may be several steps with one condition; they are one row while they came out alike. */
function onceEach(steps: readonly TracedStep[]): readonly TracedStep[] {
  const seen = new Set<string>()
  return steps.filter((step) => {
    const key = JSON.stringify(step)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function comparisonsOf(
  { tests, untested = [] }: TracedStep,
  place: Comparison.Place,
  background: Background,
): readonly string[] {
  const told = [...new Set(tests.map((tested) => phraseOf(tested, place, background)))]
  if (untested.length === 0) return told
  const names = [...new Set(untested.map(Comparison.label))]
  return [...told, `not looked at then: ${names.join(', ')}`]
}

function phraseOf(tested: Tested, place: Comparison.Place, background: Background): string {
  const assumed = tested.assumed === true ? ' (assumed: asking failed)' : ''
  if (tested.result === true) return `${Comparison.holds(tested, place, background)}${assumed}`
  if (tested.result === false) return `${Comparison.fails(tested, place, background)}${assumed}`
  return `${Comparison.label(tested.fact)} is not known: ${causeOf(tested)}`
}

function causeOf({ actual }: Tested): string {
  const { absent, failed, notAsked } = (typeof actual === 'object' ? actual : {}) as Readonly<Record<string, unknown>>
  if (absent === true) return 'the call has none'
  if (notAsked === true) return 'nobody was asked'
  if (typeof failed !== 'string') return 'it cannot be compared'
  return Object.hasOwn(codes, failed) ? codes[failed as keyof typeof codes] : failed.replaceAll('_', ' ')
}

type Rest = { readonly title: string; readonly text: string }

/** What the index left out, by the fact that excluded it. */
function excludedOf({ excluded }: TracedPolicy, place: Comparison.Place, background: Background): readonly Rest[] {
  return excluded.map(({ fact, actual, steps }) => ({
    title: counted(steps),
    text: `about another ${Comparison.label(fact)} than ${Comparison.shown(actual, fact, place, background)}`,
  }))
}

function untestedOf({ untested }: TracedPolicy): readonly Rest[] {
  return untested === 0 ? [] : [{ title: counted(untested), text: 'behind the end, not tested' }]
}

function counted(steps: number): string {
  return `${steps} ${steps === 1 ? 'step' : 'steps'}`
}

/** What would have been allowed: each change was made and decided before it is told. */
function changesOf(decision: Decision, { answer }: Answered, background: Background): readonly string[] {
  return nearest(decision).map(({ policy, call, path, rule, unmet, most }) => {
    const place = { decoded: answer.decoded!, call }
    const lacks = unmet.map((one) => Comparison.fails(one, place, background))
    const amounts = Object.entries(most).map(
      ([fact, value]) => `; at most ${Comparison.shown(value, fact, place, background)} passes`,
    )
    const title = visible(titleOf({ policy, path, rule }, background) ?? rule)
    return `  closest: ${title}, but ${lacks.join(', and ')}${amounts.join('')}`
  })
}
