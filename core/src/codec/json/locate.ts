/**
 * Finds where in a JSON text values and keys stand, by reading the text again: only refusals need it, so values carry no places.
 * The text is one that `parse` has accepted; of any other, the answer has no meaning.
 */
import { type Cursor, peek, type Spot, skipBlank, spotsAt } from './cursor.ts'
import { readString } from './string.ts'
import type { Path } from './value.ts'

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** Where a key and its value stand; of what has no key, both are the value's. */
export type Located = { readonly key: Spot; readonly value: Spot }

/** A wanted place, and those wanted within it. `key` and `value` are code units at which they begin; -1 until they are found. */
type Wanted = { readonly inner: Map<string | number, Wanted>; key: number; value: number }

/** @returns The place of the value at `path`; where the path ends early, of the innermost value that is there. */
export function locate(text: string, path: Path): Spot {
  return locateAll(text, [path])[0]!.value
}

/** @returns The place of the key that the last step of `path` names; where it is missing, of the innermost value that is there. */
export function locateKey(text: string, path: Path): Spot {
  return locateAll(text, [path])[0]!.key
}

/** @returns What `locateKey` and `locate` give for each of `paths`, in their order, by reading the text once. */
export function locateAll(text: string, paths: readonly Path[]): readonly Located[] {
  const root = wanted()
  for (const path of paths) want(root, path)
  const cursor = { text, at: 0 }
  skipBlank(cursor)
  root.key = cursor.at
  walk(cursor, root)
  const found = paths.map((path) => innermost(root, path))
  const spots = spotsAt(
    text,
    found.flatMap(({ key, value }) => [key, value]),
  )
  return found.map(({ key, value }) => ({ key: spots.get(key)!, value: spots.get(value)! }))
}

function wanted(): Wanted {
  return { inner: new Map(), key: -1, value: -1 }
}

function want(root: Wanted, path: Path): void {
  let at = root
  for (const step of path) {
    const known = at.inner.get(step) ?? wanted()
    at.inner.set(step, known)
    at = known
  }
}

function innermost(root: Wanted, path: Path): { readonly key: number; readonly value: number } {
  let found = root
  for (const step of path) {
    const next = found.inner.get(step)!
    if (next.value < 0) return { key: found.value, value: found.value }
    found = next
  }
  return found
}

/** Notes where the value at the cursor stands, and what is wanted within it; moves behind it. */
function walk(cursor: Cursor, place: Wanted): void {
  place.value = cursor.at
  const unit = peek(cursor)
  if (place.inner.size === 0 || (unit !== openBracket && unit !== openBrace)) skipValue(cursor)
  else if (unit === openBracket) walkElements(cursor, place)
  else walkMembers(cursor, place)
}

function walkElements(cursor: Cursor, { inner }: Wanted): void {
  for (let i = 0; enter(cursor, closeBracket); i++) step(cursor, inner.get(i), cursor.at)
  cursor.at++
}

function walkMembers(cursor: Cursor, { inner }: Wanted): void {
  while (enter(cursor, closeBrace)) {
    const { at } = cursor
    const key = readString(cursor)
    skipBlank(cursor)
    cursor.at++
    skipBlank(cursor)
    step(cursor, inner.get(key), at)
  }
  cursor.at++
}

function step(cursor: Cursor, place: Wanted | undefined, key: number): void {
  if (place === undefined) {
    skipValue(cursor)
    return
  }
  place.key = key
  walk(cursor, place)
}

/** Moves over an opening bracket or a comma to the next element, and says whether there is one. */
function enter(cursor: Cursor, close: number): boolean {
  skipBlank(cursor)
  if (cursor.at >= cursor.text.length || peek(cursor) === close) return false
  cursor.at++
  skipBlank(cursor)
  return peek(cursor) !== close
}

function skipValue(cursor: Cursor): void {
  const { text } = cursor
  for (let depth = 0; cursor.at < text.length; cursor.at++) {
    const unit = peek(cursor)
    if (depth === 0 && (unit === comma || unit === closeBracket || unit === closeBrace)) return
    if (unit === quote) cursor.at = closingQuote(text, cursor.at)
    if (unit === openBracket || unit === openBrace) depth++
    if (unit === closeBracket || unit === closeBrace) depth--
  }
}

function closingQuote(text: string, opening: number): number {
  let at = opening + 1
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1
  return at
}
