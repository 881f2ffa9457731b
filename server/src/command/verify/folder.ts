/**
 * An export of the log as a folder: `checkpoint`, bundles of entries and hash tiles by their paths (C2SP tlog-tiles), and the
 * records themselves, 256 to a file, as lines. An empty line is a record that was withheld or erased; its entry stays.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const batch = 256

/** @returns The bytes of a file of the export; null when there is none. */
export type Reader = (path: string) => Buffer | null

export function folderReader(folder: string): Reader {
  return (path) => {
    try {
      return readFileSync(join(folder, path))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR')
        return null
      throw error
    }
  }
}

/** `kind` is `entries` or the level of a hash tile. */
export function tilePath(kind: string | number, index: number, width: number): string {
  return `tile/${kind}/${digits(index)}${width === batch ? '' : `.p/${width}`}`
}

export function recordsPath(index: number): string {
  return `records/${digits(index)}.jsonl`
}

/** @returns The entries of a bundle, or null when the bytes are not `width` of them. */
export function entriesIn(bytes: Buffer, width: number): readonly Buffer[] | null {
  const entries: Buffer[] = []
  let at = 0
  while (at + 2 <= bytes.length && entries.length < width) {
    const end = at + 2 + bytes.readUInt16BE(at)
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return at === bytes.length && entries.length === width ? entries : null
}

/** @returns The hashes of a tile, or null when the bytes are not `width` of them. */
export function hashesIn(bytes: Buffer, width: number): readonly Buffer[] | null {
  if (bytes.length !== width * 32) return null
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * 32, i * 32 + 32))
}

/** @returns The lines of a file of records; the last ends in a newline, as all do. */
export function linesIn(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(0x0a, start)
    const end = found < 0 ? bytes.length : found
    lines.push(bytes.subarray(start, end))
    start = end + 1
  }
  return lines
}

function digits(index: number): string {
  const text = String(index)
  const whole = text.padStart(Math.ceil(text.length / 3) * 3, '0')
  return whole.replace(/\d{3}(?=\d)/g, 'x$&/')
}
