/** Starts of days, weeks and months in time zones, also where the clock changes. */
import type { Controller } from '@portcullis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarOf } from './calendar.ts'

type Unit = 'day' | 'week' | 'month'

function startOf(unit: Unit, zone: string, now: string | number): string | undefined {
  const controller = { id: 'c', window: { type: 'calendar', unit, timezone: zone } } as unknown as Controller
  const start = calendarOf([controller], typeof now === 'number' ? now : Date.parse(now)).get(`${unit}@${zone}`)
  return start === undefined ? undefined : new Date(start).toISOString()
}

describe('starts of calendar windows', () => {
  it.each([
    // 2026-11-20 is a Friday.
    ['day', 'UTC', '2026-11-20T09:00:00Z', '2026-11-20T00:00:00.000Z'],
    ['week', 'UTC', '2026-11-20T09:00:00Z', '2026-11-16T00:00:00.000Z'],
    ['month', 'UTC', '2026-11-20T09:00:00Z', '2026-11-01T00:00:00.000Z'],
    // At the border, a millisecond before it, and on its first and last day.
    ['day', 'UTC', '2026-11-20T00:00:00.000Z', '2026-11-20T00:00:00.000Z'],
    ['day', 'UTC', '2026-11-19T23:59:59.999Z', '2026-11-19T00:00:00.000Z'],
    ['week', 'UTC', '2026-11-16T00:00:00.000Z', '2026-11-16T00:00:00.000Z'],
    ['week', 'UTC', '2026-11-15T23:59:59.999Z', '2026-11-09T00:00:00.000Z'],
    ['month', 'UTC', '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
    ['month', 'UTC', '2026-10-31T23:59:59.999Z', '2026-10-01T00:00:00.000Z'],
    // A week over the turn of the year, and a leap day.
    ['week', 'UTC', '2027-01-01T12:00:00Z', '2026-12-28T00:00:00.000Z'],
    ['day', 'UTC', '2028-02-29T12:00:00Z', '2028-02-29T00:00:00.000Z'],
    // Zurich goes from +1 to +2 on 2026-03-29 at 01:00Z, and back on 2026-10-25 at 01:00Z.
    ['day', 'Europe/Zurich', '2026-03-28T22:59:59Z', '2026-03-27T23:00:00.000Z'],
    ['day', 'Europe/Zurich', '2026-03-28T23:00:00Z', '2026-03-28T23:00:00.000Z'],
    ['day', 'Europe/Zurich', '2026-03-29T00:59:59Z', '2026-03-28T23:00:00.000Z'],
    ['day', 'Europe/Zurich', '2026-03-29T01:00:00Z', '2026-03-28T23:00:00.000Z'],
    ['day', 'Europe/Zurich', '2026-03-29T21:59:59Z', '2026-03-28T23:00:00.000Z'],
    ['day', 'Europe/Zurich', '2026-03-29T22:00:00Z', '2026-03-29T22:00:00.000Z'],
    ['week', 'Europe/Zurich', '2026-03-29T21:59:59Z', '2026-03-22T23:00:00.000Z'],
    ['month', 'Europe/Zurich', '2026-03-31T12:00:00Z', '2026-02-28T23:00:00.000Z'],
    ['day', 'Europe/Zurich', '2026-10-24T22:00:00Z', '2026-10-24T22:00:00.000Z'],
    ['day', 'Europe/Zurich', '2026-10-25T00:59:59Z', '2026-10-24T22:00:00.000Z'],
    ['day', 'Europe/Zurich', '2026-10-25T22:59:59Z', '2026-10-24T22:00:00.000Z'],
    ['day', 'Europe/Zurich', '2026-10-25T23:00:00Z', '2026-10-25T23:00:00.000Z'],
    ['month', 'Europe/Zurich', '2026-10-31T22:59:59Z', '2026-09-30T22:00:00.000Z'],
    // Havana skips midnight on 2026-03-08 (05:00Z) and has it twice on 2026-11-01 (04:00Z and 05:00Z).
    ['day', 'America/Havana', '2026-03-08T04:59:59Z', '2026-03-07T05:00:00.000Z'],
    ['day', 'America/Havana', '2026-03-08T05:00:00Z', '2026-03-08T05:00:00.000Z'],
    ['day', 'America/Havana', '2026-03-08T20:00:00Z', '2026-03-08T05:00:00.000Z'],
    ['day', 'America/Havana', '2026-03-09T03:59:59Z', '2026-03-08T05:00:00.000Z'],
    ['day', 'America/Havana', '2026-11-01T04:30:00Z', '2026-11-01T04:00:00.000Z'],
    ['day', 'America/Havana', '2026-11-01T05:30:00Z', '2026-11-01T04:00:00.000Z'],
    ['month', 'America/Havana', '2026-11-30T12:00:00Z', '2026-11-01T04:00:00.000Z'],
    // Asuncion skipped the midnight that began October 2023.
    ['month', 'America/Asuncion', '2023-10-01T04:00:00Z', '2023-10-01T04:00:00.000Z'],
    ['month', 'America/Asuncion', '2023-10-20T12:00:00Z', '2023-10-01T04:00:00.000Z'],
    // Auckland goes from +13 to +12 on 2026-04-04 at 14:00Z, between its midnight and that of UTC, and back on 2026-09-26.
    ['day', 'Pacific/Auckland', '2026-04-05T05:00:00Z', '2026-04-04T11:00:00.000Z'],
    ['day', 'Pacific/Auckland', '2026-09-27T05:00:00Z', '2026-09-26T12:00:00.000Z'],
    // Offsets of less than an hour, and the farthest ones.
    ['day', 'Asia/Kathmandu', '2026-11-20T18:14:59Z', '2026-11-19T18:15:00.000Z'],
    ['day', 'Asia/Kathmandu', '2026-11-20T18:15:00Z', '2026-11-20T18:15:00.000Z'],
    ['month', 'Asia/Kathmandu', '2026-11-20T18:15:00Z', '2026-10-31T18:15:00.000Z'],
    ['day', 'Pacific/Kiritimati', '2026-11-20T09:59:59Z', '2026-11-19T10:00:00.000Z'],
    ['day', 'Pacific/Kiritimati', '2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000Z'],
    ['day', 'Etc/GMT+12', '2026-11-20T11:59:59Z', '2026-11-19T12:00:00.000Z'],
    ['day', 'Etc/GMT+12', '2026-11-20T12:00:00Z', '2026-11-20T12:00:00.000Z'],
  ] as const)('the %s in %s that holds %s starts at %s', (unit, zone, now, start) => {
    expect(startOf(unit, zone, now)).toBe(start)
  })

  it('are not known in a zone that nobody knows, so that no limit is judged by a guess', () => {
    expect(startOf('day', 'Europe/Atlantis', '2026-11-20T09:00:00Z')).toBeUndefined()
  })

  it('are there for calendar windows alone, one for each unit and zone', () => {
    const window = (type: string, unit: Unit, timezone: string) => ({ window: { type, unit, timezone } })
    const controllers = [
      window('calendar', 'day', 'UTC'),
      window('calendar', 'day', 'UTC'),
      window('fixed', 'day', 'UTC'),
    ]
    const starts = calendarOf(controllers as unknown as readonly Controller[], 0)
    expect([...starts]).toEqual([['day@UTC', 0]])
  })
})

describe('every start', () => {
  // 2020 to 2035, in milliseconds.
  const instants = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) })
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
  const config = { seed: 20261120, numRuns: 400 }

  function dateAt(zone: string, instant: number): string {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
    return new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...parts }).format(instant)
  }

  function timeAt(zone: string, instant: number): string {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', timeStyle: 'medium' }).format(instant)
  }

  it('of a day is the first instant of the local date, which is midnight unless the clock skips it', () => {
    fc.assert(
      fc.property(zones, instants, (zone, now) => {
        const start = Date.parse(startOf('day', zone, now)!)
        expect(start).toBeLessThanOrEqual(now)
        expect(dateAt(zone, start)).toBe(dateAt(zone, now))
        expect(dateAt(zone, start - 1)).not.toBe(dateAt(zone, now))
        // Where the clock skips midnight, an hour before the start the date is still yesterday’s at 23 o’clock.
        if (timeAt(zone, start) !== '00:00:00') expect(timeAt(zone, start - 1)).toBe('23:59:59')
      }),
      config,
    )
  })

  it('of a week is a Monday, of a month a first, and neither lies after now', () => {
    fc.assert(
      fc.property(zones, instants, (zone, now) => {
        const week = Date.parse(startOf('week', zone, now)!)
        const month = Date.parse(startOf('month', zone, now)!)
        const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short' }).format(week)
        expect(weekday).toBe('Mon')
        expect(dateAt(zone, month).slice(0, 7)).toBe(dateAt(zone, now).slice(0, 7))
        expect(dateAt(zone, month).slice(8)).toBe('01')
        for (const start of [week, month]) {
          expect(start).toBeLessThanOrEqual(now)
          expect(dateAt(zone, start - 1)).not.toBe(dateAt(zone, start))
        }
        expect(now - week).toBeLessThan(7 * 86_400_000 + 7_200_000)
      }),
      config,
    )
  })

  it('is the same for two instants of one local day', () => {
    fc.assert(
      fc.property(zones, instants, fc.integer({ min: 0, max: 86_400_000 }), (zone, one, more) => {
        fc.pre(dateAt(zone, one) === dateAt(zone, one + more))
        for (const unit of ['day', 'week', 'month'] as const) {
          expect(startOf(unit, zone, one)).toBe(startOf(unit, zone, one + more))
        }
      }),
      config,
    )
  })
})
