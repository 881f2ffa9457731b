import { describe, expect, it, test } from 'vitest'
import { argumentsOf } from './arguments.ts'
import { alice, callData, contract, decoded } from './decode.fixture.ts'
import { type AbiFunction, parseFunction } from './decoders/abi/fragment.ts'
import { factToJson } from './print.ts'

const vault = parseFunction({
  type: 'function',
  name: 'lock',
  inputs: [
    { name: 'who', type: 'address' },
    { name: 'untilSeconds', type: 'uint40' },
    { name: '', type: 'bytes' },
  ],
})
const signature = 'lock(address who, uint40 untilSeconds, bytes)'
const data = callData(signature, alice, 5, '0x01')

function argumentsAs(transaction: object, abi: AbiFunction = vault): unknown {
  return factToJson(argumentsOf(decoded({ transaction: { chainId: 1, ...transaction } }).calls[0]!, abi))
}

describe('the arguments of a call, by the ABI of a policy', () => {
  it('are a record, unnamed ones by position', () => {
    expect(argumentsAs({ to: contract, data })).toEqual({ who: alice, untilSeconds: '5', 2: '0x01' })
  })

  test.each([
    ['a byte too many', `${data}00`],
    ['a byte too few', data.slice(0, -2)],
    ['the selector alone', data.slice(0, 10)],
    ['an address with a dirty word', `${data.slice(0, 10)}01${data.slice(12)}`],
    ['a number out of range', `${data.slice(0, 74)}01${data.slice(76)}`],
    ['dirty padding', `${data.slice(0, -2)}01`],
  ])('are failed with %s, never absent', (_, other) => {
    expect(argumentsAs({ to: contract, data: other })).toEqual({ failed: 'not_canonical' })
  })

  it('are absent where the call is of another function, or of none', () => {
    const other = callData('transfer(address to, uint256 amount)', alice, 5n)
    for (const transaction of [
      { to: contract, data: other },
      { to: contract, data: data.slice(0, 8) },
      { to: contract },
    ])
      expect(argumentsAs(transaction)).toEqual({ absent: true })
    const message = decoded({ message: 'hello' }).calls[0]!
    expect(factToJson(argumentsOf(message, vault))).toEqual({ absent: true })
  })
})
