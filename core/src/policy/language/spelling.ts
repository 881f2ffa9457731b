/**
 * How names and values are spelt: one table for the text and for the JSON notation. No pattern can take more than linear time.
 */
import type { Code } from '../../codes.ts'
import * as Address from '../../facts/address.ts'
import { InputError } from '../../input-error.ts'
import { weekdays } from './expression.ts'

/** Words that begin no name. `count`, `sum`, `first`, `group` and `address` mean something only before what they apply to. */
export const keywords = [
  ...['and', 'or', 'not', 'in', 'matches', 'exists', 'every', 'some', 'none'],
  ...['true', 'false', 'else', 'of', 'where'],
] as const

/** The whole text has the form, is no longer than `max`, and `test` finds no fault. */
export type Spelling = {
  readonly form: RegExp
  readonly max: number
  readonly expected: string
  readonly test?: (text: string) => Fault | undefined
}

/** Why a text is not spelt as it should be. */
export type Fault = { readonly code: Code; readonly expected: string }

const reserved = `(?!(?:${[...keywords, ...weekdays].join('|')})(?![A-Za-z0-9_$]))`
const upper = '[A-Z][A-Z0-9_]*'
const identifier = '[A-Za-z_$][A-Za-z0-9_$]*'
const position = '(?:0|[1-9][0-9]{0,5})'
const elements = `(?:\\[(?:${position})?\\])*`
const clock = '(?:[01][0-9]|2[0-3]):[0-5][0-9]'
const day = '[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])'
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const whole = '(?:0|[1-9][0-9]*)'

export const spellings = {
  name: {
    form: RegExp(`^${reserved}(?!${upper}$)${identifier}${elements}(?:\\.(?:${identifier}|${position})${elements})*$`),
    max: 128,
    expected: 'a name such as `amount`, `sender.role` or `path[]`',
  },
  call: {
    form: RegExp(`^${reserved}(?!(?:count|sum|first|${upper})$)${identifier}(?:\\.${identifier})*$`),
    max: 128,
    expected: 'the name of a function such as `daily_volume`',
  },
  word: { form: RegExp(`^${upper}$`), max: 128, expected: 'a word in upper case such as `OPERATOR`' },
  list: {
    form: /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/,
    max: 128,
    expected: 'the name of a list: letters, digits, `_`, `-` and `.`',
  },
  group: {
    form: RegExp(`^${reserved}[A-Za-z_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$`),
    max: 128,
    expected: 'the name of a group: letters, digits, `_`, `-` and `.`',
  },
  integer: {
    form: RegExp(`^(?!-0$)-?${whole}$`),
    max: 100,
    expected: 'a whole number of at most 100 characters, without leading zeros',
  },
  decimal: {
    form: RegExp(`^(?!-0$)-?${whole}(?:\\.[0-9]*[1-9])?$`),
    max: 100,
    expected: 'a decimal number of at most 100 characters, without needless zeros',
  },
  percent: {
    form: RegExp(`^${whole}(?:\\.[0-9]?[1-9])?$`),
    max: 100,
    expected: 'a percentage with at most two decimals, without needless zeros',
  },
  unit: { form: RegExp(`^${reserved}[A-Za-z][A-Za-z0-9_]*$`), max: 32, expected: 'a unit such as `eth`' },
  address: {
    form: /^[0-9A-Za-z]+$/,
    max: 128,
    expected: 'an EVM, Solana, Tron or Bitcoin address',
    test: testAddress,
  },
  bytes: {
    form: /^0x(?![0-9a-f]{40}$)(?:[0-9a-f]{2})*$/,
    max: 16_384,
    expected: '0x and pairs of hexadecimal digits in lower case, not 20 bytes',
  },
  instant: {
    form: RegExp(`^${day}T${clock}:[0-5][0-9](?:\\.[0-9]{1,3})?(?:Z|(?!-00:00)[+-]${clock})$`),
    max: 29,
    expected: 'an instant such as `2026-01-31T09:00:00Z`',
    test: testDay,
  },
  time: { form: RegExp(`^${clock}$`), max: 5, expected: 'a time from `00:00` to `23:59`' },
  date: { form: RegExp(`^${day}$`), max: 10, expected: 'a date of the calendar such as `2026-01-31`', test: testDay },
  zone: {
    form: /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/,
    max: 64,
    expected: 'a time zone such as `Europe/Zurich`',
  },
} as const satisfies Record<string, Spelling>

export type SpellingName = keyof typeof spellings

/** @returns What is wrong with the spelling of `text`: `language_spelling`, or the code of a wrong address. */
export function fault(name: SpellingName, text: string): Fault | undefined {
  const { form, max, expected, test } = spellings[name] as Spelling
  if (text.length > max || !form.test(text)) return { code: 'language_spelling', expected }
  return test?.(text)
}

/** @returns Whether `text` is spelt as `name` asks. */
export function fits(name: SpellingName, text: string): boolean {
  return fault(name, text) === undefined
}

/** The first ten characters, in the form of a date, must be a day of the Gregorian calendar. */
function testDay(text: string): Fault | undefined {
  const month = Number(text.slice(5, 7))
  const days = month === 2 && isLeap(Number(text.slice(0, 4))) ? 29 : daysOfMonth[month - 1]!
  const known = Number(text.slice(8, 10)) <= days
  return known ? undefined : { code: 'language_spelling', expected: `a day of the calendar: the month has ${days}` }
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function testAddress(text: string): Fault | undefined {
  try {
    Address.parseAny(text)
    return undefined
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
}
