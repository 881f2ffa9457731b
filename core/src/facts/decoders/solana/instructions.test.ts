import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Base58 from '../../../codec/base58.ts'
import type { Value } from '../../value.ts'
import type { Account, Invocation } from './accounts.ts'
import * as Instructions from './instructions.ts'
import { keyOf, transfer, transferWithLookup } from './message.fixture.ts'
import { system } from './system.ts'
import { token } from './token.ts'
import { token2022 } from './token-2022.ts'

const seed = 20_261_120
const address = (byte: number) => Base58.encode(keyOf(byte))
const u64 = (value: number) => [value, 0, 0, 0, 0, 0, 0, 0]
const key = (byte: number) => [...keyOf(byte)]

function account(index: number): Account {
  return { index, address: address(index + 1), signer: index === 0, writable: true, lookup: null }
}

function invocation(programId: string, data: readonly number[], accountCount = 0): Invocation {
  const accounts = Array.from({ length: accountCount }, (_, index) => account(index))
  return { programId, accounts, data: Uint8Array.from(data), range: { start: 0, end: data.length } }
}

function read(programId: string, data: readonly number[], accountCount = 0): Instructions.DecodedInstruction {
  return Instructions.read(invocation(programId, data, accountCount))
}

/** Arguments as plain values, for a short expectation. */
function plain(value: Value | null): unknown {
  if (value === null) return null
  if (value.type === 'record') return Object.fromEntries(value.fields.map((field) => [field.name, plain(field.value)]))
  return value.type === 'list' ? value.items.map(plain) : value.value
}

function names(instruction: Instructions.DecodedInstruction): unknown {
  return instruction.accounts.map(({ name }) => name)
}

const idOf = (name: string, last = false) => {
  const found = Instructions.programs.filter((program) => program.name === name)
  return (last ? found.at(-1) : found[0])!.id
}

describe('Instructions.decode', () => {
  it('gives a System transfer whole', () => {
    expect(Instructions.decode(transfer)).toEqual([
      {
        program: 'system',
        programId: '11111111111111111111111111111111',
        name: 'Transfer',
        arguments: { type: 'record', fields: [{ name: 'lamports', value: { type: 'integer', value: 1n } }] },
        accounts: [
          { name: 'source', index: 0, address: address(1), signer: true, writable: true, lookup: null },
          { name: 'destination', index: 1, address: address(2), signer: false, writable: true, lookup: null },
        ],
        canonical: true,
        opaqueBytes: null,
        range: { start: 133, end: 150 },
      },
    ])
  })

  it('names an account of a lookup table without an address, writable ones of all tables before readonly ones', () => {
    const [instruction] = Instructions.decode(transferWithLookup)
    const table = address(7)
    expect(instruction!.canonical).toBe(true)
    expect(
      instruction!.accounts.map(({ name, index, address: known, writable, lookup }) => [
        name,
        index,
        known,
        writable,
        lookup,
      ]),
    ).toEqual([
      ['source', 0, address(1), true, null],
      ['destination', 3, null, true, { table, index: 200 }],
      [null, 5, null, false, { table, index: 9 }],
      [null, 4, null, true, { table, index: 3 }],
    ])
  })
})

describe('System instructions', () => {
  const rows: readonly (readonly [name: string, data: readonly number[], accounts: number, expected: unknown])[] = [
    ['CreateAccount', [0, 0, 0, 0, ...u64(7), ...u64(8), ...key(3)], 2, { lamports: 7n, space: 8n, owner: address(3) }],
    ['Assign', [1, 0, 0, 0, ...key(3)], 1, { owner: address(3) }],
    ['Transfer', [2, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255], 2, { lamports: 2n ** 64n - 1n }],
    [
      'CreateAccountWithSeed',
      [3, 0, 0, 0, ...key(4), ...u64(2), 0xc3, 0xa9, ...u64(7), ...u64(8), ...key(3)],
      2,
      { base: address(4), seed: 'é', lamports: 7n, space: 8n, owner: address(3) },
    ],
    ['AdvanceNonceAccount', [4, 0, 0, 0], 3, {}],
    ['WithdrawNonceAccount', [5, 0, 0, 0, ...u64(7)], 5, { lamports: 7n }],
    ['InitializeNonceAccount', [6, 0, 0, 0, ...key(3)], 3, { authority: address(3) }],
    ['AuthorizeNonceAccount', [7, 0, 0, 0, ...key(3)], 2, { newAuthority: address(3) }],
    ['Allocate', [8, 0, 0, 0, ...u64(8)], 1, { space: 8n }],
    [
      'AllocateWithSeed',
      [9, 0, 0, 0, ...key(4), ...u64(0), ...u64(8), ...key(3)],
      2,
      { base: address(4), seed: '', space: 8n, owner: address(3) },
    ],
    [
      'AssignWithSeed',
      [10, 0, 0, 0, ...key(4), ...u64(1), 97, ...key(3)],
      2,
      { base: address(4), seed: 'a', owner: address(3) },
    ],
    [
      'TransferWithSeed',
      [11, 0, 0, 0, ...u64(7), ...u64(1), 97, ...key(3)],
      3,
      { lamports: 7n, sourceSeed: 'a', sourceOwner: address(3) },
    ],
    ['UpgradeNonceAccount', [12, 0, 0, 0], 1, {}],
    [
      'CreateAccountAllowPrefund',
      [13, 0, 0, 0, ...u64(7), ...u64(0), ...key(3)],
      1,
      { lamports: 7n, space: 0n, owner: address(3) },
    ],
  ]

  it.each(rows)('reads %s', (name, data, accounts, expected) => {
    const instruction = read(system.id, data, accounts)
    expect([instruction.name, instruction.canonical, plain(instruction.arguments)]).toEqual([name, true, expected])
  })

  it.each(rows)('tells no argument of %s with a byte more, a byte less or an account less', (name, data, accounts) => {
    const faulty = [
      read(system.id, [...data, 0], accounts),
      read(system.id, data, accounts - 1),
      ...(data.length > 4 ? [read(system.id, data.slice(0, -1), accounts)] : []),
    ]
    for (const instruction of faulty) {
      expect([instruction.name, instruction.canonical, instruction.arguments, instruction.opaqueBytes]).toEqual([
        name,
        false,
        null,
        null,
      ])
    }
  })

  it('knows all of them and no tag behind them', () => {
    expect(rows.map(([name]) => name)).toEqual(system.rows.map((row) => (row as { name: string }).name))
    expect(read(system.id, [14, 0, 0, 0]).name).toBeNull()
    expect(read(system.id, [2, 0, 0, 1]).opaqueBytes).toBe('0x02000001')
    expect(read(system.id, [2, 0, 0]).opaqueBytes).toBe('0x020000')
  })

  it('is not canonical with a seed that is no UTF-8 or longer than the data', () => {
    const seeded = (...seedBytes: number[]) =>
      read(system.id, [10, 0, 0, 0, ...key(4), ...seedBytes, ...key(3)], 2).canonical
    expect(seeded(...u64(1), 97)).toBe(true)
    expect(seeded(...u64(1), 0xff)).toBe(false)
    expect(seeded(...u64(60), 97)).toBe(false)
    expect(seeded(1, 0, 0, 0, 1, 0, 0, 0, 97)).toBe(false)
  })
})

describe('Token instructions', () => {
  it.each([token.id, token2022.id])('have the same tags 0 to 24 in %s', (id) => {
    const names = Array.from({ length: 25 }, (_, tag) => read(id, [tag]).name)
    expect(names.slice(0, 10)).toEqual([
      'InitializeMint',
      'InitializeAccount',
      'InitializeMultisig',
      'Transfer',
      'Approve',
      'Revoke',
      'SetAuthority',
      'MintTo',
      'Burn',
      'CloseAccount',
    ])
    expect(names.slice(10)).toEqual([
      'FreezeAccount',
      'ThawAccount',
      'TransferChecked',
      'ApproveChecked',
      'MintToChecked',
      'BurnChecked',
      'InitializeAccount2',
      'SyncNative',
      'InitializeAccount3',
      'InitializeMultisig2',
      'InitializeMint2',
      'GetAccountDataSize',
      'InitializeImmutableOwner',
      'AmountToUiAmount',
      'UiAmountToAmount',
    ])
    expect(read(id, []).opaqueBytes).toBe('0x')
  })

  it('names the signers of a multisig behind the authority', () => {
    const instruction = read(token.id, [12, ...u64(5), 6], 6)
    expect(names(instruction)).toEqual(['source', 'mint', 'destination', 'authority', 'signers.0', 'signers.1'])
    expect(plain(instruction.arguments)).toEqual({ amount: 5n, decimals: 6n })
  })

  it('leaves out an authority that is taken away, and tells one that is given', () => {
    expect(plain(read(token.id, [6, 3, 0], 2).arguments)).toEqual({ authorityType: 'CloseAccount' })
    expect(plain(read(token.id, [6, 3, 1, ...key(3)], 2).arguments)).toEqual({
      authorityType: 'CloseAccount',
      newAuthority: address(3),
    })
  })

  it.each([
    ['an authority type that the program lacks', [6, 4, 0]],
    ['an option that is neither 0 nor 1', [6, 3, 2, ...key(3)]],
    ['nothing with a key behind it', [6, 3, 0, ...key(3)]],
  ])('is not canonical with %s', (_, data) => {
    expect(read(token.id, data, 2)).toMatchObject({ name: 'SetAuthority', canonical: false, arguments: null })
  })

  it('knows the further authorities of Token-2022', () => {
    expect(plain(read(token2022.id, [6, 17, 0], 2).arguments)).toEqual({ authorityType: 'PermissionedBurn' })
    expect(read(token2022.id, [6, 18, 0], 2).canonical).toBe(false)
  })

  it('reads a Token-2022 transfer with its fee, and leaves other extensions opaque', () => {
    const withFee = read(token2022.id, [26, 1, ...u64(100), 9, ...u64(3)], 4)
    expect([withFee.name, plain(withFee.arguments)]).toEqual([
      'TransferCheckedWithFee',
      { amount: 100n, decimals: 9n, fee: 3n },
    ])
    expect(read(token2022.id, [26]).name).toBeNull()
    expect(read(token2022.id, [26, 6]).name).toBeNull()
    expect(read(token2022.id, [27, 7])).toMatchObject({ program: 'token2022', name: null, opaqueBytes: '0x1b07' })
    expect(read(token.id, [26, 1]).name).toBeNull()
  })

  it('reads whole extension types to the end', () => {
    expect(plain(read(token2022.id, [21, 7, 0, 1, 1], 1).arguments)).toEqual({ extensionTypes: [7n, 257n] })
    expect(read(token2022.id, [21, 7, 0, 1], 1).canonical).toBe(false)
  })
})

describe('Other programs', () => {
  it('takes empty data of the Associated Token program as Create, and refuses a byte behind a tag', () => {
    const id = idOf('associatedToken')
    expect(read(id, [], 7).name).toBe('Create')
    expect(read(id, [0], 6)).toMatchObject({ name: 'Create', canonical: true })
    expect(read(id, [1], 6)).toMatchObject({ name: 'CreateIdempotent', canonical: true })
    expect(read(id, [2], 7)).toMatchObject({ name: 'RecoverNested', canonical: true })
    expect(read(id, [1, 0], 6).canonical).toBe(false)
    expect(read(id, [3], 6).name).toBeNull()
  })

  it.each([
    ['RequestUnits', [0, 1, 0, 0, 0, 2, 0, 0, 0], { units: 1n, additionalFee: 2n }],
    ['RequestHeapFrame', [1, 0, 4, 0, 0], { bytes: 1024n }],
    ['SetComputeUnitLimit', [2, 255, 255, 255, 255], { units: 4_294_967_295n }],
    ['SetComputeUnitPrice', [3, ...u64(9)], { microLamports: 9n }],
    ['SetLoadedAccountsDataSizeLimit', [4, 1, 0, 0, 0], { bytes: 1n }],
  ])('reads %s of the compute budget', (name, data, expected) => {
    const id = idOf('computeBudget')
    expect([read(id, data).name, plain(read(id, data).arguments)]).toEqual([name, expected])
    expect(read(id, [...data, 0]).canonical).toBe(false)
  })

  it('reads a memo of both versions, and tells nothing of one that is no UTF-8', () => {
    for (const id of [idOf('memo'), idOf('memo', true)]) {
      expect(plain(read(id, [0xe2, 0x82, 0xac], 2).arguments)).toEqual({ memo: '€' })
      expect(names(read(id, [], 2))).toEqual(['signers.0', 'signers.1'])
      expect(read(id, [0xff])).toMatchObject({ name: 'Memo', canonical: false, arguments: null })
    }
  })

  it('reads the stake program, optional lockup fields included', () => {
    const id = idOf('stake')
    expect(
      plain(read(id, [6, 0, 0, 0, 1, ...[255, 255, 255, 255, 255, 255, 255, 255], 0, 1, ...key(3)], 2).arguments),
    ).toEqual({
      unixTimestamp: -1n,
      custodian: address(3),
    })
    expect(plain(read(id, [1, 0, 0, 0, ...key(3), 1, 0, 0, 0], 3).arguments)).toEqual({
      newAuthority: address(3),
      role: 'Withdrawer',
    })
    expect(read(id, [1, 0, 0, 0, ...key(3), 2, 0, 0, 0], 3).canonical).toBe(false)
    expect(read(id, [5, 0, 0, 0], 3)).toMatchObject({ name: 'Deactivate', canonical: true })
    expect(read(id, [15, 0, 0, 0], 3).name).toBeNull()
    expect(names(read(id, [4, 0, 0, 0, ...u64(1)], 6))).toContain('custodian')
  })

  it('leaves a program that nobody knows opaque, with all its accounts', () => {
    const instruction = read(address(5), [1, 2, 3], 2)
    expect(instruction).toMatchObject({
      program: null,
      name: null,
      arguments: null,
      canonical: false,
      opaqueBytes: '0x010203',
    })
    expect(names(instruction)).toEqual([null, null])
  })
})

describe('Instructions.durableNonce', () => {
  const advance = read(system.id, [4, 0, 0, 0], 3)
  const other = read(system.id, [2, 0, 0, 0, ...u64(1)], 2)

  it('holds only where the first instruction advances a nonce', () => {
    expect(Instructions.durableNonce([advance, other])).toBe(true)
    expect(Instructions.durableNonce([other, advance])).toBe(false)
    expect(Instructions.durableNonce([])).toBe(false)
  })

  it('holds for bytes behind the tag too, as the runtime takes them', () => {
    expect(Instructions.durableNonce([read(system.id, [4, 0, 0, 0, 1], 3)])).toBe(true)
  })
})

describe('Instructions, at random', () => {
  const programId = fc.constantFrom(...Instructions.programs.map(({ id }) => id))
  const data = fc.tuple(fc.nat(50), fc.uint8Array({ maxLength: 90 })).map(([tag, rest]) => [tag, ...rest])

  it('never throws, and never tells arguments unless every byte was read', () => {
    const run = fc.property(programId, data, fc.nat(8), (id, bytes, count) => {
      const instruction = read(id, bytes, count)
      expect(instruction.accounts.length).toBe(count)
      expect(instruction.canonical).toBe(instruction.arguments !== null)
      expect(instruction.opaqueBytes !== null).toBe(instruction.name === null)
    })
    fc.assert(run, { seed, numRuns: 20_000 })
  })

  it('never takes two data of one length for the same instruction', () => {
    const run = fc.property(
      programId,
      fc.nat(44),
      fc.uint8Array({ minLength: 3, maxLength: 60 }),
      fc.nat(),
      fc.nat(254),
      (id, tag, rest, place, step) => {
        const bytes = [tag, ...rest]
        const changed = [...bytes]
        const at = place % bytes.length
        changed[at] = (changed[at]! + 1 + step) % 256
        const [one, other] = [read(id, bytes, 8), read(id, changed, 8)]
        if (one.canonical && other.canonical)
          expect([one.name, plain(one.arguments)]).not.toEqual([other.name, plain(other.arguments)])
      },
    )
    fc.assert(run, { seed, numRuns: 20_000 })
  })
})
