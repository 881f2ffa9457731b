/**
 * The catalogue of facts: what each is called, its type, where it comes from and what it costs to know. To add a fact, add a
 * row. The documentation's table is generated from this one.
 */
import { solanaRows } from './catalogue-solana.ts'
import type { ValueType } from './value.ts'

/** What it costs to know a fact, cheapest first. `local` facts are read from the bytes, so they are never unasked. */
export const costs = ['local', 'context', 'counter', 'on-chain', 'provider'] as const
export type Cost = (typeof costs)[number]

export type CatalogueEntry = {
  readonly name: string
  readonly type: ValueType
  readonly of?: ValueType
  readonly cost: Cost
  readonly about: 'request' | 'call'
  readonly source: string
  readonly meaning: string
}

/** Name, type, cost, what it is about, source, meaning. */
export type Row = readonly [string, string, Cost, 'request' | 'call', string, string]

const rows: readonly Row[] = [
  // name, type, cost, about, source, meaning
  ['kind', 'text', 'local', 'request', 'payload', 'kind of payload, such as `unsignedTransaction`'],
  ['chainType', 'text', 'local', 'request', 'payload', '`ethereum`, `solana` or `off`'],
  [
    'chain',
    'text',
    'local',
    'request',
    'payload',
    'chain as CAIP-2, such as `eip155:1`; absent where the payload names none',
  ],
  ['chainId', 'integer', 'local', 'call', 'payload', 'EIP-155 chain id; for typed data the domain’s'],
  [
    'digest',
    'bytes',
    'local',
    'request',
    'payload',
    'the 32 bytes that a signer would sign, where the payload has one digest',
  ],
  ['types', 'text[]', 'local', 'call', 'payload', 'transaction types that the call is, as documents name them'],
  ['possibleTypes', 'text[]', 'local', 'call', 'payload', 'the same, and those it would be if an ABI were given'],
  ['transaction.type', 'integer', 'local', 'request', 'envelope', 'EIP-2718 type, 0 to 4'],
  ['transaction.nonce', 'integer', 'local', 'request', 'envelope', 'nonce'],
  ['transaction.gas', 'integer', 'local', 'request', 'envelope', 'gas limit'],
  ['transaction.gasPrice', 'integer', 'local', 'request', 'envelope', 'wei per gas; types 0 and 1'],
  ['transaction.maxFeePerGas', 'integer', 'local', 'request', 'envelope', 'wei per gas; types 2 to 4'],
  ['transaction.maxPriorityFeePerGas', 'integer', 'local', 'request', 'envelope', 'wei per gas; types 2 to 4'],
  ['transaction.maxFeePerBlobGas', 'integer', 'local', 'request', 'envelope', 'wei per blob gas; type 3'],
  [
    'transaction.maxFee',
    'integer',
    'local',
    'request',
    'envelope',
    'the most that fees can cost, in wei: gas × price, blobs included',
  ],
  ['transaction.blobs', 'integer', 'local', 'request', 'envelope', 'number of blobs'],
  ['transaction.authorizations', 'integer', 'local', 'request', 'envelope', 'number of EIP-7702 authorizations'],
  [
    'sender',
    'address',
    'context',
    'call',
    'key or signature',
    'who sends: the key’s address, or the one recovered from the signature',
  ],
  [
    'target',
    'address',
    'local',
    'call',
    'envelope',
    'where the call goes: the outer `to`; absent for a contract creation',
  ],
  ['native.value', 'integer', 'local', 'call', 'envelope', 'native amount of this call, in wei or lamports'],
  ['call.kind', 'text', 'local', 'call', 'payload', 'what sort of call it is, such as `contractCall` or `creation`'],
  [
    'call.operation',
    'text',
    'local',
    'call',
    'derived',
    '`call`, `delegatecall` or `create`: whether the code of the target runs for itself, or as the sender',
  ],
  [
    'call.data',
    'bytes',
    'local',
    'call',
    'envelope',
    'the whole call data; of a router’s command the selector of its name, then its input',
  ],
  ['call.selector', 'bytes', 'local', 'call', 'call data', 'first 4 bytes; failed when there are fewer'],
  [
    'call.function',
    'text',
    'local',
    'call',
    'call data',
    'canonical signature of a function that is known by its selector',
  ],
  [
    'call.arguments',
    'record',
    'local',
    'call',
    'call data',
    'arguments of a known function; failed when they are not canonical',
  ],
  ['call.canonical', 'boolean', 'local', 'call', 'call data', 'whether the arguments re-encode to the very bytes'],
  ['call.trailingBytes', 'integer', 'local', 'call', 'call data', 'bytes after the arguments of a known function'],
  ['opaqueBytes', 'integer', 'local', 'call', 'call data', 'bytes that nobody understood'],
  ['token', 'address', 'local', 'call', 'call data', 'token contract or mint of a recognised token call'],
  ['amount', 'integer', 'local', 'call', 'call data', 'amount of a token transfer, in base units'],
  [
    'recipient',
    'address',
    'local',
    'call',
    'call data',
    'who gets the asset; of a Solana token the wallet that owns the account, failed where nobody knows it',
  ],
  ['from', 'address', 'local', 'call', 'call data', 'whose asset moves, where the call says so'],
  ['spender', 'address', 'local', 'call', 'call data', 'who may spend after an approval'],
  ['allowance', 'integer', 'local', 'call', 'call data', 'amount of an approval, in base units'],
  ['tokenId', 'integer', 'local', 'call', 'call data', 'id of a non-fungible token'],
  ['operator.approved', 'boolean', 'local', 'call', 'call data', 'whether setApprovalForAll grants or revokes'],
  [
    'authorization.address',
    'address',
    'local',
    'call',
    'authorization',
    'contract that an EIP-7702 authorization delegates to',
  ],
  ['authorization.nonce', 'integer', 'local', 'call', 'authorization', 'nonce of an EIP-7702 authorization'],
  [
    'authorization.authority',
    'address',
    'local',
    'call',
    'authorization',
    'account that signed an EIP-7702 authorization',
  ],
  [
    'userOperation.factory',
    'address',
    'local',
    'call',
    'user operation',
    'who creates the account of a user operation that is not there yet',
  ],
  [
    'userOperation.paymaster',
    'address',
    'local',
    'call',
    'user operation',
    'who pays the fees of a user operation in the place of its account',
  ],
  ['typedData.primaryType', 'text', 'local', 'call', 'EIP-712', 'primary type'],
  ['typedData.encodeType', 'text', 'local', 'call', 'EIP-712', 'canonical type string of the primary type'],
  ['typedData.domain', 'record', 'local', 'call', 'EIP-712', 'the domain'],
  ['typedData.domainName', 'text', 'local', 'call', 'EIP-712', 'name in the domain'],
  ['typedData.domainVersion', 'text', 'local', 'call', 'EIP-712', 'version in the domain'],
  ['typedData.verifyingContract', 'address', 'local', 'call', 'EIP-712', 'contract in the domain'],
  ['typedData.message', 'record', 'local', 'call', 'EIP-712', 'the message, typed by its own types'],
  ['message', 'text', 'local', 'call', 'EIP-191', 'the message; as hex when it is not UTF-8'],
  ['message.bytes', 'bytes', 'local', 'call', 'EIP-191', 'the message’s bytes'],
  ['signIn.domain', 'text', 'local', 'call', 'EIP-4361', 'who asks to log in: host, and port if it is told'],
  ['signIn.address', 'address', 'local', 'call', 'EIP-4361', 'the account that logs in'],
  ['signIn.uri', 'text', 'local', 'call', 'EIP-4361', 'what is logged in to'],
  ['signIn.statement', 'text', 'local', 'call', 'EIP-4361', 'what the person is told'],
  ['signIn.chainId', 'integer', 'local', 'call', 'EIP-4361', 'chain to which the session is bound'],
  ['signIn.nonce', 'text', 'local', 'call', 'EIP-4361', 'nonce of the session'],
  ['signIn.issuedAt', 'instant', 'local', 'call', 'EIP-4361', 'when it was issued'],
  ['signIn.expirationTime', 'instant', 'local', 'call', 'EIP-4361', 'when it ends'],
  ['signIn.notBefore', 'instant', 'local', 'call', 'EIP-4361', 'when it begins'],
  ['signIn.requestId', 'text', 'local', 'call', 'EIP-4361', 'id by which who asks knows it'],
  ['signIn.resources', 'text[]', 'local', 'call', 'EIP-4361', 'what the session may be used for'],
  ...solanaRows,
  [
    'outflows',
    'record[]',
    'local',
    'call',
    'derived',
    'what leaves an account: `asset`, `amount`, `from`, `recipient` of each, and the `account` of Solana tokens; failed when the effects of the call are not known',
  ],
  [
    'asset',
    'text',
    'local',
    'call',
    'derived',
    'asset of the only outflow, such as `eip155:1/native` or `eip155:1/0x…`',
  ],
  ['asset.amount', 'integer', 'local', 'call', 'derived', 'amount of the only outflow, in base units'],
  [
    'allowances',
    'record[]',
    'local',
    'call',
    'derived',
    'who may spend from now on: `asset`, `owner`, `spender`, `amount` (none where all may be spent) and `unlimited` of each',
  ],
  [
    'delegations',
    'record[]',
    'local',
    'call',
    'derived',
    'accounts that act by code of another from now on (EIP-7702, or assigned to a Solana program): `account` and `delegate` of each',
  ],
  [
    'changes',
    'record[]',
    'local',
    'call',
    'derived',
    'changes of owners, authorities and configuration: `what`, `contract` (or account) and `subject` of each, such as `module` and its address',
  ],
  ['deployments', 'record[]', 'local', 'call', 'derived', 'new contracts: `codeHash` and `size` of each'],
  [
    'effect.outflow',
    'boolean',
    'local',
    'call',
    'derived',
    'whether there is any of `outflows`; failed while that is not known',
  ],
  [
    'effect.allowance',
    'boolean',
    'local',
    'call',
    'derived',
    'whether there is any of `allowances`; failed while that is not known',
  ],
  [
    'effect.delegation',
    'boolean',
    'local',
    'call',
    'derived',
    'whether there is any of `delegations`; failed while that is not known',
  ],
  [
    'effect.change',
    'boolean',
    'local',
    'call',
    'derived',
    'whether there is any of `changes`; failed while that is not known',
  ],
  [
    'effect.deployment',
    'boolean',
    'local',
    'call',
    'derived',
    'whether there is any of `deployments`; failed while that is not known',
  ],
  ['operation', 'text', 'local', 'call', 'off-chain operation', 'name of the operation'],
  ['keyId', 'text', 'context', 'request', 'request or key', 'key that the request names, or the one that would sign'],
  ['issuers', 'text[]', 'context', 'request', 'authentication', 'who asks, each as `UserId:…` or `SessionId:…`'],
  ['issuer.roles', 'text[]', 'context', 'request', 'people', 'roles of who asks'],
  ['issuer.groups', 'text[]', 'context', 'request', 'people', 'groups of who asks'],
  ['issuerTypes', 'text[]', 'context', 'request', 'authentication', 'the types among them'],
  ['time.now', 'instant', 'context', 'request', 'clock of the service', 'when it is decided'],
  ['time.seconds', 'integer', 'context', 'request', 'derived', 'the same in whole seconds since 1970, rounded down'],
]

/** Every fact by name. Families of facts end in `.*`: their members are named by a policy, an ABI or a tenant. */
export const catalogue: ReadonlyMap<string, CatalogueEntry> = new Map(
  rows.map(([name, type, cost, about, source, meaning]) => [
    name,
    { name, ...typed(type), cost, about, source, meaning },
  ]),
)

/** Prefixes of facts that are named elsewhere, and their cost. */
export const families: readonly { readonly prefix: string; readonly cost: Cost; readonly meaning: string }[] = [
  { prefix: 'operation.', cost: 'local', meaning: 'field of an off-chain operation, such as `operation.exportFormat`' },
  {
    prefix: 'counter.',
    cost: 'counter',
    meaning: 'stored total of a counter and partition, such as `counter.ctrl_day.0x…`',
  },
  { prefix: 'obligation.', cost: 'context', meaning: 'whether an obligation is met, by its identity' },
  {
    prefix: 'time.',
    cost: 'context',
    meaning:
      'local time: `time.time_of_day(zone)` in seconds since midnight, `time.day_of_week(zone)` as `Mon`, `time.date(zone)` as yyyymmdd',
  },
  { prefix: 'is_contract(', cost: 'on-chain', meaning: 'whether code is deployed at an address' },
  {
    prefix: 'is_delegated(',
    cost: 'on-chain',
    meaning: 'whether the account at an address runs code of another (EIP-7702)',
  },
  { prefix: 'paused(', cost: 'on-chain', meaning: 'whether a token is paused' },
  { prefix: 'balance(', cost: 'on-chain', meaning: 'native balance of an address' },
  {
    prefix: 'context.',
    cost: 'local',
    meaning:
      'what the caller adds, and is nobody’s authority: as it is said, but for what is proven by proof or signature',
  },
  { prefix: 'list.', cost: 'context', meaning: 'members of a named list' },
]

/** @returns What it costs to know the fact `name`. A name that nobody declared costs most. */
export function costOf(name: string): Cost {
  return catalogue.get(name)?.cost ?? families.find(({ prefix }) => name.startsWith(prefix))?.cost ?? 'provider'
}

/** @returns Whether decoding alone decides the fact: if decoding did not state it, it is absent. */
export function isLocal(name: string): boolean {
  return costOf(name) === 'local'
}

function typed(text: string): Pick<CatalogueEntry, 'type' | 'of'> {
  return text.endsWith('[]') ? { type: 'list', of: text.slice(0, -2) as ValueType } : { type: text as ValueType }
}
