/** What is legal in a document and cannot be meant: rules that conflict with each other, and rules that say less than they seem to. */
import { canonical } from '../../../codec/canonical.ts'
import type * as Json from '../../../codec/json.ts'
import type { Code } from '../../../codes.ts'
import { type Finding, rejection } from '../../finding.ts'
import { isBuiltin } from './attributes.ts'
import { leavesOf } from './nodes.ts'
import { type Condition, type Document, type Issuer, isGroup, type Node, type Rule } from './schema.ts'

/** One remark on one rule: where it applies, a path within the rule. */
type Remark = { readonly code: Code; readonly expected: string; readonly places: (rule: Rule) => readonly Json.Path[] }

/** Every remark on a single rule. To add one, add a row. */
const remarks: readonly Remark[] = [
  {
    code: 'multi_issuer_ambiguous',
    expected: '`issuer_logic`: `any` or `all`',
    places: (rule) => {
      const named = rule.issuer.filter(({ type }) => type !== '*')
      return rule.action === 'allow' && named.length > 1 && rule.issuer_logic === undefined ? [['issuer']] : []
    },
  },
  {
    code: 'wildcard_id_ignored',
    expected: '`*` as the id',
    places: (rule) =>
      rule.issuer.flatMap(({ type, id }, i) => (type === '*' && id !== '*' ? [['issuer', i, 'id']] : [])),
  },
  {
    code: 'chain_not_pinned',
    expected: 'a condition on `chainId`',
    places: (rule) => {
      const applies =
        rule.action === 'allow' && rule.chain_type === 'ethereum' && typesIn(rule).some((type) => type !== 'eip191')
      return applies && !pins(rule, 'chainId') ? [['conditions']] : []
    },
  },
  {
    code: 'token_not_pinned',
    expected: 'a condition on `receiver`, which is the token contract',
    places: (rule) => {
      const applies = rule.action === 'allow' && typesIn(rule).some((type) => type === 'erc20' || type === 'erc721')
      return applies && !pins(rule, 'receiver') ? [['conditions']] : []
    },
  },
  {
    code: 'nested_group',
    expected: 'groups of conditions only',
    places: (rule) => rule.conditions.flatMap((node, i) => nestedGroups(node, ['conditions', i], 1)),
  },
  {
    code: 'array_in_weak',
    expected: '`all`',
    places: (rule) =>
      placedLeaves(rule)
        .filter(
          ({ leaf }) =>
            rule.action === 'allow' && leaf.operator === 'in' && leaf.transaction_attr === 'solanaAccountKeys',
        )
        .map(({ path }) => [...path, 'operator']),
  },
  {
    code: 'attr_shadowed',
    expected: '`abi:` before the name, to reach the parameter',
    places: (rule) =>
      placedLeaves(rule)
        .filter(
          ({ leaf, abi }) =>
            isBuiltin(leaf.transaction_attr, rule.chain_type, leaf.transaction_type) &&
            inputNames(abi).includes(leaf.transaction_attr),
        )
        .map(({ path }) => [...path, 'transaction_attr']),
  },
]

/** @returns Rejections of rules that conflict, then remarks. The document compiles. */
export function remarksOn(document: Document): readonly Finding[] {
  const single = document.rules.flatMap((rule, i) =>
    remarks.flatMap(({ code, expected, places }) =>
      places(rule).map((path): Finding => ({ severity: 'lint', code, path: ['rules', i, ...path], expected })),
    ),
  )
  return [...conflicts(document), ...single]
}

/** An allow rule of which a deny rule leaves nothing: the same issuers or more, and no condition that the allow rule lacks. */
function conflicts(document: Document): readonly Finding[] {
  const plain = document.rules.map((rule, i) => ({
    rule,
    i,
    conditions: new Set(rule.conditions.map((node) => canonical(node as never))),
  }))
  const denies = plain.filter(({ rule }) => rule.action === 'deny')
  return plain
    .filter(({ rule }) => rule.action === 'allow')
    .flatMap(({ rule, i, conditions }) => {
      const cover = denies.find((deny) => covers(deny.rule, deny.conditions, rule, conditions))
      if (cover === undefined) return []
      const same = cover.conditions.size === conditions.size && covers(rule, conditions, cover.rule, cover.conditions)
      const code = same ? 'conflict_allow_deny_identical' : 'unreachable_allow'
      return [rejection(code, ['rules', i], `something that \`rules[${cover.i}]\` does not deny`)]
    })
}

function covers(
  wide: Rule,
  wideConditions: ReadonlySet<string>,
  narrow: Rule,
  narrowConditions: ReadonlySet<string>,
): boolean {
  if (wide.chain_type !== narrow.chain_type || !coversIssuers(wide, narrow)) return false
  const joined = (rule: Rule, conditions: ReadonlySet<string>) => rule.logic !== 'or' || conditions.size === 1
  if (joined(wide, wideConditions) && joined(narrow, narrowConditions))
    return [...wideConditions].every((one) => narrowConditions.has(one))
  return wide.logic === narrow.logic && [...narrowConditions].every((one) => wideConditions.has(one))
}

function coversIssuers(wide: Rule, narrow: Rule): boolean {
  const key = ({ type, id }: Issuer) => `${type} ${id}`
  if (wide.issuer.some(({ type }) => type === '*') && wide.issuer_logic !== 'all') return true
  if (wide.issuer_logic === 'all' || narrow.issuer_logic === 'all') {
    return (
      wide.issuer_logic === narrow.issuer_logic &&
      canonical(wide.issuer.map(key).sort()) === canonical(narrow.issuer.map(key).sort())
    )
  }
  const known = new Set(wide.issuer.map(key))
  return narrow.issuer.every((issuer) => known.has(key(issuer)))
}

/** Whether every way to satisfy the rule compares `attribute` with fixed values. */
function pins(rule: Rule, attribute: string): boolean {
  const pinned = (node: Node): boolean => {
    if (!isGroup(node)) return node.transaction_attr === attribute && ['eq', 'in', 'all'].includes(node.operator)
    return node.logic === 'or' ? node.group.every(pinned) : node.group.some(pinned)
  }
  return rule.logic === 'or' ? rule.conditions.every(pinned) : rule.conditions.some(pinned)
}

function nestedGroups(node: Node, path: Json.Path, depth: number): readonly Json.Path[] {
  if (!isGroup(node)) return []
  const inner = node.group.flatMap((member, i) => nestedGroups(member, [...path, 'group', i], depth + 1))
  return depth > 1 ? [path, ...inner] : inner
}

function placedLeaves(rule: Rule): ReturnType<typeof leavesOf> {
  return leavesOf(rule.conditions, ['conditions'])
}

function typesIn(rule: Rule): readonly string[] {
  return placedLeaves(rule).map(({ leaf }) => leaf.transaction_type)
}

function inputNames(abi: Condition['abi']): readonly string[] {
  const inputs = abi?.inputs
  return Array.isArray(inputs) ? inputs.map((input: unknown) => String((input as { name?: unknown } | null)?.name)) : []
}
