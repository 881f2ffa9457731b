/** A Safe transaction as typed data is judged as what its owners sign, and as the call that the Safe will make. */
import { describe, expect, it } from 'vitest'
import { judged } from '../../call.ts'
import { alice, callData, decoded, shown } from '../../decode.fixture.ts'

const safe = `0x${'5a'.repeat(20)}`
const token = `0x${'70'.repeat(20)}`
const zero = `0x${'00'.repeat(20)}`
const transfer = callData('transfer(address to, uint256 amount)', alice, 5n)
const fields = [
  ['to', 'address'],
  ['value', 'uint256'],
  ['data', 'bytes'],
  ['operation', 'uint8'],
  ['safeTxGas', 'uint256'],
  ['baseGas', 'uint256'],
  ['gasPrice', 'uint256'],
  ['gasToken', 'address'],
  ['refundReceiver', 'address'],
  ['nonce', 'uint256'],
].map(([name, type]) => ({ name, type }))

function signing(change: object = {}, types: readonly object[] = fields) {
  const domain = { chainId: 1, verifyingContract: safe }
  const none = { safeTxGas: '0', baseGas: '0', gasPrice: '0', gasToken: zero, refundReceiver: zero, nonce: '7' }
  const message = { to: token, value: '0', data: transfer, operation: '0', ...none, ...change }
  const own = [
    { name: 'chainId', type: 'uint256' },
    { name: 'verifyingContract', type: 'address' },
  ]
  return decoded({ typedData: { types: { EIP712Domain: own, SafeTx: types }, primaryType: 'SafeTx', domain, message } })
}

describe('a Safe transaction that is signed as typed data', () => {
  it('is judged as typed data, and as the call of the Safe', () => {
    const [typedData, call, ...others] = judged(signing().calls)
    expect(others).toEqual([])
    expect(typedData!.kind).toBe('typedData')
    expect(shown(call!)).toMatchObject({ sender: safe, target: token, recipient: alice, amount: '5', types: ['erc20'] })
    expect([typedData!.index, call!.index]).toEqual([0, 1])
  })

  it('sends what it sends', () => {
    const [, call] = judged(signing({ to: alice, value: '9', data: '0x' }).calls)
    expect(shown(call!)).toMatchObject({ 'call.kind': 'transfer', sender: safe, target: alice, 'native.value': '9' })
  })

  it('that delegates to code which nobody reviewed is objected to, as in call data', () => {
    const request = signing({ operation: '1' })
    expect(request.objections.map(({ code }) => code)).toEqual(['delegate_code_unknown'])
    expect(judged(request.calls).map(({ kind }) => kind)).toEqual(['typedData', 'delegateCall'])
  })

  it('with an operation that no Safe has is objected to', () => {
    expect(signing({ operation: '2' }).objections.map(({ code }) => code)).toEqual(['nested_malformed'])
  })

  it('of other types is no Safe transaction', () => {
    const others = fields.map((field) => (field.name === 'operation' ? { ...field, type: 'uint256' } : field))
    expect(judged(signing({}, others).calls)).toHaveLength(1)
  })
})
