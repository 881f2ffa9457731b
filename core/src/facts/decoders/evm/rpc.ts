/**
 * EVM transactions from JSON-RPC objects, as `eth_sendTransaction` takes them. Where the object says everything, the unsigned
 * bytes are built from it and decoded again, so that bytes and objects come to a transaction in one way.
 */
import type * as Hex from '../../../codec/hex.ts'
import { InputError } from '../../../input-error.ts'
import * as Authorization from './authorization.ts'
import * as Fields from './rpc-fields.ts'
import * as Transaction from './transaction.ts'

/** The fields of a transaction that an object may leave open, null where it does. */
type Open = 'chainId' | 'nonce' | 'gas'
/** What only bytes have. */
type InBytes = 'type' | 'dataAt' | 'signature' | 'isZeroSigned'

/** What an object says. `to` null creates a contract; `value` and `data` are 0 and empty where the object is silent. */
export type Proposal = Omit<Transaction.Transaction, Open | InBytes> & {
  readonly [field in Open]: bigint | null
} & {
  /** Null where the fields fit several types and none is claimed. */
  readonly type: Transaction.Type | null
  /** Who the object says will sign. A claim: nothing here proves it. */
  readonly from: Hex.Hex | null
  /** The canonical unsigned transaction, null while chain id, nonce, gas or a fee of its type is missing. */
  readonly transaction: Transaction.Transaction | null
}

type Said = Omit<Proposal, 'transaction'>

const amounts = ['value', 'gasPrice', 'maxFeePerGas', 'maxPriorityFeePerGas', 'maxFeePerBlobGas'] as const
const lists = ['blobVersionedHashes', 'accessList', 'authorizationList'] as const
const names = new Set(['type', 'chainId', 'nonce', 'from', 'to', 'gas', 'data', 'input', ...amounts, ...lists])
const accessNames = new Set(['address', 'storageKeys'])

const legacyFee = ['gasPrice'] as const
const fees = ['maxFeePerGas', 'maxPriorityFeePerGas'] as const
const blob = ['maxFeePerBlobGas', 'blobVersionedHashes'] as const

/**
 * Which types the fields leave possible: the first row of which one of `fields` is there (and the field `and`) decides.
 * No field of `without` may be there beside it.
 */
const derivations: readonly Derivation[] = [
  { fields: ['authorizationList'], without: [...legacyFee, ...blob], types: [4] },
  { fields: blob, without: legacyFee, types: [3] },
  { fields: fees, without: legacyFee, types: [2] },
  { fields: ['accessList'], and: 'gasPrice', without: [], types: [1] },
  { fields: legacyFee, without: [], types: [0] },
  { fields: ['accessList'], without: [], types: [1, 2] },
]

/** The fields that must be there before the bytes of a type can be built. */
const needed: Readonly<Record<Transaction.Type, readonly (keyof Said)[]>> = {
  0: legacyFee,
  1: legacyFee,
  2: fees,
  3: [...fees, ...blob],
  4: [...fees, 'authorizationList'],
}

type Derivation = {
  readonly fields: readonly string[]
  readonly and?: string
  readonly without: readonly string[]
  readonly types: readonly Transaction.Type[]
}

/**
 * @param input - A parsed JSON object. Quantities are `0x1f` or `31` as text; type, chain id and nonce may be JSON numbers.
 * @throws InputError With the path of the field: `unknown_field`, `bad_quantity`, `conflicting_fields`, `type_claim_mismatch`
 * where `type` is not the one that the fields make, and whatever `decode` refuses.
 */
export function fromRpc(input: unknown): Proposal {
  const fields = Fields.open(input, '', names)
  const find = <T>(name: string, read: Fields.Read<T>) => Fields.find(fields, '', name, read)
  const said = {
    chainId: find('chainId', Fields.count),
    nonce: find('nonce', Fields.nonce),
    to: find('to', orNull(Fields.address)),
    value: find('value', Fields.quantity) ?? 0n,
    gas: find('gas', Fields.word),
    gasPrice: find('gasPrice', Fields.quantity),
    maxFeePerGas: find('maxFeePerGas', Fields.quantity),
    maxPriorityFeePerGas: find('maxPriorityFeePerGas', Fields.quantity),
    maxFeePerBlobGas: find('maxFeePerBlobGas', Fields.quantity),
    blobVersionedHashes: find('blobVersionedHashes', Fields.list(Fields.bytes32)),
    accessList: find('accessList', Fields.list(access)),
    authorizationList: find('authorizationList', Fields.list(Authorization.parseSigned)),
    data: data(find('data', Fields.bytes), find('input', Fields.bytes)),
    from: find('from', Fields.address),
  }
  const type = typeOf(fields, find('type', Fields.count))
  return complete({ ...said, type })
}

/** The type that the fields make, which a claim may narrow but not contradict. */
function typeOf(fields: Fields.Fields, claim: bigint | null): Transaction.Type | null {
  const types = possibleTypes(fields)
  const claimed = types.find((type) => BigInt(type) === claim)
  if (claim !== null && claimed === undefined) {
    throw new InputError(
      'type_claim_mismatch',
      { path: 'type' },
      `type ${types.join(' or ')} by its fields`,
      String(claim),
    )
  }
  return claimed ?? (types.length === 1 ? types[0]! : null)
}

function possibleTypes(fields: Fields.Fields): readonly Transaction.Type[] {
  const has = (name: string) => fields.has(name)
  const row = derivations.find(({ fields, and }) => fields.some(has) && (and === undefined || has(and)))
  if (row === undefined) return [0, 1, 2]
  const stranger = row.without.find(has)
  if (stranger === undefined) return row.types
  throw new InputError('conflicting_fields', { path: stranger }, `no such field beside \`${row.fields.find(has)}\``)
}

/** Lists that the type has and the object leaves out are empty; then builds the bytes where all that they need is there. */
function complete(said: Said): Proposal {
  const { type, chainId, nonce, gas } = said
  if (type === null) return { ...said, transaction: null }
  const accessList = type === 0 ? null : (said.accessList ?? [])
  const proposal = { ...said, accessList }
  const isOpen =
    chainId === null || nonce === null || gas === null || needed[type].some((field) => said[field] === null)
  if (isOpen) return { ...proposal, transaction: null }
  const { from: _, ...content } = proposal
  const bytes = Transaction.encode({
    ...content,
    type,
    chainId,
    nonce,
    gas,
    dataAt: 0,
    signature: null,
    isZeroSigned: false,
  })
  return { ...proposal, transaction: Transaction.decode(bytes, 'unsigned') }
}

function data(data: Hex.Hex | null, input: Hex.Hex | null): Hex.Hex {
  if (data === null || input === null || data === input) return data ?? input ?? '0x'
  throw new InputError('conflicting_fields', { path: 'input' }, 'the same bytes as in `data`', input)
}

function orNull<T>(read: Fields.Read<T>): Fields.Read<T | null> {
  return (value, path) => (value === null ? null : read(value, path))
}

function access(input: unknown, path: string): Transaction.Access {
  const fields = Fields.open(input, path, accessNames)
  return {
    address: Fields.need(fields, path, 'address', Fields.address),
    storageKeys: Fields.need(fields, path, 'storageKeys', Fields.list(Fields.bytes32)),
  }
}
