/**
 * Checkpoints (C2SP tlog-checkpoint): the size and root of the log at one moment, signed by the log; and cosignatures (C2SP
 * tlog-cosignature), by which witnesses say that they saw no other history.
 */
import * as Base64 from '../codec/base64.ts'
import * as Utf8 from '../codec/utf8.ts'
import { InputError } from '../input-error.ts'
import { hashBytes } from './merkle.ts'
import * as Note from './note.ts'

/** `origin` names the log. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array }

/** A witness's word: at `seconds` since 1970 this was the largest tree it had seen, and it extended all before. */
export type Cosignature = { readonly witness: string; readonly seconds: bigint }

const timestampBytes = 8
const mostSeconds = 2n ** 63n - 1n

/** @returns The text that is signed: three lines. */
export function textOf({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Base64.encode(root)}\n`
}

/** @throws InputError `bad_checkpoint`. Lines after the third are refused: nobody could audit what they say. */
export function parseText(text: string): Checkpoint {
  const [, origin, digits, encoded] = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/=]{44})\n$/u.exec(text) ?? []
  const size = Number(digits)
  if (origin === undefined || encoded === undefined || !Number.isSafeInteger(size))
    throw refusal('three lines: origin, size and root')
  const root = rootOf(encoded)
  return { origin, size, root }
}

/** @returns A checkpoint as a note that `key`, the log's, signed. */
export function sign(checkpoint: Checkpoint, key: Note.VerifierKey, by: Note.Sign): string {
  const text = textOf(checkpoint)
  return Note.format({ text, signatures: [Note.signature(text, key, by)] })
}

/**
 * @returns The checkpoint, once `key` proves to have signed it.
 * @throws InputError `bad_note`, `bad_checkpoint`; `not_signed` when the log's key has not signed it, or its origin is not the
 * name of the key.
 */
export function open(note: string, key: Note.VerifierKey): Checkpoint {
  const parsed = Note.parse(note)
  if (!Note.isSigned(parsed, key)) throw new InputError('not_signed', {}, `a signature by ${key.name}`)
  const checkpoint = parseText(parsed.text)
  if (checkpoint.origin === key.name) return checkpoint
  throw new InputError('not_signed', {}, `the log ${key.name}`, checkpoint.origin)
}

/** @returns The signature line by which a witness says that it saw the checkpoint at `seconds` since 1970. */
export function cosign(note: Note.Note, seconds: bigint, key: Note.VerifierKey, by: Note.Sign): Note.Signature {
  if (key.type !== 4 || seconds < 0n || seconds > mostSeconds)
    throw new Error('Broken invariant: a witness has a key of type 4, and a clock')
  const stamp = new Uint8Array(timestampBytes)
  new DataView(stamp.buffer).setBigUint64(0, seconds)
  return { name: key.name, id: key.id, bytes: Uint8Array.of(...stamp, ...by(cosigned(note.text, seconds))) }
}

/**
 * @returns The word of every witness of `keys` that gave one, in their order.
 * @throws InputError `bad_note` when a signature says that it is of one of them and is not.
 */
export function cosignatures(note: Note.Note, keys: readonly Note.VerifierKey[]): readonly Cosignature[] {
  return keys.flatMap((key) =>
    Note.signaturesOf(note.signatures, key).map(({ bytes }) => {
      const seconds = bytes.length > timestampBytes ? new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0) : -1n
      const message = cosigned(note.text, seconds)
      if (
        seconds < 0n ||
        seconds > mostSeconds ||
        !Note.isSignature(bytes.subarray(timestampBytes), message, key.publicKey)
      )
        throw new InputError('bad_note', {}, `a cosignature by ${key.name} of this very text`)
      return { witness: key.name, seconds }
    }),
  )
}

function cosigned(text: string, seconds: bigint): Uint8Array {
  return Utf8.toBytes(`cosignature/v1\ntime ${seconds}\n${text}`)
}

function rootOf(encoded: string): Uint8Array {
  try {
    const root = Base64.decode(encoded)
    if (root.length === hashBytes) return root
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  throw refusal('a root of 32 bytes in base64')
}

function refusal(expected: string): InputError {
  return new InputError('bad_checkpoint', {}, expected)
}
