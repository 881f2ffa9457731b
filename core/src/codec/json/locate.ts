/**
 * Finds where in a JSON text a value or key stands, by reading the text again: only refusals need it, so values carry no places.
 * The text is one that `parse` has accepted; of any other, the answer has no meaning.
 */
import { type Cursor, peek, type Spot, skipBlank, spot } from './cursor.ts'
import { readString } from './string.ts'
import type { Path } from './value.ts'

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** Code units at which a key and its value begin; of an element without a key, both are the value's. */
type Found = { readonly key: number; readonly value: number }

/** @returns The place of the value at `path`; where the path ends early, of the innermost value that is there. */
export function locate(text: string, path: Path): Spot {
  return spot(text, find(text, path).value)
}

/** @returns The place of the key that the last step of `path` names; where it is missing, of the innermost value that is there. */
export function locateKey(text: string, path: Path): Spot {
  return spot(text, find(text, path).key)
}

function find(text: string, path: Path): Found {
  const cursor = { text, at: 0 }
  skipBlank(cursor)
  let found: Found = { key: cursor.at, value: cursor.at }
  for (const step of path) {
    cursor.at = found.value
    const inner = typeof step === 'number' ? findElement(cursor, step) : findMember(cursor, step)
    if (inner === null) return { key: found.value, value: found.value }
    found = inner
  }
  return found
}

function findElement(cursor: Cursor, index: number): Found | null {
  if (peek(cursor) !== openBracket) return null
  for (let i = 0; enter(cursor, closeBracket); i++) {
    if (i === index) return { key: cursor.at, value: cursor.at }
    skipValue(cursor)
  }
  return null
}

function findMember(cursor: Cursor, key: string): Found | null {
  if (peek(cursor) !== openBrace) return null
  while (enter(cursor, closeBrace)) {
    const at = cursor.at
    const matches = readString(cursor) === key
    skipBlank(cursor)
    cursor.at++
    skipBlank(cursor)
    if (matches) return { key: at, value: cursor.at }
    skipValue(cursor)
  }
  return null
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
