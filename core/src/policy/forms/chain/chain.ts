/**
 * Form *chain*: for each function of a target, ordered links to configured policies, each of which rejects, allows or goes on;
 * then the default of the target, which calls of its other functions get at once. Whatever else is called gets the default of the text.
 */
import type * as Json from '../../../codec/json.ts'
import * as Addresses from '../../../facts/address.ts'
import { parseSignature } from '../../../facts/decoders/abi/fragment.ts'
import type { Address } from '../../../facts/value.ts'
import { type Finding, parsing, rejection, shapeFindings } from '../../finding.ts'
import { readMembers } from '../../kinds/configuration.ts'
import { kinds } from '../../kinds/kind.ts'
import type { Link, Move } from '../../kinds/link.ts'
import { effect, type Policy, type Step } from '../../policy.ts'
import * as Links from './link.ts'
import { type Callable, callable } from './parameter.ts'
import { type Chain, chainSchema, type FunctionEntry, type TargetEntry } from './schema.ts'
import { declared } from './shared-counter.ts'
import { otherFunctions, scopeOf, stepsOf } from './steps.ts'

/** A policy, or why there is none. */
export type Result = { readonly policy: Policy } | { readonly findings: readonly Finding[] }

const otherwise = { allow: effect('allow', 'default_allow'), deny: effect('deny', 'chain_not_named') } as const

/** @returns The chain text, if `json` has its shape; else what is wrong with it. */
export function read(json: Json.JsonValue): { readonly chain: Chain } | { readonly findings: readonly Finding[] } {
  const strange = strangeKinds(json)
  if (strange.length > 0) return { findings: strange }
  const result = chainSchema.safeParse(json, parsing)
  return result.success ? { chain: result.data as Chain } : { findings: shapeFindings(result.error, () => true) }
}

/**
 * @param chain - As `read` gave it.
 * @param hash - Of the canonical text, lower-case hex with 0x.
 */
export function compile(chain: Chain, id: string, hash: string): Result {
  const findings: Finding[] = []
  const policies = configured(chain, findings)
  const workshop: Links.Workshop = { chain, policies, counters: new Map(), bound: new Map(), findings }
  const seen = new Set<string>()
  const steps = chain.targets.flatMap((target, i) => targetSteps(target, ['targets', i], workshop, seen))
  if (findings.length > 0) return { findings }
  const made = [...workshop.counters.values()].map(declared)
  return {
    policy: {
      id,
      form: 'chain',
      hash,
      steps,
      otherwise: otherwise[chain.default ?? 'deny'],
      counters: made.map(({ counter }) => counter),
      declares: made.map(({ controller }) => controller),
    },
  }
}

/** Kinds are looked at first, since the shape of a configuration hangs on its kind. */
function strangeKinds(json: Json.JsonValue): readonly Finding[] {
  const policies = fieldsOf(fieldsOf(json).policies)
  return Object.entries(policies).flatMap(([name, policy]) => {
    const { kind } = fieldsOf(policy)
    if (typeof kind !== 'string' || Object.hasOwn(kinds, kind)) return []
    return [rejection('unknown_enum', ['policies', name, 'kind'], `one of ${Object.keys(kinds).join(', ')}`, kind)]
  })
}

function fieldsOf(json: Json.JsonValue | undefined): Json.JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Json.JsonObject) : {}
}

function configured(chain: Chain, findings: Finding[]): Links.Workshop['policies'] {
  const lists = new Map<string, readonly Address[]>()
  for (const [name, members] of Object.entries(chain.lists ?? {}))
    Links.tried(['lists', name], findings, () => void lists.set(name, readMembers(members, name)))
  const policies = new Map<string, (link: Link) => readonly Move[]>()
  for (const [name, configuration] of Object.entries(chain.policies)) {
    const kind = Links.kindOf(configuration.kind)
    Links.tried(['policies', name], findings, () => policies.set(name, kind.configure(configuration as never, lists)))
  }
  return policies
}

function targetSteps(
  entry: TargetEntry,
  path: Json.Path,
  workshop: Links.Workshop,
  seen: Set<string>,
): readonly Step[] {
  const { findings } = workshop
  const address = Links.tried([...path, 'address'], findings, () => Addresses.parse('evm', entry.address))
  if (!/^eip155:[1-9]\d{0,19}$/.test(entry.chain))
    findings.push(rejection('bad_name', [...path, 'chain'], 'a chain such as `eip155:1`', entry.chain))
  if (address === undefined) return []
  const place = { chain: entry.chain, address, path }
  if (!Links.isNew(`${place.chain}/${address.value}`, seen))
    findings.push(rejection('duplicate_item', [...path, 'address'], 'each target once', entry.address))
  const selectors = new Set<string>()
  const steps = entry.functions.flatMap((one, i) => {
    const at = [...path, 'functions', i]
    const fn = Links.tried([...at, 'function'], findings, () => callable(parseSignature(one.function)))
    if (fn === undefined) return []
    if (!Links.isNew(fn.abi.selector, selectors))
      findings.push(rejection('duplicate_item', [...at, 'function'], 'each function once', one.function))
    return functionSteps(one, fn, entry.default, { ...place, path: at }, workshop)
  })
  const origin = Links.originOf('other functions', path, [place.chain, address.value, entry.default])
  return [...steps, otherFunctions(place.chain, address, origin, entry.default)]
}

function functionSteps(
  entry: FunctionEntry,
  fn: Callable,
  outcome: TargetEntry['default'],
  place: Links.Place,
  workshop: Links.Workshop,
): readonly Step[] {
  const seen = new Set<string>()
  const links = entry.links.flatMap((link, i) => {
    const at = { ...place, path: [...place.path, 'links', i] }
    if (!Links.isNew(link.policy, seen))
      workshop.findings.push(
        rejection('duplicate_item', [...at.path, 'policy'], 'each policy once in a chain', link.policy),
      )
    return Links.compile(link, fn, at, workshop) ?? []
  })
  const origin = Links.originOf(fn.abi.signature, place.path, [
    place.chain,
    place.address.value,
    fn.abi.signature,
    outcome,
  ])
  return stepsOf(fn, scopeOf(place.chain, place.address, fn), origin, links, outcome)
}
