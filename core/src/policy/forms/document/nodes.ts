/** The conditions and groups of a rule as a list of leaves, and how a place in the author's text is written. */
import * as Json from '../../../codec/json.ts'
import { type Condition, isGroup, type Node } from './schema.ts'

/** A condition, where it stands, and the ABI that it has or inherits from its group. */
export type Placed = { readonly leaf: Condition; readonly path: Json.Path; readonly abi: Condition['abi'] }

/** @returns The conditions of `nodes` in order, groups opened, each with the ABI that it has or inherits. */
export function leavesOf(nodes: readonly Node[], path: Json.Path, abi?: Condition['abi']): readonly Placed[] {
  return nodes.flatMap((node, i) => {
    const place = [...path, i]
    if (isGroup(node)) return leavesOf(node.group, [...place, 'group'], node.abi ?? abi)
    return [{ leaf: node, path: place, abi: node.abi ?? abi }]
  })
}

/** @returns The path as text, such as `rules[0].conditions[2]`. */
export function sourceOf(path: Json.Path): string {
  return Json.pathText(path)
}
