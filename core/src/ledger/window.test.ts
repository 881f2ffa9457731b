import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Window } from '../policy/limit.ts'
import { counts, keyOf, start } from './window.ts'

const none = new Map<string, number>()
const at = (text: string) => Date.parse(text)
const utc = (unit: 'day' | 'week' | 'month'): Window => ({ type: 'calendar', unit, timezone: 'UTC' })
const rolling: Window = { type: 'rolling', seconds: 60 }
const fixed: Window = { type: 'fixed', seconds: 3600, offsetSeconds: 900 }
const zurich: Window & { type: 'calendar' } = { type: 'calendar', unit: 'day', timezone: 'Europe/Zurich' }
// Any instant from the year 1 to the year 9999, and those around midnights.
const instants = fc.oneof(
  fc.integer({ min: at('0001-01-01T00:00:00Z'), max: at('9999-12-31T00:00:00Z') }),
  fc
    .tuple(fc.integer({ min: -700_000, max: 2_900_000 }), fc.integer({ min: -1, max: 1 }))
    .map(([day, ms]) => day * 86_400_000 + ms),
)

describe('start', () => {
  test('of a rolling window is the instant after the one that is too old', () => {
    expect(start(rolling, 100_000, none)).toBe(40_001)
  })

  test.each([
    [0, -2_700_000],
    [899_999, -2_700_000],
    [900_000, 900_000],
    [4_499_999, 900_000],
    [4_500_000, 4_500_000],
  ])('of an hour that begins at a quarter past, at %d, is %d', (nowMs, expected) => {
    expect(start(fixed, nowMs, none)).toBe(expected)
  })

  test.each([
    ['day', '2026-11-20T19:29:11.123Z', '2026-11-20T00:00:00Z'],
    ['day', '2026-11-20T00:00:00.000Z', '2026-11-20T00:00:00Z'],
    ['day', '2026-11-19T23:59:59.999Z', '2026-11-19T00:00:00Z'],
    ['week', '2026-11-16T00:00:00.000Z', '2026-11-16T00:00:00Z'],
    ['week', '2026-11-15T23:59:59.999Z', '2026-11-09T00:00:00Z'],
    ['week', '1970-01-01T00:00:00.000Z', '1969-12-29T00:00:00Z'],
    ['month', '2026-12-01T00:00:00.000Z', '2026-12-01T00:00:00Z'],
    ['month', '2026-11-30T23:59:59.999Z', '2026-11-01T00:00:00Z'],
    ['month', '2024-02-29T12:00:00.000Z', '2024-02-01T00:00:00Z'],
    ['month', '2000-02-29T12:00:00.000Z', '2000-02-01T00:00:00Z'],
    ['month', '2100-02-28T23:59:59.999Z', '2100-02-01T00:00:00Z'],
    ['month', '2100-03-01T00:00:00.000Z', '2100-03-01T00:00:00Z'],
  ] as const)('of the %s of %s in UTC is %s', (unit, now, expected) => {
    expect(start(utc(unit), at(now), none)).toBe(at(expected))
  })

  test('in UTC always agrees with the Gregorian calendar', () => {
    fc.assert(
      fc.property(instants, (nowMs) => {
        const date = new Date(nowMs)
        date.setUTCHours(0, 0, 0, 0)
        expect(start(utc('day'), nowMs, none)).toBe(date.getTime())
        const monday = new Date(date)
        monday.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
        expect(start(utc('week'), nowMs, none)).toBe(monday.getTime())
        date.setUTCDate(1)
        expect(start(utc('month'), nowMs, none)).toBe(date.getTime())
      }),
      { seed: 1582, numRuns: 5000 },
    )
  })

  test('agrees for every day of 400 years, in which the calendar repeats', () => {
    for (let day = 0; day < 146_097; day++) {
      const date = new Date(day * 86_400_000)
      expect(start(utc('month'), date.getTime(), none)).toBe((day + 1 - date.getUTCDate()) * 86_400_000)
    }
  })

  test('of a lifetime is null', () => {
    expect(start({ type: 'lifetime' }, 0, none)).toBeNull()
  })

  test.each([
    ['day', '2026-10-25T23:30:00Z', '2026-10-25T23:00:00Z'],
    ['week', '2026-11-20T12:00:00Z', '2026-11-15T23:00:00Z'],
    ['month', '2026-11-20T12:00:00Z', '2026-10-31T23:00:00Z'],
  ] as const)('of a local %s is what the calendar says', (unit, now, from) => {
    const window = { ...zurich, unit }
    expect(keyOf(window)).toBe(`${unit}@Europe/Zurich`)
    expect(start(window, at(now), new Map([[keyOf(window), at(from)]]))).toBe(at(from))
  })

  test('of a local day is not known where the calendar says nothing, or nothing that fits now', () => {
    const nowMs = at('2026-11-20T12:00:00Z')
    const told = (fromMs: number) => start(zurich, nowMs, new Map([['day@Europe/Zurich', fromMs]]))
    expect(start(zurich, nowMs, none)).toBeUndefined()
    expect(start(zurich, nowMs, new Map([['day@UTC', nowMs]]))).toBeUndefined()
    expect(told(nowMs)).toBe(nowMs)
    expect(told(nowMs + 1)).toBeUndefined()
    expect(told(nowMs - 2 * 86_400_000 + 1)).toBe(nowMs - 2 * 86_400_000 + 1)
    expect(told(nowMs - 2 * 86_400_000)).toBeUndefined()
    expect(told(Number.NaN)).toBeUndefined()
    expect(told(nowMs - 0.5)).toBeUndefined()
  })

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('never takes %d for an instant', (nowMs) => {
    expect(() => start(rolling, nowMs, none)).toThrow('invariant')
  })
})

describe('counts', () => {
  // Case 17.
  test('an event until it is exactly as old as a rolling window is long', () => {
    expect(counts(rolling, 40_001, 100_000, none)).toBe(true)
    expect(counts(rolling, 40_000, 100_000, none)).toBe(false)
    expect(counts(rolling, 39_999, 100_000, none)).toBe(false)
  })

  test('an event of the same window, and none of the one before', () => {
    expect(counts(fixed, 900_000, 4_499_999, none)).toBe(true)
    expect(counts(fixed, 899_999, 4_499_999, none)).toBe(false)
    expect(counts(utc('month'), at('2026-11-01T00:00:00Z'), at('2026-11-30T23:59:59Z'), none)).toBe(true)
    expect(counts(utc('month'), at('2026-10-31T23:59:59.999Z'), at('2026-11-01T00:00:00Z'), none)).toBe(false)
    expect(counts({ type: 'lifetime' }, 0, 2 ** 50, none)).toBe(true)
  })

  test('any event while the start of the window is not known', () => {
    expect(counts(zurich, 0, at('2026-11-20T12:00:00Z'), none)).toBe(true)
  })

  test('an event after now always, and otherwise only those of the same window', () => {
    const windows = fc.constantFrom(rolling, fixed, utc('day'), utc('week'), utc('month'))
    fc.assert(
      fc.property(windows, instants, fc.integer({ min: -5_000_000_000, max: 5_000_000_000 }), (window, nowMs, ago) => {
        const eventMs = nowMs - ago
        const same =
          window.type === 'rolling' ? ago < 60_000 : start(window, eventMs, none) === start(window, nowMs, none)
        expect(counts(window, eventMs, nowMs, none)).toBe(ago < 0 || same)
      }),
      { seed: 17, numRuns: 5000 },
    )
  })
})
