/** What is legal in a document and cannot be meant: rules that say less than they seem to. */
import type * as Json from '../../../codec/json.ts'
import type { Code } from '../../../codes.ts'
import { parseFunction } from '../../../facts/decoders/abi/fragment.ts'
import { type Finding, remark } from '../../finding.ts'
import { type Description, isBuiltin, resolve } from './attributes.ts'
import { conflicts } from './conflicts.ts'
import { leavesOf } from './nodes.ts'
import { type Condition, type Document, isGroup, type Node, type Rule } from './schema.ts'

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
    code: 'all_issuers_loose',
    expected: 'each issuer once, by type and id',
    places: ({ issuer, issuer_logic }) => {
      const keys = issuer.map(({ type, id }) => `${type} ${id}`)
      const loose = new Set(keys).size < keys.length || issuer.some(({ type, id }) => type === '*' || id === '*')
      return issuer_logic === 'all' && loose ? [['issuer']] : []
    },
  },
  {
    code: 'program_not_pinned',
    expected: '`program` beside the IDL, or an IDL with an `address`',
    places: (rule) =>
      placedLeaves(rule)
        .filter(({ abi }) => rule.action === 'allow' && abi?.instructions !== undefined)
        .filter(
          ({ abi }) =>
            ![abi?.program, abi?.address, (abi?.metadata as { address?: unknown } | undefined)?.address].some(Boolean),
        )
        .map(({ path }) => path),
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
    places: (rule) => (rule.action === 'allow' ? listsWithin(rule).map(({ path }) => [...path, 'operator']) : []),
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
      places(rule).map((path) => remark(code, ['rules', i, ...path], expected)),
    ),
  )
  return [...conflicts(document), ...single]
}

/** Whether every way to satisfy the rule compares `attribute` with fixed values. */
function pins(rule: Rule, attribute: string): boolean {
  const pinned = (node: Node): boolean => {
    if (!isGroup(node))
      return (
        node.state === undefined && node.transaction_attr === attribute && ['eq', 'in', 'all'].includes(node.operator)
      )
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

/** The conditions that ask for one item of a list. */
function listsWithin(rule: Rule): ReturnType<typeof leavesOf> {
  // A group shares one ABI among its conditions, which is read once.
  const read = new Map<Condition['abi'], Description | null>()
  return placedLeaves(rule).filter(({ leaf, abi }) => {
    if (leaf.operator !== 'in') return false
    const known = read.get(abi)
    const description = known === undefined ? functionIn(abi) : known
    read.set(abi, description)
    return resolve(leaf.transaction_attr, rule.chain_type, leaf.transaction_type, description, [])?.list === true
  })
}

function functionIn(abi: Condition['abi']): Description | null {
  if (abi === undefined || Object.hasOwn(abi, 'instructions')) return null
  return { kind: 'function', abi: parseFunction(abi) }
}

function typesIn(rule: Rule): readonly string[] {
  return placedLeaves(rule).map(({ leaf }) => leaf.transaction_type)
}

function inputNames(abi: Condition['abi']): readonly string[] {
  const inputs = abi?.inputs
  return Array.isArray(inputs) ? inputs.map((input: unknown) => String((input as { name?: unknown } | null)?.name)) : []
}
