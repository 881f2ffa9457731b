import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Base58 from '../../../codec/base58.ts'
import { sha256 } from '../../../codec/hash.ts'
import * as Hex from '../../../codec/hex.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import { dataPath } from '../../../data.fixture.ts'
import { InputError } from '../../../input-error.ts'
import type { Value } from '../../value.ts'
import { type Invocation, invocations } from './accounts.ts'
import * as Idl from './idl.ts'
import type { DecodedInstruction } from './instructions.ts'
import { keyOf } from './message.fixture.ts'
import * as Message from './message.ts'
import * as Transaction from './transaction.ts'

type Readable = readonly [type: unknown, bytes: readonly number[], value: unknown, types?: readonly unknown[]]
type Unreadable = readonly [why: string, type: unknown, bytes: readonly number[], types?: readonly unknown[]]

const program = Base58.encode(keyOf(8))
const discriminator = (name: string) => [...sha256(Utf8.toBytes(`global:${name}`)).slice(0, 8)]

function invocation(data: readonly number[], accountCount = 0, programId = program): Invocation {
  const accounts = Array.from({ length: accountCount }, (_, index) => {
    return { index, address: Base58.encode(keyOf(index + 1)), signer: false, writable: false, lookup: null }
  })
  return { programId, accounts, data: Uint8Array.from(data), range: { start: 0, end: data.length } }
}

/** An IDL with one instruction `go` that takes one argument `x` of `type`. */
function idlOf(type: unknown, types: readonly unknown[] = []): unknown {
  const go = { name: 'go', accounts: [], args: [{ name: 'x', type }] }
  return { name: 'p', instructions: [go], types }
}

function struct(name: string, fields: readonly unknown[]): unknown {
  return { name, type: { kind: 'struct', fields } }
}

function read(type: unknown, bytes: readonly number[], types: readonly unknown[] = []): unknown {
  const decoded = Idl.decodeWithIdl(Idl.parseIdl(idlOf(type, types)), invocation([...discriminator('go'), ...bytes]))!
  if (!decoded.canonical) return 'not canonical'
  return (plain(decoded.arguments!) as { x?: unknown }).x
}

function plain(value: Value): unknown {
  if (value.type === 'record') return Object.fromEntries(value.fields.map((field) => [field.name, plain(field.value)]))
  return value.type === 'list' ? value.items.map(plain) : value.value
}

function refusal(json: unknown): string {
  try {
    Idl.parseIdl(json)
  } catch (error) {
    if (error instanceof InputError) return `${error.code} ${error.place.path}`
    throw error
  }
  return 'accepted'
}

describe('Idl.parse', () => {
  it('reads the legacy layout: derived discriminator, nested accounts, name at the top', () => {
    const idl = Idl.parseIdl({
      version: '0.1.0',
      name: 'market',
      instructions: [
        {
          name: 'placeOrderV2',
          accounts: [
            { name: 'owner', isMut: true, isSigner: true },
            { name: 'pool', accounts: [{ name: 'vault', isMut: true, isSigner: false }, { name: 'mint' }] },
            { name: 'referrer', isOptional: true },
          ],
          args: [{ name: 'limitPrice', type: 'u64' }],
        },
      ],
    })
    const [entry] = idl.instructions
    expect([idl.name, idl.program]).toEqual(['market', null])
    expect([...entry!.discriminator]).toEqual(discriminator('place_order_v2'))
    expect(entry!.row.accounts).toEqual({
      names: ['owner', 'pool.vault', 'pool.mint', 'referrer'],
      required: 3,
      rest: null,
    })
  })

  it('reads the layout of 0.30: given discriminator, address and name in the metadata', () => {
    const instruction = {
      name: 'place_order',
      discriminator: [1, 2, 3, 4, 5, 6, 7, 255],
      accounts: [{ name: 'owner', signer: true }, { name: 'referrer', optional: true }, { name: 'vault' }],
      args: [],
    }
    const idl = Idl.parseIdl({ address: program, metadata: { name: 'market' }, instructions: [instruction] })
    expect([idl.name, idl.program]).toEqual(['market', program])
    expect([...idl.instructions[0]!.discriminator]).toEqual([1, 2, 3, 4, 5, 6, 7, 255])
    expect(idl.instructions[0]!.row.accounts.required).toBe(3)
  })

  it.each([
    ['swap', 'swap'],
    ['swapV2', 'swap_v2'],
    ['openPositionWithTokenExtensions', 'open_position_with_token_extensions'],
    ['setNFTOwner', 'set_nft_owner'],
    ['place_order', 'place_order'],
  ])('takes %s for %s', (camel, snake) => {
    expect(Idl.snakeCase(camel)).toBe(snake)
  })

  const named = (...names: string[]) => names.map((name) => ({ name, accounts: [], args: [] }))
  const begun = (...starts: number[][]) =>
    starts.map((start, i) => ({ name: `i${i}`, discriminator: start, accounts: [], args: [] }))
  const loop = [
    struct('A', [{ name: 'b', type: { option: { defined: 'B' } } }]),
    struct('B', [{ name: 'a', type: { defined: 'A' } }]),
  ]
  const chain = Array.from({ length: 70 }, (_, i) =>
    struct(`T${i}`, [{ name: 'next', type: i === 69 ? 'u8' : { defined: `T${i + 1}` } }]),
  )

  it.each([
    ['what is no object', 'text', 'idl_invalid '],
    ['an IDL without a name', { instructions: [] }, 'idl_invalid name'],
    ['an IDL without instructions', { name: 'p' }, 'idl_invalid instructions'],
    ['an address that is none', { name: 'p', address: 'abc', instructions: [] }, 'idl_invalid address'],
    [
      'an instruction without accounts',
      { name: 'p', instructions: [{ name: 'go', args: [] }] },
      'idl_invalid instructions[0].accounts',
    ],
    [
      'two instructions of one name',
      { name: 'p', instructions: named('a', 'b', 'a') },
      'idl_invalid instructions[2].name',
    ],
    [
      'a discriminator of no bytes',
      { name: 'p', instructions: begun([]) },
      'idl_invalid instructions[0].discriminator',
    ],
    [
      'a discriminator with 256',
      { name: 'p', instructions: begun([1, 256]) },
      'idl_invalid instructions[0].discriminator[1]',
    ],
    [
      'a discriminator that begins with another',
      { name: 'p', instructions: begun([1], [2], [1, 2]) },
      'idl_invalid instructions[2].discriminator',
    ],
    ['a type nobody knows', idlOf('u7'), 'idl_invalid instructions[0].args[0].type'],
    ['a name of every object as a type', idlOf('constructor'), 'idl_invalid instructions[0].args[0].type'],
    [
      'a former nobody knows',
      idlOf({ vec: { hashMap: ['u8', 'u8'] } }),
      'idl_invalid instructions[0].args[0].type.vec',
    ],
    ['a type with two meanings', idlOf({ vec: 'u8', option: 'u8' }), 'idl_invalid instructions[0].args[0].type'],
    ['a missing type', idlOf(undefined), 'idl_invalid instructions[0].args[0].type'],
    [
      'a defined type that is not there',
      idlOf({ defined: 'Gone' }),
      'idl_invalid instructions[0].args[0].type.defined',
    ],
    ['a type that contains itself', idlOf({ defined: 'A' }, loop), 'idl_invalid types[1].type.fields[0].type.defined'],
    ['types too deep', idlOf({ defined: 'T0' }, chain), 'idl_invalid types[63].type.fields[0].type'],
    [
      'a list of what takes no byte',
      idlOf({ vec: { defined: 'E' } }, [struct('E', [])]),
      'idl_invalid instructions[0].args[0].type.vec',
    ],
    ['an array with half a count', idlOf({ array: ['u16', 1.5] }), 'idl_invalid instructions[0].args[0].type.array'],
    [
      'a type in another encoding',
      idlOf({ defined: 'Z' }, [{ name: 'Z', serialization: 'bytemuck', type: { kind: 'struct' } }]),
      'idl_invalid types[0].serialization',
    ],
    [
      'a generic type',
      idlOf({ defined: { name: 'G', generics: [{ kind: 'type', type: 'u8' }] } }),
      'idl_invalid instructions[0].args[0].type.defined.generics',
    ],
    ['two types of one name', idlOf('u8', [struct('A', []), struct('A', [])]), 'idl_invalid types[1].name'],
  ])('refuses %s', (_, json, expected) => {
    expect(refusal(json)).toBe(expected)
  })
})

describe('Idl.decode', () => {
  const point = struct('Point', [
    { name: 'x', type: 'i16' },
    { name: 'note', type: { option: 'u8' } },
  ])
  const side = {
    name: 'Side',
    type: {
      kind: 'enum',
      variants: [
        { name: 'Bid' },
        { name: 'Ask', fields: [{ name: 'size', type: 'u8' }] },
        { name: 'Mid', fields: ['u8', 'bool'] },
      ],
    },
  }
  const alias = { name: 'Price', type: { kind: 'type', alias: 'u16' } }
  const ones = (count: number) => Array.from({ length: count }, () => 255)

  const readable: readonly Readable[] = [
    ['u8', [255], 255n],
    ['u16', [1, 2], 513n],
    ['u32', [1, 0, 0, 128], 2_147_483_649n],
    ['u64', ones(8), 2n ** 64n - 1n],
    ['u128', ones(16), 2n ** 128n - 1n],
    ['u256', ones(32), 2n ** 256n - 1n],
    ['i8', [128], -128n],
    ['i64', ones(8), -1n],
    ['i128', [...ones(15), 127], 2n ** 127n - 1n],
    ['bool', [1], true],
    ['string', [2, 0, 0, 0, 0xc3, 0xa9], 'é'],
    ['bytes', [2, 0, 0, 0, 1, 2], '0x0102'],
    [{ vec: 'u8' }, [2, 0, 0, 0, 1, 2], '0x0102'],
    [{ array: ['u8', 3] }, [1, 2, 3], '0x010203'],
    [{ array: ['u16', 2] }, [1, 0, 2, 0], [1n, 2n]],
    ['f32', [0, 0, 128, 63], '0x0000803f'],
    ['pubkey', [...keyOf(8)], program],
    ['publicKey', [...keyOf(8)], program],
    [{ option: 'u8' }, [0], undefined],
    [{ option: 'u8' }, [1, 7], 7n],
    [{ option: { option: 'u8' } }, [0], undefined],
    [{ option: { option: 'u8' } }, [1, 0], { some: {} }],
    [{ vec: { option: 'u8' } }, [2, 0, 0, 0, 0, 1, 5], [{}, 5n]],
    [{ vec: { defined: 'Point' } }, [2, 0, 0, 0, 1, 0, 0, 255, 255, 1, 9], [{ x: 1n }, { x: -1n, note: 9n }], [point]],
    [{ defined: { name: 'Point' } }, [1, 0, 0], { x: 1n }, [point]],
    [{ defined: 'Side' }, [0], 'Bid', [side]],
    [{ defined: 'Side' }, [1, 4], { Ask: { size: 4n } }, [side]],
    [{ defined: 'Side' }, [2, 4, 1], { Mid: { 0: 4n, 1: true } }, [side]],
    [{ defined: 'Price' }, [4, 0], 4n, [alias]],
  ]

  it.each(readable.map(([type, bytes, value, types]) => ({ type, bytes, value, types: types ?? [] })))(
    'reads $type',
    ({ type, bytes, value, types }) => {
      expect(read(type, bytes, types)).toEqual(value)
      expect(read(type, [...bytes, 0], types)).toBe('not canonical')
      expect(read(type, bytes.slice(0, -1), types)).toBe('not canonical')
    },
  )

  const unreadable: readonly Unreadable[] = [
    ['a bool of 2', 'bool', [2]],
    ['an option of 2', { option: 'u8' }, [2, 1]],
    ['a variant behind the last', { defined: 'Side' }, [3], [side]],
    ['text that is no UTF-8', 'string', [1, 0, 0, 0, 255]],
    ['a count beyond the data', { vec: 'u16' }, [255, 255, 255, 255, 1, 0]],
    ['an array beyond the data', { array: ['u16', 9_007_199_254_740_991] }, [1, 0]],
  ]

  it.each(unreadable.map(([why, type, bytes, types]) => ({ why, type, bytes, types: types ?? [] })))(
    'is not canonical with $why',
    ({ type, bytes, types }) => {
      expect(read(type, bytes, types)).toBe('not canonical')
    },
  )

  it('answers at once for types that double at every level', () => {
    const types = Array.from({ length: 50 }, (_, i) => {
      const type = i === 49 ? 'u8' : { defined: `T${i + 1}` }
      return struct(`T${i}`, [
        { name: 'a', type },
        { name: 'b', type },
      ])
    })
    expect(read({ defined: 'T0' }, [1, 2, 3], types)).toBe('not canonical')
  })

  const market = Idl.parseIdl({
    name: 'market',
    address: program,
    instructions: [
      {
        name: 'go',
        accounts: [
          { name: 'owner' },
          { name: 'pool', accounts: [{ name: 'vault' }] },
          { name: 'referrer', isOptional: true },
        ],
        args: [{ name: 'amount', type: 'u64' }],
      },
    ],
  })
  const data = [...discriminator('go'), 5, 0, 0, 0, 0, 0, 0, 0]

  it('names arguments and accounts, those behind the last not', () => {
    const decoded = Idl.decodeWithIdl(market, invocation(data, 4))!
    expect([decoded.program, decoded.name, decoded.canonical]).toEqual(['market', 'go', true])
    expect(decoded.arguments).toEqual({
      type: 'record',
      fields: [{ name: 'amount', value: { type: 'integer', value: 5n } }],
    })
    expect(decoded.accounts.map(({ name }) => name)).toEqual(['owner', 'pool.vault', 'referrer', null])
  })

  it('accepts an optional account at the end missing, and not one that is required', () => {
    expect(Idl.decodeWithIdl(market, invocation(data, 2))!.canonical).toBe(true)
    expect(Idl.decodeWithIdl(market, invocation(data, 1))).toMatchObject({
      name: 'go',
      canonical: false,
      arguments: null,
    })
  })

  it('knows nothing of another discriminator, of a part of one, or of another program', () => {
    expect(Idl.decodeWithIdl(market, invocation([...discriminator('stop'), ...data.slice(8)], 3))).toBeNull()
    expect(Idl.decodeWithIdl(market, invocation(data.slice(0, 7), 3))).toBeNull()
    expect(Idl.decodeWithIdl(market, invocation(data, 3, Base58.encode(keyOf(9))))).toBeNull()
  })

  it('never throws, and never reads two data of one length as the same arguments', () => {
    const type = { defined: 'All' }
    const types = [
      point,
      side,
      struct('All', [
        { name: 'a', type: { vec: { defined: 'Point' } } },
        { name: 'b', type: { option: { defined: 'Side' } } },
        { name: 'c', type: 'string' },
      ]),
    ]
    const small = fc.array(fc.oneof({ weight: 3, arbitrary: fc.nat(2) }, fc.nat(255)), { minLength: 1, maxLength: 20 })
    const run = fc.property(small, fc.nat(), fc.nat(254), (bytes, place, step) => {
      const changed = [...bytes]
      const at = place % bytes.length
      changed[at] = (changed[at]! + 1 + step) % 256
      const [one, other] = [read(type, bytes, types), read(type, changed, types)]
      if (one !== 'not canonical') expect(other).not.toEqual(one)
    })
    fc.assert(run, { seed: 20_261_120, numRuns: 20_000 })
  })
})

const idlsPath = dataPath('solana/anchor-idls.json.gz')
const transactionsPath = dataPath('solana/transactions.jsonl')

describe.skipIf(idlsPath === null || transactionsPath === null)('Anchor IDLs of public programs', () => {
  const idls =
    idlsPath === null ? {} : (JSON.parse(gunzipSync(readFileSync(idlsPath)).toString()) as Record<string, unknown>)

  it('parse, with every instruction', () => {
    const counts = Object.entries(idls).map(([name, json]) => [name, Idl.parseIdl(json).instructions.length])
    expect(Object.fromEntries(counts)).toEqual({ jupiter_agg_v6: 14, raydium: 10, orca: 49, lifinity: 3, cndy: 7 })
  })

  it('decode every instruction that real transactions send to their program', () => {
    const jupiter = Idl.parseIdl(idls.jupiter_agg_v6)
    const sent = messages().flatMap((message) =>
      invocations(message).filter(({ programId }) => programId === jupiter.program),
    )
    expect(sent.map((one) => summaryOf(Idl.decodeWithIdl(jupiter, one)!))).toEqual([
      'route 50000000 for 7353437, 50 bps',
      'shared_accounts_route 10000000 for 1549234, 100 bps',
      'route 100000000 for 21638509, 33 bps',
      'route 498750 for 3851718, 1000 bps',
      'route 498750 for 3851718, 1000 bps',
      'shared_accounts_route 5947500 for 1049032, 100 bps',
      'route 1100000 for 2143480, 50 bps',
    ])
  })
})

function summaryOf(decoded: DecodedInstruction): string {
  if (!decoded.canonical) return `${decoded.name} is not canonical`
  const values = plain(decoded.arguments!) as Record<string, bigint>
  return `${decoded.name} ${values.in_amount} for ${values.quoted_out_amount}, ${values.slippage_bps} bps`
}

function messages(): Message.Message[] {
  const lines = readFileSync(transactionsPath!, 'utf8').trim().split('\n')
  const entries = lines.map(
    (line) => JSON.parse(line) as { valid?: boolean; kind: string; hex?: string; messageBase64?: string },
  )
  return entries
    .filter((entry) => entry.valid !== false)
    .map(({ kind, hex, messageBase64 }) => {
      if (messageBase64 !== undefined) return Message.decode(Uint8Array.from(Buffer.from(messageBase64, 'base64')))
      const bytes = Hex.toBytes(`0x${hex}`)
      return kind === 'transaction' ? Transaction.decode(bytes).message : Message.decode(bytes)
    })
}
