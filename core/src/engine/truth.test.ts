/** What keeps a condition from being known, and how literals are read beside lists. */
import { describe, expect, it } from 'vitest'
import { sourceOf } from '../facts/call.ts'
import { absent, type Fact, failed } from '../facts/fact.ts'
import { type Condition, constant, fact, type Operand } from '../policy/condition.ts'
import { bare, integer } from './kernel.fixture.ts'
import * as Outcome from './outcome.ts'
import { subjectOf } from './subject.ts'
import { test, unknownIn } from './truth.ts'

type Literal = Operand & { kind: 'literal' }
const one: Literal = { kind: 'literal', readings: { integer: integer(1) }, text: '1' }
const subject = (facts: Readonly<Record<string, Fact>>) => subjectOf(bare, bare.calls[0]!, sourceOf(facts))
const compare = (operator: 'eq' | 'neq' | 'in' | 'all', left: Operand, right: Operand): Condition => ({
  kind: 'compare',
  operator,
  left,
  right,
})

describe('why a comparison is not known', () => {
  const equal = compare('eq', fact('a'), fact('b'))

  it.each<[string, Readonly<Record<string, Fact>>, object | null]>([
    ['its left side was not asked', { b: integer(1) }, { fact: 'a', cause: 'not_asked' }],
    ['its right side was not asked', { a: integer(1) }, { fact: 'b', cause: 'not_asked' }],
    ['its right side failed', { a: integer(1), b: failed('timeout') }, { fact: 'b', cause: 'timeout' }],
    ['its right side is absent', { a: integer(1), b: absent }, { fact: 'b', cause: 'absent' }],
    ['neither is there: the left is named', {}, { fact: 'a', cause: 'not_asked' }],
    ['the types differ', { a: integer(1), b: { type: 'text', value: '1' } }, { fact: 'a', cause: 'type_mismatch' }],
    ['nothing keeps it', { a: integer(1), b: integer(2) }, null],
  ])('%s', (_, facts, expected) => {
    expect(unknownIn(equal, subject(facts))).toEqual(expected)
  })

  it('names the left side where a literal cannot be read as its type', () => {
    const facts = { a: { type: 'boolean', value: true } } as const
    expect(unknownIn(compare('eq', fact('a'), one), subject(facts))).toEqual({ fact: 'a', cause: 'type_mismatch' })
  })
})

describe('an empty list', () => {
  const empty = constant({ type: 'list', items: [] })
  const ones: Operand = { kind: 'literals', items: [one] }

  it.each<['eq' | 'neq' | 'in' | 'all', Operand, Outcome.Outcome]>([
    ['in', ones, Outcome.FALSE],
    ['all', ones, Outcome.FALSE],
    ['eq', ones, Outcome.FALSE],
    ['neq', ones, Outcome.TRUE],
    ['eq', { kind: 'literals', items: [] }, Outcome.TRUE],
    ['eq', one, Outcome.NOT_KNOWN],
  ])('%s', (operator, right, expected) => {
    expect(test(compare(operator, empty, right), subject({}))).toBe(expected)
  })
})
