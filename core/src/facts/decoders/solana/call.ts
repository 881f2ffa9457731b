/** What a Solana message says: one call for each instruction, and the facts of each and of them all. */
import * as Base58 from '../../../codec/base58.ts'
import * as Hex from '../../../codec/hex.ts'
import type { Call, Facts, Objection } from '../../call.ts'
import type { Cluster } from '../../cluster.ts'
import { absent, type Fact, failed } from '../../fact.ts'
import type { Address, Integer, List, Value } from '../../value.ts'
import * as Accounts from './accounts.ts'
import { type Holders, type Holding, holdersOf, type Known } from './holder.ts'
import { type DecodedInstruction, durableNonce, read } from './instructions.ts'
import type { Message } from './message.ts'
import { signatureCount } from './signature-count.ts'
import { token } from './token.ts'

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
  ['system.CreateAccountAllowPrefund', native('payer', 'newAccount')],
  ['system.WithdrawNonceAccount', native('nonce', 'destination')],
  ['token.Transfer', plainTransfer],
  ['token.TransferChecked', checkedTransfer],
  ['token2022.Transfer', plainTransfer],
  ['token2022.TransferChecked', checkedTransfer],
  ['token2022.TransferCheckedWithFee', checkedTransfer],
])

const lamportsPerSignature = 5000n
/** More units than these no message gets, and none pays for. */
const mostUnits = 1_400_000n

const instructionKind: Value = { type: 'text', value: 'instruction' }
const yes: Value = { type: 'boolean', value: true }
const no: Value = { type: 'boolean', value: false }
const nought = integer(0n)
const pureTypes = listOf([
  { type: 'text', value: 'nativeTransfer' },
  { type: 'text', value: 'solanaTransaction' },
])
const plainTypes = listOf([{ type: 'text', value: 'solanaTransaction' }])

const nativeTransfers: ReadonlySet<string> = new Set(['system.Transfer', 'system.TransferWithSeed'])
/** Programs whose instructions move nothing and grant nothing: they set limits and fees of the message, or leave a text. */
const effectless: ReadonlySet<string> = new Set(['computeBudget', 'memo'])

/** What an instruction says, with what it says it by. */
type Step = { readonly invocation: Accounts.Invocation; readonly one: DecodedInstruction; readonly holders: Holders }

/** What a message says. */
type Content = { readonly facts: Facts; readonly calls: readonly Call[]; readonly objections: readonly Objection[] }

/** @returns The facts that are true of the whole message, one call for each instruction, in order, and what speaks against it. */
export function contentOf(message: Message, known: Known): Content {
  const accounts = Accounts.all(message, known.cluster?.tables)
  const invocations = Accounts.invocations(message, accounts)
  const instructions = invocations.map(read)
  const holders = holdersOf(instructions, signersIn(message, accounts), known)
  const steps = invocations.map((invocation, i) => ({ invocation, one: instructions[i]!, holders }))
  return {
    facts: messageFacts(message, accounts, instructions, known.cluster),
    calls: callsOf(steps),
    objections: objectionsOf(message, accounts),
  }
}

/** Who is not known cannot be judged; and no validator takes an account twice, wherever it comes from. */
function objectionsOf(message: Message, accounts: readonly Accounts.Account[]): readonly Objection[] {
  if (message.lookups.length === 0) return []
  const found: Objection[] = []
  if (accounts.some(({ address: known }) => known === null))
    found.push({ code: 'unresolved_lookup', expected: 'lookup tables that somebody read from the chain' })
  const places = new Map(accounts.map((account) => [account.address, account.index]))
  const twice = accounts.find(
    ({ index, address: known }) =>
      known !== null && places.get(known) !== index && accounts[places.get(known)!]!.lookup !== null,
  )
  if (twice !== undefined)
    found.push({ code: 'solana_duplicate_account', expected: `no other account equal to account ${twice.index}` })
  return found
}

function messageFacts(
  message: Message,
  accounts: readonly Accounts.Account[],
  instructions: readonly DecodedInstruction[],
  cluster: Cluster | null,
): Facts {
  const resolved = accounts.every((account) => account.address !== null)
  const keys: Fact = resolved
    ? listOf(accounts.map((account) => address(account.address!)))
    : failed('unresolved_lookup')
  const facts: Record<string, Fact> = {
    chainType: { type: 'text', value: 'solana' },
    'solana.feePayer': address(accounts[0]!.address!),
    'solana.accountKeys': keys,
    'solana.programIds': listOf([...new Set(instructions.map((one) => one.programId))].map(address)),
    'solana.instructionCount': integer(BigInt(instructions.length)),
    'solana.nativeTotal': nativeTotal(instructions),
    'solana.durableNonce': { type: 'boolean', value: durableNonce(instructions) },
    ...budgetFacts(instructions, signatureCount(message, instructions)),
  }
  if (message.lookups.length > 0) facts['solana.lookupTables'] = resolved ? tablesOf(message, cluster!) : keys
  return facts
}

/** What each table held when it was read, so that a record of the decision says what it was decided on. */
function tablesOf({ lookups }: Message, { tables, slot }: Cluster): List {
  return listOf(
    lookups.map(({ table }) => {
      const name = Base58.encode(table)
      const { addresses, hash } = tables.get(name)!
      const fields = { table: address(name), slot: integer(slot), entries: integer(BigInt(addresses.length)) }
      return {
        type: 'record',
        fields: [
          ...Object.entries(fields).map(([field, value]) => ({ name: field, value })),
          { name: 'hash', value: { type: 'bytes', value: hash } },
        ],
      }
    }),
  )
}

/** Instructions of effectless programs are judged only if there are no others. */
function callsOf(steps: readonly Step[]): readonly Call[] {
  const instructions = steps.map(({ one }) => one)
  const acting = instructions.filter((one) => !isEffectless(one))
  const types = typesOf(instructions, acting)
  return steps.map((step, index) => {
    const { invocation, one, holders } = step
    const { start, end } = one.range
    const facts = instructionFacts(step, index, types, possibleTypesOf(one, types))
    return {
      index,
      kind: 'instruction',
      judged: acting.length === 0 || !isEffectless(one),
      start,
      end,
      facts,
      calls: [],
      invocation,
      instruction: one,
      holders,
    }
  })
}

function signersIn(message: Message, accounts: readonly Accounts.Account[]): readonly string[] {
  return accounts.slice(0, message.header.requiredSignatures).map((account) => account.address!)
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
  return pure && others.every((one) => one.program === 'computeBudget') ? pureTypes : plainTypes
}

/** However many others there are, a rule that denies native transfers means each of them. */
function possibleTypesOf(one: DecodedInstruction, types: List): List {
  return nativeTransfers.has(nameOf(one) ?? '') ? pureTypes : types
}

/** Facts are written out as one object each: adding to an object one by one is what takes longest in decoding. */
function instructionFacts(step: Step, index: number, types: List, possibleTypes: List): Facts {
  const { one, invocation } = step
  const name = nameOf(one)
  const movement = name === null ? undefined : movements.get(name)
  const own = {
    types,
    possibleTypes,
    'call.kind': instructionKind,
    program: address(one.programId),
    'instruction.data': { type: 'bytes', value: Hex.fromBytes(invocation.data) },
    'call.canonical': one.canonical ? yes : no,
    opaqueBytes: one.opaqueBytes === null ? nought : integer(BigInt(one.opaqueBytes.length / 2 - 1)),
  } as const
  if (name === null) return own
  const known = {
    ...own,
    instruction: { type: 'text', value: name },
    'call.arguments': one.canonical && one.arguments !== null ? one.arguments : failed('not_canonical'),
    'instruction.accounts': accountsOf(one),
  } as const
  if (movement === undefined) return known
  const [from, to] = [accountOf(one, movement.from), accountOf(one, movement.to)]
  const amount = amountOf(one, movement)
  if (movement.amount === 'native.value') return { ...known, from, recipient: to, target: to, 'native.value': amount }
  const named = movement.mint === undefined ? null : accountOf(one, movement.mint)
  const mint = named ?? mintOf(step, index, [from, to])
  const owner = (account: Fact) => ownerFact(account, holdingOf(step, index, account, named).owner)
  let [payer, payee]: (Fact | undefined)[] = []
  return {
    ...known,
    'spl.amount': amount,
    amount,
    'spl.source': from,
    'spl.destination': to,
    'spl.mint': mint,
    token: mint,
    'spl.extensions': extensionsOf(step, mint),
    // Deriving the accounts of a wallet takes far longer than reading a message: it is done once, when somebody asks.
    get from() {
      payer ??= owner(from)
      return payer
    },
    get recipient() {
      payee ??= owner(to)
      return payee
    },
  }
}

function mintOf(step: Step, index: number, accounts: readonly Fact[]): Fact {
  if (!step.one.canonical) return failed('not_canonical')
  for (const account of accounts) {
    const { mint } = holdingOf(step, index, account, null)
    if (mint !== null) return address(mint)
  }
  return failed('mint_unknown')
}

function holdingOf({ one, holders }: Step, index: number, account: Fact, mint: Fact | null): Holding {
  if (account.type !== 'address' || (mint !== null && mint.type !== 'address')) return { owner: null, mint: null }
  return holders.of(account.value, one.programId, index, mint === null ? null : mint.value)
}

function ownerFact(account: Fact, owner: string | null): Fact {
  if (account.type !== 'address') return account
  return owner === null ? failed('owner_not_known') : address(owner)
}

/** The first token program has none. */
function extensionsOf({ one, holders }: Step, mint: Fact): Fact {
  if (one.programId === token.id) return listOf([])
  if (mint.type !== 'address') return mint
  const known = holders.mint(mint.value)
  if (known === undefined || known.program !== one.programId) return failed('extensions_not_known')
  return listOf(known.extensions.map((value) => ({ type: 'text', value })))
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
  const [limit, price] = [value('SetComputeUnitLimit'), value('SetComputeUnitPrice')]
  const priority = priorityFee(limit, price, instructions.length)
  return {
    'solana.computeUnitLimit': limit,
    'solana.computeUnitPrice': price,
    'solana.priorityFee': priority,
    'solana.maxFee':
      priority.type === 'integer' ? integer(lamportsPerSignature * BigInt(signatures) + priority.value) : priority,
  }
}

/** Lamports for compute units at their price, rounded up. Unasked, a message gets at most 200,000 units for each instruction. */
function priorityFee(limit: Fact, price: Fact, instructions: number): Fact {
  if (price.type === 'absent') return integer(0n)
  const units = limit.type === 'absent' ? integer(200_000n * BigInt(instructions)) : limit
  if (price.type !== 'integer' || units.type !== 'integer') return failed('not_canonical')
  const charged = units.value < mostUnits ? units.value : mostUnits
  return integer((charged * price.value + 999_999n) / 1_000_000n)
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
