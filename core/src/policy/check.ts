/** Everything that is wrong with a policy text, or remarkable, each with its place: what `portcullis check` prints. */
import { InputError } from '../input-error.ts'
import { type Finding, type Placed, placed } from './finding.ts'
import { type Failure, forms } from './forms/form.ts'
import { type Context, compiledFrom, type PolicyText, readText } from './text.ts'

export type PlacedFinding = Placed

/** So many findings are listed; nobody reads more, and a text of a few bytes for each could ask for millions. */
const mostListed = 1000

/**
 * @returns The findings in document order, at most 1,000; none for a policy that is sound. When there are more, one
 * `more_findings` stands behind them, at the first that is left out, and is an error if any of those is. Text that is no JSON
 * has one finding.
 */
export function check(text: string, context: Context = {}): readonly PlacedFinding[] {
  try {
    return listed(placed(findingsOf(readText(text), context), text))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { line = 1, column = 1, at = 0 } = error.place
    const { code, expected, came } = error
    return [{ severity: 'error', code, path: [], expected, ...(came === undefined ? {} : { came }), line, column, at }]
  }
}

function findingsOf(read: PolicyText | Failure, context: Context): readonly Finding[] {
  if ('findings' in read) return read.findings
  const compiled = compiledFrom(read, context)
  return 'findings' in compiled ? compiled.findings : forms[read.form].remarks(read.content as never, compiled.policy)
}

function listed(findings: readonly Placed[]): readonly Placed[] {
  const [next, ...others] = findings.slice(mostListed)
  if (next === undefined) return findings
  const severity = [next, ...others].some((finding) => finding.severity === 'error') ? 'error' : 'lint'
  const { path, line, column, at } = next
  const came = `${others.length + 1} more`
  const more: Placed = {
    severity,
    code: 'more_findings',
    path,
    expected: `at most ${mostListed} findings`,
    came,
    line,
    column,
    at,
  }
  return [...findings.slice(0, mostListed), more]
}
