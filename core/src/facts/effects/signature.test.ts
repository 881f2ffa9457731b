/** Signatures that move money: they have the effects of the call that presents them, and no rule about money misses them. */
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../engine/evaluate.ts'
import type { Policy } from '../../policy/policy.ts'
import { compile, parse } from '../../policy/text.ts'
import { judged, lookup } from '../call.ts'
import { decoded, key, sender as owner } from '../decode.fixture.ts'
import { notAsked } from '../fact.ts'
import { factToJson } from '../print.ts'

type Hex = `0x${string}`
type Member = { readonly name: string; readonly type: string }

const spender: Hex = `0x${'b0'.repeat(20)}`
const token: Hex = `0x${'70'.repeat(20)}`
const permit2: Hex = '0x000000000022d473030f116ddee9f6b43ac78ba3'
const asset = `eip155:1/${token}`
const word = `0x${'12'.repeat(32)}`

function members(text: string): readonly Member[] {
  return text.split(',').map((each) => {
    const [type, name] = each.split(' ')
    return { name: name!, type: type! }
  })
}

/** Types as `Name(type name,…)`, the primary type first. */
function signing(types: readonly string[], message: object, contract: Hex, domain: object = { chainId: 1 }): object {
  const parsed = types.map((text) => /^(\w+)\((.*)\)$/.exec(text)!)
  return {
    types: Object.fromEntries(parsed.map(([, name, body]) => [name!, members(body!)])),
    primaryType: parsed[0]![1],
    domain: { name: 'Token', ...domain, verifyingContract: contract },
    message,
  }
}

function effects(typedData: object) {
  const request = decoded({ typedData }, { key })
  const [call] = judged(request.calls)
  const told = (name: string) => factToJson(lookup(request, call!, () => notAsked, name))
  return Object.fromEntries(
    ['outflows', 'allowances', 'changes', 'delegations', 'deployments'].map((n) => [n, told(n)]),
  )
}

const none = { outflows: [], allowances: [], changes: [], delegations: [], deployments: [] }
const allowance = (amount: string | null, unlimited = false) => ({
  asset,
  ...(amount === null ? {} : { amount }),
  owner,
  spender,
  unlimited,
})

const erc2612 = 'Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)'
const dai = 'Permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed)'
const erc3009 = 'address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce'
const details = 'PermitDetails(address token,uint160 amount,uint48 expiration,uint48 nonce)'
const permitted = 'TokenPermissions(address token,uint256 amount)'
const once = 'address spender,uint256 nonce,uint256 deadline'
const permit = { owner, spender, value: '5', nonce: '0', deadline: '9' }
const transfer = { from: owner, to: spender, value: '5', validAfter: '0', validBefore: '9', nonce: word }
const granted = { token, amount: '5', expiration: '9', nonce: '0' }
const payment = { spender, nonce: '0', deadline: '9' }

const known: readonly (readonly [name: string, typedData: object, expected: object])[] = [
  ['ERC-2612', signing([erc2612], permit, token), { allowances: [allowance('5')] }],
  [
    'ERC-2612 without a limit',
    signing([erc2612], { ...permit, value: String(2n ** 256n - 1n) }, token),
    { allowances: [allowance(String(2n ** 256n - 1n), true)] },
  ],
  [
    'DAI',
    signing([dai], { holder: owner, spender, nonce: '0', expiry: '0', allowed: true }, token),
    { allowances: [allowance(null, true)] },
  ],
  ['DAI, taken back', signing([dai], { holder: owner, spender, nonce: '0', expiry: '0', allowed: false }, token), {}],
  ...['TransferWithAuthorization', 'ReceiveWithAuthorization'].map(
    (name) =>
      [
        name,
        signing([`${name}(${erc3009})`], transfer, token),
        { outflows: [{ asset, amount: '5', from: owner, recipient: spender }] },
      ] as const,
  ),
  [
    'CancelAuthorization',
    signing(['CancelAuthorization(address authorizer,bytes32 nonce)'], { authorizer: owner, nonce: word }, token),
    {},
  ],
  [
    'PermitSingle',
    signing(
      ['PermitSingle(PermitDetails details,address spender,uint256 sigDeadline)', details],
      { details: granted, spender, sigDeadline: '9' },
      permit2,
    ),
    { allowances: [allowance('5')] },
  ],
  [
    'PermitBatch',
    signing(
      ['PermitBatch(PermitDetails[] details,address spender,uint256 sigDeadline)', details],
      { details: [granted, { ...granted, amount: '6' }], spender, sigDeadline: '9' },
      permit2,
    ),
    { allowances: [allowance('5'), allowance('6')] },
  ],
  [
    'PermitTransferFrom',
    signing(
      [`PermitTransferFrom(TokenPermissions permitted,${once})`, permitted],
      { permitted: { token, amount: '7' }, ...payment },
      permit2,
    ),
    { allowances: [allowance('7')] },
  ],
  [
    'PermitBatchTransferFrom',
    signing(
      [`PermitBatchTransferFrom(TokenPermissions[] permitted,${once})`, permitted],
      { permitted: [{ token, amount: '7' }], ...payment },
      permit2,
    ),
    { allowances: [allowance('7')] },
  ],
  [
    'PermitWitnessTransferFrom',
    signing(
      [
        `PermitWitnessTransferFrom(TokenPermissions permitted,${once},Order witness)`,
        'Order(address reactor)',
        permitted,
      ],
      { permitted: { token, amount: '7' }, ...payment, witness: { reactor: spender } },
      permit2,
    ),
    { allowances: [allowance('7')] },
  ],
]

const unknown = { failed: 'effects_unknown' }
const allUnknown = Object.fromEntries(Object.keys(none).map((name) => [name, unknown]))

describe('a signature that moves money', () => {
  it.each(known)('has the effects of its call: %s', (_, typedData, expected) => {
    expect(effects(typedData)).toEqual({ ...none, ...expected })
  })

  it.each<[string, object]>([
    ['a member more', signing([erc2612.replace(')', ',uint256 more)')], { ...permit, more: '1' }, token)],
    [
      'members in another order',
      signing([erc2612.replace('owner,address spender', 'spender,address owner')], permit, token),
    ],
    ['a narrower amount', signing([erc2612.replace('uint256 value', 'uint128 value')], permit, token)],
    ['an order of an exchange', signing(['Order(address maker,uint256 amount)'], { maker: owner, amount: '1' }, token)],
    [
      'Permit2 at another address',
      signing(
        ['PermitSingle(PermitDetails details,address spender,uint256 sigDeadline)', details],
        { details: granted, spender, sigDeadline: '9' },
        token,
      ),
    ],
    [
      'a witness before the deadline',
      signing(
        [
          'PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,Order witness,uint256 deadline)',
          'Order(address reactor)',
          permitted,
        ],
        { permitted: { token, amount: '7' }, ...payment, witness: { reactor: spender } },
        permit2,
      ),
    ],
    [
      'permissions of another shape',
      signing(
        [`PermitTransferFrom(TokenPermissions permitted,${once})`, 'TokenPermissions(address token,uint128 amount)'],
        { permitted: { token, amount: '7' }, ...payment },
        permit2,
      ),
    ],
  ])('is not taken for one that is known: %s', (_, typedData) => {
    expect(effects(typedData)).toEqual(allUnknown)
  })

  it('has no known effects where the domain leaves the chain open', () => {
    const open = effects(signing([erc2612], permit, token, {}))
    expect(new Set(Object.values(open).map((fact) => JSON.stringify(fact)))).toEqual(
      new Set(['{"failed":"domain_incomplete"}']),
    )
  })

  it('tells the digest that is signed', () => {
    expect(decoded({ typedData: signing([erc2612], permit, token) }, { key }).facts.digest).toMatchObject({
      type: 'bytes',
    })
  })
})

describe('a rule about money', () => {
  const rule = (id: string, type: string, condition: string) => ({
    id,
    priority: 0,
    conditions: [condition],
    conditionLogic: 'AND',
    action: { type },
    metadata: { name: id, owner: 'risk', updatedAt: 0 },
  })
  const policyOf = (...rules: readonly object[]) =>
    compile(parse(JSON.stringify({ form: 'rulebook', version: '1.0', rules })))
  const decide = (policy: Policy, typedData: object) =>
    evaluate([{ level: 'key', policy }], decoded({ typedData }, { key }), () => notAsked, {
      noPolicy: 'deny',
      requestHash: '0x',
    }).decision

  const noPower = policyOf(
    rule('power', 'DENY', 'effect.allowance == true or effect.outflow == true'),
    rule('sign', 'ALLOW', 'kind == "typedData"'),
  )
  const toOthers = policyOf(rule('spend', 'ALLOW', `every allowance (spender == ${owner} and amount <= 5)`))
  const toSpender = policyOf(rule('spend', 'ALLOW', `every allowance (spender == ${spender} and amount <= 5)`))

  it('is not slipped past by signing a permit in the place of the call', () => {
    const moving = known.filter(([, , expected]) => Object.keys(expected).length > 0)
    expect(moving.length).toBeGreaterThan(8)
    for (const [name, typedData] of moving) {
      expect([name, decide(noPower, typedData)]).toEqual([name, 'deny'])
      expect([name, decide(toOthers, typedData)]).toEqual([name, 'deny'])
    }
  })

  it('denies what nobody knows, and what is good on every chain', () => {
    expect(decide(noPower, signing(['Order(address maker)'], { maker: owner }, token))).toBe('deny')
    expect(decide(noPower, signing([erc2612], permit, token, {}))).toBe('deny')
  })

  it('lets pass what it names: the spender, up to the amount', () => {
    expect(decide(toSpender, signing([erc2612], permit, token))).toBe('allow')
    expect(decide(toSpender, signing([erc2612], { ...permit, value: '6' }, token))).toBe('deny')
    expect(
      decide(noPower, signing([dai], { holder: owner, spender, nonce: '0', expiry: '0', allowed: false }, token)),
    ).toBe('allow')
  })
})
