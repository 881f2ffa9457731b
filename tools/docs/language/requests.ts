/** The requests that every example of the language is decided for, and what a rulebook declares for them. */

const usdc = 'eip155:1/0x7575757575757575757575757575757575757575'
const vendor = '0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1'
const stranger = '0xb0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0'
const treasury = '0x5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e'
const failed = { failed: 'timeout' }

/** What the examples name. */
export const declared = {
  timezone: 'Europe/Zurich',
  tokens: [
    { symbol: 'USDC', chain: 'eip155:1', address: '0x7575757575757575757575757575757575757575', decimals: 6 },
    { symbol: 'ETH', chain: 'eip155:1', address: 'native', decimals: 18 },
  ],
  lists: { vendors: [vendor], blocked: [stranger] },
  values: { threshold: '1000 usdc' },
} as const

/** Counters, declared for the examples that name them: they count traffic, whichever rule decides. */
export const counters = {
  daily: { method: 'sum', window: { type: 'rolling', seconds: 86_400 }, scope: 'token == USDC' },
  payments: { method: 'count', window: { type: 'fixed', seconds: 3600 }, by: ['recipient'] },
} as const

/** @returns What a rulebook with this condition declares. */
export function declaredFor(text: string): object {
  const named = Object.entries(counters).filter(([name]) => text.includes(name))
  return { ...declared, ...(named.length === 0 ? {} : { counters: Object.fromEntries(named) }) }
}

const pays = (asset: string, amount: string, recipient: string) => ({
  'call.kind': 'contractCall',
  target: usdc.slice(-42),
  'call.selector': '0xa9059cbb',
  asset,
  'asset.amount': amount,
  recipient,
  outflows: [{ asset, amount, recipient }],
})

const envelope = {
  chain: 'eip155:1',
  sender: treasury,
  'transaction.nonce': '7',
  'transaction.gas': '60000',
  'transaction.maxFee': '6000000000000000',
  'transaction.maxFeePerGas': '100000000000',
}

const operator = {
  issuers: ['UserId:dana'],
  'issuer.roles': ['OPERATOR'],
  'issuer.groups': ['treasury'],
  'time.now': '2026-11-30T09:00:00Z',
  'time.time_of_day(Europe/Zurich)': '36000',
  'time.day_of_week(Europe/Zurich)': 'Mon',
  'time.date(Europe/Zurich)': '20261130',
  'counter.daily': '0',
  'counter.payments': '0',
  [`balance(evm:${treasury})`]: '100000000000000000000',
  [`paused(text:${usdc})`]: false,
}

const answers = (address: string, risk: unknown, sanctions: unknown, code: unknown) => ({
  [`chainalysis_risk_score(evm:${address})`]: risk,
  [`ofac_check(evm:${address})`]: sanctions,
  [`is_contract(evm:${address})`]: code,
})

type Request = { readonly about: string; readonly facts: Readonly<Record<string, unknown>> }

/** By letter. Facts in JSON; what is not named is absent, where bytes tell it, and else was not asked. */
export const requests: Readonly<Record<string, Request>> = {
  A: {
    about: '5 USDC to a vendor, by an operator on Monday at 10:00',
    facts: {
      ...envelope,
      ...operator,
      ...pays(usdc, '5000000', vendor),
      ...answers(vendor, '12', 'CLEAR', false),
      'list.partners': [vendor],
    },
  },
  B: {
    about: '600,000 USDC to a stranger who is sanctioned, by a viewer on Saturday at 23:30',
    facts: {
      ...envelope,
      ...operator,
      'issuer.roles': ['VIEWER'],
      'issuer.groups': [],
      issuers: ['UserId:eve'],
      'time.now': '2026-12-26T22:30:00Z',
      'time.time_of_day(Europe/Zurich)': '84600',
      'time.day_of_week(Europe/Zurich)': 'Sat',
      'time.date(Europe/Zurich)': '20261226',
      'counter.daily': '900000000',
      'counter.payments': '3',
      ...pays(usdc, '600000000000', stranger),
      ...answers(stranger, '95', 'LISTED', true),
    },
  },
  C: {
    about: '2 ETH to a vendor, by an operator, while no provider answers',
    facts: {
      ...envelope,
      ...operator,
      ...pays('eip155:1/native', '2000000000000000000', vendor),
      'call.kind': 'transfer',
      'native.value': '2000000000000000000',
      target: vendor,
      'call.selector': { absent: true },
      ...answers(vendor, failed, failed, failed),
    },
  },
  D: {
    about: 'an approval of USDC for a vendor: nothing leaves',
    facts: {
      ...envelope,
      ...operator,
      'call.kind': 'contractCall',
      target: usdc.slice(-42),
      'call.selector': '0x095ea7b3',
      spender: vendor,
      asset: { absent: true },
      'asset.amount': { absent: true },
      outflows: [],
    },
  },
  E: {
    about: 'one request of two calls: A, and 7 USDC to a stranger',
    facts: {
      ...envelope,
      ...operator,
      ...pays(usdc, '5000000', vendor),
      ...answers(vendor, '12', 'CLEAR', false),
      ...answers(stranger, '95', 'LISTED', true),
      calls: [{ ...envelope, ...pays(usdc, '7000000', stranger) }],
    },
  },
  F: { about: 'A, before anybody was asked', facts: { ...envelope, ...pays(usdc, '5000000', vendor) } },
  G: {
    about: 'a call with the arguments `path` and `shares`, whose effects nobody can tell',
    facts: {
      ...envelope,
      ...operator,
      'call.kind': 'contractCall',
      target: stranger,
      'call.selector': '0x12345678',
      'call.arguments': { path: [vendor, stranger], shares: ['4000', '6000'], memo: 'rent' },
      asset: { failed: 'effects_unknown' },
      'asset.amount': { failed: 'effects_unknown' },
      outflows: { failed: 'effects_unknown' },
    },
  },
  H: {
    about: 'the message “Log in to Portcullis”',
    facts: {
      ...operator,
      'call.kind': 'message',
      message: 'Log in to Portcullis',
      asset: { absent: true },
      'asset.amount': { absent: true },
      outflows: { absent: true },
    },
  },
}
