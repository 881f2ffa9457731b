import { getUserOperationHash } from 'viem/account-abstraction'
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

describe('the digest of a user operation', () => {
  const numbers = {
    nonce: 3n << 64n,
    callGasLimit: 100n,
    verificationGasLimit: 200n,
    preVerificationGas: 10n,
    maxFeePerGas: 30n,
    maxPriorityFeePerGas: 2n,
  }
  const own = { sender: bob, callData: '0xb61d27f6', signature: '0x' } as const
  const sponsor = { paymaster: alice, paymasterVerificationGasLimit: 50n, paymasterPostOpGasLimit: 5n } as const
  const [six, seven, eight] = [
    '0x5ff137d4b0fdcd49dca30c7cf57e578a026d2789',
    '0x0000000071727de22e5e9d8baf0edac6f37da032',
    '0x4337084d9e255ff0702461cf8895ce9e3b5ff108',
  ] as const
  const cases = [
    ['0.6', six, { ...own, ...numbers, initCode: `${alice}01`, paymasterAndData: `${contract}0203` }],
    ['0.6', six, { ...own, ...numbers, initCode: '0x', paymasterAndData: '0x' }],
    ['0.7', seven, { ...own, ...numbers, factory: alice, factoryData: '0x01', ...sponsor, paymasterData: '0x02' }],
    ['0.7', seven, { ...own, ...numbers }],
    ['0.8', eight, { ...own, ...numbers, ...sponsor, paymasterData: '0x' }],
  ] as const

  function read(entryPoint: string, fields: object) {
    const texts = Object.entries(fields).map(([name, value]) => [name, typeof value === 'bigint' ? `${value}` : value])
    return decoded({ userOperation: { userOperation: Object.fromEntries(texts), entryPoint, chainId: 10 } })
  }

  it.each(cases)('is the one that entry point %s at %s asks for', (version, entryPoint, fields) => {
    const expected = getUserOperationHash({
      chainId: 10,
      entryPointAddress: entryPoint,
      entryPointVersion: version,
      userOperation: fields as never,
    })
    expect(shown(read(entryPoint, fields)).digest).toBe(expected)
  })

  it('is the same for the packed form', () => {
    const half = (number: bigint) => number.toString(16).padStart(32, '0')
    const { nonce, preVerificationGas } = numbers
    const packedForm = {
      ...own,
      ...{ nonce, preVerificationGas, initCode: `${alice}01` },
      accountGasLimits: `0x${half(200n)}${half(100n)}`,
      gasFees: `0x${half(2n)}${half(30n)}`,
      paymasterAndData: `${alice}${half(50n)}${half(5n)}02`,
    }
    const [, , [, entryPoint, fields]] = cases
    expect(shown(read(entryPoint, packedForm))).toEqual(shown(read(entryPoint, fields)))
  })

  it('hashes the code that an account delegates to in the place of its factory (0.8)', () => {
    const authorization = { chainId: 10, address: contract, nonce: 1, yParity: 0, r: '1', s: '1' }
    const marked = { ...own, ...numbers, factory: `0x7702${'00'.repeat(18)}`, factoryData: '0x' }
    const delegating = read(eight, { ...marked, eip7702Auth: authorization })
    const named = read(eight, { ...marked, factory: contract })
    expect(shown(delegating).digest).toBe(shown(named).digest)
    expect(delegating.calls[0]!.calls.map(({ kind }) => kind)).toEqual(['authorization'])
    expect(shown(read(eight, marked))).not.toHaveProperty('digest')
  })

  it('is not there where a field is left open, or nobody knows the entry point', () => {
    const [, , [, , fields]] = cases
    expect(shown(read(contract, fields))).not.toHaveProperty('digest')
    expect(shown(read(seven, { ...fields, nonce: undefined }))).not.toHaveProperty('digest')
  })

  it('comes with the most that fees can be: of 0.6 with a paymaster, verification counts three times', () => {
    const fees = cases.map(([, entryPoint, fields]) => shown(read(entryPoint, fields))['transaction.maxFee'])
    expect(fees).toEqual([710n, 310n, 365n, 310n, 365n].map((gas) => `${gas * 30n}`))
  })

  it.each([
    [six, { factory: alice }],
    [six, { accountGasLimits: `0x${'00'.repeat(32)}` }],
    [seven, { initCode: '0x', factory: alice }],
    [seven, { paymasterAndData: '0x', paymaster: alice }],
    [seven, { gasFees: `0x${'00'.repeat(32)}`, maxFeePerGas: '1' }],
  ])('is not asked for what %s does not have, or has twice: %j', (entryPoint, fields) => {
    expect(refusalOf(() => read(entryPoint, { ...own, ...fields }))?.code).toBe('conflicting_fields')
  })
})
