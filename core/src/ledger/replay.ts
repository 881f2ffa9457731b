/**
 * Decides again what a record says was decided, from nothing but the record and the texts that it names by their hashes, and
 * compares the two byte by byte.
 */
import { canonical } from '../codec/canonical.ts'
import * as Json from '../codec/json.ts'
import type { Binding } from '../engine/evaluate.ts'
import type { Source } from '../facts/call.ts'
import { type Cluster, parseCluster } from '../facts/cluster.ts'
import { contractsOf, parseContract } from '../facts/contract.ts'
import { nothingGiven } from '../facts/decode.ts'
import * as Exact from '../facts/exact.ts'
import { type Fact, notAsked } from '../facts/fact.ts'
import { parseKey } from '../facts/key.ts'
import { parseDefinition } from '../facts/operation.ts'
import type { List } from '../facts/value.ts'
import { InputError } from '../input-error.ts'
import { parseController } from '../policy/limit.ts'
import { compile, parse } from '../policy/text.ts'
import { walletsOf } from '../policy/wallets.ts'
import { recordOf, semantics } from './decision-record.ts'
import { type Imposed, judge, type Matter } from './matter.ts'
import { type Decided, read } from './record.ts'

/** Everything by its hash: policies, counters, operations, contracts and keys as JSON text; lists as facts. */
export type Library = {
  readonly texts: ReadonlyMap<string, string>
  readonly lists: ReadonlyMap<string, List>
}

/** `path` is the first place, in the order of the record's bytes, that came out otherwise; null where there is nothing. */
export type Difference = { readonly path: string; readonly recorded: string | null; readonly replayed: string | null }

/**
 * @param stored - The bytes of a record of kind `decision`.
 * @returns Null when the same decision came of it, byte for byte.
 * @throws InputError `bad_record`; `not_in_library` for a hash of which the library has no text; `other_semantics` for a record
 * of an engine that decided otherwise.
 */
export function replay(stored: Uint8Array, library: Library): Difference | null {
  const record = read(stored)
  if (record.kind !== 'decision') throw new InputError('bad_record', { path: 'kind' }, '`decision`', record.kind)
  if (record.semantics !== semantics)
    throw new InputError('other_semantics', { path: 'semantics' }, `${semantics}`, `${record.semantics}`)
  const matter = matterOf(record, library)
  const again = recordOf(matter, judge(matter), saidIn(record))
  return difference(record as unknown as Json.JsonValue, again as unknown as Json.JsonValue, [])
}

function matterOf(record: Decided, library: Library): Matter {
  const { basis, imposed } = record
  const json = (hash: string, path: string) => Json.parse(textOf(hash, path, library)) as Json.JsonObject
  const each = (hashes: readonly string[], path: string) => hashes.map((hash, i) => json(hash, `basis.${path}[${i}]`))
  const operations = each(basis.operations, 'operations').map((one) => parseDefinition(one))
  const controllers = each(basis.counters, 'counters').map((one) => parseController(one))
  const contracts = each(basis.contracts, 'contracts').map(({ kind: _, ...one }) => parseContract(one))
  const bindings = basis.policies.map(({ level, id, hash }, i): Binding => {
    const text = parse(textOf(hash, `basis.policies[${i}].hash`, library))
    return { level, policy: compile(text, { id, controllers, operations }) }
  })
  const key = basis.key === null ? null : parseKey(json(basis.key, 'basis.key'))
  const cluster = basis.cluster === null ? null : clusterOf(json(basis.cluster, 'basis.cluster'))
  return {
    request: { form: record.request.form, text: record.request.text },
    surroundings: {
      ...nothingGiven,
      key,
      chain: basis.chain,
      operations,
      contracts: contractsOf(contracts),
      cluster,
      wallets: walletsOf(bindings.map(({ policy }) => policy)),
    },
    bindings,
    noPolicy: basis.noPolicy,
    source: sourceIn(record, library),
    imposed: imposed as Imposed | null,
  }
}

function clusterOf({ kind: _, ...json }: Json.JsonObject): Cluster {
  return parseCluster(json)
}

function sourceIn({ facts }: Decided, { lists }: Library): Source {
  const known = new Map<string, Fact>()
  for (const [i, { name, fact }] of facts.entries()) {
    const path = `facts[${i}].fact`
    const json = fact as Json.JsonObject
    const hash = json['hash']
    const list = typeof hash === 'string' ? lists.get(hash) : undefined
    if (typeof hash === 'string' && list === undefined) throw missing(path, 'the list', hash)
    known.set(name, list ?? Exact.fromJson(json, path))
  }
  return (name) => known.get(name) ?? notAsked
}

/** What the record is believed in. */
function saidIn(record: Decided) {
  const origins = new Map(record.facts.map(({ name, source, ageMs }) => [name, { source, ageMs }]))
  const totals = new Map(record.limits.map((limit) => [`${limit.counter} ${limit.partition}`, limit]))
  const { counters, operations, contracts, key, cluster } = record.basis
  return {
    ...record,
    atMs: Date.parse(record.at),
    versions: record.basis.policies.map(({ version }) => version),
    basis: { counters, operations, contracts, key, cluster },
    origin: (fact: string) => origins.get(fact) ?? { source: 'not recorded', ageMs: null },
    total: (counter: string, partition: string) => {
      const found = totals.get(`${counter} ${partition}`)
      return { before: BigInt(found?.before ?? 0), version: found?.version ?? 0 }
    },
  }
}

function textOf(hash: string, path: string, { texts }: Library): string {
  const text = texts.get(hash)
  if (text === undefined) throw missing(path, 'the text', hash)
  return text
}

function missing(path: string, what: string, hash: string): InputError {
  return new InputError('not_in_library', { path }, `${what} of this hash`, hash)
}

function difference(recorded: Json.JsonValue, replayed: Json.JsonValue, path: Json.Path): Difference | null {
  if (isNode(recorded) && isNode(replayed) && Array.isArray(recorded) === Array.isArray(replayed)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(replayed)])]
    if (!Array.isArray(recorded)) keys.sort()
    for (const key of keys) {
      const step = Array.isArray(recorded) ? Number(key) : key
      const [a, b] = [recorded, replayed].map((one) => (Object.hasOwn(one, key) ? one[key]! : undefined))
      if (a === undefined || b === undefined) return told([...path, step], a, b)
      const found = difference(a, b, [...path, step])
      if (found !== null) return found
    }
    return null
  }
  return canonical(recorded) === canonical(replayed) ? null : told(path, recorded, replayed)
}

function told(path: Json.Path, recorded?: Json.JsonValue, replayed?: Json.JsonValue): Difference {
  const text = (value?: Json.JsonValue) => (value === undefined ? null : canonical(value))
  return { path: Json.pathText(path), recorded: text(recorded), replayed: text(replayed) }
}

function isNode(value: Json.JsonValue): value is Json.JsonObject {
  return typeof value === 'object' && value !== null
}
