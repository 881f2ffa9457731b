/** Everything that is wrong with a policy text, or remarkable, each with its place: what `portcullis check` prints. */
import type * as Json from '../codec/json.ts'
import { InputError } from '../input-error.ts'
import { type Finding, placed } from './finding.ts'
import { type Failure, forms } from './forms/form.ts'
import { type Context, compiledFrom, type PolicyText, readText } from './text.ts'

export type PlacedFinding = Finding & Json.Spot

/** @returns The findings in document order; none for a policy that is sound. Text that is no JSON has one finding. */
export function check(text: string, context: Context = {}): readonly PlacedFinding[] {
  try {
    return placed(findingsOf(readText(text), context), text)
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
  return 'findings' in compiled ? compiled.findings : forms[read.form].remarks(read.content as never)
}
