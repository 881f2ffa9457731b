/** Where rules and links are enforced, and that no contract is asked for what it cannot see. */
import { describe, expect, it } from 'vitest'
import { check } from './check.ts'
import { compile, parse } from './text.ts'

const vendor = '0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1'

function bookWith(condition: string, enforcement?: string): string {
  const rule = {
    id: 'r',
    priority: 1,
    conditions: ['chain == "eip155:1"', condition],
    conditionLogic: 'AND',
    action: { type: 'DENY' },
    ...(enforcement === undefined ? {} : { enforcement }),
    metadata: { name: 'r', owner: 'risk', updatedAt: 0 },
  }
  const counters = {
    spent: { method: 'sum', measure: 'amount', by: ['token'], window: { type: 'rolling', seconds: 60 } },
  }
  return JSON.stringify({ form: 'rulebook', version: '1.0', timezone: 'Europe/Zurich', counters, rules: [rule] })
}

function chainWith(mapper: unknown, enforcement?: string): string {
  const link = { policy: 'most', mapper: [mapper], ...(enforcement === undefined ? {} : { enforcement }) }
  const functions = [{ function: 'transfer(address to, uint256 amount)', links: [link] }]
  return JSON.stringify({
    form: 'chain',
    version: '1.0',
    policies: { most: { kind: 'max', max: '5' } },
    targets: [{ chain: 'eip155:1', address: vendor, default: 'deny', functions }],
  })
}

const rejected = (text: string) => check(text).filter(({ code }) => code === 'not_on_chain')

describe('enforcement', () => {
  it.each(['on-chain', 'both'])('refuses external conditions and what only the service knows, %s', (level) => {
    const hidden = [
      ['chainalysis_risk_score(recipient) < 70', 'chainalysis_risk_score'],
      ['not (amount > 5 or ofac_check(recipient) == CLEAR)', 'ofac_check'],
      ['every outflow (trm_risk_score(recipient) < 70)', 'trm_risk_score'],
      ['elliptic_risk_score(recipient) < 5 else 100', 'elliptic_risk_score'],
      ['sender.role == OPERATOR', 'issuer.roles'],
      ['issuer == "UserId:ann"', 'issuers'],
      ['time_of_day in 09:00-18:00', 'time.time_of_day(Europe/Zurich)'],
    ] as const
    for (const [condition, name] of hidden) {
      const [finding] = rejected(bookWith(condition, level))
      expect(finding, condition).toMatchObject({ severity: 'error', path: ['rules', 0, 'conditions', 1], came: name })
      expect(() => compile(parse(bookWith(condition, level)))).toThrow(/not_on_chain|contract/)
    }
  })

  it.each([
    'amount > 5',
    `sender == ${vendor}`,
    'recipient.is_contract == false',
    'token.paused == false',
    'spent(token) + amount <= 5',
    'args.to != sender',
  ])('lets a contract enforce what it sees: %s', (condition) => {
    expect(rejected(bookWith(condition, 'both'))).toEqual([])
  })

  it('lets off-chain rules ask anybody', () => {
    expect(rejected(bookWith('chainalysis_risk_score(recipient) < 70', 'off-chain'))).toEqual([])
    expect(rejected(bookWith('chainalysis_risk_score(recipient) < 70'))).toEqual([])
  })

  it('refuses a link that maps what no contract sees, and not the published price', () => {
    const score = { fact: 'chainalysis_risk_score', about: 'to' }
    const [finding] = rejected(chainWith(score, 'on-chain'))
    expect(finding?.path).toEqual(['targets', 0, 'functions', 0, 'links', 0, 'mapper'])
    expect(rejected(chainWith(score))).toEqual([])
    expect(rejected(chainWith({ fact: 'price', about: 'to' }, 'both'))).toEqual([])
  })

  it('stands in every step of a rule or link, off-chain if unsaid', () => {
    const levelsOf = (text: string) => compile(parse(text)).steps.map(({ origin }) => origin.enforcement)
    expect(levelsOf(bookWith('amount > 5'))).toEqual(['off-chain'])
    expect(levelsOf(bookWith('amount > 5', 'both'))).toEqual(['both'])
    expect(new Set(levelsOf(chainWith('amount', 'on-chain')))).toEqual(new Set(['off-chain', 'on-chain']))
  })
})
