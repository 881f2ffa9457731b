/**
 * Records: what the log holds. A record is canonical JSON (RFC 8785); the bytes that are stored are the bytes that are hashed. All
 * kinds share `kind`, `tenant` and `at`. The entry in the Merkle tree is the record's hash, so that a record can be erased when the
 * law asks for it, and the log stays whole.
 */
import { z } from 'zod'
import { canonical } from '../codec/canonical.ts'
import { sha256 } from '../codec/hash.ts'
import * as Json from '../codec/json.ts'
import * as Utf8 from '../codec/utf8.ts'
import { InputError } from '../input-error.ts'

/** A larger record is refused. */
const limits: Json.Limits = { maxBytes: 64 * 1024 * 1024, maxDepth: 512 }

const name = z.string().min(1).max(256)
const hash = z.string().regex(/^0x[0-9a-f]{64}$/)
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const whole = z.number().int().nonnegative()
const amount = z.string().regex(/^-?(0|[1-9][0-9]*)$/)
const some = z.record(z.string(), z.unknown())
const envelope = { tenant: name, at: instant }

const decision = z.strictObject({
  ...envelope,
  kind: z.literal('decision'),
  id: name,
  requestId: z.string().nullable(),
  request: z.strictObject({ form: z.enum(['json', 'hex']), text: z.string(), hash }),
  /** What a signer would sign, and the hash of the transaction once it is signed. */
  transaction: z.strictObject({ digest: z.string().nullable(), hash: z.string().nullable() }),
  basis: z.strictObject({
    noPolicy: z.enum(['deny', 'allow']),
    policies: z.array(z.strictObject({ level: z.enum(['tenant', 'key', 'target']), id: name, version: whole, hash })),
    counters: z.array(hash),
    operations: z.array(hash),
    contracts: z.array(hash),
    key: hash.nullable(),
    cluster: hash.nullable(),
    chain: z.string().nullable(),
  }),
  imposed: z.strictObject({ code: name, message: z.string() }).nullable(),
  calls: z.array(some),
  facts: z.array(z.strictObject({ name, fact: some, source: name, ageMs: whole.nullable() })),
  limits: z.array(
    z.strictObject({ counter: name, partition: z.string(), before: amount, after: amount, version: whole }),
  ),
  decision: z.enum(['allow', 'hold', 'deny']),
  reason: some,
  obligations: z.array(some),
  draws: z.array(z.strictObject({ counter: name, partition: z.string(), call: whole, amount })),
  needs: z.array(some),
  trace: z.array(some),
  executor: z.strictObject({ node: name, key: z.string().nullable() }),
  tookMs: whole,
  semantics: whole,
  engine: name,
})

/** Every kind of record. To add one, add a row. */
const kinds = {
  decision,
  policy: z.strictObject({
    ...envelope,
    kind: z.literal('policy'),
    change: z.enum(['published', 'rolledBack', 'bound', 'unbound']),
    policy: name,
    version: whole,
    hash,
    author: name,
    by: z.array(name),
  }),
  approval: z.strictObject({
    ...envelope,
    kind: z.literal('approval'),
    decision: name,
    obligation: name,
    answer: z.enum(['yes', 'no']),
    by: name,
  }),
  settlement: z.strictObject({
    ...envelope,
    kind: z.literal('settlement'),
    decision: name,
    outcome: z.enum(['executed', 'failed', 'cancelled', 'expired']),
    transactionHash: z.string().nullable(),
    proof: z.string().nullable(),
    late: z.boolean(),
    by: name,
  }),
  login: z.strictObject({ ...envelope, kind: z.literal('login'), who: name, method: name, accepted: z.boolean() }),
  role: z.strictObject({
    ...envelope,
    kind: z.literal('role'),
    change: z.enum(['given', 'taken']),
    role: name,
    who: name,
    by: z.array(name),
  }),
  stop: z.strictObject({
    ...envelope,
    kind: z.literal('stop'),
    change: z.enum(['stopped', 'released']),
    by: z.array(name),
  }),
} as const

export type Kind = keyof typeof kinds
export type Decided = z.infer<typeof decision>
export type Record = { readonly [K in Kind]: z.infer<(typeof kinds)[K]> }[Kind]

/** @returns The bytes of the record: what is stored, hashed and read. @throws InputError `bad_record` for one of no kind. */
export function bytes(record: Record): Uint8Array {
  return Utf8.toBytes(canonical(checked(record as unknown as Json.JsonObject) as unknown as Json.JsonObject))
}

/** @returns SHA-256 of the bytes as they are: what `sha256sum` says, and the record's entry in the log. */
export function hashOf(stored: Uint8Array): Uint8Array {
  return sha256(stored)
}

/**
 * @returns The record that the bytes are.
 * @throws InputError `bad_record` for bytes that are no record, or not written as records are; those of JSON and UTF-8.
 */
export function read(stored: Uint8Array): Record {
  const text = Utf8.toText(stored)
  const json = Json.parse(text, limits)
  if (canonical(json) !== text) throw new InputError('bad_record', {}, 'canonical JSON')
  return checked(json)
}

function checked(json: Json.JsonValue): Record {
  const kind =
    typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Json.JsonObject)['kind'] : null
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind))
    throw new InputError('bad_record', { path: 'kind' }, `one of ${Object.keys(kinds).join(', ')}`)
  const parsed = kinds[kind as Kind].safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = Json.pathText((issue?.path ?? []).filter((step) => typeof step !== 'symbol'))
  throw new InputError('bad_record', { path }, `the fields of a record of kind ${kind} (${issue?.message})`)
}
