/**
 * The limit: what plain JavaScript can do that knows nothing but this workload. A tuple-space index over the fields that rules
 * compare for equality, one trie of maps for each combination, lists expanded into entries; then a closure for what is left. It
 * answers with a bare verdict: no rule, no reason, no trace, no types, nothing that may be unknown.
 */
import type { Request, Rule, Workload } from './workload.ts'

type Field = 'key' | 'chain' | 'target' | 'selector' | 'token' | 'role' | 'recipient'
type Node = Map<string | number, Node | Leaf>
type Leaf = { readonly tests: { deny: boolean; test: (request: Request) => boolean }[] }

const fields = ['key', 'chain', 'target', 'selector', 'token', 'role', 'recipient'] as const

export function limit({ rules }: Workload): (request: Request) => boolean {
  const groups = new Map<string, { fields: readonly Field[]; root: Node; denies: boolean }>()
  for (const rule of rules) {
    const bound = fields.filter((field) => valuesOf(rule, field) !== null)
    const name = `${rule.effect} ${bound.join(' ')}`
    const group = groups.get(name) ?? { fields: bound, root: new Map(), denies: rule.effect === 'deny' }
    groups.set(name, group)
    add(group.root, bound, rule, 0)
  }
  const denies = [...groups.values()].filter((group) => group.denies)
  const allows = [...groups.values()].filter((group) => !group.denies)
  return (request) => {
    for (const { fields: bound, root } of denies) if (found(root, bound, request)) return false
    for (const { fields: bound, root } of allows) if (found(root, bound, request)) return true
    return false
  }
}

function found(root: Node, bound: readonly Field[], request: Request): boolean {
  let node: Node | Leaf | undefined = root
  for (let i = 0; i < bound.length; i++) {
    node = (node as Node).get(request[bound[i]!])
    if (node === undefined) return false
  }
  const { tests } = node as Leaf
  for (let i = 0; i < tests.length; i++) if (tests[i]!.test(request)) return true
  return false
}

function add(node: Node, bound: readonly Field[], rule: Rule, depth: number): void {
  const last = depth === bound.length - 1
  for (const value of valuesOf(rule, bound[depth]!)!) {
    const next = node.get(value) ?? (last ? { tests: [] } : new Map())
    node.set(value, next)
    if (last) (next as Leaf).tests.push({ deny: rule.effect === 'deny', test: residue(rule) })
    else add(next as Node, bound, rule, depth + 1)
  }
}

function residue({ amount }: Rule): (request: Request) => boolean {
  if (amount === null) return () => true
  const { operator, limit: most } = amount
  return operator === '<=' ? (request) => request.amount <= most : (request) => request.amount > most
}

function valuesOf(rule: Rule, field: Field): readonly (string | number)[] | null {
  if (field === 'recipient') return rule.recipients
  const value = rule[field]
  return value === null ? null : [value]
}
