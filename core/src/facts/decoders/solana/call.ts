/** What a Solana message says: one call for each instruction, and the facts of each and of them all. */
import * as Base58 from '../../../codec/base58.ts'
import * as Hex from '../../../codec/hex.ts'
import type { Call, Facts } from '../../call.ts'
import { absent, type Fact, failed } from '../../fact.ts'
import type { Address, Integer, List, Value } from '../../value.ts'
import * as Accounts from './accounts.ts'
import { type DecodedInstruction, durableNonce, read } from './instructions.ts'
import type { Message } from './message.ts'

/** Which account is what, in the instructions that move an asset. `amount` goes to a fact of its own for each sort of asset. */
type Movement = {
  readonly from: string
  readonly to: string
  readonly amount: 'native.value' | 'spl.amount'
  readonly argument: string
  readonly mint?: string
}

const native = (from: string, to: string): Movement => ({ from, to, amount: 'native.value', argument: 'lamports' })
const checkedTransfer: Movement = {
  from: 'source',
  to: 'destination',
  amount: 'spl.amount',
  argument: 'amount',
  mint: 'mint',
}
const plainTransfer: Movement = { from: 'source', to: 'destination', amount: 'spl.amount', argument: 'amount' }

/** By program and instruction. To let facts know another movement, add a row. */
const movements: ReadonlyMap<string, Movement> = new Map([
  ['system.Transfer', native('source', 'destination')],
  ['system.TransferWithSeed', native('source', 'destination')],
  ['system.CreateAccount', native('payer', 'newAccount')],
  ['system.CreateAccountWithSeed', native('payer', 'newAccount')],
  ['system.WithdrawNonceAccount', native('nonce', 'destination')],
  ['token.Transfer', plainTransfer],
  ['token.TransferChecked', checkedTransfer],
  ['token2022.Transfer', plainTransfer],
  ['token2022.TransferChecked', checkedTransfer],
  ['token2022.TransferCheckedWithFee', checkedTransfer],
])

const nativeTransfers: ReadonlySet<string> = new Set(['system.Transfer', 'system.TransferWithSeed'])
const nativeTypes: List = listOf(['nativeTransfer', 'solanaTransaction'].map((value) => ({ type: 'text', value })))
/** Programs whose instructions move nothing and grant nothing: they set limits and fees of the message, or leave a text. */
const effectless: ReadonlySet<string> = new Set(['computeBudget', 'memo'])

/** @returns The facts that are true of the whole message, and one call for each instruction, in order. */
export function contentOf(message: Message): { readonly facts: Facts; readonly calls: readonly Call[] } {
  const invocations = Accounts.invocations(message)
  const instructions = invocations.map(read)
  return { facts: messageFacts(message, instructions), calls: callsOf(invocations, instructions) }
}

function messageFacts(message: Message, instructions: readonly DecodedInstruction[]): Facts {
  const accounts = Accounts.all(message)
  const resolved = accounts.every((account) => account.address !== null)
  const keys: Fact = resolved
    ? listOf(accounts.map((account) => address(account.address!)))
    : failed('unresolved_lookup')
  const facts: Record<string, Fact> = {
    chainType: { type: 'text', value: 'solana' },
    'solana.feePayer': address(Base58.encode(message.accountKeys[0]!)),
    'solana.accountKeys': keys,
    'solana.programIds': listOf([...new Set(instructions.map((one) => one.programId))].map(address)),
    'solana.instructionCount': integer(BigInt(instructions.length)),
    'solana.nativeTotal': nativeTotal(instructions),
    'solana.durableNonce': { type: 'boolean', value: durableNonce(instructions) },
    ...budgetFacts(instructions, message.header.requiredSignatures),
  }
  return facts
}

/** Instructions of effectless programs are judged only if there are no others. */
function callsOf(
  invocations: readonly Accounts.Invocation[],
  instructions: readonly DecodedInstruction[],
): readonly Call[] {
  const acting = instructions.filter((one) => !isEffectless(one))
  const types = typesOf(instructions, acting)
  return invocations.map((invocation, index) => {
    const one = instructions[index]!
    const { start, end } = one.range
    const facts = {
      ...instructionFacts(one, Hex.fromBytes(invocation.data)),
      types,
      possibleTypes: possibleTypesOf(one, types),
    }
    return {
      index,
      kind: 'instruction',
      judged: acting.length === 0 || !isEffectless(one),
      start,
      end,
      facts,
      calls: [],
      invocation,
    }
  })
}

/** @returns The addresses that must sign the message, the one that pays first. */
export function signersOf(message: Message): readonly string[] {
  return message.accountKeys.slice(0, message.header.requiredSignatures).map((key) => Base58.encode(key))
}

/** @returns The name by which facts call the instruction, such as `system.Transfer`; `null` when nobody knows it. */
export function nameOf(one: DecodedInstruction): string | null {
  return one.program === null || one.name === null ? null : `${one.program}.${one.name}`
}

/** A pure native transfer is one System transfer and nothing else but what sets limits and fees. */
function typesOf(all: readonly DecodedInstruction[], acting: readonly DecodedInstruction[]): List {
  const [only] = acting
  const others = all.filter((one) => one !== only)
  const pure = acting.length === 1 && only!.canonical && nativeTransfers.has(nameOf(only!) ?? '')
  const types =
    pure && others.every((one) => one.program === 'computeBudget')
      ? ['nativeTransfer', 'solanaTransaction']
      : ['solanaTransaction']
  return listOf(types.map((value) => ({ type: 'text', value })))
}

/** However many others there are, a rule that denies native transfers means each of them. */
function possibleTypesOf(one: DecodedInstruction, types: List): List {
  return nativeTransfers.has(nameOf(one) ?? '') ? nativeTypes : types
}

function instructionFacts(one: DecodedInstruction, data: Hex.Hex): Facts {
  const name = nameOf(one)
  const facts: Record<string, Fact> = {
    'call.kind': { type: 'text', value: 'instruction' },
    program: address(one.programId),
    'instruction.data': { type: 'bytes', value: data },
    'call.canonical': { type: 'boolean', value: one.canonical },
    opaqueBytes: integer(one.opaqueBytes === null ? 0n : BigInt(one.opaqueBytes.length / 2 - 1)),
  }
  if (name === null) return facts
  facts['instruction'] = { type: 'text', value: name }
  facts['call.arguments'] = one.canonical && one.arguments !== null ? one.arguments : failed('not_canonical')
  facts['instruction.accounts'] = accountsOf(one)
  const movement = movements.get(name)
  return movement === undefined ? facts : { ...facts, ...movementFacts(one, movement) }
}

function movementFacts(one: DecodedInstruction, movement: Movement): Facts {
  const target = accountOf(one, movement.to)
  const facts: Record<string, Fact> = {
    from: accountOf(one, movement.from),
    recipient: target,
    [movement.amount]: amountOf(one, movement),
  }
  if (movement.amount === 'native.value') return { ...facts, target }
  const mint = movement.mint === undefined ? failed('mint_unknown') : accountOf(one, movement.mint)
  return { ...facts, amount: facts['spl.amount']!, 'spl.mint': mint, token: mint }
}

function amountOf(one: DecodedInstruction, movement: Movement): Fact {
  const field = one.canonical ? one.arguments?.fields.find(({ name }) => name === movement.argument) : undefined
  return field === undefined ? failed('not_canonical') : field.value
}

/** The accounts that have a name, by it. One whose address stands in a lookup table makes them all failed. */
function accountsOf(one: DecodedInstruction): Fact {
  const named = one.accounts.filter(({ name }) => name !== null)
  if (!one.canonical) return failed('not_canonical')
  if (named.some((account) => account.address === null)) return failed('unresolved_lookup')
  const fields = named.map(({ name, address: known }) => ({ name: name!, value: address(known!) }))
  return { type: 'record', fields }
}

function accountOf(one: DecodedInstruction, name: string): Fact {
  const account = one.accounts.find((candidate) => candidate.name === name)
  if (!one.canonical || account === undefined) return failed('not_canonical')
  return account.address === null ? failed('unresolved_lookup') : address(account.address)
}

/** Absent when no instruction moves lamports, so that a cap on them does not speak of a message without any. */
function nativeTotal(instructions: readonly DecodedInstruction[]): Fact {
  const amounts = instructions.flatMap((one) => {
    const movement = movements.get(nameOf(one) ?? '')
    return movement?.amount === 'native.value' ? [amountOf(one, movement)] : []
  })
  const broken = amounts.find((amount) => amount.type !== 'integer')
  if (broken !== undefined) return broken
  return amounts.length === 0 ? absent : integer(amounts.reduce((sum, amount) => sum + (amount as Integer).value, 0n))
}

function budgetFacts(instructions: readonly DecodedInstruction[], signatures: number): Facts {
  const last = (name: string) => instructions.filter((one) => nameOf(one) === `computeBudget.${name}`).at(-1)
  const value = (name: string): Fact => {
    const one = last(name)
    if (one === undefined) return absent
    return one.canonical ? (one.arguments?.fields[0]?.value ?? failed('not_canonical')) : failed('not_canonical')
  }
  return {
    'solana.computeUnitLimit': value('SetComputeUnitLimit'),
    'solana.computeUnitPrice': value('SetComputeUnitPrice'),
    'solana.maxFee': maxFee(
      value('SetComputeUnitLimit'),
      value('SetComputeUnitPrice'),
      signatures,
      instructions.length,
    ),
  }
}

/** Lamports for each signature, and for compute units at their price; unasked, a message gets at most 200,000 for each instruction. */
function maxFee(limit: Fact, price: Fact, signatures: number, instructions: number): Fact {
  const base = 5000n * BigInt(signatures)
  if (price.type === 'absent') return integer(base)
  const units = limit.type === 'absent' ? integer(BigInt(Math.min(instructions * 200_000, 1_400_000))) : limit
  if (price.type !== 'integer' || units.type !== 'integer') return failed('not_canonical')
  return integer(base + (units.value * price.value + 999_999n) / 1_000_000n)
}

/** An instruction that nobody knows may have an effect, whatever its program. */
function isEffectless(one: DecodedInstruction): boolean {
  return one.program !== null && one.name !== null && effectless.has(one.program)
}

function address(value: string): Address {
  return { type: 'address', family: 'solana', value }
}

function integer(value: bigint): Integer {
  return { type: 'integer', value }
}

function listOf(items: readonly Value[]): List {
  return { type: 'list', items }
}
