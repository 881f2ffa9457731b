import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../input-error.ts'
import { keyOf, transfer, transferBytes } from './message.fixture.ts'
import * as Message from './message.ts'
import * as Transaction from './transaction.ts'

const secrets = [keyOf(11), keyOf(12)]
const twoSigners = Message.encode({
  ...transfer,
  header: { requiredSignatures: 2, readonlySigned: 0, readonlyUnsigned: 1 },
  accountKeys: [...secrets.map((secret) => ed25519.getPublicKey(secret)), keyOf(0)],
})
const [first, second] = secrets.map((secret) => ed25519.sign(twoSigners, secret)) as [Uint8Array, Uint8Array]
const none = new Uint8Array(64)

function wire(count: readonly number[], ...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from([...count, ...parts.flatMap((part) => [...part])])
}

function refusal(bytes: Uint8Array): string {
  try {
    Transaction.decode(bytes)
  } catch (error) {
    if (error instanceof InputError) return `${error.code}@${error.place.at ?? '-'}`
    throw error
  }
  return 'accepted'
}

describe('Transaction.decode', () => {
  it('reads signatures, unsigned slots and the signed bytes', () => {
    const transaction = Transaction.decode(wire([2], none, second, twoSigners))
    expect(transaction.signatures).toEqual([null, second])
    expect(transaction.messageBytes).toEqual(twoSigners)
  })

  it('counts ranges from the first byte of the transaction', () => {
    const bytes = wire([1], none, transferBytes)
    const { start, end } = Transaction.decode(bytes).message.instructions[0]!.range
    expect(bytes.slice(start, end)).toEqual(transferBytes.slice(133, 150))
  })

  it.each([
    ['fewer signatures than the header requires', wire([1], first, twoSigners), 'solana_signature_count@0'],
    ['more signatures than the header requires', wire([2], none, none, transferBytes), 'solana_signature_count@0'],
    ['a signature count in two bytes where one does', wire([0x81, 0], none, transferBytes), 'solana_bad_length@0'],
    ['half a signature', wire([1], none.slice(32)), 'solana_truncated@1'],
    ['no message', wire([1], none), 'solana_truncated@65'],
    ['a byte too many', wire([1], none, transferBytes, Uint8Array.of(0)), 'solana_trailing_bytes@215'],
  ])('refuses %s', (_, bytes, expected) => {
    expect(refusal(bytes)).toBe(expected)
  })

  it('never accepts a changed byte unless it encodes to exactly the changed bytes', () => {
    const original = wire([2], first, second, twoSigners)
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.nat(255), (at, value) => {
        const bytes = new Uint8Array(original)
        bytes[at] = value
        if (refusal(bytes) === 'accepted') expect(Transaction.encode(Transaction.decode(bytes))).toEqual(bytes)
      }),
      { seed: 20_261_120, numRuns: 5_000 },
    )
  })
})

describe('Transaction.verify', () => {
  const verified = (...signatures: readonly Uint8Array[]) =>
    Transaction.verify(Transaction.decode(wire([2], ...signatures, twoSigners)))

  it('says of each slot whether it is signed rightly', () => {
    expect(verified(first, second)).toEqual([true, true])
    expect(verified(none, second)).toEqual([null, true])
    expect(verified(second, first)).toEqual([false, false])
  })

  it('refuses a signature with one bit changed', () => {
    const changed = new Uint8Array(first)
    changed[40]! ^= 1
    expect(verified(changed, second)).toEqual([false, true])
  })

  it('refuses bytes that are no signature, and never throws', () => {
    expect(verified(new Uint8Array(64).fill(255), second)).toEqual([false, true])
  })

  it('refuses a signature that fits every message under a key of small order', () => {
    const neutral = Uint8Array.of(1, ...new Uint8Array(31))
    const message = Message.encode({ ...transfer, accountKeys: [neutral, keyOf(2), keyOf(0)] })
    const signature = Uint8Array.of(...neutral, ...new Uint8Array(32))
    expect(ed25519.verify(signature, message, neutral)).toBe(true)
    expect(Transaction.verify(Transaction.decode(wire([1], signature, message)))).toEqual([false])
  })
})
