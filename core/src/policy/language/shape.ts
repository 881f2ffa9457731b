/**
 * The JSON notation of conditions: the members of every kind of node, in one table. The reader follows it, and the published
 * JSON Schema is made from it, so that they cannot disagree.
 */
import { arithmetic, relations } from './expression.ts'
import type { SpellingName } from './spelling.ts'

/** The kinds of place that a node may stand in. */
export type Sort = 'expression' | 'term' | 'collection' | 'bare' | 'constant' | 'pattern'

/** What stands in one member of a node. */
export type Part =
  | { readonly node: Sort }
  /** At least `least`, at most `limits.items`. */
  | { readonly nodes: Sort; readonly least: number }
  | { readonly spelt: SpellingName }
  /** The first and the last of a range. */
  | { readonly pair: SpellingName }
  | { readonly choice: readonly string[] }
  | { readonly plain: 'text' | 'flag' | 'days' }

/** Members that must be there, and ones that may. No node has other members. */
export type Shape = {
  readonly parts: Readonly<Record<string, Part>>
  readonly optional?: Readonly<Record<string, Part>>
}

const expression: Part = { node: 'expression' }
const term: Part = { node: 'term' }
const bare: Part = { node: 'bare' }
const assume: Part = { node: 'constant' }
const call: Part = { spelt: 'call' }
const terms: Part = { nodes: 'term', least: 0 }
const conditions: Part = { nodes: 'expression', least: 2 }
const zone = { zone: { spelt: 'zone' } } as const

export const shapes = {
  and: { parts: { and: conditions } },
  or: { parts: { or: conditions } },
  not: { parts: { not: expression } },
  every: { parts: { every: bare, holds: expression } },
  some: { parts: { some: bare, holds: expression } },
  none: { parts: { none: bare, holds: expression } },
  exists: { parts: { exists: bare } },
  relation: { parts: { left: term, operator: { choice: relations }, right: term } },
  membership: { parts: { left: term, operator: { choice: ['in'] }, right: { node: 'collection' } } },
  matching: { parts: { left: term, operator: { choice: ['matches'] }, right: { node: 'pattern' } } },
  name: { parts: { name: { spelt: 'name' } } },
  assumedName: { parts: { name: { spelt: 'name' }, assume } },
  call: { parts: { call, of: terms } },
  assumedCall: { parts: { call, of: terms, assume } },
  number: { parts: { number: { spelt: 'integer' } } },
  quantity: { parts: { number: { spelt: 'decimal' }, unit: { spelt: 'unit' } } },
  text: { parts: { text: { plain: 'text' } } },
  flag: { parts: { flag: { plain: 'flag' } } },
  address: { parts: { address: { spelt: 'address' } } },
  bytes: { parts: { bytes: { spelt: 'bytes' } } },
  word: { parts: { word: { spelt: 'word' } } },
  instant: { parts: { instant: { spelt: 'instant' } } },
  list: { parts: { list: { spelt: 'list' } } },
  group: { parts: { group: { spelt: 'group' } } },
  items: { parts: { items: { nodes: 'term', least: 1 } } },
  arithmetic: { parts: { arithmetic: { choice: arithmetic }, left: term, right: term } },
  percent: { parts: { percent: { spelt: 'percent' }, of: term } },
  count: { parts: { count: bare }, optional: { where: expression } },
  sum: { parts: { sum: term, of: bare }, optional: { where: expression } },
  first: { parts: { first: { nodes: 'term', least: 2 } } },
  window: { parts: { from: { spelt: 'time' }, to: { spelt: 'time' } }, optional: zone },
  days: { parts: { days: { plain: 'days' } }, optional: zone },
  dates: { parts: { dates: { pair: 'date' } }, optional: zone },
} as const satisfies Record<string, Shape>

export type ShapeName = keyof typeof shapes

const bareShapes = ['name', 'call'] as const
const mentions = [...bareShapes, 'assumedName', 'assumedCall'] as const
const constants = ['number', 'quantity', 'text', 'flag', 'address', 'bytes', 'word', 'instant'] as const
const computed = ['list', 'group', 'items', 'arithmetic', 'percent', 'count', 'sum', 'first'] as const
const periods = ['window', 'days', 'dates'] as const
const connectives = ['and', 'or', 'not', 'every', 'some', 'none', 'exists'] as const
const comparisons = ['relation', 'membership', 'matching'] as const

/** The kinds of node that may stand in one kind of place, and what a refusal calls them. */
export const sorts = {
  expression: { shapes: [...connectives, ...comparisons, ...mentions], called: 'a condition' },
  term: { shapes: [...mentions, ...constants, ...computed], called: 'a value' },
  collection: { shapes: [...mentions, ...constants, ...computed, ...periods], called: 'a value, days or times' },
  bare: { shapes: bareShapes, called: 'the name of a fact, or a call' },
  constant: { shapes: constants, called: 'a value that is written out' },
  pattern: { shapes: ['text'], called: 'a pattern: an object with `text`' },
} as const satisfies Record<Sort, { readonly shapes: readonly ShapeName[]; readonly called: string }>

type Json = Readonly<Record<string, unknown>>

/** The member that tells what a node is, the most telling first; the nodes that have it; and which of these it is. */
const tellers: readonly (readonly [string, (json: Json) => ShapeName])[] = [
  ['operator', ({ operator }) => (operator === 'in' ? 'membership' : operator === 'matches' ? 'matching' : 'relation')],
  ['name', (json) => (Object.hasOwn(json, 'assume') ? 'assumedName' : 'name')],
  ['call', (json) => (Object.hasOwn(json, 'assume') ? 'assumedCall' : 'call')],
  ['number', (json) => (Object.hasOwn(json, 'unit') ? 'quantity' : 'number')],
  ['from', () => 'window'],
  ...[...connectives, ...constants.slice(2), ...computed, ...periods.slice(1)].map(
    (name) => [name, () => name] as const,
  ),
]

/** @returns What kind of node `json` is by its members, or undefined where none of them tells. */
export function shapeOf(json: Json): ShapeName | undefined {
  return tellers.find(([member]) => Object.hasOwn(json, member))?.[1](json)
}
