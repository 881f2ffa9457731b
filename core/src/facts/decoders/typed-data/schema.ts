/**
 * The struct types of an EIP-712 payload, read strictly: every type string is canonical and everything it names is there.
 * Types may refer to each other in circles, so nothing here follows references without remembering where it has been.
 */
import { InputError } from '../../../input-error.ts'
import { isName, type Scalar, scalar } from '../abi/type.ts'

/** What a member holds: a scalar, a struct by name, or an array of either. `size` is null for any length. */
export type MemberType =
  | { readonly kind: 'scalar'; readonly scalar: Scalar }
  | { readonly kind: 'struct'; readonly name: string }
  | { readonly kind: 'array'; readonly item: MemberType; readonly size: number | null }

/** A member of a struct; `text` is the spelling of its type. */
export type Member = { readonly name: string; readonly text: string; readonly type: MemberType }

/** Struct types by name, in the order of the payload. */
export type Schema = ReadonlyMap<string, readonly Member[]>

const limits = { structs: 256, members: 256, arraySize: 65_536, dimensions: 16 } as const
const spelling = /^([A-Za-z_$][A-Za-z0-9_$:]*)((?:\[(?:[1-9][0-9]{0,4})?\])*)$/
// A colon is no part of an identifier, and yet signed every day, as in `HyperliquidTransaction:Withdraw`.
const structName = /^[A-Za-z_$][A-Za-z0-9_$:]{0,127}$/
// Names which no struct may take, since a reader could then take one type for another.
const reserved = /^(?:u?int[0-9]*|bytes?[0-9]*|u?fixed(?:[0-9]+x[0-9]+)?|address|bool|string|function|tuple)$/

/** @throws InputError `typed_data_type` with the path of the first type that is not valid. */
export function parse(json: unknown): Schema {
  const entries = Object.entries(object(json, 'types'))
  if (entries.length > limits.structs) throw wrong('types', `at most ${limits.structs} types`)
  const names = new Set(entries.map(([name]) => name))
  return new Map(entries.map(([name, members]) => [name, struct(name, members, names)]))
}

function struct(name: string, json: unknown, names: ReadonlySet<string>): readonly Member[] {
  const path = `types.${name}`
  if (!structName.test(name) || reserved.test(name)) throw wrong('types', 'the name of a struct', name)
  if (!Array.isArray(json)) throw wrong(path, 'an array of members')
  if (json.length > limits.members) throw wrong(path, `at most ${limits.members} members`)
  const seen = new Set<string>()
  return json.map((item, index) => {
    const read = member(item, `${path}[${index}]`, names)
    if (seen.has(read.name)) throw wrong(`${path}[${index}].name`, 'a name that no other member has', read.name)
    seen.add(read.name)
    return read
  })
}

function member(json: unknown, path: string, names: ReadonlySet<string>): Member {
  const item = new Map(Object.entries(object(json, path)))
  const unknown = [...item.keys()].find((key) => key !== 'name' && key !== 'type')
  if (unknown !== undefined) throw wrong(`${path}.${unknown}`, 'only `name` and `type`')
  const name = item.get('name')
  const text = item.get('type')
  if (typeof name !== 'string' || !isName(name)) throw wrong(`${path}.name`, 'the name of a member')
  if (typeof text !== 'string') throw wrong(`${path}.type`, 'a type')
  return { name, text, type: typeOf(text, `${path}.type`, names) }
}

function typeOf(text: string, path: string, names: ReadonlySet<string>): MemberType {
  const plain = scalar(text)
  if (plain) return { kind: 'scalar', scalar: plain }
  const [, base, dimensions] = spelling.exec(text) ?? []
  if (base === undefined || dimensions === undefined) throw wrong(path, 'a type in canonical spelling', text)
  const known = scalar(base)
  if (!known && !names.has(base)) throw wrong(path, 'a scalar type in canonical spelling, or a type of `types`', text)
  let type: MemberType = known ? { kind: 'scalar', scalar: known } : { kind: 'struct', name: base }
  const sizes = dimensions.match(/\[[0-9]*\]/g) ?? []
  if (sizes.length > limits.dimensions) throw wrong(path, `at most ${limits.dimensions} dimensions`)
  for (const size of sizes) {
    type = { kind: 'array', item: type, size: size === '[]' ? null : bounded(Number(size.slice(1, -1)), path) }
  }
  return type
}

/** @returns The canonical type string of EIP-712: the struct itself, then the ones it refers to, by name. */
export function encodeType(schema: Schema, name: string): string {
  return used(schema, name)
    .map((each) => `${each}(${spell(schema.get(each)!)})`)
    .join('')
}

/** @returns The names of the structs that `name` is made of: itself, then the others in alphabetical order. */
export function used(schema: Schema, name: string): readonly string[] {
  const found = new Set([name])
  for (const each of found) {
    for (const { type } of schema.get(each)!) {
      const inner = innermost(type)
      if (inner.kind === 'struct') found.add(inner.name)
    }
  }
  found.delete(name)
  return [name, ...[...found].sort()]
}

function spell(members: readonly Member[]): string {
  return members.map((each) => `${each.text} ${each.name}`).join(',')
}

function innermost(type: MemberType): MemberType {
  return type.kind === 'array' ? innermost(type.item) : type
}

function bounded(size: number, path: string): number {
  if (size > limits.arraySize) throw wrong(path, `at most ${limits.arraySize} elements`, String(size))
  return size
}

function object(json: unknown, path: string): object {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrong(path, 'an object')
  return json
}

function wrong(path: string, expected: string, came?: string): InputError {
  return new InputError('typed_data_type', { path }, expected, came)
}
