import { encodeFunctionData, toFunctionSelector } from 'viem'
import { describe, expect, it, test } from 'vitest'
import { alice, bob, callData, callFacts, contract, decoded } from '../decode.fixture.ts'
import { absent, failed } from '../fact.ts'
import * as Token from './token.ts'

type Row = {
  readonly signature: string
  readonly args: readonly unknown[]
  readonly types: readonly string[]
  readonly possible?: readonly string[]
  readonly roles: Readonly<Record<string, unknown>>
}

const max = 2n ** 256n - 1n
const either = ['erc20', 'erc721']

/** Every function that the table knows, as the standards describe them (ERC-20, ERC-721, ERC-1155). */
const rows: readonly Row[] = [
  {
    signature: 'transfer(address to, uint256 amount)',
    args: [alice, max],
    types: ['erc20'],
    roles: { recipient: alice, amount: max.toString() },
  },
  {
    signature: 'transferFrom(address from, address to, uint256 amount)',
    args: [alice, bob, 5n],
    types: either,
    roles: { from: alice, recipient: bob, amount: '5', tokenId: '5' },
  },
  {
    signature: 'approve(address spender, uint256 amount)',
    args: [bob, max],
    types: either,
    roles: { spender: bob, allowance: max.toString(), tokenId: max.toString() },
  },
  {
    signature: 'increaseAllowance(address spender, uint256 addedValue)',
    args: [bob, 5n],
    types: [],
    possible: either,
    roles: { spender: bob, allowance: '5' },
  },
  {
    signature: 'safeTransferFrom(address from, address to, uint256 tokenId)',
    args: [alice, bob, 5n],
    types: ['erc721'],
    roles: { from: alice, recipient: bob, tokenId: '5' },
  },
  {
    signature: 'safeTransferFrom(address from, address to, uint256 tokenId, bytes data)',
    args: [alice, bob, 5n, '0x0102'],
    types: ['erc721'],
    roles: { from: alice, recipient: bob, tokenId: '5' },
  },
  {
    signature: 'setApprovalForAll(address operator, bool approved)',
    args: [bob, true],
    types: ['erc721'],
    roles: { spender: bob, 'operator.approved': true },
  },
  {
    signature: 'safeTransferFrom(address from, address to, uint256 id, uint256 value, bytes data)',
    args: [alice, bob, 5n, 6n, '0x'],
    types: [],
    possible: either,
    roles: { from: alice, recipient: bob, tokenId: '5', amount: '6' },
  },
  {
    signature: 'safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] values, bytes data)',
    args: [alice, bob, [1n], [2n], '0x'],
    types: [],
    possible: either,
    roles: { from: alice, recipient: bob },
  },
]

const roleNames = ['recipient', 'amount', 'from', 'spender', 'allowance', 'tokenId', 'operator.approved']

/** The facts of `names` that the call has. */
function pick(facts: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(facts, name)).map((name) => [name, facts[name]]))
}

function facts(data: string, value = '0'): Readonly<Record<string, unknown>> {
  return callFacts(decoded({ transaction: { to: contract, chainId: 1, value, data } }))
}

describe.each(rows)('$signature', ({ signature, args, types, possible = types, roles }) => {
  const data = callData(signature, ...args)

  it('has its types and its roles, no more', () => {
    const said = facts(data)
    expect(said).toMatchObject({ types, possibleTypes: possible, token: contract, target: contract })
    expect(pick(said, roleNames)).toEqual(roles)
    expect(said).toMatchObject({ 'call.selector': data.slice(0, 10), 'call.canonical': true, opaqueBytes: '0' })
    expect(Token.typesOf(data.slice(0, 10))).toEqual(types)
  })

  it('that also sends native value is of no type, and still possibly of its own', () => {
    expect(facts(data, '1')).toMatchObject({ types: [], possibleTypes: possible, 'native.value': '1' })
    expect(pick(facts(data, '1'), roleNames)).toEqual(roles)
  })

  it('with an unclean word in the place of an address has no role that is known, and none that is absent', () => {
    const dirty = `${data.slice(0, 10)}01${data.slice(12)}`
    const said = facts(dirty)
    for (const name of Object.keys(roles)) expect([name, said[name]]).toEqual([name, { failed: 'not_canonical' }])
    expect(Object.keys(pick(said, roleNames))).toEqual(roleNames.filter((name) => Object.hasOwn(roles, name)))
    expect(said).toMatchObject({
      types,
      token: contract,
      target: contract,
      'native.value': '0',
      'call.canonical': false,
    })
  })

  test.each([
    ['a byte too many', `${data}00`],
    ['a word too many', `${data}${'00'.repeat(32)}`],
    ['a byte too few', data.slice(0, -2)],
    ['nothing behind the selector', data.slice(0, 10)],
  ])('with %s is not canonical', (_, other) => {
    const said = facts(other)
    for (const name of Object.keys(roles)) expect([name, said[name]]).toEqual([name, { failed: 'not_canonical' }])
    expect(said).toMatchObject({
      'call.canonical': false,
      'call.arguments': { failed: 'not_canonical' },
      types,
      token: contract,
    })
  })
})

describe('the table of token functions', () => {
  it('knows no other selector, and no name that every object has', () => {
    for (const selector of [
      '0xa457c2d7',
      '0x00000000',
      '0x',
      '',
      'toString',
      '__proto__',
      'constructor',
      'hasOwnProperty',
    ]) {
      expect(Token.typesOf(selector)).toEqual([])
      expect(Token.rolesOf(selector, failed('not_canonical'))).toEqual({})
      expect(Token.isStandard(selector, 'erc20')).toBe(false)
    }
  })

  it('takes a selector for a standard function of its own types only', () => {
    expect(Token.isStandard('0xa9059cbb', 'erc20')).toBe(true)
    expect(Token.isStandard('0xa9059cbb', 'erc721')).toBe(false)
    expect(Token.isStandard('0x23b872dd', 'erc721')).toBe(true)
    expect(Token.isStandard('0x39509351', 'erc20')).toBe(false)
    expect(Token.isStandard('0xa9059cbb', 'toString')).toBe(false)
  })

  it('passes on why the arguments are not known', () => {
    expect(Token.rolesOf('0xa9059cbb', failed('not_canonical'))).toEqual({
      recipient: failed('not_canonical'),
      amount: failed('not_canonical'),
    })
    expect(Token.rolesOf('0xa9059cbb', absent)).toEqual({ recipient: absent, amount: absent })
  })

  it('is about the selectors of the signatures that it names', () => {
    expect(rows.map(({ signature }) => toFunctionSelector(`function ${signature}`))).toEqual([
      '0xa9059cbb',
      '0x23b872dd',
      '0x095ea7b3',
      '0x39509351',
      '0x42842e0e',
      '0xb88d4fde',
      '0xa22cb465',
      '0xf242432a',
      '0x2eb2c2d6',
    ])
  })

  it('reads a boolean that is neither 0 nor 1 as nothing', () => {
    const abi = [
      { type: 'function', name: 'setApprovalForAll', inputs: [{ type: 'address' }, { type: 'uint256' }], outputs: [] },
    ]
    const data = encodeFunctionData({ abi, functionName: 'setApprovalForAll', args: [bob, 2n] } as never) as string
    const other = `0xa22cb465${data.slice(10)}`
    expect(facts(other)).toMatchObject({
      'operator.approved': { failed: 'not_canonical' },
      spender: { failed: 'not_canonical' },
    })
  })
})
