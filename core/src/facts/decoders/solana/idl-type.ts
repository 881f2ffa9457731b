/**
 * The types of an IDL as layouts: names such as `u64`, and objects such as `{ vec: 'u64' }` or `{ defined: 'Side' }`.
 * A defined type is compiled once, when an instruction first uses it.
 */
import { distinct, field, fields, invalid, list, text } from './idl-json.ts'
import * as Layout from './layout.ts'

/** Turns a type, whose place in the IDL is `path`, into its layout. */
export type Compile = (json: unknown, path: string) => Layout.Layout

/** `open` are the defined types around this place, outermost first. */
type Scope = {
  readonly definitions: ReadonlyMap<string, { readonly json: unknown; readonly path: string }>
  readonly done: Map<string, Layout.Layout>
  readonly open: readonly string[]
  readonly depth: number
}

type Former = (inner: unknown, path: string, scope: Scope) => Layout.Layout

const maxDepth = 64

/** A float has no exact value here, so its bytes are shown. */
const plain: ReadonlyMap<unknown, Layout.Layout> = new Map([
  ['bool', Layout.flag],
  ['u8', Layout.u8],
  ['u16', Layout.u16],
  ['u32', Layout.u32],
  ['u64', Layout.u64],
  ['u128', Layout.u128],
  ['u256', Layout.u256],
  ['i8', Layout.i8],
  ['i16', Layout.i16],
  ['i32', Layout.i32],
  ['i64', Layout.i64],
  ['i128', Layout.i128],
  ['i256', Layout.i256],
  ['f32', Layout.fixedBytes(4)],
  ['f64', Layout.fixedBytes(8)],
  ['string', Layout.text],
  ['bytes', Layout.bytes],
  ['pubkey', Layout.key],
  ['publicKey', Layout.key],
])

/** What a type is made of others with. */
const formers: ReadonlyMap<string, Former> = new Map<string, Former>([
  ['option', (inner, path, scope) => Layout.option(typeOf(inner, path, scope))],
  ['vec', (inner, path, scope) => (inner === 'u8' ? Layout.bytes : Layout.list(sized(inner, path, scope)))],
  ['array', array],
  ['defined', defined],
])

const kinds: ReadonlyMap<unknown, Former> = new Map<unknown, Former>([
  ['struct', (json, path, scope) => structure(field(json, path, 'fields') ?? [], `${path}.fields`, scope)],
  ['enum', variants],
  ['type', (json, path, scope) => typeOf(field(json, path, 'alias'), `${path}.alias`, scope)],
])

/** @returns What turns types into layouts, with the definitions of the IDL's list `types`. */
export function compiler(types: unknown): Compile {
  const entries = list(types, 'types').map((json, i) => {
    const path = `types[${i}]`
    return [text(field(json, path, 'name'), `${path}.name`), { json, path }] as const
  })
  const names = entries.map(([name]) => name)
  distinct(names, 'types')
  const scope: Scope = { definitions: new Map(entries), done: new Map(), open: [], depth: 0 }
  return (json, path) => typeOf(json, path, scope)
}

function typeOf(json: unknown, path: string, outer: Scope): Layout.Layout {
  const found = plain.get(json)
  if (found !== undefined) return found
  if (outer.depth === maxDepth) throw invalid(path, `types at most ${maxDepth} deep`)
  const known = typeof json === 'object' && json !== null ? Object.keys(json) : []
  const former = known.length === 1 ? formers.get(known[0]!) : undefined
  if (former === undefined) throw invalid(path, 'a type of which the bytes are known', json ?? 'nothing')
  return former(field(json, path, known[0]!), `${path}.${known[0]}`, { ...outer, depth: outer.depth + 1 })
}

/** What stands in lists and structs takes a byte at least: else a few bytes of data could hold values without end. */
function sized(json: unknown, path: string, scope: Scope): Layout.Layout {
  const layout = typeOf(json, path, scope)
  if (layout.minimum === 0) throw invalid(path, 'a type that takes at least a byte', json)
  return layout
}

function array(json: unknown, path: string, scope: Scope): Layout.Layout {
  const [inner, count, ...more] = list(json, path)
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0 || more.length > 0) {
    throw invalid(path, 'a type and a count', count)
  }
  return inner === 'u8' ? Layout.fixedBytes(count) : Layout.array(sized(inner, `${path}[0]`, scope), count)
}

function defined(json: unknown, path: string, scope: Scope): Layout.Layout {
  const name = text(typeof json === 'string' ? json : field(json, path, 'name'), path)
  if (typeof json !== 'string') refuseGenerics(json, path)
  const done = scope.done.get(name)
  if (done !== undefined) return done
  const definition = scope.definitions.get(name)
  if (definition === undefined) throw invalid(path, 'the name of a type in the list `types`', name)
  if (scope.open.includes(name)) throw invalid(path, 'a type that does not contain itself', name)
  const layout = definitionOf(definition.json, definition.path, { ...scope, open: [...scope.open, name] })
  scope.done.set(name, layout)
  return layout
}

function definitionOf(json: unknown, path: string, scope: Scope): Layout.Layout {
  refuseGenerics(json, path)
  const serialization = field(json, path, 'serialization') ?? 'borsh'
  if (serialization !== 'borsh') throw invalid(`${path}.serialization`, '`borsh`', serialization)
  const type = field(json, path, 'type')
  const kind = field(type, `${path}.type`, 'kind')
  const former = kinds.get(kind)
  if (former === undefined) throw invalid(`${path}.type.kind`, '`struct`, `enum` or `type`', kind ?? 'nothing')
  return former(type, `${path}.type`, scope)
}

function refuseGenerics(json: unknown, path: string): void {
  const generics = list(field(json, path, 'generics') ?? [], `${path}.generics`)
  if (generics.length > 0) throw invalid(`${path}.generics`, 'no generic parameters')
}

/** Fields with names, or types alone: then their names are `0`, `1` and so on. */
function structure(json: unknown, path: string, scope: Scope): Layout.Layout {
  const compile: Compile = (type, at) => sized(type, at, scope)
  const parts = list(json, path)
  if (parts.some(isNamed)) return Layout.record(fields(parts, path, compile))
  return Layout.record(parts.map((type, i) => [`${i}`, compile(type, `${path}[${i}]`)] as const))
}

function isNamed(json: unknown): boolean {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, 'name')
}

function variants(json: unknown, path: string, scope: Scope): Layout.Layout {
  const at = `${path}.variants`
  const entries = list(field(json, path, 'variants'), at).map((entry, i) => {
    const name = text(field(entry, `${at}[${i}]`, 'name'), `${at}[${i}].name`)
    const parts = list(field(entry, `${at}[${i}]`, 'fields') ?? [], `${at}[${i}].fields`)
    return [name, parts.length === 0 ? null : structure(parts, `${at}[${i}].fields`, scope)] as const
  })
  const names = entries.map(([name]) => name)
  distinct(names, at)
  return Layout.variant(entries)
}
