/** Remarks on rules that say less than they seem to: where they stand, and which rule next to it has none. */
import { describe, expect, it, test } from 'vitest'
import * as Core from '../../../index.ts'

const person = `0x${'a1'.repeat(20)}`
const program = '11111111111111111111111111111111'
const ann = { type: 'UserId', id: 'ann' }
const controllers = [Core.parseController({ id: 'day', method: 'count', window: { type: 'lifetime' } })]

const leaf = (transaction_type: string, attr: string, operator: string, value: unknown, more: object = {}) => {
  return { transaction_type, transaction_attr: attr, operator, value, ...more }
}

/** Code and place of each finding on the one rule. */
function found(chain_type: string, conditions: readonly object[], more: object = {}): readonly string[] {
  const rule = { issuer: [{ type: '*', id: '*' }], action: 'allow', chain_type, conditions, ...more }
  return Core.check(JSON.stringify({ version: '1.0', rules: [rule] }), { controllers }).map(
    ({ severity, code, path }) => `${severity} ${code} ${Core.Json.pathText(path.slice(2))}`,
  )
}

describe('all of several issuers', () => {
  const of = (...issuer: readonly object[]) =>
    found('off', [leaf('offchainOperation', 'operation', 'eq', 'sign')], { issuer, issuer_logic: 'all' })
  const loose = ['lint all_issuers_loose issuer']

  test.each<[string, readonly object[], readonly string[]]>([
    ['the same one twice', [ann, ann], loose],
    ['anybody with an id', [ann, { type: 'UserId', id: '*' }], loose],
    ['anybody', [ann, { type: '*', id: '*' }], loose],
    ['two', [ann, { type: 'UserId', id: 'ben' }], []],
    ['one by two types', [ann, { type: 'SessionId', id: 'ann' }], []],
    ['one', [ann], []],
  ])('with %s', (_, issuer, expected) => {
    expect(of(...issuer)).toEqual(expected)
  })

  it('is remarked on in a deny rule too, and not where any suffices', () => {
    const conditions = [leaf('offchainOperation', 'operation', 'eq', 'sign')]
    expect(found('off', conditions, { action: 'deny', issuer: [ann, ann], issuer_logic: 'all' })).toEqual(loose)
    expect(found('off', conditions, { issuer: [ann, ann], issuer_logic: 'any' })).toEqual([])
  })
})

describe('an IDL', () => {
  const instructions = [{ name: 'pay', discriminator: [1, 2, 3, 4, 5, 6, 7, 8], accounts: [], args: [] }]
  const metadata = { name: 'vault', version: '0.1.0', spec: '0.1.0' }
  const idl = { metadata, instructions }
  const of = (abi: object, action = 'allow') =>
    found('solana', [leaf('solanaTransaction', 'sender', 'eq', program, { abi })], { action })

  it('that names no program, nor `program` beside it, allows those of every program', () => {
    expect(of(idl)).toEqual(['lint program_not_pinned conditions[0]'])
    expect(of(idl, 'deny')).toEqual([])
    expect(of({ ...idl, address: program })).toEqual([])
    expect(of({ ...idl, program })).toEqual([])
  })

  it('is remarked on at each condition that inherits it', () => {
    const sender = leaf('solanaTransaction', 'sender', 'eq', program)
    expect(found('solana', [{ abi: idl, group: [sender, sender] }])).toEqual([
      'lint program_not_pinned conditions[0].group[0]',
      'lint program_not_pinned conditions[0].group[1]',
    ])
    expect(found('solana', [{ abi: { ...idl, program }, group: [sender] }])).toEqual([])
  })
})

describe('a condition on a counter', () => {
  const counted = { state: { id: 'day' } }
  const token = leaf('erc20', 'receiver', 'eq', person)
  const chain = leaf('erc20', 'chainId', 'eq', 1)

  it('pins neither the chain nor the token that it counts', () => {
    expect(found('ethereum', [chain, token])).toEqual([])
    expect(found('ethereum', [{ ...chain, ...counted }, token])).toEqual(['lint chain_not_pinned conditions'])
    const byToken = leaf('erc20', 'receiver', 'eq', 3, counted)
    expect(found('ethereum', [chain, byToken])).toEqual(['lint token_not_pinned conditions'])
    expect(found('ethereum', [chain, byToken, token])).toEqual([])
  })
})

describe('`in` on a list', () => {
  const weak = ['lint array_in_weak conditions[0].operator']
  const abi = {
    type: 'function',
    name: 'pay',
    inputs: [
      { name: 'people', type: 'address[]' },
      { name: 'pair', type: 'address[2]' },
      { name: 'grid', type: 'address[][]' },
      { name: 'one', type: 'address' },
      {
        name: 'orders',
        type: 'tuple[]',
        components: [
          { name: 'to', type: 'address' },
          { name: 'via', type: 'address[]' },
        ],
      },
    ],
  }
  const pinned = [leaf('erc20', 'chainId', 'eq', 1), leaf('erc20', 'receiver', 'eq', person)]
  const onEvm = (attr: string, operator = 'in', more: object = {}) =>
    found('ethereum', [leaf('erc20', attr, operator, [person], { abi }), ...pinned], more)
  const onSolana = (attr: string, operator = 'in', more: object = {}) =>
    found('solana', [leaf('solanaTransaction', attr, operator, [program])], more)

  test.each(['solanaAccountKeys', 'solanaProgramIds'])('that is built in: %s', (attr) => {
    expect(onSolana(attr)).toEqual(weak)
    expect(onSolana(attr, 'all')).toEqual([])
    expect(onSolana(attr, 'in', { action: 'deny' })).toEqual([])
    const conditions = [leaf('nativeTransfer', attr, 'in', [program])]
    expect(found('solana', conditions)).toEqual(weak)
  })

  it('that is no list is none', () => {
    expect(onSolana('splTokenMint')).toEqual([])
    expect(onEvm('receiver')).toEqual([])
    expect(onEvm('one')).toEqual([])
    // Each of them must be among the values already.
    expect(onEvm('people[]')).toEqual([])
    expect(onEvm('orders[].to')).toEqual([])
  })

  test.each(['people', 'pair', 'abi:people', 'orders[].via'])('that is a parameter: %s', (attr) => {
    expect(onEvm(attr)).toEqual(weak)
    expect(onEvm(attr, 'all')).toEqual([])
    expect(onEvm(attr, 'in', { action: 'deny' })).toEqual([])
  })

  it('that a group describes', () => {
    const members = [leaf('erc20', 'people', 'in', [person]), leaf('erc20', 'one', 'in', [person])]
    expect(found('ethereum', [{ abi, group: members }, ...pinned])).toEqual([
      'lint array_in_weak conditions[0].group[0].operator',
    ])
  })
})

describe('conditions that no request meets', () => {
  const of = (...conditions: readonly object[]) => found('ethereum', conditions, { action: 'deny' })
  const value = (operator: string, amount: string) => leaf('nativeTransfer', 'nativeValue', operator, amount)

  test('are remarked on, and not those that one request meets', () => {
    expect(of(value('gt', '5'), value('lt', '6'))).toEqual(['lint never_true '])
    expect(of(value('gt', '5'), value('lt', '7'))).toEqual([])
    expect(of({ logic: 'or', group: [value('gt', '5'), value('lt', '6')] })).toEqual([])
  })
})
