import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../input-error.ts'
import { anyMessage, keyOf, lookupBytes, transfer, transferBytes, transferWithLookup } from './message.fixture.ts'
import * as Message from './message.ts'

const seed = 20_261_120

function refusal(bytes: Uint8Array, start = 0): string {
  try {
    Message.decode(bytes, start)
  } catch (error) {
    if (error instanceof InputError) return `${error.code}@${error.place.at ?? '-'}`
    throw error
  }
  return 'accepted'
}

function edited(bytes: Uint8Array, at: number, ...replacement: readonly number[]): Uint8Array {
  const copy = new Uint8Array(bytes)
  copy.set(replacement, at)
  return copy
}

function spliced(bytes: Uint8Array, at: number, remove: number, ...insert: readonly number[]): Uint8Array {
  return Uint8Array.from([...bytes.slice(0, at), ...insert, ...bytes.slice(at + remove)])
}

function withLookup(writable: number, instruction: readonly number[] = []): Uint8Array {
  return Message.encode({
    ...transferWithLookup,
    instructions: [{ ...transferWithLookup.instructions[0]!, accountIndexes: Uint8Array.from(instruction) }],
    lookups: [{ table: keyOf(7), writableIndexes: new Uint8Array(writable), readonlyIndexes: new Uint8Array(0) }],
  })
}

describe('Message.decode', () => {
  it('reads a legacy message with the range of its instruction', () => {
    expect(Message.decode(transferBytes)).toEqual(transfer)
  })

  it('reads a version 0 message with its lookup table', () => {
    expect(Message.decode(lookupBytes)).toEqual(transferWithLookup)
  })

  it('counts ranges and places from the beginning of the bytes when the message starts later', () => {
    const shifted = spliced(transferBytes, 0, 0, 0xee, 0xee)
    expect(Message.decode(shifted, 2).instructions[0]!.range).toEqual({ start: 135, end: 152 })
    expect(refusal(edited(shifted, 135, 3), 2)).toBe('solana_bad_index@135')
  })

  it('is not affected by later changes to the bytes it read', () => {
    const bytes = Buffer.from(transferBytes)
    const message = Message.decode(bytes)
    bytes.fill(0xff)
    expect(message).toEqual(transfer)
  })

  it.each([
    ['no byte at all', new Uint8Array(0), 'solana_truncated@0'],
    ['version 1', edited(lookupBytes, 0, 0x81), 'solana_unknown_version@0'],
    ['version 127, as off-chain messages begin', edited(lookupBytes, 0, 0xff), 'solana_unknown_version@0'],
    ['a byte too many', spliced(transferBytes, 150, 0, 0), 'solana_trailing_bytes@150'],
    ['a byte too few', transferBytes.slice(0, -1), 'solana_truncated@138'],
    ['a version 0 message without its list of tables', spliced(transferBytes, 0, 0, 0x80), 'solana_truncated@151'],
    ['no required signature', edited(transferBytes, 0, 0), 'solana_bad_header@0'],
    ['more readonly signers than signers', edited(transferBytes, 1, 2), 'solana_bad_header@1'],
    ['more signers and readonly accounts than keys', edited(transferBytes, 2, 3), 'solana_bad_header@3'],
    ['more keys than bytes', edited(transferBytes, 3, 0x7f), 'solana_truncated@132'],
    ['a key count in two bytes where one does', spliced(transferBytes, 3, 1, 0x83, 0), 'solana_bad_length@3'],
    [
      'a data length in three bytes where one does',
      spliced(transferBytes, 137, 1, 0x8c, 0x80, 0),
      'solana_bad_length@137',
    ],
    ['a length above 65535', spliced(transferBytes, 137, 1, 0x80, 0x80, 4), 'solana_bad_length@137'],
    ['a length of more than three bytes', spliced(transferBytes, 137, 1, 0x80, 0x80, 0x81, 1), 'solana_bad_length@137'],
    ['the fee payer as program', edited(transferBytes, 133, 0), 'solana_bad_index@133'],
    ['a program behind the keys', edited(transferBytes, 133, 3), 'solana_bad_index@133'],
    ['a program from a lookup table', edited(lookupBytes, 134, 3), 'solana_bad_index@134'],
    ['an account behind the keys', edited(transferBytes, 135, 3), 'solana_bad_index@133'],
    ['an account behind the looked-up ones', edited(lookupBytes, 136, 6), 'solana_bad_index@134'],
    ['a table of which no account is used', withLookup(0), 'solana_empty_lookup@150'],
  ])('refuses %s', (_, bytes, expected) => {
    expect(refusal(bytes)).toBe(expected)
  })

  it('accepts the last account of a lookup table and refuses the next', () => {
    expect(refusal(withLookup(1, [3]))).toBe('accepted')
    expect(refusal(withLookup(1, [4]))).toBe('solana_bad_index@134')
  })

  it('accepts 256 accounts and refuses 257', () => {
    expect(refusal(withLookup(253, [255]))).toBe('accepted')
    expect(refusal(withLookup(254, [255]))).toBe('solana_too_many_accounts@-')
  })

  it('accepts what fits a packet with its signatures, and refuses a byte more', () => {
    const sized = (extra: number) =>
      Message.encode({ ...transfer, instructions: [{ ...transfer.instructions[0]!, data: new Uint8Array(extra) }] })
    const fitting = 1232 - 65 - (transferBytes.length - 12) - 1
    expect(sized(fitting).length).toBe(1232 - 65)
    expect(refusal(sized(fitting))).toBe('accepted')
    expect(refusal(sized(fitting + 1))).toBe('too_long@0')
  })
})

describe('Message.objections', () => {
  it('has none for a message that could run', () => {
    expect(Message.objections(transfer)).toEqual([])
  })

  it('objects to a fee payer that is read-only', () => {
    const header = { requiredSignatures: 1, readonlySigned: 1, readonlyUnsigned: 1 }
    const message = Message.decode(Message.encode({ ...transfer, header }))
    expect(Message.objections(message).map(({ code }) => code)).toEqual(['solana_readonly_fee_payer'])
  })

  it('objects to a key that stands twice, and not to one that differs in its last byte', () => {
    const near = edited(keyOf(1), 31, 2)
    const codes = (key: Uint8Array) =>
      Message.objections({ ...transfer, accountKeys: [keyOf(1), key, keyOf(0)] }).map(({ code }) => code)
    expect(codes(keyOf(1))).toEqual(['solana_duplicate_account'])
    expect(codes(near)).toEqual([])
  })
})

describe('Message, at random', () => {
  it('always decodes what it encodes, and encodes it to the same bytes', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const bytes = Message.encode(message)
        const decoded = Message.decode(bytes)
        expect(stripped(decoded)).toEqual(stripped(message))
        expect(Message.encode(decoded)).toEqual(bytes)
      }),
      { seed, numRuns: 500 },
    )
  })

  it('never accepts a changed byte unless it encodes to exactly the changed bytes', () => {
    for (const original of [transferBytes, lookupBytes]) {
      for (let at = 0; at < original.length; at++) {
        for (let value = 0; value < 256; value++) sameOrRefused(edited(original, at, value))
      }
    }
  })

  it('never throws anything but a refusal, and never loses a byte, for cut, grown and changed messages', () => {
    const mutated = fc
      .tuple(anyMessage, fc.nat(), fc.integer({ min: 0, max: 3 }), fc.uint8Array({ maxLength: 3 }))
      .map(([message, place, remove, insert]) => {
        const bytes = Message.encode(message)
        return spliced(bytes, place % (bytes.length + 1), remove, ...insert)
      })
    fc.assert(fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 300 })), sameOrRefused), {
      seed,
      numRuns: 20_000,
    })
  })
})

function stripped(message: Message.Message): unknown {
  return { ...message, instructions: message.instructions.map(({ range: _, ...rest }) => rest) }
}

function sameOrRefused(bytes: Uint8Array): void {
  if (refusal(bytes) !== 'accepted') return
  expect(Buffer.from(Message.encode(Message.decode(bytes))).equals(bytes)).toBe(true)
}
