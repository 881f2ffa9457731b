/** What each kind of payload says, whole, with digests as another library makes them. */
import {
  hashMessage,
  hashTypedData,
  keccak256,
  serializeTransaction,
  stringToHex,
  type TypedDataDefinition,
  toHex,
} from 'viem'
import { hashAuthorization } from 'viem/utils'
import { describe, expect, it, test } from 'vitest'
import { alice, bob, callFacts, contract, decoded, key, objections, sender, shown, whole } from './decode.fixture.ts'
import { codeOf, refusalOf } from './decoders/evm/transaction.fixture.ts'
import { parseDefinition } from './operation.ts'

const permit = {
  types: {
    EIP712Domain: [
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
    ],
    Permit: [
      { name: 'owner', type: 'address' },
      { name: 'spender', type: 'address' },
      { name: 'value', type: 'uint256' },
    ],
  },
  primaryType: 'Permit',
  domain: { name: 'Dollar', version: '2', chainId: 1, verifyingContract: contract },
  message: { owner: alice, spender: bob, value: (2n ** 256n - 1n).toString() },
} as const

describe('a transaction', () => {
  it('says the same as bytes and as an object', () => {
    const { chainId, nonce, to } = whole
    const amounts = { value: 5n, gas: 21_000n, maxFeePerGas: 30n, maxPriorityFeePerGas: 2n }
    const bytes = serializeTransaction({ type: 'eip1559', chainId, nonce, to, ...amounts })
    const [read, spelled] = [decoded({ unsignedTransaction: bytes }, { key }), decoded({ transaction: whole }, { key })]
    expect(spelled.calls).toEqual(read.calls)
    expect({ ...shown(spelled), kind: '' }).toEqual({ ...shown(read), kind: '' })
    expect(shown(read)).toEqual({
      kind: 'unsignedTransaction',
      chainType: 'ethereum',
      chain: 'eip155:1',
      keyId: 'key_treasury',
      'transaction.type': '2',
      'transaction.nonce': '7',
      'transaction.gas': '21000',
      'transaction.maxFeePerGas': '30',
      'transaction.maxPriorityFeePerGas': '2',
      'transaction.maxFee': '630000',
      'transaction.blobs': '0',
      'transaction.authorizations': '0',
    })
    expect(spelled.detail).toMatchObject({ kind: 'transaction', bytes })
    expect(read.calls[0]).toMatchObject({ index: 0, judged: true, start: 0, end: bytes.length / 2 - 1, calls: [] })
  })

  it('says nothing of what an object leaves open', () => {
    const open = decoded({ transaction: { to: alice, chainId: 1 } })
    expect(open.detail).toMatchObject({ kind: 'transaction', bytes: null })
    expect(shown(open)).toEqual({
      kind: 'transaction',
      chainType: 'ethereum',
      chain: 'eip155:1',
      'transaction.blobs': '0',
      'transaction.authorizations': '0',
    })
    expect(open.calls[0]).toMatchObject({ start: 0, end: 0 })
  })
})

describe('typed data', () => {
  it('gives all its facts, and the digest that a wallet would sign', () => {
    const request = decoded({ typedData: permit }, { key })
    const digest = hashTypedData({
      ...permit,
      message: { ...permit.message, value: 2n ** 256n - 1n },
    } as TypedDataDefinition)
    expect(shown(request)).toEqual({
      kind: 'typedData',
      chainType: 'ethereum',
      chain: 'eip155:1',
      keyId: 'key_treasury',
      digest,
    })
    expect(request.calls).toHaveLength(1)
    expect(callFacts(request)).toEqual({
      sender,
      'call.kind': 'typedData',
      types: ['eip712'],
      possibleTypes: ['eip712'],
      chainId: '1',
      'typedData.primaryType': 'Permit',
      'typedData.encodeType': 'Permit(address owner,address spender,uint256 value)',
      'typedData.domain': { name: 'Dollar', version: '2', chainId: '1', verifyingContract: contract },
      'typedData.message': { owner: alice, spender: bob, value: (2n ** 256n - 1n).toString() },
      'typedData.domainName': 'Dollar',
      'typedData.domainVersion': '2',
      'typedData.verifyingContract': contract,
    })
  })

  it('without a domain says less, and is for the chain that is given', () => {
    const bare = { types: { A: [{ name: 'a', type: 'bool' }] }, primaryType: 'A', domain: {}, message: { a: true } }
    expect(shown(decoded({ typedData: bare }))).not.toHaveProperty('chain')
    const request = decoded({ typedData: bare }, { chain: 'eip155:10' })
    expect(shown(request).chain).toBe('eip155:10')
    for (const name of ['chainId', 'typedData.domainName', 'typedData.domainVersion', 'typedData.verifyingContract'])
      expect(callFacts(request)).not.toHaveProperty([name])
  })

  test.each([
    ['message.nonce', { message: { ...permit.message, nonce: '1' } }, 'typed_data_extra_member'],
    ['message.value', { message: { owner: alice, spender: bob } }, 'typed_data_missing_member'],
    [
      'message.spender',
      { message: { ...permit.message, spender: `0x${'00'.repeat(12)}${'b0'.repeat(20)}` } },
      'bad_address',
    ],
    ['domain.verifier', { domain: { ...permit.domain, verifier: bob } }, 'typed_data_domain'],
    ['primaryType', { primaryType: 'Order' }, 'typed_data_type'],
    ['account', { account: alice }, 'typed_data_invalid'],
  ])('is refused for its %s', (path, change, code) => {
    expect(refusalOf(() => decoded({ typedData: { ...permit, ...change } }))).toMatchObject({ code, place: { path } })
  })
})

describe('a message', () => {
  it('gives text, bytes and the digest that a wallet would sign', () => {
    const request = decoded({ message: 'Pay € 5 \n' }, { key, chain: 'eip155:1' })
    const digest = hashMessage('Pay € 5 \n')
    expect(shown(request)).toEqual({
      kind: 'message',
      chainType: 'ethereum',
      chain: 'eip155:1',
      keyId: 'key_treasury',
      digest,
    })
    expect(callFacts(request)).toEqual({
      sender,
      'call.kind': 'message',
      types: ['eip191'],
      possibleTypes: ['eip191'],
      message: 'Pay € 5 \n',
      'message.bytes': stringToHex('Pay € 5 \n'),
    })
  })

  it('given as bytes is the same message', () => {
    const [text, bytes] = [decoded({ message: 'hello' }), decoded({ message: stringToHex('hello') })]
    expect(bytes).toEqual(text)
    const broken = decoded({ message: '0xFF00' })
    expect(callFacts(broken)).toMatchObject({ message: '0xff00', 'message.bytes': '0xff00' })
    expect(shown(broken).digest).toBe(hashMessage({ raw: '0xff00' }))
  })

  test.each([
    ['32 bytes', keccak256('0x01'), ['digest_in_disguise']],
    ['32 bytes that are text', stringToHex('a'.repeat(32)), ['digest_in_disguise']],
    ['31 bytes', `0x${'ab'.repeat(31)}`, []],
    ['33 bytes', `0x${'ab'.repeat(33)}`, []],
    ['a text of 32 characters', 'a'.repeat(32), []],
    ['a prefixed payload', `0x1901${'ab'.repeat(64)}`, ['digest_in_disguise']],
    ['a prefixed text', '\u0019Ethereum Signed Message:\n1a', ['digest_in_disguise']],
    ['0x18 in front', '0x1801', []],
  ])('of %s is objected to if it may be a digest in disguise', (_, message, codes) => {
    expect(objections({ message })).toEqual(codes)
  })

  it('is refused when it is no characters or too many', () => {
    expect(codeOf(() => decoded({ message: '\ud800' }))).toBe('lone_surrogate')
    expect(codeOf(() => decoded({ message: 'a'.repeat(65_536) }))).toBe('none')
    expect(codeOf(() => decoded({ message: 'a'.repeat(65_537) }))).toBe('too_long')
  })
})

describe('an authorization', () => {
  it('gives what the account would let stand for it, and the digest', () => {
    const request = decoded({ authorization: { chainId: 1, address: contract, nonce: '9' } }, { key })
    const digest = hashAuthorization({ chainId: 1, contractAddress: contract, nonce: 9 })
    expect(shown(request)).toEqual({
      kind: 'authorization',
      chainType: 'ethereum',
      chain: 'eip155:1',
      keyId: 'key_treasury',
      digest,
    })
    expect(callFacts(request)).toEqual({
      sender,
      chainId: '1',
      types: [],
      possibleTypes: [],
      'call.kind': 'authorization',
      'authorization.address': contract,
      'authorization.nonce': '9',
    })
  })

  test.each([
    ['chainId', { address: contract, nonce: 0 }, 'missing_field'],
    ['yParity', { chainId: 1, address: contract, nonce: 0, yParity: 0 }, 'unknown_field'],
    ['nonce', { chainId: 1, address: contract, nonce: '18446744073709551616' }, 'integer_too_large'],
    ['address', { chainId: 1, address: `0x${'00'.repeat(32)}`, nonce: 0 }, 'bad_address'],
  ])('is refused for its %s', (path, authorization, code) => {
    expect(refusalOf(() => decoded({ authorization }))).toMatchObject({ code, place: { path } })
  })
})

describe('an operation', () => {
  it('gives its fields as facts', () => {
    const operation = { name: 'quorumChange', keyId: 'k', oldThreshold: 2, newThreshold: '3', addedParty: ['p'] }
    const request = decoded({ operation })
    expect(shown(request)).toEqual({ kind: 'operation', chainType: 'off', keyId: 'k' })
    expect(callFacts(request)).toEqual({
      'call.kind': 'operation',
      types: ['offchainOperation'],
      possibleTypes: ['offchainOperation'],
      operation: 'quorumChange',
      'operation.oldThreshold': '2',
      'operation.newThreshold': '3',
      'operation.addedParty': ['p'],
    })
  })

  it('may be one that the tenant defined, and no other', () => {
    const schema = { type: 'object', properties: { amount: { type: 'integer' } }, required: ['amount'] }
    const operations = [parseDefinition({ kind: 'operation', name: 'payout', schema })]
    const operation = { name: 'payout', amount: '5' }
    expect(callFacts(decoded({ operation }, { operations }))).toMatchObject({ 'operation.amount': '5' })
    expect(codeOf(() => decoded({ operation }))).toBe('unknown_operation')
    expect(codeOf(() => decoded({ operation: { name: 'payout' } }, { operations }))).toBe('missing_field')
    expect(codeOf(() => decoded({ operation: { ...operation, more: 1 } }, { operations }))).toBe('unknown_field')
  })
})

describe('a bare digest', () => {
  it('tells nothing, and is objected to', () => {
    const request = decoded({ rawHash: toHex(1n, { size: 32 }).toUpperCase().replace('0X', '0x') }, { key })
    expect(request.objections.map(({ code }) => code)).toEqual(['raw_bytes_refused'])
    expect(shown(request)).toEqual({ kind: 'rawHash', keyId: 'key_treasury', digest: toHex(1n, { size: 32 }) })
    expect(callFacts(request)).toEqual({ 'call.kind': 'rawHash', types: [], possibleTypes: [], opaqueBytes: '32' })
  })

  test.each([31, 33, 0])('is not of %d bytes', (size) => {
    expect(codeOf(() => decoded({ rawHash: `0x${'00'.repeat(size)}` }))).toBe('bad_hex')
  })
})
