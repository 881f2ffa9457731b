/** Values and facts as JSON and as text for people: amounts as decimal strings, bytes as hex, records by name. */
import type { Fact } from './fact.ts'
import type { Structure, Value } from './value.ts'

/** JSON that a printed fact consists of. */
export type Printed = string | boolean | readonly Printed[] | { readonly [name: string]: Printed }

/**
 * @returns The value as JSON. Integers are decimal strings, instants RFC 3339 with milliseconds, and fields without a name of
 * their own go by their position.
 */
export function toJson(value: Value): Printed {
  switch (value.type) {
    case 'integer':
      return value.value.toString()
    case 'instant':
      return new Date(value.value).toISOString()
    case 'list':
      return value.items.map(toJson)
    case 'record':
      return fieldsToJson(value)
    default:
      return value.value
  }
}

/** @returns The fact as JSON: its value, or `{ absent: true }`, `{ failed: cause }`, `{ notAsked: true }`. */
export function factToJson(fact: Fact): Printed {
  if (fact.type === 'absent') return { absent: true }
  if (fact.type === 'failed') return { failed: fact.cause }
  return fact.type === 'notAsked' ? { notAsked: true } : toJson(fact)
}

/** @returns The fact in one line for people, cut to `width` characters. */
export function toText(fact: Fact, width = 80): string {
  const printed = factToJson(fact)
  const text = typeof printed === 'string' ? printed : JSON.stringify(printed)
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}

function fieldsToJson(record: Structure): Printed {
  // Names come from ABIs and typed data: a null prototype keeps `__proto__` a name like any other.
  const object: Record<string, Printed> = Object.create(null)
  for (const [index, field] of record.fields.entries()) {
    object[freeName(object, field.name, index)] = toJson(field.value)
  }
  return object
}

/** The field's own name, else its position; a position that is itself the name of another field gets underscores. */
function freeName(object: Readonly<Record<string, Printed>>, own: string, index: number): string {
  if (own !== '' && !Object.hasOwn(object, own)) return own
  let name = String(index)
  while (Object.hasOwn(object, name)) name += '_'
  return name
}
