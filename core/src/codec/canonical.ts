/**
 * Canonical JSON (RFC 8785): one text for equal values, whoever writes it. It is what is hashed and signed.
 * Keys are sorted by UTF-16 code units, numbers print as ECMAScript prints them, and there is no blank.
 */
import { InputError } from '../input-error.ts'
import { type JsonObject, type JsonValue, pathText } from './json.ts'

/** Deeper values are refused; the reader of JSON refuses them too. */
const maxDepth = 512

type Step = string | number

/**
 * @returns The canonical text of `value`. Numbers that are equal print alike: -0 is 0.
 * @throws InputError `lone_surrogate`, `too_deep`, or `bad_json` for what JSON cannot say (NaN, undefined, a bigint, a date);
 * with its path.
 */
export function canonical(value: JsonValue): string {
  return write(value, [])
}

function write(value: JsonValue, path: Step[]): string {
  if (value === null || value === true || value === false) return String(value)
  if (typeof value === 'string') return quote(value, path)
  if (typeof value === 'number') return print(value, path)
  if (path.length >= maxDepth) throw new InputError('too_deep', {}, `at most ${maxDepth} levels`)
  if (Array.isArray(value)) return `[${Array.from(value, (item, i) => within(item, i, path)).join(',')}]`
  if (isPlain(value))
    return `{${Object.keys(value)
      .sort()
      .map((key) => member(value, key, path))
      .join(',')}}`
  throw unwritable(value, path)
}

function member(object: JsonObject, key: string, path: Step[]): string {
  return `${quote(key, path)}:${within(object[key]!, key, path)}`
}

function within(value: JsonValue, step: Step, path: Step[]): string {
  path.push(step)
  const text = write(value, path)
  path.pop()
  return text
}

function quote(text: string, path: Step[]): string {
  if (!/\p{Surrogate}/u.test(text)) return JSON.stringify(text)
  throw new InputError('lone_surrogate', { path: pathText(path) }, 'both halves of a surrogate pair', text)
}

function print(value: number, path: Step[]): string {
  if (Number.isFinite(value)) return String(value)
  throw unwritable(value, path)
}

/** Only plain objects: a date or a map would lose what it holds. */
function isPlain(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function unwritable(value: unknown, path: Step[]): InputError {
  return new InputError('bad_json', { path: pathText(path) }, 'a value that JSON can say', String(value))
}
