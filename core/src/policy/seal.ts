/**
 * The seal on a stored policy: a MAC over its text, its key, its place in the order of versions and the seal before it. So an
 * edit, a policy of another key and an older version that was put back are all found before anything is evaluated.
 */
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { canonical } from '../codec/canonical.ts'
import * as Hex from '../codec/hex.ts'
import * as Utf8 from '../codec/utf8.ts'
import { InputError } from '../input-error.ts'

/** What is sealed. `counter` counts the versions of the key's policy; `previousMac` is null for the first. */
export type Version = {
  readonly keyId: string
  readonly counter: number
  readonly previousMac: Hex.Hex | null
  /** Canonical JSON of the policy: what is evaluated. */
  readonly canonicalText: string
  /** The policy as its author wrote it. */
  readonly authorText: string
}

/** A version as it is stored, with its MAC. */
export type Sealed = Version & { readonly mac: Hex.Hex }

/** What the reader knows from elsewhere than the store that holds the policy. */
export type Expected = {
  readonly macKey: Uint8Array
  readonly keyId: string
  /** The highest counter that was ever given out for the key, kept apart from the policies. */
  readonly highestCounter: number
  /** The MAC of the version before, where the caller keeps it: null before the first. Unchecked when left out. */
  readonly previousMac?: Hex.Hex | null
}

const keyBytes = 32

/**
 * Seals one version of a policy: HMAC-SHA256 over `policy-mac/v1`, a zero byte and the canonical JSON (RFC 8785) of its parts.
 *
 * @throws InputError `lone_surrogate` for a text that has no bytes.
 */
export function seal({ macKey, ...version }: Version & { readonly macKey: Uint8Array }): Sealed {
  if (!Number.isSafeInteger(version.counter) || version.counter < 0)
    throw new Error('Broken invariant: a version counter is a whole number from 0')
  const { keyId, counter, previousMac, canonicalText, authorText } = version
  return { keyId, counter, previousMac, canonicalText, authorText, mac: macOf(version, macKey) }
}

/**
 * Opens what was sealed, before each evaluation.
 *
 * @returns The canonical text of the policy.
 * @throws InputError `policy_integrity` whatever is wrong: no such record, a value of another type, a changed byte, another key,
 * a counter that is not the highest one, another version before it.
 */
export function open(sealed: Sealed, { macKey, keyId, highestCounter, previousMac }: Expected): string {
  if (!isAuthentic(sealed, macKey)) throw broken('the policy as it was sealed')
  if (sealed.keyId !== keyId) throw broken('the policy of this key')
  if (sealed.counter !== highestCounter) throw broken(`version ${highestCounter} of the policy`, `${sealed.counter}`)
  if (previousMac !== undefined && sealed.previousMac !== previousMac) throw broken('the seal of the version before')
  return sealed.canonicalText
}

/**
 * The key for the MACs of one key's policies: HKDF-SHA256 (RFC 5869) of `master`. The salt is the SHA-256 of the tenant, since
 * HMAC takes a salt with zeros behind it for the same salt; the info is `policy-mac`, a zero byte and the key id.
 *
 * @param master - At least 32 bytes.
 * @returns 32 bytes.
 */
export function keyFor(master: Uint8Array, tenant: string, keyId: string): Uint8Array {
  if (master.length < keyBytes) throw new Error('Broken invariant: a master key has at least 32 bytes')
  const info = Utf8.toBytes(`policy-mac\0${keyId}`)
  return hkdf(sha256, master, sha256(Utf8.toBytes(tenant)), info, keyBytes)
}

function isAuthentic(sealed: Sealed, macKey: Uint8Array): boolean {
  const mac = isRecord(sealed) ? tryMac(sealed, macKey) : null
  return mac !== null && isSame(mac, sealed.mac)
}

/** A store may give back nothing, or values of any type. */
function isRecord(sealed: unknown): sealed is Sealed {
  if (typeof sealed !== 'object' || sealed === null) return false
  const { keyId, counter, previousMac, canonicalText, authorText, mac } = sealed as Partial<Sealed>
  const texts = [keyId, canonicalText, authorText, mac, ...(previousMac === null ? [] : [previousMac])]
  return typeof counter === 'number' && texts.every((text) => typeof text === 'string')
}

/** Null for what cannot have been sealed, such as half a surrogate pair, which has no bytes. */
function tryMac(version: Version, macKey: Uint8Array): string | null {
  try {
    return macOf(version, macKey)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

function macOf(version: Version, macKey: Uint8Array): Hex.Hex {
  if (macKey.length !== keyBytes) throw new Error('Broken invariant: a MAC key has 32 bytes')
  const covered = canonical({
    key_id: version.keyId,
    policy_version_counter: version.counter,
    prev_mac: version.previousMac,
    policy_text_hash: hashOf(version.canonicalText),
    author_text_hash: hashOf(version.authorText),
  })
  return Hex.fromBytes(hmac(sha256, macKey, Utf8.toBytes(`policy-mac/v1\0${covered}`)))
}

function hashOf(text: string): Hex.Hex {
  return Hex.fromBytes(sha256(Utf8.toBytes(text)))
}

/** Takes the same time wherever the texts differ. They are compared as they are stored: another letter case is a change. */
function isSame(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}

function broken(expected: string, came?: string): InputError {
  return new InputError('policy_integrity', {}, expected, came)
}
