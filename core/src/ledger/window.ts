/**
 * Windows of time: when the one that contains now started, and whether a past event still counts. Instants are milliseconds
 * since 1970, UTC. Nothing here asks a clock, or a time-zone database: starts of local days come in as facts.
 */
import type { Window } from '../policy/limit.ts'

/** Starts of the local day, week and month that contain now, by `keyOf`, such as `day@Europe/Zurich`. */
export type Calendar = ReadonlyMap<string, number>

type CalendarWindow = Window & { readonly type: 'calendar' }

const dayMs = 86_400_000

/** More days than any unit has, a change of the zone’s offset included. An older start cannot be that of now. */
const mostDays = { day: 2, week: 8, month: 32 } as const

/**
 * The first millisecond that belongs to the window that contains `nowMs`. For a rolling window this is the instant after
 * `nowMs` − `seconds`: an event exactly `seconds` old no longer counts.
 *
 * @returns Null for a lifetime, which has no start; undefined when `calendar` has no start that could be right for now.
 * @example start({ type: 'fixed', seconds: 86_400, offsetSeconds: 0 }, 90_000_000, new Map()) // 86_400_000
 */
export function start(window: Window, nowMs: number, calendar: Calendar): number | null | undefined {
  if (!Number.isSafeInteger(nowMs)) throw new Error('Broken invariant: an instant is a whole number of milliseconds')
  switch (window.type) {
    case 'rolling':
      return nowMs - window.seconds * 1000 + 1
    case 'fixed':
      return floorTo(nowMs, window.seconds * 1000, window.offsetSeconds * 1000)
    case 'calendar':
      return window.timezone === 'UTC' ? utcStarts[window.unit](nowMs) : localStart(window, nowMs, calendar)
    case 'lifetime':
      return null
  }
}

/**
 * Whether an event still counts. One after now always does, as every window contains now; and so does any when the start of the
 * window is not known: what is unknown counts against the request.
 */
export function counts(window: Window, eventMs: number, nowMs: number, calendar: Calendar): boolean {
  const from = start(window, nowMs, calendar)
  return from === null || from === undefined || eventMs >= from
}

/** @returns The name under which `calendar` holds the start of the window. */
export function keyOf(window: CalendarWindow): string {
  return `${window.unit}@${window.timezone}`
}

/** How each unit starts in UTC, in the proleptic Gregorian calendar. */
const utcStarts = {
  day: (nowMs: number) => floorTo(nowMs, dayMs, 0),
  // 1970 began on a Thursday, so its first Monday was the fifth of January.
  week: (nowMs: number) => floorTo(nowMs, 7 * dayMs, 4 * dayMs),
  month: (nowMs: number) => (Math.floor(nowMs / dayMs) - daysIntoMonth(Math.floor(nowMs / dayMs))) * dayMs,
} as const

function localStart(window: CalendarWindow, nowMs: number, calendar: Calendar): number | undefined {
  const from = calendar.get(keyOf(window))
  if (from === undefined || !Number.isSafeInteger(from)) return undefined
  return from <= nowMs && nowMs - from < mostDays[window.unit] * dayMs ? from : undefined
}

/** The last instant `offset` + k · `length` that is not after `instant`. */
function floorTo(instant: number, length: number, offset: number): number {
  return Math.floor((instant - offset) / length) * length + offset
}

/**
 * How many days of its month are over, 0 to 30, for the day that is `day` days after 1970-01-01. Years are counted from March,
 * so that the leap day is the last of its year; 400 years are 146,097 days, and from March on five months are 153.
 */
function daysIntoMonth(day: number): number {
  const sinceMarch = day + 719_468
  const inEra = sinceMarch - floorTo(sinceMarch, 146_097, 0)
  const leaps = Math.floor(inEra / 1460) - Math.floor(inEra / 36_524) + Math.floor(inEra / 146_096)
  const year = Math.floor((inEra - leaps) / 365)
  const inYear = inEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const month = Math.floor((5 * inYear + 2) / 153)
  return inYear - Math.floor((153 * month + 2) / 5)
}
