/** @casl/ability: conditions as queries, amounts as text; prohibitions stand last, since the last rule that matches decides. */
import { createMongoAbility, type MongoAbility, subject } from '@casl/ability'
import { hexOf } from './hex.ts'
import { byKey } from './keyed.ts'
import type { Request, Rule, Workload } from './workload.ts'

/** All rules in one ability. */
export function casl({ rules }: Workload): (request: Request) => boolean {
  const ability = abilityOf(rules)
  return (request) => ability.can('sign', itemOf(request))
}

/** An ability for each key. */
export function caslKeyed({ rules }: Workload): (request: Request) => boolean {
  const abilities = byKey(rules, abilityOf)
  return (request) => abilities(request.key).can('sign', itemOf(request))
}

function itemOf(request: Request): ReturnType<typeof subject> {
  return subject('Transaction', { ...request, amount: hexOf(request.amount) })
}

function abilityOf(rules: readonly Rule[]): MongoAbility {
  const ordered = [
    ...rules.filter(({ effect }) => effect === 'allow'),
    ...rules.filter(({ effect }) => effect === 'deny'),
  ]
  return createMongoAbility(
    ordered.map((rule) => ({
      action: 'sign',
      subject: 'Transaction',
      inverted: rule.effect === 'deny',
      conditions: conditionsOf(rule),
    })),
  )
}

function conditionsOf(rule: Rule): Record<string, unknown> {
  const { amount, recipients } = rule
  const equal = (['key', 'chain', 'target', 'selector', 'token', 'role'] as const).filter(
    (field) => rule[field] !== null,
  )
  return {
    ...Object.fromEntries(equal.map((field) => [field, rule[field]])),
    ...(recipients === null ? {} : { recipient: { $in: [...recipients] } }),
    ...(amount === null ? {} : { amount: { [amount.operator === '<=' ? '$lte' : '$gt']: hexOf(amount.limit) } }),
  }
}
