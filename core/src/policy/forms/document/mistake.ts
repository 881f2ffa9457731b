/** What authors of documents often mean by what is wrong: another file, another key, another value. */
import * as Json from '../../../codec/json.ts'
import { payloadKinds } from '../../../facts/request.ts'
import { type Finding, rejection } from '../../finding.ts'

/** Files that are given beside policies, by their `kind`. */
const companions: ReadonlyMap<unknown, string> = new Map([
  ['token', 'this is a token: give it with --with'],
  ['tokens', 'these are tokens: give them with --with'],
  ['list', 'this is a list: give it with --with'],
  ['counter', 'this is a counter: give it with --with'],
  ['operation', 'this is an operation: give it with --with'],
])

const scalars = 'a text, a number, true or false'

/** What is expected where the shape alone would say less. `null`: the shape says enough. To add one, add a row. */
const hints: readonly ((finding: Finding) => string | null)[] = [
  ({ code, path }) => (code === 'bad_type' && path.at(-1) === 'value' ? `${scalars}, or a list of these` : null),
  ({ code, path }) => (code === 'bad_type' && path.at(-2) === 'value' ? scalars : null),
  ({ code, path, came }) =>
    code === 'bad_type' && path.at(-1) === 'abi' && came === 'an array'
      ? 'one function of the ABI, not the list'
      : null,
  (finding) => (isNestedConditions(finding) ? '`group`, which is the key for conditions within conditions' : null),
]

/** @returns Why `json` is no document but something else that is known; null if it may be one. */
export function strangerOf(json: Json.JsonValue): Finding | null {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null
  if (Object.hasOwn(json, 'version') || Object.hasOwn(json, 'rules')) return null
  const said = companions.get((json as Json.JsonObject).kind) ?? (isRequest(json as Json.JsonObject) ? request : null)
  return said === null ? null : rejection('missing_field', ['version'], `\`1.0\`; ${said}`)
}

/** @returns The findings with what is expected in words that help; without those that only follow from others. */
export function explained(findings: readonly Finding[]): readonly Finding[] {
  const nested = new Set(findings.filter(isNestedConditions).map(({ path }) => Json.pathText(path.slice(0, -1))))
  const follows = ({ code, path }: Finding) =>
    code === 'missing_field' && path.at(-1) === 'group' && nested.has(Json.pathText(path.slice(0, -1)))
  return findings.filter((finding) => !follows(finding)).map(explain)
}

function explain(finding: Finding): Finding {
  const expected = hints.map((hint) => hint(finding)).find((hint) => hint !== null)
  return expected === undefined ? finding : { ...finding, expected }
}

function isNestedConditions({ code, path }: Finding): boolean {
  return code === 'unknown_field' && path.at(-1) === 'conditions' && typeof path.at(-2) === 'number' && path.length > 3
}

const request = 'this is a request, not a policy'

function isRequest(json: Json.JsonObject): boolean {
  const [key, ...others] = Object.keys(json)
  return (
    Object.hasOwn(json, 'payload') || (others.length === 0 && key !== undefined && Object.hasOwn(payloadKinds, key))
  )
}
