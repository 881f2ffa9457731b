/** `portcullis test`: decides the cases kept beside policies, and says which rules none of them fired. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { canonical, type Decision, trace } from '@portcullis/core'
import { type Case, readCases } from './cases.ts'
import type { ExpectedText } from './cases-schema.ts'
import { decider } from './decider.ts'
import { readPolicies } from './files.ts'
import { clockOf, companionsOf, factsOf, type Options, surroundingsOf } from './options.ts'
import { escaped, type Paint, paintFor, visible } from './table.ts'
import { type Exit, exits } from './usage.ts'

export const testOptions = ['json', 'strict'] as const

/** A rule or link of a policy, by where it stands. */
type Rule = { readonly policy: string; readonly rule: string; readonly path: string }

type Outcome = {
  readonly decision: Decision | null
  readonly wrong: readonly string[]
  readonly fired: readonly string[]
}

/** @returns 1 when a case failed, or with `--strict` a rule never fired; else 0. */
export function test(options: Options, print: (line: string) => void): Exit {
  const paint = paintFor(process.stdout.isTTY === true)
  const files = (options.files.length === 0 ? ['.'] : options.files).map(casesFile)
  const results = files.map((file) =>
    testFile(file, (line) => print(options.json ? escaped(line.json) : line.text(paint))),
  )
  const failed = results.reduce((sum, one) => sum + one.failed, 0)
  const idle = results.reduce((sum, one) => sum + one.idle, 0)
  return failed > 0 || (options.strict && idle > 0) ? exits.deny : exits.allow
}

/** A folder means the `cases.json` in it. */
function casesFile(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  return isFolder ? join(path, 'cases.json') : path
}

type Line = { readonly json: string; readonly text: (paint: Paint) => string }

function testFile(file: string, say: (line: Line) => void): { readonly failed: number; readonly idle: number } {
  const cases = readCases(file)
  const fired = new Set<string>()
  let failed = 0
  for (const one of cases) {
    const outcome = tried(one)
    for (const rule of outcome.fired) fired.add(rule)
    if (outcome.wrong.length > 0) failed++
    say(lineOf(file, one, outcome))
  }
  const { options } = cases[0]!
  const rules = rulesOf(options)
  const idle = rules.filter((rule) => !fired.has(keyOf(rule)))
  for (const rule of idle) say(idleLine(file, rule))
  say(sumLine(file, cases.length, failed, rules.length, idle.length))
  return { failed, idle: idle.length }
}

/** Decides the history and then the request, on one ledger, as `decide` would. */
function tried(one: Case): Outcome {
  const { options, facts, history, request, expected } = one
  const companions = companionsOf(options)
  const bindings = readPolicies(options.policy, companions)
  const next = decider({
    bindings,
    controllers: companions.controllers,
    surroundings: surroundingsOf(options, companions, bindings),
    facts: { ...factsOf(options, companions), ...facts },
    noPolicy: options.noPolicy,
    now: clockOf(options),
  })
  const before = history.map((entry) => next(entry).decision)
  const { decision, refusal } = next(request)
  const wrong = decision === null ? [`no request: ${refusal?.message}`] : differences(expected, decision)
  return { decision, wrong, fired: [...before, decision].flatMap(firedIn) }
}

/** The rules whose condition came out true on the way, and the one that decided. */
function firedIn(decision: Decision | null): readonly string[] {
  if (decision === null) return []
  const met = trace(decision).flatMap(({ policy, steps }) =>
    steps.filter(({ result }) => result === true).map(({ rule, path }) => keyOf({ policy, rule, path })),
  )
  const { policy, rule, path } = decision.reason
  return policy === undefined || rule === undefined || path === undefined
    ? met
    : [...met, keyOf({ policy, rule, path })]
}

function differences(expected: ExpectedText, { decision, reason, obligations }: Decision): readonly string[] {
  const due = obligations.map(({ id: _, policy: __, rule: ___, call: ____, possible: _____, ...plain }) => plain)
  const same = (a: unknown, b: unknown) => canonical(a as never) === canonical(b as never)
  const sorted = (list: readonly unknown[]) => list.map((one) => canonical(one as never)).sort()
  return [
    ...differing('decision', expected.decision, decision),
    ...differing('rule', expected.rule, reason.rule ?? 'the default'),
    ...differing('code', expected.code, reason.code),
    ...(expected.obligations === undefined || same(sorted(expected.obligations), sorted(due))
      ? []
      : [`obligations: expected ${JSON.stringify(expected.obligations)}, came ${JSON.stringify(due)}`]),
  ]
}

function differing(what: string, expected: string | undefined, came: string): readonly string[] {
  return expected === undefined || expected === came ? [] : [`${what}: expected ${expected}, came ${came}`]
}

/** Every rule of the policies, once, in the order in which they are compiled. */
function rulesOf(options: Options): readonly Rule[] {
  const rules = readPolicies(options.policy, companionsOf(options)).flatMap(({ policy }) =>
    policy.steps.map(({ origin }): Rule => ({ policy: policy.id, rule: origin.id, path: origin.path })),
  )
  return [...new Map(rules.map((rule) => [keyOf(rule), rule])).values()]
}

function keyOf({ policy, rule, path }: Rule): string {
  return JSON.stringify([policy, rule, path])
}

function lineOf(file: string, { name }: Case, { decision, wrong }: Outcome): Line {
  const passed = wrong.length === 0
  const { code, rule } = decision?.reason ?? {}
  const answer = { decision: decision?.decision ?? null, code, rule }
  return {
    json: JSON.stringify({ file, case: name, passed, ...answer, ...(passed ? {} : { wrong }) }),
    text: (paint) => {
      const mark = passed ? paint('passed', 'allow') : paint('failed', 'deny')
      const lead = `${mark}  ${visible(name)}: ${answer.decision ?? 'no request'}${code === undefined ? '' : `, ${code}`}`
      const why = passed ? [] : [...wrong, ...(decision === null ? [] : [decision.reason.message])]
      return [
        `${lead}${rule === undefined ? '' : ` by ${visible(rule)}`}`,
        ...why.map((one) => `          ${visible(one)}`),
      ].join('\n')
    },
  }
}

function idleLine(file: string, { policy, rule, path }: Rule): Line {
  return {
    json: JSON.stringify({ file, neverFired: rule, path, policy }),
    text: (paint) => `${paint('idle', 'hold')}    no case fired ${visible(rule)} (${visible(path)})`,
  }
}

function sumLine(file: string, cases: number, failed: number, rules: number, idle: number): Line {
  return {
    json: JSON.stringify({ file, cases, failed, rules, neverFired: idle }),
    text: (paint) => {
      const verdict = failed === 0 ? paint(`${cases} passed`, 'allow') : paint(`${failed} of ${cases} failed`, 'deny')
      return `${visible(file)}: ${verdict}, ${rules - idle} of ${rules} rules fired`
    },
  }
}
