/**
 * The log as a set of files that never change (C2SP tlog-tiles): hash tiles of 256 hashes by level, and bundles of entries. The
 * rightmost tile of a level is partial, and says how wide it is.
 */
import { InputError } from '../input-error.ts'
import { hashBytes } from './merkle.ts'

/** `level` is null for a bundle of entries, which has the index and width of the tile of its leaves. */
export type Tile = { readonly level: number | null; readonly index: number; readonly width: number }

/** Hashes in a full tile. */
export const tileWidth = 256
/** An entry is written behind its length in two bytes. */
const mostEntryBytes = 0xffff
const form = /^tile\/(0|[1-9][0-9]?|entries)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/
const mostLevel = 63

/** @example pathOf({ level: 0, index: 1234067, width: 112 }) // tile/0/x001/x234/067.p/112 */
export function pathOf({ level, index, width }: Tile): string {
  return `tile/${level ?? 'entries'}/${numberOf(index)}${width === tileWidth ? '' : `.p/${width}`}`
}

/** @returns An index as path elements of three digits, all but the last with an `x` before them. */
export function numberOf(index: number): string {
  const digits = index.toString()
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/[0-9]{3}/g)!
  return groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/')
}

/** @throws InputError `bad_tile` for a path that no tile has: each has one spelling. */
export function parsePath(path: string): Tile {
  const [, level, number, width] = form.exec(path) ?? []
  if (level !== undefined && number !== undefined) {
    const tile = {
      level: level === 'entries' ? null : Number(level),
      index: Number(number.replaceAll(/[x/]/g, '')),
      width: width === undefined ? tileWidth : Number(width),
    }
    const inRange = (tile.level ?? 0) <= mostLevel && Number.isSafeInteger(tile.index)
    if (inRange && pathOf(tile) === path) return tile
  }
  throw new InputError('bad_tile', { path: 'path' }, 'such as `tile/0/x001/234` or `tile/entries/000.p/17`', path)
}

/** @returns How many hashes a level has in the tree of `size` entries. */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level)
}

/** @returns The hash tiles of the tree of `size` entries, by level, then by index. None is empty. */
export function* tilesOf(size: number): Generator<Tile & { readonly level: number }> {
  for (let level = 0; hashesAt(level, size) > 0; level++)
    for (const tile of widths(hashesAt(level, size))) yield { level, ...tile }
}

/** @returns The bundles of the log of `size` entries, in order. */
export function* bundlesOf(size: number): Generator<Tile> {
  for (const tile of widths(size)) yield { level: null, ...tile }
}

/** @returns The entries as a bundle: each behind its length, two bytes, the higher first. */
export function bundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0))
  let at = 0
  for (const entry of entries) {
    if (entry.length > mostEntryBytes) throw new Error('Broken invariant: an entry has at most 65535 bytes')
    bytes.set([entry.length >> 8, entry.length & 255], at)
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/** @throws InputError `bad_tile` for other bytes than those of `width` entries; `at` is the byte concerned. */
export function unbundle(bytes: Uint8Array, width: number): readonly Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < width) {
    const end = at + 2 + ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0)
    if (at + 2 > bytes.length || end > bytes.length)
      throw new InputError('bad_tile', { at }, `${width} entries`, `the end after ${entries.length}`)
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  if (at !== bytes.length) throw new InputError('bad_tile', { at }, `the end after ${width} entries`, 'more bytes')
  return entries
}

/** @throws InputError `bad_tile` for other bytes than those of `width` hashes. */
export function hashesOf(bytes: Uint8Array, width: number): readonly Uint8Array[] {
  if (bytes.length !== width * hashBytes)
    throw new InputError('bad_tile', { at: bytes.length }, `${width * hashBytes} bytes`, `${bytes.length} bytes`)
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * hashBytes, (i + 1) * hashBytes))
}

function* widths(hashes: number): Generator<{ readonly index: number; readonly width: number }> {
  for (let first = 0; first < hashes; first += tileWidth)
    yield { index: first / tileWidth, width: Math.min(tileWidth, hashes - first) }
}
