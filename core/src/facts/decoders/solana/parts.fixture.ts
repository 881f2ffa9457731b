/** Messages for tests, put together from instructions whose accounts are named by address. The first account signs and pays. */
import * as Base58 from '../../../codec/base58.ts'
import * as Base64 from '../../../codec/base64.ts'
import { associatedToken } from './associated-token.ts'
import { keyOf } from './message.fixture.ts'
import * as Message from './message.ts'
import { associated } from './program-address.ts'
import { system } from './system.ts'
import { token } from './token.ts'
import { token2022 } from './token-2022.ts'

/** An instruction: what it invokes, with which accounts and data. */
export type Part = { readonly program: string; readonly accounts: readonly string[]; readonly data: readonly number[] }

export const chain = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'
/** @returns An address that no test has another meaning for. */
export const place = (byte: number): string => Base58.encode(keyOf(byte))

export const vault = place(11)
export const vendor = place(12)
export const thief = place(13)
export const mint = place(14)

export const u32 = (value: number): readonly number[] => [
  value & 255,
  (value >> 8) & 255,
  (value >> 16) & 255,
  value >>> 24,
]
export const u64 = (value: bigint): readonly number[] =>
  Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n))
export const keyBytes = (address: string): readonly number[] => [...Base58.decode(address)]

/** @returns The associated token account of the wallet, of the token that tests pay in. */
export const ata = (wallet: string, program = token.id): string => associated(wallet, mint, program)

export const pay = (to: string, lamports: bigint, from = vault): Part => ({
  program: system.id,
  accounts: [from, to],
  data: [...u32(2), ...u64(lamports)],
})

export const transferChecked = (to: string, amount: bigint, program = token.id, ...more: readonly string[]): Part => ({
  program,
  accounts: [ata(vault, program), mint, to, vault, ...more],
  data: [12, ...u64(amount), 6],
})

export const createAta = (wallet: string, program = token.id, account = ata(wallet, program)): Part => ({
  program: associatedToken.id,
  accounts: [vault, account, wallet, mint, system.id, program],
  data: [1],
})

export const token22 = token2022.id

/** @returns The message, its accounts in the order in which they are first named. `signers` sign beside the vault. */
export function messageOf(parts: readonly Part[], signers: readonly string[] = []): Message.Message {
  const required = [vault, ...signers]
  const keys = [...new Set([...required, ...parts.flatMap(({ accounts, program }) => [...accounts, program])])]
  return {
    version: 'legacy',
    header: { requiredSignatures: required.length, readonlySigned: 0, readonlyUnsigned: 0 },
    accountKeys: keys.map((key) => Base58.decode(key)),
    recentBlockhash: keyOf(99),
    instructions: parts.map(({ program, accounts, data }) => ({
      programIndex: keys.indexOf(program),
      accountIndexes: Uint8Array.from(accounts, (account) => keys.indexOf(account)),
      data: Uint8Array.from(data),
      range: { start: 0, end: 0 },
    })),
    lookups: [],
  }
}

/** @returns The payload of a request. */
export function payloadOf(...parts: readonly Part[]): { readonly solanaMessage: string } {
  return { solanaMessage: Base64.encode(Message.encode(messageOf(parts))) }
}

/** @returns The message with the account of the given address taken from entry `index` of `table` instead. */
export function hidden(
  parts: readonly Part[],
  address: string,
  table: string,
  index: number,
): { readonly solanaMessage: string } {
  const whole = messageOf(parts)
  const at = whole.accountKeys.findIndex((key) => Base58.encode(key) === address)
  const last = whole.accountKeys.length - 1
  const moved = (one: number) => (one === at ? last : one > at ? one - 1 : one)
  const message: Message.Message = {
    ...whole,
    version: 0,
    accountKeys: whole.accountKeys.filter((_, i) => i !== at),
    instructions: whole.instructions.map((one) => ({
      ...one,
      programIndex: moved(one.programIndex),
      accountIndexes: one.accountIndexes.map(moved),
    })),
    lookups: [{ table: Base58.decode(table), writableIndexes: Uint8Array.of(index), readonlyIndexes: Uint8Array.of() }],
  }
  return { solanaMessage: Base64.encode(Message.encode(message)) }
}
