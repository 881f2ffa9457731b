/**
 * What a decision is made of, and the decision. Nothing else goes into one, so that whoever has the same matter comes to the same
 * decision.
 */
import { canonical } from '../codec/canonical.ts'
import { sha256 } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import * as Json from '../codec/json.ts'
import * as Utf8 from '../codec/utf8.ts'
import type { Code } from '../codes.ts'
import { type Decision, denied } from '../engine/decision.ts'
import { type Binding, evaluate } from '../engine/evaluate.ts'
import type { Source } from '../facts/call.ts'
import { type DecodedRequest, decode, decodeHex, type Surroundings } from '../facts/decode.ts'
import type { Fact } from '../facts/fact.ts'
import * as Requests from '../facts/request.ts'
import { InputError } from '../input-error.ts'

/** A request as it was submitted: one JSON text, or one line of hex with 0x. */
export type Submitted = { readonly form: 'json' | 'hex'; readonly text: string }

/** A deny that the service gave whatever the policies say, such as an emergency stop. */
export type Imposed = { readonly code: Code; readonly message: string }

export type Matter = {
  readonly request: Submitted
  readonly surroundings: Surroundings
  readonly bindings: readonly Binding[]
  readonly noPolicy: 'deny' | 'allow'
  readonly source: Source
  readonly imposed: Imposed | null
}

/** A request read: decoded, or refused. */
export type Read = {
  readonly requestId: string | null
  readonly decoded: DecodedRequest | null
  readonly refusal: InputError | null
}

/** A decision, and what it came of. `asked` is every fact that was asked of the source so far. */
export type Judged = Read & { readonly decision: Decision; readonly asked: ReadonlyMap<string, Fact> }

/**
 * @param read - The request, where it was read before.
 * @returns The decision. Each fact is asked once, so that it cannot change while it is decided.
 */
export function judge(matter: Matter, read: Read = readRequest(matter.request, matter.surroundings)): Judged {
  const { request, bindings, noPolicy, source, imposed } = matter
  const asked = new Map<string, Fact>()
  const once: Source = (name) => {
    const known = asked.get(name)
    if (known !== undefined) return known
    const fact = source(name)
    asked.set(name, fact)
    return fact
  }
  const { requestId, decoded, refusal } = read
  const came = { requestId, decoded, refusal, asked }
  if (imposed !== null) return { ...came, decision: denied(imposed.code, { message: imposed.message }) }
  if (decoded === null) return { ...came, decision: refused(refusal!) }
  const setting = { noPolicy, requestHash: hashOf(request) }
  return { ...came, decision: evaluate(bindings, decoded, once, setting) }
}

/** @returns The request decoded, or why it is refused. The id is there as soon as it could be read. */
export function readRequest({ form, text }: Submitted, surroundings: Surroundings): Read {
  let requestId: string | null = null
  try {
    if (form === 'hex') return { requestId, decoded: decodeHex(text, surroundings), refusal: null }
    const request = Requests.read(Json.parse(text))
    requestId = request.requestId
    return { requestId, decoded: decode(request, surroundings), refusal: null }
  } catch (error) {
    if (error instanceof InputError) return { requestId, decoded: null, refusal: error }
    throw error
  }
}

/** @returns SHA-256 of the request's canonical JSON (RFC 8785), or of its hex in lower case; of its text, if it is not JSON. */
export function hashOf(request: Submitted): Hex.Hex {
  return Hex.fromBytes(sha256(Utf8.toBytes(canonicalText(request))))
}

/** @returns The deny that a refusal is. */
export function refused({ code, expected, place, message }: InputError): Decision {
  const at = place.at === undefined ? {} : { at: place.at }
  return denied(code, { expected, ...at, message })
}

function canonicalText({ form, text }: Submitted): string {
  if (form === 'hex') return text.toLowerCase()
  try {
    return canonical(Json.parse(text))
  } catch (error) {
    if (error instanceof InputError) return text
    throw error
  }
}
