/** Local time as facts: what clock and calendar of an IANA zone show at an instant. */
import { type Fact, failed } from '@portcullis/core'
import { partsAt } from './calendar.ts'

type Parts = Readonly<Record<string, number>>

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/** Each fact of local time, by what stands before its zone. */
const readings: ReadonlyMap<string, (parts: Parts) => Fact> = new Map<string, (parts: Parts) => Fact>([
  ['time_of_day', ({ hour, minute, second }) => integer(hour! * 3600 + minute! * 60 + second!)],
  ['day_of_week', ({ year, month, day }) => text(weekdays[new Date(Date.UTC(year!, month! - 1, day!)).getUTCDay()]!)],
  ['date', ({ year, month, day }) => integer(year! * 10_000 + month! * 100 + day!)],
])

/**
 * @param name - Such as `time.time_of_day(Europe/Zurich)`.
 * @returns Seconds since midnight as the clock shows them, `Mon` to `Sun`, or yyyymmdd; failed for a zone that nobody knows,
 * and null for a name that is none of these.
 */
export function localTime(name: string, nowMs: number): Fact | null {
  const [, kind = '', zone = ''] = /^time\.([a-z_]+)\((.*)\)$/.exec(name) ?? []
  const reading = readings.get(kind)
  if (reading === undefined) return null
  const parts = partsAt(zone, nowMs)
  return parts === null ? failed('unknown_zone') : reading(parts)
}

function integer(value: number): Fact {
  return { type: 'integer', value: BigInt(value) }
}

function text(value: string): Fact {
  return { type: 'text', value }
}
