/** Rulebooks in the command: what the runtime tells them, counters of their own, and what a held request waits for. */
import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { decide, decideOptions } from './decide.ts'
import { alice, bob, type Folder, folder, type Line, pay, ran } from './decider.fixture.ts'
import { readOptions } from './options.ts'
import { UsageError } from './usage.ts'

const home: Folder = folder()
afterAll(() => rmSync(home.path, { recursive: true, force: true }))

const eth = { symbol: 'ETH', chain: 'eip155:1', address: 'native', decimals: 18 }
const noon = '2026-11-20T12:00:00Z'
let files = 0

function rule(conditions: readonly string[], action: object = { type: 'ALLOW' }, id = 'r'): object {
  const metadata = { name: `Rule ${id}`, owner: 'treasury', updatedAt: 0 }
  return { id, priority: 0, conditions, conditionLogic: 'AND', action, metadata }
}

function book(rules: readonly object[], more: object = {}): string {
  return home.write(`policy-${files++}.json`, { form: 'rulebook', version: '1.0', tokens: [eth], ...more, rules })
}

function file(content: unknown): string {
  return home.write(`file-${files++}.json`, content)
}

function requests(...payloads: readonly object[]): string {
  return file(payloads.map((payload) => JSON.stringify({ payload })).join('\n'))
}

function lines(policy: string, payloads: readonly object[], ...options: readonly string[]): readonly Line[] {
  return ran([
    '--policy',
    policy,
    ...(options.includes('--now') ? [] : ['--now', noon]),
    ...options,
    requests(...payloads),
  ]).lines
}

function words(...args: Parameters<typeof lines>): readonly (string | undefined)[] {
  return lines(...args).map(({ decision }) => decision)
}

describe('counters that a rulebook declares', () => {
  const window = { type: 'calendar', unit: 'day', timezone: 'Europe/Zurich' }
  const daily = { method: 'sum', window, by: ['recipient'], scope: 'token == ETH' }
  const policy = book([rule(['daily_volume(recipient) + amount <= 100'])], { counters: { daily_volume: daily } })

  it('count what is allowed in a run, each recipient by itself, to the last unit', () => {
    const payloads = [pay('60'), pay('41'), pay('100', bob), pay('1', bob), pay('40'), pay('1')]
    expect(words(policy, payloads)).toEqual(['allow', 'deny', 'allow', 'deny', 'allow', 'deny'])
  })

  it('draw while a request is held, so that nobody passes twice before an approval', () => {
    const ask = rule(['daily_volume(recipient) + amount <= 100'], {
      type: 'REQUIRE_APPROVAL',
      params: { minApprovals: 1 },
    })
    const held = book([ask], { counters: { daily_volume: daily } })
    expect(words(held, [pay('100'), pay('1')])).toEqual(['hold', 'deny'])
  })

  it('may be declared again in the same way, and in no other', () => {
    const same = book([rule(['daily_volume(recipient) < 5'])], { counters: { daily_volume: daily } })
    expect(words(policy, [pay('5')], '--policy', same)).toEqual(['allow'])
    const other = { ...daily, window: { type: 'lifetime' } }
    const another = book([rule(['daily_volume(recipient) < 5'])], { counters: { daily_volume: other } })
    expect(() => words(policy, [pay('5')], '--policy', another)).toThrow(UsageError)
    const beside = file({ kind: 'counter', id: 'daily_volume', method: 'sum', window: { type: 'lifetime' } })
    expect(() => words(policy, [pay('5')], '--with', beside)).toThrow('counter_conflict')
  })

  it('are not known where the zone of their window is not', () => {
    const nowhere = { ...daily, window: { ...window, timezone: 'Europe/Atlantis' } }
    const lost = book([rule(['daily_volume(recipient) < 5'])], { counters: { daily_volume: nowhere } })
    expect(words(lost, [pay('1')])).toEqual(['deny'])
  })
})

describe('local time in rulebooks', () => {
  const at = (policy: string, now: string) => words(policy, [pay('1')], '--now', now)[0]
  const office = book([rule(['time_of_day in 09:00-18:00 Europe/Zurich', 'day_of_week in Mon-Fri Europe/Zurich'])])
  const night = book([rule(['time_of_day in 22:00-06:00 Europe/Zurich'])])
  const half = book([rule(['time_of_day in 02:15-02:45 Europe/Zurich'])])

  it.each([
    ['2026-11-20T07:59:59.999Z', 'deny'],
    ['2026-11-20T08:00:00Z', 'allow'],
    ['2026-11-20T16:59:59.999Z', 'allow'],
    ['2026-11-20T17:00:00Z', 'deny'],
    // A Saturday; and in summer the office opens an hour earlier by the sun.
    ['2026-11-21T09:00:00Z', 'deny'],
    ['2026-07-20T07:00:00Z', 'allow'],
    ['2026-07-20T06:59:59Z', 'deny'],
  ])('keeps office hours at %s: %s', (now, word) => {
    expect(at(office, now)).toBe(word)
  })

  it.each([
    ['2026-11-20T20:59:59Z', 'deny'],
    ['2026-11-20T21:00:00Z', 'allow'],
    ['2026-11-20T23:00:00Z', 'allow'],
    ['2026-11-21T04:59:59Z', 'allow'],
    ['2026-11-21T05:00:00Z', 'deny'],
    // The night of the change is an hour shorter, and an hour longer.
    ['2026-03-29T03:59:59Z', 'allow'],
    ['2026-03-29T04:00:00Z', 'deny'],
    ['2026-10-25T04:59:59Z', 'allow'],
    ['2026-10-25T05:00:00Z', 'deny'],
  ])('keeps nights at %s: %s', (now, word) => {
    expect(at(night, now)).toBe(word)
  })

  it('has no half past two in the night that skips it, and two in the night that repeats it', () => {
    const minutes = (from: string) =>
      Array.from({ length: 240 }, (_, i) => at(half, new Date(Date.parse(from) + i * 60_000).toISOString()))
    const allowed = (from: string) => minutes(from).filter((word) => word === 'allow').length
    expect([allowed('2026-03-28T23:00:00Z'), allowed('2026-10-24T22:00:00Z'), allowed('2026-11-19T23:00:00Z')]).toEqual(
      [0, 60, 30],
    )
  })

  it('holds on the first and the last day of a span of dates', () => {
    const year = book([rule(['date in 2026-12-24..2027-01-06 Europe/Zurich'])])
    const instants = ['2026-12-23T22:59:59Z', '2026-12-23T23:00:00Z', '2027-01-06T22:59:59Z', '2027-01-06T23:00:00Z']
    expect(instants.map((now) => at(year, now))).toEqual(['deny', 'allow', 'allow', 'deny'])
  })

  it('is not known in a zone that nobody knows', () => {
    const [line] = lines(book([rule(['time_of_day in 00:00-23:59 Europe/Atlantis'])]), [pay('1')])
    expect(line!.reason).toMatchObject({ code: 'no_matching_rule', cause: 'unknown_zone' })
  })
})

describe('who asks', () => {
  const policy = book([rule(['sender.role == OPERATOR', 'issuer in group treasury', 'issuer == "UserId:dana"'])])
  const dana = ['--issuer', 'UserId:dana']

  it('has the roles and groups that are given, several of each', () => {
    const roles = ['--role', 'VIEWER', '--role', 'OPERATOR', '--group', 'treasury', '--group', 'treasury']
    expect(words(policy, [pay('1')], ...dana, ...roles)).toEqual(['allow'])
    expect(words(policy, [pay('1')], ...dana, '--role', 'operator', '--group', 'treasury')).toEqual(['deny'])
    expect(words(policy, [pay('1')], '--issuer', 'UserId:eve', ...roles)).toEqual(['deny'])
  })

  it('has no known role where none is given, and none at all where a file says so', () => {
    const [unknown] = lines(policy, [pay('1')], ...dana, '--group', 'treasury')
    expect(unknown!.reason).toMatchObject({ fact: 'issuer.roles', cause: 'not_asked' })
    const none = file({ 'issuer.roles': { value: [] }, 'issuer.groups': { value: ['treasury'] } })
    expect(lines(policy, [pay('1')], ...dana, '--facts', none)[0]!.reason).not.toHaveProperty('fact')
    const given = file({ 'issuer.roles': { value: ['OPERATOR'] }, 'issuer.groups': { value: ['treasury'] } })
    expect(words(policy, [pay('1')], ...dana, '--facts', given)).toEqual(['allow'])
  })

  it('never has a role without a name', () => {
    expect(() => words(policy, [pay('1')], '--role', '')).toThrow(UsageError)
  })
})

describe('named lists', () => {
  const policy = book([rule(['recipient in @vendors'])])
  const list = (items: readonly string[]) => file({ kind: 'list', name: 'vendors', items })

  it('come from files, in any spelling of an address', () => {
    const vendors = list([alice.toUpperCase().replace('0X', '0x'), `0x${'c0'.repeat(20)}`])
    expect(words(policy, [pay('1'), pay('1', bob)], '--with', vendors)).toEqual(['allow', 'deny'])
  })

  it('allow nobody when they are empty or nowhere', () => {
    expect(words(policy, [pay('1')], '--with', list([]))).toEqual(['deny'])
    const [line] = lines(policy, [pay('1')])
    expect(line!.reason).toMatchObject({ fact: '@vendors', cause: 'not_asked' })
  })

  it('are refused with a wrong checksum, and when two have one name', () => {
    const wrong = list([`0xA1${'a1'.repeat(18)}A2`])
    expect(() => words(policy, [pay('1')], '--with', wrong)).toThrow('bad_checksum')
    expect(() => words(policy, [pay('1')], '--with', list([]), '--with', list([]))).toThrow('name_taken')
  })
})

describe('a held request', () => {
  const params = { requiredApprovers: ['role:cfo', alice], minApprovals: 2, notifyChannels: ['ops'] }
  const rules = [
    rule(['amount >= 10'], { type: 'REQUIRE_APPROVAL', params }, 'large'),
    rule(['amount >= 20'], { type: 'DELAY', params: { delaySeconds: 86_400 } }, 'slow'),
    rule(['amount >= 30', 'ofac_check(recipient) != CLEAR'], { type: 'DELAY', params: { delaySeconds: 90 } }, 'unsure'),
    rule(['amount < 10']),
  ]
  const policy = book(rules)

  function table(...options: readonly string[]): readonly string[] {
    const printed: string[] = []
    const payloads = requests(pay('9'), pay('10'), pay('20'), pay('30'))
    decide(
      readOptions(['--policy', policy, '--now', noon, ...options, payloads], decideOptions),
      (line) => void printed.push(line),
    )
    return printed
  }

  it('says in the table what it waits for', () => {
    const printed = table()
    expect(
      printed.filter((line) => / {2}(allow|hold|deny) {2,}/.test(line)).map((line) => line.split(/ {2,}/).slice(-2)),
    ).toEqual([
      ['allow', 'Rule r'],
      ['hold', 'Rule large'],
      ['hold', 'Rule large'],
      ['hold', 'Rule large'],
    ])
    expect(printed.filter((line) => line.startsWith('  └ '))).toEqual([
      '  └ needs 2 approvals of role:cfo or 0xa1a1a1…a1a1',
      '  └ needs 2 approvals of role:cfo or 0xa1a1a1…a1a1, and a delay of 1 day',
      '  └ needs 2 approvals of role:cfo or 0xa1a1a1…a1a1, and a delay of 1 day, and a delay of 90 seconds (perhaps)',
    ])
    expect(printed.at(-1)).toBe('4 requests: 1 allow, 3 hold, 0 deny')
  })

  it('is allowed once a file says that each obligation is met, by its identity', () => {
    const due = lines(policy, [pay('20')])[0]!.obligations as readonly { readonly id: string; readonly kind: string }[]
    expect(due.map(({ kind }) => kind)).toEqual(['approval', 'notice', 'delay'])
    const met = (ids: readonly string[]) =>
      file(Object.fromEntries(ids.map((id) => [`obligation.${id}`, { value: true }])))
    const ids = due.filter(({ kind }) => kind !== 'notice').map(({ id }) => id)
    expect(words(policy, [pay('20')], '--facts', met(ids.slice(0, 1)))).toEqual(['hold'])
    const [line] = lines(policy, [pay('20')], '--facts', met(ids))
    expect(line).toMatchObject({ decision: 'allow', reason: { code: 'obligations_met' } })
    expect(words(policy, [pay('21')], '--facts', met(ids))).toEqual(['hold'])
  })
})
