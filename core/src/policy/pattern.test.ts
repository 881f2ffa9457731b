/** Patterns, against regular expressions and in time. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../runs.fixture.ts'
import { matches } from './pattern.ts'

const seed = 20_261_127

describe('a pattern', () => {
  it.each([
    ['', '', true],
    ['a', '', false],
    ['', '*', true],
    ['', '**', true],
    ['', '?', false],
    ['Uniswap', 'Uni*', true],
    ['My Uniswap', 'Uni*', false],
    ['uniswap', 'Uni*', false],
    ['ab', 'a*b', true],
    ['a', 'a*a', false],
    ['aa', 'a*a', true],
    ['abcbd', 'a*b?', true],
    ['abc', '?b?', true],
    ['a😀c', 'a?c', true],
    ['a😀c', 'a??c', false],
    ['a?c', 'a?c', true],
    ['line\nline', '*\n*', true],
    ['aXbYc', '*X*Y*', true],
    ['aYbXc', '*X*Y*', false],
    ['aab', '*ab*', true],
    ['xaab', '*?ab', true],
    ['.*', '.*', true],
    ['ab', '.*', false],
  ])('%j matches %j: %s', (text, pattern, expected) => {
    expect(matches(text, pattern)).toBe(expected)
  })

  it('is found where a regular expression finds it, also in pieces of more than 32 characters', () => {
    const texts = (length: number) => fc.string({ unit: fc.constantFrom('a', 'b', '😀', '?'), maxLength: length })
    const patterns = fc.array(fc.constantFrom('a', 'b', 'a', 'b', '?', '?', '*', 'ab'.repeat(20), `${'a'.repeat(40)}?`))
    let found = 0
    fc.assert(
      fc.property(texts(12), patterns, fc.boolean(), (text, parts, stretched) => {
        const pattern = parts.slice(0, 8).join('')
        const whole = stretched
          ? parts.map((part) => (part === '*' || part === '?' ? text.slice(0, 3) : part)).join('')
          : text
        const expected = new RegExp(`^${pattern.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`, 'u').test(whole)
        if (expected) found++
        expect(matches(whole, pattern)).toBe(expected)
      }),
      { seed, numRuns: runs(20_000) },
    )
    expect(found).toBeGreaterThan(runs(2000))
  })

  it.each([
    ['plain pieces', `*${'a'.repeat(500)}b*`],
    ['many pieces', '*ab'.repeat(150)],
    ['pieces with `?`', `*?${'a'.repeat(500)}b*`],
  ])('takes time in proportion to the text: %s', (_, pattern) => {
    const time = (length: number) => {
      const text = 'a'.repeat(length)
      return Math.min(...Array.from({ length: 5 }, () => timed(() => matches(text, pattern))))
    }
    time(1000)
    expect(time(160_000) / time(20_000)).toBeLessThan(24)
    expect(time(160_000)).toBeLessThan(400)
  })
})

function timed(run: () => void): number {
  const start = performance.now()
  run()
  return performance.now() - start
}
