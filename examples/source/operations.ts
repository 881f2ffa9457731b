/** Example 04: what is done with a key beside signing transactions: its export, its refresh, and what a tenant defines. */
import { account } from './accounts.ts'
import { denied, type Example, refused, sample, unmatched } from './example.ts'

const operation = (transaction_attr: string, operator: string, value: unknown) => ({
  transaction_type: 'offchainOperation',
  transaction_attr,
  operator,
  value,
})
const owner = { type: 'UserId', id: 'key-owner' }

const policy = {
  version: '1.0',
  description: 'The key never leaves; its owner refreshes it; a session releases payouts within bounds',
  rules: [
    {
      description: 'Owner refreshes the key',
      issuer: [owner],
      action: 'allow',
      chain_type: 'off',
      conditions: [operation('operation', 'in', ['keyRefresh', 'revokeSessionKey'])],
    },
    {
      description: 'Quorum by both',
      issuer: [owner, { type: 'UserId', id: 'security-officer' }],
      issuer_logic: 'all',
      action: 'allow',
      chain_type: 'off',
      conditions: [operation('operation', 'eq', 'quorumChange'), operation('newThreshold', 'gte', 2)],
    },
    {
      description: 'Payouts up to 250,000 cents',
      issuer: [{ type: 'SessionId', id: 'payout-service' }],
      action: 'allow',
      chain_type: 'off',
      conditions: [
        operation('operation', 'eq', 'payoutRelease'),
        operation('currency', 'eq', 'EUR'),
        operation('totalCents', 'lte', '250000'),
      ],
    },
    {
      description: 'Key export never',
      issuer: [{ type: '*', id: '*' }],
      action: 'deny',
      chain_type: 'off',
      conditions: [operation('operation', 'eq', 'keyExport')],
    },
  ],
}

const payout = (fields: object) => ({
  operation: { name: 'payoutRelease', batch: 'november', currency: 'EUR', totalCents: '198000', ...fields },
})
const quorum = (newThreshold: number) => ({ operation: { name: 'quorumChange', oldThreshold: 3, newThreshold } })

/** @returns The example. */
export function operations04(): Example {
  return {
    folder: '04-off-chain',
    title: 'Operations that are no transactions',
    about: 'Nobody exports the key, its owner refreshes it, and a session releases payouts as its operation allows.',
    chain: null,
    prose: [
      'Operations such as `keyRefresh` are known; `payoutRelease` is defined by the tenant in `operation-payout-release.json`, a JSON Schema whose every keyword is enforced. Its fields are attributes, so rules can speak of `totalCents`.',
      'Who asks comes from authentication, never from the request. So there are three files: what the owner asks, what the session `payout-service` asks, and what owner and security officer ask together.',
    ],
    policy,
    key: { id: 'key_treasury', curve: 'secp256k1', publicKey: account('treasury').publicKey },
    companions: {
      'operation-payout-release.json': {
        kind: 'operation',
        name: 'payoutRelease',
        schema: {
          type: 'object',
          properties: {
            batch: { type: 'string', maxLength: 64 },
            currency: { type: 'string', enum: ['EUR', 'USD'] },
            totalCents: { type: 'string', format: 'decimal' },
          },
          required: ['batch', 'currency', 'totalCents'],
        },
      },
    },
    runs: [
      {
        file: 'requests.jsonl',
        issuers: ['UserId:key-owner'],
        samples: [
          sample('owner-refresh', { operation: { name: 'keyRefresh' } }, 'The owner may.'),
          sample(
            'owner-export',
            { operation: { name: 'keyExport', exportFormat: 'pem', exportRecipientKey: 'backup' } },
            'Nobody may, the owner included.',
            denied,
          ),
          sample('owner-quorum', quorum(2), 'The owner alone may not.', unmatched),
          sample(
            'owner-unknown',
            { operation: { name: 'keyRefreshh' } },
            'No such operation.',
            refused('unknown_operation'),
          ),
        ],
      },
      {
        file: 'requests-session.jsonl',
        issuers: ['SessionId:payout-service'],
        samples: [
          sample('release', payout({}), 'Within bounds.'),
          sample('release-at-cap', payout({ totalCents: '250000' }), 'Exactly the cap.'),
          sample('release-over-cap', payout({ totalCents: '250001' }), 'A cent above the cap.', unmatched),
          sample('release-dollars', payout({ currency: 'USD' }), 'Another currency.', unmatched),
          sample(
            'release-urgent',
            payout({ urgent: true }),
            'A field that the definition does not have.',
            refused('unknown_field'),
          ),
          sample('session-refresh', { operation: { name: 'keyRefresh' } }, 'A session may not.', unmatched),
        ],
      },
      {
        file: 'requests-both.jsonl',
        issuers: ['UserId:key-owner', 'UserId:security-officer'],
        samples: [
          sample('both-quorum', quorum(2), 'Both together may.'),
          sample('both-quorum-of-one', quorum(1), 'Not down to a single party.', unmatched),
        ],
      },
    ],
  }
}
