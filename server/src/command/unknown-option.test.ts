/** A misspelt option is answered with the one that was meant. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideOptions } from './decide.ts'
import { readOptions } from './options.ts'
import { unknownOption } from './unknown-option.ts'
import { UsageError } from './usage.ts'

const messageOf = (...argv: readonly string[]) => {
  try {
    readOptions(argv, decideOptions)
    return null
  } catch (error) {
    return error instanceof UsageError ? error.message : error
  }
}

describe('an unknown option', () => {
  it.each([
    ['--polcy', '--policy'],
    ['--polices', '--policy'],
    ['--policies', '--policy'],
    ['--isseur', '--issuer'],
    ['--jsn', '--json'],
    ['--Json', '--json'],
    ['--no-polic', '--no-policy'],
    ['--nwo', '--now'],
  ])('%s is answered with %s', (option, meant) => {
    expect(messageOf(option, 'x')).toBe(`unknown option \`${option}\`: did you mean \`${meant}\`?`)
  })

  it.each(['--colour', '-x', '--toString', '--__proto__'])('%s, like no other, with all there are', (option) => {
    expect(messageOf(option)).toMatch(new RegExp(`^unknown option \`${option}\`: there are --policy, .*--help$`))
  })

  it('with a value is named without it', () => {
    expect(messageOf('--jsom=1')).toBe('unknown option `--jsom`: did you mean `--json`?')
  })

  it('one letter away from a known one of four or more is answered with that, or one as near', () => {
    const names = ['policy', 'issuer', 'facts', 'strict']
    const law = fc.property(
      fc.constantFrom(...names),
      fc.nat(),
      fc.constantFrom(...'bdjkmvwxz'),
      (name, at, letter) => {
        const i = at % (name.length + 1)
        for (const misspelt of [
          name.slice(0, i) + letter + name.slice(i),
          name.slice(0, i) + letter + name.slice(i + 1),
        ])
          if (misspelt !== name) expect(unknownOption(`--${misspelt}`, names)).toContain(`did you mean \`--${name}\`?`)
      },
    )
    fc.assert(law, { seed: 20_261_123 })
  })
})
