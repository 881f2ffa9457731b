/** `portcullis replay`: decides again what records say was decided, and compares. */
import { type Difference, InputError, type Library, replay, Utf8 } from '@portcullis/core'
import { readText } from './input.ts'
import { libraryOf } from './library.ts'
import type { Options } from './options.ts'
import { escaped, visible } from './table.ts'
import { type Exit, exits, UsageError, worst } from './usage.ts'

export const replayOptions = ['policies', 'json'] as const

/** Of one record; `refusal` when it cannot be replayed at all. */
type Outcome = {
  readonly line: number
  readonly difference: Difference | null
  readonly refusal: InputError | null
}

/** @returns The exit code: 0 when every record came out as it was, 1 when one did not, 2 when one cannot be replayed. */
export function replayCommand(options: Options, print: (line: string) => void): Exit {
  if (options.files.length === 0) throw new UsageError('there is no record to replay')
  const library = libraryOf(options.policies)
  const outcomes = options.files.flatMap((file) => replayed(readText(file), library))
  if (outcomes.length === 0) throw new UsageError('there is no record to replay')
  for (const outcome of outcomes)
    print(options.json ? escaped(JSON.stringify(jsonOf(outcome))) : visible(textOf(outcome)))
  return worst(outcomes.map(exitOf))
}

function replayed(text: string, library: Library): readonly Outcome[] {
  return text.split('\n').flatMap((line, i) => (line === '' ? [] : [outcomeOf(line, i + 1, library)]))
}

function outcomeOf(text: string, line: number, library: Library): Outcome {
  try {
    return { line, difference: replay(Utf8.toBytes(text), library), refusal: null }
  } catch (error) {
    if (error instanceof InputError) return { line, difference: null, refusal: error }
    throw error
  }
}

function jsonOf({ line, difference, refusal }: Outcome): object {
  if (refusal === null) return { line, same: difference === null, ...difference }
  return { line, error: refusal.code, path: refusal.place.path, expected: refusal.expected, message: refusal.message }
}

function textOf({ line, difference, refusal }: Outcome): string {
  if (refusal !== null) return `line ${line}: cannot be replayed: ${refusal.message}`
  if (difference === null) return `line ${line}: the same decision, byte for byte`
  const { path, recorded, replayed: again } = difference
  return `line ${line}: differs at ${path}: recorded ${recorded ?? 'nothing'}, replayed ${again ?? 'nothing'}`
}

/** Bytes that are no record are a finding, not wrong usage; a text that is missing is for whoever called to bring. */
function exitOf({ difference, refusal }: Outcome): Exit {
  if (refusal !== null)
    return refusal.code === 'not_in_library' || refusal.code === 'other_semantics' ? exits.bad : exits.deny
  return difference === null ? exits.allow : exits.deny
}
