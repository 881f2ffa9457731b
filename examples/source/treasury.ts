/** Example 01: a treasury that pays vendors, and everything that could be slipped past whoever signs. */
import { encodeFunctionData, parseEther } from 'viem'
import { account, address, contracts } from './accounts.ts'
import {
  abi,
  approve,
  delegating,
  dirty,
  followedBy,
  quantity,
  signed,
  six,
  swap,
  transfer,
  unlimited,
  unsigned,
} from './ethereum.ts'
import { denied, type Example, refused, type Sample, sample, unmatched } from './example.ts'

const issuer = [{ type: 'UserId', id: 'treasury-operator' }]
const treasury = address('treasury')
const [hosting, audit, insurance] = [address('vendor-hosting'), address('vendor-audit'), address('vendor-insurance')]
const stranger = address('stranger')
const stablecoins = [contracts.usdc, contracts.usdt]
const router = contracts.uniswapV2Router

const erc20 = (transaction_attr: string, operator: string, value: unknown, more: object = {}) => ({
  transaction_type: 'erc20',
  transaction_attr,
  operator,
  value,
  ...more,
})
const native = (transaction_attr: string, operator: string, value: unknown) => ({
  transaction_type: 'nativeTransfer',
  transaction_attr,
  operator,
  value,
})
const fragment = (name: string, ...inputs: readonly (readonly [name: string, type: string])[]) => ({
  name,
  type: 'function',
  inputs: inputs.map(([input, type]) => ({ name: input, type })),
})

const policy = {
  version: '1.0',
  description: 'Treasury on Ethereum mainnet: pays known vendors within limits, and trades on one router',
  rules: [
    {
      description: 'Vendors in stablecoins',
      issuer,
      action: 'allow',
      chain_type: 'ethereum',
      conditions: [
        erc20('receiver', 'in', stablecoins),
        erc20('chainId', 'eq', 1),
        erc20('functionSelector', 'eq', '0xa9059cbb'),
        erc20('to', 'in', [hosting, audit, insurance]),
        erc20('amount', 'lte', '5000000000'),
        erc20('amount', 'lte', '12000000000', { state: { id: 'vendor-day' } }),
      ],
    },
    {
      description: 'Vendors in ether',
      issuer,
      action: 'allow',
      chain_type: 'ethereum',
      conditions: [
        native('receiver', 'in', [hosting, audit, insurance]),
        native('chainId', 'eq', 1),
        native('nativeValue', 'lte', '2000000000000000000'),
      ],
    },
    {
      description: 'Router up to 10,000',
      issuer,
      action: 'allow',
      chain_type: 'ethereum',
      conditions: [
        erc20('receiver', 'in', stablecoins),
        erc20('chainId', 'eq', 1),
        {
          logic: 'and',
          abi: fragment('approve', ['spender', 'address'], ['amount', 'uint256']),
          group: [erc20('spender', 'eq', router), erc20('amount', 'lte', '10000000000')],
        },
      ],
    },
    {
      description: 'Swaps for ourselves',
      issuer,
      action: 'allow',
      chain_type: 'ethereum',
      conditions: [
        erc20('receiver', 'eq', router),
        erc20('chainId', 'eq', 1),
        erc20('nativeValue', 'eq', 0),
        {
          logic: 'and',
          abi: fragment(
            'swapExactTokensForTokens',
            ['amountIn', 'uint256'],
            ['amountOutMin', 'uint256'],
            ['path', 'address[]'],
            ['to', 'address'],
            ['deadline', 'uint256'],
          ),
          group: [
            erc20('amountIn', 'lte', '10000000000'),
            erc20('path', 'all', [...stablecoins, contracts.weth]),
            erc20('to', 'eq', treasury),
          ],
        },
      ],
    },
    {
      description: 'Blocked addresses',
      issuer: [{ type: '*', id: '*' }],
      action: 'deny',
      logic: 'or',
      chain_type: 'ethereum',
      conditions: [
        erc20('to', 'in', [insurance, address('sanctioned')]),
        native('receiver', 'in', [insurance, address('sanctioned')]),
      ],
    },
    {
      description: 'No other spender',
      issuer: [{ type: '*', id: '*' }],
      action: 'deny',
      chain_type: 'ethereum',
      conditions: [erc20('spender', 'neq', router)],
    },
  ],
}

const usdc = (data: `0x${string}`, more: object = {}) => ({
  unsignedTransaction: unsigned({ to: contracts.usdc, data, ...more }),
})
const ether = (to: `0x${string}`, value: bigint) => ({ unsignedTransaction: unsigned({ to, value }) })

function payments(): readonly Sample[] {
  const usdt = unsigned({ to: contracts.usdt, data: transfer(audit, six('5000')) })
  const proposal = { chainId: '0x1', to: audit, value: quantity(parseEther('0.25')) }
  return [
    sample('pay-hosting', usdc(transfer(hosting, six('1250.5'))), 'A vendor on the list, below the cap.'),
    sample('pay-audit-at-cap', { unsignedTransaction: usdt }, 'Exactly the cap of one payment.'),
    sample(
      'pay-hosting-over-cap',
      usdc(transfer(hosting, six('5000.000001'))),
      'One base unit above the cap.',
      unmatched,
    ),
    sample('pay-hosting-ether', ether(hosting, parseEther('0.75')), 'Ether to a vendor.'),
    sample('pay-audit-json', { transaction: proposal }, 'The same, as a JSON-RPC transaction.'),
    sample('pay-ether-over-cap', ether(hosting, parseEther('2') + 1n), 'One wei above the cap.', unmatched),
    sample('pay-stranger', usdc(transfer(stranger, six('10'))), 'The payee is not on the list.', unmatched),
    sample(
      'pay-blocked-vendor',
      usdc(transfer(insurance, six('10'))),
      'On the list of vendors and on the list of blocked addresses: deny wins.',
      denied,
    ),
    sample('approve-router', usdc(approve(router, six('10000'))), 'An allowance for the router, at its cap.'),
    sample(
      'swap-usdc',
      { unsignedTransaction: unsigned({ to: router, data: swap(six('800'), treasury), gas: 200_000n }) },
      'A swap whose proceeds come back.',
    ),
  ]
}

function limits(): readonly Sample[] {
  const day = 'Counted with what the vendor got before'
  return [
    sample('pay-hosting-2', usdc(transfer(hosting, six('5000'))), `${day}: 6,250.5.`),
    sample('pay-hosting-3', usdc(transfer(hosting, six('5000'))), `${day}: 11,250.5.`),
    sample('pay-hosting-4', usdc(transfer(hosting, six('749.500001'))), `${day}: one unit above 12,000.`, unmatched),
    sample('pay-hosting-5', usdc(transfer(hosting, six('749.5'))), `${day}: exactly 12,000.`),
    sample('pay-audit-2', usdc(transfer(audit, six('5000'))), 'Each vendor has a limit of its own.'),
  ]
}

function spoilt(): readonly Sample[] {
  const payment = transfer(hosting, six('100'))
  const other = unsigned({ to: address('token-with-the-same-name'), data: payment })
  const from = encodeFunctionData({
    abi,
    functionName: 'transferFrom',
    args: [address('customer'), hosting, six('100')],
  })
  return [
    sample('dirty-address', usdc(dirty(payment)), 'A bit is set in front of the payee; the contract would not care.', [
      'deny',
      'deny_rule_not_known',
    ]),
    sample(
      'trailing-call-data',
      usdc(followedBy(payment, '0xdeadbeef')),
      'Four bytes after the arguments, which nobody has read.',
      ['deny', 'deny_rule_not_known'],
    ),
    sample(
      'trailing-envelope',
      { unsignedTransaction: followedBy(unsigned({ to: contracts.usdc, data: payment }), '0x00') },
      'A byte after the transaction.',
      refused('rlp_trailing_bytes'),
    ),
    sample('ether-with-tokens', usdc(payment, { value: 1n }), 'A token call that sends ether along.', unmatched),
    sample('other-token', { unsignedTransaction: other }, 'The right function on another contract.', unmatched),
    sample('from-customer', usdc(from), '`transferFrom` would spend what a customer approved.', unmatched),
    sample('approve-stranger', usdc(approve(stranger, six('100'))), 'An approval in the place of a payment.', denied),
    sample(
      'increase-allowance',
      usdc(encodeFunctionData({ abi, functionName: 'increaseAllowance', args: [stranger, six('100')] })),
      'The same by another function.',
      denied,
    ),
    sample('approve-unlimited', usdc(approve(router, unlimited)), 'The right spender without a limit.', unmatched),
    sample(
      'swap-to-stranger',
      { unsignedTransaction: unsigned({ to: router, data: swap(six('800'), stranger), gas: 200_000n }) },
      'The proceeds go elsewhere.',
      unmatched,
    ),
  ]
}

async function disguised(): Promise<readonly Sample[]> {
  const delegation = await delegating('treasury', address('wallet-drainer'), hosting, parseEther('0.1'))
  const foreign = await signed('stranger', { to: hosting, value: parseEther('0.1') })
  const twice = `{"requestId":"two-payees","payload":{"transaction":{"chainId":"0x1","to":"${hosting}","to":"${stranger}","value":"0x1"}}}`
  return [
    sample(
      'delegate-account',
      { unsignedTransaction: delegation },
      'A payment that also hands the account to a contract (EIP-7702).',
      unmatched,
    ),
    sample(
      'create-contract',
      { unsignedTransaction: unsigned({ to: null, data: '0x6001600055', gas: 100_000n }) },
      'Code that would run with the first signature.',
      unmatched,
    ),
    sample(
      'polygon',
      usdc(transfer(hosting, six('100')), { chainId: 137 }),
      'Made for another chain.',
      refused('chain_mismatch'),
    ),
    sample(
      'chain-zero',
      { unsignedTransaction: unsignedForChainZero() },
      'Chain id 0 belongs to no chain.',
      refused('chain_id_zero'),
    ),
    sample('other-signer', { signedTransaction: foreign }, 'Signed by another key.', refused('sender_mismatch')),
    {
      id: 'two-payees',
      line: twice,
      decision: 'deny',
      code: 'duplicate_key',
      why: 'JSON that names the payee twice: readers differ in which one they take.',
    },
    sample(
      'pay-hosting',
      usdc(transfer(hosting, six('4000'))),
      'An id that stands for another request.',
      refused('request_id_conflict'),
    ),
    sample(
      'raw-hash',
      { rawHash: '0x3d6e0c1f8a52b97c0d4e61f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6' },
      'A digest says nothing of what it stands for.',
      refused('raw_bytes_refused'),
    ),
  ]
}

/** Chain id 0 as one byte of RLP, in the place of mainnet's 1: viem leaves the field out. */
function unsignedForChainZero(): `0x${string}` {
  const bytes = unsigned({ to: hosting, value: 1n })
  return bytes.replace(/^(0x02[c-e][0-9a-f])01/, '$180') as `0x${string}`
}

/** @returns The example. */
export async function treasury01(): Promise<Example> {
  return {
    folder: '01-treasury',
    title: 'A treasury that pays vendors',
    about: 'Stablecoins and ether to known vendors, within limits; one router for trades; nothing else.',
    chain: 'eip155:1',
    prose: [
      'The policy has four allow rules and two deny rules. What no allow rule covers is denied, and a deny rule wins over every allow rule. Amounts are base units: `5000000000` is 5,000 USDC.',
      'The rule for stablecoins names the counter `vendor-day` (`counter-vendor-day.json`): per payee at most 12,000 a day, the payment itself included. Requests are decided in order, and each payment that is allowed counts.',
    ],
    policy,
    key: { id: 'key_treasury', curve: 'secp256k1', publicKey: account('treasury').publicKey },
    companions: {
      'tokens.json': { kind: 'tokens', tokens: tokens() },
      'counter-vendor-day.json': {
        kind: 'counter',
        id: 'vendor-day',
        description: 'Stablecoins that one payee gets in a day, UTC',
        method: 'sum',
        window: { type: 'calendar', unit: 'day', timezone: 'UTC' },
        partition_by: [{ transaction_type: 'erc20', transaction_attr: 'to' }],
      },
    },
    runs: [
      {
        file: 'requests.jsonl',
        issuers: ['UserId:treasury-operator'],
        samples: [...payments(), ...limits(), ...spoilt(), ...(await disguised())],
      },
    ],
  }
}

/** @returns Tokens of mainnet, for amounts in their units. */
export function tokens(): readonly object[] {
  const token = (at: string, symbol: string, decimals: number) => ({ chain: 'eip155:1', address: at, symbol, decimals })
  return [
    token('native', 'ETH', 18),
    token(contracts.usdc, 'USDC', 6),
    token(contracts.usdt, 'USDT', 6),
    token(contracts.weth, 'WETH', 18),
    token(contracts.dai, 'DAI', 18),
  ]
}
