/** What clocks and calendars show, also where the clock changes. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localTime } from './local-time.ts'

const zurich = 'Europe/Zurich'

function shown(zone: string, now: string): readonly unknown[] {
  return ['time_of_day', 'day_of_week', 'date'].map((kind) => {
    const fact = localTime(`time.${kind}(${zone})`, Date.parse(now))!
    return 'value' in fact ? fact.value : fact
  })
}

describe('local time', () => {
  it.each([
    ['UTC', '2026-11-20T00:00:00.000Z', 0n, 'Fri', 20_261_120n],
    ['UTC', '2026-11-20T23:59:59.999Z', 86_399n, 'Fri', 20_261_120n],
    ['UTC', '2026-11-21T00:00:00.000Z', 0n, 'Sat', 20_261_121n],
    ['UTC', '2028-02-29T12:00:00Z', 43_200n, 'Tue', 20_280_229n],
    [zurich, '2026-11-19T22:59:59Z', 86_399n, 'Thu', 20_261_119n],
    [zurich, '2026-11-19T23:00:00Z', 0n, 'Fri', 20_261_120n],
    // Zurich goes from 02:00 to 03:00 on 2026-03-29 at 01:00Z: nobody ever sees 02:30.
    [zurich, '2026-03-29T00:59:59Z', 7199n, 'Sun', 20_260_329n],
    [zurich, '2026-03-29T01:00:00Z', 10_800n, 'Sun', 20_260_329n],
    // And from 03:00 back to 02:00 on 2026-10-25 at 01:00Z: 02:30 is seen twice.
    [zurich, '2026-10-25T00:30:00Z', 9000n, 'Sun', 20_261_025n],
    [zurich, '2026-10-25T01:30:00Z', 9000n, 'Sun', 20_261_025n],
    ['Asia/Kathmandu', '2026-12-31T18:15:00Z', 0n, 'Fri', 20_270_101n],
    ['Pacific/Kiritimati', '2026-11-20T10:00:00Z', 0n, 'Sat', 20_261_121n],
    ['Etc/GMT+12', '2026-11-20T11:59:59Z', 86_399n, 'Thu', 20_261_119n],
  ] as const)('in %s at %s is %d s after midnight, %s, %d', (zone, now, seconds, day, date) => {
    expect(shown(zone, now)).toEqual([seconds, day, date])
  })

  it('has failed in a zone that nobody knows', () => {
    const failed = { type: 'failed', cause: 'unknown_zone' }
    for (const zone of ['Europe/Atlantis', '', 'UTC)', '__proto__'])
      expect(shown(zone, '2026-11-20T00:00:00Z')).toEqual([failed, failed, failed])
  })

  it('is nothing else', () => {
    for (const name of ['time.now', 'time.hour(UTC)', 'time_of_day(UTC)', 'time.time_of_day', 'time.toString(UTC)'])
      expect(localTime(name, 0)).toBeNull()
  })

  it('always is what another format of the same instant says', () => {
    const instants = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) })
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    const law = fc.property(zones, instants, (zone, now) => {
      const format = (options: object) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }).format(now)
      const [hours, minutes, seconds] = format({ hourCycle: 'h23', timeStyle: 'medium' }).split(':').map(BigInt)
      const [day, month, year] = format({ day: '2-digit', month: '2-digit', year: 'numeric' }).split('/')
      expect(shown(zone, new Date(now).toISOString())).toEqual([
        hours! * 3600n + minutes! * 60n + seconds!,
        format({ weekday: 'short' }),
        BigInt(`${year}${month}${day}`),
      ])
    })
    fc.assert(law, { seed: 20_261_120, numRuns: 200 })
  })
})
