/** What `portcullis check` prints, for people and for programs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { check, checkOptions } from './check.ts'
import { readOptions } from './options.ts'

const folder = mkdtempSync(join(tmpdir(), 'check-'))
afterAll(() => rmSync(folder, { recursive: true }))

const sound = {
  version: '1.0',
  rules: [
    {
      issuer: [{ type: '*', id: '*' }],
      action: 'deny',
      chain_type: 'ethereum',
      conditions: [{ transaction_type: 'eip191', transaction_attr: 'message', operator: 'eq', value: 'Log in' }],
    },
  ],
}

function checked(policy: object, ...options: string[]): { exit: number; lines: string[] } {
  const file = join(folder, 'policy.json')
  writeFileSync(file, JSON.stringify(policy))
  const lines: string[] = []
  const exit = check(readOptions([...options, file], checkOptions), (line) => lines.push(line.replaceAll(folder, '')))
  return { exit, lines }
}

describe('check', () => {
  it('says that a sound policy is sound, and exits with 0', () => {
    expect(checked(sound)).toEqual({ exit: 0, lines: ['/policy.json: sound'] })
  })

  it('names code, place and what was expected of a rejection, and exits with 1', () => {
    const { exit, lines } = checked({ ...sound, rules: [{ ...sound.rules[0], action: 'alow' }] })
    expect(exit).toBe(1)
    expect(lines).toEqual([
      '/policy.json:1:70: rejected unknown_enum at rules[0].action: a word that is not known here; expected one of allow, deny, came `alow`',
      '/policy.json: 1 rejected',
    ])
  })

  it.each([[], ['--json']])('lets no text of a policy forge a line or move the cursor %s', (...options) => {
    const action = 'allow\u001b[2J\npolicy.json: sound\u009b\u202e'
    const { lines } = checked({ ...sound, rules: [{ ...sound.rules[0], action }] }, ...options)
    expect(lines.join('|')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(lines[0]).toContain('unknown_enum')
  })

  it('tells where rules are enforced, when not all are off-chain', () => {
    const rule = (id: string, enforcement?: string) => ({
      id,
      priority: 1,
      conditions: [`chain == "eip155:1" and nonce == ${id.codePointAt(0)}`],
      conditionLogic: 'AND',
      action: { type: 'DENY' },
      ...(enforcement === undefined ? {} : { enforcement }),
      metadata: { name: id, owner: 'risk', updatedAt: 0 },
    })
    const book = { form: 'rulebook', version: '1.0', rules: [rule('a'), rule('b', 'both'), rule('c', 'off-chain')] }
    expect(checked(book).lines.at(-1)).toBe('/policy.json: sound; enforced off-chain: 2, both: 1')
    expect(JSON.parse(checked(book, '--json').lines.at(-1)!)).toEqual({
      file: '/policy.json',
      sound: true,
      enforcement: [
        { path: 'rules[0]', rule: 'a', enforcement: 'off-chain' },
        { path: 'rules[1]', rule: 'b', enforcement: 'both' },
        { path: 'rules[2]', rule: 'c', enforcement: 'off-chain' },
      ],
    })
  })

  it('rejects time zones that nobody knows, in spans and in counters, and no others', () => {
    const rule = (id: string, span: string) => ({
      id,
      priority: 1,
      conditions: [`time_of_day in ${span}`, `nonce == ${id.codePointAt(0)}`],
      conditionLogic: 'AND',
      action: { type: 'DENY' },
      metadata: { name: id, owner: 'risk', updatedAt: 0 },
    })
    const zoned = (...spans: readonly string[]) => ({
      form: 'rulebook',
      version: '1.0',
      rules: spans.map((span, i) => rule('abc'[i]!, span)),
    })
    expect(checked(zoned('09:00-18:00 Europe/Zurich', '22:00-06:00 UTC')).exit).toBe(0)
    const { exit, lines } = checked(zoned('09:00-18:00 Europe/Zurich', '09:00-18:00 Europe/Zürich'.replace('ü', 'ue')))
    expect(exit).toBe(1)
    expect(lines[0]).toMatch(/policy\.json:1:\d+: rejected unknown_zone at rules\[1\]: .* came `Europe\/Zuerich`$/)
    const window = { type: 'calendar', unit: 'day', timezone: 'Mars/Olympus' }
    const counters = { day: { method: 'count', window } }
    const counted = { ...zoned('09:00-18:00 UTC'), counters }
    expect(
      checked(counted, '--json')
        .lines.map((line) => JSON.parse(line))
        .find(({ code }) => code === 'unknown_zone'),
    ).toMatchObject({
      path: 'counters.day',
      came: 'Mars/Olympus',
    })
  })
})
