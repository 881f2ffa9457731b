/**
 * A policy as its author wrote it: read strictly, recognised by its form, and given its identity, the hash of its canonical
 * JSON (RFC 8785). Nothing is compiled yet.
 */
import { canonical } from '../codec/canonical.ts'
import { sha256 } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import * as Json from '../codec/json.ts'
import * as Utf8 from '../codec/utf8.ts'
import type { Definition } from '../facts/operation.ts'
import { InputError } from '../input-error.ts'
import { type Finding, placed, rejection, toError } from './finding.ts'
import type { Named } from './forms/document/document.ts'
import { type Content, type Failure, type FormName, forms } from './forms/form.ts'
import type { Controller } from './limit.ts'
import type { Policy } from './policy.ts'

/** Read, not compiled. `author` is the text as it came, `canonical` what `hash` is of. */
export type PolicyText = Content & {
  readonly author: string
  readonly canonical: string
  readonly hash: Hex.Hex
}

/** What a policy may name beside itself. */
export type Context = {
  /** `pol_` and the first 16 digits of the hash, if unsaid. */
  readonly id?: string
  readonly controllers?: readonly Controller[]
  readonly operations?: readonly Definition[]
}

/**
 * @param text - A document has `version` "1.0" and no `form`; the others name their `form`.
 * @throws InputError The first thing wrong in document order, with line, column and path.
 */
export function parse(text: string): PolicyText {
  const read = readText(text)
  if ('findings' in read) throw first(read.findings, text)
  return read
}

/**
 * @returns The policy: immutable, addressed by its content.
 * @throws InputError The first thing wrong in document order, with line, column and path.
 */
export function compile(text: PolicyText, context: Context = {}): Policy {
  const compiled = compiledFrom(text, context)
  if ('findings' in compiled) throw first(compiled.findings, text.author)
  return compiled.policy
}

/** @returns The text compiled, or everything that is wrong with its meaning. */
export function compiledFrom(text: PolicyText, context: Context): { readonly policy: Policy } | Failure {
  return forms[text.form].compile(text.content as never, idOf(text, context), text.hash, namedIn(context))
}

/** @returns The text read, or everything that is wrong with its shape. */
export function readText(text: string): PolicyText | Failure {
  const json = Json.parse(text)
  const form = formOf(json)
  if (typeof form !== 'string') return { findings: [form] }
  const read = forms[form].read(json)
  if ('findings' in read) return read
  const canonicalText = canonical(json)
  const hash = Hex.fromBytes(sha256(Utf8.toBytes(canonicalText)))
  return { ...read, author: text, canonical: canonicalText, hash }
}

/** The policy's id in `context`, or the one its hash gives. */
function idOf(text: PolicyText, context: Context): string {
  return context.id ?? `pol_${text.hash.slice(2, 18)}`
}

/** What the policy may name, nothing where the context is silent. */
function namedIn({ controllers = [], operations = [] }: Context): Named {
  return { controllers, operations }
}

function formOf(json: Json.JsonValue): FormName | Finding {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return rejection('bad_object', [], 'a policy: an object with `version`')
  }
  const { form } = json as Json.JsonObject
  if (form === undefined) return 'document'
  if (typeof form === 'string' && form !== 'document' && Object.hasOwn(forms, form)) return form as FormName
  return rejection('unknown_form', ['form'], '`rulebook`, `chain`, or no `form` for a document', String(form))
}

/** The first of the findings in document order, to throw. */
function first(findings: readonly Finding[], text: string): InputError {
  const [finding] = placed(findings, text)
  // INVARIANT: a failure has findings.
  return finding === undefined ? new InputError('bad_json', {}, 'findings') : toError(finding)
}
