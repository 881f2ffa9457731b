/** The table of decisions, over requests that somebody made to look like something else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decideOptions, run } from './decide.ts'
import { listing, tallyOf } from './listing.ts'
import { readOptions } from './options.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'portcullis-'))
})
afterEach(() => {
  rmSync(home, { recursive: true })
})

const login = (description: string, value: string) => ({
  description,
  issuer: [{ type: '*', id: '*' }],
  action: 'allow',
  chain_type: 'ethereum',
  conditions: [{ transaction_type: 'eip191', transaction_attr: 'message', operator: 'eq', value }],
})

function shown(
  requests: readonly (object | string)[],
  rules: readonly object[],
  width = 140,
  ...issuers: readonly string[]
): readonly string[] {
  const [policy, file] = [join(home, 'policy.json'), join(home, 'requests.jsonl')]
  writeFileSync(policy, JSON.stringify({ version: '1.0', rules }))
  writeFileSync(file, requests.map((one) => `${typeof one === 'string' ? one : JSON.stringify(one)}\n`).join(''))
  const decided = run(
    readOptions(['--policy', policy, ...issuers.flatMap((one) => ['--issuer', one]), file], decideOptions),
    () => {},
  )
  return [...listing([decided], (text) => text, width), tallyOf(decided.answers)]
}

const message = (text: string, requestId?: string) => ({
  ...(requestId === undefined ? {} : { requestId }),
  payload: { message: text },
})

describe('listing', () => {
  it('shows a line for each request, and a reason under one that is denied', () => {
    expect(shown([message('hello', 'first'), message('bye')], [login('Greeting', 'hello')])).toEqual([
      'REQUEST  WHAT          DECISION  RULE',
      'first    sign "hello"  allow     Greeting',
      'line 2   sign "bye"    deny      no rule matches',
      '  └ message `bye` is not `hello` (closest: Greeting)',
      '2 requests: 1 allow, 1 deny',
    ])
  })

  it('asks for the issuer where nobody said who asks, and only there', () => {
    const rule = { ...login('Greeting', 'hello'), issuer: [{ type: 'UserId', id: 'ann' }] }
    expect(shown([message('hello')], [rule])).toContain('  └ issuer is not known, since not asked; give --issuer')
    expect(shown([message('bye')], [rule]).join('\n')).not.toContain('--issuer')
    expect(shown([message('hello')], [rule], 140, 'UserId:ben').join('\n')).not.toContain('--issuer')
  })

  it('never lets a request or a policy speak to the terminal', () => {
    const evil = 'ok\u001b[2K\u202eallow'
    const text = shown([message(evil, evil), message('x')], [login(evil, evil)]).join('')
    expect(text).toContain('\\u{1b}')
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  it('names what could not be read, with the code and the place', () => {
    const lines = shown(['0x02c0ff', '{"requestId":1}', 'nonsense'], [login('Greeting', 'hello')])
    expect(lines.filter((line) => line.startsWith('line '))).toEqual([
      'line 1   line of hex  deny      not judged',
      'line 2   JSON         error     no request',
      'line 3   JSON         error     no request',
    ])
    expect(lines[2]).toMatch(/^ {2}└ rlp_[a-z_]+: .* at byte [0-9]/)
    expect(lines).toContain('  └ bad_json: the text is not JSON at line 1, column 1: expected a value, came `n`')
    expect(lines.at(-1)).toBe('3 requests: 0 allow, 1 deny, 2 no request')
  })

  it('says that no policy was given', () => {
    const [policy] = [join(home, 'requests.jsonl')]
    writeFileSync(policy, JSON.stringify(message('hello')))
    const decided = run(readOptions([policy], decideOptions), () => {})
    expect(listing([decided], (text) => text, 140)[1]).toBe('line 1   sign "hello"  deny      no policy')
  })

  it('moves the rule below where there is no room for it', () => {
    const narrow = shown(
      [message('hello', 'r'.repeat(24))],
      [login('Greeting of a length that needs room', 'hello')],
      60,
    )
    expect(narrow.slice(0, 3)).toEqual([
      `REQUEST                   WHAT          DECISION`,
      `${'r'.repeat(24)}  sign "hello"  allow`,
      '  └ Greeting of a length that needs room',
    ])
  })
})
