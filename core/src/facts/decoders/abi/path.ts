/**
 * Argument paths: how a policy names one argument, or all elements of a list. A path is checked against the types before a
 * policy is accepted, and followed in the values afterwards.
 */
import { InputError } from '../../../input-error.ts'
import type { Field, Structure, Value } from '../../value.ts'
import { isName, type Parameter, type Type } from './type.ts'

/** One step: a member by name or by position from 0, an element by index from 0, or every element. */
export type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'position'; readonly position: number }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'each' }

/** A path, with the text it was read from. */
export type Path = { readonly text: string; readonly steps: readonly Step[] }

/** What a path yields: one value of `type`, or with `each` a list of them. */
export type Yield = { readonly type: Type; readonly each: boolean }

const maximumLength = 128
const segment = /^([A-Za-z_$][A-Za-z0-9_$]*|0|[1-9][0-9]{0,5})((?:\[(?:0|[1-9][0-9]{0,5})?\])*)$/

/**
 * Reads `to`, `order.maker`, `order[0].token`, `path[]`, `details[].amount` or, by position, `0` and `1.2`.
 *
 * @throws InputError `abi_path` when `text` is no path or longer than 128 characters.
 */
export function parse(text: string): Path {
  if (text.length > maximumLength) throw wrong(text.slice(0, maximumLength), `at most ${maximumLength} characters`)
  return { text, steps: text.split('.').flatMap((part) => stepsOf(part, text)) }
}

function stepsOf(part: string, text: string): readonly Step[] {
  const [, base, brackets] = segment.exec(part) ?? []
  if (base === undefined || brackets === undefined)
    throw wrong(text, 'names or positions with dots between, each with [index] or [] after it')
  const elements = brackets.match(/\[\d*\]/g) ?? []
  return [member(base), ...elements.map((element) => elementOf(element.slice(1, -1)))]
}

function member(base: string): Step {
  return isName(base) ? { kind: 'name', name: base } : { kind: 'position', position: Number(base) }
}

function elementOf(digits: string): Step {
  return digits === '' ? { kind: 'each' } : { kind: 'index', index: Number(digits) }
}

/** @returns Whether `path` yields a list of values, for all elements of a list. */
export function isEach(path: Path): boolean {
  return path.steps.some((step) => step.kind === 'each')
}

/**
 * The type of what `path` yields. Lists of lists which `[]` goes through twice become one list.
 *
 * @returns Undefined when the path leads nowhere, or a name on it belongs to more than one member.
 */
export function typeAt(parameters: readonly Parameter[], path: Path): Yield | undefined {
  let members: readonly Parameter[] | null = parameters
  let type: Type | undefined
  for (const step of path.steps) {
    type = members === null ? elementType(type!, step) : members[find(members, step)]?.type
    if (type === undefined) return undefined
    members = type.kind === 'tuple' ? type.members : null
  }
  return type && { type, each: isEach(path) }
}

function elementType(type: Type, step: Step): Type | undefined {
  if (type.kind !== 'array' || (step.kind !== 'index' && step.kind !== 'each')) return undefined
  return step.kind === 'index' && type.size !== null && step.index >= type.size ? undefined : type.item
}

/**
 * Follows `path` in decoded values.
 *
 * @returns The value; for a path with `[]` a list of all values it leads to. Undefined when it leads nowhere, be it for one
 *   element only, so that a condition never judges some elements and misses others.
 */
export function resolve(values: Structure, path: Path): Value | undefined {
  const found = follow(values, path.steps, 0)
  if (found === undefined) return undefined
  return isEach(path) ? { type: 'list', items: found } : found[0]
}

function follow(value: Value, steps: readonly Step[], from: number): readonly Value[] | undefined {
  const step = steps[from]
  if (!step) return [value]
  if (step.kind === 'each') return value.type === 'list' ? followAll(value.items, steps, from + 1) : undefined
  const next = one(value, step)
  return next && follow(next, steps, from + 1)
}

function followAll(items: readonly Value[], steps: readonly Step[], from: number): readonly Value[] | undefined {
  const all: Value[] = []
  for (const item of items) {
    const found = follow(item, steps, from)
    if (!found) return undefined
    for (const value of found) all.push(value)
  }
  return all
}

function one(value: Value, step: Step): Value | undefined {
  if (step.kind === 'index') return value.type === 'list' ? value.items[step.index] : undefined
  return value.type === 'record' ? value.fields[find(value.fields, step)]?.value : undefined
}

function find(members: readonly (Parameter | Field)[], step: Step): number {
  if (step.kind === 'position') return step.position
  if (step.kind !== 'name') return -1
  const first = members.findIndex((member) => member.name === step.name)
  const again = first >= 0 && members.slice(first + 1).some((member) => member.name === step.name)
  return again ? -1 : first
}

function wrong(text: string, expected: string): InputError {
  return new InputError('abi_path', { path: text }, expected)
}
