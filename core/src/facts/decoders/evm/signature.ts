/**
 * ECDSA signatures over secp256k1 as Ethereum has them: which are possible, and whose they are.
 * Only low s is possible (EIP-2), so that nobody can make a second signature out of one.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { type Hash, keccak256 } from '../../../codec/hash.ts'
import * as Hex from '../../../codec/hex.ts'
import { InputError } from '../../../input-error.ts'

/** `yParity` is the parity of R's y coordinate; `r` is from 1 to n - 1, `s` from 1 to n / 2. */
export type Signature = { readonly yParity: 0 | 1; readonly r: bigint; readonly s: bigint }

/** The order n of the curve, and half of it (SEC 2, EIP-2). */
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const halfOrder = order >> 1n

/** @returns Whether a signature can have this `r`. */
export function possibleR(r: bigint): boolean {
  return r > 0n && r < order
}

/** @returns Whether a signature can have this `s`, which must be low. */
export function possibleS(s: bigint): boolean {
  return s > 0n && s <= halfOrder
}

/**
 * @param digest - The 32 bytes that were signed.
 * @returns The address whose key made the signature.
 * @throws InputError `bad_signature` where it is out of range, or no point of the curve belongs to it.
 */
export function recover(digest: Uint8Array, signature: Signature, keccak: Hash = keccak256): Hex.Hex {
  const key = publicKey(digest, signature)
  if (key === null) throw new InputError('bad_signature', {}, 'a signature from which a key can be recovered')
  return Hex.fromBytes(keccak(key.subarray(1)), 12)
}

/** The uncompressed key of 65 bytes. The library throws a plain error where there is none. */
function publicKey(digest: Uint8Array, { yParity, r, s }: Signature): Uint8Array | null {
  if (!possibleR(r) || !possibleS(s)) return null
  try {
    return new secp256k1.Signature(r, s, yParity).recoverPublicKey(digest).toBytes(false)
  } catch {
    return null
  }
}
