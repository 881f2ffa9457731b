/** Solana messages for documents to judge: native and token transfers, fees, memos, strangers, several at a time. */
import * as Base58 from '../codec/base58.ts'
import type { JsonObject } from '../codec/json.ts'
import { encode } from '../facts/decoders/solana/message.ts'
import type { Luck } from './luck.fixture.ts'
import type { Told, ToldInstruction } from './told.fixture.ts'
import * as Words from './words.fixture.ts'

/** What one instruction invokes and says. */
type Made = {
  readonly program: string
  readonly accounts: readonly string[]
  readonly data: readonly number[]
  readonly told: ToldInstruction
}

/** @returns One message with what it says. About half are a single native transfer, with or without a limit on its cost. */
export function solanaRequest(any: Luck): { told: Told; payload: JsonObject } {
  const plain = any.once(2)
  const made = plain
    ? [native(any), ...(any.once(3) ? [budget()] : [])]
    : Array.from({ length: 1 + any.below(3) }, () => any.pick(makers)(any))
  const payer = any.pick(Words.solanaPeople)
  const lookups = any.once(15)
  const programs = [...new Set(made.map(({ program }) => program))]
  const keys = [...new Set([payer, ...made.flatMap(({ accounts }) => accounts), ...programs])]
  const instructions = made.map(({ program, accounts, data }) => ({
    programIndex: keys.indexOf(program),
    accountIndexes: Uint8Array.from(accounts, (account) => keys.indexOf(account)),
    data: Uint8Array.from(data),
    range: { start: 0, end: 0 },
  }))
  const bytes = encode({
    version: lookups ? 0 : 'legacy',
    header: { requiredSignatures: 1, readonlySigned: 0, readonlyUnsigned: programs.length },
    accountKeys: keys.map((key) => Base58.decode(key)),
    recentBlockhash: new Uint8Array(32).fill(8),
    instructions,
    lookups: lookups
      ? [{ table: new Uint8Array(32).fill(7), writableIndexes: Uint8Array.of(3), readonlyIndexes: new Uint8Array() }]
      : [],
  })
  const isActing = made.some(({ told }) => told.effect === 'acting')
  const places = made.flatMap(({ told }, i) => (isActing && told.effect !== 'acting' ? [] : [i]))
  const calls = places.map((i) => made[i]!.told)
  const message = { feePayer: payer, keys: lookups ? null : keys, programs, instructions: made.map(({ told }) => told) }
  return {
    told: { chain: 'solana', calls, places, message },
    payload: { solanaMessage: Buffer.from(bytes).toString('base64') },
  }
}

const makers = [native, native, transfer, transfer, transfer, budget, memo, stranger] as const

function native(any: Luck): Made {
  const [from, to, amount, broken] = [
    any.pick(Words.solanaPeople),
    any.pick(Words.solanaPeople),
    any.pick(Words.lamports),
    any.once(20),
  ]
  const told: ToldInstruction = {
    kind: 'instruction',
    moves: { what: 'native', amount, from, to, mint: null, broken },
    isNativeTransfer: !broken,
    effect: 'acting',
  }
  return {
    program: Words.programs.system,
    accounts: [from, to],
    data: [2, 0, 0, 0, ...u64(amount), ...(broken ? [0] : [])],
    told,
  }
}

/** TransferChecked names its mint, Transfer does not. */
function transfer(any: Luck): Made {
  const [from, to, amount, broken] = [
    any.pick(Words.solanaPeople),
    any.pick(Words.solanaPeople),
    any.pick(Words.lamports),
    any.once(20),
  ]
  const mint = any.once(4) ? null : any.pick(Words.mints)
  const owner = Words.solanaPeople[0]!
  const accounts = mint === null ? [from, to, owner] : [from, mint, to, owner]
  const data = mint === null ? [3, ...u64(amount)] : [12, ...u64(amount), 6]
  const told: ToldInstruction = {
    kind: 'instruction',
    moves: { what: 'token', amount, from, to, mint, broken },
    isNativeTransfer: false,
    effect: 'acting',
  }
  return { program: Words.programs.token, accounts, data: broken ? data.slice(0, -1) : data, told }
}

function budget(): Made {
  return { program: Words.programs.budget, accounts: [], data: [2, 1, 0, 0, 0], told: still('budget') }
}

function memo(): Made {
  return { program: Words.programs.memo, accounts: [], data: [104, 105], told: still('memo') }
}

function stranger(any: Luck): Made {
  return {
    program: Words.programs.stranger,
    accounts: [any.pick(Words.solanaPeople)],
    data: [1],
    told: still('acting'),
  }
}

function still(effect: ToldInstruction['effect']): ToldInstruction {
  return { kind: 'instruction', moves: null, isNativeTransfer: false, effect }
}

function u64(value: bigint): readonly number[] {
  return Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n))
}
