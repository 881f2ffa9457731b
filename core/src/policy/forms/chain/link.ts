/** One link compiled: the configured policy that it names, the parameters that it maps, and what the policy then does. */
import { canonical } from '../../../codec/canonical.ts'
import { sha256 } from '../../../codec/hash.ts'
import * as Hex from '../../../codec/hex.ts'
import * as Json from '../../../codec/json.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import type { Address } from '../../../facts/value.ts'
import { InputError } from '../../../input-error.ts'
import * as Enforcement from '../../enforcement.ts'
import { type Finding, fromError, rejection } from '../../finding.ts'
import { type Kind, type KindName, kinds } from '../../kinds/kind.ts'
import type { Link, Move, Parameter } from '../../kinds/link.ts'
import type { Origin } from '../../policy.ts'
import { findingOf as misfit } from './fit.ts'
import { map } from './mapper.ts'
import { type Callable, namesOf, parameterOf } from './parameter.ts'
import type { Chain, LinkEntry } from './schema.ts'
import { declare, type Shared } from './shared-counter.ts'
import type { Compiled } from './steps.ts'

/** What links are compiled with; filled while they are. */
export type Workshop = {
  readonly chain: Chain
  readonly policies: ReadonlyMap<string, (link: Link) => readonly Move[]>
  readonly counters: Map<string, Shared>
  /** Targets of policies that serve one target only. */
  readonly bound: Map<string, string>
  readonly findings: Finding[]
}

/** A target, read. */
export type Place = { readonly chain: string; readonly address: Address; readonly path: Json.Path }

/** @returns What the link does; null, with a finding, where it is wrong. */
export function compile(entry: LinkEntry, fn: Callable, place: Place, workshop: Workshop): Compiled | null {
  const { findings, chain, policies } = workshop
  const configuration = Object.hasOwn(chain.policies, entry.policy) ? chain.policies[entry.policy]! : null
  if (configuration === null) {
    const expected = `one of ${Object.keys(chain.policies).join(', ') || 'the policies of the text'}`
    findings.push(rejection('unknown_name', [...place.path, 'policy'], expected, entry.policy))
    return null
  }
  const parameters = parametersOf(entry, fn, place, workshop)
  const configure = policies.get(entry.policy)
  if (parameters === null || configure === undefined) return null
  const kind = kindOf(configuration.kind)
  const mapped = [...place.path, entry.mapper === undefined ? 'parameters' : 'mapper']
  const operands = parameters.map(({ operand }) => operand)
  const unfit = misfit(kind.takes, parameters, mapped)
  const wrong = [...(unfit === null ? [] : [unfit]), ...Enforcement.findingsOf(entry.enforcement, operands, mapped)]
  findings.push(...wrong)
  if (wrong.length > 0 || !binds(kind, entry, place, workshop)) return null
  const key = canonical([fn.abi.signature, ...parameters.map(({ name }) => name)])
  const link = {
    parameters,
    selector: fn.abi.selector,
    target: place.address,
    chain: place.chain,
    policy: entry.policy,
    key,
  }
  const moves = configure(link)
  for (const move of moves)
    if (move.verdict === 'draw' && !declare(move, fn, workshop.counters)) conflict(place, findings)
  const content = [entry, configuration] as never
  return { origin: originOf(entry.policy, place.path, content, entry.enforcement), parameters, moves }
}

/** The parameters in the order in which the link names or derives them. */
function parametersOf(entry: LinkEntry, fn: Callable, place: Place, workshop: Workshop): readonly Parameter[] | null {
  const { findings, chain } = workshop
  const scope = { fn, chain: place.chain, tokens: chain.tokens ?? [] }
  if (entry.mapper !== undefined && entry.parameters !== undefined) {
    findings.push(rejection('conflicting_fields', [...place.path, 'mapper'], 'either `parameters` or `mapper`'))
    return null
  }
  if (entry.mapper !== undefined)
    return whole(entry.mapper.map((one, i) => tried([...place.path, 'mapper', i], findings, () => map(one, scope))))
  const seen = new Set<string>()
  return whole(
    (entry.parameters ?? []).map((name, i) =>
      tried([...place.path, 'parameters', i], findings, () => {
        if (!isNew(name, seen)) throw new InputError('duplicate_item', {}, 'each parameter once', name)
        const mappers = chain.mappers ?? {}
        const own = parameterOf(fn, name)
        if (!Object.hasOwn(mappers, name)) return own ?? unknown(name, fn, Object.keys(mappers))
        if (own !== null) throw new InputError('name_taken', {}, 'a mapper with a name of its own', name)
        return { ...map(mappers[name]!, scope), name }
      }),
    ),
  )
}

function unknown(name: string, fn: Callable, mappers: readonly string[]): never {
  const names = [...namesOf(fn), ...mappers]
  throw new InputError('unknown_name', {}, names.length === 0 ? 'no parameters' : `one of ${names.join(', ')}`, name)
}

/** A policy that reads the state of its target serves no other. */
function binds(
  kind: Kind<unknown>,
  { policy }: LinkEntry,
  { chain, address, path }: Place,
  workshop: Workshop,
): boolean {
  if (kind.bound !== true) return true
  const target = `${chain}/${address.value}`
  const first = workshop.bound.get(policy) ?? target
  workshop.bound.set(policy, first)
  if (first === target) return true
  workshop.findings.push(rejection('policy_bound', [...path, 'policy'], `links of ${first} only`, policy))
  return false
}

function conflict({ path }: Place, findings: Finding[]): void {
  const expected = 'the same parameters of a function wherever a policy counts it; configure another policy'
  findings.push(rejection('counter_conflict', path, expected))
}

/** @returns Where a step comes from; the hash is that of `content`. */
export function originOf(
  id: string,
  path: Json.Path,
  content: Json.JsonValue,
  enforcement: Enforcement.Enforcement = Enforcement.unsaid,
): Origin {
  const hash = Hex.fromBytes(sha256(Utf8.toBytes(canonical(content)))).slice(2)
  return { path: Json.pathText(path), id, hash, enforcement }
}

/** @returns The kind by its name. */
export function kindOf(name: KindName): Kind<unknown> {
  return kinds[name] as unknown as Kind<unknown>
}

/** @returns Whether the key is seen for the first time. */
export function isNew(key: string, seen: Set<string>): boolean {
  if (seen.has(key)) return false
  seen.add(key)
  return true
}

function whole<T>(items: readonly (T | undefined)[]): readonly T[] | null {
  return items.every((item) => item !== undefined) ? (items as readonly T[]) : null
}

/** What `make` gives; undefined, with a finding at the field concerned, when it refuses. */
export function tried<T>(path: Json.Path, findings: Finding[], make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    const [, field, index] =
      /^([A-Za-z]+)(?:\[(\d+)\])?/.exec((error instanceof InputError && error.place.path) || '') ?? []
    const within =
      path[0] === 'policies' && field !== undefined ? [field, ...(index === undefined ? [] : [Number(index)])] : []
    findings.push(fromError(error, [...path, ...within]))
    return undefined
  }
}
