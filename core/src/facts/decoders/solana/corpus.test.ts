import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as Base58 from '../../../codec/base58.ts'
import * as Hex from '../../../codec/hex.ts'
import { dataPath } from '../../../data.fixture.ts'
import { InputError } from '../../../input-error.ts'
import type { Value } from '../../value.ts'
import * as Instructions from './instructions.ts'
import * as Message from './message.ts'
import * as Transaction from './transaction.ts'

type ReferenceAccount = { index: number; address: string; signer: boolean; writable: boolean }
type Info = { [name: string]: string | number | string[] | Info | undefined }
type ReferenceInstruction = {
  programId: string
  accounts: ReferenceAccount[]
  dataHex: string
  parsed?: { program: string; type: string; info: Info | null }
}
type Case = {
  id: string
  kind: 'message' | 'transaction'
  valid?: boolean
  hex?: string
  messageBase64?: string
  transactionBase64?: string
  signatureVerified?: boolean
  decoded: {
    version: 'legacy' | 0
    header: { numRequiredSignatures: number; numReadonlySignedAccounts: number; numReadonlyUnsignedAccounts: number }
    staticAccountKeys: string[]
    recentBlockhash: string
    durableNonce: boolean
    addressTableLookups?: { table: string; writableIndexes: number[]; readonlyIndexes: number[] }[]
    instructions: ReferenceInstruction[]
  }
}

const path = dataPath('solana/transactions.jsonl')
const fixturesPath = dataPath('solana/instruction-fixtures.jsonl')
const cases = lines<Case>(path)
const good = cases.filter((entry) => entry.valid !== false)

/** What the reference calls an instruction: our program and name, and its fields: `@` an account, else an argument. */
const names: Readonly<Record<string, readonly [name: string, fields: Readonly<Record<string, string>>]>> = {
  'system Create': [
    'system.CreateAccount',
    {
      fromPubkey: '@payer',
      newAccountPubkey: '@newAccount',
      lamports: 'lamports',
      space: 'space',
      programId: 'owner',
    },
  ],
  'system Transfer': ['system.Transfer', { fromPubkey: '@source', toPubkey: '@destination', lamports: 'lamports' }],
  'system CreateWithSeed': [
    'system.CreateAccountWithSeed',
    {
      fromPubkey: '@payer',
      newAccountPubkey: '@newAccount',
      basePubkey: 'base',
      seed: 'seed',
      lamports: 'lamports',
      space: 'space',
      programId: 'owner',
    },
  ],
  'system AdvanceNonceAccount': [
    'system.AdvanceNonceAccount',
    { noncePubkey: '@nonce', authorizedPubkey: '@authority' },
  ],
  'system WithdrawNonceAccount': [
    'system.WithdrawNonceAccount',
    { noncePubkey: '@nonce', toPubkey: '@destination', authorizedPubkey: '@authority', lamports: 'lamports' },
  ],
  'system InitializeNonceAccount': [
    'system.InitializeNonceAccount',
    { noncePubkey: '@nonce', authorizedPubkey: 'authority' },
  ],
  'system AllocateWithSeed': ['system.AllocateWithSeed', {}],
  'compute-budget RequestUnits': ['computeBudget.RequestUnits', { units: 'units', additionalFee: 'additionalFee' }],
  'compute-budget RequestHeapFrame': ['computeBudget.RequestHeapFrame', { bytes: 'bytes' }],
  'compute-budget SetComputeUnitLimit': ['computeBudget.SetComputeUnitLimit', { units: 'units' }],
  'compute-budget SetComputeUnitPrice': ['computeBudget.SetComputeUnitPrice', { microLamports: 'microLamports' }],
  'associated-token-account Create': [
    'associatedToken.Create',
    { payer: '@payer', ata: '@associatedAccount', owner: '@wallet', mint: '@mint' },
  ],
  'associated-token-account CreateIdempotent': [
    'associatedToken.CreateIdempotent',
    { payer: '@payer', ata: '@associatedAccount', owner: '@wallet', mint: '@mint' },
  ],
  'stake Initialize': [
    'stake.Initialize',
    {
      stakePubkey: '@stake',
      'authorized.staker': 'authorized.staker',
      'authorized.withdrawer': 'authorized.withdrawer',
      'lockup.unixTimestamp': 'lockup.unixTimestamp',
      'lockup.epoch': 'lockup.epoch',
      'lockup.custodian': 'lockup.custodian',
    },
  ],
  'stake Authorize': [
    'stake.Authorize',
    {
      stakePubkey: '@stake',
      authorizedPubkey: '@authority',
      newAuthorizedPubkey: 'newAuthority',
      'stakeAuthorizationType.index': 'role',
      custodianPubkey: '@custodian',
    },
  ],
  'stake Delegate': [
    'stake.DelegateStake',
    { stakePubkey: '@stake', votePubkey: '@vote', authorizedPubkey: '@authority' },
  ],
  'stake Split': [
    'stake.Split',
    { stakePubkey: '@stake', splitStakePubkey: '@splitStake', authorizedPubkey: '@authority', lamports: 'lamports' },
  ],
  'stake Withdraw': [
    'stake.Withdraw',
    { stakePubkey: '@stake', toPubkey: '@destination', authorizedPubkey: '@authority', lamports: 'lamports' },
  ],
}

/** The reference's names of token accounts where ours differ. */
const tokenNames: Readonly<Record<string, string>> = {
  'Transfer.owner': 'authority',
  'TransferChecked.owner': 'authority',
  'ApproveChecked.account': 'source',
  'Approve.account': 'source',
  'Revoke.account': 'source',
  'SetAuthority.account': 'owned',
  'SetAuthority.currentAuthority': 'authority',
  'CloseAccount.authority': 'authority',
  'ThawAccount.authority': 'freezeAuthority',
  'InitializeMultisig.account': 'multisig',
  'InitializeMultisig.m': 'threshold',
}

/** Where the reference gives the number of a choice. */
const choices: Readonly<Record<string, readonly string[]>> = {
  authorityType: ['MintTokens', 'FreezeAccount', 'AccountOwner', 'CloseAccount'],
  role: ['Staker', 'Withdrawer'],
}

describe.skipIf(path === null)('Solana transactions of public corpora', () => {
  it('are 47, of which one is to be refused', () => {
    expect([cases.length, good.length]).toEqual([47, 46])
  })

  it.each(good.map((entry) => [entry.id, entry] as const))('agrees with the reference: %s', (_, entry) => {
    const { decoded } = entry
    const message = messageOf(entry)
    expect(message.version).toBe(decoded.version)
    expect(Object.values(message.header)).toEqual(Object.values(decoded.header))
    expect(message.accountKeys.map(Base58.encode)).toEqual(decoded.staticAccountKeys)
    expect(Base58.encode(message.recentBlockhash)).toBe(decoded.recentBlockhash)
    expect(message.lookups.map(plainLookup)).toEqual(decoded.addressTableLookups ?? [])
    const instructions = Instructions.decode(message)
    expect(instructions.map(({ programId }) => programId)).toEqual(
      decoded.instructions.map(({ programId }) => programId),
    )
    expect(Instructions.durableNonce(instructions)).toBe(decoded.durableNonce)
    instructions.forEach((instruction, i) => {
      const reference = decoded.instructions[i]!
      expect(Hex.fromBytes(message.instructions[i]!.data)).toBe(`0x${reference.dataHex}`)
      instruction.accounts.forEach((account, j) => void sameAccount(account, reference.accounts[j]!))
      expect(instruction.accounts.length).toBe(reference.accounts.length)
      sameMeaning(instruction, reference)
    })
  })

  it('encodes every one of them byte for byte', () => {
    for (const entry of good) {
      expect(Hex.fromBytes(Message.encode(messageOf(entry)))).toBe(Hex.fromBytes(bytesOfMessage(entry)))
      const wire = bytesOfTransaction(entry)
      if (wire !== null) expect(Hex.fromBytes(Transaction.encode(Transaction.decode(wire)))).toBe(Hex.fromBytes(wire))
    }
  })

  it('refuses the one that ends too early', () => {
    const [bad] = cases.filter((entry) => entry.valid === false)
    const decode = () => Transaction.decode(Hex.toBytes(`0x${bad!.hex}`))
    expect(decode).toThrow(InputError)
    expect(decode).toThrow('the bytes end too early at byte 197')
  })

  it('finds all signatures right where the source had them verified, and the zeros unsigned', () => {
    const signed = good.filter((entry) => entry.signatureVerified === true)
    const verified = signed.map((entry) => Transaction.verify(Transaction.decode(bytesOfTransaction(entry)!)))
    expect(verified.length).toBe(8)
    expect(verified.flat().every((result) => result === true)).toBe(true)
  })

  it('objects to the ten that a validator refuses: nine fee payers that are read-only, one key that stands twice', () => {
    const codes = good.flatMap((entry) => Message.objections(messageOf(entry)).map(({ code }) => code))
    expect(codes.filter((code) => code === 'solana_readonly_fee_payer').length).toBe(9)
    expect(codes.filter((code) => code === 'solana_duplicate_account').length).toBe(1)
  })

  it('understands every instruction of a known program', () => {
    const instructions = good.flatMap((entry) => Instructions.decode(messageOf(entry)))
    const known = instructions.filter(({ program }) => program !== null)
    expect(known.filter(({ canonical }) => !canonical)).toEqual([])
    expect([known.length, instructions.length - known.length]).toEqual([135, 20])
  })
})

type Fixture = {
  id: string
  program_id: string
  dataHex: string
  accounts: { pubkey: string; signer: boolean; writable: boolean }[]
  parsedByReference: NonNullable<ReferenceInstruction['parsed']>
}

describe.skipIf(fixturesPath === null)('single instructions of public fixtures', () => {
  it.each(lines<Fixture>(fixturesPath).map((fixture) => [fixture.id, fixture] as const))('%s', (_, fixture) => {
    const accounts = fixture.accounts.map(({ pubkey: address, signer, writable }, index) => {
      return { index, address, signer, writable, lookup: null }
    })
    const data = Hex.toBytes(`0x${fixture.dataHex}`)
    const range = { start: 0, end: data.length }
    const instruction = Instructions.read({ programId: fixture.program_id, accounts, data, range })
    expect(instruction.canonical).toBe(true)
    if (fixture.id.endsWith('/pause')) {
      expect(instruction.name).toBe('Pause')
      expect(instruction.accounts.map(({ name }) => name)).toEqual(['mint', 'authority'])
      return
    }
    sameMeaning(instruction, {
      ...fixture,
      programId: fixture.program_id,
      accounts: [],
      parsed: fixture.parsedByReference,
    })
  })
})

function lines<T>(file: string | null): T[] {
  if (file === null) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

function bytesOfTransaction(entry: Case): Uint8Array | null {
  if (entry.transactionBase64 !== undefined) return Uint8Array.from(Buffer.from(entry.transactionBase64, 'base64'))
  return entry.kind === 'transaction' && entry.hex !== undefined ? Hex.toBytes(`0x${entry.hex}`) : null
}

function bytesOfMessage(entry: Case): Uint8Array {
  if (entry.messageBase64 !== undefined) return Uint8Array.from(Buffer.from(entry.messageBase64, 'base64'))
  const wire = bytesOfTransaction(entry)
  return wire === null ? Hex.toBytes(`0x${entry.hex}`) : Transaction.decode(wire).messageBytes
}

function messageOf(entry: Case): Message.Message {
  return Message.decode(bytesOfMessage(entry))
}

function plainLookup(lookup: Message.Lookup): unknown {
  const { table, writableIndexes, readonlyIndexes } = lookup
  return { table: Base58.encode(table), writableIndexes: [...writableIndexes], readonlyIndexes: [...readonlyIndexes] }
}

/** The reference knows some looked-up addresses from the chain, and writes the others as `lookup:table:index:r`. */
function sameAccount(account: Instructions.NamedAccount, reference: ReferenceAccount): void {
  expect([account.index, account.signer, account.writable]).toEqual([
    reference.index,
    reference.signer,
    reference.writable,
  ])
  if (account.lookup === null) {
    expect(account.address).toBe(reference.address)
    return
  }
  const { table, index } = account.lookup
  expect(account.address).toBeNull()
  if (reference.address.startsWith('lookup:')) {
    expect(reference.address).toBe(`lookup:${table}:${index}:${account.writable ? 'w' : 'r'}`)
  }
}

function sameMeaning(instruction: Instructions.DecodedInstruction, { parsed, programId }: ReferenceInstruction): void {
  if (parsed === undefined || parsed === null) return
  const isToken = parsed.program === 'spl-token' || parsed.program === 'token-2022'
  const program = parsed.program === 'token-2022' ? 'token2022' : 'token'
  const [name, fields] = isToken
    ? [`${program}.${parsed.type}`, {}]
    : (names[`${parsed.program} ${parsed.type}`] ?? ['?', {}])
  expect(`${instruction.program}.${instruction.name}`).toBe(name)
  expect(instruction.programId).toBe(programId)
  if (parsed.info === null) return
  const leaves = flat(parsed.info)
  if (isToken) {
    sameToken(instruction, parsed.type, leaves)
    return
  }
  const expected = Object.keys(fields).filter((key) => key !== 'custodianPubkey' || 'custodianPubkey' in parsed.info!)
  expect(leaves.map(([key]) => key).sort()).toEqual(expected.sort())
  for (const [key, value] of leaves) sameLeaf(instruction, fields[key]!, value)
}

function sameToken(
  instruction: Instructions.DecodedInstruction,
  type: string,
  leaves: readonly (readonly [string, unknown])[],
): void {
  for (const [path, value] of leaves) {
    const [group, name, position] = path.split('.') as [string, string, string | undefined]
    const ours = tokenNames[`${type}.${name}`] ?? (position === undefined ? name : `signers.${position}`)
    sameLeaf(instruction, group === 'accounts' ? `@${ours}` : ours, value)
  }
}

function sameLeaf(instruction: Instructions.DecodedInstruction, ours: string, value: unknown): void {
  if (ours.startsWith('@')) {
    const account = instruction.accounts.find(({ name }) => name === ours.slice(1))
    expect(account, ours).toBeDefined()
    if (account!.address !== null && !`${value}`.startsWith('lookup:')) expect(account!.address).toBe(value)
    return
  }
  expect(valueAt(instruction.arguments!, ours.split('.'))).toBe(choices[ours]?.[value as number] ?? `${value}`)
}

function valueAt(value: Value, path: readonly string[]): string {
  const [name, ...rest] = path
  if (name === undefined) return 'value' in value ? `${value.value}` : value.type
  if (value.type !== 'record') return value.type
  return valueAt(value.fields.find((field) => field.name === name)!.value, rest)
}

function flat(info: Info, prefix = ''): (readonly [string, unknown])[] {
  return Object.entries(info).flatMap(([key, value]) =>
    typeof value === 'object' ? flat(value as Info, `${prefix}${key}.`) : [[`${prefix}${key}`, value] as const],
  )
}
