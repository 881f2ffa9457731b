/** `portcullis decode`: what requests say, as a tree of bytes for people or as JSON lines. No policy is asked. */
import { printed, report } from './decode-report.ts'
import { readingOf, type Standing, standing } from './decode-standing.ts'
import { entriesOf } from './input.ts'
import { companionsOf, type Options, surroundingsOf } from './options.ts'
import { paintFor } from './table.ts'
import { treeOf } from './tree.ts'
import { countText } from './tree-part.ts'
import { type Exit, exits, UsageError, worst } from './usage.ts'

export const decodeOptions = ['with', 'key', 'chain', 'json', 'strict'] as const

/** Exit codes by how a request fared. */
const exitBy: Readonly<Record<Standing, Exit>> = {
  understood: exits.allow,
  marked: exits.allow,
  objected: exits.deny,
  refused: exits.deny,
  'no request': exits.bad,
}

/**
 * @returns The exit code of the worst request. Prints JSON lines with `--json`, else a tree for each request and how many fared
 * how.
 * @throws UsageError when there is no request.
 */
export function decode(options: Options, print: (line: string) => void): Exit {
  const companions = companionsOf(options)
  const surroundings = surroundingsOf(options, companions)
  const paint = paintFor(process.stdout.isTTY === true)
  const seen: Standing[] = []
  const entries = entriesOf(options.files)
  // Nobody shall take silence for an understanding.
  if (entries.length === 0) throw new UsageError('there is no request to decode')
  for (const entry of entries) {
    const reading = readingOf(entry, surroundings)
    const fared = standing(reading)
    seen.push(fared)
    if (options.json) print(printed(report(reading)))
    else for (const line of treeOf(reading, companions.tokens, paint)) print(line)
    if (options.strict && fared === 'no request') break
  }
  if (!options.json) print(tally(seen))
  return worst(seen.map((fared) => exitBy[fared]))
}

function tally(seen: readonly Standing[]): string {
  const counts = (Object.keys(exitBy) as Standing[]).map((name) => [name, seen.filter((one) => one === name).length])
  const parts = counts.filter(([name, count]) => name === 'understood' || count !== 0)
  return `${countText(seen.length, 'request')}: ${parts.map(([name, count]) => `${count} ${name}`).join(', ')}`
}
