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

/** @returns Whether the rule is about who asks: any of the issuers, unless the rule says all: then each of them must be among those who authenticated. */
export function issuerGuard(rule: Rule, path: Json.Path): Condition {
  const one = (issuer: Issuer, i: number): Condition => {
    const source = sourceOf([...path, 'issuer', i])
    if (issuer.type === '*') return and()
    const type = issuer.type === 'SessionKeyId' ? 'SessionId' : issuer.type
    if (issuer.id === '*')
      return { kind: 'compare', operator: 'in', left: fact('issuerTypes'), right: list(type), source }
    return { kind: 'compare', operator: 'in', left: fact('issuers'), right: list(`${type}:${issuer.id}`), source }
  }
  const conditions = rule.issuer.map(one)
  return rule.issuer_logic === 'all' ? and(...conditions) : or(...conditions)
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
  if (type !== 'erc20' && type !== 'erc721') return is('types')
  if (rule.action === 'deny') return is('possibleTypes')
  const plain: Condition = {
    kind: 'compare',
    operator: 'eq',
    left: fact('call.kind'),
    right: text('contractCall'),
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

function list(value: string): Operand {
  const items: readonly Value[] = [{ type: 'text', value }]
  return constant({ type: 'list', items })
}
