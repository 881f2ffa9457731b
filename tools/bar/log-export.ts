/** An export of a log as the writer would make it, in memory; and every way in which somebody could have changed it. */
import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto'
import { Checkpoint, Merkle, Note, Tile } from '@portcullis/core'

export type Files = Map<string, Uint8Array>
export type Signer = { readonly key: Note.VerifierKey; readonly sign: Note.Sign }

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

/** @returns A key made of `seed`, and what signs with it. */
export function signerOf(name: string, seed: number, type: 1 | 4 = 1): Signer {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)])
  const secret = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' })
  return {
    key: Note.verifierKey(name, spki.subarray(-32), type),
    sign: (message) => sign(null, message, secret),
  }
}

/** Record number `i`: canonical JSON, a second after the one before. */
export function recordOf(i: number): Uint8Array {
  const at = new Date(1_780_000_000_000 + i * 1000).toISOString()
  return Buffer.from(`{"accepted":true,"at":"${at}","kind":"login","method":"key","tenant":"t","who":"user-${i}"}`)
}

export function recordsOf(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => recordOf(i))
}

/** @returns The files of the export. `entries` are the hashes of the records, unless somebody wrote others. */
export function exportOf(records: readonly Uint8Array[], log: Signer, entries = records.map(sha256)): Files {
  const files: Files = new Map()
  const levels: Uint8Array[][] = []
  let tree = Merkle.empty
  for (const entry of entries) {
    tree = Merkle.append(tree, Merkle.leaf(entry, sha256), sha256, (level, index, hash) => {
      if (level % 8 !== 0) return
      levels[level / 8] ??= []
      levels[level / 8]![index] = hash
    })
  }
  for (const tile of Tile.tilesOf(entries.length)) {
    const first = tile.index * Tile.tileWidth
    files.set(Tile.pathOf(tile), Buffer.concat(levels[tile.level]!.slice(first, first + tile.width)))
  }
  for (const tile of Tile.bundlesOf(entries.length)) {
    const [first, end] = [tile.index * Tile.tileWidth, tile.index * Tile.tileWidth + tile.width]
    files.set(Tile.pathOf(tile), Tile.bundle(entries.slice(first, end)))
    const lines = records.slice(first, end).flatMap((record) => [record, Buffer.of(10)])
    files.set(`records/${Tile.numberOf(tile.index)}.jsonl`, Buffer.concat(lines))
  }
  const root = Merkle.root(tree, sha256)
  files.set(
    'checkpoint',
    Buffer.from(Checkpoint.sign({ origin: log.key.name, size: entries.length, root }, log.key, log.sign)),
  )
  return files
}
