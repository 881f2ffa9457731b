/**
 * A place in a JSON text while it is read, and the refusal of what stands there.
 * Reading counts code units, which is fast; bytes, lines and columns are counted only when somebody asks.
 */
import type { Code } from '../../codes.ts'
import { InputError } from '../../input-error.ts'

/** `at` counts code units from 0; the next one to read. */
export type Cursor = { readonly text: string; at: number }

/** A place in a text: `line` and `column` count from 1, a column being one code point; `at` counts UTF-8 bytes from 0. */
export type Spot = { readonly line: number; readonly column: number; readonly at: number }

const space = 0x20
const newline = 0x0a
const carriageReturn = 0x0d
const tab = 0x09

/** Moves on to the next code unit that is no blank. */
export function skipBlank(cursor: Cursor): void {
  const { text } = cursor
  let at = cursor.at
  for (;;) {
    const unit = text.charCodeAt(at)
    if (unit !== space && unit !== newline && unit !== carriageReturn && unit !== tab) break
    at++
  }
  cursor.at = at
}

/** @returns The code unit at the cursor, NaN at the end. */
export function peek(cursor: Cursor): number {
  return cursor.text.charCodeAt(cursor.at)
}

/** @returns The place of code unit `index`. Lines end at LF, CR LF or CR. */
export function spot(text: string, index: number): Spot {
  return spotsAt(text, [index]).get(index)!
}

/** @returns The place of each of `indexes` by code unit, as `spot` gives it, from one pass over the text. */
export function spotsAt(text: string, indexes: readonly number[]): ReadonlyMap<number, Spot> {
  const spots = new Map<number, Spot>()
  const count = { line: 1, column: 1, at: 0 }
  let from = 0
  for (const index of Uint32Array.from(indexes).sort()) {
    while (from < index) from += pass(text, from, index, count)
    if (!spots.has(index)) spots.set(index, { ...count })
  }
  return spots
}

/** Counts what stands at code unit `i`, before `end`; returns its code units. */
function pass(text: string, i: number, end: number, count: { line: number; column: number; at: number }): 1 | 2 {
  const unit = text.charCodeAt(i)
  const isPair = i + 1 < end && text.codePointAt(i)! > 0xffff
  count.at += isPair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3
  count.column++
  if (unit === newline || (unit === carriageReturn && text.charCodeAt(i + 1) !== newline)) {
    count.line++
    count.column = 1
  }
  return isPair ? 2 : 1
}

/** @returns The refusal of what stands at code unit `index`; shown are its first `shown` code points. */
export function refusal(code: Code, text: string, index: number, expected: string, shown = 1): InputError {
  return new InputError(code, spot(text, index), expected, show(text.slice(index, index + 2 * shown), shown))
}

function show(text: string, count: number): string {
  if (text === '') return 'the end of the text'
  return Array.from(text).slice(0, count).map(visible).join('')
}

function visible(character: string): string {
  if (!/[\p{C}\p{Z}]/u.test(character) || character === ' ') return character
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}
