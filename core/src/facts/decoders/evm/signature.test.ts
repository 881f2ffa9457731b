import { secp256k1 } from '@noble/curves/secp256k1.js'
import fc from 'fast-check'
import { privateKeyToAddress } from 'viem/accounts'
import { expect, test } from 'vitest'
import * as Signature from './signature.ts'
import { codeOf } from './transaction.fixture.ts'

fc.configureGlobal({ seed: 20_260_221 })

const order = secp256k1.Point.CURVE().n
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 })
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((key) => secp256k1.utils.isValidSecretKey(key))

test('the signer is always recovered, and never from the twin with high s', () => {
  const law = fc.property(digests, keys, (digest, key) => {
    const { r, s, recovery } = secp256k1.Signature.fromBytes(
      secp256k1.sign(digest, key, { prehash: false, format: 'recovered' }),
      'recovered',
    )
    const yParity = recovery as 0 | 1
    const address = privateKeyToAddress(`0x${Buffer.from(key).toString('hex')}`)
    expect(Signature.recover(digest, { yParity, r, s })).toBe(address.toLowerCase())
    const twin = { yParity: (1 - yParity) as 0 | 1, r, s: order - s }
    expect(codeOf(() => Signature.recover(digest, twin))).toBe('bad_signature')
  })
  fc.assert(law, { numRuns: 30 })
})

test('r is from 1 to n - 1, s from 1 to n / 2', () => {
  expect([0n, 1n, order - 1n, order].map(Signature.possibleR)).toEqual([false, true, true, false])
  expect([0n, 1n, order / 2n, order / 2n + 1n].map(Signature.possibleS)).toEqual([false, true, true, false])
})

test('where no point of the curve has r as its x coordinate, there is no signer', () => {
  expect(codeOf(() => Signature.recover(new Uint8Array(32), { yParity: 1, r: order - 1n, s: 1n }))).toBe(
    'bad_signature',
  )
})
