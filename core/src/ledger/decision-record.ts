/** The record of a decision: all that it came of, and all that it came to. The same matter gives the same bytes. */

import { canonical } from '../codec/canonical.ts'
import { keccak256, sha256 } from '../codec/hash.ts'
import type { Hex } from '../codec/hex.ts'
import * as HexText from '../codec/hex.ts'
import type { JsonObject, JsonValue } from '../codec/json.ts'
import * as Utf8 from '../codec/utf8.ts'
import { trace } from '../engine/trace.ts'
import type { Call, Facts } from '../facts/call.ts'
import * as Exact from '../facts/exact.ts'
import type { Fact } from '../facts/fact.ts'
import type { Draw } from '../policy/limit.ts'
import { hashOf, type Judged, type Matter } from './matter.ts'
import type { Decided } from './record.ts'

/** Raised when the same matter may come to another decision than before. Records carry it. */
export const semantics = 1

/** What nobody can compute from the matter: a record is believed in this, and proven in all else. */
export type Said = {
  readonly tenant: string
  readonly atMs: number
  readonly id: string
  /** Of the policies, in the order of the bindings. */
  readonly versions: readonly number[]
  /** Hashes of the canonical JSON of what policies and decoding stand on. */
  readonly basis: Pick<Decided['basis'], 'counters' | 'operations' | 'contracts' | 'key' | 'cluster'>
  readonly origin: (fact: string) => { readonly source: string; readonly ageMs: number | null }
  /** The total of a partition before the decision, without a reservation that this one replaces, and its version. */
  readonly total: (counter: string, partition: string) => { readonly before: bigint; readonly version: number }
  readonly executor: Decided['executor']
  readonly tookMs: number
  readonly engine: string
}

/** Longer lists in a trace are told by their length and hash. */
const longestList = 32
/** Names that the reader of JSON refuses; with a tilde before them, as before every name that has one, none is lost. */
const refusedNames = /^(~|__proto__$|constructor$|prototype$)/

/** @param judged - Of this very matter. */
export function recordOf(matter: Matter, judged: Judged, said: Said): Decided {
  const { decision, decoded } = judged
  // The trace may ask for facts, so it is made before they are listed.
  const traced = trace(decision).map(plain)
  const { surroundings, request, bindings } = matter
  return {
    kind: 'decision',
    tenant: said.tenant,
    at: new Date(said.atMs).toISOString(),
    id: said.id,
    requestId: judged.requestId,
    request: { ...request, hash: hashOf(request) },
    transaction: { digest: digestOf(judged), hash: transactionHashOf(judged) },
    basis: {
      noPolicy: matter.noPolicy,
      policies: bindings.map(({ level, policy }, i) => ({
        level,
        id: policy.id,
        version: said.versions[i]!,
        hash: policy.hash as Hex,
      })),
      ...said.basis,
      chain: surroundings.chain,
    },
    imposed: matter.imposed,
    calls: decoded === null ? [] : decoded.calls.map(callOf),
    facts: factsOf(judged.asked, said),
    limits: limitsOf(decision.draws, said),
    decision: decision.decision,
    reason: plain(decision.reason),
    obligations: decision.obligations.map(plain),
    draws: decision.draws.map((draw) => ({ ...draw, amount: draw.amount.toString() })),
    needs: decision.needs.map(plain),
    trace: traced,
    executor: said.executor,
    tookMs: said.tookMs,
    semantics,
    engine: said.engine,
  }
}

/** Lists that have a name are told by their hash: they are kept once, not in every record. */
export function factJson(name: string, fact: Fact): JsonObject {
  if (!name.startsWith('list.') || fact.type !== 'list') return Exact.toJson(fact)
  return { type: 'list', count: fact.items.length, hash: Exact.hash(fact) }
}

function factsOf(asked: Judged['asked'], { origin }: Said): Decided['facts'] {
  return [...asked]
    .filter(([, fact]) => fact.type !== 'notAsked')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, fact]) => ({ name, fact: factJson(name, fact), ...origin(name) }))
}

function limitsOf(draws: readonly Draw[], { total }: Said): Decided['limits'] {
  const drawn = new Map<string, { counter: string; partition: string; amount: bigint }>()
  for (const { counter, partition, amount } of draws) {
    const key = `${counter} ${partition}`
    drawn.set(key, { counter, partition, amount: (drawn.get(key)?.amount ?? 0n) + amount })
  }
  return [...drawn.values()].map(({ counter, partition, amount }) => {
    const { before, version } = total(counter, partition)
    return { counter, partition, before: `${before}`, after: `${before + amount}`, version }
  })
}

function callOf({ index, kind, judged, start, end, facts, calls }: Call): JsonObject {
  return { index, kind, judged, start, end, facts: outlines(facts), calls: calls.map(callOf) }
}

function outlines(facts: Facts): JsonValue {
  const names = Object.keys(facts).sort()
  return names.map((name) => [name, Exact.outline(facts[name]!)])
}

function digestOf({ decoded }: Judged): string | null {
  const digest = decoded?.facts['digest']
  return digest?.type === 'bytes' ? digest.value : null
}

/** Of a transaction that came signed: the hash by which its chain knows it. */
function transactionHashOf({ decoded }: Judged): string | null {
  const detail = decoded?.detail
  const signed =
    detail?.kind === 'transaction' && 'signature' in detail.transaction && detail.transaction.signature !== null
  return signed && detail.bytes !== null ? HexText.fromBytes(keccak256(HexText.toBytes(detail.bytes))) : null
}

/** What the engine says, as JSON that a strict reader takes. */
function plain(value: object): JsonObject {
  return plainValue(value) as JsonObject
}

function plainValue(value: unknown): JsonValue {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.length > longestList ? shortened(value) : value.map(plainValue)
  if (typeof value !== 'object' || value === null) return value as JsonValue
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(
    fields.map(([name, field]) => [refusedNames.test(name) ? `~${name}` : name, plainValue(field)]),
  )
}

function shortened(list: readonly unknown[]): JsonValue {
  const text = canonical(list.map(plainValue))
  return { count: list.length, hash: HexText.fromBytes(sha256(Utf8.toBytes(text))) }
}
