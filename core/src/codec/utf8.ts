/**
 * UTF-8, strictly (RFC 3629): text that has no bytes and bytes that are no text are refused, never replaced.
 * So two different inputs can never become the same text.
 */
import { InputError } from '../input-error.ts'

/** Code units are gathered in pieces of this size, which every engine can pass as arguments. */
const chunkUnits = 4096

/**
 * @returns The bytes of `text`.
 * @throws InputError `lone_surrogate` for half of a surrogate pair; `at` is the byte at which it would have stood.
 */
export function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(length(text))
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) {
      bytes[at++] = unit
      continue
    }
    const point = pointAt(text, i)
    if (point === null) throw new InputError('lone_surrogate', { at }, 'both halves of a surrogate pair', name(unit))
    if (point > 0xffff) i++
    at = put(bytes, at, point)
  }
  return bytes
}

/**
 * @returns The text that `bytes` spell.
 * @throws InputError `bad_utf8` for an overlong, truncated or surrogate sequence, for a value above U+10FFFF and for a stray
 * byte; `at` is the first byte of the sequence. A byte order mark is kept as U+FEFF.
 */
export function toText(bytes: Uint8Array): string {
  const units = new Uint16Array(chunkUnits)
  const chunks: string[] = []
  let count = 0
  for (let at = 0; at < bytes.length; ) {
    if (count > chunkUnits - 2) {
      chunks.push(fromUnits(units, count))
      count = 0
    }
    const lead = bytes[at]!
    if (lead < 0x80) {
      units[count++] = lead
      at++
      continue
    }
    const size = sequenceSize(bytes, at, lead)
    const point = pointOf(bytes, at, size)
    if (point > 0xffff) units[count++] = 0xd800 + ((point - 0x10000) >> 10)
    units[count++] = point > 0xffff ? 0xdc00 + (point & 0x3ff) : point
    at += size
  }
  chunks.push(fromUnits(units, count))
  return chunks.join('')
}

/** @returns The number of bytes of `text` from `start` to before `end` (in code units). Half a surrogate pair counts three. */
export function length(text: string, start = 0, end = text.length): number {
  let count = end - start
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    // A pair is two units and four bytes: each of its halves adds one.
    count += unit < 0x800 || isPair(text, i, end) || (i > start && isPair(text, i - 1, end)) ? 1 : 2
  }
  return count
}

function isPair(text: string, i: number, end: number): boolean {
  return i + 1 < end && (text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00
}

function pointAt(text: string, i: number): number | null {
  const unit = text.charCodeAt(i)
  if ((unit & 0xf800) !== 0xd800) return unit
  return isPair(text, i, text.length) ? text.codePointAt(i)! : null
}

function put(bytes: Uint8Array, at: number, point: number): number {
  if (point < 0x800) {
    bytes[at++] = 0xc0 | (point >> 6)
  } else {
    if (point < 0x10000) {
      bytes[at++] = 0xe0 | (point >> 12)
    } else {
      bytes[at++] = 0xf0 | (point >> 18)
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f)
    }
    bytes[at++] = 0x80 | ((point >> 6) & 0x3f)
  }
  bytes[at++] = 0x80 | (point & 0x3f)
  return at
}

/** The range of the second byte is what excludes overlong forms, surrogates and values above U+10FFFF. */
function sequenceSize(bytes: Uint8Array, at: number, lead: number): number {
  const size = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  const second = bytes[at + 1] ?? 0
  if (size === 0 || second < low || second > high) throw refusal(bytes, at)
  for (let i = at + 2; i < at + size; i++) if (((bytes[i] ?? 0) & 0xc0) !== 0x80) throw refusal(bytes, at)
  return size
}

function pointOf(bytes: Uint8Array, at: number, size: number): number {
  let point = bytes[at]! & (0xff >> (size + 1))
  for (let i = at + 1; i < at + size; i++) point = (point << 6) | (bytes[i]! & 0x3f)
  return point
}

function fromUnits(units: Uint16Array, count: number): string {
  // Typed as taking an array, but any array-like is right.
  return String.fromCharCode.apply(null, units.subarray(0, count) as unknown as number[])
}

function name(unit: number): string {
  return `U+${unit.toString(16).toUpperCase().padStart(4, '0')}`
}

function refusal(bytes: Uint8Array, at: number): InputError {
  const came = Array.from(bytes.subarray(at, at + 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return new InputError('bad_utf8', { at }, 'a whole and shortest UTF-8 sequence', came)
}
