/** `portcullis check`: everything wrong with policy files, or remarkable, each with its place. */
import { check as checkText, codes, Json } from '@portcullis/core'
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
    const findings = checkText(readText(file), { controllers, operations })
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
    if (options.json) continue
    const remarks = findings.length - rejected
    print(
      `${visible(file)}: ${rejected === 0 ? paint('sound', 'allow') : paint(`${rejected} rejected`, 'deny')}${remarks > 0 ? `, ${remarks} remarked` : ''}`,
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
