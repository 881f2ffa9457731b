/**
 * The named ways to combine the rules of a rulebook. Each is an order of steps and a default, and nothing else: the engine
 * knows none of them. To add one, add a row.
 */
import type { Condition } from '../../condition.ts'
import { type Effect, effect, type Obligation, type Origin, type Step } from '../../policy.ts'
import type { ActionType, Combining } from './schema.ts'

/** A rule with its condition compiled and its action as obligations. */
export type Compiled = {
  readonly origin: Origin
  readonly priority: number
  readonly type: ActionType
  readonly when: Condition
  /** Approvals, a delay, notices: what the action adds. */
  readonly obligations: readonly Obligation[]
}

export type Order = { readonly steps: readonly Step[]; readonly otherwise: Effect }

const goOn = effect('continue', 'no_matching_rule')
const defaults = { ALLOW: effect('allow', 'default_allow'), DENY: effect('deny', 'no_matching_rule') } as const

/** @returns The steps of `rules` in the order that `combining` gives. */
export function order(combining: Combining, rules: readonly Compiled[], otherwise: 'ALLOW' | 'DENY'): Order {
  return orders[combining](rules.toSorted(byPriority), defaults[otherwise])
}

const orders: Readonly<Record<Combining, (rules: readonly Compiled[], otherwise: Effect) => Order>> = {
  'deny-overrides': (rules, otherwise) => ({
    steps: [
      ...of(rules, 'NOTIFY').map(going),
      ...of(rules, 'DENY').map(denying),
      ...of(rules, 'REQUIRE_APPROVAL', 'DELAY').map(going),
      ...of(rules, 'ALLOW').map(allowing),
      ...of(rules, 'REQUIRE_APPROVAL', 'DELAY').map(passing),
    ],
    otherwise,
  }),
  'first-match': (rules, otherwise) => ({
    steps: inTurn(rules, (rule) => ({ ...rule, id: rule.origin.id })).flatMap(ending),
    otherwise,
  }),
  'all-must-pass': (rules) => ({
    steps: [
      ...of(rules, 'NOTIFY').map(going),
      ...of(rules, 'ALLOW').map(demanding),
      ...of(rules, 'DENY').map(denying),
      ...of(rules, 'REQUIRE_APPROVAL', 'DELAY').map(going),
    ],
    otherwise: effect('allow', 'all_passed'),
  }),
  'allow-overrides': (rules, otherwise) => ({
    steps: [
      ...of(rules, 'NOTIFY').map(going),
      ...of(rules, 'ALLOW').map(allowing),
      ...of(rules, 'DENY').map(denying),
      ...of(rules, 'REQUIRE_APPROVAL', 'DELAY').map(going),
      ...of(rules, 'REQUIRE_APPROVAL', 'DELAY').map(passing),
    ],
    otherwise,
  }),
}

/** Adds what the action adds, and goes on. */
function going(rule: Compiled): Step {
  return step(rule, { ...goOn, code: codeOf(rule), obligations: rule.obligations }, goOn)
}

function denying(rule: Compiled): Step {
  return step(rule, { ...effect('deny', 'deny_rule'), obligations: rule.obligations }, goOn)
}

function allowing(rule: Compiled): Step {
  return step(rule, { ...effect('allow', 'allow_rule'), obligations: rule.obligations }, goOn)
}

/** Allows: what the rule asks for was added by an earlier step, and has happened when the decision is to allow. */
function passing(rule: Compiled): Step {
  return step(rule, effect('allow', 'obligations_met'), goOn)
}

/** An allow rule that must be met. */
function demanding(rule: Compiled): Step {
  return step(rule, { ...goOn, obligations: rule.obligations }, effect('deny', 'allow_rule_not_met'))
}

/** The first rule that matches decides; only a notice goes on. */
function ending(rule: Compiled): readonly Step[] {
  if (rule.type === 'NOTIFY') return [going(rule)]
  if (rule.type === 'DENY') return [denying(rule)]
  return rule.type === 'ALLOW' ? [allowing(rule)] : [going(rule), passing(rule)]
}

function step({ origin, when }: Compiled, holds: Effect, fails: Effect): Step {
  return { origin, when, holds, fails }
}

function codeOf({ type }: Compiled): Effect['code'] {
  return type === 'REQUIRE_APPROVAL' ? 'approval_required' : type === 'DELAY' ? 'delay_required' : 'notified'
}

function of(rules: readonly Compiled[], ...types: readonly ActionType[]): readonly Compiled[] {
  return rules.filter(({ type }) => types.includes(type))
}

function byPriority(a: Compiled, b: Compiled): number {
  return b.priority - a.priority || (a.origin.id < b.origin.id ? -1 : 1)
}

const turns: readonly ActionType[] = ['NOTIFY', 'DENY', 'REQUIRE_APPROVAL', 'DELAY', 'ALLOW']

/**
 * @returns The order of first-match: by priority, highest first. Of equal priority notices, which end nothing; then the stricter:
 * denials, more approvals, longer delays; then by id.
 */
export function inTurn<T>(rules: readonly T[], turnOf: (rule: T) => Turn): readonly T[] {
  return rules.toSorted((one, other) => {
    const [a, b] = [turnOf(one), turnOf(other)]
    const byType = turns.indexOf(a.type) - turns.indexOf(b.type)
    return b.priority - a.priority || byType || weight(b) - weight(a) || (a.id < b.id ? -1 : 1)
  })
}

/** What decides when a rule has its turn. */
type Turn = Pick<Compiled, 'priority' | 'type' | 'obligations'> & { readonly id: string }

function weight({ obligations }: Turn): number {
  return obligations.reduce(
    (sum, one) => sum + (one.kind === 'approval' ? one.count : one.kind === 'delay' ? one.seconds : 0),
    0,
  )
}
