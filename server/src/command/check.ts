/** `portcullis check`: everything wrong with policy files, or remarkable, each with its place. */
import { check as checkText, codes, compile, Json, type Origin, parse } from '@portcullis/core'
import { readText } from './input.ts'
import { companionsOf, type Options } from './options.ts'
import { escaped, type Paint, paintFor, visible } from './table.ts'
import { type Exit, exits, UsageError } from './usage.ts'

export const checkOptions = ['with', 'json'] as const

/** @returns 1 when a file has a rejection, else 0. Remarks are printed and do not count. */
export function check(options: Options, print: (line: string) => void): Exit {
  if (options.files.length === 0) throw new UsageError('check wants policy files')
  const { controllers, operations } = companionsOf(options)
  const paint = paintFor(process.stdout.isTTY === true)
  let rejections = 0
  for (const file of options.files) {
    const text = readText(file)
    const findings = checkText(text, { controllers, operations })
    const rejected = findings.filter(({ severity }) => severity === 'error').length
    rejections += rejected
    for (const finding of findings) {
      const { severity, code, expected, came, line, column, at } = finding
      const path = Json.pathText(finding.path)
      if (options.json)
        print(
          escaped(
            JSON.stringify({
              file,
              severity,
              code,
              path,
              line,
              column,
              at,
              expected,
              ...(came === undefined ? {} : { came }),
            }),
          ),
        )
      else print(describe(file, finding, path, paint))
    }
    const enforced = rejected > 0 ? [] : enforcementOf(compile(parse(text), { controllers, operations }).steps)
    if (options.json) {
      print(escaped(JSON.stringify({ file, sound: rejected === 0, enforcement: enforced })))
      continue
    }
    const remarks = findings.length - rejected
    print(
      `${visible(file)}: ${rejected === 0 ? paint('sound', 'allow') : paint(`${rejected} rejected`, 'deny')}${remarks > 0 ? `, ${remarks} remarked` : ''}${levels(enforced)}`,
    )
  }
  return rejections > 0 ? exits.deny : exits.allow
}

function describe(file: string, finding: ReturnType<typeof checkText>[number], path: string, paint: Paint): string {
  const { severity, code, expected, came, line, column } = finding
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
