/**
 * The names that conditions may use, and the facts they stand for. To add a name, add a row. A name of the catalogue of facts
 * stands for itself.
 */
import { catalogue } from '../../../facts/catalogue.ts'
import * as Path from '../../../facts/decoders/abi/path.ts'
import { fact, type Operand } from '../../condition.ts'

/** Short names of facts. */
const short: Readonly<Record<string, string>> = {
  amount: 'asset.amount',
  token: 'asset',
  nonce: 'transaction.nonce',
  gas: 'transaction.gas',
  fee: 'transaction.maxFee',
  value: 'native.value',
  selector: 'call.selector',
  function: 'call.function',
  role: 'issuer.roles',
  'issuer.role': 'issuer.roles',
  'sender.role': 'issuer.roles',
}

/** Lists whose items quantifiers go over. */
const lists: Readonly<Record<string, string>> = { outflow: 'outflows', outflows: 'outflows' }

/** What on-chain and provider facts know of an address or token: the name after the dot, or before the parenthesis. */
export const known: ReadonlyMap<string, { readonly cost: 'on-chain' | 'provider'; readonly meaning: string }> = new Map(
  [
    ['is_contract', { cost: 'on-chain', meaning: 'whether code is deployed at the address' }],
    ['paused', { cost: 'on-chain', meaning: 'whether the token is paused' }],
    ['balance', { cost: 'on-chain', meaning: 'native balance of the address, in base units' }],
    ['chainalysis_risk_score', { cost: 'provider', meaning: 'risk of the address by Chainalysis, 0 to 100' }],
    ['elliptic_risk_score', { cost: 'provider', meaning: 'risk of the address by Elliptic, 0 to 100' }],
    ['trm_risk_score', { cost: 'provider', meaning: 'risk of the address by TRM Labs, 0 to 100' }],
    ['ofac_check', { cost: 'provider', meaning: '`CLEAR` or `LISTED`' }],
  ],
)

/** @returns What `name` stands for; `null` when it stands for nothing. */
export function operandOf(name: string): Operand | null {
  if (Object.hasOwn(short, name)) return fact(short[name]!)
  if (catalogue.has(name)) return fact(name)
  if (name.startsWith('args.'))
    return { kind: 'member', of: fact('call.arguments'), path: Path.parse(name.slice('args.'.length)) }
  if (name.startsWith('message.'))
    return { kind: 'member', of: fact('typedData.message'), path: Path.parse(name.slice('message.'.length)) }
  if (name.startsWith('operation.')) return fact(name)
  const dot = name.lastIndexOf('.')
  const subject = dot < 0 ? null : operandOf(name.slice(0, dot))
  return subject !== null && known.has(name.slice(dot + 1))
    ? { kind: 'about', name: name.slice(dot + 1), argument: subject }
    : null
}

/** @returns The list of that name, for quantifiers. */
export function listOf(name: string): Operand | null {
  return Object.hasOwn(lists, name) ? fact(lists[name]!) : operandOf(name)
}
