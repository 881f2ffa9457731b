/**
 * Addresses that programs derive from seeds and nobody has a key for: SHA-256 of the seeds that is no point of Ed25519.
 * Source: `Pubkey::find_program_address`; RFC 8032 section 5.1.3 says which 32 bytes are a point.
 */
import * as Base58 from '../../../codec/base58.ts'
import { sha256 } from '../../../codec/hash.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import { join } from './encoding.ts'

const prime = 2n ** 255n - 19n
const curveD = 37095705934669439343138083508754565189542113879843219016388785533085940283555n
const marker = Utf8.toBytes('ProgramDerivedAddress')
const associatedTokenProgram = Base58.decode('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL')

/** @returns The address of the token account that `wallet` has for `mint` in the token program; all in base58. */
export function associated(wallet: string, mint: string, tokenProgram: string): string {
  const seeds = [wallet, tokenProgram, mint].map((address) => Base58.decode(address))
  return Base58.encode(find(seeds, associatedTokenProgram))
}

/** @returns The first address off the curve, the bump counting down from 255. About every second hash is one. */
export function find(seeds: readonly Uint8Array[], program: Uint8Array): Uint8Array {
  for (let bump = 255; bump >= 0; bump--) {
    const hash = sha256(join([...seeds, Uint8Array.of(bump), program, marker]))
    if (!isOnCurve(hash)) return hash
  }
  // INVARIANT: 256 hashes in a row that are points do not occur.
  throw new Error('no program derived address for these seeds')
}

/** @returns Whether the 32 bytes are a point of Ed25519: (y² − 1) / (d·y² + 1) has a square root. The sign bit does not matter. */
export function isOnCurve(bytes: Uint8Array): boolean {
  let y = BigInt(bytes[31]! & 0x7f)
  for (let i = 30; i >= 0; i--) y = (y << 8n) | BigInt(bytes[i]!)
  const square = (y * y) % prime
  // The denominator is never 0, since -1/d is no square; u/v is a square where u·v is.
  const product = ((square - 1n + prime) * ((curveD * square + 1n) % prime)) % prime
  return product === 0n || power(product, (prime - 1n) / 2n) === 1n
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (const digit of exponent.toString(2)) {
    result = (result * result) % prime
    if (digit === '1') result = (result * base) % prime
  }
  return result
}
