/** Chain texts: what is refused and where, whose default stands, and the examples that the form was made for. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '../../check.ts'
import { parse } from '../../text.ts'
import { alice, bob, carol, dataOf, decide, factOf, policyOf, requestOf, token } from './chain.fixture.ts'
import { chainJsonSchema } from './schema.ts'

const transfer = 'transfer(address to, uint256 amount)'
const other = `0x${'71'.repeat(20)}`

type Part = Readonly<Record<string, unknown>>

function chain(policies: Part, links: readonly Part[], more: Part = {}, target: Part = {}): Part {
  const functions = [{ function: transfer, links }]
  const targets = [{ chain: 'eip155:1', address: token, default: 'allow', functions, ...target }]
  return { form: 'chain', version: '1.0', policies, targets, ...more }
}

function findings(text: Part): readonly string[] {
  const source = JSON.stringify(text, null, 2)
  return check(source).map(({ code, path, came = '' }) => `${code} ${path.join('.')} ${came}`.trim())
}

const cap = { kind: 'max', max: '100' }
const capped = [{ policy: 'cap', parameters: ['amount'] }]
const link = (parameters: readonly string[], policy = 'p') => [{ policy, parameters }]

describe('a text', () => {
  it('is sound', () => {
    expect(findings(chain({ cap }, capped))).toEqual([])
    expect(parse(JSON.stringify(chain({ cap }, capped))).form).toBe('chain')
  })

  const place = 'targets.0.functions.0.links.0'
  it.each<readonly [string, Part, readonly string[]]>([
    ['no default of the target', chain({}, [], {}, { default: undefined }), ['missing_field targets.0.default']],
    ['another version', chain({}, [], { version: '2.0' }), ['bad_version version 2.0']],
    ['a field too many', chain({}, [], { rules: [] }), ['unknown_field rules']],
    ['no target', chain({}, [], { targets: [] }), ['empty targets']],
    ['a kind that is none', chain({ p: { kind: 'sanctions' } }, []), ['unknown_enum policies.p.kind sanctions']],
    [
      'a kind named like a part of every object',
      chain({ p: { kind: 'toString' } }, []),
      ['unknown_enum policies.p.kind toString'],
    ],
    ['a configuration without its field', chain({ p: { kind: 'max' } }, []), ['missing_field policies.p.max']],
    ['a configuration with another’s field', chain({ p: { ...cap, min: '1' } }, []), ['unknown_field policies.p.min']],
    ['an amount that is a number', chain({ p: { kind: 'max', max: 1 } }, []), ['bad_type policies.p.max number']],
    ['an amount in hexadecimal', chain({ p: { kind: 'max', max: '0x1' } }, []), ['bad_quantity policies.p.max 0x1']],
    [
      'an amount with a zero before it',
      chain({ p: { kind: 'max', max: '01' } }, []),
      ['bad_quantity policies.p.max 01'],
    ],
    ['an amount below zero', chain({ p: { kind: 'max', max: '-1' } }, []), ['bad_quantity policies.p.max -1']],
    [
      'an amount of 2^256',
      chain({ p: { kind: 'max', max: `${1n << 256n}` } }, []),
      [`bad_quantity policies.p.max ${1n << 256n}`],
    ],
    [
      'an address that is none',
      chain({ p: { kind: 'only-owner', owner: '0x12' } }, []),
      ['bad_address policies.p.owner 0x12'],
    ],
    [
      'an address twice',
      chain({ p: { kind: 'allow', addresses: [alice, alice] } }, []),
      [`duplicate_item policies.p.addresses.1 ${alice}`],
    ],
    [
      'a list without a name',
      chain({ p: { kind: 'allow', addresses: 'staff' } }, []),
      ['bad_name policies.p.addresses staff'],
    ],
    [
      'bounds that are equal',
      chain({ p: { kind: 'volume', min: '5', max: '5' } }, []),
      ['out_of_range policies.p.max 5'],
    ],
    ['bounds that cross', chain({ p: { kind: 'volume', min: '6', max: '5' } }, []), ['out_of_range policies.p.max 5']],
    [
      'a window of no length',
      chain({ p: { kind: 'volume-rate', duration: 0, max: '1' } }, []),
      ['out_of_range policies.p.duration 0'],
    ],
    [
      'a window shorter than a minute',
      chain({ p: { kind: 'volume-rate', duration: 59, max: '1' } }, []),
      ['out_of_range policies.p.duration 59'],
    ],
    [
      'more ways to meet a requirement than are looked at',
      chain({ p: { kind: 'credential', requirements: [{ types: [...'abcdefghijkl'], minValidations: 5 }] } }, []),
      ['too_many policies.p.requirements.0'],
    ],
    [
      'more validations than there are',
      chain({ p: { kind: 'credential', requirements: [{ types: ['a'], minValidations: 2 }] } }, []),
      ['out_of_range policies.p.requirements.0 2'],
    ],
    ...(
      [
        ['startSlot', 6],
        ['endSlot', 8],
        ['slotDuration', 0],
        ['cycleSize', 0],
        ['cycleOffset', 7],
      ] as const
    ).map(([field, value]): [string, Part, string[]] => [
      `an interval whose ${field} is ${value}`,
      chain(
        {
          p: {
            ...{ kind: 'interval', startSlot: 1, endSlot: 6, slotDuration: 86_400, cycleSize: 7, cycleOffset: 4 },
            [field]: value,
          },
        },
        [],
      ),
      [`out_of_range policies.p.${field} ${value}`],
    ]),
    [
      'a role that nobody declared',
      chain({ p: { kind: 'role-based', roles: {}, operations: { 'f()': ['R'] } } }, []),
      ['unknown_name policies.p.operations R'],
    ],
    ['a policy that is not configured', chain({ cap }, link(['amount'])), [`unknown_name ${place}.policy p`]],
    [
      'a policy named like a part of every object',
      chain({ cap }, link([], 'toString')),
      [`unknown_name ${place}.policy toString`],
    ],
    [
      'a parameter that the function does not give',
      chain({ p: cap }, link(['value'])),
      [`unknown_name ${place}.parameters.0 value`],
    ],
    [
      'a parameter twice',
      chain({ p: { kind: 'reject', addresses: [] } }, link(['to', 'to'])),
      [`duplicate_item ${place}.parameters.1 to`],
    ],
    ['too many parameters', chain({ p: cap }, link(['amount', 'to'])), [`parameter_count ${place} 2`]],
    ['no parameter', chain({ p: cap }, [{ policy: 'p' }]), [`parameter_count ${place} 0`]],
    [
      'a parameter where none is taken',
      chain({ p: { kind: 'only-owner', owner: alice } }, link(['to'])),
      [`parameter_count ${place} 1`],
    ],
    ['no address', chain({ p: { kind: 'reject', addresses: [] } }, link([])), [`parameter_count ${place} 0`]],
    [
      'an address for an amount',
      chain({ p: cap }, link(['to'])),
      [`op_type_mismatch ${place}.parameters.0 to: address`],
    ],
    [
      'an amount for an address',
      chain({ p: { kind: 'reject', addresses: [] } }, link(['to', 'amount'])),
      [`op_type_mismatch ${place}.parameters.1 amount: integer`],
    ],
    [
      'account and amount the wrong way round',
      chain({ p: { kind: 'volume-rate', duration: 60, max: '1' } }, link(['from', 'amount'])),
      [`op_type_mismatch ${place}.parameters.0 from: address`],
    ],
    [
      'a policy twice in a chain',
      chain({ cap }, [...capped, ...capped]),
      ['duplicate_item targets.0.functions.0.links.1.policy cap'],
    ],
    [
      'nine links',
      chain(
        {},
        Array.from({ length: 9 }, (_, i) => ({ policy: `p${i}` })),
      ),
      ['too_long targets.0.functions.0.links'],
    ],
    [
      'both parameters and a mapper',
      chain({ p: cap }, [{ policy: 'p', parameters: ['amount'], mapper: ['amount'] }]),
      [`conflicting_fields ${place}.mapper`],
    ],
    ['a chain that is none', chain({}, [], {}, { chain: 'ethereum' }), ['bad_name targets.0.chain ethereum']],
    ['a chain without a number', chain({}, [], {}, { chain: 'eip155:01' }), ['bad_name targets.0.chain eip155:01']],
    [
      'a function that is none',
      chain({}, [], {}, { functions: [{ function: 'transfer', links: [] }] }),
      ['abi_invalid targets.0.functions.0.function'],
    ],
    [
      'a function twice',
      chain(
        {},
        [],
        {},
        {
          functions: [
            { function: 'f(uint256 a)', links: [] },
            { function: 'f(uint256)', links: [] },
          ],
        },
      ),
      ['duplicate_item targets.0.functions.1.function f(uint256)'],
    ],
    [
      'an argument with the name of another',
      chain({}, [], {}, { functions: [{ function: 'transfer(address from, uint256 amount)', links: [] }] }),
      ['name_taken targets.0.functions.0.function from'],
    ],
    [
      'a mapper with the name of a parameter',
      chain({ p: cap }, link(['amount']), { mappers: { amount: { number: '1' } } }),
      [`name_taken ${place}.parameters.0 amount`],
    ],
    [
      'a mapper that calculates with an address',
      chain({ p: cap }, [{ policy: 'p', mapper: [{ plus: ['to', 'amount'] }] }]),
      [`op_type_mismatch ${place}.mapper.0 to: address`],
    ],
    [
      'a mapper with a token of another chain',
      chain({ p: cap }, [{ policy: 'p', mapper: [{ units: 'X' }] }], {
        tokens: [{ symbol: 'X', chain: 'eip155:2', address: token, decimals: 1 }],
      }),
      [`unknown_name ${place}.mapper.0 X`],
    ],
    [
      'a mapper that is no expression',
      chain({ p: cap }, [{ policy: 'p', mapper: [{ plus: ['amount'] }] }]),
      [`language_syntax ${place}.mapper.0`],
    ],
  ])('with %s is refused at its place', (_, text, expected) => {
    expect(findings(text).map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual(
      expected.map((one) => one.split(' ').slice(0, 2).join(' ')),
    )
    for (const [i, one] of expected.entries()) if (one.split(' ').length > 2) expect(findings(text)[i]).toContain(one)
  })

  it('names the parameters that the function gives', () => {
    const [finding] = check(JSON.stringify(chain({ p: cap }, link(['value']), { mappers: { usd: 'amount' } })))
    expect(finding!.expected).toBe('one of from, to, amount, usd')
  })

  it('has each target once, however its address is spelt', () => {
    const text = chain({}, [])
    const [target] = text.targets as readonly Part[]
    const upper = `0x${token.slice(2).toUpperCase()}`
    expect(findings({ ...text, targets: [target, { ...target, address: upper }] })).toEqual([
      `duplicate_item targets.1.address ${upper}`,
    ])
    expect(findings({ ...text, targets: [target, { ...target, chain: 'eip155:10' }] })).toEqual([])
  })

  it('links a policy that is bound to its target on that target alone', () => {
    const mint = { kind: 'secure-mint', feed: bob, margin: { mode: 'none', amount: '0' }, maxStaleness: 0, decimals: 6 }
    const functions = ['mint(address account, uint256 amount)', 'burn(uint256 amount)'].map((one) => ({
      function: one,
      links: link(['amount']),
    }))
    const target = { chain: 'eip155:1', address: token, default: 'deny', functions }
    const text = { form: 'chain', version: '1.0', policies: { p: mint }, targets: [target] }
    expect(findings(text)).toEqual([])
    const second = { ...target, address: other, functions: functions.slice(0, 1) }
    expect(findings({ ...text, targets: [target, second] })).toEqual([
      'policy_bound targets.1.functions.0.links.0.policy p',
    ])
  })

  it('has a JSON Schema that names every kind', () => {
    const schema = JSON.stringify(chainJsonSchema())
    expect(schema).toContain('"const":"volume-rate"')
    expect(schema).toContain('"const":"credential"')
  })
})

describe('parameters of standard functions', () => {
  const word = (of: string) => ({ [alice]: 'alice', [bob]: 'bob', [carol]: 'carol' })[of]
  it.each([
    ['transfer(address, uint256)', [bob, '7'], { from: alice, to: bob, amount: '7' }],
    ['transferFrom(address, address, uint256)', [bob, carol, '7'], { from: bob, to: carol, amount: '7' }],
    ['approve(address, uint256)', [bob, '7'], { account: alice, spender: bob, amount: '7' }],
    ['mint(address, uint256)', [bob, '7'], { account: bob, amount: '7' }],
    ['burnFrom(address, uint256)', [bob, '7'], { account: bob, amount: '7' }],
    ['burn(uint256)', ['7'], { account: alice, amount: '7' }],
    ['burn(address, uint256)', [bob, '7'], { account: bob, amount: '7' }],
    ['freeze(address, uint256, bytes)', [bob, '7', '0x'], { account: bob, amount: '7' }],
    ['unfreeze(address, uint256, bytes)', [bob, '7', '0x'], { account: bob, amount: '7' }],
    ['forceTransfer(address, address, uint256, bytes)', [bob, carol, '7', '0x'], { from: bob, to: carol, amount: '7' }],
    ['forcedTransfer(address, address, uint256)', [bob, carol, '7'], { from: bob, to: carol, amount: '7' }],
    ['freezePartialTokens(address, uint256)', [bob, '7'], { account: bob, amount: '7' }],
    ['unfreezePartialTokens(address, uint256)', [bob, '7'], { account: bob, amount: '7' }],
    ['setAddressFrozen(address, bool)', [bob, true], { account: bob }],
    [
      'pay((address maker, uint256 sum) order, address[] payees)',
      [{ maker: bob, sum: 7n }, [carol]],
      { 'order.maker': bob, 'order.sum': '7', 'payees[0]': carol, 'payees[]': carol, payees: carol },
    ],
  ] as const)('%s', (signature, args, expected) => {
    for (const [name, value] of Object.entries(expected as Record<string, string>)) {
      const address = value.startsWith('0x')
      const hit = address ? { kind: 'reject', addresses: [value] } : { kind: 'max', max: '6' }
      const miss = address ? { kind: 'reject', addresses: [token] } : { kind: 'max', max: '7' }
      const data = dataOf(signature, args)
      const ask = (policy: object) => {
        const functions = [{ function: signature, links: link([name]) }]
        return decide(policyOf(chain({ p: policy }, [], {}, { functions })), requestOf({ data })).reason.code
      }
      expect([name, word(value) ?? value, ask(hit), ask(miss)]).toEqual([
        name,
        word(value) ?? value,
        'chain_rejected',
        'chain_default_allow',
      ])
    }
  })
})

describe('the default', () => {
  const data = dataOf(transfer, [bob, '7'])
  const ask = (text: Part, request: Parameters<typeof requestOf>[0]) => {
    const { decision, reason } = decide(policyOf(text), requestOf(request))
    return [decision, reason.code]
  }

  it.each(['allow', 'deny'] as const)('of the target stands after its links: %s', (outcome) => {
    for (const links of [[], capped]) {
      const text = chain({ cap }, links, { default: outcome === 'allow' ? 'deny' : 'allow' }, { default: outcome })
      expect(ask(text, { data })).toEqual([outcome, `chain_default_${outcome}`])
    }
  })

  it.each(['allow', 'deny', undefined] as const)('of the text stands for what it does not name: %s', (outcome) => {
    const text = chain({ cap }, capped, outcome === undefined ? {} : { default: outcome }, {
      default: outcome === 'allow' ? 'deny' : 'allow',
    })
    const expected = outcome === 'allow' ? ['allow', 'default_allow'] : ['deny', 'chain_not_named']
    expect(ask(text, { data, to: other })).toEqual(expected)
    expect(ask(text, { data, chainId: 10 })).toEqual(expected)
    expect(ask(text, { data: '0x' })).toEqual(expected)
  })

  it.each(['allow', 'deny'] as const)(
    'of the target stands for functions that the text does not name: %s',
    (outcome) => {
      const text = chain({ cap }, capped, { default: outcome === 'allow' ? 'deny' : 'allow' }, { default: outcome })
      const expected = [outcome, `chain_default_${outcome}`]
      for (const data of [dataOf('mint(address a, uint256 b)', [bob, '7']), '0x12345678', '0x1234567890'])
        expect(ask(text, { data })).toEqual(expected)
      const { reason } = decide(policyOf(text), requestOf({ data: '0x12345678' }))
      expect(reason).toMatchObject({ rule: 'other functions', path: 'targets[0]' })
      // Fewer bytes than a selector may be of any function, so that nothing is ruled out.
      expect(ask(text, { data: '0x123456' })).toEqual(['deny', 'chain_unreadable_not_known'])
    },
  )
})

describe('a credential check, a cap and an admin bypass', () => {
  const admin = alice
  const policies = {
    identity: { kind: 'credential', requirements: [{ types: ['common.kyc'] }] },
    cap: { kind: 'max', max: '1000' },
    admins: { kind: 'bypass', addresses: [admin] },
  }
  const identity = { policy: 'identity', parameters: ['from', 'to'] }
  const limit = { policy: 'cap', parameters: ['amount'] }
  const admins = { policy: 'admins', parameters: ['from'] }
  const A = policyOf(chain(policies, [admins, identity, limit]))
  const B = policyOf(chain(policies, [identity, limit, admins]))
  const known = (...accounts: readonly string[]) =>
    Object.fromEntries(
      [admin, bob, carol].map((one) => [
        `credential.common.kyc(evm:${one})`,
        factOf(accounts.includes(one) ? '0' : 'absent'),
      ]),
    )
  const ask = (policy: typeof A, sender: string, amount: string, facts: ReturnType<typeof known>) => {
    const { decision, reason, needs } = decide(
      policy,
      requestOf({ sender, data: dataOf(transfer, [bob, amount]) }),
      facts,
    )
    return { decision, rule: reason.rule, needs: needs.length }
  }

  it('with the bypass first lets an admin skip both, and asks nothing about him', () => {
    expect(ask(A, admin, '5000', {})).toEqual({ decision: 'allow', rule: 'admins', needs: 0 })
    expect(ask(A, carol, '5000', known(bob, carol))).toMatchObject({ decision: 'deny', rule: 'cap' })
    expect(ask(A, carol, '5', known(bob))).toMatchObject({ decision: 'deny', rule: 'identity' })
    expect(ask(A, carol, '1000', known(bob, carol))).toMatchObject({ decision: 'allow' })
  })

  it('with the bypass last holds everybody to both', () => {
    expect(ask(B, admin, '5000', known(admin, bob))).toMatchObject({ decision: 'deny', rule: 'cap' })
    expect(ask(B, admin, '5', known(bob))).toMatchObject({ decision: 'deny', rule: 'identity' })
    expect(ask(B, admin, '1000', known(admin, bob))).toMatchObject({ decision: 'allow', rule: 'admins' })
    expect(ask(B, carol, '1000', known(carol, bob))).toMatchObject({ decision: 'allow' })
    expect(ask(B, admin, '5', {})).toMatchObject({ decision: 'deny', rule: 'identity', needs: 3 })
  })
})

describe('a transfer with a sanctions list and a daily limit', () => {
  const signature = 'transfer(address from, address to, uint256 amount)'
  const policies = {
    sanctions: { kind: 'reject', addresses: [carol] },
    daily: { kind: 'volume-rate', duration: 86_400, max: '1000' },
  }
  const text = (names: readonly string[]) => {
    const links = [
      { policy: 'sanctions', parameters: names },
      { policy: 'daily', parameters: ['amount', 'from'] },
    ]
    return policyOf(chain(policies, [], {}, { functions: [{ function: signature, links }] }))
  }
  const ask = (policy: ReturnType<typeof text>, from: string, to: string, amount: string, used = '0') =>
    decide(policy, requestOf({ sender: bob, data: dataOf(signature, [from, to, amount]) }), { counter: factOf(used) })

  it('gives each policy what it is mapped to, and nothing else', () => {
    const both = text(['from', 'to'])
    expect(ask(both, alice, bob, '10').decision).toBe('allow')
    expect(ask(both, alice, carol, '10').reason).toMatchObject({ code: 'chain_rejected', rule: 'sanctions' })
    expect(ask(both, carol, bob, '10').reason).toMatchObject({ code: 'chain_rejected', rule: 'sanctions' })
    expect(ask(text(['to']), carol, bob, '10').decision).toBe('allow')
  })

  it('counts what passed, by account', () => {
    const both = text(['from', 'to'])
    const [draw] = ask(both, alice, bob, '10').draws
    expect(draw).toMatchObject({ amount: 10n, counter: `daily/86400@eip155:1/${token}` })
    expect(ask(both, bob, alice, '10').draws[0]!.partition).not.toBe(draw!.partition)
    expect(ask(both, alice, bob, '10', '990').decision).toBe('allow')
    expect(ask(both, alice, bob, '11', '990').reason).toMatchObject({ code: 'chain_rejected', rule: 'daily' })
  })
})

describe('the state of a policy', () => {
  const rate = { kind: 'volume-rate', duration: 60, max: '10' }
  const links = link(['amount', 'to'])
  const two = (policy: object) => {
    const functions = [{ function: transfer, links }]
    const targets = [token, other].map((address) => ({ chain: 'eip155:1', address, default: 'allow', functions }))
    return { form: 'chain', version: '1.0', policies: { p: policy }, targets }
  }
  const data = dataOf(transfer, [bob, '7'])
  const counterAt = (text: object, to: string) =>
    decide(policyOf(text), requestOf({ to, data }), { counter: factOf('0') }).draws[0]!.counter

  it('is each target’s own', () => {
    expect(counterAt(two(rate), token)).not.toBe(counterAt(two(rate), other))
  })

  it('is one for all targets when it is shared', () => {
    const shared = two({ ...rate, shared: true })
    expect(counterAt(shared, token)).toBe(counterAt(shared, other))
    expect(policyOf(shared).declares).toEqual([
      { id: 'p/60', method: 'sum', window: { type: 'fixed', seconds: 60, offsetSeconds: 0 }, partitionBy: [] },
    ])
  })

  it('begins anew with another duration', () => {
    expect(counterAt(two(rate), token)).not.toBe(counterAt(two({ ...rate, duration: 61 }), token))
  })

  it('is one for all functions of a target, whatever their parameters are called', () => {
    const mint = 'mint(address account, uint256 amount)'
    const pay = 'pay(uint256 sum, address[] payees)'
    const functions = [
      { function: transfer, links: link(['amount', 'from']) },
      { function: mint, links: link(['amount', 'account']) },
      { function: pay, links: [{ policy: 'p', mapper: [{ times: ['sum', { number: '2' }] }, 'payees[0]'] }] },
    ]
    const policy = policyOf(chain({ p: rate }, [], {}, { functions }))
    const drawn = (data: string, used = '0') =>
      decide(policy, requestOf({ data }), { counter: factOf(used) }).draws.map(({ partition, amount }) => [
        partition,
        amount,
      ])
    const ofAlice = drawn(dataOf(transfer, [bob, '7']))
    expect(ofAlice).toEqual([[expect.any(String), 7n]])
    expect(drawn(dataOf(mint, [alice, '7']))).toEqual(ofAlice)
    expect(drawn(dataOf(mint, [bob, '3']))).not.toEqual([[ofAlice[0]![0], 3n]])
    expect(drawn(dataOf(pay, ['3', [alice]]))).toEqual([[ofAlice[0]![0], 6n]])
    expect(drawn(dataOf(mint, [alice, '7']), '3')).toEqual(ofAlice)
    expect(drawn(dataOf(mint, [alice, '7']), '4')).toEqual([])
    expect(policy.counters).toHaveLength(1)
  })

  it('is added up over the functions that one request calls', () => {
    const mint = 'mint(address account, uint256 amount)'
    const functions = [
      { function: transfer, links: link(['amount', 'from']) },
      { function: mint, links: link(['amount', 'account']) },
    ]
    const policy = policyOf(chain({ p: rate }, [], {}, { functions }))
    const both = (amount: string) => {
      const [first, second] = [dataOf(transfer, [bob, '7']), dataOf(mint, [alice, amount])].map((data) =>
        requestOf({ data }),
      )
      return { ...first!, calls: [first!.calls[0]!, { ...second!.calls[0]!, index: 1 }] }
    }
    expect(decide(policy, both('3'), { counter: factOf('0') }).decision).toBe('allow')
    expect(decide(policy, both('4'), { counter: factOf('0') }).decision).toBe('deny')
  })

  it('is refused where one function would be measured in two ways', () => {
    const shared = two({ ...rate, shared: true })
    const [first, second] = shared.targets
    const targets = [first, { ...second, functions: [{ function: transfer, links: link(['amount', 'from']) }] }]
    expect(findings({ ...shared, targets })).toEqual(['counter_conflict targets.1.functions.0.links.0'])
  })
})

describe('what the caller says', () => {
  const names = fc.constantFrom('merkleProofs', 'permit', 'riskScores', 'signatures', 'signer', 'now')
  const digits = fc.constantFrom('0', '1', '1000')
  const signature = fc
    .uint8Array({ minLength: 64, maxLength: 64 })
    .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}1b`)
  const account = fc.constantFrom(alice, bob, carol)
  const forged = fc.record({ subject: account, score: digits, time: digits, signature })
  const proof = fc.record({
    account,
    proof: fc.array(
      signature.map((text) => text.slice(0, 66)),
      { maxLength: 3 },
    ),
  })
  const stamp = fc.record({ deadline: digits, signature })
  const anything = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.array(fc.oneof(forged, proof, stamp), { maxLength: 3 }))
  const policies = {
    root: { kind: 'merkle-allowlist', root: `0x${'00'.repeat(32)}` },
    score: { kind: 'risk-score', signers: [alice, bob, carol], max: '1000', maximumAge: 1000 },
    signed: { kind: 'signature', signers: [alice, bob, carol] },
    permit: { kind: 'certified-action', contract: token, issuers: [alice, bob, carol] },
  }
  const taken: Readonly<Record<string, readonly string[]>> = { root: ['to'], score: ['to'], signed: [], permit: ['to'] }

  it('never passes where nothing is proven', () => {
    const judges = Object.keys(policies).map((name) => policyOf(chain(policies, link(taken[name]!, name))))
    const data = dataOf(transfer, [bob, '7'])
    const facts = { 'time.seconds': factOf('1000'), counter: factOf('0') }
    fc.assert(
      fc.property(fc.dictionary(names, anything), (context) => {
        const request = requestOf({ data, context })
        for (const policy of judges) expect(decide(policy, request, facts).decision).toBe('deny')
      }),
      { seed: 20_261_120, numRuns: 300 },
    )
  })
})

it('tells whole seconds from the clock, rounded down', () => {
  const interval = { kind: 'interval', startSlot: 5, endSlot: 6, slotDuration: 1, cycleSize: 10, cycleOffset: 0 }
  const policy = policyOf(chain({ p: interval }, [{ policy: 'p' }]))
  const request = requestOf({ data: dataOf(transfer, [bob, '7']) })
  const at = (value: number) => decide(policy, request, { 'time.now': { type: 'instant', value } }).decision
  expect([4999, 5000, 5999, 6000].map(at)).toEqual(['deny', 'allow', 'allow', 'deny'])
})
