/**
 * Calls within calls. Each is a call of its own, with its own sender, target, value and bytes. What wraps them is passed over only
 * if its code is known, all of it is understood, and it does nothing else; in every other case it is judged as well.
 */
import type * as Hex from '../../../codec/hex.ts'
import { InputError } from '../../../input-error.ts'
import type { Call, Facts, Objection } from '../../call.ts'
import { type CodeKind, type Contract, type Contracts, placeOf } from '../../contract.ts'
import type { Address, Integer } from '../../value.ts'
import { type Action, type Reading, tell } from './action.ts'
import type { Inner, InnerCall, InnerCommand, Spot } from './nested/inner.ts'
import { knownCode } from './nested/known-code.ts'
import { type Wrapper, wrappers } from './nested/wrapper.ts'
import * as UserOperation from './user-operation.ts'

/** What nested calls may be at most: how deep, how many, and how many bytes of data they have together. */
export const limits = { depth: 8, calls: 1024, bytes: 1 << 20 } as const

/** One decoding of one request. What is found on the way is added. */
export type Nesting = {
  readonly chainId: bigint | null
  readonly contracts: Contracts
  readonly objections: Objection[]
  /** Index of the next call of the tree. */
  next: number
  /** Bytes of data that nested calls may still have. */
  bytesLeft: number
}

/** What a wrapper was found to make, and whether it does anything else. */
type Unwrapped = { readonly calls: readonly Call[]; readonly isPlain: boolean; readonly isPure: boolean }

const zero: Integer = { type: 'integer', value: 0n }

/** @returns The beginning of a decoding. */
export function begin(chainId: bigint | null, contracts: Contracts): Nesting {
  return { chainId, contracts, objections: [], next: 0, bytesLeft: limits.bytes }
}

/**
 * @param spot - Where it stands in the payload.
 * @param depth - 0 for what the payload itself says.
 * @returns The call that the action is, with those that it makes.
 */
export function callOf(action: Action, spot: Spot, nesting: Nesting, depth = 0): Call {
  const index = nesting.next++
  const contract = action.to === null ? null : contractAt(action.to, nesting)
  const { facts, reading } = tell(action, contract)
  if (action.kind === 'delegateCall' && contract === null && knownCode(nesting.chainId, action.to!) === null)
    nesting.objections.push({ code: 'delegate_code_unknown', at: spot.start, expected: 'code that somebody reviewed' })
  const wrapper = reading?.arguments.canonical === true ? wrappers.get(reading.fn.signature) : undefined
  const unwrapped = wrapper === undefined ? null : unwrap(wrapper, reading!, action, spot, nesting, depth)
  if (wrapper !== undefined && unwrapped === null) {
    // Nobody knows what the rest of it makes of its arguments.
    facts['opaqueBytes'] = { type: 'integer', value: BigInt(action.data.length / 2 - 5) }
  }
  return {
    index,
    kind: action.kind,
    judged: unwrapped === null || !unwrapped.isPure,
    ...spot,
    facts,
    calls: unwrapped?.calls ?? [],
    ...(reading === null ? {} : { reading }),
    ...(contract === null ? {} : { code: contract.code }),
    ...(unwrapped?.isPlain ? { isPlain: true } : {}),
  }
}

/** @returns Code that somebody reviewed at the address, or that is the same for everybody. */
export function codeAt(address: string, nesting: Nesting): CodeKind | null {
  return contractAt(address, nesting)?.code ?? knownCode(nesting.chainId, address)
}

function contractAt(address: string, { contracts, chainId }: Nesting): Contract | null {
  if (contracts.size === 0 || chainId === null) return null
  return contracts.get(placeOf(`eip155:${chainId}`, address)) ?? null
}

function unwrap(
  wrapper: Wrapper,
  reading: Reading,
  action: Action,
  spot: Spot,
  nesting: Nesting,
  depth: number,
): Unwrapped | null {
  const values = (reading.arguments.values?.fields ?? []).map(({ value }) => value)
  const isDelegated = action.kind === 'delegateCall'
  const self = isDelegated ? action.sender : addressOf(action.to!)
  const inner = readInner(
    wrapper,
    { fn: reading.fn, values, data: action.data, sender: action.sender, self },
    spot,
    nesting,
  )
  if (inner === null || !hasRoom(inner, spot, nesting, depth)) return null
  const calls = inner.map((one) => innerCall(one, action, spot.dataAt, nesting, depth + 1))
  const codes = isDelegated ? (wrapper.delegated ?? []) : wrapper.code
  const code = codeAt(action.to!, nesting)
  const isKnown = code !== null && codes.includes(code)
  const passed = wrapper.funds === 'passed' && !isDelegated ? sumOf(inner) : 0n
  const isPlain = isKnown && calls.length > 0 && wrapper.more?.(values) !== true
  // A rule about calls does not mean a transaction that carries blobs.
  return { calls, isPlain, isPure: isPlain && passed === action.value && action.kind !== 'blobCall' }
}

/** A wrapper whose content no contract would follow is objected to, since nobody can mean it. */
function readInner(
  wrapper: Wrapper,
  frame: Parameters<Wrapper['read']>[0],
  { dataAt }: Spot,
  nesting: Nesting,
): readonly Inner[] | null {
  try {
    return wrapper.read(frame)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    nesting.objections.push({ code: error.code, at: dataAt + (error.place.at ?? 0), expected: error.expected })
    return null
  }
}

function hasRoom(inner: readonly Inner[], { dataAt }: Spot, nesting: Nesting, depth: number): boolean {
  const bytes = inner.reduce((sum, one) => sum + bytesOf(one), 0)
  nesting.bytesLeft -= bytes
  const over = [
    [depth >= limits.depth, 'nested_too_deep', `at most ${limits.depth} levels`],
    [nesting.next + inner.length > limits.calls, 'nested_too_many', `at most ${limits.calls} calls`],
    [nesting.bytesLeft < 0, 'nested_too_long', `at most ${limits.bytes} bytes of nested data`],
  ] as const
  const found = over.find(([isOver]) => isOver)
  if (found === undefined) return true
  const [, code, expected] = found
  nesting.objections.push({ code, at: dataAt, expected })
  return false
}

function innerCall(inner: Inner, outer: Action, base: number, nesting: Nesting, depth: number): Call {
  const spot = { start: base + inner.start, end: base + inner.end, dataAt: base + inner.dataAt }
  switch (inner.kind) {
    case 'call':
      return callOf(actionOf(inner, outer.chainId), spot, nesting, depth)
    case 'command':
      return command(inner, outer, spot, nesting, depth)
    case 'operation':
      return operationCall({ ...inner, entryPoint: outer.to! }, spot, nesting, depth)
  }
}

/** @returns What a call within another one does. */
export function actionOf(
  { operation, from, to, value, data }: Pick<InnerCall, 'operation' | 'from' | 'to' | 'value' | 'data'>,
  chainId: bigint | null,
): Action {
  const plain = data === '0x' ? 'transfer' : 'contractCall'
  return { kind: operation === 'delegatecall' ? 'delegateCall' : plain, sender: from, chainId, to, value, data }
}

/** What a router does on command is done for whoever called it. */
function command({ data, name }: InnerCommand, outer: Action, spot: Spot, nesting: Nesting, depth: number): Call {
  const action: Action = { ...outer, kind: 'command', value: 0n, data }
  if (name !== null) return callOf(action, spot, nesting, depth)
  const { facts } = tell(action, null)
  return { index: nesting.next++, kind: 'command', judged: true, ...spot, facts, calls: [] }
}

/**
 * @returns The call that a user operation amounts to, with what the account is told to do. It is passed over only if entry point
 * and account are known and nobody else has a part in it.
 */
export function operationCall(
  operation: UserOperation.Operation,
  spot: Spot,
  nesting: Nesting,
  depth = 0,
  stated: Facts = {},
): Call {
  const index = nesting.next++
  const { account, entryPoint, callData } = operation
  const kind = 'userOperation'
  const facts = { ...UserOperation.factsOf(operation, nesting.chainId), ...stated }
  const told: Action = {
    kind: callData === '0x' ? 'transfer' : 'contractCall',
    sender: addressOf(entryPoint),
    chainId: nesting.chainId,
    to: account,
    value: 0n,
    data: callData,
  }
  const executed = callData === '0x' || depth >= limits.depth ? null : callOf(told, spot, nesting, depth + 1)
  if (executed === null || executed.calls.length === 0) {
    if (executed !== null) nesting.next = executed.index
    return { index, kind, judged: true, ...spot, facts, calls: [] }
  }
  const isPure =
    !executed.judged && codeAt(entryPoint, nesting) === 'entryPoint' && !UserOperation.involvesOthers(operation)
  return { index, kind, judged: !isPure, ...spot, facts: { ...facts, opaqueBytes: zero }, calls: [executed] }
}

function sumOf(inner: readonly Inner[]): bigint {
  return inner.reduce((sum, one) => sum + (one.kind === 'call' ? one.value : 0n), 0n)
}

function bytesOf(inner: Inner): number {
  return (inner.kind === 'operation' ? inner.callData : inner.data).length / 2 - 1
}

function addressOf(value: Hex.Hex): Address {
  return { type: 'address', family: 'evm', value }
}
