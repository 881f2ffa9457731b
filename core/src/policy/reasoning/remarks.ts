/** Remarks on what a policy compiled to: rules that can never match, and rules that never decide since another always does before. */
import { type Finding, remark } from '../finding.ts'
import type { Policy, Step } from '../policy.ts'
import { covers, isNever, type Reasoned, reasoned } from './reasoning.ts'

/** A rule with the steps that it compiled to, which ask the same. `at` is where the first of them stands. */
export type Ruled = {
  readonly index: number
  readonly at: number
  readonly steps: readonly Step[]
  readonly told: Reasoned
}

/** So many pairs of rules are compared; of more rules than that, only the nearest. */
const mostPairs = 500_000

/** @returns A remark at each rule whose conditions no facts make true. */
export function neverTrue(rules: readonly Ruled[]): readonly Finding[] {
  return rules
    .filter(({ told }) => isNever(told))
    .map(({ index }) => remark('never_true', ['rules', index], 'conditions that some request meets'))
}

/** @returns A remark at each rule that another, which ends the walk before it comes to this one, always matches with it. */
export function shadowed(all: readonly Ruled[]): readonly Finding[] {
  const rules = all.filter(({ told }) => !isNever(told))
  const span = Math.max(16, Math.floor(mostPairs / Math.max(1, rules.length)))
  return rules.flatMap((rule, i) => {
    if (!rule.steps.every(({ fails }) => fails.verdict === 'continue')) return []
    const before = rules.slice(Math.max(0, i - span), i)
    const cover = before.find((one) => ends(one, rule) && covers(one.told, rule.told))
    if (cover === undefined) return []
    return [
      remark('shadowed_rule', ['rules', rule.index], `a rule before \`rules[${cover.index}]\`, or other conditions`),
    ]
  })
}

/** Whether the walk ends with `one` before it comes to the first step of `rule`. */
function ends({ steps, at }: Ruled, rule: Ruled): boolean {
  return steps.some(({ holds }, i) => holds.verdict !== 'continue' && at + i < rule.at)
}

/** @returns The rules in the order in which they are asked first, each taken apart once for all remarks. */
export function rulesOf({ steps }: Policy): readonly Ruled[] {
  const rules = new Map<number, { at: number; steps: Step[] }>()
  for (const [at, step] of steps.entries()) {
    const [, index] = /^rules\[(\d+)\]$/.exec(step.origin.path) ?? []
    if (index === undefined) continue
    const known = rules.get(Number(index))
    if (known === undefined) rules.set(Number(index), { at, steps: [step] })
    else known.steps.push(step)
  }
  return [...rules].map(([index, { at, steps: own }]) => ({ index, at, steps: own, told: reasoned(own[0]!.when) }))
}
