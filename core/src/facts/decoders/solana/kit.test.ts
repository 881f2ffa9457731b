/** Compares with an independent implementation: what it encodes we read the same, and what we encode it reads the same. */
import {
  getBase58Decoder,
  getCompiledTransactionMessageDecoder,
  getCompiledTransactionMessageEncoder,
} from '@solana/kit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyMessage } from './message.fixture.ts'
import * as Message from './message.ts'

const base58 = getBase58Decoder()
const decoder = getCompiledTransactionMessageDecoder()
const encoder = getCompiledTransactionMessageEncoder()

/** In the other implementation's words: it leaves out lists that are empty. */
function inKit(message: Message.Message): unknown {
  const { requiredSignatures, readonlySigned, readonlyUnsigned } = message.header
  const lookups = message.lookups.map(({ table, writableIndexes, readonlyIndexes }) => ({
    lookupTableAddress: base58.decode(table),
    writableIndexes: [...writableIndexes],
    readonlyIndexes: [...readonlyIndexes],
  }))
  return {
    version: message.version,
    header: {
      numSignerAccounts: requiredSignatures,
      numReadonlySignerAccounts: readonlySigned,
      numReadonlyNonSignerAccounts: readonlyUnsigned,
    },
    staticAccounts: message.accountKeys.map((key) => base58.decode(key)),
    lifetimeToken: base58.decode(message.recentBlockhash),
    instructions: message.instructions.map(({ programIndex, accountIndexes, data }) => ({
      programAddressIndex: programIndex,
      ...(accountIndexes.length > 0 ? { accountIndices: [...accountIndexes] } : {}),
      ...(data.length > 0 ? { data } : {}),
    })),
    ...(lookups.length > 0 ? { addressTableLookups: lookups } : {}),
  }
}

describe('Message and @solana/kit', () => {
  it('read the same from the same bytes, and write the same bytes', () => {
    const run = fc.property(anyMessage, (message) => {
      const bytes = Message.encode(message)
      const theirs = decoder.decode(bytes)
      expect(theirs).toEqual(inKit(message))
      expect(new Uint8Array(encoder.encode(theirs))).toEqual(bytes)
      expect(inKit(Message.decode(bytes))).toEqual(theirs)
    })
    fc.assert(run, { seed: 20_261_120, numRuns: 500 })
  })
})
