/** Counts and sums over lists and over the calls of a request, and what makes them absent, failed or not asked. */
import { describe, expect, it } from 'vitest'
import { type Decoded, type Facts, sourceOf } from '../facts/call.ts'
import { absent, type Fact, failed, notAsked } from '../facts/fact.ts'
import type { Value } from '../facts/value.ts'
import { always, type Condition, constant, fact, type Operand } from '../policy/condition.ts'
import { bare, integer } from './kernel.fixture.ts'
import { nameOf, resolve, subjectOf, unaskedIn } from './subject.ts'

const item: Operand = { kind: 'item' }
const score: Operand = { kind: 'about', name: 'score.of', argument: item }
const above = (left: Operand, least: number): Condition => ({
  kind: 'compare',
  operator: 'gt',
  left,
  right: constant(integer(least)),
})
const count = (where: Condition = always, over = fact('list')): Operand => ({ kind: 'count', over, where })
const sum = (total: Operand, where: Condition = always, over = fact('list')): Operand => ({
  kind: 'sum',
  total,
  over,
  where,
})
const listOf = (...items: Value[]): Value => ({ type: 'list', items })
const numbers = listOf(integer(1), integer(2), integer(3))

function read(operand: Operand, facts: Facts, decoded: Decoded = bare) {
  const subject = subjectOf(decoded, decoded.calls[0]!, sourceOf(facts))
  return { fact: resolve(operand, subject), needs: unaskedIn(operand, subject) }
}

describe('a count', () => {
  it.each([
    ['counts the items that satisfy the condition', count(above(item, 1)), numbers, integer(2)],
    ['is 0 where none of the items does', count(above(item, 3)), numbers, integer(0)],
    ['counts all without a condition', count(), numbers, integer(3)],
    ['is absent for an empty list, so that it is below no bound', count(), listOf(), absent],
    ['is absent where the list is', count(), absent, absent],
    ['has failed where the list has', count(), failed('timeout'), failed('timeout')],
    ['is of a list only', count(), integer(3), failed('type_mismatch')],
    ['has failed where one item is not known for good', count(above(score, 1)), numbers, failed('timeout')],
  ])('%s', (_, operand, list, expected) => {
    const facts = { list, 'score.of(integer:1)': integer(9), 'score.of(integer:2)': failed('timeout') }
    expect(read(operand, facts)).toEqual({ fact: expected, needs: [] })
  })

  it('needs what is not known of its items, and nothing once one has failed', () => {
    const facts: Record<string, Fact> = { list: numbers, 'score.of(integer:2)': integer(0) }
    const open = read(count(above(score, 1)), facts)
    expect(open).toEqual({ fact: notAsked, needs: ['score.of(integer:1)', 'score.of(integer:3)'] })
    const over = read(count(above(score, 1)), { ...facts, 'score.of(integer:3)': failed('timeout') })
    expect(over).toEqual({ fact: failed('timeout'), needs: [] })
    expect(read(count(), {})).toEqual({ fact: notAsked, needs: ['list'] })
  })
})

describe('a sum', () => {
  it.each([
    ['adds the items that satisfy the condition', sum(item, above(item, 1)), integer(5)],
    ['is absent where none does', sum(item, above(item, 3)), absent],
    ['has failed where one of them has no amount', sum(score), failed('absent')],
    ['does not ask what those have that are left out', sum(score, above(item, 1)), integer(7)],
    ['adds whole numbers only', sum(constant({ type: 'text', value: '1' })), failed('type_mismatch')],
  ])('%s', (_, operand, expected) => {
    const facts = {
      list: numbers,
      'score.of(integer:1)': absent,
      'score.of(integer:2)': integer(3),
      'score.of(integer:3)': integer(4),
    }
    expect(read(operand, facts)).toEqual({ fact: expected, needs: [] })
  })

  it('is of items that are alike, where it must be', () => {
    const alike: Operand = { ...(sum(constant(integer(1))) as Operand & { kind: 'sum' }), alike: score }
    const facts = (a: Fact, b: Fact) => ({
      list: listOf(integer(1), integer(2)),
      'score.of(integer:1)': a,
      'score.of(integer:2)': b,
    })
    expect(read(alike, facts(integer(7), integer(7))).fact).toEqual(integer(2))
    expect(read(alike, facts(integer(7), integer(8))).fact).toEqual(failed('unit_mismatch'))
    expect(read(alike, facts(integer(7), absent)).fact).toEqual(failed('absent'))
    expect(read(alike, { list: listOf(integer(1)) })).toEqual({ fact: notAsked, needs: ['score.of(integer:1)'] })
  })

  it('is exact beyond what a floating number holds', () => {
    const large: Value = { type: 'integer', value: 2n ** 255n + 1n }
    expect(read(sum(item), { list: listOf(large, large) }).fact).toEqual({ type: 'integer', value: 2n ** 256n + 2n })
  })

  it('needs both whether an item counts, and for how much', () => {
    const where: Condition = { kind: 'compare', operator: 'eq', left: fact('wanted'), right: item }
    expect(read(sum(score, where), { list: listOf(integer(1)) }).needs).toEqual(['wanted', 'score.of(integer:1)'])
  })
})

describe('calls', () => {
  const call = (index: number, facts: Facts) => ({ ...bare.calls[0]!, index, facts })
  const decoded = {
    ...bare,
    calls: [
      call(0, { amount: integer(1) }),
      { ...call(1, { amount: integer(50) }), judged: false },
      call(2, { amount: integer(2) }),
    ],
  }
  const calls: Operand = { kind: 'calls' }
  const amount: Operand = { kind: 'ofCall', of: fact('amount') }

  it('are those that policies judge', () => {
    expect(read(count(always, calls), {}, decoded).fact).toEqual(integer(2))
    expect(read(sum(amount, always, calls), {}, decoded).fact).toEqual(integer(3))
    expect(read(sum(amount, above(amount, 1), calls), {}, decoded).fact).toEqual(integer(2))
  })

  it('are each asked for their own', () => {
    const own: Operand = { kind: 'ofCall', of: { kind: 'about', name: 'score.of', argument: fact('amount') } }
    const needs = ['score.of(integer:1)', 'score.of(integer:2)']
    expect(read(sum(own, always, calls), {}, decoded)).toEqual({ fact: notAsked, needs })
  })

  it('are at most 256, since each of them may be judged by all', () => {
    const many = (count: number) => ({ ...bare, calls: Array.from({ length: count }, (_, i) => call(i, {})) })
    expect(read(count(always, calls), {}, many(256)).fact).toEqual(integer(256))
    expect(read(count(always, calls), {}, many(257)).fact).toEqual(failed('too_many'))
  })

  it('are looked at from a place only', () => {
    expect(read(amount, {}, decoded).fact).toEqual(failed('type_mismatch'))
    expect(read(sum(amount), { list: listOf(integer(1)) }, decoded).fact).toEqual(failed('type_mismatch'))
  })
})

describe('the first', () => {
  const first: Operand = { kind: 'first', of: [fact('a'), fact('b')] }
  it.each([
    [{ a: absent, b: integer(2) }, integer(2), []],
    [{ a: integer(1), b: integer(2) }, integer(1), []],
    [{ a: integer(1) }, integer(1), []],
    [{ a: failed('timeout'), b: integer(2) }, failed('timeout'), []],
    [{ b: integer(2) }, notAsked, ['a']],
    [{ a: absent }, notAsked, ['b']],
    [{ a: absent, b: absent }, absent, []],
  ])('of %o is %o', (facts, expected, needs) => {
    expect(read(first, facts as Facts)).toEqual({ fact: expected, needs })
  })
})

describe('what is given', () => {
  const given: Operand = { kind: 'given', that: fact('a'), of: fact('b') }
  it.each([
    [{ a: integer(1), b: integer(2) }, integer(2), []],
    [{ a: integer(1) }, notAsked, ['b']],
    [{ a: absent }, absent, []],
    [{ a: failed('timeout') }, failed('timeout'), []],
    [{ b: integer(2) }, notAsked, ['a']],
  ])('with %o is %o', (facts, expected, needs) => {
    expect(read(given, facts as Facts)).toEqual({ fact: expected, needs })
  })
})

it('is named as it is written', () => {
  const first: Operand = { kind: 'first', of: [sum(fact('amount')), fact('b')] }
  expect(nameOf(first)).toBe('first(sum(amount of list), b)')
  expect(nameOf(count())).toBe('count(list)')
})
