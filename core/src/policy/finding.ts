/** What is wrong with a policy text: a stable code, the path in the author's text, and what was expected. */
import type { z } from 'zod'
import * as Json from '../codec/json.ts'
import type { Code } from '../codes.ts'
import { InputError } from '../input-error.ts'

/** A rejection (`error`), or a remark on something legal and dangerous or needless (`lint`). */
export type Finding = {
  readonly severity: 'error' | 'lint'
  readonly code: Code
  readonly path: Json.Path
  readonly expected: string
  readonly came?: string
}

/** A finding and where in the text it stands. */
export type Placed = Finding & Json.Spot

/** @returns The rejection at `path`. */
export function rejection(code: Code, path: Json.Path, expected: string, came?: string): Finding {
  return { severity: 'error', code, path, expected, ...(came === undefined ? {} : { came }) }
}

/** @returns The remark at `path`. */
export function remark(code: Code, path: Json.Path, expected: string): Finding {
  return { severity: 'lint', code, path, expected }
}

/** @returns The finding that an error of a part of the text amounts to, at `path`. */
export function fromError(error: unknown, path: Json.Path): Finding {
  if (!(error instanceof InputError)) throw error
  return rejection(error.code, path, error.expected, error.came)
}

/** @returns The findings in the order in which they stand in `text`, each with its place; those of one place as they came. */
export function placed(findings: readonly Finding[], text: string): readonly Placed[] {
  const spots = Json.locateAll(text, findings.map(anchorOf))
  return findings
    .map((finding, i) => ({ ...finding, ...spots[i]![finding.code === 'unknown_field' ? 'key' : 'value'] }))
    .sort((a, b) => a.at - b.at)
}

/** @returns The finding as an error to throw. */
export function toError({ code, path, expected, came, line, column, at }: Placed): InputError {
  return new InputError(code, { line, column, at, path: Json.pathText(path) }, expected, came)
}

/** How shapes are parsed: what came stands in the issue, and of a field that does not exist which ones do. */
export const parsing: z.core.ParseContext<z.core.$ZodIssue> = { reportInput: true, error: fieldsOf }

/**
 * @returns What `schema` found wrong with `json`, one finding for each place.
 * @param isSecond - Of a union of two shapes: whether the value was meant as the second.
 */
export function shapeFindings(error: z.ZodError, isSecond: (value: unknown) => boolean): readonly Finding[] {
  return error.issues.flatMap((issue) => fromIssue(issue, [], isSecond))
}

/** The path of the value; of the nearest thing around it where the value is missing. */
function anchorOf({ code, path }: Finding): Json.Path {
  return code === 'missing_field' ? path.slice(0, -1) : path
}

type Issue = z.core.$ZodIssue

const fieldsLead = 'one of '

function fieldsOf({ code, inst }: z.core.$ZodRawIssue): string | undefined {
  const shape = code === 'unrecognized_keys' ? (inst as Partial<z.ZodObject> | undefined)?.shape : undefined
  return shape === undefined ? undefined : `${fieldsLead}${Object.keys(shape).join(', ')}`
}

function fromIssue(issue: Issue, base: Json.Path, isSecond: (value: unknown) => boolean): readonly Finding[] {
  const path = [...base, ...(issue.path as (string | number)[])]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => rejection('unknown_field', [...path, key], knownFields(issue)))
    case 'invalid_union': {
      const value = issue.input
      const branch = issue.errors[isSecond(value) ? 1 : 0]
      if (typeof value !== 'object' || value === null || branch === undefined) return [wrongType(issue, path, value)]
      return branch.flatMap((inner) => fromIssue(inner, path, isSecond))
    }
    case 'invalid_value':
      return [invalidValue(issue, path)]
    case 'too_small':
      return [rejection('empty', path, `at least ${issue.minimum}`)]
    case 'too_big':
      return [rejection('too_long', path, `at most ${issue.maximum}`)]
    case 'custom':
      return [rejection('too_long', path, `at most ${issue.params?.max} code points`)]
    default:
      return [wrongType(issue, path, issue.input)]
  }
}

function knownFields({ message }: Issue): string {
  return message.startsWith(fieldsLead) ? message : 'no such field here'
}

function invalidValue(issue: Issue & { code: 'invalid_value' }, path: Json.Path): Finding {
  if (issue.input === undefined) return rejection('missing_field', path, `one of ${issue.values.join(', ')}`)
  if (path.length === 1 && path[0] === 'version') return rejection('bad_version', path, '`1.0`', String(issue.input))
  return rejection('unknown_enum', path, `one of ${issue.values.join(', ')}`, String(issue.input))
}

function wrongType(issue: Issue, path: Json.Path, value: unknown): Finding {
  const expected = issue.code === 'invalid_type' ? article(issue.expected) : 'another type of value'
  if (value === undefined) return rejection('missing_field', path, expected)
  return rejection(
    'bad_type',
    path,
    expected,
    value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value,
  )
}

function article(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`
}
