/** What the caller says, as facts: taken at his word but for what must be proven, and never an error of ours. */
import fc from 'fast-check'
import { concat, encodeAbiParameters, pad } from 'viem'
import { describe, expect, it } from 'vitest'
import type * as Json from '../codec/json.ts'
import { callData, contract, key, whole } from './decode.fixture.ts'
import { decode, nothingGiven } from './decode.ts'
import { factToJson } from './print.ts'
import * as Requests from './request.ts'

const data = callData('transfer(address to, uint256 amount)', contract, 1n)

function facts(context: object, transaction: object = {}): Readonly<Record<string, unknown>> {
  const payload = { transaction: { ...whole, to: contract, value: '0', data, ...transaction } }
  const request = Requests.read({ requestId: 'r', payload, context } as Json.JsonObject)
  const found = Object.entries(decode(request, { ...nothingGiven, key }).facts)
  return Object.fromEntries(
    found.filter(([name]) => name.startsWith('context.')).map(([name, fact]) => [name, factToJson(fact)]),
  )
}

describe('what the caller says', () => {
  it('is a fact of its own type', () => {
    expect(
      facts({ text: '7', number: 7, flag: true, list: ['a', 1], record: { a: 'b', none: null }, nothing: null }),
    ).toEqual({
      'context.text': '7',
      'context.number': '7',
      'context.flag': true,
      'context.list': ['a', '1'],
      'context.record': { a: 'b' },
      'context.nothing': { absent: true },
    })
    expect(facts({})).toEqual({})
  })

  it('is failed where it is no value', () => {
    expect(facts({ fraction: 1.5, list: [1.5], holes: [null] })).toEqual({
      'context.fraction': { failed: 'bad_quantity' },
      'context.list': { failed: 'bad_quantity' },
      'context.holes': { failed: 'bad_type' },
    })
  })

  it('is at most 64 fields', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, '']))
    expect(Object.keys(facts(many(64)))).toHaveLength(64)
    expect(() => facts(many(65))).toThrow('at most 64 fields')
  })

  it('never makes decoding fail, and never is another fact than a fact of the context', () => {
    const names = fc.constantFrom('merkleProofs', 'permit', 'riskScores', 'signatures', 'other', 'sender', 'target')
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue({ maxDepth: 4 })), (context) => {
        expect(Object.keys(facts(context)).every((name) => name.startsWith('context.'))).toBe(true)
        for (const [name, fact] of Object.entries(facts(context)))
          if (/merkleProofs|permit|riskScores|signatures/.test(name) && !Array.isArray(fact))
            expect(fact).toHaveProperty('failed')
      }),
      { seed: 20_261_120, numRuns: 300 },
    )
  })
})

describe('a permit', () => {
  /** Made by the contract that such permits are for, and signed by a key that everybody knows. */
  const signature =
    '0x75910558538ee9c297e86a64f0486231dede87b08cd8a20aae40f482eb6c173c1985b2fa73284071d9033fc22515e95468ae17d9d3e47a076c978a41933012f11b'
  const verifyingContract = '0x00000000000000000000000000000000000ace01'
  const [caller, other] = [`0x${'11'.repeat(20)}`, `0x${'22'.repeat(20)}`] as const
  const subject = `0x${'33'.repeat(20)}` as const
  const parameters = [pad(caller), pad(other), pad('0x64')]
  const components = [
    { name: 'permitId', type: 'bytes32' },
    { name: 'caller', type: 'address' },
    { name: 'subject', type: 'address' },
    { name: 'selector', type: 'bytes4' },
    { name: 'parameters', type: 'bytes[]' },
    { name: 'metadata', type: 'bytes' },
    { name: 'maxUses', type: 'uint64' },
    { name: 'expiry', type: 'uint48' },
  ] as const
  const signed = [
    {
      type: 'tuple',
      components: [
        { name: 'permit', type: 'tuple', components },
        { name: 'signature', type: 'bytes' },
      ],
    },
  ] as const
  const permit = {
    permitId: pad('0x01'),
    caller,
    subject,
    selector: '0xa9059cbb',
    parameters,
    metadata: '0x',
    maxUses: 1n,
    expiry: 2_000_000_000,
  } as const
  const signedPermit = encodeAbiParameters(signed, [{ permit, signature }])

  it('is signed as the contract has it', () => {
    const { 'context.permit': found } = facts({ permit: { signedPermit, verifyingContract } }, { chainId: 31337 })
    expect(found).toMatchObject({
      signer: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
      verifyingContract,
      permitId: pad('0x01'),
      caller,
      subject,
      selector: '0xa9059cbb',
      maxUses: '1',
      expiry: '2000000000',
      parameterCount: '3',
      parameters: [{ address: caller }, { address: other }, { integer: '100' }],
    })
  })

  it('has another signer on another chain', () => {
    const { 'context.permit': found } = facts({ permit: { signedPermit, verifyingContract } })
    expect((found as { signer: string }).signer).not.toBe('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266')
  })

  it('is one tuple, and nothing after it', () => {
    expect(facts({ permit: { signedPermit: concat([signedPermit, '0x00']), verifyingContract } })).toEqual({
      'context.permit': { failed: 'abi_trailing' },
    })
  })
})
