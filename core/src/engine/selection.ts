/**
 * The index that makes rules free: which steps of a policy can matter for a call at all. A step whose condition is a conjunction
 * with comparisons of facts with fixed values is found by those values; every other step always matters. What is left out
 * is certainly false, so the walk over what is selected ends as the walk over all steps would.
 *
 * A tree: each level looks one fact up, the one that tells most steps apart. Steps that do not compare it are on the side.
 */
import { flat } from '../codec/flat.ts'
import { codes } from '../codes.ts'
import { hasValue } from '../facts/fact.ts'
import type { Value } from '../facts/value.ts'
import type { Condition } from '../policy/condition.ts'
import type { Effect, Step } from '../policy/policy.ts'
import { type Bound, type Conjunct, conjunctsOf, type Key, keyOf, kindOf } from './binding.ts'
import { factReader, type Read } from './reader.ts'
import type { Subject } from './subject.ts'
import { conjunction, type Test, testing } from './tester.ts'

/** Where a walk ends: a verdict that nothing else follows from. `step` is `null` for the default, which is behind all steps. */
export type End = {
  readonly at: number
  readonly step: Step | null
  readonly effect: Effect
  readonly message: string
}

/**
 * A step that a path through the tree leads to: the rest to test of it on that path, after its checks; and the end when it holds, if
 * that is one.
 */
export type Candidate = { readonly at: number; readonly step: Step; readonly rest: Test; readonly end: End | null }

/**
 * Candidates, ascending. First of all some fields must have the numbers that a step asks for: the checks of all candidates stand
 * in one row, for each its place `at`, how many numbers follow, and pairs of a field and a number.
 */
export type Leaf = { readonly checks: readonly number[]; readonly candidates: readonly Candidate[] }

/** `leaf` where no field is looked up; else the steps by the number that they ask for, and on the side those that ask for none. */
export type Node = {
  readonly leaf: Leaf | null
  readonly field: number
  /** By number, where most numbers have steps; else `sparse`. */
  readonly dense: readonly (Node | undefined)[]
  readonly sparse: ReadonlyMap<number, Node>
  readonly side: Node | null
}

/** A fact that the index looks up, and a number for each value that steps ask for. Of any other kind nothing is left out. */
export type Field = {
  readonly name: string
  readonly read: Read
  readonly kinds: readonly string[]
  readonly items: boolean
  readonly numbers: Map<Key, number>
}

/** What a step asks of a field: one of the numbers. */
export type Ask = { readonly field: number; readonly numbers: readonly number[] }

/** Trees over consecutive steps: those before the first that allows, and the others. `asks` has what each step asks, in its order. */
export type Selection = {
  readonly fields: readonly Field[]
  readonly trees: readonly Node[]
  readonly asks: readonly (readonly Ask[])[]
}

/** What a call has for a field: the number of its value, those of its items, -1 for what no step asks for; `null` for everything. */
export type Numbers = number | readonly number[] | null

/** So few steps are tested as fast as told apart. */
const fewSteps = 5
/** A step that would stand in more places is looked up by fewer facts. */
const mostPlaces = 4096

/** @returns The index of steps. Those that do anything when their condition fails are always selected. */
export function selectionOf(steps: readonly Step[]): Selection {
  const fields: Field[] = []
  const places = new Map<string, number>()
  const entries = steps.map((step, at): Entry => {
    const end = endOf(at, step, step.holds)
    if (!excludable(step)) return { at, step, end, parts: [plain(step.when)], room: 1 }
    const parts = conjunctsOf(step.when).map((conjunct) => partOf(conjunct, fields, places))
    return { at, step, end, parts, room: mostPlaces }
  })
  const allows = steps.findIndex(({ holds }) => holds.verdict === 'allow')
  const spans = allows <= 0 ? [entries] : [entries.slice(0, allows), entries.slice(allows)]
  const asks = entries.map(({ parts }) => parts.filter(({ field }) => field >= 0))
  return { fields, trees: spans.map((span) => grow(span, [], fields)), asks }
}

/** @returns The node of the steps that ask for the number. */
export function childOf({ dense, sparse }: Node, number: number): Node | undefined {
  return dense.length > 0 ? dense[number] : sparse.get(number)
}

/** @returns Every node of steps that ask for some number. */
export function childrenOf({ dense, sparse }: Node): readonly Node[] {
  return [...dense.filter((child) => child !== undefined), ...sparse.values()]
}

/** @returns Positions of the steps that matter for the subject's call, ascending. */
export function selected({ fields, trees }: Selection, subject: Subject): readonly number[] {
  const numbers = fields.map((field) => numbersOf(field, subject))
  const found = trees.flatMap((tree) => positionsIn(tree, numbers))
  return [...new Set(found)].sort((a, b) => a - b)
}

function positionsIn(node: Node, numbers: readonly Numbers[]): readonly number[] {
  if (node.leaf !== null) return node.leaf.candidates.map(({ at }) => at)
  const own = numbers[node.field]!
  const reached = own === null ? childrenOf(node) : [own].flat().map((number) => childOf(node, number))
  return [...reached, node.side ?? undefined].flatMap((next) => (next === undefined ? [] : positionsIn(next, numbers)))
}

/** One of the conditions of a step. `numbers` are those of the values that it asks of the field; `exact` if it asks nothing else. */
type Part = Ask & {
  readonly condition: Condition
  readonly exact: boolean
}
/** A step, and in how many more places it may stand. */
type Entry = {
  readonly at: number
  readonly step: Step
  readonly end: End | null
  readonly parts: readonly Part[]
  readonly room: number
}

function partOf({ condition, bound }: Conjunct, fields: Field[], places: Map<string, number>): Part {
  if (bound === null) return plain(condition)
  const field = placeOf(bound, fields, places)
  const { numbers } = fields[field]!
  return { condition, field, numbers: bound.keys.map((key) => numberOf(key, numbers)), exact: bound.exact }
}

function plain(condition: Condition): Part {
  return { condition, field: -1, numbers: [], exact: false }
}

function numberOf(key: Key, numbers: Map<Key, number>): number {
  const known = numbers.get(key)
  if (known !== undefined) return known
  const number = numbers.size
  numbers.set(typeof key === 'string' ? flat(key) : key, number)
  return number
}

/** @returns The end that the effect of a step is; `null` when the walk goes on, or more follows than a verdict. */
export function endOf(at: number, step: Step, effect: Effect): End | null {
  if (effect.verdict === 'continue' || effect.obligations.length > 0 || effect.draws.length > 0) return null
  const { id, description } = step.origin
  return { at, step, effect, message: `${codes[effect.code]}: ${description ?? id}` }
}

/** A step can be left out only if failing it changes nothing. */
function excludable({ fails }: Step): boolean {
  return fails.verdict === 'continue' && fails.obligations.length === 0 && fails.draws.length === 0
}

function placeOf({ name, kinds, items }: Bound, fields: Field[], places: Map<string, number>): number {
  const id = `${name} ${items} ${kinds.join()}`
  const known = places.get(id)
  if (known !== undefined) return known
  const place = fields.push({ name, read: factReader(name), kinds, items, numbers: new Map() }) - 1
  places.set(id, place)
  return place
}

const noArray: readonly (Node | undefined)[] = []
const noMap: ReadonlyMap<number, Node> = new Map()

/** Splits by the field that leaves the fewest steps to test, while that is worth a look-up. `above` are the fields looked up. */
function grow(entries: readonly Entry[], above: readonly number[], fields: readonly Field[]): Node {
  const field = entries.length <= fewSteps ? -1 : bestField(entries, above)
  if (field < 0) return { leaf: leafOf(entries, above, fields), field, dense: noArray, sparse: noMap, side: null }
  const beside: Entry[] = []
  const byNumber = new Map<number, Entry[]>()
  for (const entry of entries) {
    const numbers = numbersIn(entry, field)
    const copy = numbers.length === 1 ? entry : { ...entry, room: entry.room / numbers.length }
    if (numbers.length === 0) beside.push(entry)
    for (const number of numbers) insert(byNumber, number, copy)
  }
  const below = [...above, field]
  const children = new Map([...byNumber].map(([number, own]) => [number, grow(own, below, fields)]))
  const side = beside.length === 0 ? null : grow(beside, [...above, ~field], fields)
  const { size } = fields[field]!.numbers
  if (size > 2 * children.size) return { leaf: null, field, dense: noArray, sparse: children, side }
  return { leaf: null, field, dense: Array.from({ length: size }, (_, i) => children.get(i)), sparse: noMap, side }
}

/** The field by whose value the most steps are left out; -1 when none leaves out more than a look-up costs. */
function bestField(entries: readonly Entry[], above: readonly number[]): number {
  const tallies: { steps: number; places: number; numbers: Set<number> }[] = []
  for (const { parts, room } of entries) {
    for (const { field, numbers } of parts) {
      if (field < 0 || numbers.length > room || above.includes(field) || above.includes(~field)) continue
      tallies[field] ??= { steps: 0, places: 0, numbers: new Set() }
      const tally = tallies[field]
      tally.steps++
      tally.places += numbers.length
      for (const number of numbers) tally.numbers.add(number)
    }
  }
  let [best, most] = [-1, fewSteps - 1]
  for (const [field, { steps, places, numbers }] of Object.entries(tallies)) {
    const left = steps - places / numbers.size
    if (left > most) [best, most] = [Number(field), left]
  }
  return best
}

/** What is left to test of each step: all that the fields above do not say. What tells most values apart is checked first. */
function leafOf(entries: readonly Entry[], above: readonly number[], fields: readonly Field[]): Leaf {
  const checks: number[] = []
  const candidates = entries.map(({ at, step, end, parts }): Candidate => {
    const left = parts.filter(({ field, exact }) => !(exact && above.includes(field)))
    const checked = left.filter(({ numbers, exact }) => exact && numbers.length === 1)
    const pairs = checked
      .toSorted((a, b) => fields[b.field]!.numbers.size - fields[a.field]!.numbers.size)
      .flatMap(({ field, numbers }) => [field, numbers[0]!])
    checks.push(at, pairs.length, ...pairs)
    const rest = left.filter((part) => !checked.includes(part)).map(({ condition }) => testing(condition))
    return { at, step, rest: conjunction(rest), end }
  })
  return { checks, candidates }
}

/** The numbers under which the step stands; none when it does not ask for the field, or would stand in too many places. */
function numbersIn({ parts, room }: Entry, field: number): readonly number[] {
  const numbers = parts.find((part) => part.field === field)?.numbers ?? []
  return numbers.length > room ? [] : numbers
}

function insert(byNumber: Map<number, Entry[]>, number: number, entry: Entry): void {
  const own = byNumber.get(number)
  if (own === undefined) byNumber.set(number, [entry])
  else own.push(entry)
}

/** @returns The numbers that the call's fact has; `null` where it leaves nothing out: not a value, or not of one of the kinds. */
export function numbersOf({ read, kinds, items, numbers }: Field, subject: Subject): Numbers {
  const fact = read(subject)
  if (!hasValue(fact)) return null
  if (fact.type === 'list') return items ? numbersOfItems(fact.items, kinds, numbers) : null
  return isOf(kindOf(fact), kinds) ? (numbers.get(keyOf(fact)) ?? -1) : null
}

/** Items of several kinds are compared with nothing. */
function numbersOfItems(items: readonly Value[], kinds: readonly string[], numbers: ReadonlyMap<Key, number>): Numbers {
  const [first] = items
  if (first === undefined) return -1
  const kind = kindOf(first)
  if (!isOf(kind, kinds) || !items.every((item) => kindOf(item) === kind)) return null
  return items.length === 1 ? (numbers.get(keyOf(first)) ?? -1) : items.map((item) => numbers.get(keyOf(item)) ?? -1)
}

/** A few texts are compared faster by hand than by `includes`. */
function isOf(kind: string, kinds: readonly string[]): boolean {
  for (let i = 0; i < kinds.length; i++) if (kinds[i] === kind) return true
  return false
}
