/** `portcullis decode`: what requests say, as a tree of bytes for people or as JSON lines. No policy is asked. */
import { readEntry } from './decider.ts'
import { printed, report } from './decode-report.ts'
import { type Reading, type Standing, standing } from './decode-standing.ts'
import { entriesOf } from './input.ts'
import { companionsOf, type Options, surroundingsOf } from './options.ts'
import { paintFor } from './table.ts'
import { treeOf } from './tree.ts'
import { type Exit, exits, worst } from './usage.ts'

export const decodeOptions = ['with', 'key', 'chain', 'json', 'strict'] as const

/** Exit codes by how a request fared. */
const exitBy: Readonly<Record<Standing, Exit>> = {
  understood: exits.allow,
  objected: exits.deny,
  refused: exits.deny,
  'no request': exits.bad,
}

/** @returns The exit code of the worst request. Prints JSON lines with `--json`, else a tree for each request and how many fared how. */
export function decode(options: Options, print: (line: string) => void): Exit {
  const companions = companionsOf(options)
  const surroundings = surroundingsOf(options, companions)
  const paint = paintFor(process.stdout.isTTY === true)
  const seen: Standing[] = []
  for (const entry of entriesOf(options.files)) {
    const reading: Reading = { entry, ...readEntry(entry, surroundings) }
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
  return `${seen.length} requests: ${parts.map(([name, count]) => `${count} ${name}`).join(', ')}`
}
