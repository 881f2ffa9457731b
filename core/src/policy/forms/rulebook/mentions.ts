/** What a condition speaks of: every name, list and unit in its tree, for those who remark on it. */
import type { Expression, Mention, Term } from '../../language/expression.ts'
import { isMention } from '../../language/expression.ts'

type Node = Readonly<Record<string, unknown>>

/** @returns Every node of the tree, the outermost first. */
export function nodesOf(root: Expression | Term): readonly Node[] {
  const found: Node[] = []
  const pending: unknown[] = [root]
  while (pending.length > 0) {
    const next = pending.pop()
    if (typeof next !== 'object' || next === null) continue
    if (!Array.isArray(next)) found.push(next as Node)
    pending.push(...Object.values(next).reverse())
  }
  return found
}

/** @returns The names of facts, values, lists and counters that the tree speaks of. */
export function namesIn(root: Expression | Term): readonly string[] {
  return nodesOf(root).flatMap(({ name, call, list }) => [name, call, list].filter((one) => typeof one === 'string'))
}

/** @returns The symbols that the tree uses: units of numbers, and words and texts that may be tokens. */
export function symbolsIn(root: Expression | Term): readonly string[] {
  return nodesOf(root).flatMap(({ unit, word, text, address }) =>
    [unit, word, text, address].filter((one) => typeof one === 'string'),
  )
}

/** @returns Whether the tree asks for membership of a named list that is none of `written`, which nobody keeps fresh. */
export function asksKeptList(root: Expression | Term, written: ReadonlySet<string>): boolean {
  return nodesOf(root).some(({ operator, right }) => {
    if (operator !== 'in' || typeof right !== 'object' || right === null) return false
    return 'list' in right && !written.has(String(right.list))
  })
}

/** @returns The mentions for which something is assumed. */
export function assumptionsIn(root: Expression | Term): readonly (Mention & { readonly assume: object })[] {
  return nodesOf(root).filter((node) => 'assume' in node && isMention(node as never)) as never
}

/** Names that say to whom, or to what, a call goes. */
export const destinations =
  /^(recipient|target|spender|program|instruction|operation|message|args|item|spl|typedData)(\.|$)/
