/**
 * Allow rules of which a deny rule leaves nothing. Deny rules are gathered by their conditions and found by one that they share
 * with the allow rule, and then by an issuer, so that thousands of rules are not compared with each other one by one.
 */
import { canonical } from '../../../codec/canonical.ts'
import { type Finding, rejection } from '../../finding.ts'
import { type Bag, bag, contains, type Numbers } from './bag.ts'
import type { Document, Rule } from './schema.ts'

/** What is compared of a rule. */
type Side = {
  readonly index: number
  readonly action: Rule['action']
  /** The rule holds if all of its conditions do; else it is one of several that suffices. */
  readonly joined: boolean
  readonly logic: Rule['logic']
  /** Conditions as canonical text with the chain type before it: rules of two chain types share none. */
  readonly conditions: Bag
  readonly issuers: Bag
  readonly everyone: boolean
  /** The issuers as one text if each of them is wanted, else null. */
  readonly together: string | null
}

/** Deny rules with the same conditions, each list in document order. */
type Group = {
  readonly joined: boolean
  readonly conditions: Bag
  /** The first rule for everyone, for each set of issuers who must come together, and for each of whom any suffices. */
  readonly first: Map<string, Side>
  /** Those of whose issuers any suffices, by issuer: a rule stands with each of its own. */
  readonly byIssuer: Map<number, Side[]>
}

/** Groups by a condition of theirs: joined ones by the rarest, the others by each. */
type Index = { readonly joined: Map<number, Group[]>; readonly either: Map<number, Group[]> }

const everyone = 'everyone'

/**
 * @returns A rejection of each allow rule that a deny rule covers, which names the first that does: the same issuers or more,
 * and no condition that the allow rule lacks.
 */
export function conflicts(document: Document): readonly Finding[] {
  const sides = sidesOf(document.rules)
  const allows = sides.filter(({ action }) => action === 'allow')
  const index = indexOf(groupsOf(sides.filter(({ action }) => action === 'deny')), allows)
  const known = new Map<string, readonly Group[]>()
  return allows.flatMap((allow) => {
    const key = `${allow.logic} ${allow.conditions.key}`
    const groups = known.get(key) ?? groupsOver(allow, index)
    known.set(key, groups)
    const cover = firstOver(allow, groups)
    if (cover === null) return []
    const code = isSame(allow, cover) ? 'conflict_allow_deny_identical' : 'unreachable_allow'
    return [rejection(code, ['rules', allow.index], `something that \`rules[${cover.index}]\` does not deny`)]
  })
}

function sidesOf(rules: readonly Rule[]): readonly Side[] {
  const conditionNumbers: Numbers = new Map()
  const issuerNumbers: Numbers = new Map()
  return rules.map((rule, index) => {
    const texts = rule.conditions.map((node) => `${rule.chain_type} ${canonical(node as never)}`)
    const issuers = rule.issuer.map(({ type, id }) => `${type} ${id}`)
    const conditions = bag(texts, conditionNumbers)
    const all = rule.issuer_logic === 'all'
    return {
      index,
      action: rule.action,
      joined: rule.logic !== 'or' || conditions.items.length === 1,
      logic: rule.logic,
      conditions,
      issuers: bag(issuers, issuerNumbers),
      everyone: !all && rule.issuer.some(({ type }) => type === '*'),
      together: all ? canonical([...issuers].sort()) : null,
    }
  })
}

function groupsOf(denies: readonly Side[]): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const deny of denies) {
    const { joined, conditions } = deny
    const key = `${joined} ${conditions.key}`
    const group = groups.get(key) ?? { joined, conditions, first: new Map(), byIssuer: new Map() }
    groups.set(key, group)
    const who = deny.everyone ? everyone : (deny.together ?? deny.issuers.key)
    if (group.first.has(who)) continue
    group.first.set(who, deny)
    if (!deny.everyone && deny.together === null)
      for (const issuer of deny.issuers.items) add(group.byIssuer, issuer, deny)
  }
  return [...groups.values()]
}

function indexOf(groups: readonly Group[], allows: readonly Side[]): Index {
  const uses = new Map<number, number>()
  for (const { conditions } of allows) for (const item of conditions.items) uses.set(item, (uses.get(item) ?? 0) + 1)
  const index: Index = { joined: new Map(), either: new Map() }
  for (const group of groups) {
    const { items } = group.conditions
    if (group.joined)
      add(
        index.joined,
        rarest(items, (item) => uses.get(item) ?? 0),
        group,
      )
    else for (const item of items) add(index.either, item, group)
  }
  return index
}

/** The groups whose conditions hold whenever those of the rule do. */
function groupsOver({ joined, logic, conditions }: Side, index: Index): readonly Group[] {
  const found: Group[] = []
  if (joined) {
    for (const item of conditions.items)
      for (const group of index.joined.get(item) ?? []) if (contains(conditions, group.conditions)) found.push(group)
  }
  if (logic === 'or') {
    for (const group of fewest(conditions, index.either)) if (contains(group.conditions, conditions)) found.push(group)
  }
  return found
}

/** The first rule of the groups that is for all the issuers of the rule. */
function firstOver(allow: Side, groups: readonly Group[]): Side | null {
  let best: Side | null = null
  const note = (deny: Side | undefined) => {
    if (deny !== undefined && (best === null || deny.index < best.index)) best = deny
  }
  for (const { first, byIssuer } of groups) {
    note(first.get(everyone))
    if (allow.together !== null) note(first.get(allow.together))
    else note(fewest(allow.issuers, byIssuer).find(({ issuers }) => contains(issuers, allow.issuers)))
  }
  return best
}

/** Whether the allow rule, which the deny rule covers, covers it too. */
function isSame(allow: Side, deny: Side): boolean {
  if (allow.conditions.key !== deny.conditions.key) return false
  if (allow.everyone) return true
  return allow.together === deny.together && (allow.together !== null || contains(allow.issuers, deny.issuers))
}

/** What stands with the item that the fewest stand with. */
function fewest<Item>({ items }: Bag, index: ReadonlyMap<number, readonly Item[]>): readonly Item[] {
  return index.get(rarest(items, (item) => index.get(item)?.length ?? 0)) ?? []
}

function rarest(items: readonly number[], count: (item: number) => number): number {
  return items.reduce((best, item) => (count(item) < count(best) ? item : best))
}

function add<Item>(index: Map<number, Item[]>, key: number, item: Item): void {
  const list = index.get(key)
  if (list === undefined) index.set(key, [item])
  else list.push(item)
}
