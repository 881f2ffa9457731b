/** Portcullis: the rules as a rulebook, and the request as facts of one call. */
import { type Binding, compile, type Decoded, evaluate, type Fact, parse, sourceOf, type Value } from '@portcullis/core'
import { chains, type Request, type Rule, roles, tokens, type Workload } from './workload.ts'

const setting = { noPolicy: 'deny', requestHash: `0x${'00'.repeat(32)}` } as const
const nothingMore = sourceOf({})

/** Decides with rule and reason, and reads them. */
export function portcullis({ rules }: Workload): (request: Request) => boolean {
  const bindings: readonly Binding[] = [{ level: 'key', policy: compile(parse(rulebookOf(rules))) }]
  return (request) => {
    const { decision, reason } = evaluate(bindings, decodedOf(request), nothingMore, setting)
    if (reason.message.length === 0) throw new Error('a decision without a reason')
    return decision === 'allow'
  }
}

/** @returns The rulebook as its author would write it. */
export function rulebookOf(rules: readonly Rule[]): string {
  return JSON.stringify({
    form: 'rulebook',
    version: '1.0',
    tokens: tokens.map((symbol, i) => ({ symbol, chain: 'eip155:1', address: addressOf(i), decimals: 18 })),
    rules: rules.map((rule, i) => ({
      id: `rule-${i}`,
      priority: 0,
      conditions: conditionsOf(rule),
      conditionLogic: 'AND',
      action: { type: rule.effect === 'allow' ? 'ALLOW' : 'DENY' },
      metadata: { name: `Rule ${i}`, owner: 'treasury', updatedAt: 1_795_000_000 },
    })),
  })
}

function conditionsOf(rule: Rule): readonly string[] {
  const equal = (name: string, value: string | number | null) => (value === null ? [] : [`${name} == ${value}`])
  return [
    ...equal('keyId', rule.key === null ? null : JSON.stringify(rule.key)),
    ...equal('chainId', rule.chain),
    ...equal('target', rule.target),
    ...equal('selector', rule.selector),
    ...equal('token', rule.token),
    ...equal('role', rule.role === null ? null : JSON.stringify(rule.role)),
    ...(rule.recipients === null ? [] : [`recipient in [${rule.recipients.join(', ')}]`]),
    ...(rule.amount === null ? [] : [`amount ${rule.amount.operator} ${rule.amount.limit}`]),
  ]
}

function addressOf(token: number): string {
  return `0x${(token + 1).toString(16).padStart(40, '0')}`
}

/** @returns The request as decoding would state it: who asks with which role, and one call. */
export function decodedOf(request: Request): Decoded {
  const { key, role, chain, target, selector, token, amount, recipient } = request
  return {
    facts: { keyId: { type: 'text', value: key }, 'issuer.roles': roleFacts.get(role)! },
    calls: [
      {
        index: 0,
        kind: 'contractCall',
        judged: true,
        start: 0,
        end: 0,
        facts: {
          chainId: chainFacts.get(chain)!,
          target: { type: 'address', family: 'evm', value: target },
          'call.selector': { type: 'bytes', value: selector as `0x${string}` },
          asset: assetFacts.get(token)!,
          'asset.amount': { type: 'integer', value: amount },
          recipient: { type: 'address', family: 'evm', value: recipient },
        },
        calls: [],
      },
    ],
    objections: [],
  }
}

/** Facts of which there are few, made once, as whoever decodes would keep them. */
const assetFacts = new Map(tokens.map((symbol, i) => [symbol, text(`eip155:1/${addressOf(i)}`)]))
const chainFacts = new Map(chains.map((chain): [number, Fact] => [chain, { type: 'integer', value: BigInt(chain) }]))
const roleFacts = new Map(roles.map((role): [string, Fact] => [role, { type: 'list', items: [text(role)] }]))

function text(value: string): Value {
  return { type: 'text', value }
}
