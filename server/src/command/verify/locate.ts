/**
 * Where a log first differs from what its checkpoint vouches for. The hash tiles are believed from the root down: a tile is believed
 * once the hash above it is, and it leads to that hash. What is believed at the bottom is compared with the entries.
 */
import { batch, hashesIn, type Reader, tilePath } from './folder.ts'
import { rootOver } from './tree.ts'

/** The first place that differs; `to` is its end when no tile narrows it down. Null when nothing is believed. */
export type Place = { readonly from: number; readonly to: number }
/** The leaf hashes of the entries of one batch; null where they are missing. */
export type Leaves = (index: number, width: number) => readonly Buffer[] | null

/** The partial tile of each level, which together make the root; empty where a level has none. */
type Edge = readonly (readonly Buffer[])[]

export function locate(read: Reader, size: number, root: Buffer, leaves: Leaves): Place | null {
  const edge = edgeOf(read, size)
  if (edge === null || !rootOfEdge(edge).equals(root)) return null
  const above = believedAbove(read, edge)
  for (let index = 0; index * batch < size; index++) {
    const start = index * batch
    const width = Math.min(batch, size - start)
    const place = compared(
      leaves(index, width),
      () => bottom(read, edge, index, width, above[index] ?? null),
      above[index] ?? null,
    )
    if (place !== null) return { from: start + place.from, to: start + Math.min(place.to, width - 1) }
  }
  return null
}

/** The first leaf of a batch that differs from what is believed of it. A batch that leads to the hash above is as it was. */
function compared(
  own: readonly Buffer[] | null,
  believed: () => readonly Buffer[] | null,
  above: Buffer | null,
): Place | null {
  if (own === null) return { from: 0, to: batch }
  if (above !== null && rootOver(own).equals(above)) return null
  const hashes = believed()
  if (hashes === null) return { from: 0, to: batch }
  const at = own.findIndex((leaf, i) => !leaf.equals(hashes[i]!))
  return at < 0 ? null : { from: at, to: at }
}

/** The hashes of a tile of leaves, if what is above vouches for them. */
function bottom(
  read: Reader,
  edge: Edge,
  index: number,
  width: number,
  above: Buffer | null,
): readonly Buffer[] | null {
  if (width < batch) return edge[0]!
  const hashes = above === null ? null : tileAt(read, 0, index, batch)
  return hashes !== null && rootOver(hashes).equals(above!) ? hashes : null
}

/** The believed hash of each full batch; null where a tile on the way down does not lead to what is above it. */
function believedAbove(read: Reader, edge: Edge): readonly (Buffer | null)[] {
  let believed: readonly (Buffer | null)[] = edge.at(-1) ?? []
  for (let level = edge.length - 1; level > 1; level--) {
    const under = believed.flatMap((above, index): readonly (Buffer | null)[] => {
      const hashes = above === null ? null : tileAt(read, level - 1, index, batch)
      return hashes !== null && rootOver(hashes).equals(above!) ? hashes : Array.from({ length: batch }, () => null)
    })
    believed = [...under, ...edge[level - 1]!]
  }
  return edge.length < 2 ? [] : believed
}

function edgeOf(read: Reader, size: number): Edge | null {
  const edge: (readonly Buffer[])[] = []
  for (let level = 0; countAt(level, size) > 0; level++) {
    const count = countAt(level, size)
    const hashes = count % batch === 0 ? [] : tileAt(read, level, Math.floor(count / batch), count % batch)
    if (hashes === null) return null
    edge.push(hashes)
  }
  return edge
}

/** A level's hashes stand for perfect subtrees of one size, and what is right of them is smaller: they hash as leaves would. */
function rootOfEdge(edge: Edge): Buffer {
  let right: readonly Buffer[] = []
  for (const hashes of edge) if (hashes.length > 0) right = [rootOver([...hashes, ...right])]
  return right[0] ?? rootOver([])
}

function tileAt(read: Reader, level: number, index: number, width: number): readonly Buffer[] | null {
  const bytes = read(tilePath(level, index, width))
  return bytes === null ? null : hashesIn(bytes, width)
}

function countAt(level: number, size: number): number {
  return Math.floor(size / batch ** level)
}
