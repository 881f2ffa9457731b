/** Ten mistakes that evaluators of such rules make. What only a service can get wrong is tested here as far as the core goes. */
import { describe, expect, it } from 'vitest'
import { trace } from '../../../engine/trace.ts'
import { alice, bob, bookOf, decide, type Plain, policyOf, rejectionsOf } from './rulebook.fixture.ts'

const risk = (address: string) => `chainalysis_risk_score(evm:${address})`
const ofac = (address: string) => `ofac_check(evm:${address})`
const to = (recipient: string, facts: Plain = {}) => ({ recipient, 'transaction.nonce': 1, ...facts })

function needs(policy: ReturnType<typeof policyOf>, facts: Plain): readonly string[] {
  return decide(policy, facts).needs.map(({ fact }) => fact)
}

function book(...rules: readonly object[]): ReturnType<typeof policyOf> {
  return policyOf(bookOf(rules))
}

describe('T1: short circuits respect how conditions are joined', () => {
  const external = 'chainalysis_risk_score(recipient) < 70'
  const either = book({ conditions: ['nonce == 1', external], conditionLogic: 'OR' })
  const both = book({ conditions: ['nonce == 1', external] })

  it('asks on under OR when the cheap condition is false, and allows by the other', () => {
    const facts = to(alice, { 'transaction.nonce': 2 })
    expect(needs(either, facts)).toEqual([risk(alice)])
    expect(decide(either, { ...facts, [risk(alice)]: 5 }).decision).toBe('allow')
  })

  it('asks nothing under OR when the cheap condition is true, nor under AND when it is false', () => {
    expect(decide(either, to(alice))).toMatchObject({ decision: 'allow', needs: [] })
    expect(decide(both, to(alice, { 'transaction.nonce': 2 }))).toMatchObject({ decision: 'deny', needs: [] })
    expect(needs(both, to(alice))).toEqual([risk(alice)])
  })
})

describe('T2: nothing is decided by no conditions', () => {
  it('refuses a rule without conditions, joined either way', () => {
    for (const conditionLogic of ['AND', 'OR'])
      expect(rejectionsOf(bookOf([{ conditions: [], conditionLogic }]))).toEqual(['empty rules.0.conditions'])
  })

  it('lets a rule have external conditions alone', () => {
    const policy = book({ conditions: ['ofac_check(recipient) == CLEAR'] })
    expect(needs(policy, to(alice))).toEqual([ofac(alice)])
    expect(decide(policy, to(alice, { [ofac(alice)]: 'CLEAR' })).decision).toBe('allow')
  })
})

describe('T3: an answer that looks like nothing is an answer', () => {
  it.each([
    ['a score of 0', 'chainalysis_risk_score(recipient) < 70', { [risk(alice)]: 0 }],
    ['false', 'recipient.is_contract == false', { [`is_contract(evm:${alice})`]: false }],
    ['an empty text', 'ofac_check(recipient) == ""', { [ofac(alice)]: '' }],
    ['an empty list', 'recipient not in @empty', { 'list.empty': [] }],
  ])('takes %s as known, and asks no more', (_, condition, facts) => {
    expect(decide(book({ conditions: [condition] }), to(alice, facts))).toMatchObject({ decision: 'allow', needs: [] })
  })
})

describe('T4: nothing that was answered before is kept by the core', () => {
  it('denies as soon as the answer is another one, however often it was asked', () => {
    const policy = book({ conditions: ['ofac_check(recipient) == CLEAR'] })
    const word = (answer: unknown) => decide(policy, to(alice, { [ofac(alice)]: answer })).decision
    const answers = ['CLEAR', 'CLEAR', 'LISTED', 'CLEAR', { failed: 'timeout' }]
    expect(answers.map(word)).toEqual(['allow', 'allow', 'deny', 'allow', 'deny'])
    expect(needs(policy, to(alice))).toEqual([ofac(alice)])
  })
})

describe('T5: every kind of condition has its place in the order of cost', () => {
  const policy = policyOf(
    bookOf(
      [
        {
          conditions: [
            'nonce == 1',
            'sender.role == OPERATOR',
            'payments < 5',
            'recipient.is_contract == false',
            'chainalysis_risk_score(recipient) < 70',
          ],
        },
      ],
      { counters: { payments: { method: 'count', measure: 'nonce', window: { type: 'lifetime' } } } },
    ),
  )

  it('names the class of each need, so that the cheapest can be asked first', () => {
    const { needs } = decide(policy, to(alice))
    expect(needs.map(({ cost }) => cost)).toEqual(['context', 'counter', 'on-chain', 'provider'])
  })

  it.each([
    ['what the bytes say', { 'transaction.nonce': 2 }],
    ['who asks', { 'issuer.roles': ['VIEWER'] }],
    ['a counter', { 'counter.payments': 5 }],
    ['the chain', { [`is_contract(evm:${alice})`]: true }],
  ])('asks nothing more once %s has settled it', (_, facts) => {
    expect(decide(policy, to(alice, facts))).toMatchObject({ decision: 'deny', needs: [] })
  })
})

describe('T6: nobody is asked in vain', () => {
  it('asks nothing where no condition is external', () => {
    expect(decide(book({ conditions: ['nonce == 1'] }), to(alice)).needs).toEqual([])
    expect(decide(book({ conditions: ['nonce == 2'] }), to(alice)).needs).toEqual([])
  })

  it('asks nothing for other rules once a deny is certain', () => {
    const deny = { conditions: ['nonce == 1'], action: { type: 'DENY' } }
    const allow = { conditions: ['ofac_check(recipient) == CLEAR'] }
    expect(decide(book(allow, deny), to(alice))).toMatchObject({ decision: 'deny', needs: [] })
  })
})

describe('T7: a need is what is asked of whom, and nothing of the transaction beside', () => {
  const policy = book(
    { conditions: ['chainalysis_risk_score(recipient) < 70', 'amount < 5 eth'] },
    { conditions: ['chainalysis_risk_score(recipient) > 90'], action: { type: 'DENY' } },
  )
  const paying = (recipient: string, amount: number) =>
    to(recipient, { asset: 'eip155:1/native', 'asset.amount': amount })

  it('is one fact for each provider and subject, whatever the amount, the nonce and the rule', () => {
    expect(needs(policy, paying(alice, 1))).toEqual([risk(alice)])
    expect(needs(policy, { ...paying(alice, 2), 'transaction.nonce': 9 })).toEqual([risk(alice)])
    expect(needs(policy, paying(bob, 1))).toEqual([risk(bob)])
  })

  it('is another fact for another provider, or another subject', () => {
    const two = book({
      conditions: [
        'chainalysis_risk_score(recipient) < 70',
        'ofac_check(recipient) == CLEAR',
        'ofac_check(sender) == CLEAR',
      ],
    })
    expect(needs(two, to(alice, { sender: bob }))).toEqual([risk(alice), ofac(alice), ofac(bob)])
  })
})

describe('T8: who does not answer has not said yes', () => {
  const failed = { [risk(alice)]: { failed: 'timeout' } }

  it('denies, and says who did not answer and why', () => {
    const policy = book({ conditions: ['chainalysis_risk_score(recipient) < 70'] })
    const { decision, reason, needs } = decide(policy, to(alice, failed))
    expect([decision, reason.fact, reason.cause, needs]).toEqual([
      'deny',
      'chainalysis_risk_score(recipient)',
      'timeout',
      [],
    ])
  })

  it.each([
    ['closed', 100, 'deny'],
    ['open', 0, 'allow'],
  ])('fails %s where the author says so, and the trace says that it was assumed', (_, assumed, word) => {
    const policy = book({ conditions: [`chainalysis_risk_score(recipient) < 70 else ${assumed}`] })
    const assuming = decide(policy, to(alice, failed))
    expect(assuming.decision).toBe(word)
    expect(trace(assuming)[0]!.steps[0]!.tests).toMatchObject([{ actual: String(assumed), assumed: true }])
    const known = decide(policy, to(alice, { [risk(alice)]: assumed }))
    expect(known.decision).toBe(word)
    expect(trace(known)[0]!.steps[0]!.tests[0]).not.toHaveProperty('assumed')
  })

  it('assumes nothing before it was asked, nor of what is absent', () => {
    const policy = book({ conditions: ['chainalysis_risk_score(recipient) < 70 else 0'] })
    expect(decide(policy, to(alice))).toMatchObject({ decision: 'deny', needs: [{ fact: risk(alice) }] })
    expect(decide(policy, { recipient: { absent: true } })).toMatchObject({ decision: 'deny', needs: [] })
  })

  it('says that it was assumed within sums, negations and quantifiers too', () => {
    const outflows = [{ asset: 'eip155:1/native', amount: 1, recipient: alice }]
    for (const condition of [
      '(chainalysis_risk_score(recipient) else 10) + 1 < 70',
      'not (chainalysis_risk_score(recipient) > 70 else 10)',
      'every outflow (chainalysis_risk_score(recipient) < 70 else 10)',
    ]) {
      const assuming = decide(book({ conditions: [condition] }), to(alice, { ...failed, outflows }))
      expect(assuming.decision).toBe('allow')
      expect(trace(assuming)[0]!.steps[0]!.tests).toMatchObject([{ assumed: true }])
    }
  })
})

describe('T9: rules of one priority have an order', () => {
  const rules = [
    { id: 'b', conditions: ['nonce == 1'] },
    { id: 'a', conditions: ['nonce == 1'] },
    { id: 'z', conditions: ['nonce == 1'], action: { type: 'DELAY', params: { delaySeconds: 5 } } },
    { id: 'y', conditions: ['nonce == 1'], action: { type: 'DENY' } },
  ]
  const first = (of: readonly object[]) =>
    decide(policyOf(bookOf(of, { combining: 'first-match' })), to(alice)).reason.rule

  it('is the strictest first, then the id, wherever they stand', () => {
    expect([first(rules), first(rules.toReversed())]).toEqual(['y', 'y'])
    expect([first(rules.slice(0, 3)), first(rules.slice(0, 3).toReversed())]).toEqual(['z', 'z'])
    expect([first(rules.slice(0, 2)), first(rules.slice(0, 2).toReversed())]).toEqual(['a', 'a'])
  })
})

describe('T10: one question is asked once', () => {
  it('names each need once, however many rules and conditions ask it', () => {
    const asks = { conditions: ['ofac_check(recipient) == CLEAR', 'ofac_check(recipient) != LISTED'] }
    const denies = { conditions: ['recipient.ofac_check == LISTED'], action: { type: 'DENY' } }
    expect(needs(book(asks, { ...asks, id: 'other' }, denies), to(alice))).toEqual([ofac(alice)])
  })
})
