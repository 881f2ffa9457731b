/** Part of the reference: what the name of an attribute stands for in one call of a request. */
import { type Abi, isStandard, signatureOf } from './reference.fixture.ts'
import type { Datum, Told, ToldCall, ToldInstruction } from './told.fixture.ts'

export type Found = Datum | 'missing' | 'broken'

/** Names that stand for the same parameter of a standard function. */
const aliases = [
  ['amount', 'value', 'wad'],
  ['to', 'recipient', 'dst'],
  ['from', 'src'],
  ['tokenId', 'id'],
]

/** Which parameter of a standard function a name stands for where the rule brings no ABI. */
const standard: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>> = {
  erc20: {
    'transfer(address,uint256)': { to: 0, amount: 1 },
    'transferFrom(address,address,uint256)': { from: 0, to: 1, amount: 2 },
    'approve(address,uint256)': { spender: 0 },
    'increaseAllowance(address,uint256)': { spender: 0 },
  },
  erc721: {
    'transferFrom(address,address,uint256)': { from: 0, to: 1, tokenId: 2 },
    'approve(address,uint256)': { tokenId: 1 },
    'safeTransferFrom(address,address,uint256)': { from: 0, to: 1, tokenId: 2 },
  },
}

/** @param aspect - For counters `share`: what this call adds, where the attribute itself speaks of the whole request. */
export function attributeOf(
  name: string,
  type: string,
  abi: Abi | undefined,
  told: Told,
  call: ToldCall,
  aspect?: 'share',
): { found: Found; each: boolean } {
  const isPlain = !name.startsWith('abi:')
  const path = isPlain ? name : name.slice('abi:'.length)
  const builtin = isPlain ? builtinOf(name, type, told, call, aspect) : null
  if (builtin !== null) return { found: builtin, each: false }
  const each = path.includes('[]')
  if (abi !== undefined) return { found: fromArguments(aliased(abi, path, type), abi, call), each }
  if (call.kind === 'typedData') return { found: follow(call.message, path), each }
  if (call.kind === 'operation') return { found: call.fields.get(path) ?? 'missing', each: false }
  return { found: fromStandard(path, type, call), each: false }
}

function builtinOf(name: string, type: string, told: Told, call: ToldCall, aspect?: 'share'): Found | null {
  const sender = (value: string | null): Found => (value === null ? 'broken' : { is: 'address', value })
  const text = (value: string): Datum => ({ is: 'text', value })
  if (call.kind === 'transaction') {
    const { data } = call
    const isToken = type !== 'nativeTransfer'
    const selector =
      data === 'short' ? 'broken' : data === null ? 'missing' : ({ is: 'bytes', value: data.selector } as const)
    const found: Record<string, Found> = {
      sender: sender(call.sender),
      receiver: call.to === null ? 'missing' : { is: 'address', value: call.to },
      nativeValue: { is: 'integer', value: call.value },
      chainId: { is: 'integer', value: call.chainId },
      ...(isToken ? { functionSelector: call.to === null ? 'missing' : selector } : {}),
    }
    return found[name] ?? null
  }
  if (call.kind === 'typedData') {
    if (name === 'sender') return sender(call.sender)
    return name === 'primaryType' ? text(call.primaryType) : (call.domain.get(name) ?? null)
  }
  if (call.kind === 'message')
    return name === 'sender' ? sender(call.sender) : name === 'message' ? text(call.text) : null
  if (call.kind === 'operation')
    return name === 'operation'
      ? text(call.name)
      : name === 'keyId'
        ? call.keyId === null
          ? 'broken'
          : text(call.keyId)
        : null
  return call.kind === 'instruction' ? ofInstruction(name, type, told.message!, call, aspect) : 'missing'
}

function ofInstruction(
  name: string,
  type: string,
  message: NonNullable<Told['message']>,
  call: ToldInstruction,
  aspect?: 'share',
): Found | null {
  const address = (value: string): Datum => ({ is: 'address', value })
  const moved = (
    what: 'native' | 'token',
    one: ToldInstruction,
    of: (moves: NonNullable<ToldInstruction['moves']>) => Found,
  ): Found => (one.moves?.what !== what ? 'missing' : one.moves.broken ? 'broken' : of(one.moves))
  const lamports = (one: ToldInstruction) => moved('native', one, ({ amount }) => ({ is: 'integer', value: amount }))
  const shared: Record<string, () => Found> = {
    solanaAccountKeys: () => (message.keys === null ? 'broken' : { is: 'list', value: message.keys.map(address) }),
    solanaProgramIds: () => ({ is: 'list', value: message.programs.map(address) }),
  }
  const ofType: Record<string, () => Found> =
    type === 'nativeTransfer'
      ? {
          sender: () => moved('native', call, ({ from }) => address(from)),
          receiver: () => moved('native', call, ({ to }) => address(to)),
          nativeValue: () => lamports(call),
        }
      : {
          sender: () => address(message.feePayer),
          nativeValue: () =>
            aspect === 'share' || lamports(call) === 'missing'
              ? lamports(call)
              : totalOf(message.instructions.map(lamports)),
          splTransferAmount: () => moved('token', call, ({ amount }) => ({ is: 'integer', value: amount })),
          // The form without a mint moves one that its bytes do not name.
          splTokenMint: () => moved('token', call, ({ mint }) => (mint == null ? 'broken' : address(mint))),
        }
  return ({ ...shared, ...ofType }[name] ?? (() => null))()
}

function totalOf(parts: readonly Found[]): Found {
  if (parts.includes('broken')) return 'broken'
  return {
    is: 'integer',
    value: parts.reduce((sum, part) => sum + (part === 'missing' ? 0n : ((part as Datum).value as bigint)), 0n),
  }
}

/** The path in the author's names; a standard function's parameter may go by another of its names. */
function aliased(abi: Abi, path: string, type: string): string {
  const known = abi.inputs.some(({ name }) => name === path.split(/[.[]/)[0])
  if (known || !isStandard(signatureOf(abi), type)) return path
  const names = aliases.find((group) => group.includes(path)) ?? []
  return abi.inputs.find(({ name }) => names.includes(name))?.name ?? path
}

function fromArguments(path: string, abi: Abi, call: ToldCall): Found {
  if (call.kind !== 'transaction' || call.data === null || call.data === 'short') return 'missing'
  if (call.data.signature !== signatureOf(abi)) return 'missing'
  if (call.data.broken) return 'broken'
  const values = call.data.arguments
  return follow({ is: 'record', value: abi.inputs.map(({ name }, i) => [name, values[i]!]) }, path)
}

function fromStandard(name: string, type: string, call: ToldCall): Found {
  if (call.kind !== 'transaction' || call.to === null || call.data === null || call.data === 'short') return 'missing'
  const role =
    aliases.find((group) => group.includes(name))?.find((one) => ['amount', 'to', 'from', 'tokenId'].includes(one)) ??
    name
  const position = standard[type]?.[call.data.signature]?.[role]
  return position === undefined ? 'missing' : call.data.broken ? 'broken' : call.data.arguments[position]!
}

/** `a.b`, `a[0].b`, `a[].b`. A step that leads nowhere, be it for one item only, makes the whole missing. */
function follow(datum: Datum, path: string): Found {
  const steps = path.split('.').flatMap((part) => part.split(/(?=\[)/))
  let found: readonly Datum[] | null = [datum]
  for (const step of steps) {
    const next: readonly (readonly Datum[] | null)[] = found.map((one) => take(one, step))
    if (next.includes(null)) return 'missing'
    found = next.flatMap((items) => items!)
  }
  return path.includes('[]') ? { is: 'list', value: found } : found[0]!
}

function take(datum: Datum, step: string): readonly Datum[] | null {
  if (step === '[]') return datum.is === 'list' ? datum.value : null
  if (step.startsWith('[')) {
    const item = datum.is === 'list' ? datum.value[Number(step.slice(1, -1))] : undefined
    return item === undefined ? null : [item]
  }
  if (datum.is === 'record' && /^[0-9]+$/.test(step))
    return datum.value[Number(step)] === undefined ? null : [datum.value[Number(step)]![1]]
  const field = datum.is === 'record' ? datum.value.find(([name]) => name === step) : undefined
  return field === undefined ? null : [field[1]]
}
