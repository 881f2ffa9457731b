import { describe, expect, it } from 'vitest'
import { InputError } from '../../../input-error.ts'
import type { Structure, Value } from '../../value.ts'
import * as Fragment from './fragment.ts'
import * as Path from './path.ts'

const { inputs } = Fragment.parseSignature(
  'f(address to, (address maker, uint256 amount)[] order, address[3] path, (bytes32 id, uint8[] parts) info, uint256, bool twin, bool twin)',
)
const integer = (value: bigint): Value => ({ type: 'integer', value })
const list = (...items: Value[]): Value => ({ type: 'list', items })
const record = (...fields: readonly [string, Value][]): Structure => ({
  type: 'record',
  fields: fields.map(([name, value]) => ({ name, value })),
})
const values = record(
  [
    'order',
    list(
      record(['amount', integer(1n)], ['parts', list(integer(7n), integer(8n))]),
      record(['amount', integer(2n)], ['parts', list()]),
    ),
  ],
  ['info', record(['id', integer(3n)], ['To', integer(4n)])],
  ['', integer(5n)],
  ['twin', integer(6n)],
  ['twin', integer(9n)],
  ['odd', list(record(['a', integer(1n)]), record(['b', integer(2n)]))],
  ['none', list()],
)

describe('the text of a path', () => {
  it.each([
    'to',
    'order.maker',
    'order[0].token',
    'path[]',
    'details[].amount',
    '0',
    '1.2',
    'a[][0]',
    '$_a1',
    'a'.repeat(128),
  ])('may be `%s`', (text) => {
    expect(Path.parse(text).text).toBe(text)
  })

  it.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    '[0]',
    'a[',
    'a]',
    'a[0',
    'a[00]',
    '00',
    '01',
    'a[-1]',
    'a[1.5]',
    'a b',
    'a[ ]',
    'a.[]',
    '1a',
    'a[1000000]',
    'a[]b',
    'a'.repeat(129),
  ])('is never `%s`', (text) => {
    const refused = expect(() => Path.parse(text))
    refused.toThrow(InputError)
    refused.toThrow('not an argument path')
  })

  it('tells names from positions', () => {
    expect(Path.parse('a.0[1][]').steps).toEqual([
      { kind: 'name', name: 'a' },
      { kind: 'position', position: 0 },
      { kind: 'index', index: 1 },
      { kind: 'each' },
    ])
  })
})

describe('the type at a path', () => {
  it.each([
    ['to', 'address', false],
    ['0', 'address', false],
    ['order', '(address,uint256)[]', false],
    ['order[]', '(address,uint256)', true],
    ['order[].amount', 'uint256', true],
    ['order[99].maker', 'address', false],
    ['1[7].1', 'uint256', false],
    ['path[2]', 'address', false],
    ['info.parts[]', 'uint8', true],
    ['4', 'uint256', false],
    ['6', 'bool', false],
  ])('of `%s` is %s', (text, type, each) => {
    const found = Path.typeAt(inputs, Path.parse(text))
    expect([found?.type.text, found?.each]).toEqual([type, each])
  })

  it.each([
    'To',
    'order.maker',
    'order.0',
    'path[3]',
    'to[0]',
    'to[]',
    'to.x',
    'info[0]',
    'info.none',
    '7',
    'twin',
    'toString',
    'length',
    '__proto__',
  ])('does not exist for `%s`', (text) => expect(Path.typeAt(inputs, Path.parse(text))).toBeUndefined())
})

describe('the value at a path', () => {
  it.each([
    ['order[1].amount', integer(2n)],
    ['0[0].0', integer(1n)],
    ['order[].amount', list(integer(1n), integer(2n))],
    ['order[].parts[]', list(integer(7n), integer(8n))],
    ['none[]', list()],
    ['none[].a', list()],
    ['info.To', integer(4n)],
    ['2', integer(5n)],
    ['4', integer(9n)],
  ])('of `%s`', (text, value) => {
    expect(Path.resolve(values, Path.parse(text))).toEqual(value)
  })

  it.each([
    'order[2].amount',
    'order.amount',
    'info.to',
    'info[]',
    'twin',
    '9',
    'odd[].a',
    'order[].parts[0]',
    'order[].amount[]',
    'constructor',
  ])('is undefined for `%s`', (text) => expect(Path.resolve(values, Path.parse(text))).toBeUndefined())
})
