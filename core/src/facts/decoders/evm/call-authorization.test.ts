/** The calls that EIP-7702 authorizations of a transaction amount to: whose account, and which bytes. */
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { failed } from '../../fact.ts'
import * as Authorization from './authorization.ts'
import { contentOf } from './call.ts'
import * as Transaction from './transaction.ts'

const account = privateKeyToAccount(`0x${'11'.repeat(32)}`)
const code = `0x${'22'.repeat(20)}` as const

async function signed(chainId: number, nonce: number): Promise<Authorization.Authorization> {
  const { r, s, yParity } = await account.signAuthorization({ address: code, chainId, nonce })
  return {
    chainId: BigInt(chainId),
    address: code,
    nonce: BigInt(nonce),
    yParity: yParity!,
    r: BigInt(r),
    s: BigInt(s),
  }
}

function withList(authorizationList: readonly Authorization.Authorization[], data: string): Transaction.Transaction {
  const amounts = { nonce: 1n, value: 0n, gas: 100_000n, maxFeePerGas: 2n, maxPriorityFeePerGas: 1n }
  const none = { gasPrice: null, maxFeePerBlobGas: null, blobVersionedHashes: null, accessList: [] }
  const ending = { chainId: 1n, signature: null, isZeroSigned: false }
  const content = { to: code, data: data as `0x${string}`, dataAt: 0, authorizationList }
  return { type: 4, ...amounts, ...none, ...ending, ...content }
}

describe('the calls of authorizations', () => {
  it.each(['0x', `0x${'ab'.repeat(300)}`])('stand in the bytes of their items, behind data of %s', async (data) => {
    const list = [await signed(1, 7), await signed(0, 300), await signed(1, 0)]
    const transaction = withList(list, data)
    const bytes = Transaction.encode(transaction)
    const [call] = contentOf(transaction, null, bytes.length / 2 - 1).calls
    const cut = call!.calls.map(({ start, end }) => bytes.slice(2 + 2 * start, 2 + 2 * end))
    expect(cut).toEqual(list.map(Authorization.write))
    expect(call!.calls.map(({ index }) => index)).toEqual([1, 2, 3])
  })

  it('name the account that signed, which need not be the sender', async () => {
    const [call] = contentOf(withList([await signed(1, 7)], '0x'), null, 0).calls
    const value = account.address.toLowerCase()
    expect(call!.calls[0]!.facts['authorization.authority']).toEqual({ type: 'address', family: 'evm', value })
    expect(call!.calls[0]).toMatchObject({ start: 0, end: 0 })
  })

  it.each([{ yParity: 2 }, { r: 0n }, { s: 2n ** 255n }])(
    'name nobody when nobody can have signed: %o',
    async (fault) => {
      const [call] = contentOf(withList([{ ...(await signed(1, 7)), ...fault }], '0x'), null, 0).calls
      expect(call!.calls[0]!.facts['authorization.authority']).toEqual(failed('bad_signature'))
    },
  )
})
