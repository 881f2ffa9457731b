/** @marcbachmann/cel-js: an expression for each rule, the rules of each key apart, amounts as text. Denials are asked first. */
import { parse } from '@marcbachmann/cel-js'
import { hexOf } from './hex.ts'
import { byKey } from './keyed.ts'
import type { Request, Rule, Workload } from './workload.ts'

type Asked = { readonly denies: boolean; readonly holds: (request: object) => unknown }

export function celKeyed({ rules }: Workload): (request: Request) => boolean {
  const asked = byKey(rules, askedOf)
  return (request) => {
    const item = { ...request, chain: `${request.chain}`, amount: hexOf(request.amount) }
    for (const { denies, holds } of asked(request.key)) if (holds(item) === true) return !denies
    return false
  }
}

function askedOf(rules: readonly Rule[]): readonly Asked[] {
  const ordered = [
    ...rules.filter(({ effect }) => effect === 'deny'),
    ...rules.filter(({ effect }) => effect === 'allow'),
  ]
  return ordered.map((rule) => ({ denies: rule.effect === 'deny', holds: parse(expressionOf(rule)) }))
}

function expressionOf(rule: Rule): string {
  const { recipients, amount } = rule
  const equal = (['key', 'chain', 'target', 'selector', 'token', 'role'] as const).filter(
    (field) => rule[field] !== null,
  )
  return [
    ...equal.map((field) => `${field} == "${rule[field]}"`),
    ...(recipients === null ? [] : [`recipient in ${JSON.stringify(recipients)}`]),
    ...(amount === null ? [] : [`amount ${amount.operator} "${hexOf(amount.limit)}"`]),
  ].join(' && ')
}
