/**
 * The index that makes rules free: which steps of a policy can matter for a call at all. A step whose condition is a conjunction
 * with comparisons of facts with fixed values is found by those values; every other step always matters. What is left out
 * is certainly false, so the walk over what is selected ends as the walk over all steps would.
 *
 * Tuple-space search: steps that bind the same facts share one tree, with a level for each fact.
 */
import { type Fact, hasValue } from '../facts/fact.ts'
import type { Value, ValueType } from '../facts/value.ts'
import type { Condition, Operand } from '../policy/condition.ts'
import type { Policy, Step } from '../policy/policy.ts'

/** Steps by the values of the facts in `fields`, level by level. */
type Group = { readonly fields: readonly number[]; readonly root: Level }
type Level = { readonly next: Map<Key, Level>; readonly steps: number[] }
type Key = string | bigint | boolean | number

/**
 * A fact that the index asks for. `type` is that of the values it is compared with: for another type nothing is excluded.
 * `items`: of a list fact, any item may be one of the values.
 */
type Field = {
  readonly name: string
  readonly type: ValueType
  readonly family: string | null
  readonly items: boolean
}

type Selection = {
  readonly fields: readonly Field[]
  readonly groups: readonly Group[]
  readonly always: readonly number[]
}

/** One comparison that the index can use: the fact must be, or have an item that is, one of the values. */
type Binding = { readonly name: string; readonly values: readonly Value[]; readonly items: boolean }

/** A step that would take more entries than this binds fewer facts. */
const mostEntries = 4096

/** Indexes by policy: policies are immutable, so an index is made once. */
const made = new WeakMap<Policy, Selection>()

/**
 * @param factOf - The fact by name, for the call.
 * @returns The policy with only the steps that can matter for the call, in their order.
 */
export function narrow(policy: Policy, factOf: (name: string) => Fact): Policy {
  const known = made.get(policy) ?? select(policy)
  made.set(policy, known)
  const positions = selected(known, factOf)
  return positions.length === policy.steps.length
    ? policy
    : { ...policy, steps: positions.map((at) => policy.steps[at]!) }
}

/** The index of `policy`. Steps that do anything when their condition fails are always selected. */
function select(policy: Policy): Selection {
  const fields: Field[] = []
  const groups = new Map<string, Group>()
  const always: number[] = []
  const bound = policy.steps.map((step) => (excludable(step) ? bindingsOf(step.when) : []))
  const uses = new Map<string, number>()
  for (const { name } of bound.flat()) uses.set(name, (uses.get(name) ?? 0) + 1)
  for (const [position, own] of bound.entries()) {
    // A fact that one step alone compares is cheaper to test than to look up for every call.
    const bindings = fitting(own.filter(({ name }) => uses.get(name)! > 1))
    if (bindings.length === 0) always.push(position)
    else insert(groups, fields, bindings, position)
  }
  return { fields, groups: [...groups.values()], always }
}

/** Positions of the steps that matter, ascending. */
function selected(selection: Selection, factOf: (name: string) => Fact): readonly number[] {
  const found = [...selection.always]
  const keys = selection.fields.map((field) => keysOf(field, factOf(field.name)))
  for (const { fields, root } of selection.groups) collect(root, fields, 0, keys, found)
  return found.length > 1 ? [...new Set(found)].sort((a, b) => a - b) : found
}

/** A step can be left out only if failing it changes nothing. */
function excludable({ fails }: Step): boolean {
  return fails.verdict === 'continue' && fails.obligations.length === 0 && fails.draws.length === 0
}

function bindingsOf(when: Condition): readonly Binding[] {
  const parts = when.kind === 'and' ? when.of : [when]
  const bindings = new Map<string, Binding>()
  for (const part of parts.flatMap(conjuncts)) {
    const binding = bindingOf(part)
    if (binding !== null && !bindings.has(binding.name)) bindings.set(binding.name, binding)
  }
  return [...bindings.values()]
}

/** The bindings with the fewest values, so that a long list is what is dropped when there would be too many entries. */
function fitting(bindings: readonly Binding[]): readonly Binding[] {
  let entries = 1
  return bindings
    .toSorted((a, b) => a.values.length - b.values.length)
    .filter(({ values }) => {
      if (entries * values.length > mostEntries) return false
      entries *= values.length
      return true
    })
}

function conjuncts(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.of.flatMap(conjuncts) : [condition]
}

function bindingOf(condition: Condition): Binding | null {
  if (condition.kind !== 'compare' || condition.left.kind !== 'fact') return null
  if (condition.operator !== 'eq' && condition.operator !== 'in') return null
  const items = condition.operator === 'in'
  const values = valuesOf(condition.right, items)
  const [first] = values ?? []
  if (first === undefined || !values!.every((value) => indexable(value) && sameField(value, first))) return null
  return { name: condition.left.name, values: values!, items }
}

/** Values that the right side can only be; `null` where that depends on the left. */
function valuesOf(right: Operand, items: boolean): readonly Value[] | null {
  if (items) return listOf(right)
  if (right.kind === 'constant') return right.value.type === 'list' ? null : [right.value]
  const value = right.kind === 'literal' ? onlyReading(right) : null
  return value === null ? null : [value]
}

function listOf(right: Operand): readonly Value[] | null {
  if (right.kind === 'constant') return right.value.type === 'list' ? right.value.items : null
  if (right.kind !== 'literals') return null
  const values = right.items.map(onlyReading)
  return values.every((value) => value !== null) ? (values as readonly Value[]) : null
}

/** A literal that can be read in several ways is no fixed value. */
function onlyReading({ readings }: Operand & { kind: 'literal' }): Value | null {
  const values = Object.values(readings)
  return values.length === 1 ? values[0]! : null
}

function indexable(value: Value): boolean {
  return value.type !== 'list' && value.type !== 'record'
}

function sameField(a: Value, b: { readonly type: ValueType; readonly family?: string | null }): boolean {
  return a.type === b.type && familyOf(a) === (b.family ?? null)
}

function familyOf(value: Value): string | null {
  return value.type === 'address' ? value.family : null
}

function insert(groups: Map<string, Group>, fields: Field[], bindings: readonly Binding[], position: number): void {
  const placed = bindings
    .map((binding) => ({ binding, field: fieldAt(fields, binding) }))
    .sort((a, b) => a.field - b.field)
  const name = placed.map(({ field }) => field).join(' ')
  const group: Group = groups.get(name) ?? {
    fields: placed.map(({ field }) => field),
    root: { next: new Map(), steps: [] },
  }
  groups.set(name, group)
  let levels = [group.root]
  for (const { binding } of placed) {
    levels = levels.flatMap((level) => binding.values.map((value) => child(level, keyOf(value))))
  }
  for (const level of levels) level.steps.push(position)
}

function fieldAt(fields: Field[], { name, values, items }: Binding): number {
  const [first] = values
  const { type } = first!
  const family = familyOf(first!)
  const known = fields.findIndex(
    (field) => field.name === name && field.type === type && field.family === family && field.items === items,
  )
  return known >= 0 ? known : fields.push({ name, type, family, items }) - 1
}

function child(level: Level, key: Key): Level {
  const known = level.next.get(key)
  if (known !== undefined) return known
  const made: Level = { next: new Map(), steps: [] }
  level.next.set(key, made)
  return made
}

/** The keys that a fact has on its level; `null` where it excludes nothing: not a value, or of another type. */
function keysOf(field: Field, fact: Fact): readonly Key[] | null {
  if (fact.type === 'list') {
    if (!field.items) return null
    return fact.items.every((item) => sameField(item, field)) ? fact.items.map(keyOf) : null
  }
  if (!hasValue(fact) || !sameField(fact, field)) return null
  return [keyOf(fact)]
}

function keyOf(value: Value): Key {
  return (value as { readonly value: Key }).value
}

function collect(
  level: Level,
  fields: readonly number[],
  depth: number,
  keys: readonly (readonly Key[] | null)[],
  found: number[],
): void {
  for (const step of level.steps) found.push(step)
  if (depth === fields.length) return
  const wanted = keys[fields[depth]!]!
  if (wanted === null) {
    for (const next of level.next.values()) collect(next, fields, depth + 1, keys, found)
    return
  }
  for (const key of wanted) {
    const next = level.next.get(key)
    if (next !== undefined) collect(next, fields, depth + 1, keys, found)
  }
}
