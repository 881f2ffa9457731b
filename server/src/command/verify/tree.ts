/** The tree as the verifier hashes it (RFC 6962 section 2.1): leaves go in one by one, and only the right edge is kept. */
import { hash as digest } from 'node:crypto'

const leafMark = Buffer.of(0)
const nodeMark = Buffer.of(1)

export function leafHash(entry: Buffer): Buffer {
  return digest('sha256', Buffer.concat([leafMark, entry]), 'buffer')
}

/** A tree that grows. `stack` holds a root for every one-bit of the count, the largest first. */
export type Growing = { count: number; readonly stack: Buffer[] }

export function growing(): Growing {
  return { count: 0, stack: [] }
}

export function push(tree: Growing, leaf: Buffer): void {
  let hash = leaf
  for (let count = tree.count; count % 2 === 1; count = (count - 1) / 2) hash = pair(tree.stack.pop()!, hash)
  tree.stack.push(hash)
  tree.count++
}

export function rootOf({ stack }: Growing): Buffer {
  if (stack.length === 0) return digest('sha256', Buffer.alloc(0), 'buffer')
  let hash = stack.at(-1)!
  for (let i = stack.length - 2; i >= 0; i--) hash = pair(stack[i]!, hash)
  return hash
}

/** @returns The root over hashes in order, as if they were leaves. */
export function rootOver(hashes: readonly Buffer[]): Buffer {
  const tree = growing()
  for (const hash of hashes) push(tree, hash)
  return rootOf(tree)
}

/** @returns The root that a proof leads to from a leaf, or null when the proof has another length than its place needs. */
export function rootFrom(leaf: Buffer, index: number, size: number, proof: readonly Buffer[]): Buffer | null {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null
  const rest = [...proof]
  const root = climb(leaf, index, size, rest)
  return rest.length === 0 ? root : null
}

/** From the top: splits as the definition does, and takes the other half's root from the end of the proof. */
function climb(leaf: Buffer, index: number, size: number, proof: Buffer[]): Buffer | null {
  if (size === 1) return leaf
  const other = proof.pop()
  if (other?.length !== 32) return null
  const half = 2 ** Math.floor(Math.log2(size - 1))
  const own = index < half ? climb(leaf, index, half, proof) : climb(leaf, index - half, size - half, proof)
  if (own === null) return null
  return index < half ? pair(own, other) : pair(other, own)
}

function pair(left: Buffer, right: Buffer): Buffer {
  return digest('sha256', Buffer.concat([nodeMark, left, right]), 'buffer')
}
