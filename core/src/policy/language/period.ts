/** Reads stretches of local time: `09:00-18:00 Europe/Zurich`, `Mon-Fri,Sun UTC`, `2026-01-01..2026-12-31`. */
import { type Period, type Weekday, weekdays } from './expression.ts'
import { type Piece, piece, refuse, spelt, type Token } from './token.ts'

const blank = /[ \t\r\n]*/y
const time = /[0-9:]*/y
const date = /[0-9-]*/y
const word = /[A-Za-z0-9_$]*/y
const zoneName = /[A-Za-z0-9_+/-]*/y
const comma = /[ \t\r\n]*,[ \t\r\n]*/y

const nameOfDay: ReadonlyMap<string, Weekday> = new Map(weekdays.map((day) => [day, day]))

/** @returns The window whose first time is `first`. */
export function readWindow(text: string, first: Piece): Token {
  const from = spelt('time', first, text)
  const last = after('-', text, first, time, 'a window such as `09:00-18:00`')
  const to = spelt('time', last, text)
  if (from === to) throw refuse(text, last, 'another time: from a time to itself is either nothing or a whole day')
  return withZone({ from, to }, text, first.start, last.end)
}

/** @returns The range of dates whose first one is `first`. */
export function readDates(text: string, first: Piece): Token {
  const from = spelt('date', first, text)
  const last = after('..', text, first, date, 'a range such as `2026-01-01..2026-12-31`, or `T` and a time')
  const to = spelt('date', last, text)
  if (to < from) throw refuse(text, last, `a date not before ${from}`)
  return withZone({ dates: [from, to] }, text, first.start, last.end)
}

/** @returns The days of the week which begin with `first`, if it is one. */
export function readDays(text: string, first: Piece): Token | undefined {
  if (!nameOfDay.has(first.text)) return undefined
  const days = new Set<Weekday>()
  let end = readRun(text, first, days)
  for (let found = piece(comma, text, end); found.text !== ''; found = piece(comma, text, end)) {
    end = readRun(text, piece(word, text, found.end), days)
  }
  return withZone({ days: weekdays.filter((day) => days.has(day)) }, text, first.start, end)
}

/** One day, or the days from one to another, which may go past Sunday. Returns where it ends. */
function readRun(text: string, first: Piece, days: Set<Weekday>): number {
  const from = dayOf(text, first)
  if (text.charAt(first.end) !== '-') {
    add(text, first, days, from)
    return first.end
  }
  const last = piece(word, text, first.end + 1)
  const to = weekdays.indexOf(dayOf(text, last))
  const start = weekdays.indexOf(from)
  const count = ((to - start + 7) % 7) + 1
  for (let i = 0; i < count; i++) add(text, { ...first, end: last.end }, days, weekdays[(start + i) % 7]!)
  return last.end
}

function dayOf(text: string, found: Piece): Weekday {
  const day = nameOfDay.get(found.text)
  if (day === undefined) throw refuse(text, found, `one of ${weekdays.join(', ')}`)
  return day
}

function add(text: string, found: Omit<Piece, 'text'>, days: Set<Weekday>, day: Weekday): void {
  if (days.has(day)) throw refuse(text, found, `each day once, and ${day} is there already`)
  days.add(day)
}

function after(separator: string, text: string, first: Piece, pattern: RegExp, expected: string): Piece {
  if (text.startsWith(separator, first.end)) return piece(pattern, text, first.end + separator.length)
  throw refuse(text, first, expected)
}

/** Zones begin in upper case, and nothing else that does can follow a period. */
function withZone(period: Period, text: string, start: number, end: number): Token {
  const found = piece(zoneName, text, piece(blank, text, end).end)
  const isZone = found.start > end && /^[A-Z]/.test(found.text)
  const node = isZone ? { ...period, zone: spelt('zone', found, text) } : period
  const last = isZone ? found.end : end
  return { kind: 'period', text: text.slice(start, last), node, start, end: last }
}
