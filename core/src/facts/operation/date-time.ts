/**
 * Instants as RFC 3339 writes them, strictly: upper-case T and Z, an offset always, and a day that the calendar has.
 * Nothing is rounded: an instant has milliseconds, so a finer one is refused, and so is a leap second.
 */
import { InputError } from '../../input-error.ts'
import type { Instant } from '../value.ts'

const form =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,3}))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * @returns The instant that `text` names.
 * @throws InputError `bad_type` when it names none.
 * @example parse('2026-11-20T10:00:00.5+01:00').value // 1795165200500
 */
export function parse(text: string): Instant {
  const [, year, month, day, time, fraction = '', sign, hours, minutes] = form.exec(text) ?? []
  if (year === undefined || Number(day) > daysIn(Number(year), Number(month))) {
    throw new InputError('bad_type', {}, 'an RFC 3339 time such as `2026-11-20T10:00:00.000Z`', text)
  }
  const local = Date.parse(`${year}-${month}-${day}T${time}.${fraction.padEnd(3, '0')}Z`)
  const offsetMinutes = sign === undefined ? 0 : Number(hours) * 60 + Number(minutes)
  return { type: 'instant', value: local - offsetMinutes * (sign === '-' ? -60_000 : 60_000) }
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && leap ? 29 : monthDays[month - 1]!
}
