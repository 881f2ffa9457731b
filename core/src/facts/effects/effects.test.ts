/** What calls do to assets and to power over them: whatever form it takes, a rule about money sees it. */
import { concatHex, encodeAbiParameters, keccak256, parseAbiParameters } from 'viem'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../engine/evaluate.ts'
import { compile, parse } from '../../policy/text.ts'
import { judged, lookup, sourceOf } from '../call.ts'
import { contractsOf, parseContract } from '../contract.ts'
import { alice, bob, callData, contract, decoded, key, sender } from '../decode.fixture.ts'
import type { DecodedRequest } from '../decode.ts'
import { notAsked } from '../fact.ts'
import { factToJson } from '../print.ts'

type Hex = `0x${string}`

const token: Hex = `0x${'70'.repeat(20)}`
const asset = `eip155:1/${token}`
const permit2 = '0x000000000022d473030f116ddee9f6b43ac78ba3'
const router = '0x66a9893cc07d91d95644aedd05d03f95e1dba8af'
const max = 2n ** 256n - 1n
const max160 = 2n ** 160n - 1n
const word = `0x${'12'.repeat(32)}`
const vrs = [27, word, word]

function request(to: Hex | null, data: Hex, value = '0', contracts = contractsOf([])): DecodedRequest {
  return decoded({ transaction: { chainId: 1, ...(to === null ? {} : { to }), value, data } }, { key, contracts })
}

function effects(from: DecodedRequest, index = 0) {
  const call = judged(from.calls)[index]!
  const told = (name: string) => factToJson(lookup(from, call, () => notAsked, name))
  const flags = ['outflow', 'allowance', 'change', 'delegation', 'deployment'].filter(
    (name) => told(`effect.${name}`) === true,
  )
  return {
    outflows: told('outflows'),
    allowances: told('allowances'),
    changes: told('changes'),
    delegations: told('delegations'),
    deployments: told('deployments'),
    effects: flags,
  }
}

const calling = (to: Hex, signature: string, ...args: readonly unknown[]) =>
  effects(request(to, callData(signature, ...args)))
const outflow = (amount: bigint, from: Hex, recipient: Hex, of = asset) => ({
  asset: of,
  amount: `${amount}`,
  from,
  recipient,
})
const allowance = (amount: bigint, owner: Hex, spender: Hex, unlimited = false) => ({
  asset,
  amount: `${amount}`,
  owner,
  spender,
  unlimited,
})

const details = { token, amount: 5n, expiration: 9, nonce: 0 }
const allowanceType = '(address token, uint160 amount, uint48 expiration, uint48 nonce)'
const permitted = '(address token, uint256 amount)'
const payout = '(address to, uint256 requestedAmount)'
const once = { permitted: { token, amount: 9n }, nonce: 0n, deadline: 9n }

describe('an outflow', () => {
  const authorized = [alice, bob, 5n, 0n, 9n, word]
  const batch = [
    { from: alice, to: bob, amount: 5n, token },
    { from: bob, to: alice, amount: 6n, token },
  ]

  it.each<[string, Hex, readonly unknown[], readonly object[]]>([
    ['transfer(address to, uint256 amount)', token, [bob, 5n], [outflow(5n, sender, bob)]],
    ['transferFrom(address from, address to, uint256 amount)', token, [alice, bob, 5n], [outflow(5n, alice, bob)]],
    [
      'transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)',
      token,
      [...authorized, ...vrs],
      [outflow(5n, alice, bob)],
    ],
    [
      'receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature)',
      token,
      [...authorized, '0x12'],
      [outflow(5n, alice, bob)],
    ],
    [
      'safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] values, bytes data)',
      token,
      [alice, bob, [1n, 2n], [3n, 4n], '0x'],
      [outflow(3n, alice, bob, `${asset}/1`), outflow(4n, alice, bob, `${asset}/2`)],
    ],
    [
      'transferFrom(address from, address to, uint160 amount, address token)',
      permit2,
      [alice, bob, 5n, token],
      [outflow(5n, alice, bob)],
    ],
    [
      'transferFrom((address from, address to, uint160 amount, address token)[] transferDetails)',
      permit2,
      [batch],
      [outflow(5n, alice, bob), outflow(6n, bob, alice)],
    ],
    [
      `permitTransferFrom((${permitted} permitted, uint256 nonce, uint256 deadline) permit, ${payout} transferDetails, address owner, bytes signature)`,
      permit2,
      [once, { to: bob, requestedAmount: 7n }, alice, '0x12'],
      [outflow(7n, alice, bob)],
    ],
    [
      `permitWitnessTransferFrom((${permitted}[] permitted, uint256 nonce, uint256 deadline) permit, ${payout}[] transferDetails, address owner, bytes32 witness, string witnessTypeString, bytes signature)`,
      permit2,
      [{ ...once, permitted: [once.permitted] }, [{ to: bob, requestedAmount: 7n }], alice, word, '', '0x12'],
      [outflow(7n, alice, bob)],
    ],
  ])('is seen in %s', (signature, to, args, expected) => {
    const seen = calling(to, signature, ...args)
    expect(seen).toMatchObject({ outflows: expected, allowances: [], changes: [], effects: ['outflow'] })
  })

  it('is not known of a batch whose lists are not of as many items', () => {
    const signature = 'safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] values, bytes data)'
    expect(calling(token, signature, alice, bob, [1n, 2n], [3n], '0x').outflows).toEqual({ failed: 'effects_unknown' })
  })

  it('is not known of a function of Permit2 at another address', () => {
    const seen = calling(
      contract,
      'transferFrom(address from, address to, uint160 amount, address token)',
      alice,
      bob,
      5n,
      token,
    )
    expect(seen.outflows).toEqual({ failed: 'effects_unknown' })
    expect(seen.allowances).toEqual({ failed: 'effects_unknown' })
  })
})

describe('an allowance', () => {
  it.each<[string, Hex, readonly unknown[], readonly object[]]>([
    ['approve(address spender, uint256 amount)', token, [bob, 5n], [allowance(5n, sender, bob)]],
    ['approve(address spender, uint256 amount)', token, [bob, max], [allowance(max, sender, bob, true)]],
    ['increaseAllowance(address spender, uint256 addedValue)', token, [bob, 5n], [allowance(5n, sender, bob)]],
    [
      'permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)',
      token,
      [alice, bob, 5n, 9n, ...vrs],
      [allowance(5n, alice, bob)],
    ],
    [
      'permit(address holder, address spender, uint256 nonce, uint256 expiry, bool allowed, uint8 v, bytes32 r, bytes32 s)',
      token,
      [alice, bob, 0n, 9n, true, ...vrs],
      [{ asset, owner: alice, spender: bob, unlimited: true }],
    ],
    [
      'setApprovalForAll(address operator, bool approved)',
      token,
      [bob, true],
      [{ asset, owner: sender, spender: bob, unlimited: true }],
    ],
    [
      'approve(address token, address spender, uint160 amount, uint48 expiration)',
      permit2,
      [token, bob, max160, 9],
      [allowance(max160, sender, bob, true)],
    ],
    [
      `permit(address owner, (${allowanceType} details, address spender, uint256 sigDeadline) permitSingle, bytes signature)`,
      permit2,
      [alice, { details, spender: bob, sigDeadline: 9n }, '0x12'],
      [allowance(5n, alice, bob)],
    ],
    [
      `permit(address owner, (${allowanceType}[] details, address spender, uint256 sigDeadline) permitBatch, bytes signature)`,
      permit2,
      [alice, { details: [details, details], spender: bob, sigDeadline: 9n }, '0x12'],
      [allowance(5n, alice, bob), allowance(5n, alice, bob)],
    ],
  ])('is seen in %s', (signature, to, args, expected) => {
    const seen = calling(to, signature, ...args)
    expect(seen).toMatchObject({ outflows: [], allowances: expected, changes: [], effects: ['allowance'] })
  })

  it.each<[string, readonly unknown[]]>([
    ['decreaseAllowance(address spender, uint256 subtractedValue)', [bob, 5n]],
    ['setApprovalForAll(address operator, bool approved)', [bob, false]],
    [
      'permit(address holder, address spender, uint256 nonce, uint256 expiry, bool allowed, uint8 v, bytes32 r, bytes32 s)',
      [alice, bob, 0n, 9n, false, ...vrs],
    ],
  ])('is not what takes one away: %s', (signature, args) => {
    expect(calling(token, signature, ...args)).toMatchObject({ allowances: [], effects: [] })
  })
})

describe('a change of configuration', () => {
  const change = (what: string, subject?: Hex) => ({ what, contract, ...(subject && { subject }) })

  it.each<[string, readonly unknown[], readonly object[]]>([
    ['enableModule(address module)', [bob], [change('module', bob)]],
    ['setGuard(address guard)', [bob], [change('guard', bob)]],
    ['addOwnerWithThreshold(address owner, uint256 threshold)', [bob, 1n], [change('owner', bob), change('threshold')]],
    [
      'swapOwner(address prevOwner, address oldOwner, address newOwner)',
      [sender, alice, bob],
      [change('owner', alice), change('owner', bob)],
    ],
    ['transferOwnership(address newOwner)', [bob], [change('owner', bob)]],
    ['upgradeTo(address newImplementation)', [bob], [change('implementation', bob)]],
    ['grantRole(bytes32 role, address account)', [word, bob], [change('role', bob)]],
    ['pause()', [], [change('pause')]],
  ])('is seen in %s', (signature, args, expected) => {
    expect(calling(contract, signature, ...args)).toMatchObject({
      changes: expected,
      outflows: [],
      effects: ['change'],
    })
  })

  it('that runs code moves what nobody can tell', () => {
    const seen = calling(contract, 'upgradeToAndCall(address newImplementation, bytes data)', bob, '0x12')
    expect(seen).toMatchObject({ changes: [change('implementation', bob)], outflows: { failed: 'effects_unknown' } })
  })
})

describe('a delegation and a deployment', () => {
  it('are seen in an authorization, unless it takes the delegation away', () => {
    const seen = (address: Hex) => effects(decoded({ authorization: { chainId: 1, address, nonce: 1 } }, { key }))
    expect(seen(bob)).toMatchObject({ delegations: [{ account: sender, delegate: bob }], allowances: [] })
    expect(seen(`0x${'00'.repeat(20)}`).delegations).toEqual([])
  })

  it('are seen in a creation, by the hash of its code', () => {
    const seen = effects(request(null, '0x6080'))
    expect(seen.deployments).toEqual([{ codeHash: keccak256('0x6080'), size: '2' }])
    expect(seen.effects).toEqual(['deployment'])
  })
})

describe('commands of a router', () => {
  const execute = 'execute(bytes commands, bytes[] inputs, uint256 deadline)'
  const me: Hex = `0x${'00'.repeat(19)}01`
  const itself: Hex = `0x${'00'.repeat(19)}02`
  const encoded = (types: string, ...values: readonly unknown[]) =>
    encodeAbiParameters(parseAbiParameters(types), values as never)
  const seen = (command: Hex, input: Hex) => effects(request(router, callData(execute, command, [input], 9n)))
  const path = concatHex([token, '0x000bb8', contract])
  const swap = 'address, uint256, uint256, bytes, bool'

  it('spend the caller’s tokens; what others get of a swap is theirs', () => {
    expect(seen('0x00', encoded(swap, me, 10n, 9n, path, true)).outflows).toEqual([outflow(10n, sender, router)])
    expect(seen('0x00', encoded(swap, bob, 10n, 9n, path, true)).outflows).toEqual([outflow(10n, sender, bob)])
    expect(seen('0x00', encoded(swap, me, 10n, 9n, path, false)).outflows).toEqual([outflow(10n, router, router)])
    expect(seen('0x01', encoded(swap, me, 9n, 10n, concatHex([contract, '0x000bb8', token]), true)).outflows).toEqual([
      outflow(10n, sender, router),
    ])
    const v2 = encoded('address, uint256, uint256, address[], bool', me, 10n, 9n, [token, contract], true)
    expect(seen('0x08', v2).outflows).toEqual([outflow(10n, sender, router)])
  })

  it('are not known where they spend all there is, or send it to others', () => {
    expect(seen('0x00', encoded(swap, me, 2n ** 255n, 9n, path, false)).outflows).toEqual({ failed: 'effects_unknown' })
    for (const [recipient, outflows] of [
      [me, []],
      [itself, []],
      [sender, []],
      [bob, { failed: 'effects_unknown' }],
    ] as const)
      expect(seen('0x04', encoded('address, address, uint256', token, recipient, 0n)).outflows).toEqual(outflows)
  })

  it('grant and take by Permit2 as its own functions do', () => {
    const permit = encoded(
      `((address, uint160, uint48, uint48), address, uint256), bytes`,
      [[token, 5n, 9, 0], bob, 9n],
      '0x',
    )
    expect(seen('0x0a', permit).allowances).toEqual([allowance(5n, sender, bob)])
    const taken = encoded('address, address, uint160', token, bob, 5n)
    expect(seen('0x02', taken).outflows).toEqual([outflow(5n, sender, bob)])
  })
})

describe('rules about effects', () => {
  const rulebook = (...conditions: readonly string[]) =>
    compile(
      parse(
        JSON.stringify({
          form: 'rulebook',
          version: '1.0',
          tokens: [{ symbol: 'TKN', chain: 'eip155:1', address: token, decimals: 0 }],
          rules: [
            {
              id: 'r',
              priority: 0,
              conditions,
              conditionLogic: 'AND',
              action: { type: 'ALLOW' },
              metadata: { name: 'r', owner: 'o', updatedAt: 0 },
            },
          ],
        }),
      ),
    )
  const decide = (from: DecodedRequest, ...conditions: readonly string[]) =>
    evaluate([{ level: 'key', policy: rulebook(...conditions) }], from, sourceOf({}), {
      noPolicy: 'deny',
      requestHash: word as Hex,
    }).decision

  const approve = request(token, callData('approve(address spender, uint256 amount)', bob, 5n))
  const transfer = request(token, callData('transfer(address to, uint256 amount)', bob, 5n))
  const unknown = request(token, '0x12345678')

  it('see an allowance as they see an outflow', () => {
    expect(decide(approve, `every allowance (spender == ${bob} and amount <= 5 tkn)`)).toBe('allow')
    expect(decide(approve, `every allowance (spender == ${bob} and amount <= 4 tkn)`)).toBe('deny')
    expect(decide(approve, `every allowance (not unlimited and token == TKN and owner == ${sender})`)).toBe('allow')
    expect(decide(transfer, `every outflow (recipient == ${bob} and amount <= 5 tkn)`)).toBe('allow')
  })

  it('say that there is no allowance, and that is not known of what nobody knows', () => {
    const without = 'not effect.allowance'
    expect([transfer, approve, unknown].map((one) => decide(one, without))).toEqual(['allow', 'deny', 'deny'])
  })

  it('see changes, delegations and deployments', () => {
    const module = request(contract, callData('enableModule(address module)', bob))
    expect(decide(module, `every change (what == "module" and subject == ${bob} and contract == ${contract})`)).toBe(
      'allow',
    )
    expect(decide(module, `every change (what == "owner")`)).toBe('deny')
    const delegation = decoded({ authorization: { chainId: 1, address: bob, nonce: 1 } }, { key })
    expect(decide(delegation, `every delegation (delegate == ${bob})`)).toBe('allow')
    expect(decide(delegation, `every delegation (delegate == ${alice})`)).toBe('deny')
    expect(decide(request(null, '0x6080'), 'every deployment (size <= 2)')).toBe('allow')
    expect(decide(request(null, '0x6080'), 'every deployment (size <= 1)')).toBe('deny')
  })

  it('see through a Safe that is known, and never through one that is not', () => {
    const signature =
      'execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures)'
    const zero = `0x${'00'.repeat(20)}`
    const inner = callData('transfer(address to, uint256 amount)', bob, 5n)
    const data = callData(signature, token, 0n, inner, 0, 0n, 0n, 0n, zero, zero, '0x12')
    const known = contractsOf([parseContract({ chain: 'eip155:1', address: contract, code: 'safe' })])
    const rule = `every outflow (recipient == ${bob} and from == ${contract})`
    expect(decide(request(contract, data, '0', known), rule)).toBe('allow')
    expect(decide(request(contract, data), rule)).toBe('deny')
  })

  it('heed whether code runs as the sender', () => {
    expect(decide(transfer, 'call.operation == "call"')).toBe('allow')
    expect(decide(transfer, 'call.operation == "delegatecall"')).toBe('deny')
  })
})
