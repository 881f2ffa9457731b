/** Starts of calendar windows in IANA zones: the time-zone data is the runtime’s, so the core is told what it says. */
import type { Controller } from '@portcullis/core'

/** @returns By `unit@zone`, the start in milliseconds since 1970 of the day, week (from Monday) or month that holds `nowMs`. */
export function calendarOf(controllers: readonly Controller[], nowMs: number): ReadonlyMap<string, number> {
  const starts = new Map<string, number>()
  for (const { window } of controllers) {
    if (window.type !== 'calendar') continue
    const start = startOf(window.unit, window.timezone, nowMs)
    if (start !== null) starts.set(`${window.unit}@${window.timezone}`, start)
  }
  return starts
}

function startOf(unit: 'day' | 'week' | 'month', zone: string, nowMs: number): number | null {
  const local = localDate(zone, nowMs)
  if (local === null) return null
  const [year, month, day] = local
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
  const first = unit === 'month' ? 1 : unit === 'week' ? day - weekday : day
  return midnight(Date.UTC(year, month - 1, first), zone, nowMs)
}

/**
 * The first instant of a local date. An offset holds for hours around it, so two guesses find it; where the clock skips
 * midnight, the day begins with the first instant that exists.
 */
function midnight(utcMs: number, zone: string, nowMs: number): number {
  const candidates = [-26, -13, 0, 13, 26].map((hours) => utcMs - offsetAt(zone, utcMs + hours * 3_600_000))
  const exact = candidates.filter((candidate) => candidate + offsetAt(zone, candidate) === utcMs)
  const found =
    exact.length > 0
      ? Math.min(...exact)
      : Math.max(...candidates.filter((candidate) => candidate <= nowMs), utcMs - offsetAt(zone, nowMs))
  return Math.min(found, nowMs)
}

/** Local time less UTC, in milliseconds. */
function offsetAt(zone: string, instantMs: number): number {
  const parts = partsAt(zone, instantMs)!
  const local = Date.UTC(
    parts['year']!,
    parts['month']! - 1,
    parts['day']!,
    parts['hour']!,
    parts['minute']!,
    parts['second']!,
  )
  return local - Math.floor(instantMs / 1000) * 1000
}

function localDate(zone: string, instantMs: number): readonly [number, number, number] | null {
  const parts = partsAt(zone, instantMs)
  return parts === null ? null : [parts['year']!, parts['month']!, parts['day']!]
}

/** @returns What the clock in `zone` shows, as numbers by name; `null` for a zone that the runtime does not know. */
export function partsAt(zone: string, instantMs: number): Readonly<Record<string, number>> | null {
  try {
    const numeric = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      calendar: 'gregory',
      ...numeric,
    })
    return Object.fromEntries(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]))
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
