/**
 * Signed notes (C2SP signed-note): a text, and under it lines of signatures. A text counts only once a key that is trusted has
 * signed it. Signatures are Ed25519 (RFC 8032); whoever holds the private key signs, so that it never comes here.
 */
import { ed25519 } from '@noble/curves/ed25519.js'
import * as Base64 from '../codec/base64.ts'
import { sha256 } from '../codec/hash.ts'
import * as Utf8 from '../codec/utf8.ts'
import { InputError } from '../input-error.ts'

/** A key that notes are verified with. `type` is 1 for signatures of the text, 4 for cosignatures. */
export type VerifierKey = {
  readonly name: string
  readonly type: KeyType
  readonly publicKey: Uint8Array
  readonly id: Uint8Array
}
export type KeyType = 1 | 4

/** One line: who signed, and what a key of `id` made, unverified. */
export type Signature = { readonly name: string; readonly id: Uint8Array; readonly bytes: Uint8Array }
/** `text` ends in a newline. */
export type Note = { readonly text: string; readonly signatures: readonly Signature[] }
export type Sign = (message: Uint8Array) => Uint8Array

const idBytes = 4
const keyBytes = 32
const signatureBytes = 64
const mostBytes = 1024 * 1024
const mostSignatures = 100
/** Characters that Unicode calls spaces, and the plus sign, which parts a key's name from its id. */
const badName = /[\p{White_Space}+]/u

/** @throws InputError `bad_note` for a name that is empty or has a space or plus, or a key that has not 32 bytes. */
export function verifierKey(name: string, publicKey: Uint8Array, type: KeyType = 1): VerifierKey {
  if (name === '' || badName.test(name)) throw refusal('a name without spaces and plus signs', name)
  if (publicKey.length !== keyBytes) throw refusal('a public key of 32 bytes', `${publicKey.length} bytes`)
  const covered = Uint8Array.of(...Utf8.toBytes(`${name}\n`), type, ...publicKey)
  return { name, type, publicKey, id: sha256(covered).subarray(0, idBytes) }
}

/** @returns The key as one line: name, id and key. @example keyText(key) // PeterNeumann+c74f20a3+ARpc2QcU… */
export function keyText({ name, type, publicKey, id }: VerifierKey): string {
  return `${name}+${hex(id)}+${Base64.encode(Uint8Array.of(type, ...publicKey))}`
}

/** @throws InputError `bad_note` for a line that is not a key of type 1 or 4, or whose id is not that of the key. */
export function parseKey(text: string): VerifierKey {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text) ?? []
  if (name === undefined || encoded === undefined) throw refusal('a verifier key: `name+id+key`', text)
  const bytes = decoded(encoded)
  const type = bytes[0]
  if (type !== 1 && type !== 4) throw refusal('a key of type 1 or 4', `${type}`)
  const key = verifierKey(name, bytes.subarray(1), type)
  if (hex(key.id) !== id) throw refusal(`the id ${hex(key.id)}`, id)
  return key
}

/** @throws InputError `bad_note`: a note is a text that ends in a newline, an empty line, and lines of signatures. */
export function parse(note: string): Note {
  if (Utf8.length(note) > mostBytes) throw refusal('at most 1 MiB')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a note may not hold.
  if (/[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/u.test(note)) throw refusal('text without control characters')
  const cut = note.lastIndexOf('\n\n')
  if (cut < 0 || !note.endsWith('\n')) throw refusal('a text, an empty line and signatures')
  const lines = note.slice(cut + 2, -1).split('\n')
  if (lines.length > mostSignatures) throw refusal(`at most ${mostSignatures} signatures`)
  return { text: note.slice(0, cut + 1), signatures: lines.map(signatureOf) }
}

/** @returns The note with its signatures, in their order. */
export function format({ text, signatures }: Note): string {
  const lines = signatures.map(({ name, id, bytes }) => `— ${name} ${Base64.encode(Uint8Array.of(...id, ...bytes))}\n`)
  return `${text}\n${lines.join('')}`
}

/** @returns The signature of `text` by `key`, whose private half `sign` holds. */
export function signature(text: string, key: VerifierKey, sign: Sign): Signature {
  return { name: key.name, id: key.id, bytes: sign(Utf8.toBytes(text)) }
}

/**
 * @returns Whether `key` signed the note. Signatures of other keys are passed over.
 * @throws InputError `bad_note` when a signature says that it is of `key` and is not: such a note is not to be used at all.
 */
export function isSigned({ text, signatures }: Note, key: VerifierKey): boolean {
  const own = signaturesOf(signatures, key)
  if (own.every(({ bytes }) => isSignature(bytes, Utf8.toBytes(text), key.publicKey))) return own.length > 0
  throw refusal(`a signature by ${key.name} of this very text`)
}

/** @returns The signatures that say that they are of `key`, by its name and id. */
export function signaturesOf(signatures: readonly Signature[], key: VerifierKey): readonly Signature[] {
  return signatures.filter(({ name, id }) => name === key.name && hex(id) === hex(key.id))
}

/** @returns Whether the 64 bytes are an Ed25519 signature (RFC 8032, strictly) of `message`. */
export function isSignature(bytes: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (bytes.length !== signatureBytes) return false
  try {
    return ed25519.verify(bytes, message, publicKey, { zip215: false })
  } catch {
    // The library throws for a key that is no point.
    return false
  }
}

function signatureOf(line: string): Signature {
  const [, name, encoded] = /^— ([^ ]+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? []
  if (name === undefined || encoded === undefined || badName.test(name)) throw refusal('a signature line', line)
  const bytes = decoded(encoded)
  if (bytes.length <= idBytes) throw refusal('an id of 4 bytes and a signature', line)
  return { name, id: bytes.subarray(0, idBytes), bytes: bytes.subarray(idBytes) }
}

function decoded(text: string): Uint8Array {
  try {
    return Base64.decode(text)
  } catch (error) {
    if (error instanceof InputError) throw refusal(error.expected, text)
    throw error
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function refusal(expected: string, came?: string): InputError {
  return new InputError('bad_note', {}, expected, came)
}
