/**
 * Reads conditions from the JSON notation, strictly: no member too many, none missing, every name and value spelt as in the
 * text. What it accepts is what the text can say, and nothing else.
 */
import { type Path, pathText } from '../../codec/json/value.ts'
import * as Utf8 from '../../codec/utf8.ts'
import type { Code } from '../../codes.ts'
import { InputError } from '../../input-error.ts'
import { type Expression, flatten, limits, type Weekday, weekdays } from './expression.ts'
import { parse } from './parser.ts'
import { print } from './printer.ts'
import { type Part, type Shape, type ShapeName, type Sort, shapeOf, shapes, sorts } from './shape.ts'
import { fault, type SpellingName } from './spelling.ts'

type Json = Readonly<Record<string, unknown>>

/** A value, where it stands, and how many nodes are around it. */
type Spot = { readonly json: unknown; readonly path: Path; readonly depth: number }

/**
 * @param json - A string is the text notation, an object the JSON notation.
 * @param path - Where it stands in a larger text; errors carry it.
 * @returns The tree: members of `and` within `and` are in its place, as of `or`; days are in the order of the week.
 * @throws InputError As `parse`, with path; and `bad_type`, `unknown_field`, `missing_field`, `unknown_enum`, `empty`,
 * `language_spelling`, `language_syntax`, `lone_surrogate`, `bad_address`, `bad_checksum`, `too_deep`, `too_many`,
 * `too_long`. The first in the order of the members.
 */
export function read(json: unknown, path: Path = []): Expression {
  if (typeof json === 'string') return readText(json, path)
  const tree = readNode({ json, path, depth: 1 }, 'expression') as Expression
  const bytes = Utf8.length(print(tree))
  if (bytes > limits.bytes) throw wrong('too_long', path, `at most ${limits.bytes} bytes as text`, `${bytes} bytes`)
  return tree
}

function readText(text: string, path: Path): Expression {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.code, { ...error.place, path: pathText(path) }, error.expected, error.came)
  }
}

function readNode(spot: Spot, sort: Sort): object {
  const { json, path, depth } = spot
  const { called, shapes: allowed } = sorts[sort]
  if (depth > limits.depth) throw wrong('too_deep', path, `at most ${limits.depth} levels`)
  if (!isObject(json)) throw wrong('bad_type', path, called, written(json))
  const name = shapeOf(json)
  if (name === undefined) throw wrong('bad_type', path, called, `{${Object.keys(json).join(', ')}}`)
  if (!(allowed as readonly ShapeName[]).includes(name)) throw wrong('bad_type', path, called, name)
  return finish(name, readMembers(json, spot, shapes[name]), path)
}

function readMembers(json: Json, { path, depth }: Spot, { parts, optional = {} }: Shape): Json {
  const known = { ...parts, ...optional }
  const members = Object.entries(json).map(([key, value]): [string, unknown] => {
    const at = [...path, key]
    if (!Object.hasOwn(known, key)) throw wrong('unknown_field', at, `only ${names(known)}`, key)
    return [key, readPart({ json: value, path: at, depth }, known[key]!)]
  })
  const missing = Object.keys(parts).find((key) => !Object.hasOwn(json, key))
  if (missing !== undefined) throw wrong('missing_field', [...path, missing], names(parts))
  return Object.fromEntries(members)
}

function readPart(spot: Spot, part: Part): unknown {
  if ('node' in part) return readNode({ ...spot, depth: spot.depth + 1 }, part.node)
  if ('nodes' in part) return readNodes(spot, part.nodes, part.least)
  if ('spelt' in part) return readSpelt(spot, part.spelt)
  if ('pair' in part) return readPair(spot, part.pair)
  return 'choice' in part ? readChoice(spot, part.choice) : plain[part.plain](spot)
}

function readNodes({ json, path, depth }: Spot, sort: Sort, least: number): readonly object[] {
  const items = asArray(json, path)
  if (items.length < least) throw wrong('empty', path, `at least ${least}`, `${items.length}`)
  if (items.length > limits.items) throw wrong('too_many', path, `at most ${limits.items}`, `${items.length}`)
  return Array.from(items, (item, i) => readNode({ json: item, path: [...path, i], depth: depth + 1 }, sort))
}

function readSpelt({ json, path }: Spot, name: SpellingName): string {
  const text = asText(json, path)
  const found = fault(name, text)
  if (found !== undefined) throw wrong(found.code, path, found.expected, text)
  return text
}

function readPair({ json, path, depth }: Spot, name: SpellingName): readonly string[] {
  const items = asArray(json, path)
  if (items.length !== 2) throw wrong('language_syntax', path, 'the first and the last', `${items.length} items`)
  return Array.from(items, (item, i) => readSpelt({ json: item, path: [...path, i], depth }, name))
}

function readChoice({ json, path }: Spot, words: readonly string[]): string {
  const text = asText(json, path)
  if (!words.includes(text)) throw wrong('unknown_enum', path, `one of ${words.join(', ')}`, text)
  return text
}

const plain = {
  text: ({ json, path }: Spot): string => {
    const text = asText(json, path)
    if (!hasBytes(text)) throw wrong('lone_surrogate', path, 'both halves of a surrogate pair', text)
    return text
  },
  flag: ({ json, path }: Spot): boolean => {
    if (typeof json !== 'boolean') throw wrong('bad_type', path, 'true or false', written(json))
    return json
  },
  days: ({ json, path, depth }: Spot): readonly Weekday[] => {
    const items = asArray(json, path)
    const days = Array.from(items, (item, i) => readChoice({ json: item, path: [...path, i], depth }, weekdays))
    if (days.length === 0) throw wrong('empty', path, 'at least one day')
    const again = days.findIndex((day, i) => days.indexOf(day) < i)
    if (again >= 0) throw wrong('language_syntax', [...path, again], 'each day once', days[again])
    return weekdays.filter((day) => days.includes(day))
  },
}

/** What the shape of a node cannot say. */
function finish(name: ShapeName, node: Json, path: Path): object {
  if (name === 'and' || name === 'or') return joined(name, node[name] as readonly Expression[], path)
  if (name === 'window' && node.from === node.to)
    throw wrong('language_syntax', [...path, 'to'], 'another time', String(node.to))
  if (name === 'dates') checkDates(node.dates as readonly [string, string], path)
  return node
}

function joined(kind: 'and' | 'or', members: readonly Expression[], path: Path): object {
  const nodes = flatten(kind, members)
  if (nodes.length > limits.items) throw wrong('too_many', path, `at most ${limits.items}`, `${nodes.length}`)
  return { [kind]: nodes }
}

function checkDates([first, last]: readonly [string, string], path: Path): void {
  if (last < first) throw wrong('language_syntax', [...path, 'dates', 1], `a date not before ${first}`, last)
}

function asArray(json: unknown, path: Path): readonly unknown[] {
  if (!Array.isArray(json)) throw wrong('bad_type', path, 'an array', written(json))
  return json
}

function asText(json: unknown, path: Path): string {
  if (typeof json !== 'string') throw wrong('bad_type', path, 'a string', written(json))
  return json
}

function isObject(json: unknown): json is Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function written(json: unknown): string {
  return Array.isArray(json) ? 'an array' : json === null ? 'null' : typeof json
}

/** Half of a surrogate pair has no UTF-8, and the text notation cannot spell it. */
function hasBytes(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

function names(parts: object): string {
  return Object.keys(parts)
    .map((key) => `\`${key}\``)
    .join(', ')
}

function wrong(code: Code, path: Path, expected: string, came?: string): InputError {
  return new InputError(code, { path: pathText(path) }, expected, came)
}
