/** What somebody reviewed of contracts: read strictly, heeded at its chain and address only, and never against what everybody knows. */
import { describe, expect, it } from 'vitest'
import { evaluate } from '../engine/evaluate.ts'
import { InputError } from '../input-error.ts'
import { compile, parse } from '../policy/text.ts'
import { sourceOf } from './call.ts'
import { contractsOf, parseContract } from './contract.ts'
import { alice, bob, callData, callFacts, contract, decoded, key } from './decode.fixture.ts'

const word = `0x${'12'.repeat(32)}` as const
const reviewed = { chain: 'eip155:1', address: contract, code: 'safe' }

function refusal(json: object): string {
  try {
    parseContract(JSON.parse(JSON.stringify(json)))
  } catch (error) {
    if (error instanceof InputError) return `${error.code} ${error.place.path}`
    throw error
  }
  return 'accepted'
}

describe('a contract', () => {
  it('is read with its functions, as lines or as items, and without what is none', () => {
    const item = { type: 'function', name: 'pay', inputs: [{ name: 'to', type: 'address' }] }
    const abi = ['claim(uint256 id)', item, { type: 'event', name: 'Paid', inputs: [] }]
    const read = parseContract(JSON.parse(JSON.stringify({ ...reviewed, name: 'Treasury', abi })))
    expect([...read.functions.values()].map(({ signature }) => signature)).toEqual(['claim(uint256)', 'pay(address)'])
    expect(read).toMatchObject({ name: 'Treasury', code: 'safe', address: contract })
  })

  it.each<[string, object]>([
    ['unknown_field x', { ...reviewed, x: 1 }],
    ['bad_type chain', { ...reviewed, chain: 'eip155:01' }],
    ['bad_type chain', { address: contract, code: 'safe' }],
    ['bad_address address', { ...reviewed, address: '0x12' }],
    ['bad_checksum address', { ...reviewed, address: '0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045' }],
    ['bad_type name', { ...reviewed, name: '' }],
    ['unknown_enum code', { ...reviewed, code: 'toString' }],
    ['missing_field code', { chain: 'eip155:1', address: contract }],
    [
      'missing_field code',
      { chain: 'eip155:1', address: contract, abi: [{ type: 'event', name: 'Paid', inputs: [] }] },
    ],
    ['abi_invalid abi[0]', { ...reviewed, abi: ['pay('] }],
    ['abi_invalid abi[0].type', { ...reviewed, abi: [{ type: 'nothing' }] }],
    ['name_taken abi[1]', { ...reviewed, abi: ['pay(address to)', 'pay(address payee)'] }],
    ['bad_type abi', { ...reviewed, abi: {} }],
  ])('is refused: %s', (expected, json) => {
    expect(refusal(json)).toBe(expected)
  })

  it('has one claim for each address of a chain', () => {
    const one = parseContract(reviewed)
    expect(() => contractsOf([one, parseContract({ ...reviewed, code: 'account' })])).toThrow(InputError)
    expect(contractsOf([one, parseContract({ ...reviewed, chain: 'eip155:10' })]).size).toBe(2)
  })
})

describe('a reviewed ABI', () => {
  const given = (abi: readonly string[], chain = 'eip155:1') => ({
    contracts: contractsOf([parseContract({ chain, address: contract, abi: [...abi] })]),
    key,
  })
  const call = (data: string, to = contract) => ({ transaction: { chainId: 1, to, data } })
  const claim = callData('claim(uint256 id)', 5n)

  it('names the arguments of its own contract alone', () => {
    const own = given(['claim(uint256 id)'])
    expect(callFacts(decoded(call(claim), own))).toMatchObject({
      'call.function': 'claim(uint256)',
      'call.arguments': { id: '5' },
      opaqueBytes: '0',
    })
    for (const other of [
      decoded(call(claim, alice), own),
      decoded(call(claim), given(['claim(uint256 id)'], 'eip155:10')),
    ])
      expect(callFacts(other)).toMatchObject({ opaqueBytes: '36', types: [] })
  })

  it('may call the parameters of a well-known function by its own names, and makes it no other function', () => {
    const transfer = callData('transfer(address to, uint256 amount)', bob, 5n)
    const said = callFacts(decoded(call(transfer), given(['transfer(address payee, uint256 wad)'])))
    expect(said).toMatchObject({ 'call.arguments': { payee: bob, wad: '5' }, types: ['erc20'], recipient: bob })
  })

  // Found by search: another function whose selector is that of `transfer(address,uint256)`.
  const twin = 'many_msg_babbage(bytes1 _a)'

  it('that claims the selector of a well-known function for another one is ambiguous, and its arguments are not known', () => {
    const transfer = callData('transfer(address to, uint256 amount)', bob, 5n)
    const request = decoded(call(transfer), given([twin]))
    expect(callFacts(request)).toMatchObject({
      'call.function': { failed: 'abi_ambiguous' },
      'call.arguments': { failed: 'abi_ambiguous' },
      amount: { failed: 'abi_ambiguous' },
      opaqueBytes: '68',
    })
    expect(decide(request)).toBe('deny')
    expect(decide(decoded(call(transfer), { key }))).toBe('allow')
  })

  function decide(request: ReturnType<typeof decoded>): string {
    const receiver = { transaction_type: 'erc20', transaction_attr: 'receiver', operator: 'eq', value: contract }
    const rule = { issuer: [{ type: '*', id: '*' }], action: 'allow', chain_type: 'ethereum', logic: 'and' }
    const policy = compile(parse(JSON.stringify({ version: '1.0', rules: [{ ...rule, conditions: [receiver] }] })))
    const source = sourceOf({ issuers: { type: 'list', items: [{ type: 'text', value: 'UserId:a' }] } })
    return evaluate([{ level: 'key', policy }], request, source, { noPolicy: 'deny', requestHash: word }).decision
  }
})

describe('an ABI that the caller gives', () => {
  it('is nothing that a request may hold: it stands in no field', () => {
    const abi = [{ type: 'function', name: 'transfer', inputs: [] }]
    for (const payload of [{ transaction: { chainId: 1, to: contract, data: '0x', abi } }])
      expect(() => decoded(payload)).toThrow(InputError)
  })

  it('in the context names no argument', () => {
    const request = decoded(
      { transaction: { chainId: 1, to: contract, data: callData('claim(uint256 id)', 5n) } },
      {},
      {
        context: { abi: ['claim(uint256 id)'] },
      } as never,
    )
    expect(callFacts(request)).not.toHaveProperty(['call.arguments'])
  })
})
