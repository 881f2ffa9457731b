/**
 * Receipts: the log's signed word, given with every answer, that a record will be in the log by an instant. Many records share one
 * signature: it is of the root over their hashes, and each receipt brings its proof.
 */
import * as Base64 from '../codec/base64.ts'
import * as Hex from '../codec/hex.ts'
import * as Utf8 from '../codec/utf8.ts'
import * as Merkle from './merkle.ts'
import type { Sign, VerifierKey } from './note.ts'

/** `by` is when the record is in the log at the latest. `proof` and `signature` are base64; `index` is within the batch. */
export type Receipt = {
  readonly recordHash: Hex.Hex
  readonly at: string
  readonly by: string
  readonly index: number
  readonly size: number
  readonly proof: readonly string[]
  readonly signature: string
}

/**
 * @param hashes - Of the records of one batch, at least one.
 * @param withinMs - Until when the log takes them in.
 * @returns A receipt for each, in their order, under one signature of `key`, whose private half `sign` holds.
 */
export function issue(
  hashes: readonly Uint8Array[],
  atMs: number,
  withinMs: number,
  key: VerifierKey,
  sign: Sign,
): readonly Receipt[] {
  const subtrees = new Map<string, Uint8Array>()
  const keep = (level: number, index: number, subtree: Uint8Array) => subtrees.set(`${level}/${index}`, subtree)
  const leaves = hashes.map((hash) => Merkle.leaf(hash))
  const tree = leaves.reduce((grown, leaf) => Merkle.append(grown, leaf, undefined, keep), Merkle.empty)
  const at = new Date(atMs).toISOString()
  const by = new Date(atMs + withinMs).toISOString()
  const signature = Base64.encode(sign(Utf8.toBytes(textOf(key.name, hashes.length, Merkle.root(tree), at, by))))
  return hashes.map((hash, index) => {
    const path = Merkle.inclusion(index, hashes.length, (level, i) => subtrees.get(`${level}/${i}`)!)
    const recordHash = Hex.fromBytes(hash)
    return { recordHash, at, by, index, size: hashes.length, proof: path.map(Base64.encode), signature }
  })
}

/** What is signed: five lines, so that it can never pass for a checkpoint, which has three. */
function textOf(origin: string, size: number, root: Uint8Array, at: string, by: string): string {
  return `${origin}/receipts\n${size}\n${Base64.encode(root)}\n${at}\n${by}\n`
}
