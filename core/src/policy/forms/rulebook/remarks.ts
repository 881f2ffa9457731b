/** What is legal in a rulebook and dangerous, or cannot be meant. */
import type * as Json from '../../../codec/json.ts'
import type { Code } from '../../../codes.ts'
import { type Finding, remark } from '../../finding.ts'
import { type Expression, isMention, membersOf } from '../../language/expression.ts'
import { read as readExpression } from '../../language/read.ts'
import type { Policy } from '../../policy.ts'
import { neverTrue, rulesOf, shadowed } from '../../reasoning/remarks.ts'
import { approverOf } from './action.ts'
import { dangersIn } from './dangers.ts'
import { destinations, namesIn, nodesOf, symbolsIn } from './mentions.ts'
import type { Rule, Rulebook } from './schema.ts'

/** A rule, its place, and its conditions as trees. */
type Read = {
  readonly rule: Rule
  readonly at: number
  readonly trees: readonly Expression[]
  /** Values that are amounts in a unit. */
  readonly units: ReadonlySet<string>
}

/** One remark on one rule: where it applies, a path within the rule. */
type Remark = { readonly code: Code; readonly expected: string; readonly places: (read: Read) => readonly Json.Path[] }

/** Every remark on a single rule. To add one, add a row. */
const remarks: readonly Remark[] = [
  {
    code: 'unit_not_guarded',
    expected: 'a condition such as `token == USDC` beside it',
    places: ({ rule, trees, units }) => {
      if (rule.action.type === 'ALLOW') return []
      const alike = rule.conditionLogic === 'AND' ? trees : []
      return trees.flatMap((tree, j) =>
        comparesUnit(tree, units) && ![tree, ...alike].some(pinsToken) ? [['conditions', j]] : [],
      )
    },
  },
  {
    code: 'recipient_not_pinned',
    expected: 'a condition on `recipient` or `target`',
    places: ({ rule, trees }) => {
      const pinned = trees.flatMap(namesIn).some((name) => destinations.test(name))
      return rule.action.type === 'ALLOW' && !pinned ? [['conditions']] : []
    },
  },
  {
    code: 'approvals_above_approvers',
    expected: 'at most as many approvals as approvers are named',
    places: ({ rule }) => {
      const { requiredApprovers, minApprovals = 0 } = rule.action.params ?? {}
      const named = new Set(requiredApprovers?.map(approverOf)).size
      return requiredApprovers !== undefined && minApprovals > named ? [['action', 'params', 'minApprovals']] : []
    },
  },
]

/** @returns The remarks on a rulebook that compiles. */
export function remarksOn(rulebook: Rulebook, policy: Policy): readonly Finding[] {
  const units = unitsOf(rulebook)
  const read = rulebook.rules.map((rule, at): Read => {
    return { rule, at, trees: rule.conditions.map((one) => readExpression(one)), units }
  })
  const single = read.flatMap((one) =>
    remarks.flatMap(({ code, expected, places }) =>
      places(one).map((path) => remark(code, ['rules', one.at, ...path], expected)),
    ),
  )
  const rules = rulesOf(policy)
  const certain = [...neverTrue(rules), ...shadowed(rules)]
  return [...single, ...dangersIn(rulebook, rules), ...certain, ...unused(rulebook, read), ...mixing(rulebook, read)]
}

/** Amounts of the chain’s own coin, whatever the call moves. */
const coins = /^(fee|value|balance$|native\.|transaction\.|solana\.)/

/** Whether an amount of whatever the call moves is compared in a unit. */
function comparesUnit(tree: Expression, units: ReadonlySet<string>): boolean {
  return nodesOf(tree).some((node) => {
    if (!('operator' in node)) return false
    const names = namesIn(node as never)
    const inUnit =
      names.some((name) => units.has(name)) || nodesOf(node as never).some(({ unit }) => unit !== undefined)
    return inUnit && names.some((name) => !units.has(name) && !coins.test(name) && name !== 'sender')
  })
}

/** Whether the condition holds only for tokens that it names. */
function pinsToken(tree: Expression): boolean {
  const members = membersOf('and', tree)
  if (members !== undefined) return members.some(pinsToken)
  const either = membersOf('or', tree)
  if (either !== undefined) return either.every(pinsToken)
  if (!('operator' in tree) || (tree.operator !== '==' && tree.operator !== 'in')) return false
  const { left } = tree
  return isMention(left as never) && 'name' in left && (left.name === 'token' || left.name === 'asset')
}

function unused(rulebook: Rulebook, read: readonly Read[]): readonly Finding[] {
  const scopes = Object.values(rulebook.counters ?? {}).flatMap(({ scope }) =>
    scope === undefined ? [] : [readExpression(scope)],
  )
  const trees = [...read.flatMap((one) => one.trees), ...scopes]
  const values = Object.entries(rulebook.values ?? {})
  const named = new Set(trees.flatMap(namesIn))
  const written = values.map(([, text]) => readExpression(`value == ${text}`))
  const symbols = new Set(symbolsTold(rulebook, [...trees, ...written]))
  const names = (['lists', 'values', 'counters'] as const).flatMap((kind) =>
    Object.keys(rulebook[kind] ?? {}).flatMap((name): Json.Path[] => (named.has(name) ? [] : [[kind, name]])),
  )
  const tokens = (rulebook.tokens ?? []).flatMap(({ symbol, address }, i): Json.Path[] =>
    symbols.has(symbol.toLowerCase()) || symbols.has(address.toLowerCase()) ? [] : [['tokens', i]],
  )
  return [...names, ...tokens].map((path) => remark('unused_name', path, 'a condition that speaks of it'))
}

/** In conditions, and in lists, which may hold tokens. */
function symbolsTold({ lists = {} }: Rulebook, trees: readonly Expression[]): readonly string[] {
  const texts = [...trees.flatMap(symbolsIn), ...Object.values(lists).flat()]
  return texts.map((text) => text.toLowerCase())
}

/** Counters of amounts that are compared in a unit, and are neither of one token nor split by token. */
function mixing(rulebook: Rulebook, read: readonly Read[]): readonly Finding[] {
  const comparisons = read.flatMap(({ trees, units }) =>
    trees.flatMap(nodesOf).filter((node) => 'operator' in node && comparesUnit(node as never, units)),
  )
  const compared = new Set(comparisons.flatMap((node) => namesIn(node as never)))
  return Object.entries(rulebook.counters ?? {}).flatMap(([name, { method, measure = 'amount', by = [], scope }]) => {
    if (method === 'count' || measure !== 'amount' || !compared.has(name)) return []
    if (by.includes('token') || by.includes('asset')) return []
    if (scope !== undefined && pinsToken(readExpression(scope))) return []
    return [remark('counter_mixes_tokens', ['counters', name], 'a scope such as `token == USDC`, or `by` with `token`')]
  })
}

function unitsOf({ values = {} }: Rulebook): ReadonlySet<string> {
  const inUnit = Object.entries(values).filter(([, text]) =>
    nodesOf(readExpression(`value == ${text}`)).some(({ unit }) => unit !== undefined),
  )
  return new Set(inUnit.map(([name]) => name))
}
