/** `portcullis decide` over files: exit codes, lines, and what each option changes. */
import { rmSync, writeFileSync } from 'node:fs'
import { partitionKey, Transaction } from '@portcullis/core'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { decide, decideOptions } from './decide.ts'
import {
  alice,
  bob,
  capped,
  counter,
  type Folder,
  folder,
  type Line,
  native,
  pay,
  policy,
  ran,
  rule,
} from './decider.fixture.ts'
import { readOptions } from './options.ts'
import { UsageError } from './usage.ts'

let home: Folder
let small = ''
beforeEach(() => {
  home = folder()
  small = home.write('policy.json', policy(rule('allow', [native('lte', '100')])))
})
afterEach(() => rmSync(home.path, { recursive: true }))

const text = (...requests: readonly (object | string)[]) =>
  requests.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n')

/** Runs `decide --json` under the small policy unless `args` name another. */
function run(requests: readonly (object | string)[], ...args: readonly string[]): ReturnType<typeof ran> {
  const file = home.write('requests.jsonl', text(...requests))
  return ran([...(args.includes('--policy') ? [] : ['--policy', small]), ...args, file])
}

const words = ({ lines }: { lines: readonly Line[] }) =>
  lines.map(({ decision, reason, error }) => error ?? (decision === 'deny' ? reason!.code : decision))

describe('the exit code', () => {
  test.each([
    ['allow', [pay('100')], 0],
    ['deny', [pay('101')], 1],
    ['a refused line', [{ rawHash: '0x00' }], 1],
    ['no request', ['hello'], 2],
    ['allow and deny', [pay('1'), pay('101'), pay('2')], 1],
    ['deny and no request', [pay('101'), '{}', pay('1')], 2],
  ])('of %s', (_, requests, exit) => {
    expect(run(requests).exit).toBe(exit)
  })

  it('of nothing at all is no allow', () => {
    for (const requests of [[], [''], ['\n \n'], ['[]']]) expect(() => run(requests)).toThrow(UsageError)
  })
})

describe('a line that is printed', () => {
  it('has the decision, why, what it draws, what it needs, the trace and the instant', () => {
    const file = home.write('capped.json', capped('100'))
    const day = home.write('day.json', counter('day'))
    const { lines } = run(
      [{ requestId: 'r-1', payload: pay('5') }],
      '--policy',
      file,
      '--with',
      day,
      '--now',
      '2026-11-20T09:00:00Z',
    )
    expect(lines).toEqual([
      {
        line: 1,
        requestId: 'r-1',
        decision: 'allow',
        reason: expect.objectContaining({ code: 'allow_rule', path: 'rules[0]', call: 0 }),
        obligations: [],
        draws: [{ counter: 'day', partition: partitionKey([]), call: 0, amount: '5' }],
        needs: [],
        policies: [
          { id: expect.stringMatching(/^pol_[0-9a-f]{16}$/), hash: expect.stringMatching(/^0x[0-9a-f]{64}$/) },
        ],
        trace: [expect.objectContaining({ call: 0, untested: 0 })],
        evaluatedAt: '2026-11-20T09:00:00.000Z',
      },
    ])
  })

  it('draws amounts beyond 2^53 in full', () => {
    const most = (2n ** 256n - 1n).toString()
    const file = home.write('capped.json', capped(most))
    const { lines } = run([pay(most)], '--policy', file, '--with', home.write('day.json', counter('day')))
    expect(lines[0]).toMatchObject({ decision: 'allow', draws: [{ amount: most }] })
  })

  it('of a refused request has code, place and what was expected', () => {
    const { lines } = run([
      { requestId: 'r', payload: { unsignedTransaction: '0xf80180' } },
      { transaction: { to: alice, value: '01', chainId: 1 } },
      { transaction: { to: alice, value: '1' } },
      '{"message":"a","message":"b"}',
      '{"authorization":{"chainId":9007199254740993}}',
    ])
    expect(
      lines.map(({ trace, policies, obligations, draws, needs, evaluatedAt, reason, message, ...rest }) => rest),
    ).toEqual([
      { line: 1, requestId: 'r', decision: 'deny', code: 'rlp_not_minimal', at: 0, expected: expect.any(String) },
      {
        line: 2,
        decision: 'deny',
        code: 'bad_quantity',
        path: 'value',
        at: 74,
        column: 75,
        expected: expect.any(String),
      },
      { line: 3, decision: 'deny', code: 'chain_not_stated', at: 0, expected: 'a chain id' },
      { line: 4, decision: 'deny', code: 'duplicate_key', at: 15, column: 16, expected: 'each key once' },
      { line: 5, decision: 'deny', code: 'unsafe_number', at: 28, column: 29, expected: expect.any(String) },
    ])
    for (const { reason, code } of lines) expect(reason!.code).toBe(code)
  })

  it('of what is no request says so, with its number, and the others are decided', () => {
    const { lines, exit } = run([pay('1'), '', 'hello', '{"payload":{"rawBytes":"0x"}}', pay('101')])
    expect(lines.map(({ line }) => line)).toEqual([1, 3, 4, 5])
    expect(words({ lines })).toEqual(['allow', 'no request', 'no request', 'no_matching_rule'])
    expect(lines[1]).toMatchObject({ code: 'bad_json', at: 0, line: 3 })
    expect(lines[2]).toMatchObject({ code: 'unknown_payload_kind', path: 'payload.rawBytes' })
    expect(lines[1]).not.toHaveProperty('decision')
    expect(exit).toBe(2)
  })

  it('of bytes that are not UTF-8 says where, and the others are decided', () => {
    const file = home.write('requests.jsonl', '')
    const good = JSON.stringify(pay('1'))
    writeFileSync(
      file,
      Buffer.concat([Buffer.from(`${good}\n\n{"é`), Buffer.from([0xc0, 0x80]), Buffer.from(`"}\n${good}`)]),
    )
    const { lines, exit } = ran(['--policy', small, file])
    expect([words({ lines }), exit]).toEqual([['allow', 'no request', 'allow'], 2])
    expect(lines[1]).toMatchObject({ line: 3, code: 'bad_utf8', at: 4, column: 4 })
    expect(() => ran(['--policy', small, '--strict', file])).not.toThrow()
  })

  it('is the last one with --strict when it is no request; a refused one does not stop', () => {
    const { lines, exit } = run([pay('1'), { rawHash: '0x00' }, 'hello', pay('1')], '--strict')
    expect(words({ lines })).toEqual(['allow', 'bad_hex', 'no request'])
    expect(exit).toBe(2)
  })

  it('of a policy in the place of a request says what it came with', () => {
    const { lines, exit } = ran(['--policy', small, small])
    expect(lines[0]!.message).toContain('came `version, rules`')
    expect([words({ lines }), exit]).toEqual([['no request'], 2])
  })
})

describe('policies', () => {
  it('must all pass', () => {
    const other = home.write('other.json', policy(rule('allow', [native('gte', '50')])))
    const both = ['--policy', small, '--policy', other]
    expect(words(run([pay('49'), pay('50'), pay('100'), pay('101')], ...both))).toEqual([
      'no_matching_rule',
      'allow',
      'allow',
      'no_matching_rule',
    ])
  })

  it('that are none deny, unless that is to be allowed', () => {
    const file = home.write('requests.jsonl', text(pay('1')))
    expect(words(ran([file]))).toEqual(['no_policy'])
    expect(ran(['--no-policy', 'deny', file]).exit).toBe(1)
    expect(words(ran(['--no-policy', 'allow', file]))).toEqual(['allow'])
    expect(ran(['--no-policy', 'allow', file]).exit).toBe(0)
  })

  it('that cannot be read decide nothing', () => {
    const broken = home.write('broken.json', '{"version":"1.0","rules":[{}]}')
    expect(() => run([pay('1')], '--policy', broken)).toThrow(`${broken}:1:27: missing_field: `)
    expect(() => run([pay('1')], '--policy', small, '--policy', broken)).toThrow(UsageError)
    const request = home.write('request.json', pay('1'))
    expect(() => run([pay('1')], '--policy', request)).toThrow(`${request}:1:1: missing_field: `)
  })
})

describe('facts that are given', () => {
  const day = `counter.day.${partitionKey([])}`
  const run100 = (facts: object, ...requests: readonly object[]) => {
    const files = [home.write('capped.json', capped('100')), home.write('day.json', counter('day'))]
    return run(requests, '--policy', files[0]!, '--with', files[1]!, '--facts', home.write('facts.json', facts))
  }

  it('are stored totals, to which the run adds', () => {
    expect(words(run100({ [day]: { value: '60' } }, pay('41'), pay('40'), pay('1')))).toEqual([
      'no_matching_rule',
      'allow',
      'no_matching_rule',
    ])
  })

  it('that failed or are absent allow nothing, and the reason names them', () => {
    for (const [fact, cause] of [
      [{ failed: 'database' }, 'database'],
      [{ absent: true }, 'state_unavailable'],
    ] as const) {
      const { lines, exit } = run100({ [day]: fact }, pay('1'))
      expect([words({ lines }), exit]).toEqual([['no_matching_rule'], 1])
      expect(lines[0]!.reason).toMatchObject({ fact: 'counter.day', cause })
    }
  })

  it('may say who asks, in each of their states', () => {
    const ann = home.write(
      'ann.json',
      policy(rule('allow', [native('lte', '100')], { issuer: [{ type: 'UserId', id: 'ann' }] })),
    )
    const as = (facts: object) => run([pay('1')], '--policy', ann, '--facts', home.write('facts.json', facts))
    expect(words(as({ issuers: { value: ['UserId:ann'] } }))).toEqual(['allow'])
    expect(words(as({ issuers: { value: ['UserId:ben'] } }))).toEqual(['no_matching_rule'])
    expect(words(as({ issuers: { absent: true } }))).toEqual(['no_matching_rule'])
    expect(as({ issuers: { failed: 'sso' } }).lines[0]).toMatchObject({
      decision: 'deny',
      needs: [],
      reason: { cause: 'sso' },
    })
    expect(as({}).lines[0]).toMatchObject({ decision: 'deny', needs: [{ fact: 'issuers', cost: 'context' }] })
  })
})

describe('who asks', () => {
  const both = (logic: object) =>
    policy(
      rule('allow', [native('lte', '100')], {
        issuer: [
          { type: 'UserId', id: 'ann' },
          { type: 'SessionId', id: 's' },
        ],
        ...logic,
      }),
    )
  const as = (file: string, ...issuers: string[]) =>
    words(run([pay('1')], '--policy', file, ...issuers.flatMap((one) => ['--issuer', one])))

  it('may be several: any of them, or all where the rule says so', () => {
    const any = home.write('any.json', both({}))
    expect(as(any, 'UserId:ann')).toEqual(['allow'])
    expect(as(any, 'UserId:ben', 'SessionKeyId:s')).toEqual(['allow'])
    expect(as(any, 'UserId:s', 'SessionId:ann')).toEqual(['no_matching_rule'])
    const all = home.write('all.json', both({ issuer_logic: 'all' }))
    expect(as(all, 'UserId:ann')).toEqual(['no_matching_rule'])
    expect(as(all, 'UserId:ann', 'SessionId:s')).toEqual(['allow'])
  })

  it('never comes from the request', () => {
    const any = home.write('any.json', both({}))
    const claims = [
      { payload: pay('1'), context: { issuers: ['UserId:ann'] } },
      { payload: pay('1'), issuer: 'UserId:ann' },
    ]
    expect(words(run(claims, '--policy', any, '--issuer', 'UserId:ben'))).toEqual(['no_matching_rule', 'unknown_field'])
  })
})

describe('the key and the chain', () => {
  const keyOf = (change: object = {}) =>
    home.write('key.json', { id: 'k', curve: 'secp256k1', addresses: { evm: alice }, ...change })

  it('of the run are those of every request', () => {
    const from = (address: string) => ({ transaction: { ...pay('1').transaction, from: address } })
    const requests = [from(alice), from(bob), { keyId: 'k', payload: pay('1') }, { keyId: 'other', payload: pay('1') }]
    expect(words(run(requests, '--key', keyOf()))).toEqual(['allow', 'sender_mismatch', 'allow', 'key_mismatch'])
  })

  it('whose address is not that of its public key decides nothing', () => {
    const publicKey = '0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'
    expect(() => run([pay('1')], '--key', keyOf({ publicKey }))).toThrow('key_address_mismatch')
  })

  it('name the key of an operation that names none, so that no rule about the key is escaped', () => {
    const on = (action: string, attr: string, value: string) => {
      const condition = { transaction_type: 'offchainOperation', transaction_attr: attr, operator: 'eq', value }
      return { issuer: [{ type: '*', id: '*' }], action, chain_type: 'off', conditions: [condition] }
    }
    const rules = [on('allow', 'operation', 'keyRefresh'), on('deny', 'keyId', 'k')]
    const unnamed = { operation: { name: 'keyRefresh' } }
    const named = (keyId: string) => ({ keyId, payload: unnamed })
    const file = home.write('requests.jsonl', text(unnamed, named('k'), named('other')))
    const decided = (...args: readonly string[]) =>
      words(ran(['--policy', home.write('keys.json', policy(...rules)), file, ...args]))
    expect(decided('--key', keyOf({ id: 'k' }))).toEqual(['deny_rule', 'deny_rule', 'key_mismatch'])
    expect(decided('--key', keyOf({ id: 'other' }))).toEqual(['allow', 'key_mismatch', 'allow'])
    // Nobody said which key it is, so that it may be the one that is denied.
    expect(decided()).toEqual(['deny_rule_not_known', 'deny_rule', 'allow'])
  })

  it('stand in where a transaction names no chain, and refuse another', () => {
    const open = { transaction: { to: alice, value: '1' } }
    expect(words(run([open, pay('1')]))).toEqual(['chain_not_stated', 'allow'])
    expect(words(run([open, pay('1')], '--chain', 'eip155:1'))).toEqual(['allow', 'allow'])
    expect(words(run([open, pay('1')], '--chain', 'eip155:10'))).toEqual(['allow', 'chain_mismatch'])
    expect(words(run([pay('1')], '--chain', 'solana:abc'))).toEqual(['chain_mismatch'])
  })

  it('let no unsigned transaction pass that is good on every chain, whichever is given', () => {
    const legacy = Transaction.encode({
      type: 0,
      chainId: null,
      nonce: 0n,
      to: alice as `0x${string}`,
      value: 1n,
      gas: 21_000n,
      gasPrice: 1n,
      maxFeePerGas: null,
      maxPriorityFeePerGas: null,
      maxFeePerBlobGas: null,
      blobVersionedHashes: null,
      accessList: null,
      authorizationList: null,
      data: '0x',
      dataAt: 0,
      signature: null,
      isZeroSigned: false,
    })
    // A line of hex, with and without 0x, and the same as JSON.
    const lines = [legacy, legacy.slice(2), `"${legacy}"`, { unsignedTransaction: legacy }]
    expect(words(run(lines))).toEqual(Array(4).fill('chain_not_stated'))
    expect(words(run(lines, '--chain', 'eip155:1'))).toEqual(Array(4).fill('chain_not_stated'))
  })
})

describe('the table', () => {
  it('has a line for each request, and counts them', () => {
    const file = home.write('requests.jsonl', text(pay('1'), 'hello', pay('101')))
    const printed: string[] = []
    const exit = decide(readOptions(['--policy', small, file], decideOptions), (line) => void printed.push(line))
    expect(printed.at(-1)).toBe('3 requests: 1 allow, 1 deny, 1 no request')
    expect(exit).toBe(2)
  })
})
