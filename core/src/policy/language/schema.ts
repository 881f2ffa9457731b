/** The JSON Schema of the JSON notation, for editors that complete and check policies. */
import { limits, weekdays } from './expression.ts'
import { type Part, type Shape, type Sort, shapes, sorts } from './shape.ts'
import { type Spelling, type SpellingName, spellings } from './spelling.ts'

const plain: Readonly<Record<'text' | 'flag' | 'days', object>> = {
  text: { type: 'string' },
  flag: { type: 'boolean' },
  days: { ...arrayOf({ type: 'string', enum: weekdays }, 1, weekdays.length), uniqueItems: true },
}

/**
 * JSON Schema (draft 2020-12) of a condition as an object; it may be embedded, as its references are its own. It cannot say
 * everything: `read` also refuses addresses with a wrong checksum, days that no calendar has, ranges that end before
 * they begin, halves of surrogate pairs, and what exceeds `limits` in bytes or depth.
 */
export const expressionSchema: Readonly<Record<string, unknown>> = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:portcullis:condition',
  title: 'Portcullis condition',
  $ref: reference('expression'),
  $defs: { ...mapped(sorts, ({ shapes: names }) => ({ anyOf: names.map(shapeReference) })), ...prefixed() },
}

function mapped<Value>(table: Readonly<Record<string, Value>>, make: (value: Value) => object): Record<string, object> {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, make(value)]))
}

/** Sorts and shapes have names in common. */
function prefixed(): Record<string, object> {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [`${name}-node`, objectOf(shape)]))
}

function reference(sort: Sort): string {
  return `#/$defs/${sort}`
}

function shapeReference(name: string): object {
  return { $ref: `#/$defs/${name}-node` }
}

function objectOf({ parts, optional = {} }: Shape): object {
  return {
    type: 'object',
    properties: mapped({ ...parts, ...optional }, partOf),
    required: Object.keys(parts),
    additionalProperties: false,
  }
}

function partOf(part: Part): object {
  if ('node' in part) return { $ref: reference(part.node) }
  if ('nodes' in part) return arrayOf({ $ref: reference(part.nodes) }, part.least, limits.items)
  if ('spelt' in part) return speltAs(part.spelt)
  if ('pair' in part) return arrayOf(speltAs(part.pair), 2, 2)
  return 'choice' in part ? { type: 'string', enum: part.choice } : plain[part.plain]
}

function arrayOf(items: object, minItems: number, maxItems: number): object {
  return { type: 'array', items, minItems, maxItems }
}

function speltAs(name: SpellingName): object {
  const { form, max, expected } = spellings[name] as Spelling
  return { type: 'string', pattern: form.source, maxLength: max, description: expected }
}
