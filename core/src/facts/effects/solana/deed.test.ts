/** What Solana instructions do, as rules about money see it: of what is known all of it, and of what is not known never nothing. */
import { describe, expect, it } from 'vitest'
import { judged, lookup } from '../../call.ts'
import { type Cluster, parseCluster } from '../../cluster.ts'
import { decoded, shown } from '../../decode.fixture.ts'
import type { DecodedRequest, Surroundings } from '../../decode.ts'
import { programs } from '../../decoders/solana/instructions.ts'
import { upgradeableLoader } from '../../decoders/solana/loader.ts'
import {
  ata,
  chain,
  createAta,
  hidden,
  keyBytes,
  mint,
  type Part,
  pay,
  payloadOf,
  place,
  thief,
  token22,
  transferChecked,
  u32,
  u64,
  vault,
  vendor,
} from '../../decoders/solana/parts.fixture.ts'
import type { Group, Row } from '../../decoders/solana/program.ts'
import { stake } from '../../decoders/solana/stake.ts'
import { system } from '../../decoders/solana/system.ts'
import { token } from '../../decoders/solana/token.ts'
import { notAsked } from '../../fact.ts'
import { factToJson, type Printed } from '../../print.ts'
import { rows, tokenAccountRent } from './program.ts'

const account = place(21)
const asset = `${chain}/${mint}`
const lamports = `${chain}/native`

function fact(request: DecodedRequest, name: string, index = 0): Printed {
  return factToJson(lookup(request, request.calls[index]!, () => notAsked, name))
}

const read = (parts: readonly Part[], given: Partial<Surroundings> = {}) =>
  decoded(payloadOf(...parts), { chain, ...given })
const of = (part: Part, name: string, given?: Partial<Surroundings>) => fact(read([part], given), name)
const tokenPart = (data: readonly number[], ...accounts: readonly string[]): Part => ({
  program: token.id,
  accounts,
  data,
})
const cluster = (more: object): Cluster => parseCluster({ chain, slot: '9', ...more } as never)

describe('what leaves an account on Solana', () => {
  it('is the lamports of a transfer, from whom and to whom', () => {
    expect(of(pay(vendor, 5n), 'outflows')).toEqual([{ asset: lamports, amount: '5', from: vault, recipient: vendor }])
    expect(of(pay(vendor, 0n), 'outflows')).toEqual([])
  })

  it('is the tokens of a transfer, in full: a fee is withheld from them on the way', () => {
    const withFee: Part = {
      ...transferChecked(ata(vendor, token22), 0n, token22),
      data: [26, 1, ...u64(900n), 6, ...u64(9n)],
    }
    const request = read([createAta(vendor, token22), withFee])
    const account = ata(vendor, token22)
    expect(fact(request, 'outflows', 1)).toEqual([{ asset, amount: '900', from: vault, recipient: vendor, account }])
  })

  it.each([
    ['a mint', tokenPart([7, ...u64(3n)], mint, account, vault), [{ asset, amount: '3', account }]],
    ['a burn', tokenPart([8, ...u64(3n)], ata(vault), mint, vault), [{ asset, amount: '3', from: vault }]],
    [
      'a stake that is withdrawn',
      { program: stake.id, accounts: [account, thief, place(30), place(31), vault], data: [...u32(4), ...u64(8n)] },
      [{ asset: lamports, amount: '8', from: account, recipient: thief }],
    ],
    [
      'a nonce account that is emptied',
      { program: system.id, accounts: [account, thief, place(30), place(31), vault], data: [...u32(5), ...u64(8n)] },
      [{ asset: lamports, amount: '8', from: account, recipient: thief }],
    ],
    [
      'a new token account',
      createAta(vendor),
      [{ asset: lamports, amount: String(tokenAccountRent), from: vault, recipient: vendor }],
    ],
    ['an account that is closed to whoever signs for it', tokenPart([9], ata(vault), vault, vault), []],
  ] as readonly (readonly [string, Part, Printed])[])('is told of %s', (_, part, expected) => {
    expect(of(part, 'outflows')).toEqual(expected)
  })

  it.each([
    ['an account that is closed to somebody else', tokenPart([9], ata(vault), thief, vault), 'amount_not_told'],
    [
      'a token account that is given away',
      tokenPart([6, 2, 1, ...keyBytes(thief)], ata(vault), vault),
      'amount_not_told',
    ],
    [
      'stakes that are merged',
      { program: stake.id, accounts: [account, place(22), place(30), place(31), vault], data: u32(7) },
      'amount_not_told',
    ],
    ['a transfer with a byte too many', { ...pay(vendor, 5n), data: [...pay(vendor, 5n).data, 0] }, 'not_canonical'],
    ['a program that nobody knows', { program: place(77), accounts: [vault], data: [] }, 'effects_unknown'],
    ['a new account of Token-2022', createAta(vendor, token22), 'amount_not_told'],
  ] as readonly (readonly [string, Part, string])[])('is not known of %s', (_, part, why) => {
    expect(of(part, 'outflows')).toEqual({ failed: why })
    expect(of(part, 'effect.outflow')).toEqual({ failed: why })
  })

  it('leaves out nobody who is not known, rather than naming a token account as a payee', () => {
    expect(of(transferChecked(account, 7n), 'outflows')).toEqual([{ asset, amount: '7', from: vault, account }])
  })
})

describe('T-30: moves of authority', () => {
  const given = (data: readonly number[], ...accounts: readonly string[]) => tokenPart(data, ...accounts)
  const loads = (tag: number, ...accounts: readonly string[]): Part => ({
    program: upgradeableLoader.id,
    accounts,
    data: u32(tag),
  })
  const systemPart = (data: readonly number[], ...accounts: readonly string[]): Part => ({
    program: system.id,
    accounts,
    data,
  })

  it.each([
    ['Assign', systemPart([...u32(1), ...keyBytes(thief)], vault), 'program', vault, thief],
    ['SetAuthority', given([6, 0, 1, ...keyBytes(thief)], mint, vault), 'mintTokens', mint, thief],
    ['SetAuthority of the owner', given([6, 2, 1, ...keyBytes(thief)], account, vault), 'accountOwner', account, thief],
    ['SetAuthority to nobody', given([6, 1, 0], mint, vault), 'freezeAccount', mint, undefined],
    ['CloseAccount', given([9], account, thief, vault), 'closeAccount', account, thief],
    [
      'AuthorizeNonceAccount',
      systemPart([...u32(7), ...keyBytes(thief)], account, vault),
      'nonceAuthority',
      account,
      thief,
    ],
    ['InitializeMint2', given([20, 6, ...keyBytes(thief), 0], mint), 'mintTokens', mint, thief],
    [
      'stake Authorize',
      { program: stake.id, accounts: [account, place(30), vault], data: [...u32(1), ...keyBytes(thief), ...u32(1)] },
      'withdrawer',
      account,
      thief,
    ],
    ['a new upgrade authority', loads(4, account, vault, thief), 'upgradeAuthority', account, thief],
    [
      'an upgrade',
      loads(3, place(40), account, place(41), vault, place(42), place(43), vault),
      'implementation',
      account,
      place(41),
    ],
  ] as readonly (readonly [string, Part, string, string, string | undefined])[])(
    'are changes: %s',
    (_, part, what, contract, subject) => {
      const changes = of(part, 'changes') as readonly Printed[]
      expect(changes[0]).toEqual({ what, contract, ...(subject === undefined ? {} : { subject }) })
      expect(of(part, 'effect.change')).toBe(true)
    },
  )

  it('are delegations where a program owns the account from then on', () => {
    const part = systemPart([...u32(1), ...keyBytes(thief)], vault)
    expect(of(part, 'delegations')).toEqual([{ account: vault, delegate: thief }])
    expect(of(pay(vendor, 5n), 'delegations')).toEqual([])
  })

  it('are allowances where a delegate may spend, whether the mint is named or not', () => {
    const approve = tokenPart([4, ...u64(2n ** 64n - 1n)], ata(vault), thief, vault)
    const checked = tokenPart([13, ...u64(5n), 6], ata(vault), mint, thief, vault)
    expect(of(approve, 'allowances')).toEqual([
      { amount: '18446744073709551615', owner: vault, spender: thief, unlimited: true },
    ])
    expect(of(checked, 'allowances')).toEqual([{ asset, amount: '5', owner: vault, spender: thief, unlimited: false }])
    expect(of(approve, 'effect.allowance')).toBe(true)
    expect(of(tokenPart([5], ata(vault), vault), 'effect.allowance')).toBe(false)
  })

  it('are none of an honest payment', () => {
    for (const effect of ['change', 'allowance', 'delegation', 'deployment'])
      for (const part of [pay(vendor, 1n), transferChecked(ata(vendor), 1n), createAta(vendor)])
        expect(of(part, `effect.${effect}`)).toBe(false)
  })
})

describe('who gets tokens', () => {
  const recipient = (parts: readonly Part[], given?: Partial<Surroundings>) =>
    shown(read(parts, given).calls.at(-1)!)['recipient']
  const unknown = { failed: 'owner_not_known' }
  const wallets = { addresses: [thief, vendor], mints: new Set([mint]) }

  it('is the wallet for which the message creates the account before', () => {
    expect(recipient([createAta(vendor), transferChecked(ata(vendor), 1n)])).toBe(vendor)
    expect(recipient([createAta(vendor), { ...transferChecked(ata(vendor), 1n), program: token22 }])).toEqual(unknown)
    const after = read([transferChecked(ata(vendor), 1n), createAta(vendor)])
    expect(shown(after.calls[0]!)['recipient']).toEqual(unknown)
  })

  it('is not the wallet that a creation names for an account that is not derived from it', () => {
    expect(recipient([createAta(vendor, token.id, ata(thief)), transferChecked(ata(thief), 1n)])).toEqual(unknown)
  })

  it('is the owner of an account that the message initialises', () => {
    const made = tokenPart([18, ...keyBytes(vendor)], account, mint)
    expect(recipient([made, transferChecked(account, 1n)])).toBe(vendor)
    expect(recipient([{ ...made, data: [...made.data, 0] }, transferChecked(account, 1n)])).toEqual(unknown)
  })

  it('is a wallet that a policy names, or one that signs', () => {
    expect(recipient([transferChecked(ata(vendor), 1n)])).toEqual(unknown)
    expect(recipient([transferChecked(ata(vendor), 1n)], { wallets })).toBe(vendor)
    expect(
      recipient([transferChecked(ata(vendor), 1n)], { wallets: { ...wallets, mints: new Set<string>() } }),
    ).toEqual(unknown)
    expect(recipient([transferChecked(ata(vault), 1n)])).toBe(vault)
  })

  it('is the owner that somebody read from the chain, of that chain alone', () => {
    const tokenAccounts = [{ address: account, owner: vendor, mint, program: token.id }]
    expect(recipient([transferChecked(account, 1n)], { cluster: cluster({ tokenAccounts }) })).toBe(vendor)
    const elsewhere = { ...cluster({ tokenAccounts }), chain: 'solana:other' }
    expect(recipient([transferChecked(account, 1n)], { cluster: elsewhere })).toEqual(unknown)
    const ofOther = cluster({ tokenAccounts: [{ ...tokenAccounts[0], mint: place(50) }] })
    expect(recipient([transferChecked(account, 1n)], { cluster: ofOther })).toEqual(unknown)
  })

  it('is nobody known where the account changes hands in the same message', () => {
    const away = tokenPart([6, 2, 1, ...keyBytes(thief)], ata(vendor), vendor)
    expect(recipient([createAta(vendor), away, transferChecked(ata(vendor), 1n)], { wallets })).toEqual(unknown)
  })
})

describe('T-32: tokens whose mint or extensions are not known', () => {
  const plain = tokenPart([3, ...u64(7n)], ata(vault), account, vault)

  it('have no asset where an unchecked transfer names no mint', () => {
    expect(of(plain, 'outflows')).toEqual({ failed: 'mint_unknown' })
  })

  it('have one where it is certain which mint an account is of', () => {
    const made = createAta(vendor)
    const request = read([made, { ...plain, accounts: [ata(vault), ata(vendor), vault] }])
    expect(fact(request, 'outflows', 1)).toMatchObject([{ asset, amount: '7', recipient: vendor }])
    expect(fact(request, 'spl.mint', 1)).toBe(mint)
  })

  it('have effects that nobody knows where the hook of a mint may run', () => {
    const hooked = transferChecked(ata(vendor, token22), 1n, token22, place(60), place(61))
    const known = (...extensions: readonly string[]) => ({
      cluster: cluster({ mints: [{ address: mint, program: token22, extensions }] }),
    })
    expect(of(hooked, 'outflows')).toEqual({ failed: 'effects_unknown' })
    expect(of(hooked, 'outflows', known('transferHook'))).toEqual({ failed: 'effects_unknown' })
    expect(of(hooked, 'outflows', known('transferFeeConfig'))).toMatchObject([{ asset, amount: '1' }])
    expect(of(transferChecked(ata(vendor, token22), 1n, token22), 'outflows')).toMatchObject([{ asset, amount: '1' }])
  })

  it('tell their extensions only when somebody read them', () => {
    const checked = transferChecked(account, 1n, token22)
    expect(of(checked, 'spl.extensions')).toEqual({ failed: 'extensions_not_known' })
    const mints = [{ address: mint, program: token22, extensions: ['permanentDelegate'] }]
    expect(of(checked, 'spl.extensions', { cluster: cluster({ mints }) })).toEqual(['permanentDelegate'])
    expect(of(transferChecked(account, 1n), 'spl.extensions')).toEqual([])
  })
})

describe('T-27: accounts from lookup tables', () => {
  const table = place(70)
  const parts = [pay(thief, 5n)]
  const payload = hidden(parts, thief, table, 2)
  const tables = (addresses: readonly string[]) =>
    ({ chain, cluster: cluster({ lookupTables: [{ address: table, addresses }] }) }) as const

  it('deny the request until somebody reads the table', () => {
    const request = decoded(payload, { chain })
    expect(request.objections.map(({ code }) => code)).toEqual(['unresolved_lookup'])
    expect(shown(request)).toMatchObject({ 'solana.accountKeys': { failed: 'unresolved_lookup' } })
    expect(fact(request, 'outflows')).toEqual([{ asset: lamports, amount: '5', from: vault }])
  })

  it('M-28: are accounts like all others once it is read, and never skipped', () => {
    const request = decoded(payload, tables([vendor, vendor, thief]))
    expect(request.objections).toEqual([])
    expect(shown(request)['solana.accountKeys']).toContain(thief)
    expect(shown(request)['solana.lookupTables']).toMatchObject([{ table, slot: '9', entries: '3' }])
    expect(fact(request, 'outflows')).toEqual([{ asset: lamports, amount: '5', from: vault, recipient: thief }])
    expect(fact(request, 'instruction.writable')).toEqual([vault, thief])
  })

  it('are not known where the table was shorter, of another chain, or told by whoever asks', () => {
    const codes = (given: Partial<Surroundings>) => decoded(payload, given).objections.map(({ code }) => code)
    expect(codes(tables([vendor, vendor]))).toEqual(['unresolved_lookup'])
    expect(codes({ ...tables([vendor, vendor, thief]), chain: 'solana:other' })).toEqual(['unresolved_lookup'])
    expect(codes({ ...tables([vendor, vendor, thief]), chain: null })).toEqual(['unresolved_lookup'])
    const context = { lookupTables: [{ address: table, addresses: [vendor, vendor, thief] }] }
    const said = decoded(payload, { chain }, { context } as never)
    expect(said.objections.map(({ code }) => code)).toEqual(['unresolved_lookup'])
  })

  it('must not be those of the message again', () => {
    expect(decoded(payload, tables([vendor, vendor, vault])).objections.map(({ code }) => code)).toEqual([
      'solana_duplicate_account',
    ])
  })
})

describe('the rows of effects', () => {
  it('speak of every instruction that is read, and of accounts and arguments that it has', () => {
    const known = programs.flatMap((program) => {
      const flat = (list: readonly (Row | Group | undefined)[]): readonly Row[] =>
        list.flatMap((row) => (row === undefined ? [] : 'under' in row ? flat(row.under) : [row]))
      return [...flat(program.rows), ...(program.shared?.values() ?? [])].map(
        (row) => [`${program.name}.${row.name}`, row] as const,
      )
    })
    expect([...rows.keys()].sort()).toEqual([...new Set(known.map(([name]) => name))].sort())
    for (const [name, row] of known)
      for (const word of wordsOf(rows.get(name)!)) expect([name, word, has(row, word)]).toEqual([name, word, true])
  })

  function wordsOf(row: object): readonly string[] {
    const {
      flows = [],
      grants = [],
      turns = [],
      delegates = [],
      deploys = [],
      everything,
      untoldWhere,
      untoldUnless,
    } = row as never as Required<import('./row.ts').Row>
    return [
      ...flows.flatMap(({ amount, mint: of, from, to }) => [typeof amount === 'string' ? amount : null, of, from, to]),
      ...grants.flatMap(({ account: of, mint: named, owner, spender, amount }) => [of, named, owner, spender, amount]),
      ...turns.flatMap(({ what, contract, subject }) => [
        what.startsWith('=') ? what.slice(1) : null,
        contract,
        subject,
      ]),
      ...delegates.flat(),
      ...deploys,
      ...(everything === undefined ? [] : [everything.to, everything.by]),
      ...(untoldWhere === undefined ? [] : [untoldWhere[0]]),
      ...(untoldUnless === undefined ? [] : [untoldUnless[0]]),
    ].filter((word): word is string => word !== null)
  }

  function has(row: Row, word: string): boolean {
    if (word.startsWith('@')) return row.accounts.names.includes(word.slice(1))
    return row.arguments.some(([name]) => name === word.split('.')[0])
  }
})

describe('T-31: programs that nobody knows', () => {
  it('say whom they may act for and what they may change', () => {
    const unknown: Part = { program: place(77), accounts: [vault, account], data: [1, 2, 3] }
    const request = read([unknown])
    expect(judged(request.calls)).toHaveLength(1)
    expect(fact(request, 'opaqueBytes')).toBe('3')
    expect(fact(request, 'instruction.signers')).toEqual([vault])
    expect(fact(request, 'instruction.writable')).toEqual([vault, account])
    expect(shown(read([unknown]))['solana.programIds']).toEqual([place(77)])
    for (const effect of ['outflow', 'change', 'allowance', 'delegation', 'deployment'])
      expect(of(unknown, `effect.${effect}`)).toEqual({ failed: 'effects_unknown' })
  })
})
