/** What `decide --explain` prints of an example, for people and for programs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { decide, decideOptions } from './decide.ts'
import { readOptions } from './options.ts'

const folder = mkdtempSync(join(tmpdir(), 'explain-'))
afterAll(() => rmSync(folder, { recursive: true }))

const example = fileURLToPath(new URL('../../../examples/05-treasury-rulebook/', import.meta.url))
const requests = readFileSync(`${example}requests.jsonl`, 'utf8').split('\n')

function explained(requestId: string, ...options: readonly string[]): readonly string[] {
  const file = join(folder, 'request.jsonl')
  writeFileSync(file, requests.find((line) => line.includes(`"${requestId}"`))!)
  const given = ['policy', 'key', 'facts'].flatMap((name) => [`--${name}`, `${example}${name}.json`])
  const who = ['--with', `${example}tokens.json`, '--issuer', 'UserId:dana', '--role', 'OPERATOR']
  const lines: string[] = []
  const now = ['--now', '2026-11-20T09:00:00Z']
  decide(readOptions([...given, ...who, ...now, ...options, '--explain', file], decideOptions), (line) =>
    lines.push(...line.split('\n')),
  )
  return lines
}

describe('--explain', () => {
  it('tells of each rule how it came out and by what, what nobody looked at, and what would have been allowed', () => {
    const lines = explained('pay-new-over')
    const from = lines.indexOf('pay-new-over: deny')
    expect(lines[from + 1]).toMatch(/^ {2}pol_[0-9a-f]{16}, transfer {2}1,000\.000001 USDC {2}to 0x3e7863…fec9$/)
    expect(lines).toContain('    no   Never above 250,000   token USDC is on the list')
    expect(lines).toContain('                               amount 1,000.000001 USDC is not above 250,000 USDC')
    const payee = lines.findIndex((line) => line.startsWith('    no   New payee'))
    expect(lines.slice(payee, payee + 5)).toEqual([
      '    no   New payee             role `OPERATOR` is on the list',
      '                               recipient 0x3e7863…fec9 is not on the list',
      '                               is_contract(recipient) is false',
      '                               token USDC is on the list',
      '                               amount 1,000.000001 USDC is above 1,000 USDC',
    ])
    expect(lines).toContain(
      '  closest: New payee, but amount 1,000.000001 USDC is above 1,000 USDC; at most 1,000 USDC passes',
    )
  })

  it('says of what is not known why, without guessing a change', () => {
    const lines = explained('pay-timeout')
    expect(lines).toContain('    ?    High risk             chainalysis_risk_score(recipient) is not known: timeout')
    expect(lines.filter((line) => line.startsWith('  closest:'))).toEqual([])
  })

  it('gives programs the whole trace and the nearest change', () => {
    const [line] = explained('pay-new-over', '--json')
    const { trace, nearest } = JSON.parse(line!)
    expect(trace[0].excluded).toEqual([])
    expect(nearest).toEqual([expect.objectContaining({ rule: 'new', most: { 'asset.amount': '1000000000' } })])
  })
})
