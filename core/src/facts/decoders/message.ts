/**
 * EIP-191 messages, as `personal_sign` takes them: text, or bytes spelled as hex with 0x. A text that happens to be such a
 * spelling is read as bytes, as wallets do.
 */
import * as Hash from '../../codec/hash.ts'
import * as Hex from '../../codec/hex.ts'
import * as Utf8 from '../../codec/utf8.ts'
import { InputError } from '../../input-error.ts'

/** A message and the hash that a signer would sign. */
export type Message = {
  readonly bytes: Uint8Array
  readonly hex: Hex.Hex
  /** Null when the bytes are not UTF-8. */
  readonly text: string | null
  /** Hash of 0x19, `Ethereum Signed Message:`, a line feed, the length in decimal, and the bytes. */
  readonly digest: Hex.Hex
  /** Whether it was given as hex of 32 bytes: a hash of something that nobody sees here. */
  readonly looksLikeDigest: boolean
  /** Whether the bytes begin with 0x19, as the input of another signature scheme would. */
  readonly prefixed: boolean
}

const maximumBytes = 65_536
const hexSpelling = /^0x[0-9a-fA-F]*$/

/** @throws InputError `message_invalid` when it is no string; `too_long` above 64 KiB; `lone_surrogate`. */
export function parse(json: unknown, hash: Hash.Hash = Hash.keccak256): Message {
  if (typeof json !== 'string') throw new InputError('message_invalid', {}, 'a string', typeof json)
  if (json.length > 2 + 2 * maximumBytes) throw tooLong()
  const isHex = json.length % 2 === 0 && hexSpelling.test(json)
  const bytes = isHex ? Hex.toBytes(json) : Utf8.toBytes(json)
  if (bytes.length > maximumBytes) throw tooLong()
  return {
    bytes,
    hex: Hex.fromBytes(bytes),
    text: isHex ? textOf(bytes) : json,
    digest: Hex.fromBytes(hash(framed(bytes))),
    looksLikeDigest: isHex && bytes.length === 32,
    prefixed: bytes[0] === 0x19,
  }
}

function framed(bytes: Uint8Array): Uint8Array {
  const head = Utf8.toBytes(`\u0019Ethereum Signed Message:\n${bytes.length}`)
  const all = new Uint8Array(head.length + bytes.length)
  all.set(head)
  all.set(bytes, head.length)
  return all
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return Utf8.toText(bytes)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

function tooLong(): InputError {
  return new InputError('too_long', { at: maximumBytes }, `at most ${maximumBytes} bytes`)
}
