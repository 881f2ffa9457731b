/** Derived addresses are those that @solana/kit and the client of the token program derive. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { getAddressDecoder, getProgramDerivedAddress } from '@solana/kit'
import { describe, expect, it } from 'vitest'
import * as Base58 from '../../../codec/base58.ts'
import { sha256 } from '../../../codec/hash.ts'
import { associatedToken } from './associated-token.ts'
import * as ProgramAddress from './program-address.ts'
import { token } from './token.ts'
import { token2022 } from './token-2022.ts'

/** Keys that look as if drawn at random. */
const keys = Array.from({ length: 60 }, (_, i) => sha256(Uint8Array.of(i)))
const kitAddress = getAddressDecoder()

describe('program derived addresses', () => {
  it('are those of @solana/kit, for wallets on the curve and off it', async () => {
    for (let i = 0; i + 2 < keys.length; i += 3) {
      const [wallet, mint, program] = [keys[i]!, keys[i + 1]!, Base58.decode(i % 2 === 0 ? token.id : token2022.id)]
      const [theirs] = await getProgramDerivedAddress({
        programAddress: kitAddress.decode(Base58.decode(associatedToken.id)),
        seeds: [wallet, program, mint],
      })
      const [ours] = [ProgramAddress.associated(Base58.encode(wallet), Base58.encode(mint), Base58.encode(program))]
      expect(ours).toBe(theirs)
    }
  })

  it('are never points of the curve; public keys always are, whatever their sign', () => {
    for (const key of keys) {
      const point = ed25519.getPublicKey(key)
      expect(ProgramAddress.isOnCurve(point)).toBe(true)
      expect(ProgramAddress.isOnCurve(point.with(31, point[31]! ^ 0x80))).toBe(true)
      expect(ProgramAddress.isOnCurve(ProgramAddress.find([key], Base58.decode(token.id)))).toBe(false)
    }
  })

  it('take the sides of the borders that RFC 8032 gives: y of 0, 1, p - 1 and 2', () => {
    const y = (first: number, last = 0) => new Uint8Array(32).fill(0).with(0, first).with(31, last)
    const minusOne = new Uint8Array(32).fill(0xff).with(0, 0xec).with(31, 0x7f)
    expect([y(0), y(1), minusOne, y(2)].map(ProgramAddress.isOnCurve)).toEqual([true, true, true, false])
  })
})
