/**
 * An ordered map from text to values that is never changed: each write gives a new one which shares all but the path it
 * touched. Each entry weighs an amount, and the sum of a range is known without walking it. Balanced by size, both ways 3 to 1.
 */

/** The empty tree is null. */
export type Tree<V> = Node<V> | null

type Entry<V> = { readonly key: string; readonly value: V; readonly amount: bigint }

type Node<V> = Entry<V> & {
  readonly left: Tree<V>
  readonly right: Tree<V>
  readonly size: number
  readonly sum: bigint
}

/** @returns The value under `key`, or undefined. */
export function get<V>(tree: Tree<V>, key: string): V | undefined {
  for (let node = tree; node !== null; node = key < node.key ? node.left : node.right)
    if (key === node.key) return node.value
  return undefined
}

/** @returns The tree with `value` under `key`, in place of what was there. */
export function set<V>(tree: Tree<V>, key: string, value: V, amount = 0n): Node<V> {
  if (tree === null) return node(null, { key, value, amount }, null)
  if (key === tree.key) return node(tree.left, { key, value, amount }, tree.right)
  if (key < tree.key) return balance(set(tree.left, key, value, amount), tree, tree.right)
  return balance(tree.left, tree, set(tree.right, key, value, amount))
}

/** @returns The tree without `key`; the same tree when it is not there. */
export function remove<V>(tree: Tree<V>, key: string): Tree<V> {
  if (get(tree, key) === undefined) return tree
  return without(tree!, key)
}

/** @returns The sum of the amounts of `from` and every later key. */
export function sumFrom<V>(tree: Tree<V>, from: string): bigint {
  let sum = 0n
  for (let node = tree; node !== null; ) {
    if (node.key < from) {
      node = node.right
      continue
    }
    sum += node.amount + (node.right === null ? 0n : node.right.sum)
    node = node.left
  }
  return sum
}

/** @returns The first entry, in the order of UTF-16 code units. */
export function first<V>(tree: Node<V>): Entry<V> {
  let node = tree
  while (node.left !== null) node = node.left
  return node
}

/** @returns All entries, in order. */
export function entries<V>(tree: Tree<V>): readonly Entry<V>[] {
  return tree === null ? [] : [...entries(tree.left), tree, ...entries(tree.right)]
}

/** @returns The number of entries. */
export function size(tree: Tree<unknown>): number {
  return tree === null ? 0 : tree.size
}

/** @returns The sum of all amounts. */
export function sum(tree: Tree<unknown>): bigint {
  return tree === null ? 0n : tree.sum
}

function without<V>(tree: Node<V>, key: string): Tree<V> {
  if (key < tree.key) return balance(without(tree.left!, key), tree, tree.right)
  if (key > tree.key) return balance(tree.left, tree, without(tree.right!, key))
  if (tree.left === null) return tree.right
  if (tree.right === null) return tree.left
  const next = first(tree.right)
  return balance(tree.left, next, without(tree.right, next.key))
}

function node<V>(left: Tree<V>, { key, value, amount }: Entry<V>, right: Tree<V>): Node<V> {
  return { key, value, amount, left, right, size: size(left) + 1 + size(right), sum: sum(left) + amount + sum(right) }
}

/** One write unbalances a node by one entry at most, which one rotation, or two, mends. */
function balance<V>(left: Tree<V>, entry: Entry<V>, right: Tree<V>): Node<V> {
  if (right !== null && isHeavier(right, left)) return rotateLeft(left, entry, right)
  if (left !== null && isHeavier(left, right)) return rotateRight(left, entry, right)
  return node(left, entry, right)
}

function rotateLeft<V>(left: Tree<V>, entry: Entry<V>, right: Node<V>): Node<V> {
  const inner = right.left
  if (inner === null || isLight(inner, right.right)) return node(node(left, entry, inner), right, right.right)
  return node(node(left, entry, inner.left), inner, node(inner.right, right, right.right))
}

function rotateRight<V>(left: Node<V>, entry: Entry<V>, right: Tree<V>): Node<V> {
  const inner = left.right
  if (inner === null || isLight(inner, left.left)) return node(left.left, left, node(inner, entry, right))
  return node(node(left.left, left, inner.left), inner, node(inner.right, entry, right))
}

function isHeavier(a: Tree<unknown>, b: Tree<unknown>): boolean {
  return size(a) + 1 > 3 * (size(b) + 1)
}

function isLight(inner: Tree<unknown>, outer: Tree<unknown>): boolean {
  return size(inner) + 1 < 2 * (size(outer) + 1)
}
