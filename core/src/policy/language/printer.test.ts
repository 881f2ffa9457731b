import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../runs.fixture.ts'
import { cases, expression } from './expression.fixture.ts'
import type { Expression } from './expression.ts'
import { parse } from './parser.ts'
import { print } from './printer.ts'

const seed = 20_261_120

describe('the canonical text', () => {
  it.each(cases<{ tree: Expression; canonical: string }>('conditions'))('is $canonical', ({ tree, canonical }) => {
    expect(print(tree)).toBe(canonical)
    expect(print(parse(canonical))).toBe(canonical)
  })

  it('is always read as the same tree, and written again as the same text', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const text = print(tree)
        const again = parse(text)
        expect(again).toEqual(tree)
        expect(print(again)).toBe(text)
      }),
      { seed, numRuns: runs(5000) },
    )
  })

  it('never has a pair of parentheses that could go', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const text = print(tree)
        for (const [open, close] of pairs(text)) {
          const without = `${text.slice(0, open)} ${text.slice(open + 1, close)} ${text.slice(close + 1)}`
          expect(same(without, tree), `${text} without the pair at ${open}`).toBe(false)
        }
      }),
      { seed, numRuns: runs(3000) },
    )
  })
})

function same(text: string, tree: Expression): boolean {
  try {
    expect(parse(text)).toEqual(tree)
    return true
  } catch {
    return false
  }
}

/** Where parentheses open and close, outside quotes. */
function pairs(text: string): [number, number][] {
  const open: number[] = []
  const found: [number, number][] = []
  const masked = text.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => '.'.repeat(quoted.length))
  for (let i = 0; i < masked.length; i++) {
    if (masked[i] === '(') open.push(i)
    if (masked[i] === ')') found.push([open.pop()!, i])
  }
  return found
}
