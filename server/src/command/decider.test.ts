/** One run of decisions: what accumulates, and what comes again. */
import { notAsked, partitionKey } from '@portcullis/core'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  alice,
  bob,
  byReceiver,
  capped,
  counter,
  entry,
  native,
  pay,
  policy,
  rule,
  situation,
} from './decider.fixture.ts'
import { type Answer, decider, isNoRequest, readEntry, type Situation } from './decider.ts'

const seed = 20_261_125

function answers(requests: readonly (object | string)[], under: Situation): readonly Answer[] {
  const next = decider(under)
  return requests.map((request, i) => next(entry(request, i + 1)))
}

/** The word of each decision, with its code where it is a deny. */
function words(requests: readonly (object | string)[], under: Situation): readonly string[] {
  return answers(requests, under).map(({ decision }) => {
    if (decision === null) return 'no request'
    return decision.decision === 'deny' ? decision.reason.code : decision.decision
  })
}

describe('a counter over one run', () => {
  const cap = situation([capped('100')], [counter('day')])

  it('lets three payments pass only up to the limit, the last unit included', () => {
    expect(words([pay('40'), pay('40'), pay('40'), pay('20'), pay('1'), pay('0')], cap)).toEqual([
      'allow',
      'allow',
      'no_matching_rule',
      'allow',
      'no_matching_rule',
      'allow',
    ])
  })

  it('does not count what is denied, objected to or refused', () => {
    const objected = {
      transaction: { chainId: 1, to: alice, value: '90', from: bob, gas: '1', gasPrice: '1', nonce: 0 },
    }
    const refused = { transaction: { chainId: 1, to: alice, value: '90', type: '0x9' } }
    const denied = [pay('101'), objected, refused, '{', { transaction: { to: alice, value: '90' } }]
    expect(words([...denied, pay('100'), pay('1')], cap).slice(-2)).toEqual(['allow', 'no_matching_rule'])
  })

  it('is split by what its owner says', () => {
    const split = situation([capped('100')], [counter('day', byReceiver)])
    expect(words([pay('100'), pay('1'), pay('100', bob), pay('1', bob)], split)).toEqual([
      'allow',
      'no_matching_rule',
      'allow',
      'no_matching_rule',
    ])
  })

  it('counts requests where it counts, whatever they are worth', () => {
    const count = situation([capped('2')], [counter('day', { method: 'count' })])
    expect(words([pay('1000'), pay('0'), pay('0')], count)).toEqual(['allow', 'allow', 'no_matching_rule'])
  })

  it('adds what is given as its total, and believes no total that is not known', () => {
    const name = `counter.day.${partitionKey([])}`
    const given = (fact: Situation['facts'][string]) => ({ ...cap, facts: { [name]: fact } })
    const ninety = given({ type: 'integer', value: 90n })
    expect(words([pay('11'), pay('10'), pay('1')], ninety)).toEqual(['no_matching_rule', 'allow', 'no_matching_rule'])
    for (const fact of [{ type: 'failed', cause: 'database' }, { type: 'absent' }, notAsked] as const)
      expect(words([pay('1')], given(fact))).toEqual(['no_matching_rule'])
    expect(answers([pay('1')], given({ type: 'failed', cause: 'database' }))[0]!.decision!.reason.message).toContain(
      'database',
    )
  })

  it('is not known while its window’s zone is not, and then nothing passes', () => {
    const zone = (timezone: string) =>
      situation([capped('100')], [counter('day', { window: { type: 'calendar', unit: 'day', timezone } })])
    expect(words([pay('1')], zone('Europe/Zurich'))).toEqual(['allow'])
    expect(words([pay('1')], zone('Europe/Nowhere'))).toEqual(['no_matching_rule'])
  })

  it('never gives back by itself: nothing in a run is settled, so nothing ages', () => {
    let nowMs = Date.UTC(2026, 10, 20)
    const next = decider({ ...cap, now: () => nowMs })
    const word = (value: string) => next(entry(pay(value))).decision!.decision
    expect(word('100')).toBe('allow')
    for (const laterMs of [86_399_999, 86_400_000, 86_400_001, 10 * 86_400_000]) {
      nowMs = Date.UTC(2026, 10, 20) + laterMs
      expect(word('1')).toBe('deny')
    }
  })

  it('never lets more pass than the limit, nor less than it could, in any order of payments', () => {
    const law = fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 12 }), (values) => {
      let total = 0
      const expected = values.map((value) => {
        if (total + value > 100) return 'no_matching_rule'
        total += value
        return 'allow'
      })
      expect(
        words(
          values.map((value) => pay(String(value))),
          cap,
        ),
      ).toEqual(expected)
    })
    fc.assert(law, { seed, numRuns: 60 })
  })
})

describe('a request id', () => {
  const cap = situation([capped('100')], [counter('day')])
  const request = (requestId: string, value: string) => ({ requestId, payload: pay(value) })

  it('that comes again with the same request has the same answer and one charge', () => {
    const [first, again, rest] = answers([request('r', '60'), request('r', '60'), request('s', '40')], cap)
    expect(again).toBe(first)
    expect(rest!.decision!.decision).toBe('allow')
    expect(words([request('r', '60'), request('r', '60'), request('s', '41')], cap)).toEqual([
      'allow',
      'allow',
      'no_matching_rule',
    ])
  })

  it('is the same request however it is spelled', () => {
    const spelled = `{ "payload": {"transaction":{"value":"60", "to":"${alice}","chainId":1}} ,\n"requestId":"\\u0072"}`
    expect(words([request('r', '60'), spelled, request('s', '41')], cap)).toEqual([
      'allow',
      'allow',
      'no_matching_rule',
    ])
  })

  it('that comes again with another request is denied, charges nothing, and leaves the first answer as it is', () => {
    const next = decider(cap)
    const [first, other, again] = [request('r', '60'), request('r', '40'), request('r', '60')].map((one) =>
      next(entry(one)),
    )
    expect(other!.decision).toMatchObject({ decision: 'deny', reason: { code: 'request_id_conflict' }, draws: [] })
    expect(again).toBe(first)
    expect(next(entry(pay('40'))).decision!.decision).toBe('allow')
  })

  test.each([
    ['key', { keyId: 'k' }],
    ['context', { context: { note: 'b' } }],
  ])('is about the whole request: another %s is another request', (_, change) => {
    expect(words([request('r', '1'), { ...request('r', '1'), ...change }], cap)).toEqual([
      'allow',
      'request_id_conflict',
    ])
  })

  it('stays taken by a request that was refused or denied', () => {
    const refused = { requestId: 'r', payload: { rawHash: '0x00' } }
    expect(words([refused, refused, request('r', '1')], cap)).toEqual(['bad_hex', 'bad_hex', 'request_id_conflict'])
    expect(words([request('r', '101'), request('r', '1')], cap)).toEqual(['no_matching_rule', 'request_id_conflict'])
    const [, conflict] = answers([request('r', '1'), refused], cap)
    expect(conflict).toMatchObject({ refusal: null, decision: { reason: { code: 'request_id_conflict' } } })
  })

  it('that is left out makes every request a new one', () => {
    expect(words([pay('60'), pay('60')], cap)).toEqual(['allow', 'no_matching_rule'])
  })

  it('may be called like something that every object has', () => {
    const ids = ['toString', '__proto__', 'constructor', 'hasOwnProperty']
    expect(
      words(
        ids.map((id) => request(id, '1')),
        cap,
      ),
    ).toEqual(['allow', 'allow', 'allow', 'allow'])
    expect(
      words(
        ids.flatMap((id) => [request(id, '1'), request(id, '2')]),
        cap,
      ).filter((word) => word === 'allow'),
    ).toHaveLength(4)
  })
})

describe('what is decided', () => {
  const small = policy(rule('allow', [native('lte', '100')]))
  const toAlice = policy(
    rule('allow', [{ transaction_type: 'nativeTransfer', transaction_attr: 'receiver', operator: 'eq', value: alice }]),
  )

  it('must pass every policy', () => {
    expect(words([pay('100'), pay('101'), pay('100', bob)], situation([small, toAlice]))).toEqual([
      'allow',
      'no_matching_rule',
      'no_matching_rule',
    ])
    expect(words([pay('101'), pay('100', bob)], situation([toAlice]))).toEqual(['allow', 'no_matching_rule'])
  })

  it('without a policy is denied, unless that is to be allowed; an objection stands all the same', () => {
    const objected = { rawHash: `0x${'ab'.repeat(32)}` }
    expect(words([pay('1'), objected], situation([]))).toEqual(['no_policy', 'raw_bytes_refused'])
    const open = situation([], [], { noPolicy: 'allow' })
    expect(words([pay('1'), objected, '{'], open)).toEqual(['allow', 'raw_bytes_refused', 'no request'])
    expect(words([pay('101')], { ...situation([small]), noPolicy: 'allow' })).toEqual(['no_matching_rule'])
  })

  it('of two policies draws on a shared counter once, and on each of its own', () => {
    const two = situation([capped('100'), capped('60')], [counter('day')])
    expect(words([pay('40'), pay('20'), pay('1')], two)).toEqual(['allow', 'allow', 'no_matching_rule'])
    expect(answers([pay('40')], two)[0]!.decision!.draws).toHaveLength(1)
  })

  it('carries the instant', () => {
    expect(answers([pay('1')], situation([small]))[0]!.evaluatedAt).toBe('2026-11-20T12:00:00.000Z')
    expect(answers(['{'], situation([small]))[0]!.evaluatedAt).toBe('2026-11-20T12:00:00.000Z')
  })
})

describe('what is no request at all', () => {
  const code = (text: string) => {
    const { refusal } = readEntry(entry(text), situation([]).surroundings)
    return [refusal?.code, refusal !== null && isNoRequest(refusal)]
  }

  test.each([
    ['', 'bad_json', true],
    ['hello', 'bad_json', true],
    ['{', 'bad_json', true],
    ['1', 'bad_object', true],
    ['"text"', 'bad_object', true],
    ['[]', 'bad_object', true],
    ['null', 'bad_object', true],
    ['{}', 'unknown_payload_kind', true],
    ['{"rawBytes":"0x"}', 'unknown_payload_kind', true],
    ['{"payload":{"toString":"0x"}}', 'unknown_payload_kind', true],
    ['{"payload":[]}', 'bad_object', false],
    ['{"message":"a","message":"b"}', 'duplicate_key', false],
    ['{"authorization":{"chainId":9007199254740993}}', 'unsafe_number', false],
    ['{"message":"a","__proto__":{}}', 'forbidden_key', false],
    ['{"message":1}', 'bad_type', false],
    ['{"payload":{"message":"a"},"issuer":"x"}', 'unknown_field', false],
    ['{"requestId":"","payload":{"message":"a"}}', 'too_long', false],
    ['0x00', 'unknown_transaction_type', false],
    ['0xabc', 'bad_hex', false],
  ])('%j: %s, %s', (text, expected, none) => {
    expect(code(text)).toEqual([expected, none])
  })
})
