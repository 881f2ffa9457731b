/**
 * Reads the JSON of an IDL piece by piece, and says by path what is not as it should be.
 * Fields that say nothing about bytes (docs, events, errors) are not looked at.
 */
import { InputError } from '../../../input-error.ts'
import type { Fields, Layout } from './layout.ts'

/** @returns The refusal of what stands at `path`. */
export function invalid(path: string, expected: string, came?: unknown): InputError {
  return new InputError('idl_invalid', { path }, expected, came === undefined ? undefined : print(came))
}

/** @returns The field `name` of the object `json`, or undefined. */
export function field(json: unknown, path: string, name: string): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw invalid(path, 'an object', json ?? 'nothing')
  return Object.hasOwn(json, name) ? (json as Readonly<Record<string, unknown>>)[name] : undefined
}

/** @returns `json`, a list. */
export function list(json: unknown, path: string): readonly unknown[] {
  if (Array.isArray(json)) return json
  throw invalid(path, 'a list', json ?? 'nothing')
}

/** @returns `json`, a text that is not empty. */
export function text(json: unknown, path: string): string {
  if (typeof json === 'string' && json !== '') return json
  throw invalid(path, 'a text that is not empty', json ?? 'nothing')
}

/** @returns Whether the field `name` is there and true. */
export function flagged(json: unknown, path: string, name: string): boolean {
  const value = field(json, path, name) ?? false
  if (typeof value === 'boolean') return value
  throw invalid(`${path}.${name}`, 'true or false', value)
}

/** @returns The names and layouts of a list of `{ name, type }`, each name once. */
export function fields(json: unknown, path: string, compile: (json: unknown, path: string) => Layout): Fields {
  const named = list(json, path).map((entry, i) => {
    const at = `${path}[${i}]`
    return [text(field(entry, at, 'name'), `${at}.name`), compile(field(entry, at, 'type'), `${at}.type`)] as const
  })
  distinct(
    named.map(([name]) => name),
    path,
  )
  return named
}

/** @throws InputError `idl_invalid` with the path of the first of `names` that stood before. */
export function distinct(names: readonly string[], path: string): void {
  const seen = new Set<string>()
  names.forEach((name, i) => {
    if (seen.has(name)) throw invalid(`${path}[${i}].name`, 'a name that does not stand twice', name)
    seen.add(name)
  })
}

function print(json: unknown): string {
  if (typeof json === 'string') return json
  if (typeof json !== 'object' || json === null) return String(json)
  return Array.isArray(json) ? 'a list' : `an object with ${Object.keys(json).slice(0, 3).join(', ') || 'no field'}`
}
