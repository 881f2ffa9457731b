/**
 * Signed notes as the verifier reads them (C2SP signed-note, tlog-checkpoint, tlog-cosignature). Written apart from what writes
 * them, so that one mistake does not hide in both.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'

/** A key as one line: `name+id+key`. `type` is 1 for a log, 4 for a witness. */
export type Key = { readonly name: string; readonly type: number; readonly id: string; readonly publicKey: Buffer }
export type Head = { readonly origin: string; readonly size: number; readonly root: Buffer; readonly text: string }
export type Line = { readonly name: string; readonly id: string; readonly bytes: Buffer }

/** SubjectPublicKeyInfo of an Ed25519 key, before its 32 bytes (RFC 8410). */
const spki = Buffer.from('302a300506032b6570032100', 'hex')

/** @returns The key, or null for a line that is none. */
export function keyOf(line: string): Key | null {
  const parts = line.trim().split('+')
  const [name = '', id = ''] = parts
  const bytes = strictBase64(parts.slice(2).join('+'))
  if (name === '' || /\s/u.test(name) || bytes?.length !== 33) return null
  const [type] = bytes
  const expected = createHash('sha256').update(`${name}\n`).update(bytes).digest('hex').slice(0, 8)
  return id === expected && (type === 1 || type === 4) ? { name, type, id, publicKey: bytes.subarray(1) } : null
}

/** @returns The text of a note and its signature lines, or null when it is no note. */
export function partsOf(note: string): { readonly text: string; readonly lines: readonly Line[] } | null {
  const cut = note.lastIndexOf('\n\n')
  if (cut < 0 || !note.endsWith('\n')) return null
  const lines = note
    .slice(cut + 2, -1)
    .split('\n')
    .map(lineOf)
  return lines.some((line) => line === null) ? null : { text: note.slice(0, cut + 1), lines: lines as readonly Line[] }
}

/** @returns What the log says of itself, or why that is not to be believed. */
export function headOf(note: string, key: Key): Head | string {
  const parts = partsOf(note)
  if (parts === null) return 'it is not a signed note'
  const own = linesOf(parts.lines, key)
  if (own.length === 0) return `${key.name} has not signed it`
  if (!own.every(({ bytes }) => isSigned(parts.text, bytes, key)))
    return `the signature of ${key.name} is not of this text`
  const [origin = '', size = '', root = '', end, ...more] = parts.text.split('\n')
  const bytes = strictBase64(root)
  if (end !== '' || more.length > 0 || !/^(0|[1-9]\d{0,15})$/.test(size) || bytes?.length !== 32)
    return 'it is not three lines: origin, size and root'
  return origin === key.name
    ? { origin, size: Number(size), root: bytes, text: parts.text }
    : `it is of the log ${origin}`
}

/** @returns When the witness saw this checkpoint, in seconds since 1970; or why it is not known to have. */
export function cosignedAt(note: string, key: Key): number | string {
  const parts = partsOf(note)
  const [line] = parts === null ? [] : linesOf(parts.lines, key)
  if (parts === null || line === undefined) return `${key.name} has not cosigned the checkpoint`
  if (line.bytes.length !== 72) return `the cosignature of ${key.name} is none`
  const seconds = line.bytes.readBigUInt64BE(0)
  const message = `cosignature/v1\ntime ${seconds}\n${parts.text}`
  if (!isSigned(message, line.bytes.subarray(8), key)) return `the cosignature of ${key.name} is not of this checkpoint`
  return Number(seconds)
}

/** @returns Whether the bytes are the signature of `text` by `key`. */
export function isSigned(text: string, bytes: Buffer, { publicKey }: Key): boolean {
  if (bytes.length !== 64) return false
  const key = createPublicKey({ key: Buffer.concat([spki, publicKey]), format: 'der', type: 'spki' })
  return verify(null, Buffer.from(text), key, bytes)
}

/** @returns The bytes, or null where the text is not the one spelling of them. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return text !== '' && bytes.toString('base64') === text ? bytes : null
}

function linesOf(lines: readonly Line[], key: Key): readonly Line[] {
  return lines.filter(({ name, id }) => name === key.name && id === key.id)
}

function lineOf(line: string): Line | null {
  const [dash, name = '', encoded = '', ...more] = line.split(' ')
  const bytes = strictBase64(encoded)
  if (dash !== '—' || name === '' || more.length > 0 || bytes === null || bytes.length < 5) return null
  return { name, id: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4) }
}
