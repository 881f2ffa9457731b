/** Requests as they arrive: an idempotency key, a key, exactly one payload, and what the caller adds. The issuer is never in it. */
import type * as Json from '../codec/json.ts'
import { InputError } from '../input-error.ts'

/** Every kind of payload, and what its value is in JSON. */
export const payloadKinds = {
  unsignedTransaction: 'hex',
  signedTransaction: 'hex',
  transaction: 'object',
  typedData: 'object',
  message: 'text',
  userOperation: 'object',
  authorization: 'object',
  solanaTransaction: 'text',
  solanaMessage: 'text',
  operation: 'object',
  rawHash: 'hex',
} as const satisfies Record<string, 'hex' | 'text' | 'object'>

export type PayloadKind = keyof typeof payloadKinds

export type Payload = { readonly kind: PayloadKind; readonly value: Json.JsonValue }

export type Request = {
  readonly requestId: string | null
  readonly keyId: string | null
  readonly payload: Payload
  /** The caller's own words: never authority. */
  readonly context: Json.JsonObject
}

const fields: ReadonlySet<string> = new Set(['requestId', 'keyId', 'payload', 'context'])
const maxIdLength = 256

/**
 * Reads a request from JSON: the whole envelope, or a payload alone such as `{ "unsignedTransaction": "0x…" }`.
 *
 * @throws InputError `bad_object`, `unknown_field`, `unknown_payload_kind`, `missing_field`, `bad_type`, `too_long`, with the path.
 */
export function read(json: Json.JsonValue): Request {
  const object = objectAt(json, '')
  if (!Object.hasOwn(object, 'payload'))
    return { requestId: null, keyId: null, payload: readPayload(object, ''), context: {} }
  const stranger = Object.keys(object).find((key) => !fields.has(key))
  if (stranger !== undefined)
    throw new InputError('unknown_field', { path: stranger }, `one of ${[...fields].join(', ')}`, stranger)
  return {
    requestId: readId(object, 'requestId'),
    keyId: readId(object, 'keyId'),
    payload: readPayload(objectAt(object.payload, 'payload'), 'payload'),
    context: Object.hasOwn(object, 'context') ? objectAt(object.context, 'context') : {},
  }
}

function readPayload(object: Json.JsonObject, path: string): Payload {
  const kinds = Object.keys(object)
  const [kind] = kinds
  const expected = `exactly one of ${Object.keys(payloadKinds).join(', ')}`
  if (kinds.length !== 1 || kind === undefined)
    throw new InputError('unknown_payload_kind', { path }, expected, kinds.join(', ') || 'nothing')
  if (!Object.hasOwn(payloadKinds, kind))
    throw new InputError('unknown_payload_kind', { path: join(path, kind) }, expected, kind)
  const value = object[kind]!
  const wanted = payloadKinds[kind as PayloadKind]
  const came = value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value
  if ((wanted === 'object' ? 'object' : 'string') !== came) {
    throw new InputError('bad_type', { path: join(path, kind) }, wanted === 'object' ? 'an object' : 'a text', came)
  }
  return { kind: kind as PayloadKind, value }
}

function readId(object: Json.JsonObject, name: string): string | null {
  if (!Object.hasOwn(object, name)) return null
  const value = object[name]
  if (typeof value !== 'string') throw new InputError('bad_type', { path: name }, 'a text')
  if (value.length === 0 || value.length > maxIdLength)
    throw new InputError('too_long', { path: name }, `1 to ${maxIdLength} characters`)
  return value
}

function objectAt(value: Json.JsonValue | undefined, path: string): Json.JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json.JsonObject
  throw new InputError(
    'bad_object',
    { path },
    'an object of named fields',
    value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value,
  )
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
