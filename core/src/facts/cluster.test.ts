/** What somebody read from a Solana cluster is taken exactly as it must be written, or refused with its place. */
import { describe, expect, it } from 'vitest'
import * as Base58 from '../codec/base58.ts'
import { sha256 } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import type { JsonObject } from '../codec/json.ts'
import { parseCluster } from './cluster.ts'

const key = (byte: number) => Base58.encode(new Uint8Array(32).fill(byte))
const chain = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'
const read = (more: object) => parseCluster({ chain, slot: '12', ...more } as JsonObject)

describe('what was read from a cluster', () => {
  it('keeps tables with the hash of their entries, token accounts and mints', () => {
    const { tables, accounts, mints, slot } = read({
      lookupTables: [{ address: key(1), addresses: [key(2), key(3)] }],
      tokenAccounts: [{ address: key(4), owner: key(5), mint: key(6), program: key(7) }],
      mints: [{ address: key(6), program: key(7), extensions: ['transferHook'] }],
    })
    const bytes = Uint8Array.from([...new Uint8Array(32).fill(2), ...new Uint8Array(32).fill(3)])
    expect(slot).toBe(12n)
    expect(tables.get(key(1))).toEqual({ addresses: [key(2), key(3)], hash: Hex.fromBytes(sha256(bytes)) })
    expect(accounts.get(key(4))).toEqual({ owner: key(5), mint: key(6), program: key(7) })
    expect(mints.get(key(6))).toEqual({ program: key(7), extensions: ['transferHook'] })
  })

  it.each([
    ['a field that it does not have', { owner: 1 }, 'unknown_field', 'owner'],
    ['a chain of another family', { chain: 'eip155:1' }, 'bad_type', 'chain'],
    ['a slot that is a number', { slot: 12 }, 'bad_quantity', 'slot'],
    ['no list', { mints: {} }, 'bad_type', 'mints'],
    ['an entry that is none', { mints: ['x'] }, 'bad_type', 'mints[0]'],
    ['no address', { lookupTables: [{ address: 'x', addresses: [] }] }, 'bad_address', 'lookupTables[0].address'],
    ['a table without entries', { lookupTables: [{ address: key(1) }] }, 'bad_type', 'lookupTables[0].addresses'],
    [
      'a table of more than 256',
      { lookupTables: [{ address: key(1), addresses: Array(257).fill(key(2)) }] },
      'too_many',
      'lookupTables[0].addresses',
    ],
    [
      'two claims about one',
      { lookupTables: [1, 1].map((byte) => ({ address: key(byte), addresses: [] })) },
      'name_taken',
      'lookupTables[1].address',
    ],
    [
      'a member that it does not have',
      { mints: [{ address: key(1), program: key(2), extensions: [], decimals: 6 }] },
      'unknown_field',
      'mints[0].decimals',
    ],
    [
      'a name that is none',
      { mints: [{ address: key(1), program: key(2), extensions: [3] }] },
      'bad_type',
      'mints[0].extensions[0]',
    ],
  ])('is refused with %s', (_, more, code, path) => {
    expect(() => read(more)).toThrow(expect.objectContaining({ code, place: { path } }))
  })
})
