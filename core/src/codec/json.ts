/**
 * JSON, strictly (RFC 8259): one text has one meaning, or it is refused with its place. No key twice, no number that a double
 * would change, no key that reaches a prototype, nothing after the value. The first fault in document order is the one reported.
 */
import { InputError } from '../input-error.ts'
import { type Cursor, peek, refusal, skipBlank } from './json/cursor.ts'
import { readNumber, startsNumber } from './json/number.ts'
import { readString } from './json/string.ts'
import type { JsonObject, JsonValue } from './json/value.ts'
import * as Utf8 from './utf8.ts'

export type { Spot } from './json/cursor.ts'
export { type Located, locate, locateAll, locateKey } from './json/locate.ts'
export { type JsonObject, type JsonValue, type Path, pathText } from './json/value.ts'

/** `maxBytes` counts UTF-8 bytes; `maxDepth` counts arrays and objects within each other, at most 512. */
export type Limits = { readonly maxBytes: number; readonly maxDepth: number }

/** What is read where nobody says otherwise: 8 MiB, 64 deep. */
export const defaultLimits: Limits = { maxBytes: 8 * 1024 * 1024, maxDepth: 64 }

/** Deeper than this no caller may allow: the reader, and all who walk its values, call themselves for every level. */
const deepest = 512

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
const literals: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

type Reader = Cursor & { readonly maxDepth: number }

/**
 * @returns What `text` says, as plain objects and arrays.
 * @throws InputError `too_long`, before anything is read; then `bad_json`, `lone_surrogate`, `duplicate_key` (compared
 * unescaped), `forbidden_key`, `unsafe_number`, `too_deep`; each with line, column and byte.
 */
export function parse(text: string, limits: Limits = defaultLimits): JsonValue {
  // Measuring costs a pass, and a unit is one to three bytes: most texts need no measuring.
  if (text.length * 3 > limits.maxBytes) refuseLong(Utf8.length(text), limits)
  return read(text, limits)
}

/**
 * @returns What `bytes` say.
 * @throws InputError As `parse`, and `bad_utf8` before it reads.
 */
export function parseBytes(bytes: Uint8Array, limits: Limits = defaultLimits): JsonValue {
  refuseLong(bytes.length, limits)
  return read(Utf8.toText(bytes), limits)
}

function read(text: string, { maxDepth }: Limits): JsonValue {
  const reader: Reader = { text, at: 0, maxDepth: Math.min(maxDepth, deepest) }
  skipBlank(reader)
  const value = readValue(reader, 1)
  skipBlank(reader)
  if (reader.at < text.length) throw refusal('bad_json', text, reader.at, 'nothing after the value')
  return value
}

function refuseLong(byteLength: number, { maxBytes }: Limits): void {
  if (byteLength <= maxBytes) return
  throw new InputError('too_long', { at: maxBytes }, `at most ${maxBytes} bytes`, `${byteLength} bytes`)
}

function readValue(reader: Reader, depth: number): JsonValue {
  const unit = peek(reader)
  if (unit === quote) return readString(reader)
  if (unit === openBrace) return readObject(reader, depth)
  if (unit === openBracket) return readArray(reader, depth)
  return startsNumber(unit) ? readNumber(reader) : readLiteral(reader)
}

function readLiteral(reader: Reader): JsonValue {
  for (const [word, value] of literals) {
    if (!reader.text.startsWith(word, reader.at)) continue
    reader.at += word.length
    return value
  }
  throw refusal('bad_json', reader.text, reader.at, 'a value')
}

function readArray(reader: Reader, depth: number): readonly JsonValue[] {
  open(reader, depth)
  const items: JsonValue[] = []
  if (peek(reader) === closeBracket) return close(reader, items)
  for (;;) {
    items.push(readValue(reader, depth + 1))
    skipBlank(reader)
    if (peek(reader) === closeBracket) return close(reader, items)
    take(reader, comma, '`,` or `]`')
  }
}

function readObject(reader: Reader, depth: number): JsonObject {
  open(reader, depth)
  const object: Record<string, JsonValue> = {}
  if (peek(reader) === closeBrace) return close(reader, object)
  for (;;) {
    const key = readKey(reader, object)
    take(reader, colon, '`:`')
    object[key] = readValue(reader, depth + 1)
    skipBlank(reader)
    if (peek(reader) === closeBrace) return close(reader, object)
    take(reader, comma, '`,` or `}`')
  }
}

function readKey(reader: Reader, object: JsonObject): string {
  const { text, at } = reader
  if (peek(reader) !== quote) throw refusal('bad_json', text, at, 'a key in double quotes')
  const key = readString(reader)
  if (forbiddenKeys.has(key)) throw refusal('forbidden_key', text, at, 'another key', reader.at - at)
  if (Object.hasOwn(object, key))
    throw refusal('duplicate_key', text, at, 'each key once', Math.min(reader.at - at, 80))
  skipBlank(reader)
  return key
}

function open(reader: Reader, depth: number): void {
  if (depth > reader.maxDepth) throw refusal('too_deep', reader.text, reader.at, `at most ${reader.maxDepth} levels`)
  reader.at++
  skipBlank(reader)
}

function close<Container>(reader: Reader, container: Container): Container {
  reader.at++
  return container
}

function take(reader: Reader, unit: number, expected: string): void {
  if (peek(reader) !== unit) throw refusal('bad_json', reader.text, reader.at, expected)
  reader.at++
  skipBlank(reader)
}
