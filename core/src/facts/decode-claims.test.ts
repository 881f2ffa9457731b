/** Whatever a request claims is compared with its bytes: what disagrees is refused, or objected to and then denied. */
import { parseTransaction, serializeTransaction } from 'viem'
import { describe, expect, it, test } from 'vitest'
import { sourceOf } from './call.ts'
import { costOf } from './catalogue.ts'
import {
  account,
  alice,
  bob,
  callFacts,
  decoded,
  key,
  objections,
  sender,
  shown,
  stranger,
  whole,
} from './decode.fixture.ts'
import { decodeHex, nothingGiven } from './decode.ts'
import { codeOf, refusalOf } from './decoders/evm/transaction.fixture.ts'
import { parseKey } from './key.ts'

const ed25519 = parseKey({
  id: 'key_sol',
  curve: 'ed25519',
  addresses: { solana: 'So11111111111111111111111111111111111111112' },
})
const fields = {
  chainId: 1,
  nonce: 7,
  to: alice,
  value: 5n,
  gas: 21_000n,
  maxFeePerGas: 30n,
  maxPriorityFeePerGas: 2n,
} as const
const unsigned = serializeTransaction({ type: 'eip1559', ...fields })
const signed = await account.signTransaction({ type: 'eip1559', ...fields })
const old = { nonce: 7, to: alice, value: 5n, gas: 21_000n, gasPrice: 30n } as const
const unprotected = await account.signTransaction({ type: 'legacy', ...old })

describe('the type of a transaction object', () => {
  test.each([
    [{ ...whole, type: '0x0' }, 'type_claim_mismatch'],
    [{ ...whole, type: 1 }, 'type_claim_mismatch'],
    [{ ...whole, type: '0x2' }, 'none'],
    [{ ...whole, type: '0x3' }, 'type_claim_mismatch'],
    [{ ...whole, type: '0x02' }, 'bad_quantity'],
    [{ to: alice, gasPrice: '1', type: 2 }, 'type_claim_mismatch'],
  ])('%# is that of its fields, or it is refused', (transaction, code) => {
    expect(codeOf(() => decoded({ transaction }))).toBe(code)
  })
})

describe('the `from` of a transaction object', () => {
  it('must be the key’s address, whether the object is whole or not', () => {
    for (const transaction of [whole, { to: alice, chainId: 1 }]) {
      expect(objections({ transaction: { ...transaction, from: account.address } }, { key })).toEqual([])
      expect(objections({ transaction: { ...transaction, from: bob } }, { key })).toEqual(['sender_mismatch'])
    }
  })

  it('is no proof of the sender: without a key nobody says who sends', () => {
    expect(callFacts(decoded({ transaction: { ...whole, from: bob } }))).not.toHaveProperty('sender')
    expect(callFacts(decoded({ transaction: { ...whole, from: account.address } }, { key }))).toMatchObject({ sender })
  })
})

describe('the key of a request', () => {
  it('must be the one that is given', () => {
    const payload = { transaction: whole }
    expect(objections(payload, { key }, { keyId: 'key_treasury' })).toEqual([])
    expect(objections(payload, { key }, { keyId: 'key_other' })).toEqual(['key_mismatch'])
    expect(objections(payload, {}, { keyId: 'key_other' })).toEqual([])
    expect(objections(payload, { key: { ...key, id: null } }, { keyId: 'key_other' })).toEqual([])
    expect(shown(decoded(payload, { key }, { keyId: 'key_treasury' })).keyId).toBe('key_treasury')
  })

  it('is the one that is given where nobody names one, whatever the payload', () => {
    const more = { operation: { name: 'keyExport' }, rawHash: `0x${'ab'.repeat(32)}` }
    for (const [kind, value] of Object.entries({ ...payloads, ...more })) {
      const payload = { [kind]: value }
      expect(shown(decoded(payload, { key })).keyId).toBe('key_treasury')
      expect(shown(decoded(payload, { key: { ...key, id: null } }))).not.toHaveProperty('keyId')
      expect(shown(decoded(payload))).not.toHaveProperty('keyId')
    }
    for (const hex of [signed, unsigned])
      expect(shown(decodeHex(hex, { ...nothingGiven, key })).keyId).toBe('key_treasury')
    // Nobody has said yet which key it is, which is not to say that there is none.
    expect(sourceOf({})('keyId')).toEqual({ type: 'notAsked' })
    expect(costOf('keyId')).toBe('context')
  })

  it('must be the one in the payload', () => {
    const payload = { operation: { name: 'keyExport', keyId: 'key_treasury' } }
    expect(objections(payload, { key }, { keyId: 'key_treasury' })).toEqual([])
    expect(objections(payload, {}, { keyId: 'key_other' })).toEqual(['key_mismatch'])
    expect(objections(payload, { key }, { keyId: 'key_other' })).toEqual(['key_mismatch', 'key_mismatch'])
    expect(decoded(payload, {}, { keyId: 'key_other' }).objections[0]!.expected).toContain('`key_treasury`')
  })

  it('is compared with the key that is given also where only the payload names it', () => {
    const payload = { operation: { name: 'keyExport', keyId: 'key_other' } }
    expect(objections(payload, { key })).toEqual(['key_mismatch'])
    expect(objections(payload, {})).toEqual([])
    expect(shown(decoded(payload)).keyId).toBe('key_other')
  })

  const payloads = {
    unsignedTransaction: unsigned,
    signedTransaction: signed,
    transaction: whole,
    typedData: { types: { A: [{ name: 'a', type: 'uint8' }] }, primaryType: 'A', domain: {}, message: { a: 1 } },
    message: 'hello',
    authorization: { chainId: 1, address: bob, nonce: 0 },
  }

  test.each(Object.entries(payloads))('that has no address on the chain signs no %s', (kind, value) => {
    expect(objections({ [kind]: value }, { key: ed25519 })).toEqual(['sender_mismatch'])
    expect(objections({ [kind]: value }, { key })).toEqual([])
  })

  it('may be any for an operation, and for the account of a user operation', () => {
    const userOperation = { userOperation: { sender: bob, callData: '0x' }, entryPoint: alice, chainId: 1 }
    for (const given of [key, ed25519]) {
      expect(objections({ userOperation }, { key: given })).toEqual([])
      expect(objections({ operation: { name: 'keyRefresh' } }, { key: given })).toEqual([])
    }
  })
})

describe('the signer of a transaction', () => {
  it('is recovered, and must be the key', async () => {
    expect(callFacts(decoded({ signedTransaction: signed }))).toMatchObject({ sender })
    expect(objections({ signedTransaction: signed }, { key })).toEqual([])
    const foreign = await stranger.signTransaction({ type: 'eip1559', ...fields })
    expect(objections({ signedTransaction: foreign }, { key })).toEqual(['sender_mismatch'])
    // The sender stays the one who signed, whatever key is given.
    expect(callFacts(decoded({ signedTransaction: foreign }, { key }))).toMatchObject({
      sender: stranger.address.toLowerCase(),
    })
    expect(decodeHex(foreign, { ...nothingGiven, key }).objections.map(({ code }) => code)).toEqual(['sender_mismatch'])
  })

  it('is the key where nobody signed', () => {
    expect(callFacts(decoded({ unsignedTransaction: unsigned }, { key }))).toMatchObject({ sender })
    expect(callFacts(decoded({ unsignedTransaction: unsigned }))).not.toHaveProperty('sender')
  })
})

describe('the form of a transaction', () => {
  const zeroSigned = serializeTransaction({ type: 'eip1559', ...fields }, { r: '0x0', s: '0x0', yParity: 0 })

  it('is the one that its kind says', () => {
    expect(codeOf(() => decoded({ unsignedTransaction: signed }))).toBe('signature_present')
    expect(codeOf(() => decoded({ signedTransaction: unsigned }))).toBe('signature_missing')
    expect(codeOf(() => decoded({ unsignedTransaction: unprotected }))).toBe('signature_present')
    expect(
      codeOf(() => decoded({ signedTransaction: serializeTransaction({ type: 'legacy', chainId: 1, ...old }) })),
    ).toBe('signature_missing')
  })

  it('with r and s of zero is unsigned, unless the kind says signed', () => {
    expect(parseTransaction(zeroSigned)).not.toEqual(parseTransaction(unsigned))
    expect(shown(decodeHex(zeroSigned)).kind).toBe('unsignedTransaction')
    expect(decoded({ unsignedTransaction: zeroSigned }).objections).toEqual([])
    expect(refusalOf(() => decoded({ signedTransaction: zeroSigned }))?.code).toBe('signature_missing')
  })

  it('of a bare line is told by its bytes', () => {
    expect(shown(decodeHex(signed)).kind).toBe('signedTransaction')
    expect(shown(decodeHex(unsigned)).kind).toBe('unsignedTransaction')
    expect(shown(decodeHex(serializeTransaction({ type: 'legacy', chainId: 1, ...old }))).kind).toBe(
      'unsignedTransaction',
    )
    expect(decodeHex(signed)).toEqual(decoded({ signedTransaction: signed }))
  })
})

describe('the chain that is given', () => {
  const domain = { name: 'A', chainId: 1 }
  const typedData = { types: { A: [{ name: 'a', type: 'uint8' }] }, primaryType: 'A', domain, message: { a: 1 } }
  const operation = { userOperation: { sender: bob, callData: '0x' }, entryPoint: alice, chainId: 1 }
  const payloads = {
    unsignedTransaction: unsigned,
    signedTransaction: signed,
    transaction: whole,
    typedData,
    userOperation: operation,
    authorization: { chainId: 1, address: bob, nonce: 0 },
  }

  test.each(Object.entries(payloads))('is the one that the %s names, or the request is objected to', (kind, value) => {
    expect(objections({ [kind]: value }, { chain: 'eip155:1' })).toEqual([])
    expect(objections({ [kind]: value }, { chain: 'eip155:10' })).toEqual(['chain_mismatch'])
    expect(objections({ [kind]: value }, { chain: 'eip155:11' })).toEqual(['chain_mismatch'])
    expect(objections({ [kind]: value }, { chain: 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp' })).toContain(
      'chain_mismatch',
    )
    expect(shown(decoded({ [kind]: value }, { chain: 'eip155:10' })).chain).toBe('eip155:1')
  })

  it('stands in for what a transaction leaves open, and without it nobody knows the chain', () => {
    const open = { to: alice, value: '5' }
    for (const payload of [{ transaction: open }, { signedTransaction: unprotected }]) {
      expect(objections(payload)).toEqual(['chain_not_stated'])
      expect(objections(payload, { chain: 'eip155:10' })).toEqual([])
      expect(shown(decoded(payload, { chain: 'eip155:10' })).chain).toBe('eip155:10')
      expect(callFacts(decoded(payload, { chain: 'eip155:10' })).chainId).toBe('10')
    }
  })

  it('does not stand in for an unsigned transaction of the form that is good on every chain', () => {
    const bare = serializeTransaction({ type: 'legacy', ...old })
    for (const chain of [null, 'eip155:1', 'eip155:10']) {
      expect(objections({ unsignedTransaction: bare }, { chain })).toEqual(['chain_not_stated'])
      expect(decodeHex(bare, { ...nothingGiven, chain }).objections.map(({ code }) => code)).toEqual([
        'chain_not_stated',
      ])
    }
    const stated = serializeTransaction({ type: 'legacy', chainId: 10, ...old })
    expect(objections({ unsignedTransaction: stated }, { chain: 'eip155:10' })).toEqual([])
  })

  it('is objected to for EIP-155 in the signature itself', async () => {
    const protectedOne = await account.signTransaction({ type: 'legacy', chainId: 10, ...old })
    expect(objections({ signedTransaction: protectedOne }, { chain: 'eip155:10' })).toEqual([])
    expect(objections({ signedTransaction: protectedOne }, { chain: 'eip155:1' })).toEqual(['chain_mismatch'])
  })

  it('is not 0, however it is written', () => {
    expect(objections({ transaction: { to: alice, chainId: 0 } })).toEqual(['chain_id_zero'])
    expect(objections({ transaction: { ...whole, chainId: '0x0' } })).toEqual(['chain_id_zero'])
    expect(codeOf(() => decoded({ userOperation: { ...operation, chainId: 0 } }))).toBe('chain_id_zero')
  })

  it('may be any for an authorization that holds on every chain', () => {
    const authorization = { chainId: 0, address: bob, nonce: 0 }
    expect(objections({ authorization }, { chain: 'eip155:10' })).toEqual([])
    expect(shown(decoded({ authorization }, { chain: 'eip155:10' }))).not.toHaveProperty('chain')
  })
})
