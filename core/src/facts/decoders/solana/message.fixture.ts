/** Messages for tests: one by hand, and a generator of all well-formed ones up to a size. */
import fc from 'fast-check'
import * as Base58 from '../../../codec/base58.ts'
import type { Message } from './message.ts'
import { encode } from './message.ts'

const systemId = new Uint8Array(32)

/** @returns A key whose bytes all are `byte`. */
export function keyOf(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte)
}

/** A legacy message with one System transfer of one lamport from key 1 to key 2. */
export const transfer: Message = {
  version: 'legacy',
  header: { requiredSignatures: 1, readonlySigned: 0, readonlyUnsigned: 1 },
  accountKeys: [keyOf(1), keyOf(2), systemId],
  recentBlockhash: keyOf(9),
  instructions: [
    {
      programIndex: 2,
      accountIndexes: Uint8Array.of(0, 1),
      data: Uint8Array.of(2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
      range: { start: 133, end: 150 },
    },
  ],
  lookups: [],
}

/** The same as version 0, with two writable and one readonly account of a table, all given to the instruction. */
export const transferWithLookup: Message = {
  ...transfer,
  version: 0,
  instructions: [
    { ...transfer.instructions[0]!, accountIndexes: Uint8Array.of(0, 3, 5, 4), range: { start: 134, end: 153 } },
  ],
  lookups: [{ table: keyOf(7), writableIndexes: Uint8Array.of(200, 3), readonlyIndexes: Uint8Array.of(9) }],
}

export const transferBytes: Uint8Array = encode(transfer)
export const lookupBytes: Uint8Array = encode(transferWithLookup)

const bytesUpTo = (maxLength: number) => fc.uint8Array({ maxLength })
const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
const lookup = fc
  .record({ table: key, writableIndexes: bytesUpTo(4), readonlyIndexes: bytesUpTo(4) })
  .filter(({ writableIndexes, readonlyIndexes }) => writableIndexes.length + readonlyIndexes.length > 0)

/** Any message that a validator would look at: distinct keys, a writable fee payer, indexes in range. Ranges are empty. */
export const anyMessage: fc.Arbitrary<Message> = fc
  .record({
    version: fc.constantFrom<'legacy' | 0>('legacy', 0),
    accountKeys: fc.uniqueArray(key, { minLength: 2, maxLength: 8, selector: (bytes) => Base58.encode(bytes) }),
    recentBlockhash: key,
    lookups: fc.array(lookup, { maxLength: 2 }),
  })
  .chain(({ version, accountKeys, recentBlockhash, lookups }) => {
    const tables = version === 0 ? lookups : []
    const count = tables.reduce(
      (total, table) => total + table.writableIndexes.length + table.readonlyIndexes.length,
      accountKeys.length,
    )
    return fc.record({
      version: fc.constant(version),
      header: anyHeader(accountKeys.length),
      accountKeys: fc.constant(accountKeys),
      recentBlockhash: fc.constant(recentBlockhash),
      instructions: fc.array(anyInstruction(accountKeys.length, count), { maxLength: 3 }),
      lookups: fc.constant(tables),
    })
  })

function anyHeader(keys: number): fc.Arbitrary<Message['header']> {
  return fc.integer({ min: 1, max: Math.min(3, keys) }).chain((requiredSignatures) =>
    fc.record({
      requiredSignatures: fc.constant(requiredSignatures),
      readonlySigned: fc.integer({ min: 0, max: requiredSignatures - 1 }),
      readonlyUnsigned: fc.integer({ min: 0, max: keys - requiredSignatures }),
    }),
  )
}

function anyInstruction(keys: number, count: number): fc.Arbitrary<Message['instructions'][number]> {
  return fc.record({
    programIndex: fc.integer({ min: 1, max: keys - 1 }),
    accountIndexes: fc
      .array(fc.integer({ min: 0, max: count - 1 }), { maxLength: 6 })
      .map((indexes) => Uint8Array.from(indexes)),
    data: fc.oneof(bytesUpTo(20), fc.uint8Array({ minLength: 126, maxLength: 130 })),
    range: fc.constant({ start: 0, end: 0 }),
  })
}
