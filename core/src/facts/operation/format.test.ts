import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../input-error.ts'
import * as DateTime from './date-time.ts'
import { formats } from './format.ts'

const seed = 20261121
const read = (name: string, text: string) => formats.get(name)!.read(text)

describe('date-time', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:59:59.999Z', -1],
    ['2026-11-20T10:00:00.5+01:00', Date.UTC(2026, 10, 20, 9, 0, 0, 500)],
    ['2026-11-20T10:00:00.050-23:59', Date.UTC(2026, 10, 21, 9, 59, 0, 50)],
    ['2024-02-29T00:00:00-00:00', Date.UTC(2024, 1, 29)],
    ['2000-02-29T23:59:59Z', Date.UTC(2000, 1, 29, 23, 59, 59)],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
  ])('reads %s', (text, value) => {
    expect(DateTime.parse(text)).toEqual({ type: 'instant', value })
  })

  it.each([
    ['no offset', '2026-11-20T10:00:00'],
    ['a lower-case letter', '2026-11-20t10:00:00Z'],
    ['a blank for T', '2026-11-20 10:00:00Z'],
    ['no time', '2026-11-20'],
    ['a day too many', '2026-11-31T10:00:00Z'],
    ['29 February of a common year', '2023-02-29T10:00:00Z'],
    ['29 February of a common century', '1900-02-29T10:00:00Z'],
    ['30 February', '2024-02-30T10:00:00Z'],
    ['day 0', '2024-02-00T10:00:00Z'],
    ['month 0', '2024-00-01T10:00:00Z'],
    ['month 13', '2024-13-01T10:00:00Z'],
    ['hour 24', '2024-02-01T24:00:00Z'],
    ['minute 60', '2024-02-01T10:60:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['four digits of a fraction', '2024-02-01T10:00:00.0000Z'],
    ['no digit of a fraction', '2024-02-01T10:00:00.Z'],
    ['an offset of 24 hours', '2024-02-01T10:00:00+24:00'],
    ['an offset of 60 minutes', '2024-02-01T10:00:00+01:60'],
    ['an offset without colon', '2024-02-01T10:00:00+0100'],
    ['a year of six digits', '+002024-02-01T10:00:00Z'],
    ['a line feed after it', '2024-02-01T10:00:00Z\n'],
    ['other digits', '２０24-02-01T10:00:00Z'],
  ])('refuses %s', (_, text) => {
    expect(() => DateTime.parse(text)).toThrow(InputError)
  })

  it('always gives the instant that the platform gives for the same moment, whatever the offset', () => {
    const moment = fc.date({ min: new Date(0), max: new Date(Date.UTC(9999, 11, 30)), noInvalidDate: true })
    const offset = fc.integer({ min: -1439, max: 1439 })
    fc.assert(
      fc.property(moment, offset, (date, minutes) => {
        const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1)
        const size = Math.abs(minutes)
        const pair = (value: number) => String(value).padStart(2, '0')
        const text = `${local}${minutes < 0 ? '-' : '+'}${pair(Math.floor(size / 60))}:${pair(size % 60)}`
        expect(DateTime.parse(text).value).toBe(date.getTime())
      }),
      { seed, numRuns: 2000 },
    )
  })
})

describe('formats', () => {
  it.each([
    ['decimal', '0', { type: 'integer', value: 0n }],
    ['decimal', '-12', { type: 'integer', value: -12n }],
    ['decimal', `1${'0'.repeat(100)}`, { type: 'integer', value: 10n ** 100n }],
    ['hex', '0x', { type: 'bytes', value: '0x' }],
    ['hex', '0xAb', { type: 'bytes', value: '0xab' }],
    ['chain', 'eip155:1', { type: 'text', value: 'eip155:1' }],
    [
      'chain',
      'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
      { type: 'text', value: 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp' },
    ],
    ['chain', 'cosmos:cosmoshub-4', { type: 'text', value: 'cosmos:cosmoshub-4' }],
    [
      'evm-address',
      '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045',
      { type: 'address', family: 'evm', value: '0xd8da6bf26964af9d7eed9e03e53415d37aa96045' },
    ],
    [
      'solana-address',
      'So11111111111111111111111111111111111111112',
      { type: 'address', family: 'solana', value: 'So11111111111111111111111111111111111111112' },
    ],
  ])('%s reads %s', (name, text, value) => {
    expect(read(name, text)).toEqual(value)
    expect(formats.get(name)!.type).toBe(value.type)
  })

  it.each([
    ['decimal', ''],
    ['decimal', '-0'],
    ['decimal', '+1'],
    ['decimal', '01'],
    ['decimal', '1.0'],
    ['decimal', '1e3'],
    ['decimal', '0x10'],
    ['decimal', ' 1'],
    ['decimal', '1\n'],
    ['decimal', '1_000'],
    ['hex', 'ab'],
    ['hex', '0xa'],
    ['hex', '0Xab'],
    ['hex', '0xzz'],
    ['chain', 'eip155'],
    ['chain', 'eip155:'],
    ['chain', 'eip155:0'],
    ['chain', 'eip155:01'],
    ['chain', 'eip155:0x1'],
    ['chain', 'EIP155:1'],
    ['chain', 'ei:1'],
    ['chain', 'eip155:1:0x00'],
    ['chain', 'solana:mainnet'],
    ['chain', `cosmos:${'a'.repeat(33)}`],
    ['evm-address', '0xD8da6BF26964aF9D7eEd9e03E53415D37aA96045'],
    ['evm-address', '0x12'],
    ['solana-address', '0xd8da6bf26964af9d7eed9e03e53415d37aa96045'],
  ])('%s refuses `%s`', (name, text) => {
    expect(() => read(name, text)).toThrow(InputError)
  })
})
