/** How a request fared in decoding, and where in its text a refusal points. */
import { type Code, type DecodedRequest, type InputError, Json, type Place, type Surroundings } from '@portcullis/core'
import { isNoRequest, readEntry } from './decider.ts'
import type { Entry } from './input.ts'

/** An entry with what was read of it: `refusal` is null when `decoded` is not. */
export type Reading = {
  readonly entry: Entry
  readonly requestId: string | null
  readonly decoded: DecodedRequest | null
  readonly refusal: InputError | null
}

/**
 * Marked: well-formed, not signed, and nobody should sign it as it is. Objected: signed, and yet no chain would accept it, or
 * another key signed it.
 */
export type Standing = 'understood' | 'marked' | 'objected' | 'refused' | 'no request'

type Objection = DecodedRequest['objections'][number]

/** What no chain holds against a transaction that is signed: it is old and names no chain, or nobody should have signed it. */
const harmless: ReadonlySet<Code> = new Set([
  'chain_not_stated',
  'delegate_code_unknown',
  'nested_malformed',
  'nested_too_deep',
  'nested_too_many',
  'nested_too_long',
])

/** @returns The entry, read. */
export function readingOf(entry: Entry, surroundings: Surroundings): Reading {
  if (entry.refusal === undefined) return { entry, ...readEntry(entry, surroundings) }
  return { entry, requestId: null, decoded: null, refusal: entry.refusal }
}

/** @returns How the request fared. */
export function standing({ decoded, refusal }: Reading): Standing {
  if (decoded === null) return refusal !== null && isNoRequest(refusal) ? 'no request' : 'refused'
  if (decoded.objections.length === 0) return 'understood'
  return objectionTo(decoded) === null ? 'marked' : 'objected'
}

/** @returns Why a transaction that is signed is as good as refused; null for every other payload, whose objections are marks. */
export function objectionTo({ facts, objections }: DecodedRequest): Objection | null {
  const kind = facts['kind']
  if (kind?.type !== 'text' || kind.value !== 'signedTransaction') return null
  return objections.find(({ code }) => !harmless.has(code)) ?? null
}

/**
 * @returns Where the refusal points. `at` counts bytes of the payload, or of the JSON text where `path` or `column` is there; it
 * is 0 for a refusal of the whole. A refusal that has only a path is looked up in the text.
 */
export function placeOf(entry: Entry, { place }: InputError): Place & { readonly at: number } {
  if (place.at !== undefined || place.path === undefined || entry.form === 'hex') return { ...place, at: place.at ?? 0 }
  const { at, line, column } = spotOf(entry.text, place.path)
  return { ...place, at, line, column }
}

/** Decoders count paths from the payload, the envelope’s reader from the request: what is found there tells which of them spoke. */
function spotOf(text: string, path: string): Json.Spot {
  const steps = path.match(/[^.[\]]+/g)?.map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step)) ?? []
  const json = Json.parse(text)
  const candidates = [...payloadPaths(json).map((root) => [...root, ...steps]), steps]
  const missing = candidates.map((candidate) => candidate.length - depth(json, candidate))
  return Json.locate(text, candidates[missing.indexOf(Math.min(...missing))]!)
}

function payloadPaths(json: Json.JsonValue): readonly Json.Path[] {
  const object = memberOf(json, 'payload') === undefined ? json : memberOf(json, 'payload')!
  const within: Json.Path = object === json ? [] : ['payload']
  const [kind, ...others] = typeof object === 'object' && object !== null ? Object.keys(object) : []
  return kind === undefined || others.length > 0 ? [] : [[...within, kind]]
}

/** How many steps of the path lead somewhere. */
function depth(json: Json.JsonValue, path: Json.Path): number {
  let value: Json.JsonValue | undefined = json
  const end = path.findIndex((step) => {
    value = memberOf(value, step)
    return value === undefined
  })
  return end < 0 ? path.length : end
}

function memberOf(value: Json.JsonValue | undefined, step: string | number): Json.JsonValue | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
  return (value as Readonly<Record<string | number, Json.JsonValue>>)[step]
}
