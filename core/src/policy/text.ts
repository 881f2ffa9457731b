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
import { type Finding, rejection, toError } from './finding.ts'
import * as Documents from './forms/document/document.ts'
import type { Document } from './forms/document/schema.ts'
import type { Controller } from './limit.ts'
import type { Policy } from './policy.ts'

/** Read, not compiled. `author` is the text as it came, `canonical` what `hash` is of. */
export type PolicyText = {
  readonly form: 'document'
  readonly document: Document
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
 * @param text - A document: `version` "1.0" and no `form`.
 * @throws InputError The first thing wrong in document order, with line, column and path.
 */
export function parse(text: string): PolicyText {
  const read = readText(text)
  if ('findings' in read) throw toError(first(read.findings, text), text)
  return read
}

/**
 * @returns The policy: immutable, addressed by its content.
 * @throws InputError The first thing wrong in document order, with line, column and path.
 */
export function compile(text: PolicyText, context: Context = {}): Policy {
  const compiled = Documents.compile(text.document, idOf(text, context), text.hash, namedIn(context))
  if ('findings' in compiled) throw toError(first(compiled.findings, text.author), text.author)
  return compiled.policy
}

/** @returns The text read, or everything that is wrong with its shape. */
export function readText(text: string): PolicyText | { readonly findings: readonly Finding[] } {
  const json = Json.parse(text)
  const form = formOf(json)
  if (form !== 'document') return { findings: [form] }
  const read = Documents.read(json)
  if ('findings' in read) return read
  const canonicalText = canonical(json)
  return {
    form,
    document: read.document,
    author: text,
    canonical: canonicalText,
    hash: Hex.fromBytes(sha256(Utf8.toBytes(canonicalText))),
  }
}

/** @returns The policy's id in `context`, or the one its hash gives. */
export function idOf(text: PolicyText, context: Context): string {
  return context.id ?? `pol_${text.hash.slice(2, 18)}`
}

/** @returns What the policy may name, nothing where the context is silent. */
export function namedIn({ controllers = [], operations = [] }: Context): Documents.Named {
  return { controllers, operations }
}

function formOf(json: Json.JsonValue): 'document' | Finding {
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json)
  if (!isObject) return rejection('bad_object', [], 'a policy: an object with `version`')
  if (!Object.hasOwn(json, 'form')) return 'document'
  return rejection('unknown_form', ['form'], 'no `form`, for a document', String((json as Json.JsonObject).form))
}

function first(findings: readonly Finding[], text: string): Finding {
  const [only, ...others] = findings
  if (only === undefined) throw new InputError('bad_json', {}, 'findings')
  const at = (finding: Finding) => toError(finding, text).place.at ?? 0
  return others.reduce((best, finding) => (at(finding) < at(best) ? finding : best), only)
}
