/** Membership: what it finds is what comparing one by one finds, for every type of value. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equal, type Family, type List, type Value } from '../facts/value.ts'
import { runs } from '../runs.fixture.ts'
import { comparable, membershipOf } from './membership.ts'

const plain: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: 0, max: 3 }).map((value): Value => ({ type: 'integer', value: BigInt(value) })),
  fc.integer({ min: 0, max: 3 }).map((value): Value => ({ type: 'instant', value })),
  fc.constantFrom('0', '1', 'evm:a', '__proto__').map((value): Value => ({ type: 'text', value })),
  fc.boolean().map((value): Value => ({ type: 'boolean', value })),
  fc.constantFrom('0x', '0x01').map((value): Value => ({ type: 'bytes', value: value as `0x${string}` })),
  fc
    .record({ family: fc.constantFrom<Family>('evm', 'solana'), value: fc.constantFrom('a', 'b', 'solana:a') })
    .map((address): Value => ({ type: 'address', ...address })),
)
const values: fc.Arbitrary<Value> = fc.oneof(
  { weight: 5, arbitrary: plain },
  fc.array(plain, { maxLength: 2 }).map((items): Value => ({ type: 'list', items })),
  plain.map((value): Value => ({ type: 'record', fields: [{ name: 'a', value }] })),
)
const lists = fc.oneof(
  fc.array(values, { maxLength: 12 }),
  plain.chain((one) => fc.array(plain.filter(({ type }) => type === one.type))),
)

describe('membership', () => {
  it('is what comparing with each item says', () => {
    let found = 0
    fc.assert(
      fc.property(lists, values, (items, value) => {
        const list: List = { type: 'list', items }
        const has = items.some((item) => equal(item, value))
        found += has ? 1 : 0
        expect(membershipOf(list).has(value)).toBe(has)
      }),
      { seed: 20_261_127, numRuns: runs(20_000) },
    )
    expect(found).toBeGreaterThan(runs(1000))
  })

  it('compares only with what all items are', () => {
    const address = (family: Family): Value => ({ type: 'address', family, value: 'a' })
    const of = (...items: Value[]) => membershipOf({ type: 'list', items })
    expect(comparable(address('evm'), of(address('evm'), address('evm')))).toBe(true)
    expect(comparable(address('solana'), of(address('evm')))).toBe(false)
    expect(comparable(address('evm'), of(address('evm'), address('solana')))).toBe(false)
    expect(comparable({ type: 'text', value: 'a' }, of(address('evm')))).toBe(false)
    expect(comparable(address('evm'), of())).toBe(true)
  })
})
