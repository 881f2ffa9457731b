import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import * as Merkle from './merkle.ts'

/** The definitions of RFC 6962 section 2.1, word by word, over slices. */
const reference = {
  split: (n: number): number => {
    let k = 1
    while (k * 2 < n) k *= 2
    return k
  },
  root: (leaves: readonly Uint8Array[]): Uint8Array => {
    if (leaves.length === 0) return sha256(new Uint8Array())
    if (leaves.length === 1) return leaves[0]!
    const k = reference.split(leaves.length)
    return sha256(Uint8Array.of(1, ...reference.root(leaves.slice(0, k)), ...reference.root(leaves.slice(k))))
  },
  path: (m: number, leaves: readonly Uint8Array[]): Uint8Array[] => {
    if (leaves.length === 1) return []
    const k = reference.split(leaves.length)
    if (m < k) return [...reference.path(m, leaves.slice(0, k)), reference.root(leaves.slice(k))]
    return [...reference.path(m - k, leaves.slice(k)), reference.root(leaves.slice(0, k))]
  },
  proof: (m: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] => {
    if (m === leaves.length) return whole ? [] : [reference.root(leaves)]
    const k = reference.split(leaves.length)
    if (m <= k) return [...reference.proof(m, leaves.slice(0, k), whole), reference.root(leaves.slice(k))]
    return [...reference.proof(m - k, leaves.slice(k), false), reference.root(leaves.slice(0, k))]
  },
}

/** The eight entries, and the roots of the trees of the first 0 to 8 of them, of the tests of Certificate Transparency. */
const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const inclusionOf5In8 = [
  'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
]
const consistencyOf6And8 = [
  '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
]

const bytes = (text: string) => Hex.toBytes(`0x${text}`)
const text = (hash: Uint8Array) => Hex.fromBytes(hash).slice(2)

function grow(leaves: readonly Uint8Array[]) {
  const nodes = new Map<string, Uint8Array>()
  const frontiers = [Merkle.empty]
  for (const leaf of leaves)
    frontiers.push(Merkle.append(frontiers.at(-1)!, leaf, sha256, (level, i, hash) => nodes.set(`${level}/${i}`, hash)))
  const at: Merkle.Node = (level, index) => {
    const found = nodes.get(`${level}/${index}`)
    if (found === undefined) throw new Error(`no subtree ${level}/${index}`)
    return found
  }
  return { frontiers, at, roots: frontiers.map((one) => Merkle.root(one)) }
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, i) => Merkle.leaf(Uint8Array.of(i >> 8, i & 255)))

describe('the known answers', () => {
  const leaves = entries.map((entry) => Merkle.leaf(bytes(entry)))
  const tree = grow(leaves)

  it('are the roots of trees of 0 to 8 leaves', () => {
    expect(tree.roots.map(text)).toEqual(roots)
  })

  it('are proofs', () => {
    expect(Merkle.inclusion(5, 8, tree.at).map(text)).toEqual(inclusionOf5In8)
    expect(Merkle.consistency(6, 8, tree.at).map(text)).toEqual(consistencyOf6And8)
  })
})

describe('a tree', () => {
  const leaves = leavesOf(70)
  const tree = grow(leaves)

  it('has the roots and proofs of the definitions, all of which lead to them', () => {
    for (let size = 0; size <= 40; size++) {
      const part = leaves.slice(0, size)
      expect(tree.roots[size]).toEqual(reference.root(part))
      expect(Merkle.frontier(size, tree.at)).toEqual(tree.frontiers[size])
      for (let index = 0; index < size; index++) {
        const proof = Merkle.inclusion(index, size, tree.at)
        expect(proof).toEqual(reference.path(index, part))
        expect(Merkle.includes(leaves[index]!, index, size, proof, tree.roots[size]!)).toBe(true)
      }
      for (let first = 0; first <= size; first++) {
        const proof = Merkle.consistency(first, size, tree.at)
        if (first > 0) expect(proof).toEqual(reference.proof(first, part))
        expect(Merkle.extendsTree(first, size, proof, tree.roots[first]!, tree.roots[size]!)).toBe(true)
      }
    }
  })

  it('never takes a changed proof, index, size, leaf or root', () => {
    const any = fc.record({
      size: fc.integer({ min: 1, max: 70 }),
      pick: fc.nat(),
      how: fc.constantFrom('flip', 'drop', 'add', 'swap', 'cut', 'index', 'size', 'leaf', 'root', 'node as leaf'),
      where: fc.nat(),
    })
    fc.assert(
      fc.property(any, ({ size, pick, how, where }) => {
        const index = pick % size
        const right = Merkle.inclusion(index, size, tree.at)
        const first = 1 + (pick % size)
        const step = Merkle.consistency(first, size, tree.at)
        const other = size === 70 ? 69 : size + 1
        const proof = changed(right, how, where)
        const steps = changed(step, how, where)
        if (proof !== null) expect(Merkle.includes(leaves[index]!, index, size, proof, tree.roots[size]!)).toBe(false)
        if (steps !== null)
          expect(Merkle.extendsTree(first, size, steps, tree.roots[first]!, tree.roots[size]!)).toBe(false)
        if (how === 'index' && size > 1)
          expect(Merkle.includes(leaves[index]!, (index + 1) % size, size, right, tree.roots[size]!)).toBe(false)
        if (how === 'leaf')
          expect(Merkle.includes(leaves[other - 1]!, index, size, right, tree.roots[size]!)).toBe(other - 1 === index)
        if (how === 'root') {
          expect(Merkle.includes(leaves[index]!, index, size, right, tree.roots[other]!)).toBe(false)
          expect(Merkle.extendsTree(first, size, step, tree.roots[first]!, tree.roots[other]!)).toBe(false)
          if (first < size)
            expect(Merkle.extendsTree(first, size, step, tree.roots[first - 1]!, tree.roots[size]!)).toBe(false)
        }
        if (how === 'node as leaf' && size >= 2) {
          const inner = Merkle.node(leaves[0]!, leaves[1]!)
          const rest = Merkle.inclusion(0, size, tree.at).slice(1)
          expect(Merkle.includes(inner, 0, size, rest, tree.roots[size]!)).toBe(false)
        }
      }),
      { numRuns: 5000, seed: 11 },
    )
  })

  it.each([
    [-1, 8],
    [8, 8],
    [0.5, 8],
    [0, 0],
    [0, Number.NaN],
    [0, 2 ** 53],
  ])('never has leaf %d of %d', (index, size) => {
    expect(Merkle.includes(leaves[0]!, index, size, [], leaves[0]!)).toBe(false)
  })

  it('needs hashes of 32 bytes, and takes an empty proof for the empty tree and for itself alone', () => {
    const [none, one, two] = tree.roots as [Uint8Array, Uint8Array, Uint8Array]
    expect(Merkle.includes(one.slice(1), 0, 1, [], one.slice(1))).toBe(false)
    expect(Merkle.extendsTree(0, 2, [], none, two)).toBe(true)
    expect(Merkle.extendsTree(0, 2, [], one, two)).toBe(false)
    expect(Merkle.extendsTree(0, 2, [one], none, two)).toBe(false)
    expect(Merkle.extendsTree(2, 2, [], two, two)).toBe(true)
    expect(Merkle.extendsTree(2, 2, [one], two, two)).toBe(false)
    expect(Merkle.extendsTree(2, 2, [], two, one)).toBe(false)
    expect(Merkle.extendsTree(2, 1, [], two, one)).toBe(false)
    expect(Merkle.extendsTree(1, 2, [], one, two)).toBe(false)
  })
})

/** Null where that change is not possible. */
function changed(proof: readonly Uint8Array[], how: string, where: number): readonly Uint8Array[] | null {
  if (how === 'add') return [...proof, new Uint8Array(32)]
  if (proof.length === 0) return null
  const at = where % proof.length
  if (how === 'drop') return proof.filter((_, i) => i !== at)
  if (how === 'cut') return proof.map((hash, i) => (i === at ? hash.slice(1) : hash))
  if (how === 'flip')
    return proof.map((hash, i) => (i === at ? hash.map((byte, j) => (j === where % 32 ? byte ^ 1 : byte)) : hash))
  if (how === 'swap' && at > 0) return proof.map((hash, i) => (i === at ? proof[0]! : i === 0 ? proof[at]! : hash))
  return null
}
