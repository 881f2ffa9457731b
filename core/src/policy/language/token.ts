/** What the text of a condition is made of, and how a wrong piece of it is refused. */
import { refusal } from '../../codec/json/cursor.ts'
import type { Code } from '../../codes.ts'
import type { InputError } from '../../input-error.ts'
import type { Period, Term } from './expression.ts'
import { fault, type SpellingName } from './spelling.ts'

/** `start` and `end` count code units. A number is normalised, and a percentage stands without its sign. */
export type Token = Span &
  (
    | { readonly kind: 'name' | 'word' | 'keyword' | 'number' | 'percent' | 'sign'; readonly text: string }
    | { readonly kind: 'term'; readonly text: string; readonly node: Term }
    | { readonly kind: 'period'; readonly text: string; readonly node: Period }
    | { readonly kind: 'end'; readonly text: '' }
  )

export type Span = { readonly start: number; readonly end: number }

/** A stretch of the text that was recognised, before it has a kind. */
export type Piece = Span & { readonly text: string }

const shownCharacters = 40

/** @returns What the sticky `pattern` finds in `text` at code unit `at`; it may be empty. */
export function piece(pattern: RegExp, text: string, at: number): Piece {
  pattern.lastIndex = at
  const found = pattern.exec(text)?.[0] ?? ''
  return { text: found, start: at, end: at + found.length }
}

/** @returns The text of `found`, if it is spelt as `name` asks. */
export function spelt(name: SpellingName, found: Piece, text: string): string {
  const wrong = fault(name, found.text)
  if (wrong !== undefined) throw refuse(text, found, wrong.expected, wrong.code)
  return found.text
}

/** @returns The refusal of what stands from `start` to `end` of the text; at least one character is shown. */
export function refuse(text: string, { start, end }: Span, expected: string, code?: Code): InputError {
  const shown = Math.min(Math.max(end - start, 1), shownCharacters)
  return refusal(code ?? 'language_syntax', text, start, expected, shown)
}
