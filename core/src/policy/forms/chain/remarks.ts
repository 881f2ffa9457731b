/** Remarks on chains that compile: what is legal, and dangerous or needless. Links run in order, and an allow ends them. */
import { canonical } from '../../../codec/canonical.ts'
import type * as Json from '../../../codec/json.ts'
import { type Finding, remark } from '../../finding.ts'
import type { KindName } from '../../kinds/kind.ts'
import type { Chain, LinkEntry } from './schema.ts'

/** Kinds that may allow, so that no later link is asked. */
const allowing: ReadonlySet<KindName> = new Set(['bypass'])
/** Kinds that keep out whom one must not deal with. */
const screening: ReadonlySet<KindName> = new Set(['reject', 'credential', 'risk-score'])
/** Kinds that count what passes: twice is not the same as once. */
const counting: ReadonlySet<KindName> = new Set(['volume-rate'])

/** A link, and where it stands. */
type Placed = { readonly link: LinkEntry; readonly path: Json.Path }

/** @returns The remarks, in no order. */
export function remarksOn(chain: Chain): readonly Finding[] {
  const ordered = chain.targets.flatMap(({ functions }, t) =>
    functions.map(({ links }, f) =>
      links.map((link, i): Placed => ({ link, path: ['targets', t, 'functions', f, 'links', i] })),
    ),
  )
  return [
    ...ordered.flatMap((links) => [...early(links, chain), ...repeated(links, chain), ...dead(links, chain)]),
    ...unused(chain, ordered.flat()),
  ]
}

/** Whom a link lets by, no screening behind it sees. */
function early(links: readonly Placed[], chain: Chain): readonly Finding[] {
  return links.flatMap(({ link, path }, i) => {
    const skipped = links.slice(i + 1).some((later) => screening.has(kindOf(later.link, chain)))
    return allowing.has(kindOf(link, chain)) && skipped
      ? [remark('allow_before_screening', path, 'a place behind the links that screen')]
      : []
  })
}

/** Two policies that are configured alike say the same of the same parameters. */
function repeated(links: readonly Placed[], chain: Chain): readonly Finding[] {
  const seen = new Set<string>()
  return links.flatMap(({ link, path }) => {
    const { policy, ...mapped } = link
    const key = canonical([chain.policies[policy], mapped] as never)
    const again = seen.has(key) && !counting.has(kindOf(link, chain))
    seen.add(key)
    return again ? [remark('redundant_link', path, 'a link that says something new')] : []
  })
}

/** Behind a link that rejects whatever comes, nothing is asked. */
function dead(links: readonly Placed[], chain: Chain): readonly Finding[] {
  const end = links.findIndex(({ link }) => isPaused(chain.policies[link.policy]))
  return end < 0
    ? []
    : links
        .slice(end + 1)
        .map(({ path }) => remark('unreachable_link', path, 'no link that rejects everything before it'))
}

function isPaused(policy: object | undefined): boolean {
  const { kind, paused } = (policy ?? {}) as { readonly kind?: KindName; readonly paused?: unknown }
  return kind === 'pause' && paused === true
}

/** What is declared and no link, mapper or policy speaks of. */
function unused(
  { policies, mappers = {}, lists = {}, tokens = [], ...chain }: Chain,
  links: readonly Placed[],
): readonly Finding[] {
  const linked = new Set(links.map(({ link }) => link.policy))
  const texts = new Set(textsIn([policies, mappers, chain.targets]))
  const told = new Set([...texts].map((text) => text.toLowerCase()))
  return [
    ...Object.keys(policies).flatMap((name) => (linked.has(name) ? [] : [['policies', name]])),
    ...Object.keys(mappers).flatMap((name) => (texts.has(name) ? [] : [['mappers', name]])),
    ...Object.keys(lists).flatMap((name) => (texts.has(`@${name}`) ? [] : [['lists', name]])),
    ...tokens.flatMap(({ symbol }, i): Json.Path[] => (told.has(symbol.toLowerCase()) ? [] : [['tokens', i]])),
  ].map((path) => remark('unused_name', path, 'a link that speaks of it'))
}

function textsIn(json: unknown): readonly string[] {
  if (typeof json === 'string') return [json]
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(textsIn) : []
}

function kindOf({ policy }: LinkEntry, { policies }: Chain): KindName {
  return policies[policy]!.kind
}
