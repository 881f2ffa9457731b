/** Example 02: signatures that move assets without a transaction: permits, and messages of log-ins. */
import { account, address, contracts } from './accounts.ts'
import { six, unlimited } from './ethereum.ts'
import { denied, type Example, refused, type Sample, sample, unmatched } from './example.ts'
import { tokens } from './treasury.ts'

const issuer = [{ type: 'UserId', id: 'treasury-operator' }]
const treasury = address('treasury')
const stranger = address('stranger')
const login = 'Log in to the treasury console'
/** 2026-11-21T09:00:00Z, a day after the examples are decided, in seconds. */
const tomorrow = 1_795_251_600

const eip712 = (transaction_attr: string, operator: string, value: unknown) => ({
  transaction_type: 'eip712',
  transaction_attr,
  operator,
  value,
})

const policy = {
  version: '1.0',
  description: 'Permits for two routers up to 10,000 USDC for a day, one log-in, nothing else',
  rules: [
    {
      description: 'Permit for the V2 router',
      issuer,
      action: 'allow',
      chain_type: 'ethereum',
      conditions: [
        eip712('verifyingContract', 'eq', contracts.usdc),
        eip712('domainName', 'eq', 'USD Coin'),
        eip712('chainId', 'eq', 1),
        eip712('primaryType', 'eq', 'Permit'),
        eip712('spender', 'eq', contracts.uniswapV2Router),
        eip712('value', 'lte', '10000000000'),
        eip712('deadline', 'lte', tomorrow),
      ],
    },
    {
      description: 'Permit2 for the universal router',
      issuer,
      action: 'allow',
      chain_type: 'ethereum',
      conditions: [
        eip712('verifyingContract', 'eq', contracts.permit2),
        eip712('chainId', 'eq', 1),
        eip712('primaryType', 'eq', 'PermitSingle'),
        eip712('details.token', 'eq', contracts.usdc),
        eip712('details.amount', 'lte', '10000000000'),
        eip712('details.expiration', 'lte', tomorrow),
        eip712('spender', 'eq', contracts.universalRouter),
      ],
    },
    {
      description: 'Log-in to the console',
      issuer,
      action: 'allow',
      chain_type: 'ethereum',
      conditions: [{ transaction_type: 'eip191', transaction_attr: 'message', operator: 'eq', value: login }],
    },
    {
      description: 'No unlimited permit',
      issuer: [{ type: '*', id: '*' }],
      action: 'deny',
      logic: 'or',
      chain_type: 'ethereum',
      conditions: [
        eip712('value', 'gte', (2n ** 128n).toString()),
        eip712('details.amount', 'gte', (2n ** 128n).toString()),
      ],
    },
  ],
}

const field = (name: string, type: string) => ({ name, type })
const domainFields = (version: boolean) => [
  field('name', 'string'),
  ...(version ? [field('version', 'string')] : []),
  field('chainId', 'uint256'),
  field('verifyingContract', 'address'),
]

/** An ERC-2612 permit; fields that are given win. */
function permit(message: object, domain: object = {}): { readonly typedData: object } {
  return {
    typedData: {
      types: {
        EIP712Domain: domainFields(true),
        Permit: [
          field('owner', 'address'),
          field('spender', 'address'),
          field('value', 'uint256'),
          field('nonce', 'uint256'),
          field('deadline', 'uint256'),
        ],
      },
      primaryType: 'Permit',
      domain: { name: 'USD Coin', version: '2', chainId: 1, verifyingContract: contracts.usdc, ...domain },
      message: {
        owner: treasury,
        spender: contracts.uniswapV2Router,
        value: six('2500').toString(),
        nonce: '0',
        deadline: `${tomorrow - 3600}`,
        ...message,
      },
    },
  }
}

const detailFields = [
  field('token', 'address'),
  field('amount', 'uint160'),
  field('expiration', 'uint48'),
  field('nonce', 'uint48'),
]
const details = (token: string, amount: bigint) => ({
  token,
  amount: amount.toString(),
  expiration: `${tomorrow}`,
  nonce: '0',
})

/** A Permit2 permit for one token, or for several at once. */
function permit2(granted: object | readonly object[]): { readonly typedData: object } {
  const batch = Array.isArray(granted)
  const primaryType = batch ? 'PermitBatch' : 'PermitSingle'
  return {
    typedData: {
      types: {
        EIP712Domain: domainFields(false),
        PermitDetails: detailFields,
        [primaryType]: [
          field('details', batch ? 'PermitDetails[]' : 'PermitDetails'),
          field('spender', 'address'),
          field('sigDeadline', 'uint256'),
        ],
      },
      primaryType,
      domain: { name: 'Permit2', chainId: 1, verifyingContract: contracts.permit2 },
      message: { details: granted, spender: contracts.universalRouter, sigDeadline: `${tomorrow}` },
    },
  }
}

function permits(): readonly Sample[] {
  return [
    sample('permit-router', permit({}), 'A bounded permit for a known spender, good for hours.'),
    sample('permit-at-cap', permit({ value: six('10000').toString() }), 'Exactly the cap.'),
    sample(
      'permit-over-cap',
      permit({ value: (six('10000') + 1n).toString() }),
      'One base unit above the cap.',
      unmatched,
    ),
    sample('permit-unlimited', permit({ value: unlimited.toString() }), 'A permit for everything, forever.', denied),
    sample('permit-stranger', permit({ spender: stranger }), 'Another spender.', unmatched),
    sample('permit-no-end', permit({ deadline: unlimited.toString() }), 'A permit that never expires.', unmatched),
    sample(
      'permit-same-name',
      permit({}, { verifyingContract: address('token-with-the-same-name') }),
      'The name is right; the contract is another.',
      unmatched,
    ),
    sample('permit-polygon', permit({}, { chainId: 137 }), 'For another chain.', refused('chain_mismatch')),
    sample('permit2-router', permit2(details(contracts.usdc, six('500'))), 'The same by Permit2.'),
    sample(
      'permit2-other-token',
      permit2(details(contracts.weth, 10n ** 18n)),
      'A token that no rule names.',
      unmatched,
    ),
    sample(
      'permit2-batch',
      permit2([details(contracts.usdc, six('500')), details(contracts.weth, 2n ** 160n - 1n)]),
      'A second token behind the first.',
      unmatched,
    ),
    sample(
      'permit-extra-member',
      permit({ memo: 'refund' }),
      'A member that the type does not declare: wallets show it, the signature does not cover it.',
      refused('typed_data_extra_member'),
    ),
    {
      ...sample(
        'permit-rounded',
        permit({ value: 'HERE' }),
        'A JSON number that readers round.',
        refused('unsafe_number'),
      ),
      line: JSON.stringify({ requestId: 'permit-rounded', payload: permit({ value: 'HERE' }) }).replace(
        '"HERE"',
        '90071992547409930',
      ),
    },
  ]
}

function messages(): readonly Sample[] {
  return [
    sample('log-in', { message: login }, 'The text that the policy names.'),
    sample('log-in-elsewhere', { message: `${login} of somebody else` }, 'Another text.', unmatched),
    sample('log-in-space', { message: `${login} ` }, 'A blank more is another text.', unmatched),
    sample(
      'digest-as-message',
      { message: '0x3d6e0c1f8a52b97c0d4e61f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6' },
      'A digest in the place of a message.',
      refused('digest_in_disguise'),
    ),
    sample(
      'typed-data-as-message',
      { message: `0x1901${'3d6e0c1f8a52b97c'.repeat(8)}` },
      'What a signer of typed data would hash, given as a message.',
      refused('digest_in_disguise'),
    ),
  ]
}

/** @returns The example. */
export function signatures02(): Example {
  return {
    folder: '02-signatures',
    title: 'Signatures that are worth money',
    about:
      'Bounded permits (ERC-2612, Permit2) for two routers and one log-in text; a signature is judged like a payment.',
    chain: 'eip155:1',
    prose: [
      'A permit is a signature with which somebody else spends. It costs no gas and leaves no trace until it is used, so it is judged like the payment that it is. Conditions reach into the typed message by path, such as `details.amount`.',
      'The domain’s name proves nothing, since any contract may carry it; the rule pins the contract.',
    ],
    policy,
    key: { id: 'key_treasury', curve: 'secp256k1', publicKey: account('treasury').publicKey },
    companions: { 'tokens.json': { kind: 'tokens', tokens: tokens() } },
    runs: [{ file: 'requests.jsonl', issuers: ['UserId:treasury-operator'], samples: [...permits(), ...messages()] }],
  }
}
