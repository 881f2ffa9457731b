/** What a rulebook lets pass that its author may not have meant: rules that allow too much, too early, or for want of an answer. */
import type * as Json from '../../../codec/json.ts'
import type { Code } from '../../../codes.ts'
import type { Condition } from '../../condition.ts'
import { type Finding, remark } from '../../finding.ts'
import { accepts, operators } from '../../operators.ts'
import type { Literal, Way } from '../../reasoning/literal.ts'
import type { Reasoned } from '../../reasoning/reasoning.ts'
import type { Ruled } from '../../reasoning/remarks.ts'
import { obligationsOf } from './action.ts'
import { inTurn } from './combining.ts'
import { destinations } from './mentions.ts'
import type { Rule, Rulebook } from './schema.ts'

/** A rule with the condition that it compiled to. */
type Judged = { readonly rule: Rule; readonly index: number; readonly when: Condition; readonly told: Reasoned }

/** One remark on one rule: where it applies, a path within the rule. */
type Danger = {
  readonly code: Code
  readonly expected: string
  readonly places: (judged: Judged) => readonly Json.Path[]
}

/** Every danger of a single rule. To add one, add a row. */
const dangers: readonly Danger[] = [
  {
    code: 'chain_not_pinned',
    expected: 'a condition on `chain`, or on a declared token, which is of one chain',
    places: ({ rule, told }) => (letsPass(rule) && !told.ways?.every(pinsChain) ? [['conditions']] : []),
  },
  {
    code: 'token_not_pinned',
    expected: 'a condition on `token`, or the amount in the unit of a token',
    places: ({ rule, told }) => (letsPass(rule) && told.ways?.some(boundsAnyToken) ? [['conditions']] : []),
  },
  {
    code: 'allow_by_exclusion',
    expected: 'a condition that names who may be paid',
    places: ({ rule, told }) => (rule.action.type === 'ALLOW' && told.ways?.some(excludesOnly) ? [['conditions']] : []),
  },
  {
    code: 'some_in_allow',
    expected: '`every`',
    places: ({ rule, when }) => (letsPass(rule) ? sourcesOf(when, ({ kind }) => kind === 'some') : []),
  },
  {
    code: 'assumed_mild',
    expected: 'to assume what does not help the request',
    places: ({ rule, when }) => {
      const mild = letsPass(rule)
      const stern = rule.action.type === 'DENY'
      return mild || stern ? sourcesOf(when, (one) => one.kind === 'compare' && assumedOf(one) === mild) : []
    },
  },
]

/** @param ruled - Its rules as they compiled. @returns The remarks on the rulebook. */
export function dangersIn(rulebook: Rulebook, ruled: readonly Ruled[]): readonly Finding[] {
  const judged = ruled
    .map(({ index, steps, told }): Judged => ({ rule: rulebook.rules[index]!, index, when: steps[0]!.when, told }))
    .sort((a, b) => a.index - b.index)
  const single = judged.flatMap((one) =>
    dangers.flatMap(({ code, expected, places }) =>
      places(one).map((path) => remark(code, ['rules', one.index, ...path], expected)),
    ),
  )
  const defaults = rulebook.default === 'ALLOW' ? [remark('default_allows', ['default'], 'DENY')] : []
  return [...single, ...defaults, ...early(rulebook), ...absences(judged)]
}

function letsPass({ action }: Rule): boolean {
  return action.type === 'ALLOW' || action.type === 'REQUIRE_APPROVAL' || action.type === 'DELAY'
}

/** An asset names its chain; an operation off-chain has none. */
function pinsChain(way: Way): boolean {
  return way.some(({ kind, about, ...literal }) => {
    if (/^operation\b/.test(about)) return true
    if (kind === 'among') return about === 'chain' || about === 'chainId' || about === 'asset' || isSolana(about)
    return kind === 'opaque' && 'text' in literal && /"(asset|chain|chainId)"/.test(literal.text as string)
  })
}

/** What only Solana has: it is one chain for as long as clusters are not told apart. */
function isSolana(about: string): boolean {
  return /^(solana\.|spl\.|program$|instruction\b)/.test(about)
}

/** Bounds an amount, whatever it is an amount of. */
function boundsAnyToken(way: Way): boolean {
  const bounds = way.some(({ kind, about }) => about === 'asset.amount' && (kind === 'most' || kind === 'least'))
  return bounds && !way.some(({ kind, about }) => kind === 'among' && (about === 'asset' || about === 'target'))
}

/** Speaks of where a call goes, and says only where it may not go. */
function excludesOnly(way: Way): boolean {
  const told = way.filter(({ kind, about }) => kind !== 'present' && destinations.test(about))
  return told.length > 0 && told.every((literal) => literal.kind === 'never' || isRefusal(literal))
}

function isRefusal(literal: Literal): boolean {
  return literal.kind === 'missing' || (literal.kind === 'opaque' && !literal.holds)
}

/** Where the comparisons and quantifiers that `isMeant` were written. */
function sourcesOf(when: Condition, isMeant: (one: Condition) => boolean): readonly Json.Path[] {
  const found = new Set<number>()
  const pending: Condition[] = [when]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'and' || next.kind === 'or') pending.push(...next.of)
    else if (next.kind === 'not') pending.push(next.of)
    else if ('source' in next && isMeant(next)) found.add(Number(/conditions\[(\d+)\]$/.exec(next.source ?? '')?.[1]))
  }
  return [...found].sort((a, b) => a - b).map((index) => ['conditions', index])
}

/** How a comparison with something assumed comes out when it is assumed; `null` for any other. */
function assumedOf({ left, operator, right }: Condition & { kind: 'compare' }): boolean | null {
  if (left.kind !== 'assumed') return null
  const value =
    right.kind === 'literal' ? right.readings[left.value.type] : right.kind === 'constant' ? right.value : null
  if (value === null || value === undefined || !accepts(operator, left.value, value)) return null
  return operators[operator].test(left.value, value)
}

const sanctioned = /ofac|sanction|\bsdn\b/i

/** Where the first to match decides, or an allow overrides: rules that let pass before sanctions are asked. */
function early(rulebook: Rulebook): readonly Finding[] {
  const { combining } = rulebook
  if (combining !== 'first-match' && combining !== 'allow-overrides') return []
  const turns = inTurn(
    rulebook.rules.map((rule, index) => ({ rule, index })),
    ({ rule: { id, priority, action } }) => ({ id, priority, type: action.type, obligations: obligationsOf(action) }),
  )
  const last = turns.findLastIndex(({ rule }) => rule.action.type === 'DENY' && asksSanctions(rule))
  const overrides = combining === 'allow-overrides' && last >= 0
  return turns.flatMap(({ rule, index }, i) => {
    const passes = overrides ? rule.action.type === 'ALLOW' : letsPass(rule) && i < last
    if (!passes || asksSanctions(rule)) return []
    return [
      remark('allow_before_sanctions', ['rules', index], 'a place behind the rule that denies whom sanctions name'),
    ]
  })
}

function asksSanctions({ conditions }: Rule): boolean {
  return sanctioned.test(JSON.stringify(conditions))
}

/** Facts that many calls do not have, and which calls those are. */
const absentFrom: ReadonlyMap<string, string> = new Map([
  ['recipient', 'approvals, deployments, messages and unknown functions'],
  ['asset.amount', 'approvals, deployments, messages and calls that move nothing, or several assets'],
  ['asset', 'approvals, deployments, messages and calls that move nothing, or several assets'],
  ['target', 'deployments, messages and Solana instructions'],
  ['spender', 'all calls but approvals'],
  ['call.selector', 'native transfers, deployments and messages'],
  ['call.arguments', 'native transfers, deployments, messages and unknown functions'],
])

/** Rules that deny for want of a fact what another rule would let pass. */
function absences(judged: readonly Judged[]): readonly Finding[] {
  const passing = judged.filter(({ rule }) => letsPass(rule))
  return judged
    .filter(({ rule }) => rule.action.type === 'DENY')
    .flatMap(({ told, index }) => {
      const missed = [...absentFrom].find(([name]) => {
        const asks = told.ways?.some((way) => asksUnguarded(way, name))
        return asks && passing.some((one) => one.told.ways?.some((way) => !way.some((other) => speaksOf(other, name))))
      })
      if (missed === undefined) return []
      const [name, calls] = missed
      return [
        remark('denies_for_want', ['rules', index, 'conditions'], `\`exists(${name})\` beside it: ${calls} have none`),
      ]
    })
}

/** A guard, `exists`, makes the condition false, not unknown, where the fact is absent. */
function asksUnguarded(way: Way, name: string): boolean {
  const own = way.filter((literal) => speaksOf(literal, name))
  return own.length > 0 && !own.some((literal) => literal.kind === 'present' && literal.guard)
}

function speaksOf({ about }: Literal, name: string): boolean {
  return about === name || about.includes(`"name":"${name}"`)
}
