/**
 * The part of JSON Schema (draft 2020-12) in which a tenant describes an operation. Every keyword here is enforced,
 * formats too; any other is refused, since a rule must not rely on what nobody checks.
 */
import { type Path, pathText } from '../../codec/json/value.ts'
import { InputError } from '../../input-error.ts'
import { type Format, formats, plain } from './format.ts'
import * as Shape from './shape.ts'

/** Ceilings of one schema: levels of objects and lists, and properties on all of them together. */
export const limits = { depth: 8, properties: 128, nameLength: 64 } as const

type Node = Readonly<Record<string, unknown>>
type Builder = (node: Node, path: Path, depth: number) => Shape.Shape

const dialect = 'https://json-schema.org/draft/2020-12/schema'
const nameForm = /^[A-Za-z][A-Za-z0-9_]*$/
const annotations = ['title', 'description']

/** What each type may say beside its type and its annotations, and what it builds. */
const types: ReadonlyMap<unknown, { readonly keywords: readonly string[]; readonly build: Builder }> = new Map([
  ['string', { keywords: ['format', 'minLength', 'maxLength', 'enum', 'const'], build: text }],
  ['integer', { keywords: ['minimum', 'maximum', 'enum', 'const'], build: integer }],
  ['boolean', { keywords: [], build: (): Shape.Shape => ({ kind: 'boolean' }) }],
  ['array', { keywords: ['items', 'minItems', 'maxItems'], build: list }],
  ['object', { keywords: ['properties', 'required', 'additionalProperties'], build: record }],
])

/**
 * Reads a schema. In one node the type is looked at first, then unknown keywords in document order, then the known
 * ones.
 *
 * @returns The shape that the schema describes, an object.
 * @throws InputError `schema_unsupported` for what is not enforced; `schema_invalid`, `missing_field`, `bad_name`,
 *   `too_deep`, `too_long`, `out_of_range`, `conflicting_fields`; `schema_mismatch` for a bound or an enumerated value
 *   that is not of its type.
 */
export function parse(json: unknown, path: Path): Shape.RecordShape {
  const { $schema, ...node } = objectAt(json, path)
  if ($schema !== undefined && $schema !== dialect) throw unsupported([...path, '$schema'], dialect, $schema)
  const shape = build(node, path, 1)
  if (shape.kind !== 'record')
    throw unsupported([...path, 'type'], '`object`, as an operation has named fields', node.type)
  if (size(shape) <= limits.properties) return shape
  throw new InputError(
    'too_long',
    { path: pathText(path) },
    `at most ${limits.properties} properties`,
    `${size(shape)}`,
  )
}

/**
 * @returns `name`, if it can name an operation or a field: a letter, then letters, digits and `_`.
 * @throws InputError `bad_name`.
 */
export function checkName(name: string, path: Path): string {
  if (nameForm.test(name) && name.length <= limits.nameLength) return name
  const expected = `a letter, then letters, digits and \`_\`, at most ${limits.nameLength} together`
  throw new InputError('bad_name', { path: pathText(path) }, expected, name)
}

function build(json: unknown, path: Path, depth: number): Shape.Shape {
  const node = objectAt(json, path)
  const type = types.get(required(node, 'type', path))
  if (type === undefined) throw unsupported([...path, 'type'], `one of ${[...types.keys()].join(', ')}`, node.type)
  const keywords = ['type', ...annotations, ...type.keywords]
  const other = Object.keys(node).find((keyword) => !keywords.includes(keyword))
  if (other !== undefined) throw unsupported([...path, other], `one of ${keywords.join(', ')}`)
  for (const name of annotations) if (Object.hasOwn(node, name)) textAt(node[name], [...path, name])
  return type.build(node, path, depth)
}

function text(node: Node, path: Path): Shape.Shape {
  const most = Shape.limits.textBytes
  const [minLength, maxLength] = range(node, ['minLength', 'maxLength'], most, path)
  const shape = { kind: 'text', format: formatOf(node, path), minLength, maxLength, allowed: null } as const
  return { ...shape, allowed: allowedBy(shape, node, path) }
}

function formatOf(node: Node, path: Path): Format {
  if (!Object.hasOwn(node, 'format')) return plain
  const format = formats.get(textAt(node.format, [...path, 'format']))
  if (format !== undefined) return format
  throw unsupported([...path, 'format'], `one of ${[...formats.keys()].join(', ')}`, node.format)
}

function integer(node: Node, path: Path): Shape.Shape {
  const [minimum, maximum] = ['minimum', 'maximum'].map((name) =>
    Object.hasOwn(node, name) ? Shape.integer(node[name], [...path, name]).value : null,
  ) as [bigint | null, bigint | null]
  if (minimum !== null && maximum !== null && minimum > maximum)
    throw invalid([...path, 'maximum'], `at least ${minimum}`)
  const shape = { kind: 'integer', minimum, maximum, allowed: null } as const
  return { ...shape, allowed: allowedBy(shape, node, path) }
}

function list(node: Node, path: Path, depth: number): Shape.Shape {
  const [minItems, maxItems] = range(node, ['minItems', 'maxItems'], Shape.limits.items, path)
  const item = build(required(node, 'items', path), [...path, 'items'], deeper(depth, path))
  return { kind: 'list', item, minItems, maxItems }
}

function record(node: Node, path: Path, depth: number): Shape.Shape {
  const additional = optional(node, 'additionalProperties', false)
  if (additional !== false) throw unsupported([...path, 'additionalProperties'], 'false', additional)
  const at = [...path, 'properties']
  const fields = new Map<string, Shape.Shape>()
  for (const [name, child] of Object.entries(objectAt(optional(node, 'properties', {}), at))) {
    fields.set(checkName(name, [...at, name]), build(child, [...at, name], deeper(depth, path)))
  }
  return { kind: 'record', fields, required: requiredBy(node, fields, [...path, 'required']) }
}

function requiredBy(node: Node, fields: ReadonlyMap<string, Shape.Shape>, path: Path): readonly string[] {
  const names = listAt(optional(node, 'required', []), path)
  return names.map((name, index) => {
    const known = typeof name === 'string' && fields.has(name) && names.indexOf(name) === index
    if (!known) throw invalid([...path, index], 'the name of a property, once', name)
    return name
  })
}

/** The values that `enum` or `const` name, typed: each must itself be of the shape. */
function allowedBy(shape: Shape.Shape, node: Node, path: Path): Shape.TextShape['allowed'] {
  const one = Object.hasOwn(node, 'const')
  const many = Object.hasOwn(node, 'enum')
  if (one && many) throw new InputError('conflicting_fields', { path: pathText(path) }, '`const` or `enum`, not both')
  if (one) return [Shape.read(shape, node.const, [...path, 'const'])]
  if (!many) return null
  const items = listAt(node.enum, [...path, 'enum'])
  if (items.length > 0) return items.map((item, index) => Shape.read(shape, item, [...path, 'enum', index]))
  throw invalid([...path, 'enum'], 'at least one value', 'an empty list')
}

/** Lengths from `least` to `most`, which are 0 and `ceiling` where the schema says nothing. */
function range(node: Node, [least, most]: readonly [string, string], ceiling: number, path: Path): [number, number] {
  const from = count(optional(node, least, 0), ceiling, [...path, least])
  const to = count(optional(node, most, ceiling), ceiling, [...path, most])
  if (from > to) throw invalid([...path, most], `at least ${from}`, to)
  return [from, to]
}

function count(json: unknown, ceiling: number, path: Path): number {
  if (Number.isSafeInteger(json) && (json as number) >= 0 && (json as number) <= ceiling) return json as number
  throw new InputError(
    'out_of_range',
    { path: pathText(path) },
    `a whole number from 0 to ${ceiling}`,
    Shape.describe(json),
  )
}

function size(shape: Shape.Shape): number {
  if (shape.kind === 'list') return size(shape.item)
  if (shape.kind !== 'record') return 0
  return [...shape.fields.values()].reduce((sum, field) => sum + 1 + size(field), 0)
}

function deeper(depth: number, path: Path): number {
  if (depth < limits.depth) return depth + 1
  throw new InputError('too_deep', { path: pathText(path) }, `at most ${limits.depth} levels`)
}

function required(node: Node, name: string, path: Path): unknown {
  if (Object.hasOwn(node, name)) return node[name]
  throw Shape.missingField([...path, name])
}

function optional(node: Node, name: string, otherwise: unknown): unknown {
  return Object.hasOwn(node, name) ? node[name] : otherwise
}

function objectAt(json: unknown, path: Path): Node {
  if (Shape.isObject(json)) return json
  throw invalid(path, 'an object', json)
}

function listAt(json: unknown, path: Path): readonly unknown[] {
  if (Array.isArray(json) && json.length <= Shape.limits.items) return json
  throw invalid(path, `a list of at most ${Shape.limits.items} items`, json)
}

function textAt(json: unknown, path: Path): string {
  if (typeof json === 'string') return json
  throw invalid(path, 'a text', json)
}

function invalid(path: Path, expected: string, came?: unknown): InputError {
  return new InputError(
    'schema_invalid',
    { path: pathText(path) },
    expected,
    came === undefined ? came : Shape.describe(came),
  )
}

function unsupported(path: Path, expected: string, came?: unknown): InputError {
  return new InputError(
    'schema_unsupported',
    { path: pathText(path) },
    expected,
    came === undefined ? came : Shape.describe(came),
  )
}
