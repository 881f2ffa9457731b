/** The one error that input can cause: what was refused, where, and what was expected. */
import { type Code, codes } from './codes.ts'

/** Where in the input. `at` counts bytes from 0; line and column count from 1; `path` is a JSON path such as `rules[0].action`. */
export type Place = {
  readonly at?: number
  readonly line?: number
  readonly column?: number
  readonly path?: string
}

/**
 * Input was refused. Nothing of it was used.
 *
 * @example throw new InputError('bad_hex', { at: 2 }, 'a hexadecimal digit', 'g')
 */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly code: Code
  readonly place: Place
  readonly expected: string
  readonly came: string | undefined

  /**
   * @param expected - What would have been right, as a noun phrase.
   * @param came - What came instead, shown in backticks and cut to 80 characters.
   */
  constructor(code: Code, place: Place, expected: string, came?: string) {
    super(`${codes[code]}${where(place)}: expected ${expected}${came === undefined ? '' : `, came \`${cut(came)}\``}`)
    this.code = code
    this.place = place
    this.expected = expected
    this.came = came
  }
}

/** @returns The error at a JSON path; of an object or list that came it says only that. */
export function refusal(code: Code, path: string, expected: string, came?: unknown): InputError {
  const shown = typeof came === 'object' && came !== null ? 'an object or list' : String(came)
  return new InputError(code, { path }, expected, came === undefined ? undefined : shown)
}

function where(place: Place): string {
  if (place.path !== undefined && place.path !== '') return ` at ${place.path}`
  if (place.line !== undefined) return ` at line ${place.line}, column ${place.column}`
  return place.at === undefined ? '' : ` at byte ${place.at}`
}

function cut(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`
}
