/**
 * The names that conditions may use, and the facts they stand for. To add a name, add a row. A name of the catalogue of facts
 * stands for itself.
 */
import { catalogue } from '../../../facts/catalogue.ts'
import * as Path from '../../../facts/decoders/abi/path.ts'
import { fact, type Operand } from '../../condition.ts'

/** What a call does, one by one: what leaves an account, who may spend, and so on. */
export type Effect = 'outflow' | 'allowance' | 'delegation' | 'change' | 'deployment'

/** What the items of an enclosing quantifier are: effects, the calls of the request, or any other values. */
export type Item = Effect | 'call' | 'value' | null

/** Short names of facts. */
export const short: Readonly<Record<string, string>> = {
  amount: 'asset.amount',
  token: 'asset',
  nonce: 'transaction.nonce',
  gas: 'transaction.gas',
  fee: 'transaction.maxFee',
  value: 'native.value',
  selector: 'call.selector',
  function: 'call.function',
  issuer: 'issuers',
  role: 'issuer.roles',
  'issuer.role': 'issuer.roles',
  'sender.role': 'issuer.roles',
  'issuer.group': 'issuer.groups',
  'sender.group': 'issuer.groups',
}

/** The list of each effect, and the names that mean a member of it within a quantifier over the list. */
export const effects: Readonly<Record<Effect, { readonly list: string; readonly members: readonly string[] }>> = {
  outflow: { list: 'outflows', members: ['asset', 'token', 'amount', 'from', 'recipient', 'account'] },
  allowance: { list: 'allowances', members: ['asset', 'token', 'amount', 'owner', 'spender', 'unlimited'] },
  delegation: { list: 'delegations', members: ['account', 'delegate'] },
  change: { list: 'changes', members: ['what', 'contract', 'subject'] },
  deployment: { list: 'deployments', members: ['codeHash', 'size'] },
}

/** By the name of one, and of all. */
const effectsByName: ReadonlyMap<string, Effect> = new Map(
  (Object.keys(effects) as Effect[]).flatMap((effect) => [
    [effect, effect],
    [effects[effect].list, effect],
  ]),
)

/** The calls of the request, whose items have every fact of a call. */
const calls: ReadonlySet<string> = new Set(['call', 'calls'])

/** What on-chain and provider facts know of an address or token: the name after the dot, or before the parenthesis. */
export const known: ReadonlyMap<string, { readonly cost: 'on-chain' | 'provider'; readonly meaning: string }> = new Map(
  [
    ['is_contract', { cost: 'on-chain', meaning: 'whether code is deployed at the address' }],
    [
      'is_delegated',
      { cost: 'on-chain', meaning: 'whether the account at the address runs code of another (EIP-7702)' },
    ],
    ['paused', { cost: 'on-chain', meaning: 'whether the token is paused' }],
    ['balance', { cost: 'on-chain', meaning: 'native balance of the address, in base units' }],
    ['chainalysis_risk_score', { cost: 'provider', meaning: 'risk of the address by Chainalysis, 0 to 100' }],
    ['elliptic_risk_score', { cost: 'provider', meaning: 'risk of the address by Elliptic, 0 to 100' }],
    ['trm_risk_score', { cost: 'provider', meaning: 'risk of the address by TRM Labs, 0 to 100' }],
    ['ofac_check', { cost: 'provider', meaning: '`CLEAR` or `LISTED`' }],
  ],
)

/** @returns What `name` stands for; `null` when it stands for nothing. */
export function operandOf(name: string, item: Item = null): Operand | null {
  const own = item === null ? null : ofItem(name, item)
  if (own !== null) return own
  const operand = ofRequest(name)
  if (operand !== null) return item === 'call' && isOfCall(operand) ? { kind: 'ofCall', of: operand } : operand
  const dot = name.lastIndexOf('.')
  const subject = dot < 0 || !known.has(name.slice(dot + 1)) ? null : operandOf(name.slice(0, dot), item)
  return subject === null ? null : { kind: 'about', name: name.slice(dot + 1), argument: subject }
}

/** @returns Whether calls of one request may differ in what `operand` is. */
export function isOfCall(operand: Operand): boolean {
  switch (operand.kind) {
    case 'fact':
      return catalogue.get(operand.name)?.about !== 'request'
    case 'member':
      return isOfCall(operand.of)
    case 'about':
      return isOfCall(operand.argument)
    default:
      return false
  }
}

/** What `name` stands for outside of every quantifier, but for what others know of it. */
function ofRequest(name: string): Operand | null {
  if (Object.hasOwn(short, name)) return fact(short[name]!)
  if (catalogue.has(name)) return fact(name)
  if (name.startsWith('args.'))
    return { kind: 'member', of: fact('call.arguments'), path: Path.parse(name.slice('args.'.length)) }
  if (name.startsWith('message.'))
    return { kind: 'member', of: fact('typedData.message'), path: Path.parse(name.slice('message.'.length)) }
  return name.startsWith('operation.') ? fact(name) : null
}

/** @returns The list of that name, for quantifiers, and what its items are; `null` when there is none. */
export function listOf(name: string, item: Item = null): { readonly over: Operand; readonly item: Item } | null {
  const effect = effectsByName.get(name)
  if (effect !== undefined) return { over: operandOf(effects[effect].list, item)!, item: effect }
  if (calls.has(name)) return { over: { kind: 'calls' }, item: 'call' }
  const over = operandOf(name, item)
  return over === null ? null : { over, item: 'value' }
}

/** @returns Whether an item has an asset and an amount of it. */
export function hasAmount(item: Item): boolean {
  return item !== null && item !== 'call' && item !== 'value' && effects[item].members.includes('amount')
}

function memberOf(name: string, item: Item): string | null {
  if (item === null || item === 'call' || item === 'value' || !effects[item].members.includes(name)) return null
  return name === 'token' ? 'asset' : name
}

/** `item` is the item itself, and `item.…` a member of it; of a call, its facts go by their names. */
function ofItem(name: string, item: Item): Operand | null {
  if (item === 'call') return null
  if (name === 'item') return { kind: 'item' }
  const member = memberOf(name, item)
  if (member !== null) return { kind: 'member', of: { kind: 'item' }, path: Path.parse(member) }
  const path = name.startsWith('item.') ? name.slice('item.'.length) : ''
  if (path === '' || known.has(path.slice(path.lastIndexOf('.') + 1))) return null
  return { kind: 'member', of: { kind: 'item' }, path: Path.parse(path) }
}
