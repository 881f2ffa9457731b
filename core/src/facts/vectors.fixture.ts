/** The cases of `vectors/requests`: requests, and what decoding says of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as Json from '../codec/json.ts'
import type { Call } from './call.ts'
import { parseCluster } from './cluster.ts'
import { contractsOf, parseContract } from './contract.ts'
import { shown } from './decode.fixture.ts'
import { type DecodedRequest, decode, nothingGiven, type Surroundings } from './decode.ts'
import { parseKey } from './key.ts'
import { parseDefinition } from './operation.ts'
import type { Printed } from './print.ts'
import * as Requests from './request.ts'

type Facts = Readonly<Record<string, Printed>>
type SpelledCall = {
  readonly kind: string
  readonly judged: boolean
  readonly facts: Facts
  readonly calls?: readonly SpelledCall[]
}

/** What is to come of a request: everything that decoding says, or the refusal with its place. */
export type Expected =
  | { readonly facts: Facts; readonly calls: readonly SpelledCall[]; readonly objections: readonly string[] }
  | { readonly refusal: { readonly code: string; readonly at?: number; readonly path?: string } }

export type Vector = {
  readonly description: string
  readonly request: Json.JsonObject
  /** Key, chain, operations and contracts, as the command reads them from files. */
  readonly given?: {
    readonly key?: Json.JsonObject
    readonly chain?: string
    readonly operations?: readonly Json.JsonObject[]
    readonly contracts?: readonly Json.JsonObject[]
    readonly cluster?: Json.JsonObject
    readonly wallets?: { readonly addresses: readonly string[]; readonly mints: readonly string[] }
  }
  readonly expected: Expected
}

const folder = fileURLToPath(new URL('../../../vectors/requests', import.meta.url))

/** Each file’s cases, by the name of the file. */
export const vectors: readonly (readonly [string, readonly Vector[]])[] = readdirSync(folder)
  .sort()
  .map((file) => [file, Json.parse(readFileSync(`${folder}/${file}`, 'utf8')) as unknown as readonly Vector[]])

/** @returns The vector’s request, decoded. Throws what is refused. */
export function decodeVector({ request, given }: Vector): DecodedRequest {
  const surroundings: Surroundings = {
    ...nothingGiven,
    ...(given?.key && { key: parseKey(given.key) }),
    ...(given?.chain !== undefined && { chain: given.chain }),
    operations: (given?.operations ?? []).map((definition) => parseDefinition(definition)),
    contracts: contractsOf((given?.contracts ?? []).map(parseContract)),
    ...(given?.cluster && { cluster: parseCluster(given.cluster) }),
    ...(given?.wallets && {
      wallets: { addresses: given.wallets.addresses, mints: new Set(given.wallets.mints) },
    }),
  }
  return decode(Requests.read(request), surroundings)
}

/** @returns What was decoded, as vectors spell it. */
export function spell(request: DecodedRequest): Expected {
  const objections = request.objections.map(({ code }) => code)
  return { facts: shown(request), calls: request.calls.map(spellCall), objections }
}

function spellCall(call: Call): SpelledCall {
  const { kind, judged, calls } = call
  return { kind, judged, facts: shown(call), ...(calls.length > 0 && { calls: calls.map(spellCall) }) }
}
