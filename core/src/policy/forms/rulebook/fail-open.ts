/** Sanctions that are taken as clear when nobody answers: refused, unless a list stands beside that is kept
 * fresh: one that the rulebook writes out is not. */
import type * as Json from '../../../codec/json.ts'
import { type Finding, rejection } from '../../finding.ts'
import type { Expression } from '../../language/expression.ts'
import { asksKeptList, assumptionsIn } from './mentions.ts'
import type { ConditionText, Rulebook } from './schema.ts'

const sanctions: ReadonlySet<string> = new Set(['ofac_check'])
const clear: ReadonlySet<string> = new Set(['CLEAR'])

/**
 * @param read - The tree of a condition, all of which can be read.
 * @returns A rejection at each such condition.
 */
export function failOpen(rulebook: Rulebook, read: (condition: ConditionText) => Expression): readonly Finding[] {
  const written = new Set(Object.keys(rulebook.lists ?? {}))
  const beside =
    'a condition with `in` in the same rule and a list that is kept fresh beside the policy, or an `else` that is not clear'
  const inRules = rulebook.rules.flatMap(({ conditions }, i) => {
    const trees = conditions.map(read)
    const places = trees.flatMap((tree, j): Json.Path[] => (opens(tree) ? [['rules', i, 'conditions', j]] : []))
    if (places.length === 0 || trees.some((tree) => asksKeptList(tree, written))) return []
    return places.map((path) => rejection('fail_open', path, beside))
  })
  const inScopes = Object.entries(rulebook.counters ?? {}).flatMap(([name, { scope }]) =>
    scope !== undefined && opens(read(scope))
      ? [rejection('fail_open', ['counters', name, 'scope'], 'an `else` that is not clear')]
      : [],
  )
  return [...inRules, ...inScopes]
}

function opens(tree: Expression): boolean {
  return assumptionsIn(tree).some((mention) => {
    const called = 'call' in mention ? mention.call : mention.name.slice(mention.name.lastIndexOf('.') + 1)
    const assumed = mention.assume as { readonly word?: string; readonly text?: string }
    return sanctions.has(called) && clear.has(assumed.word ?? assumed.text ?? '')
  })
}
