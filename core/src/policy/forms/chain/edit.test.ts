/** Operations on a chain text: what they change, what they leave, and what they refuse. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Code } from '../../../codes.ts'
import { InputError } from '../../../input-error.ts'
import { alice, token } from './chain.fixture.ts'
import { add, list, remove, reorder } from './edit.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
const spot = { chain: 'eip155:1', address: token, selector: '0xa9059cbb' } as const

function textOf(linked: readonly string[]): string {
  const policies = Object.fromEntries(names.map((name) => [name, { kind: 'max', max: '1' }]))
  const link = (policy: string) => ({ policy, parameters: ['amount'] })
  const functions = [
    { function: 'burn(uint256 amount)', links: [link('a')] },
    { function: 'transfer(address to, uint256 amount)', links: linked.map(link) },
  ]
  const targets = [
    { chain: 'eip155:10', address: token, default: 'deny', functions: [] },
    { chain: 'eip155:1', address: token, default: 'deny', functions },
  ]
  return JSON.stringify({ form: 'chain', version: '1.0', policies, targets })
}

const linked = (text: string) => list(text, spot).map(({ policy }) => policy)
const link = (policy: string) => ({ policy, parameters: ['amount'] })

function refusal(act: () => unknown): Code | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof InputError) return error.code
    throw error
  }
}

describe('add', () => {
  it.each([
    [undefined, ['a', 'b', 'c']],
    [0, ['c', 'a', 'b']],
    [1, ['a', 'c', 'b']],
    [2, ['a', 'b', 'c']],
  ] as const)('at %s', (position, order) => {
    const after = add(textOf(['a', 'b']), spot, link('c'), position)
    expect(linked(after)).toEqual(order)
    expect(list(after, { ...spot, selector: '0x42966c68' })).toEqual([link('a')])
  })

  it.each([
    ['a position past the end', 'out_of_range', () => add(textOf(['a', 'b']), spot, link('c'), 3)],
    ['a position before the beginning', 'out_of_range', () => add(textOf(['a']), spot, link('c'), -1)],
    ['a position between two', 'out_of_range', () => add(textOf(['a']), spot, link('c'), 0.5)],
    ['a policy that is linked already', 'duplicate_item', () => add(textOf(['a']), spot, link('a'))],
    ['a policy that is not configured', 'unknown_name', () => add(textOf(['a']), spot, link('z'))],
    ['a ninth link', 'too_long', () => add(textOf(names.slice(0, 8)), spot, link('i'))],
    ['a parameter that is none', 'unknown_name', () => add(textOf([]), spot, { policy: 'a', parameters: ['usd'] })],
    ['another function', 'absent_link', () => add(textOf(['a']), { ...spot, selector: '0x00000000' }, link('b'))],
    ['another target', 'absent_link', () => add(textOf(['a']), { ...spot, address: alice }, link('b'))],
    ['another chain', 'absent_link', () => add(textOf(['a']), { ...spot, chain: 'eip155:2' }, link('b'))],
    [
      'a target on a chain where it has no function',
      'absent_link',
      () => add(textOf([]), { ...spot, chain: 'eip155:10' }, link('b')),
    ],
    ['a document', 'missing_field', () => add('{"version":"1.0"}', spot, link('b'))],
  ] as const)('refuses %s', (_, code, act) => {
    expect(refusal(act)).toBe(code)
  })

  it('takes an eighth link', () => {
    expect(linked(add(textOf(names.slice(0, 7)), spot, link('h')))).toEqual(names.slice(0, 8))
  })
})

describe('remove', () => {
  it('leaves the others in their order', () => {
    expect(linked(remove(textOf(['a', 'b', 'c']), spot, 'b'))).toEqual(['a', 'c'])
  })

  it('refuses a link that is not there', () => {
    expect(refusal(() => remove(textOf(['a']), spot, 'b'))).toBe('absent_link')
    expect(refusal(() => remove(textOf([]), spot, 'b'))).toBe('absent_link')
  })
})

describe('reorder', () => {
  it('puts every link where the order has it, whatever the order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 0, maxLength: 8 }), fc.nat(), (start, turn) => {
        const order = start.toSorted((a, b) => ((a.charCodeAt(0) * turn) % 11) - ((b.charCodeAt(0) * turn) % 11))
        expect(linked(reorder(textOf(start), spot, order))).toEqual(order)
      }),
      { seed: 20_261_120, numRuns: 100 },
    )
  })

  it.each([
    ['an order that leaves a link out', 'missing_field', ['a', 'b']],
    ['an order with a link that is not there', 'absent_link', ['a', 'b', 'c', 'd']],
    ['an order with a link twice', 'duplicate_item', ['a', 'b', 'c', 'a']],
  ] as const)('refuses %s', (_, code, order) => {
    expect(refusal(() => reorder(textOf(['a', 'b', 'c']), spot, order))).toBe(code)
  })
})

it('adding what was removed, where it was, gives the same chain again', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(names, { minLength: 1, maxLength: 8 }), fc.nat(7), (start, pick) => {
      const at = pick % start.length
      const text = textOf(start)
      const [gone] = list(text, spot).slice(at)
      expect(linked(add(remove(text, spot, gone!.policy), spot, gone!, at))).toEqual(start)
    }),
    { seed: 20_261_120, numRuns: 100 },
  )
})
