/** Example 05: a treasury by tiers, with approvals, a delay and notices, and with what providers say of whom is paid. */
import { parseEther } from 'viem'
import { account, address, contracts } from './accounts.ts'
import { approve, dirty, six, transfer, unsigned } from './ethereum.ts'
import { denied, type Example, type Sample, sample, unmatched } from './example.ts'
import { tokens } from './treasury.ts'

const [hosting, audit, insurance] = [address('vendor-hosting'), address('vendor-audit'), address('vendor-insurance')]
const [stranger, sanctioned, mixer, fresh] = [
  address('stranger'),
  address('sanctioned'),
  address('mixer'),
  address('fresh'),
]

type Action = { readonly type: string; readonly params?: object }

const rule = (id: string, name: string, action: Action, conditions: readonly string[], more: object = {}) => ({
  id,
  priority: 0,
  conditions,
  conditionLogic: 'AND',
  action,
  metadata: { name, owner: 'treasury', updatedAt: 1_795_000_000 },
  ...more,
})

const deny = { type: 'DENY' }
const allow = { type: 'ALLOW' }
const notify = (...channels: readonly string[]) => ({ type: 'NOTIFY', params: { notifyChannels: channels } })
const approval = (params: object) => ({ type: 'REQUIRE_APPROVAL', params })
const byOperator = ['sender.role == OPERATOR', 'recipient in @vendors', 'token == USDC']

const policy = {
  form: 'rulebook',
  version: '1.0',
  description: 'Treasury in USDC: tiers by amount, approvals, a delay, and nobody whom sanctions or risk forbid',
  timezone: 'Europe/Zurich',
  tokens: [{ symbol: 'USDC', chain: 'eip155:1', address: contracts.usdc, decimals: 6 }],
  lists: { vendors: [hosting, audit, insurance], blocked: [sanctioned] },
  values: { everyday: '5000 usdc', large: '50000 usdc', ceiling: '250000 usdc', daily: '120000 usdc' },
  counters: {
    daily_volume: {
      method: 'sum',
      window: { type: 'calendar', unit: 'day', timezone: 'Europe/Zurich' },
      scope: 'token == USDC',
      by: ['recipient'],
    },
  },
  rules: [
    rule(
      'sanctions',
      'Sanctions',
      { type: 'DENY', params: { notifyChannels: ['compliance'] } },
      ['recipient in @blocked', 'ofac_check(recipient) != CLEAR'],
      { priority: 100, conditionLogic: 'OR' },
    ),
    rule('risk', 'High risk', deny, ['chainalysis_risk_score(recipient) >= 70'], { priority: 90 }),
    rule('other-token', 'USDC only', deny, ['token != USDC'], { priority: 80 }),
    rule('ceiling', 'Never above 250,000', deny, ['token == USDC', 'amount > ceiling'], { priority: 80 }),
    rule('day', 'Recipient of the day', deny, ['token == USDC', 'daily_volume(recipient) + amount > daily'], {
      priority: 70,
    }),
    rule('everyday', 'Vendors up to 5,000', allow, [
      ...byOperator,
      'amount <= everyday',
      'day_of_week in Mon-Fri',
      'time_of_day in 08:00-18:00',
    ]),
    rule('at-night', 'Vendors after hours', approval({ minApprovals: 1 }), [
      ...byOperator,
      'amount <= everyday',
      'day_of_week not in Mon-Fri or time_of_day not in 08:00-18:00',
    ]),
    rule(
      'two',
      'Two above 5,000',
      approval({ requiredApprovers: ['role:treasurer', 'role:cfo'], minApprovals: 2, notifyChannels: ['treasury'] }),
      [...byOperator, 'amount > everyday'],
    ),
    rule('slow', 'A day above 50,000', { type: 'DELAY', params: { delaySeconds: 86_400 } }, [
      ...byOperator,
      'amount > large',
    ]),
    rule('new', 'New payee', approval({ requiredApprovers: ['role:compliance', account('officer').address] }), [
      'sender.role == OPERATOR',
      'recipient not in @vendors',
      'recipient.is_contract == false',
      'token == USDC',
      'amount <= 1000 usdc',
    ]),
    rule('watch', 'Watch some risk', notify('risk'), ['chainalysis_risk_score(recipient) >= 30']),
  ],
}

const about = (who: string, ofac: unknown, score: unknown) => ({
  [`ofac_check(evm:${who})`]: ofac,
  [`chainalysis_risk_score(evm:${who})`]: score,
})
const value = (of: unknown) => ({ value: of })
const clear = value('CLEAR')

/** What providers and the chain would answer. Of `mixer` nobody was asked. */
const facts = {
  ...about(hosting, clear, value(4)),
  ...about(audit, clear, value(40)),
  ...about(insurance, clear, { failed: 'timeout' }),
  ...about(fresh, clear, value(0)),
  ...about(stranger, clear, value(70)),
  ...about(sanctioned, value('LISTED'), value(99)),
  [`is_contract(evm:${fresh})`]: value(false),
  [`is_contract(evm:${contracts.permit2})`]: value(true),
  ...about(contracts.permit2, clear, value(1)),
}

const usdc = (data: `0x${string}`) => ({ unsignedTransaction: unsigned({ to: contracts.usdc, data }) })
const pay = (to: `0x${string}`, amount: string) => usdc(transfer(to, six(amount)))
const approved = ['hold', 'approval_required'] as const
const delayed = ['hold', 'delay_required'] as const
const unsure = ['deny', 'deny_rule_not_known'] as const

function byTiers(): readonly Sample[] {
  return [
    sample('pay-1', pay(hosting, '1250.5'), 'A vendor, below the first tier, in office hours.'),
    sample('pay-at-tier', pay(hosting, '5000'), 'Exactly the first tier.'),
    sample('pay-above-tier', pay(hosting, '5000.000001'), 'One base unit more: two people must approve.', approved),
    sample('pay-at-large', pay(hosting, '50000'), 'Exactly the second tier: two people, no delay.', approved),
    sample(
      'pay-above-large',
      pay(audit, '50000.000001'),
      'Above it: two people and a day. Some risk: noticed.',
      delayed,
    ),
    sample('pay-above-ceiling', pay(audit, '250000.000001'), 'Nobody can approve this.', denied),
    sample('pay-day-over', pay(hosting, '58749.5'), 'One base unit above 120,000 a day for one payee.', denied),
    sample('pay-day-rest', pay(hosting, '58749.499999'), 'The rest of the day: what is held counts too.', delayed),
    sample('pay-new', pay(fresh, '1000'), 'A payee that is no vendor: two must look at it.', approved),
    sample('pay-new-over', pay(fresh, '1000.000001'), 'Too much for a new payee.', unmatched),
    sample('pay-contract', pay(contracts.permit2, '10'), 'A new payee that is a contract.', unmatched),
    sample('pay-at-noon', pay(audit, '5000'), 'Another vendor, with some risk: noticed and allowed.'),
  ]
}

function stopped(): readonly Sample[] {
  return [
    sample('pay-risk', pay(stranger, '10'), 'A risk score of 70.', denied),
    sample('pay-sanctioned', pay(sanctioned, '10'), 'On the list that is kept here, and on the provider’s.', denied),
    sample('pay-timeout', pay(insurance, '10'), 'A vendor whose risk nobody could tell in time.', unsure),
    sample('pay-unasked', pay(mixer, '10'), 'A payee of whom nobody was asked.', unsure),
    sample(
      'pay-ether',
      { unsignedTransaction: unsigned({ to: hosting, value: parseEther('1') }) },
      'Another asset than the policy is about.',
      denied,
    ),
    sample(
      'approve',
      usdc(approve(hosting, six('10'))),
      'An allowance has no recipient, so that nothing is ruled out.',
      unsure,
    ),
    sample('dirty', usdc(dirty(transfer(hosting, six('10')))), 'Arguments that do not re-encode.', unsure),
    sample('unknown-call', usdc('0xdeadbeef'), 'A function that nobody knows.', unsure),
  ]
}

/** @returns The example. */
export function rulebook05(): Example {
  return {
    folder: '05-treasury-rulebook',
    title: 'A treasury by tiers',
    about: 'USDC to vendors: small amounts pass, larger ones wait for people and time, and sanctions stop them all.',
    chain: 'eip155:1',
    prose: [
      'The policy is a rulebook: conditions as people write them, in units of tokens that it declares. It combines by `deny-overrides`: notices first, then denials; what an approval or a delay rule matches is held until all of them are met.',
      'What providers say of a payee stands in `facts.json`, as a service would have asked it; an answer that failed stands there too. Nobody was asked about one payee: a rule that may deny is then taken as if it did.',
      'The counter `daily_volume` is declared by the policy and split by recipient. A held payment counts, so that two of them cannot be approved beyond the limit.',
    ],
    policy,
    key: { id: 'key_treasury', curve: 'secp256k1', publicKey: account('treasury').publicKey },
    companions: { 'tokens.json': { kind: 'tokens', tokens: tokens() } },
    facts,
    runs: [
      {
        file: 'requests.jsonl',
        issuers: ['UserId:dana'],
        roles: ['OPERATOR'],
        samples: [...byTiers(), ...stopped()],
      },
      {
        file: 'requests-night.jsonl',
        issuers: ['UserId:dana'],
        roles: ['OPERATOR'],
        now: '2026-11-20T21:30:00Z',
        samples: [
          sample('night-1', pay(hosting, '1250.5'), 'After office hours in Zurich somebody must approve.', approved),
          sample('night-risk', pay(stranger, '10'), 'Nobody can approve that.', denied),
        ],
      },
      {
        file: 'requests-viewer.jsonl',
        issuers: ['UserId:eve'],
        roles: ['VIEWER'],
        samples: [
          sample('viewer-1', pay(hosting, '10'), 'Who may look may not pay.', unmatched),
          sample('viewer-large', pay(hosting, '6000'), 'Nor ask for approvals.', unmatched),
        ],
      },
    ],
  }
}
