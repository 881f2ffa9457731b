/** Random conditions, and the cases that the vectors hold. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as Base58 from '../../codec/base58.ts'
import * as Hex from '../../codec/hex.ts'
import * as Address from '../../facts/address.ts'
import { type Bare, type Constant, type Expression, flatten, type Period, type Term, weekdays } from './expression.ts'
import { fits, keywords } from './spelling.ts'

/** @returns The cases of a vector file. */
export function cases<Case>(name: string): readonly Case[] {
  return JSON.parse(readFileSync(new URL(`../../../../vectors/language/${name}.json`, import.meta.url), 'utf8'))
}

const characters = (alphabet: string, minLength = 1, maxLength = 6) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength })

const oddNames = [
  'amount',
  'sender.role',
  'path[]',
  'd[0].amount',
  'args.0',
  '$x',
  '_Y',
  'group',
  'count',
  'sum',
  'first',
  'address',
  'order.in',
  'USDC.paused',
  'or_',
  'Monday',
  'e18',
  '__proto__',
  'constructor',
]
const name = fc.oneof(
  fc.constantFrom(...oddNames),
  characters('abcXYZ_$019.[]').filter((text) => fits('name', text)),
)
const call = fc.constantFrom('daily_volume', 'abi.decode', 'group', 'address', 'f', 'Of')
const zone = fc.constantFrom('UTC', 'Europe/Zurich', 'Etc/GMT+5', 'America/Port-au-Prince')
const unit = fc.constantFrom('eth', 'USDC', 'e18', 'x0', 'group', 'count', 'address')
const label = fc.constantFrom('vendors', 'ofac-sdn', 'a.b_c', 'Back-Office', 'or-else')

const integer = fc.bigInt({ min: -(10n ** 78n), max: 10n ** 78n }).map(String)
const fraction = characters('0123456789', 0, 5).map((text) => `${text}7`)
const two = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, '0'))
const time = fc.tuple(two(0, 23), two(0, 59)).map((parts) => parts.join(':'))
const date = fc
  .tuple(fc.integer({ min: 1970, max: 2999 }).map(String), two(1, 12), two(1, 28))
  .map((parts) => parts.join('-'))
const evm = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => Address.parse('evm', Hex.fromBytes(bytes)))
const solana = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Base58.encode(bytes))
const spelling = fc.oneof(
  evm.map((address) => address.value),
  evm.map((address) => Address.checksummed(address)),
  solana,
)
const percent = fc.tuple(fc.nat(), fc.constantFrom('', '.5', '.25', '.05')).map((parts) => parts.join(''))
const where = (expression: fc.Arbitrary<Expression>) => fc.oneof(fc.constant({}), fc.record({ where: expression }))
const inZone = fc.oneof(fc.constant({}), fc.record({ zone }))

/** Values that are written out. */
const constant: fc.Arbitrary<Constant> = fc.oneof(
  fc.record({ number: integer }),
  fc.record({
    number: fc.oneof(
      integer,
      fc.tuple(integer, fraction).map((parts) => parts.join('.')),
    ),
    unit,
  }),
  fc.record({ text: fc.string({ unit: 'binary' }) }),
  fc.record({ flag: fc.boolean() }),
  fc.record({ address: spelling }),
  fc.record({ bytes: fc.uint8Array({ maxLength: 19 }).map((bytes) => Hex.fromBytes(bytes)) }),
  fc.record({ word: fc.constantFrom('OPERATOR', 'CLEAR', 'USDC', 'A', 'X_1', 'OR', 'T') }),
  fc.record({
    instant: fc
      .tuple(date, time, fc.constantFrom('Z', '.5Z', '.999+05:30', '-08:00'))
      .map(([day, hour, rest]) => `${day}T${hour}:07${rest}`),
  }),
)

const period: fc.Arbitrary<Period> = fc.oneof(
  fc
    .tuple(fc.record({ from: time, to: time }), inZone)
    .filter(([{ from, to }]) => from !== to)
    .map(([window, rest]) => ({ ...window, ...rest })),
  fc.tuple(fc.subarray([...weekdays], { minLength: 1 }), inZone).map(([days, rest]) => ({ days, ...rest })),
  fc
    .tuple(date, date, inZone)
    .map(([a, b, rest]) => ({ dates: a < b ? ([a, b] as const) : ([b, a] as const), ...rest })),
)

const options = { depthSize: 'small', maxDepth: 5, depthIdentifier: 'condition' } as const

const tied = fc.letrec<{ expression: Expression; term: Term; bare: Bare; mention: Term & Expression }>((tie) => ({
  bare: fc.oneof(options, fc.record({ name }), fc.record({ call, of: fc.array(tie('term'), { maxLength: 3 }) })),
  mention: fc
    .tuple(
      tie('bare'),
      fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.record({ assume: constant }) }),
    )
    .map(([bare, rest]) => ({ ...bare, ...rest })),
  term: fc.oneof(
    options,
    tie('mention'),
    constant,
    fc.oneof(fc.record({ list: label }), fc.record({ group: label.filter((text) => fits('group', text)) })),
    fc.record({ items: fc.array(tie('term'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ arithmetic: fc.constantFrom('+', '-', '*', '/'), left: tie('term'), right: tie('term') }),
    fc.record({ percent, of: tie('term') }),
    fc
      .tuple(fc.record({ count: tie('bare') }), where(tie('expression')))
      .map(([counted, rest]) => ({ ...counted, ...rest })),
    fc
      .tuple(fc.record({ sum: tie('term'), of: tie('bare') }), where(tie('expression')))
      .map(([summed, rest]) => ({ ...summed, ...rest })),
    fc.record({ first: fc.array(tie('term'), { minLength: 2, maxLength: 3 }) }),
  ),
  expression: fc.oneof(
    options,
    tie('mention'),
    fc.record({ left: tie('term'), operator: fc.constantFrom('==', '!=', '<', '<=', '>', '>='), right: tie('term') }),
    fc.record({ left: tie('term'), operator: fc.constant('in'), right: fc.oneof(tie('term'), period) }),
    fc.record({ left: tie('term'), operator: fc.constant('matches'), right: fc.record({ text: fc.string() }) }),
    fc.array(tie('expression'), { minLength: 2, maxLength: 4 }).map((members) => ({ and: flatten('and', members) })),
    fc.array(tie('expression'), { minLength: 2, maxLength: 4 }).map((members) => ({ or: flatten('or', members) })),
    fc.record({ not: tie('expression') }),
    fc
      .tuple(fc.constantFrom('every', 'some', 'none'), tie('bare'), tie('expression'))
      .map(([key, over, holds]) => ({ [key]: over, holds }) as Expression),
    fc.record({ exists: tie('bare') }),
  ) as fc.Arbitrary<Expression>,
}))

/** Conditions of any kind, in normal form. */
export const expression: fc.Arbitrary<Expression> = tied.expression

const pieces = [
  ...keywords,
  ...weekdays,
  'a',
  'A',
  'USDC',
  'group',
  'count',
  'sum',
  'address',
  'f(',
  'count(',
  'sum(',
  'first(',
  '@',
  '@x',
  '(',
  ')',
  '[',
  ']',
  ',',
  '.',
  '..',
  '-',
  '+',
  '*',
  '/',
  '%',
  '% of',
  '=',
  '==',
  '!=',
  '<',
  '<=',
  '!',
  '&',
  '"',
  '"x"',
  '\\',
  '0',
  '1',
  '007',
  '1.5',
  '1_0',
  '10%',
  '0x',
  '0xab',
  '0x1',
  '09:00',
  '09:00-18:00',
  'UTC',
  'Europe/Zurich',
  '2026-01-01',
  '2026-01-01..',
  'T00:00:00Z',
  'eth',
  '$',
  'é',
  '\ud800',
  '😀',
  '\0',
]

/** Texts that are nearly conditions, and ones that are nothing. */
export const soup: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(' ')),
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 200 }),
)
