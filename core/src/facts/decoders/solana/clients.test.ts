/** Instructions as the clients of their programs write them, read by both: names, accounts, arguments, and the bytes of messages. */
import { createNoopSigner, type Instruction } from '@solana/kit'
import * as System from '@solana-program/system'
import * as Token from '@solana-program/token'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Base58 from '../../../codec/base58.ts'
import { InputError } from '../../../input-error.ts'
import { type DecodedInstruction, decode } from './instructions.ts'
import * as Message from './message.ts'
import { messageOf, type Part } from './parts.fixture.ts'

type Data = { readonly [name: string]: unknown }
type Told = { readonly name: string; readonly accounts: readonly string[]; readonly data: Data }

const seed = 20_261_127
const key = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Base58.encode(bytes) as System.TransferSolInput['destination'])
const signer = key.map((address) => createNoopSigner(address))
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const u8 = fc.nat({ max: 255 })
const seedText = fc.string({ maxLength: 12, unit: 'grapheme-ascii' })

/** An instruction of a client, with our name of it. */
type Maker = fc.Arbitrary<readonly [name: string, instruction: Instruction]>

const made = (name: string, instruction: fc.Arbitrary<unknown>): Maker =>
  instruction.map((one) => [name, one as Instruction] as const)

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model as never) as fc.Arbitrary<never>

/** Every instruction that is compared. To add one, add a row. */
const makers: readonly Maker[] = [
  made(
    'system.Transfer',
    record({ source: signer, destination: key, amount: u64 }).map((it) => System.getTransferSolInstruction(it)),
  ),
  made(
    'system.CreateAccount',
    record({ payer: signer, newAccount: signer, lamports: u64, space: u64, programAddress: key }).map((it) =>
      System.getCreateAccountInstruction(it),
    ),
  ),
  made(
    'system.Assign',
    record({ account: signer, programAddress: key }).map((it) => System.getAssignInstruction(it)),
  ),
  made(
    'system.Allocate',
    record({ newAccount: signer, space: u64 }).map((it) => System.getAllocateInstruction(it)),
  ),
  made(
    'system.AdvanceNonceAccount',
    record({ nonceAccount: key, nonceAuthority: signer }).map((it) => System.getAdvanceNonceAccountInstruction(it)),
  ),
  made(
    'system.WithdrawNonceAccount',
    record({ nonceAccount: key, recipientAccount: key, nonceAuthority: signer, withdrawAmount: u64 }).map((it) =>
      System.getWithdrawNonceAccountInstruction(it),
    ),
  ),
  made(
    'system.AuthorizeNonceAccount',
    record({ nonceAccount: key, nonceAuthority: signer, newNonceAuthority: key }).map((it) =>
      System.getAuthorizeNonceAccountInstruction(it),
    ),
  ),
  made(
    'system.TransferWithSeed',
    record({ source: key, baseAccount: signer, destination: key, amount: u64, fromSeed: seedText, fromOwner: key }).map(
      (it) => System.getTransferSolWithSeedInstruction(it),
    ),
  ),
  made(
    'token.Transfer',
    record({ source: key, destination: key, authority: signer, amount: u64 }).map((it) =>
      Token.getTransferInstruction(it),
    ),
  ),
  made(
    'token.TransferChecked',
    record({ source: key, mint: key, destination: key, authority: signer, amount: u64, decimals: u8 }).map((it) =>
      Token.getTransferCheckedInstruction(it),
    ),
  ),
  made(
    'token.Approve',
    record({ source: key, delegate: key, owner: signer, amount: u64 }).map((it) => Token.getApproveInstruction(it)),
  ),
  made(
    'token.ApproveChecked',
    record({ source: key, mint: key, delegate: key, owner: signer, amount: u64, decimals: u8 }).map((it) =>
      Token.getApproveCheckedInstruction(it),
    ),
  ),
  made(
    'token.Revoke',
    record({ source: key, owner: signer }).map((it) => Token.getRevokeInstruction(it)),
  ),
  made(
    'token.SetAuthority',
    record({ owned: key, owner: signer, authorityType: fc.nat({ max: 3 }), newAuthority: fc.option(key) }).map((it) =>
      Token.getSetAuthorityInstruction(it),
    ),
  ),
  made(
    'token.MintTo',
    record({ mint: key, token: key, mintAuthority: signer, amount: u64 }).map((it) => Token.getMintToInstruction(it)),
  ),
  made(
    'token.BurnChecked',
    record({ account: key, mint: key, authority: signer, amount: u64, decimals: u8 }).map((it) =>
      Token.getBurnCheckedInstruction(it),
    ),
  ),
  made(
    'token.CloseAccount',
    record({ account: key, destination: key, owner: signer }).map((it) => Token.getCloseAccountInstruction(it)),
  ),
  made(
    'token.FreezeAccount',
    record({ account: key, mint: key, owner: signer }).map((it) => Token.getFreezeAccountInstruction(it)),
  ),
  made(
    'token.InitializeAccount3',
    record({ account: key, mint: key, owner: key }).map((it) => Token.getInitializeAccount3Instruction(it)),
  ),
  made(
    'token.InitializeMint2',
    record({ mint: key, decimals: u8, mintAuthority: key, freezeAuthority: fc.option(key) }).map((it) =>
      Token.getInitializeMint2Instruction(it),
    ),
  ),
  made(
    'token.SyncNative',
    record({ account: key }).map((it) => Token.getSyncNativeInstruction(it)),
  ),
  made(
    'token.UnwrapLamports',
    record({ source: key, destination: key, authority: signer, amount: fc.option(u64) }).map((it) =>
      Token.getUnwrapLamportsInstruction(it),
    ),
  ),
  made(
    'token.WithdrawExcessLamports',
    record({ source: key, destination: key, authority: signer }).map((it) =>
      Token.getWithdrawExcessLamportsInstruction(it),
    ),
  ),
  made(
    'associatedToken.CreateIdempotent',
    record({ payer: signer, ata: key, owner: key, mint: key }).map((it) =>
      Token.getCreateAssociatedTokenIdempotentInstruction(it),
    ),
  ),
  made(
    'associatedToken.RecoverNested',
    record({
      nestedAssociatedAccountAddress: key,
      nestedTokenMintAddress: key,
      destinationAssociatedAccountAddress: key,
      ownerAssociatedAccountAddress: key,
      ownerTokenMintAddress: key,
      walletAddress: signer,
    }).map((it) => Token.getRecoverNestedAssociatedTokenInstruction(it)),
  ),
]

const anyMade = fc.oneof(...makers)

function partOf({ programAddress, accounts = [], data = new Uint8Array() }: Instruction): Part {
  return { program: programAddress, accounts: accounts.map(({ address }) => address), data: [...data] }
}

/** What the client itself reads from its instruction. */
function toldOf(name: string, instruction: Instruction): Told {
  const [program, short] = name.split('.') as [string, string]
  const clients: Readonly<Record<string, object>> = { system: System, token: Token, associatedToken: Token }
  const named =
    (
      {
        Transfer: program === 'system' ? 'TransferSol' : 'Transfer',
        TransferWithSeed: 'TransferSolWithSeed',
        CreateIdempotent: 'CreateAssociatedTokenIdempotent',
        RecoverNested: 'RecoverNestedAssociatedToken',
      } as Readonly<Record<string, string>>
    )[short] ?? short
  const parse = (clients[program] as Record<string, (one: Instruction) => { accounts: object; data: Data }>)[
    `parse${named}Instruction`
  ]!
  const { accounts, data } = parse(instruction)
  return { name, accounts: Object.values(accounts).map(({ address }) => address), data }
}

/** Ours in the client's words: integers and addresses as they are, nothing for what is left out. */
function valuesOf({ arguments: read }: DecodedInstruction): readonly string[] {
  return read!.fields.map(({ value }) => ('value' in value ? `${value.value}` : ''))
}

function theirValues(data: Data): readonly string[] {
  const authorities = ['MintTokens', 'FreezeAccount', 'AccountOwner', 'CloseAccount']
  return Object.entries(data).flatMap(([name, value]) => {
    if (/iscriminator$/.test(name)) return []
    if (name === 'authorityType') return [authorities[value as number]!]
    if (typeof value !== 'object' || value === null) return value === null ? [] : [`${value}`]
    const option = value as { readonly __option: string; readonly value?: unknown }
    return option.__option === 'Some' ? [`${option.value}`] : []
  })
}

describe('instructions as the clients of their programs write them', () => {
  it('are read the same: name, every account in its place, every argument', () => {
    const law = fc.property(anyMade, ([name, instruction]) => {
      const [read] = decode(messageOf([partOf(instruction)]))
      const told = toldOf(name, instruction)
      expect(`${read!.program}.${read!.name}`).toBe(name)
      expect(read!.canonical).toBe(true)
      expect(read!.accounts.slice(0, told.accounts.length).map(({ address }) => address)).toEqual(told.accounts)
      expect([name, read!.accounts.findIndex((account) => account.name === null)]).toEqual([name, -1])
      expect(valuesOf(read!)).toEqual(theirValues(told.data))
    })
    fc.assert(law, { seed, numRuns: 1500 })
  })

  it('T-33: are refused, or encode to the same bytes, however a message of them is spoilt; never read otherwise', () => {
    let [accepted, refused] = [0, 0]
    const spoilt = fc.record({
      parts: fc.array(anyMade, { minLength: 1, maxLength: 3 }),
      at: fc.nat(),
      byte: u8,
      how: fc.constantFrom('flip', 'cut', 'grow'),
    })
    const law = fc.property(spoilt, ({ parts, at, byte, how }) => {
      const whole = Message.encode(
        messageOf(
          parts.map(([, one]) => partOf(one)),
          [],
        ),
      )
      const place = at % whole.length
      const bytes =
        how === 'flip'
          ? whole.with(place, byte)
          : how === 'cut'
            ? whole.slice(0, place)
            : Uint8Array.from([...whole, byte])
      try {
        const message = Message.decode(bytes)
        expect([...Message.encode(message)]).toEqual([...bytes])
        decode(message)
        accepted++
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        refused++
      }
    })
    fc.assert(law, { seed, numRuns: 3000 })
    expect(Math.min(accepted, refused)).toBeGreaterThan(300)
  })
})
