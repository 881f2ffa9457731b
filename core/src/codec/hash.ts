/** The hash functions, as ports: a caller with a faster implementation passes its own, and the defaults are synchronous and pure. */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { keccak_256 as nobleKeccak256 } from '@noble/hashes/sha3.js'

/** Bytes in, 32 bytes out. */
export type Hash = (bytes: Uint8Array) => Uint8Array

/** Keccak-256 as Ethereum uses it (the submission's padding, not that of FIPS 202). */
export const keccak256: Hash = nobleKeccak256

/** SHA-256 (FIPS 180-4). */
export const sha256: Hash = nobleSha256
