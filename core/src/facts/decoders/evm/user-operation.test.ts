import { describe, expect, it, test } from 'vitest'
import { alice, bob, callFacts, contract, decoded, key, shown } from '../../decode.fixture.ts'
import { refusalOf } from './transaction.fixture.ts'

const operation = { sender: bob, nonce: '0x0', callData: '0xB61d27F6', signature: '0x' }
const request = { userOperation: operation, entryPoint: contract, chainId: 8453 }

const fees = { preVerificationGas: '1', maxFeePerGas: '2', maxPriorityFeePerGas: '1' }
const entryPoint06 = { ...fees, initCode: '0x', callGasLimit: '1', verificationGasLimit: '1', paymasterAndData: '0x' }
const entryPoint07 = {
  ...fees,
  factory: alice,
  factoryData: '0x01',
  paymaster: alice,
  paymasterData: '0x02',
  paymasterVerificationGasLimit: '0x1',
  paymasterPostOpGasLimit: '0x0',
}
const packed = { accountGasLimits: `0x${'00'.repeat(32)}`, gasFees: `0x${'00'.repeat(32)}` }

describe('a user operation', () => {
  it('says whose account it is and where it goes; what the account does stays opaque', () => {
    const read = decoded({ userOperation: request }, { key })
    expect(shown(read)).toEqual({
      kind: 'userOperation',
      chainType: 'ethereum',
      chain: 'eip155:8453',
      keyId: 'key_treasury',
    })
    expect(read.calls).toHaveLength(1)
    expect(callFacts(read)).toEqual({
      'call.kind': 'userOperation',
      types: [],
      possibleTypes: [],
      chainId: '8453',
      sender: bob,
      target: contract,
      'call.data': '0xb61d27f6',
      opaqueBytes: '4',
    })
  })

  test.each([
    ['0.6', entryPoint06],
    ['0.7', entryPoint07],
    ['0.7, packed', packed],
  ])('has the fields of entry point %s', (_, fields) => {
    const read = decoded({ userOperation: { ...request, userOperation: { ...operation, ...fields } } })
    const { 'userOperation.factory': factory, 'userOperation.paymaster': paymaster, ...others } = callFacts(read)
    expect(others).toEqual(callFacts(decoded({ userOperation: request })))
    expect([factory, paymaster]).toEqual('factory' in fields ? [alice, alice] : [undefined, undefined])
  })

  const cases: readonly (readonly [string, object, string])[] = [
    ['chainId', { chainId: undefined }, 'missing_field'],
    ['chainId', { chainId: '0x01' }, 'bad_quantity'],
    ['chainId', { chainId: 2 ** 53 }, 'bad_quantity'],
    ['chainId', { chainId: 0 }, 'chain_id_zero'],
    ['entryPoint', { entryPoint: undefined }, 'missing_field'],
    ['entryPoint', { entryPoint: '0x00' }, 'bad_address'],
    ['userOperation', { userOperation: undefined }, 'missing_field'],
    ['userOperation', { userOperation: [] }, 'bad_object'],
    ['from', { from: alice }, 'unknown_field'],
    ['userOperation.sender', { userOperation: { callData: '0x' } }, 'missing_field'],
    ['userOperation.callData', { userOperation: { sender: bob } }, 'missing_field'],
    ['userOperation.callData', { userOperation: { ...operation, callData: '0x0' } }, 'bad_hex'],
    ['userOperation.nonce', { userOperation: { ...operation, nonce: 1 } }, 'bad_quantity'],
    ['userOperation.signature', { userOperation: { ...operation, signature: null } }, 'bad_hex'],
    ['userOperation.gasFees', { userOperation: { ...operation, gasFees: '0x00' } }, 'bad_hex'],
    ['userOperation.paymaster', { userOperation: { ...operation, paymaster: '0x' } }, 'bad_address'],
    ['userOperation.callGas', { userOperation: { ...operation, callGas: '1' } }, 'unknown_field'],
    ['userOperation.toString', { userOperation: { ...operation, toString: '1' } }, 'unknown_field'],
  ]

  test.each(cases)('is refused for its %s: %j', (path, change, code) => {
    const json = JSON.parse(JSON.stringify({ ...request, ...change }))
    expect(refusalOf(() => decoded({ userOperation: json }))).toMatchObject({ code, place: { path } })
  })

  it('is refused whole when a field that no fact comes from is wrong', () => {
    const wrong = { ...operation, paymasterAndData: '0xzz' }
    expect(refusalOf(() => decoded({ userOperation: { ...request, userOperation: wrong } }))?.code).toBe('bad_hex')
  })
})
