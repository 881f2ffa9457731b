/** @cedar-policy/cedar-wasm, policies parsed beforehand. Its integers have 64 bits: amounts are five of 52 bits, compared in order. */
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import { byKey } from './keyed.ts'
import type { Request, Rule, Workload } from './workload.ts'

const limbs = [0, 1, 2, 3, 4]
const limbBits = 52n

/** All policies in one set. */
export function cedar({ rules }: Workload): (request: Request) => boolean {
  const set = prepared(rules, 'all')
  return (request) => allowed(set, request)
}

/** A policy set for each key. */
export function cedarKeyed({ rules }: Workload): (request: Request) => boolean {
  const sets = byKey(rules, prepared)
  return (request) => allowed(sets(request.key), request)
}

function allowed(set: string, { key, chain, target, selector, token, role, recipient, amount }: Request): boolean {
  const answer = statefulIsAuthorized({
    principal: { type: 'Key', id: key },
    action: { type: 'Action', id: 'sign' },
    resource: { type: 'Transaction', id: 'transaction' },
    context: { chain, target, selector, token, role, recipient, ...limbsOf(amount) },
    preparsedPolicySetId: set,
    entities: [],
  })
  if (answer.type === 'failure' || answer.response.diagnostics.errors.length > 0)
    throw new Error('cedar did not answer')
  return answer.response.decision === 'allow'
}

function prepared(rules: readonly Rule[], name: string): string {
  const staticPolicies = Object.fromEntries(rules.map((rule, i) => [`rule${i}`, policyOf(rule)]))
  const answer = preparsePolicySet(name, { staticPolicies })
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message)
  return name
}

function policyOf(rule: Rule): string {
  const { key, recipients, amount } = rule
  const equal = (['target', 'selector', 'token', 'role'] as const).filter((field) => rule[field] !== null)
  const conditions = [
    ...(rule.chain === null ? [] : [`context.chain == ${rule.chain}`]),
    ...equal.map((field) => `context.${field} == ${JSON.stringify(rule[field])}`),
    ...(recipients === null ? [] : [`${JSON.stringify(recipients)}.contains(context.recipient)`]),
    ...(amount === null ? [] : [compared(amount)]),
  ]
  const principal = key === null ? 'principal' : `principal == Key::${JSON.stringify(key)}`
  const effect = rule.effect === 'allow' ? 'permit' : 'forbid'
  return `${effect}(${principal}, action, resource) when { ${conditions.join(' && ')} };`
}

/** The first limb that differs decides. */
function compared({ operator, limit }: NonNullable<Rule['amount']>): string {
  const asked = limbsOf(limit)
  const strict = operator === '<=' ? '<' : '>'
  return limbs.reduceRight((rest, i) => {
    const [own, other] = [`context.a${i}`, asked[`a${i}`]!]
    const equal = rest === '' ? (operator === '<=' ? `${own} == ${other}` : 'false') : `(${own} == ${other} && ${rest})`
    return `(${own} ${strict} ${other} || ${equal})`
  }, '')
}

function limbsOf(amount: bigint): Readonly<Record<string, number>> {
  const mask = (1n << limbBits) - 1n
  return Object.fromEntries(limbs.map((i) => [`a${i}`, Number((amount >> (limbBits * BigInt(4 - i))) & mask)]))
}
