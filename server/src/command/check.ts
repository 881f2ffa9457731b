/** `portcullis check`: everything wrong with policy files, or remarkable, each with its place. */
import { check as checkText, codes, compile, Json, type Origin, type PlacedFinding, parse } from '@portcullis/core'
import type { Companions } from './files.ts'
import { readText } from './input.ts'
import { companionsOf, type Options } from './options.ts'
import { escaped, type Paint, paintFor, visible } from './table.ts'
import { type Exit, exits, UsageError } from './usage.ts'
import { strangeZones } from './zones.ts'

export const checkOptions = ['with', 'json'] as const

/** @returns 1 when a file has a rejection, else 0. Remarks are printed and do not count. */
export function check(options: Options, print: (line: string) => void): Exit {
  if (options.files.length === 0) throw new UsageError('check wants policy files')
  const companions = companionsOf(options)
  const paint = paintFor(process.stdout.isTTY === true)
  const checked = options.files.map((file) => checkedFrom(file, companions))
  for (const one of checked) for (const line of options.json ? jsonOf(one) : textOf(one, paint)) print(line)
  return checked.some(({ rejected }) => rejected > 0) ? exits.deny : exits.allow
}

/** A file, what was found in it, and where its rules and links are enforced; nowhere while something is rejected. */
type Checked = {
  readonly file: string
  readonly findings: readonly PlacedFinding[]
  readonly rejected: number
  readonly enforced: readonly Enforced[]
}

function checkedFrom(file: string, { controllers, operations }: Companions): Checked {
  const text = readText(file)
  const own = checkText(text, { controllers, operations })
  const policy = rejectedIn(own) > 0 ? null : compile(parse(text), { controllers, operations })
  const findings = policy === null ? own : [...own, ...strangeZones(text, policy)]
  const rejected = rejectedIn(findings)
  return { file, findings, rejected, enforced: policy === null || rejected > 0 ? [] : enforcementOf(policy.steps) }
}

function rejectedIn(findings: readonly PlacedFinding[]): number {
  return findings.filter(({ severity }) => severity === 'error').length
}

function jsonOf({ file, findings, rejected, enforced }: Checked): readonly string[] {
  const lines = findings.map(({ severity, code, path, line, column, at, expected, came }) => {
    const place = { path: Json.pathText(path), line, column, at }
    return { file, severity, code, ...place, expected, ...(came === undefined ? {} : { came }) }
  })
  const whole = { file, sound: rejected === 0, enforcement: enforced }
  return [...lines, whole].map((line) => escaped(JSON.stringify(line)))
}

function textOf({ file, findings, rejected, enforced }: Checked, paint: Paint): readonly string[] {
  const remarks = findings.length - rejected
  const verdict = rejected === 0 ? paint('sound', 'allow') : paint(`${rejected} rejected`, 'deny')
  const whole = `${visible(file)}: ${verdict}${remarks > 0 ? `, ${remarks} remarked` : ''}${levels(enforced)}`
  return [...findings.map((finding) => describe(file, finding, paint)), whole]
}

function describe(file: string, finding: PlacedFinding, paint: Paint): string {
  const { severity, code, expected, came, line, column } = finding
  const path = Json.pathText(finding.path)
  const mark = severity === 'error' ? paint('rejected', 'deny') : paint('remark', 'hold')
  const tail = came === undefined ? '' : `, came \`${came}\``
  const place = visible(`${file}:${line}:${column}`)
  return `${place}: ${mark} ${code} at ${visible(path) || 'the top'}: ${codes[code]}; expected ${visible(`${expected}${tail}`)}`
}

type Enforced = { readonly path: string; readonly rule: string; readonly enforcement: Origin['enforcement'] }

/** Every rule and link once, in the order in which they compile, and where it is enforced. */
function enforcementOf(steps: readonly { readonly origin: Origin }[]): readonly Enforced[] {
  const written = steps.filter(({ origin }) => /(rules|links)\[\d+\]$/.test(origin.path))
  const byPath = new Map(written.map(({ origin }) => [origin.path, origin]))
  return [...byPath.values()].map(({ path, id, enforcement }) => ({ path, rule: id, enforcement }))
}

/** Silent where everything is enforced off-chain, as it is if unsaid. */
function levels(enforced: readonly Enforced[]): string {
  const counts = (['off-chain', 'on-chain', 'both'] as const).map((level) => {
    const count = enforced.filter(({ enforcement }) => enforcement === level).length
    return { level, count }
  })
  const told = counts.filter(({ count }) => count > 0)
  if (told.every(({ level }) => level === 'off-chain')) return ''
  return `; enforced ${told.map(({ level, count }) => `${level}: ${count}`).join(', ')}`
}
