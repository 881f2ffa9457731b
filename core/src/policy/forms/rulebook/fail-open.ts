/** Sanctions that are taken as clear when nobody answers: refused, unless a list that is kept here stands beside. */
import type * as Json from '../../../codec/json.ts'
import { type Finding, rejection } from '../../finding.ts'
import { read as readExpression } from '../../language/read.ts'
import { asksList, assumptionsIn } from './mentions.ts'
import type { Rulebook } from './schema.ts'

const sanctions: ReadonlySet<string> = new Set(['ofac_check'])
const clear: ReadonlySet<string> = new Set(['CLEAR'])

/** @returns A rejection at each such condition. The rulebook's conditions can be read. */
export function failOpen(rulebook: Rulebook): readonly Finding[] {
  const lists = new Set(Object.keys(rulebook.lists ?? {}))
  const beside = 'a condition with `in` and a list in the same rule, or an `else` that is not clear'
  const inRules = rulebook.rules.flatMap(({ conditions }, i) => {
    const trees = conditions.map((condition) => readExpression(condition))
    if (trees.some((tree) => asksList(tree, lists))) return []
    const places = trees.flatMap((tree, j): Json.Path[] => (opens(tree) ? [['rules', i, 'conditions', j]] : []))
    return places.map((path) => rejection('fail_open', path, beside))
  })
  const inScopes = Object.entries(rulebook.counters ?? {}).flatMap(([name, { scope }]) =>
    scope !== undefined && opens(readExpression(scope))
      ? [rejection('fail_open', ['counters', name, 'scope'], 'an `else` that is not clear')]
      : [],
  )
  return [...inRules, ...inScopes]
}

function opens(tree: ReturnType<typeof readExpression>): boolean {
  return assumptionsIn(tree).some((mention) => {
    const called = 'call' in mention ? mention.call : mention.name.slice(mention.name.lastIndexOf('.') + 1)
    const assumed = mention.assume as { readonly word?: string; readonly text?: string }
    return sanctions.has(called) && clear.has(assumed.word ?? assumed.text ?? '')
  })
}
