/** What is claimed of conditions is never contradicted by facts; and what people would see is seen. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bare } from '../../engine/kernel.fixture.ts'
import * as Outcome from '../../engine/outcome.ts'
import { subjectOf } from '../../engine/subject.ts'
import { test as testCondition } from '../../engine/truth.ts'
import { absent, type Fact, failed, notAsked } from '../../facts/fact.ts'
import type { Value } from '../../facts/value.ts'
import { runs } from '../../runs.fixture.ts'
import { and, type Condition, constant, fact, type Operand, or } from '../condition.ts'
import type { OperatorName } from '../operators.ts'
import { covers, isNever, reasoned } from './reasoning.ts'

const integer = (value: number): Value => ({ type: 'integer', value: BigInt(value) })
const text = (value: string): Value => ({ type: 'text', value })
const list = (...items: readonly Value[]): Value => ({ type: 'list', items })

/** A number, a text, a list, and one of which nobody knows the type. */
const names = ['transaction.gas', 'kind', 'issuers', 'operation.n'] as const
const numbers = fc.integer({ min: 0, max: 4 }).map(integer)
const texts = fc.constantFrom('a', 'b', 'c').map(text)
const scalars = fc.oneof(numbers, texts)
const literals = fc.constantFrom('0', '1', '2', 'a', 'b').map((word): Operand & { kind: 'literal' } => ({
  kind: 'literal',
  text: word,
  readings: /\d/.test(word) ? { integer: integer(Number(word)), text: text(word) } : { text: text(word) },
}))
const rights: Readonly<Record<'one' | 'list', fc.Arbitrary<Operand>>> = {
  one: fc.oneof(scalars.map(constant), literals, fc.constantFrom(...names).map(fact)),
  list: fc.oneof(
    fc.array(scalars, { maxLength: 3 }).map((items) => constant(list(...items))),
    fc.array(literals, { minLength: 1, maxLength: 3 }).map((items): Operand => ({ kind: 'literals', items })),
  ),
}
const lefts: fc.Arbitrary<Operand> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...names).map(fact) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...names).map(
      (name): Operand => ({
        kind: 'measured',
        of: fact(name),
        asset: fact('kind'),
        accepted: { type: 'list', items: [text('a')] },
      }),
    ),
  },
)
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  lefts.map((operand): Condition => ({ kind: 'exists', operand })),
  compare(['eq', 'neq', 'lt', 'lte', 'gt', 'gte'], rights.one),
  compare(['in', 'all'], rights.list),
)
const { tree: conditions } = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => and(...of)),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => or(...of)),
    tie('tree').map((of): Condition => ({ kind: 'not', of })),
    fc.record({
      kind: fc.constantFrom('every' as const, 'some' as const),
      over: fc.constant(fact('issuers')),
      holds: leaf,
    }),
  ),
}))

function compare(operators: readonly OperatorName[], right: fc.Arbitrary<Operand>): fc.Arbitrary<Condition> {
  return fc.record({
    kind: fc.constant('compare' as const),
    operator: fc.constantFrom(...operators),
    left: lefts,
    right,
  })
}

const single: fc.Arbitrary<Fact> = fc.oneof(
  { weight: 6, arbitrary: scalars },
  { weight: 1, arbitrary: fc.constantFrom<Fact>(absent, notAsked, failed('timeout')) },
)
const many: fc.Arbitrary<Fact> = fc.oneof(
  { weight: 2, arbitrary: single },
  { weight: 1, arbitrary: fc.array(texts, { maxLength: 3 }).map((items) => list(...items)) },
)
/** What the catalogue says to be no list is none. */
const worlds = fc.record({ 'transaction.gas': single, kind: single, issuers: many, 'operation.n': many })

function isTrue(condition: Condition, world: Readonly<Record<string, Fact>>): boolean {
  const source = (name: string) => world[name] ?? absent
  const decoded = { ...bare, facts: { ...bare.facts, ...world } }
  return testCondition(condition, subjectOf(decoded, decoded.calls[0]!, source)) === Outcome.TRUE
}

describe('reasoning', () => {
  it('never claims that a condition is never true which some facts make true', () => {
    let claimed = 0
    let held = 0
    fc.assert(
      fc.property(conditions, fc.array(worlds, { minLength: 5, maxLength: 5 }), (condition, five) => {
        const found = isNever(reasoned(condition))
        const isEver = five.some((world) => isTrue(condition, world))
        if (found) claimed++
        if (isEver) held++
        expect(found && isEver).toBe(false)
      }),
      { seed: 20_261_127, numRuns: runs(20_000) },
    )
    expect(claimed).toBeGreaterThan(runs(300))
    expect(held).toBeGreaterThan(runs(5000))
  })

  it('never claims that one condition covers another where facts make only the other true', () => {
    let claimed = 0
    let told = 0
    fc.assert(
      fc.property(conditions, conditions, fc.array(worlds, { minLength: 5, maxLength: 5 }), (a, b, five) => {
        for (const [wide, narrow] of [
          [a, b],
          [or(a, b), a],
          [a, and(a, b)],
        ] as const) {
          if (!covers(reasoned(wide), reasoned(narrow))) continue
          claimed++
          for (const world of five) {
            if (!isTrue(narrow, world)) continue
            told++
            expect(isTrue(wide, world)).toBe(true)
          }
        }
      }),
      { seed: 20_261_128, numRuns: runs(10_000) },
    )
    expect(claimed).toBeGreaterThan(runs(5000))
    expect(told).toBeGreaterThan(runs(5000))
  })

  const gas = (operator: OperatorName, value: number): Condition => ({
    kind: 'compare',
    operator,
    left: fact('transaction.gas'),
    right: constant(integer(value)),
  })
  const kind = (operator: 'in' | 'eq', ...values: readonly string[]): Condition => {
    const right = constant(operator === 'in' ? list(...values.map(text)) : text(values[0]!))
    return { kind: 'compare', operator, left: fact('kind'), right }
  }
  const not = (of: Condition): Condition => ({ kind: 'not', of })
  const there: Condition = { kind: 'exists', operand: fact('kind') }

  it.each<[string, Condition]>([
    ['an empty span', and(gas('gt', 5), gas('lt', 6))],
    ['two values at once', and(kind('eq', 'a'), kind('eq', 'b'))],
    ['lists without a common member', and(kind('in', 'a', 'b'), kind('in', 'c'))],
    ['a list less all its members', and(kind('in', 'a', 'b'), not(kind('in', 'a', 'b', 'c')))],
    ['what is there and is not', and(there, not(there))],
    ['a comparison of what is not there', and(kind('eq', 'a'), not(there))],
    ['both ways of an alternative', and(or(gas('lt', 2), gas('gt', 8)), gas('gte', 2), gas('lte', 8))],
    ['a list without members', kind('in')],
  ])('sees that %s is never true', (_, condition) => {
    expect(isNever(reasoned(condition))).toBe(true)
  })

  it.each<[string, Condition, Condition]>([
    ['a wider span', gas('lte', 10), and(gas('lte', 9), gas('gte', 3))],
    ['a longer list', kind('in', 'a', 'b', 'c'), kind('in', 'a', 'c')],
    ['fewer conditions', kind('eq', 'a'), and(gas('gt', 3), kind('eq', 'a'))],
    ['a list that leaves others out', not(kind('eq', 'x')), kind('in', 'a', 'b')],
    ['existence', there, kind('eq', 'a')],
    ['either of two', or(kind('eq', 'a'), kind('eq', 'b')), kind('in', 'a')],
  ])('sees that %s covers, and not the other way round', (_, wide, narrow) => {
    expect(covers(reasoned(wide), reasoned(narrow))).toBe(true)
    expect(covers(reasoned(narrow), reasoned(wide))).toBe(false)
  })
})
