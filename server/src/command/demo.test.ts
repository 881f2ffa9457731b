/** What a newcomer sees first: the demo, in wide and in narrow terminals, and as JSON lines. */
import { readdirSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { demo, demoOptions } from './demo.ts'
import { readOptions } from './options.ts'

afterEach(() => {
  delete process.env['COLUMNS']
})

function shown(columns: number, ...argv: string[]): readonly string[] {
  process.env['COLUMNS'] = String(columns)
  const lines: string[] = []
  const code = demo(readOptions(argv, demoOptions), (line) => lines.push(...line.split('\n')))
  expect(code).toBe(0)
  return lines
}

describe('demo', () => {
  it.each([140, 120, 100])('fits a terminal of %d columns', (columns) => {
    const lines = shown(columns)
    expect(lines.filter((line) => [...line].length > columns)).toEqual([])
    expect(lines.every((line) => line === line.trimEnd())).toBe(true)
  })

  it('prints the same whenever it runs', () => {
    expect(shown(140)).toEqual(shown(140))
  })

  it('shows who asks, what, how much, to whom, the decision and its rule where there is room', () => {
    expect(
      shown(140)
        .find((line) => line.startsWith('REQUEST'))
        ?.split(/ {2,}/),
    ).toEqual(['REQUEST', 'WHO', 'WHAT', 'HOW MUCH', 'TO', 'DECISION', 'RULE'])
  })

  it('gives a reason under every request that is denied, and under no other', () => {
    const lines = shown(140)
    const rows = lines.flatMap((line, i) =>
      / {2}(allow|deny) {5,}/.test(line) ? [[line, lines[i + 1]!] as const] : [],
    )
    expect(rows.length).toBeGreaterThan(70)
    for (const [line, next] of rows) expect(next.startsWith('  └ ')).toBe(/ {2}deny {5}/.test(line))
  })

  it('names the rule in a narrow terminal too', () => {
    const lines = shown(100)
    const at = lines.findIndex((line) => line.startsWith('pay-blocked-vendor'))
    expect(lines[at + 1]).toMatch(/^ {2}└ Blocked addresses: recipient 0x[0-9a-f]{6}…[0-9a-f]{4} is on the list$/)
  })

  it('says what a payment lacks when no rule allows it', () => {
    const lines = shown(140)
    const under = (id: string) => lines[lines.findIndex((line) => line.startsWith(`${id} `)) + 1]
    expect(under('pay-hosting-over-cap')).toBe(
      '  └ amount 5,000.000001 USDC is above 5,000 USDC (closest: Vendors in stablecoins)',
    )
    expect(under('pay-hosting-4')).toContain('total of vendor-day 12,000.000001 USDC is above 12,000 USDC')
    expect(under('permit-unlimited')).toBe('  └ value 2^256 − 1 is at least 2^128')
    expect(under('ether-with-tokens')).toBe('  └ no rule is about such a call that also sends native value')
    expect(under('delegate-account')).toContain('call 2 of 2, delegate account (EIP-7702)')
  })

  it('says what a held payment waits for', () => {
    const lines = shown(140)
    const under = (id: string) => lines[lines.findIndex((line) => line.startsWith(`${id} `)) + 1]
    expect(under('pay-above-tier')).toBe('  └ needs 2 approvals of role:treasurer or role:cfo')
    expect(under('pay-above-large')).toBe('  └ needs a delay of 1 day, and 2 approvals of role:treasurer or role:cfo')
    expect(under('pay-ether')).toBe('  └ token ETH is not on the list')
    expect(under('night-1')).toBe('  └ needs 1 approval of anybody who may approve')
  })

  it('ends with two lines that say where to go next', () => {
    const [readme, help] = shown(140).slice(-2)
    expect(readme).toContain('README.md')
    expect(help).toContain('decide --help')
  })

  it('prints one JSON line for each request, with the folder and the file', () => {
    const lines = shown(140, '--json').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(new Set(lines.map(({ example }) => example))).toEqual(
      new Set(readdirSync(new URL('../../../examples/', import.meta.url)).filter((name) => /^[0-9]{2}-/.test(name))),
    )
    expect(lines.every(({ file, decision }) => typeof file === 'string' && typeof decision === 'string')).toBe(true)
    expect(lines.filter(({ requestId }) => requestId === 'pay-hosting').map(({ decision }) => decision)).toEqual([
      'allow',
      'deny',
    ])
  })
})
