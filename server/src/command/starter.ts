/** What `portcullis init` writes: for each form a small policy, and cases that fire every rule of it. */

export const forms = ['rulebook', 'document', 'chain'] as const
export type Form = (typeof forms)[number]

const usdc = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'
const [vendor, blocked, stranger] = ['11', '22', '33'].map((byte) => `0x${byte.repeat(20)}`) as [string, string, string]

/** A transfer of USDC as JSON-RPC would ask for it, or another function of an address and an amount; six decimals. */
function transfer(to: string, amount: bigint, selector = '0xa9059cbb'): object {
  const word = (hex: string) => hex.padStart(64, '0')
  const data = `${selector}${word(to.slice(2))}${word(amount.toString(16))}`
  return { payload: { transaction: { chainId: '0x1', to: usdc, value: '0x0', data } } }
}

type Decision = 'allow' | 'hold' | 'deny'
const expecting = (name: string, request: object, decision: Decision, more: object = {}) => ({
  name,
  request,
  expect: { decision, ...more },
})

type Rule = {
  readonly id: string
  readonly type: string
  readonly conditions: readonly string[]
  readonly params?: object
}
const rule = ({ id, type, conditions, params }: Rule) => ({
  id,
  priority: 0,
  conditions,
  conditionLogic: 'AND',
  action: { type, ...(params === undefined ? {} : { params }) },
  metadata: { name: id, owner: 'treasury', updatedAt: 0 },
})

const rulebook = {
  form: 'rulebook',
  version: '1.0',
  description: 'USDC to vendors: up to 1,000 at once, above with two approvals; nothing to whom we block',
  tokens: [{ symbol: 'USDC', chain: 'eip155:1', address: usdc, decimals: 6 }],
  lists: { vendors: [vendor], blocked: [blocked] },
  values: { everyday: '1000 usdc' },
  rules: [
    rule({ id: 'blocked', type: 'DENY', conditions: ['recipient in @blocked'] }),
    rule({
      id: 'everyday',
      type: 'ALLOW',
      conditions: ['chain == "eip155:1"', 'token == USDC', 'recipient in @vendors', 'amount <= everyday'],
    }),
    rule({
      id: 'large',
      type: 'REQUIRE_APPROVAL',
      conditions: ['chain == "eip155:1"', 'token == USDC', 'recipient in @vendors', 'amount > everyday'],
      params: { requiredApprovers: ['role:treasurer', 'role:cfo'], minApprovals: 2 },
    }),
  ],
}

const attribute = (transaction_attr: string, operator: string, value: unknown) => ({
  transaction_type: 'erc20',
  transaction_attr,
  operator,
  value,
})
const everybody = [{ type: '*', id: '*' }]
const documentRule = (action: string, description: string, conditions: readonly object[]) => ({
  description,
  issuer: everybody,
  action,
  chain_type: 'ethereum',
  conditions,
})
const document = {
  version: '1.0',
  rules: [
    documentRule('deny', 'blocked', [attribute('to', 'eq', blocked)]),
    documentRule('allow', 'everyday', [
      attribute('chainId', 'eq', 1),
      attribute('receiver', 'eq', usdc),
      attribute('functionSelector', 'eq', '0xa9059cbb'),
      attribute('to', 'eq', vendor),
      attribute('amount', 'lte', '1000000000'),
    ]),
  ],
}

const chain = {
  form: 'chain',
  version: '1.0',
  policies: {
    blocked: { kind: 'reject', addresses: [blocked] },
    everyday: { kind: 'max', max: '1000000000' },
  },
  targets: [
    {
      chain: 'eip155:1',
      address: usdc,
      default: 'allow',
      functions: [
        {
          function: 'transfer(address to, uint256 amount)',
          links: [
            { policy: 'blocked', parameters: ['to'] },
            { policy: 'everyday', parameters: ['amount'] },
          ],
        },
      ],
    },
  ],
}

const small = 1_000_000_000n
const paying = (more: object = {}) => expecting('a vendor, at the tier', transfer(vendor, small), 'allow', more)
const blockedCase = expecting('whom we block', transfer(blocked, 1n), 'deny')

const starters: Readonly<Record<Form, { readonly policy: object; readonly cases: readonly object[] }>> = {
  rulebook: {
    policy: rulebook,
    cases: [
      paying({ rule: 'everyday' }),
      expecting('a vendor, one unit above', transfer(vendor, small + 1n), 'hold', { rule: 'large' }),
      expecting('whom we block', transfer(blocked, 1n), 'deny', { rule: 'blocked' }),
      expecting('somebody else', transfer(stranger, 1n), 'deny', { code: 'no_matching_rule' }),
    ],
  },
  document: {
    policy: document,
    cases: [
      paying(),
      blockedCase,
      expecting('a vendor, one unit above', transfer(vendor, small + 1n), 'deny', { code: 'no_matching_rule' }),
      expecting('somebody else', transfer(stranger, 1n), 'deny', { code: 'no_matching_rule' }),
    ],
  },
  chain: {
    policy: chain,
    cases: [
      paying({ code: 'chain_default_allow' }),
      expecting('anybody, one unit above', transfer(stranger, small + 1n), 'deny', { rule: 'everyday' }),
      expecting('whom we block', transfer(blocked, 1n), 'deny', { rule: 'blocked' }),
      expecting('an approval, for which the target has no links', transfer(vendor, 1n, '0x095ea7b3'), 'allow'),
    ],
  },
}

/** @returns The files of a starter, by name. */
export function starterOf(form: Form): ReadonlyMap<string, string> {
  const { policy, cases } = starters[form]
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`
  const settings = { 'json.schemas': [{ fileMatch: ['policy.json'], url: `./${form}.schema.json` }] }
  const head = {
    $schema: './cases.schema.json',
    policies: ['policy.json'],
    chain: 'eip155:1',
    issuers: ['UserId:dana'],
    now: '2026-11-20T09:00:00Z',
  }
  return new Map([
    ['policy.json', json(policy)],
    ['cases.json', json({ ...head, cases })],
    [`${form}.schema.json`, ''],
    ['cases.schema.json', ''],
    ['.vscode/settings.json', json(settings)],
    ['README.md', readmeOf(form)],
  ])
}

function readmeOf(form: Form): string {
  return `# A ${form}

\`policy.json\` decides; \`cases.json\` says what it must decide. \`${form}.schema.json\` is the JSON Schema of the form,
and \`cases.schema.json\` that of the cases: editors complete and check both with them.

\`\`\`sh
portcullis check policy.json
portcullis test --strict
\`\`\`

Replace the addresses with your own, one rule and one case at a time.
`
}
