/** What a rule asks before its conditions: that the chain type, one of the issuers and the transaction type are its own. */
import type * as Json from '../../../codec/json.ts'
import type { AbiFunction } from '../../../facts/decoders/abi/fragment.ts'
import * as Token from '../../../facts/decoders/token.ts'
import type { Value } from '../../../facts/value.ts'
import { and, type Condition, constant, fact, type Operand, or } from '../../condition.ts'
import { sourceOf } from './nodes.ts'
import type { ChainType, Issuer, Rule, TransactionType } from './schema.ts'

/** The ABIs that a rule brings, each with the transaction type of the condition that has it. */
export type Described = readonly { readonly type: TransactionType; readonly abi: AbiFunction }[]

/** @returns Whether the request is of the rule’s chain type. */
export function chainGuard(chainType: ChainType, path: Json.Path): Condition {
  return {
    kind: 'compare',
    operator: 'eq',
    left: fact('chainType'),
    right: text(chainType),
    source: sourceOf([...path, 'chain_type']),
  }
}

/**
 * @returns Whether the rule is about who asks: any of the issuers; if the rule says all, each of them must be among those who
 * authenticated.
 */
export function issuerGuard(rule: Rule, path: Json.Path): Condition {
  const named = rule.issuer.filter(({ type }) => type !== '*')
  const is = (name: string, texts: readonly string[]): Condition => ({
    kind: 'compare',
    operator: 'in',
    left: fact(name),
    right: list(...texts),
    source: sourceOf([...path, 'issuer']),
  })
  const types = named.filter(({ id }) => id === '*').map(typeOf)
  const ids = named.filter(({ id }) => id !== '*').map((issuer) => `${typeOf(issuer)}:${issuer.id}`)
  if (rule.issuer_logic === 'all') {
    return and(...types.map((type) => is('issuerTypes', [type])), ...ids.map((id) => is('issuers', [id])))
  }
  if (named.length < rule.issuer.length) return and()
  return or(...(ids.length > 0 ? [is('issuers', ids)] : []), ...(types.length > 0 ? [is('issuerTypes', types)] : []))
}

/** The two names of session keys are one type. */
function typeOf({ type }: Issuer): string {
  return type === 'SessionKeyId' ? 'SessionId' : type
}

/**
 * Whether the call is of `type` for this rule. For an allow the arguments must be canonical, and a function that is not a
 * standard one counts only if the rule brings its ABI; for a deny it suffices that the call could be of the type.
 */
export function typeGuard(type: TransactionType, rule: Rule, path: Json.Path, described: Described): Condition {
  const source = sourceOf([...path, 'transaction_type'])
  const is = (name: string): Condition => ({
    kind: 'compare',
    operator: 'in',
    left: fact(name),
    right: list(type),
    source,
  })
  if (rule.action === 'deny') return is('possibleTypes')
  if (type !== 'erc20' && type !== 'erc721') return is('types')
  const plain: Condition = {
    kind: 'compare',
    operator: 'in',
    left: fact('call.kind'),
    right: list('contractCall', 'command'),
    source,
  }
  const known = and(is('types'), { kind: 'exists', operand: fact('call.arguments') })
  const brought = described
    .filter((item) => item.type === type && !Token.isStandard(item.abi.selector, type))
    .map(({ abi }) => and(is('possibleTypes'), plain, { kind: 'exists', operand: { kind: 'arguments', abi } }))
  return or(known, ...brought)
}

function text(value: string): Operand {
  return constant({ type: 'text', value })
}

function list(...texts: readonly string[]): Operand {
  const items: readonly Value[] = texts.map((value) => ({ type: 'text', value }))
  return constant({ type: 'list', items })
}
