/**
 * The Merkle tree of the log (RFC 6962 section 2.1, RFC 9162 section 2.1): hashes of leaves and nodes, roots, and proofs that a
 * leaf is in a tree and that one tree is the beginning of another. Sizes and indices are whole numbers below 2^53.
 */
import { type Hash, sha256 } from '../codec/hash.ts'

/** The hash of the perfect subtree of 2^`level` leaves that begins at leaf `index` · 2^`level`. */
export type Node = (level: number, index: number) => Uint8Array

/** The right edge of a tree: roots of the perfect subtrees that it consists of, the largest first. All it takes to grow. */
export type Frontier = { readonly size: number; readonly peaks: readonly Uint8Array[] }

export const hashBytes = 32
export const empty: Frontier = { size: 0, peaks: [] }

/** @returns The hash of a leaf: of 0x00 and the entry. */
export function leaf(entry: Uint8Array, hash: Hash = sha256): Uint8Array {
  const bytes = new Uint8Array(1 + entry.length)
  bytes.set(entry, 1)
  return hash(bytes)
}

/** @returns The hash of an inner node: of 0x01 and its two halves, so that no node can pass for a leaf. */
export function node(left: Uint8Array, right: Uint8Array, hash: Hash = sha256): Uint8Array {
  const bytes = new Uint8Array(1 + 2 * hashBytes)
  bytes[0] = 1
  bytes.set(left, 1)
  bytes.set(right, 1 + hashBytes)
  return hash(bytes)
}

/** @param grown - Told of every perfect subtree that the leaf completes, itself first: what a store keeps. */
export function append(
  { size, peaks }: Frontier,
  leafHash: Uint8Array,
  hash: Hash = sha256,
  grown: (level: number, index: number, subtree: Uint8Array) => void = nobody,
): Frontier {
  const left = [...peaks]
  let subtree = leafHash
  let index = size
  grown(0, index, subtree)
  for (let level = 1; index % 2 === 1; level++) {
    subtree = node(left.pop()!, subtree, hash)
    index = (index - 1) / 2
    grown(level, index, subtree)
  }
  return { size: size + 1, peaks: [...left, subtree] }
}

function nobody(): void {}

/** @returns The root of the tree; of none the hash of nothing. */
export function root({ peaks }: Frontier, hash: Hash = sha256): Uint8Array {
  const last = peaks.at(-1)
  if (last === undefined) return hash(new Uint8Array(0))
  return peaks.slice(0, -1).reduceRight((right, peak) => node(peak, right, hash), last)
}

/** @returns The frontier of the tree of the first `size` leaves, from stored subtrees. */
export function frontier(size: number, at: Node): Frontier {
  const peaks: Uint8Array[] = []
  for (let start = 0; start < size; ) {
    const level = levelOf(size - start)
    peaks.push(at(level, start / 2 ** level))
    start += 2 ** level
  }
  return { size, peaks }
}

/** @returns The hashes that lead from leaf `index` to the root of the tree of `size` leaves, lowest first. */
export function inclusion(index: number, size: number, at: Node, hash: Hash = sha256): readonly Uint8Array[] {
  if (!isCount(size) || !isCount(index) || index >= size) throw new Error('Broken invariant: the leaf is in the tree')
  const path: Uint8Array[] = []
  for (let start = 0, end = size; end - start > 1; ) {
    const middle = start + half(end - start)
    const isLeft = index < middle
    path.push(isLeft ? range(middle, end, at, hash) : range(start, middle, at, hash))
    if (isLeft) end = middle
    else start = middle
  }
  return path.reverse()
}

/** @returns The hashes which show that the tree of `first` leaves is the beginning of that of `second`, lowest first. */
export function consistency(first: number, second: number, at: Node, hash: Hash = sha256): readonly Uint8Array[] {
  if (!isCount(first) || !isCount(second) || first > second)
    throw new Error('Broken invariant: the first tree is not larger than the second')
  if (first === 0) return []
  const path: Uint8Array[] = []
  let [start, end] = [0, second]
  // The subtree that ends where the first tree ends: the verifier has its hash if it is the whole first tree.
  while (end !== first) {
    const middle = start + half(end - start)
    const isLeft = first <= middle
    path.push(isLeft ? range(middle, end, at, hash) : range(start, middle, at, hash))
    if (isLeft) end = middle
    else start = middle
  }
  return start === 0 ? path.reverse() : [range(start, end, at, hash), ...path.reverse()]
}

/**
 * RFC 9162 section 2.1.3.2.
 *
 * @returns Whether the proof leads from the leaf to the root: not for one that is too short or long, or holds no hashes.
 */
export function includes(
  leafHash: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  rootHash: Uint8Array,
  hash: Hash = sha256,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false
  if (![leafHash, rootHash, ...proof].every(isHash)) return false
  let [at, last, reached] = [index, size - 1, leafHash]
  for (const sibling of proof) {
    if (last === 0) return false
    const isRight = at % 2 === 1 || at === last
    reached = isRight ? node(sibling, reached, hash) : node(reached, sibling, hash)
    // A node without a right sibling stands for its parents too, up to the first that is a right child.
    while (isRight && at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && same(reached, rootHash)
}

/**
 * RFC 9162 section 2.1.4.2. Every tree begins with the empty one, and with itself; then the proof is empty.
 *
 * @returns Whether the proof leads to both roots.
 */
export function extendsTree(
  first: number,
  second: number,
  proof: readonly Uint8Array[],
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
  hash: Hash = sha256,
): boolean {
  if (!isCount(first) || !isCount(second) || first > second) return false
  if (![firstRoot, secondRoot, ...proof].every(isHash)) return false
  if (first === second) return proof.length === 0 && same(firstRoot, secondRoot)
  if (first === 0) return proof.length === 0 && same(firstRoot, root(empty, hash))
  const path = isPower(first) ? [firstRoot, ...proof] : proof
  let [at, last] = [first - 1, second - 1]
  while (at % 2 === 1) [at, last] = [(at - 1) / 2, Math.floor(last / 2)]
  const [begin, ...rest] = path
  if (begin === undefined) return false
  let [old, now] = [begin, begin]
  for (const sibling of rest) {
    if (last === 0) return false
    const isRight = at % 2 === 1 || at === last
    if (isRight) old = node(sibling, old, hash)
    now = isRight ? node(sibling, now, hash) : node(now, sibling, hash)
    while (isRight && at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && same(old, firstRoot) && same(now, secondRoot)
}

/** @returns Whether two hashes are the same. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** The root of the leaves from `start` to before `end`. INVARIANT: `start` is a multiple of the largest power of two within. */
function range(start: number, end: number, at: Node, hash: Hash): Uint8Array {
  const level = levelOf(end - start)
  const left = at(level, start / 2 ** level)
  const middle = start + 2 ** level
  return middle === end ? left : node(left, range(middle, end, at, hash), hash)
}

/** The largest power of two below `size`: where a tree is split. */
function half(size: number): number {
  const whole = 2 ** levelOf(size)
  return whole === size ? whole / 2 : whole
}

/** The exponent of the largest power of two that is not above `size`. */
function levelOf(size: number): number {
  let level = 0
  while (2 ** (level + 1) <= size) level++
  return level
}

function isPower(size: number): boolean {
  return 2 ** levelOf(size) === size
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function isHash(bytes: Uint8Array): boolean {
  return bytes instanceof Uint8Array && bytes.length === hashBytes
}
