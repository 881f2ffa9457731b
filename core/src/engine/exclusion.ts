/** Why the index left steps out: by the first fact, in the order of their conditions, that has none of the values a step asks for. */
import type { Fact } from '../facts/fact.ts'
import { factToJson, type Printed } from '../facts/print.ts'
import { type Ask, type Numbers, numbersOf, type Selection, selected } from './selection.ts'
import type { Subject } from './subject.ts'

/** So many steps want another value of `fact` than `actual`, what the call has. */
export type Exclusion = { readonly fact: string; readonly actual: Printed; readonly steps: number }

/**
 * @returns The steps that the index leaves out, counted by fact; facts in the order in which steps first ask for them. Whoever has
 * the policy expands the counts: `explain` tests every step.
 */
export function exclusionsOf(selection: Selection, subject: Subject): readonly Exclusion[] {
  const { fields, asks } = selection
  const kept = new Set(selected(selection, subject))
  const own = fields.map((field) => numbersOf(field, subject))
  const counts = new Map<string, { readonly fact: Fact; steps: number }>()
  for (let at = 0; at < asks.length; at++) {
    if (kept.has(at)) continue
    const ask = asks[at]!.find((one) => excludes(one, own))
    // INVARIANT: what the tree leaves out asks for a number that the call does not have.
    const { name, read } = fields[ask!.field]!
    const known = counts.get(name)
    if (known === undefined) counts.set(name, { fact: read(subject), steps: 1 })
    else known.steps++
  }
  return [...counts].map(([fact, { fact: actual, steps }]) => ({ fact, actual: factToJson(actual), steps }))
}

function excludes({ field, numbers }: Ask, own: readonly Numbers[]): boolean {
  const having = own[field]!
  if (having === null) return false
  return typeof having === 'number' ? !numbers.includes(having) : !having.some((number) => numbers.includes(number))
}
