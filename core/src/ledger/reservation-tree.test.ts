import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Tree from './reservation-tree.ts'

type Write = readonly ['set', string, bigint] | readonly ['remove', string]

const keys = fc.string({ unit: fc.constantFrom('a', 'b', 'ü', '\0'), maxLength: 4 })
const writes: fc.Arbitrary<Write[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.tuple(fc.constant('set' as const), keys, fc.bigInt({ min: 0n, max: 2n ** 80n })) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('remove' as const), keys) },
  ),
  { maxLength: 200, size: 'max' },
)

function build(list: readonly Write[]): Tree.Tree<string> {
  return list.reduce<Tree.Tree<string>>(
    (tree, write) =>
      write[0] === 'set' ? Tree.set(tree, write[1], `${write[2]}`, write[2]) : Tree.remove(tree, write[1]),
    null,
  )
}

function depth(tree: Tree.Tree<unknown>): number {
  return tree === null ? 0 : 1 + Math.max(depth(tree.left), depth(tree.right))
}

function checkBalance(tree: Tree.Tree<unknown>): void {
  if (tree === null) return
  const [left, right] = [Tree.size(tree.left) + 1, Tree.size(tree.right) + 1]
  expect(left <= 3 * right && right <= 3 * left).toBe(true)
  checkBalance(tree.left)
  checkBalance(tree.right)
}

describe('tree', () => {
  test('always holds what a sorted map holds, balanced, and its sums are those of a walk', () => {
    fc.assert(
      fc.property(writes, keys, (list, from) => {
        const tree = build(list)
        const model = new Map<string, bigint>()
        for (const write of list) write[0] === 'set' ? model.set(write[1], write[2]) : model.delete(write[1])
        const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1))
        const sumOf = (rows: [string, bigint][]) => rows.reduce((sum, [, amount]) => sum + amount, 0n)
        expect(Tree.entries(tree).map(({ key, value }) => [key, value])).toEqual(sorted.map(([k, v]) => [k, `${v}`]))
        expect(Tree.size(tree)).toBe(model.size)
        expect(Tree.sum(tree)).toBe(sumOf(sorted))
        expect(Tree.sumFrom(tree, from)).toBe(sumOf(sorted.filter(([key]) => key >= from)))
        expect(Tree.get(tree, from)).toBe(model.has(from) ? `${model.get(from)}` : undefined)
        if (tree !== null) expect(Tree.first(tree).key).toBe(sorted[0]![0])
        checkBalance(tree)
      }),
      { seed: 31, numRuns: 1000 },
    )
  })

  test('never changes what was there', () => {
    fc.assert(
      fc.property(writes, writes, (before, after) => {
        const tree = build(before)
        const rows = JSON.stringify(Tree.entries(tree).map(({ key, value }) => [key, value]))
        for (const write of after) build([write])
        after.reduce<Tree.Tree<string>>(
          (changed, write) => (write[0] === 'set' ? Tree.set(changed, write[1], 'x') : Tree.remove(changed, write[1])),
          tree,
        )
        expect(JSON.stringify(Tree.entries(tree).map(({ key, value }) => [key, value]))).toBe(rows)
      }),
      { seed: 32, numRuns: 200 },
    )
  })

  test('stays shallow when keys come in order, and when they leave in order', () => {
    const key = (i: number) => `${i}`.padStart(6, '0')
    let tree: Tree.Tree<number> = null
    for (let i = 0; i < 20_000; i++) tree = Tree.set(tree, key(i), i, BigInt(i))
    // Weights 3 to 1 allow a depth of log(n + 1) to the base 4/3.
    expect(depth(tree)).toBeLessThan(Math.log(20_001) / Math.log(4 / 3))
    for (let i = 0; i < 19_000; i++) tree = Tree.remove(tree, key(i))
    checkBalance(tree)
    expect(Tree.size(tree)).toBe(1000)
    expect(Tree.sum(tree)).toBe(19_499_500n)
  })

  test('removing what is not there gives the same tree', () => {
    const tree = Tree.set(Tree.set(null, 'a', 1), 'b', 2)
    expect(Tree.remove(tree, 'c')).toBe(tree)
    expect(Tree.remove(null, 'c')).toBeNull()
  })
})
