/**
 * What the caller says beside the payload, as facts `context.<name>`. It is nobody’s authority: only what is proven counts, a
 * proof that leads to a root or a signature that leads to a signer, and who that may be a policy says.
 */
import type * as Json from '../codec/json.ts'
import { InputError } from '../input-error.ts'
import type { Decoded, Facts } from './call.ts'
import { proofs } from './context/merkle.ts'
import { permit } from './context/permit.ts'
import { scores } from './context/score.ts'
import { signatures } from './context/signature.ts'
import { absent, type Fact, failed, hasValue } from './fact.ts'
import type { Request } from './request.ts'
import type { Value } from './value.ts'

/** What a proof hangs on beside what the caller says. */
export type About = { readonly requestId: string | null; readonly decoded: Decoded }

type Reader = (json: Json.JsonValue, about: About) => Value

/** What is proven, by name. To add a proof, add a row. Every other name is a fact as the caller says it. */
export const readers: Readonly<Record<string, Reader>> = {
  merkleProofs: proofs,
  permit,
  riskScores: scores,
  signatures,
}

const most = 64

/** The facts of a request whose caller says nothing. */
export const nothingSaid: Facts = {}

/** @returns The facts; one that is malformed is failed, with the code of what is wrong. */
export function factsOf({ context, requestId }: Request, decoded: Decoded): Facts {
  const names = Object.keys(context)
  if (names.length === 0) return nothingSaid
  if (names.length > most)
    throw new InputError('too_many', { path: 'context' }, `at most ${most} fields`, `${names.length}`)
  const about = { requestId, decoded }
  return Object.fromEntries(names.map((name) => [`context.${name}`, factOf(name, context[name]!, about)]))
}

function factOf(name: string, json: Json.JsonValue, about: About): Fact {
  if (!Object.hasOwn(readers, name)) return said(json)
  try {
    return readers[name]!(json, about)
  } catch (error) {
    if (error instanceof InputError) return failed(error.code)
    throw error
  }
}

/** Texts stay texts: only who compares them knows what they spell. Fractions are no values. */
function said(json: Json.JsonValue): Fact {
  if (json === null) return absent
  if (typeof json === 'string') return { type: 'text', value: json }
  if (typeof json === 'boolean') return { type: 'boolean', value: json }
  if (typeof json === 'number')
    return Number.isSafeInteger(json) ? { type: 'integer', value: BigInt(json) } : failed('bad_quantity')
  if (Array.isArray(json)) return combined(json.map(said), (items) => ({ type: 'list', items }))
  const fields = Object.entries(json).filter(([, value]) => value !== null)
  return combined(
    fields.map(([, value]) => said(value as Json.JsonValue)),
    (values) => ({ type: 'record', fields: values.map((value, i) => ({ name: fields[i]![0], value })) }),
  )
}

function combined(facts: readonly Fact[], make: (values: readonly Value[]) => Value): Fact {
  const wrong = facts.find((fact) => !hasValue(fact))
  if (wrong === undefined) return make(facts as readonly Value[])
  return wrong.type === 'absent' ? failed('bad_type') : wrong
}
