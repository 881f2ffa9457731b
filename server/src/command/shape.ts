/** Shapes of JSON files that a command is given: objects without stray fields, arrays, texts, each wrong one with its path. */
import { InputError, type Json } from '@portcullis/core'

/** @throws InputError `unknown_field` for a field that is none of `names`. */
export function only(json: Json.JsonObject, names: readonly string[], path = ''): void {
  const stranger = Object.keys(json).find((key) => !names.includes(key))
  if (stranger !== undefined)
    throw new InputError('unknown_field', { path: join(path, stranger) }, `one of ${names.join(', ')}`)
}

export function objectOf(json: Json.JsonValue, path: string): Json.JsonObject {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json.JsonObject
  throw new InputError('bad_object', { path }, 'an object of named fields')
}

export function arrayAt(json: Json.JsonObject, name: string, path = ''): readonly Json.JsonValue[] {
  const value = json[name]
  if (Array.isArray(value)) return value
  throw new InputError(value === undefined ? 'missing_field' : 'bad_type', { path: join(path, name) }, 'an array')
}

export function textAt(json: Json.JsonObject, name: string, path: string): string {
  return textOf(json[name], join(path, name))
}

export function textOf(json: Json.JsonValue | undefined, path: string): string {
  if (typeof json === 'string') return json
  throw new InputError(json === undefined ? 'missing_field' : 'bad_type', { path }, 'a text')
}

export function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
