/** The same transactions, written and read by three other libraries. */
import { Transaction as Ethers } from 'ethers'
import fc from 'fast-check'
import { TxEnvelopeEip1559, TxEnvelopeEip2930, TxEnvelopeEip4844, TxEnvelopeEip7702, TxEnvelopeLegacy } from 'ox'
import { keccak256, parseTransaction, serializeTransaction, type TransactionSerializable } from 'viem'
import { privateKeyToAccount, sign } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { anyTransaction, sample } from './transaction.fixture.ts'
import * as Transaction from './transaction.ts'

fc.configureGlobal({ seed: 20_260_218 })

const key = `0x${'4c'.repeat(32)}` as const
const account = privateKeyToAccount(key)
const ox = [TxEnvelopeLegacy, TxEnvelopeEip2930, TxEnvelopeEip1559, TxEnvelopeEip4844, TxEnvelopeEip7702] as const
const viemTypes = ['legacy', 'eip2930', 'eip1559', 'eip4844', 'eip7702'] as const

/** What all of them can hold: safe chain ids and nonces, sensible fees, at least one blob and one authorization. */
const ordinary = anyTransaction.map((it): Transaction.Transaction => {
  const fees = [it.maxFeePerGas ?? 0n, it.maxPriorityFeePerGas ?? 0n].map((fee) => fee >> 2n)
  const [low, high] = fees[0]! < fees[1]! ? [fees[0]!, fees[1]!] : [fees[1]!, fees[0]!]
  const { blobVersionedHashes, accessList, authorizationList } = sample(it.type)
  return {
    ...it,
    chainId: it.chainId === null ? null : (it.chainId % 2n ** 40n) + 1n,
    nonce: it.nonce % 2n ** 50n,
    to: it.to ?? (it.type < 3 ? null : sample(3).to),
    gasPrice: it.gasPrice === null ? null : it.gasPrice >> 2n,
    maxFeePerGas: it.maxFeePerGas === null ? null : high,
    maxPriorityFeePerGas: it.maxPriorityFeePerGas === null ? null : low,
    blobVersionedHashes:
      it.blobVersionedHashes === null
        ? null
        : [...blobVersionedHashes!, ...it.blobVersionedHashes.map((hash) => `0x01${hash.slice(4)}` as const)],
    accessList: it.accessList === null ? null : [...accessList!, ...it.accessList],
    authorizationList,
    signature: null,
    isZeroSigned: false,
  }
})

describe('a transaction', () => {
  test('is written as viem writes it, unsigned and signed', () => {
    const law = fc.property(ordinary, (transaction) => {
      expect(Transaction.encode(transaction)).toBe(serializeTransaction(viemOf(transaction)))
      const signature = { yParity: 1, r: 2n ** 255n - 19n, s: 77n } as const
      const written = serializeTransaction(viemOf(transaction), {
        yParity: 1,
        v: 28n,
        r: word(signature.r),
        s: word(signature.s),
      })
      expect(Transaction.encode({ ...transaction, signature })).toBe(written)
    })
    fc.assert(law, { numRuns: 300 })
  })

  test('has the fields that viem reads', () => {
    const law = fc.property(ordinary, (transaction) => {
      const came = parseTransaction(Transaction.encode(transaction)) as Record<string, unknown>
      const big = (value: unknown) => (value === undefined ? 0n : BigInt(value as number))
      expect(big(came.nonce)).toBe(transaction.nonce)
      expect(big(came.value)).toBe(transaction.value)
      expect(big(came.gas)).toBe(transaction.gas)
      expect(big(came.maxFeePerGas)).toBe(transaction.maxFeePerGas ?? 0n)
      expect(came.to ?? null).toBe(transaction.to)
      expect(came.data ?? '0x').toBe(transaction.data)
    })
    fc.assert(law, { numRuns: 300 })
  })

  test('is read and written back by ox and ethers', () => {
    const law = fc.property(ordinary, (transaction) => {
      const bytes = Transaction.encode(transaction)
      const envelope = ox[transaction.type]!
      expect(envelope.serialize(envelope.deserialize(bytes as never) as never)).toBe(bytes)
      expect(Ethers.from(bytes).unsignedSerialized).toBe(bytes)
      expect(Ethers.from(bytes).unsignedHash).toBe(Transaction.signingHash(transaction))
    })
    fc.assert(law, { numRuns: 300 })
  })

  test.each([0, 1, 2, 3, 4] as const)(
    'of type %i signed by viem has its hash, and the account as the sender',
    async (type) => {
      const transaction = sample(type)
      const raw = await account.signTransaction(viemOf(transaction))
      const came = Transaction.decode(raw, 'signed')
      expect(Transaction.hash(came)).toBe(keccak256(raw))
      expect(Transaction.recover(came)).toBe(account.address.toLowerCase())
      expect(Ethers.from(raw).from).toBe(account.address)
    },
  )

  test('signed over our hash is signed for ethers too', async () => {
    const transaction = sample(0, { chainId: null })
    const { r, s, yParity } = await sign({ hash: Transaction.signingHash(transaction), privateKey: key })
    const raw = Transaction.encode({
      ...transaction,
      signature: { r: BigInt(r), s: BigInt(s), yParity: yParity as 0 | 1 },
    })
    expect(Ethers.from(raw).from).toBe(account.address)
  })
})

function viemOf({
  type,
  chainId,
  nonce,
  dataAt,
  signature,
  isZeroSigned,
  authorizationList,
  ...rest
}: Transaction.Transaction) {
  const authorizations = authorizationList?.map((it) => ({
    ...it,
    chainId: Number(it.chainId),
    nonce: Number(it.nonce),
    r: word(it.r),
    s: word(it.s),
  }))
  const given = Object.entries({ ...rest, authorizationList: authorizations }).filter(
    ([, value]) => value !== null && value !== undefined,
  )
  const numbers = { nonce: Number(nonce), ...(chainId !== null && { chainId: Number(chainId) }) }
  return { ...Object.fromEntries(given), ...numbers, type: viemTypes[type] } as TransactionSerializable
}

function word(value: bigint): `0x${string}` {
  return `0x${value.toString(16).padStart(64, '0')}`
}
