/**
 * ERC-4337 user operations as objects, entry points 0.6 to 0.8: in the fields of 0.6, in those of 0.7 and later, or packed as the
 * entry point takes them. What the account is told to do is call data of its own.
 */
import type * as Hex from '../../../codec/hex.ts'
import { InputError } from '../../../input-error.ts'
import type { Fact } from '../../fact.ts'
import type { Address, Integer } from '../../value.ts'
import * as Authorization from './authorization.ts'
import * as Fields from './rpc-fields.ts'

/** What decides what an operation does, and who has a part in it. `isAggregated`: a contract vouches for it. */
export type Operation = {
  readonly account: Hex.Hex
  readonly entryPoint: Hex.Hex
  readonly nonce: bigint | null
  /** The factory of an account that is not there yet, and what it is given. */
  readonly initCode: Hex.Hex
  readonly callData: Hex.Hex
  readonly paymasterAndData: Hex.Hex
  readonly isAggregated: boolean
}

/** Gas, and what a unit of it costs at most, in wei; null where it is not stated. */
export type Fees = {
  readonly callGas: bigint | null
  readonly verificationGas: bigint | null
  readonly preVerificationGas: bigint | null
  readonly maxFee: bigint | null
  readonly maxPriorityFee: bigint | null
}

/** A whole operation, in the terms of its version: 6, or 7 for 0.7 and later; null where no field tells. */
export type UserOperation = Operation &
  Fees & {
    readonly chainId: bigint
    readonly version: 6 | 7 | null
    readonly authorization: Authorization.Authorization | null
  }

const addresses = ['sender', 'factory', 'paymaster'] as const
const amounts = [
  'nonce',
  'callGasLimit',
  'verificationGasLimit',
  'preVerificationGas',
  'maxFeePerGas',
  'maxPriorityFeePerGas',
  'paymasterVerificationGasLimit',
  'paymasterPostOpGasLimit',
] as const
const blobs = ['initCode', 'factoryData', 'callData', 'paymasterAndData', 'paymasterData', 'signature'] as const
const words = ['accountGasLimits', 'gasFees'] as const

const outer = new Set(['userOperation', 'entryPoint', 'chainId'])
const inner = new Set<string>([...addresses, ...amounts, ...blobs, ...words, 'eip7702Auth'])

/** Fields of 0.7 that stand in one field of the packed form, and which. */
const unpacked: ReadonlyMap<string, readonly string[]> = new Map([
  ['initCode', ['factory', 'factoryData']],
  ['accountGasLimits', ['verificationGasLimit', 'callGasLimit']],
  ['gasFees', ['maxPriorityFeePerGas', 'maxFeePerGas']],
  ['paymasterAndData', ['paymaster', 'paymasterVerificationGasLimit', 'paymasterPostOpGasLimit', 'paymasterData']],
])
const later = ['factory', 'factoryData', 'paymaster', 'paymasterData', 'accountGasLimits', 'gasFees']
const versions: ReadonlyMap<string, 6 | 7> = new Map([
  ['0x5ff137d4b0fdcd49dca30c7cf57e578a026d2789', 6],
  ['0x0000000071727de22e5e9d8baf0edac6f37da032', 7],
  ['0x4337084d9e255ff0702461cf8895ce9e3b5ff108', 7],
])

const addressDigits = 42
const halfWordDigits = 32

/**
 * @param input - `{ userOperation, entryPoint, chainId }`.
 * @throws InputError With the path of the first field that is unknown, missing or not of its form; `conflicting_fields` for a field
 *   of one form beside what holds the same in another, and for fields that the version of the entry point does not have.
 */
export function parse(input: unknown): UserOperation {
  const fields = Fields.open(input, '', outer)
  const chainId = Fields.need(fields, '', 'chainId', Fields.count)
  const entryPoint = Fields.need(fields, '', 'entryPoint', Fields.address)
  const given = Fields.need(fields, '', 'userOperation', (value) => value)
  const operation = Fields.open(given, 'userOperation', inner)
  const read = readerOf(operation)
  const account = Fields.need(operation, 'userOperation', 'sender', Fields.address)
  const callData = Fields.need(operation, 'userOperation', 'callData', Fields.bytes)
  if (chainId === 0n) throw new InputError('chain_id_zero', { path: 'chainId' }, 'a chain id of at least 1')
  checkForm(operation, versions.get(entryPoint))
  return {
    account,
    entryPoint,
    chainId,
    callData,
    nonce: read.amount('nonce'),
    initCode:
      read.bytes('initCode') ??
      (`${read.address('factory') ?? '0x'}${(read.bytes('factoryData') ?? '0x').slice(2)}` as Hex.Hex),
    paymasterAndData: read.bytes('paymasterAndData') ?? packPaymaster(read),
    isAggregated: false,
    ...feesOf(read),
    version: versions.get(entryPoint) ?? versionOf(operation),
    authorization: Fields.find(operation, 'userOperation', 'eip7702Auth', Authorization.parseSigned),
  }
}

/** @returns The facts that are true of the operation itself. */
export function factsOf(operation: Operation, chainId: bigint | null): Record<string, Fact> {
  const { account, entryPoint, callData, initCode, paymasterAndData } = operation
  const facts: Record<string, Fact> = {
    'call.kind': { type: 'text', value: 'userOperation' },
    types: { type: 'list', items: [] },
    possibleTypes: { type: 'list', items: [] },
  }
  if (chainId !== null) facts['chainId'] = integer(chainId)
  facts['sender'] = address(account)
  facts['target'] = address(entryPoint)
  facts['call.data'] = { type: 'bytes', value: callData }
  facts['opaqueBytes'] = integer(BigInt(callData.length / 2 - 1))
  if (initCode.length >= addressDigits) facts['userOperation.factory'] = address(firstAddress(initCode))
  if (paymasterAndData.length >= addressDigits)
    facts['userOperation.paymaster'] = address(firstAddress(paymasterAndData))
  return facts
}

/** @returns Whether somebody beside account and entry point has a part in it: a factory, a paymaster, an aggregator. */
export function involvesOthers({ initCode, paymasterAndData, isAggregated }: Operation): boolean {
  return isAggregated || initCode !== '0x' || paymasterAndData !== '0x'
}

/** @returns The most that the operation can cost in fees, in wei; null where a limit, a price or the version is not known. */
export function maxFeeOf(operation: UserOperation): bigint | null {
  const { callGas, verificationGas, preVerificationGas, maxFee } = operation
  const ofPaymaster = paymasterGasOf(operation)
  if (callGas === null || verificationGas === null || preVerificationGas === null) return null
  if (maxFee === null || ofPaymaster === null) return null
  return (callGas + verificationGas + preVerificationGas + ofPaymaster) * maxFee
}

/** What is set aside for a paymaster: in 0.6 the limit of verification twice more, later what stands behind its address. */
function paymasterGasOf({ version, verificationGas, paymasterAndData }: UserOperation): bigint | null {
  if (paymasterAndData === '0x') return 0n
  if (version === 6) return verificationGas === null ? null : 2n * verificationGas
  const limits = paymasterAndData.slice(addressDigits, addressDigits + 2 * halfWordDigits)
  if (version === null || limits.length < 2 * halfWordDigits) return null
  return half(`0x${limits}`, 0) + half(`0x${limits}`, 1)
}

type Reader = {
  readonly amount: (name: (typeof amounts)[number]) => bigint | null
  readonly bytes: (name: (typeof blobs)[number]) => Hex.Hex | null
  readonly address: (name: (typeof addresses)[number]) => Hex.Hex | null
  readonly word: (name: (typeof words)[number]) => Hex.Hex | null
}

/** Every field is read, so that what is wrong is refused whether or not a fact comes of it. */
function readerOf(operation: Fields.Fields): Reader {
  const all = <Name extends string, T>(names: readonly Name[], read: Fields.Read<T>) => {
    const values = new Map(names.map((name) => [name, Fields.find(operation, 'userOperation', name, read)]))
    return (name: Name) => values.get(name) ?? null
  }
  return {
    address: all(addresses, Fields.address),
    amount: all(amounts, Fields.quantity),
    bytes: all(blobs, Fields.bytes),
    word: all(words, Fields.bytes32),
  }
}

/** One form and one version: what is said twice could differ. */
function checkForm(operation: Fields.Fields, version: 6 | 7 | undefined): void {
  for (const [packed, parts] of unpacked) {
    const double = operation.has(packed) ? parts.find((part) => operation.has(part)) : undefined
    // In 0.6 the limits of gas are fields beside `paymasterAndData`, and none of its parts.
    if (double !== undefined) throw conflict(double, `\`${packed}\` alone`)
  }
  const foreign = version === 6 ? later.find((name) => operation.has(name)) : undefined
  if (foreign !== undefined) throw conflict(foreign, 'fields of entry point 0.6')
}

function versionOf(operation: Fields.Fields): 6 | 7 | null {
  return later.some((name) => operation.has(name)) ? 7 : null
}

function feesOf(read: Reader): Fees {
  const [limits, prices] = [read.word('accountGasLimits'), read.word('gasFees')]
  return {
    callGas: limits === null ? read.amount('callGasLimit') : half(limits, 1),
    verificationGas: limits === null ? read.amount('verificationGasLimit') : half(limits, 0),
    preVerificationGas: read.amount('preVerificationGas'),
    maxFee: prices === null ? read.amount('maxFeePerGas') : half(prices, 1),
    maxPriorityFee: prices === null ? read.amount('maxPriorityFeePerGas') : half(prices, 0),
  }
}

function packPaymaster(read: Reader): Hex.Hex {
  const paymaster = read.address('paymaster')
  if (paymaster === null) return '0x'
  const gas = [read.amount('paymasterVerificationGasLimit'), read.amount('paymasterPostOpGasLimit')]
  return `${paymaster}${gas.map((limit) => halfWord(limit ?? 0n)).join('')}${(read.bytes('paymasterData') ?? '0x').slice(2)}`
}

/** @returns 16 bytes, as digits. */
export function halfWord(amount: bigint): string {
  return amount.toString(16).padStart(halfWordDigits, '0')
}

function half(word: Hex.Hex, index: 0 | 1): bigint {
  return BigInt(`0x${word.slice(2 + index * halfWordDigits, 2 + (index + 1) * halfWordDigits)}`)
}

function firstAddress(bytes: Hex.Hex): Hex.Hex {
  return bytes.slice(0, addressDigits) as Hex.Hex
}

function conflict(name: string, expected: string): InputError {
  return new InputError('conflicting_fields', { path: `userOperation.${name}` }, expected)
}

function integer(value: bigint): Integer {
  return { type: 'integer', value }
}

function address(value: Hex.Hex): Address {
  return { type: 'address', family: 'evm', value }
}
