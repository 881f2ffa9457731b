/** From a request to calls and facts. One row for each kind of payload; whatever a decoder refuses, nothing of it is used. */

import * as Base64 from '../codec/base64.ts'
import type { Hash } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import type * as Json from '../codec/json.ts'
import { InputError } from '../input-error.ts'
import type { Call, Decoded, Facts, Objection } from './call.ts'
import type { Cluster } from './cluster.ts'
import * as Context from './context.ts'
import { type Contracts, noContracts } from './contract.ts'
import * as Acceptance from './decoders/evm/acceptance.ts'
import * as Authorization from './decoders/evm/authorization.ts'
import { authorizationCall, contentOf, type Envelope, envelopeFacts } from './decoders/evm/call.ts'
import * as Rpc from './decoders/evm/rpc.ts'
import * as SafeTransaction from './decoders/evm/safe-transaction.ts'
import * as Transaction from './decoders/evm/transaction.ts'
import * as UserOperation from './decoders/evm/user-operation.ts'
import { contentOf as userOperationContent } from './decoders/evm/user-operation-call.ts'
import * as Message from './decoders/message.ts'
import * as SolanaCall from './decoders/solana/call.ts'
import { noWallets, type Wallets } from './decoders/solana/holder.ts'
import * as SolanaMessage from './decoders/solana/message.ts'
import * as SolanaTransaction from './decoders/solana/transaction.ts'
import * as TypedData from './decoders/typed-data.ts'
import type { Fact } from './fact.ts'
import type { Key } from './key.ts'
import * as Operation from './operation.ts'
import type { PayloadKind, Request } from './request.ts'
import * as SignIns from './sign-ins.ts'
import type { Address, List, Value } from './value.ts'

/** What decoding hangs on beside the bytes. */
export type Surroundings = {
  /** The key that would sign: the sender comes from it. */
  readonly key: Key | null
  /** CAIP-2. For payloads that name no chain; one that names another is objected to. */
  readonly chain: string | null
  /** Off-chain operations that the tenant defined. */
  readonly operations: readonly Operation.Definition[]
  /** Contracts that somebody reviewed, beside those that everybody knows. */
  readonly contracts: Contracts
  /** What somebody read from a Solana cluster; used for payloads of its chain alone. */
  readonly cluster: Cluster | null
  /** Solana wallets that policies and lists name, whose token accounts are recognised. */
  readonly wallets: Wallets
  /** Keccak-256 by whoever has a faster one, for typed data and messages; it must be the same function. */
  readonly keccak?: Hash
}

/** What the payload was, for those who show it. */
export type Detail =
  | {
      readonly kind: 'transaction'
      readonly transaction: Envelope
      readonly sender: Address | null
      readonly bytes: string | null
    }
  | { readonly kind: 'typedData'; readonly typedData: TypedData.TypedData }
  | { readonly kind: 'message'; readonly message: Message.Message }
  | { readonly kind: 'userOperation'; readonly operation: UserOperation.UserOperation }
  | { readonly kind: 'authorization' }
  | {
      readonly kind: 'solana'
      readonly message: SolanaMessage.Message
      readonly signatures: readonly (Uint8Array | null)[]
    }
  | { readonly kind: 'operation'; readonly operation: Operation.Operation }
  | { readonly kind: 'rawHash' }

export type DecodedRequest = Decoded & { readonly detail: Detail }

export const nothingGiven: Surroundings = {
  key: null,
  chain: null,
  operations: [],
  contracts: noContracts,
  cluster: null,
  wallets: noWallets,
}

/** Decoders make the facts anew for each request, so that what every request has can be added. */
type Fresh = DecodedRequest & { readonly facts: Record<string, Fact> }
type Decoder = (value: never, surroundings: Surroundings) => Fresh

/** Every kind of payload. To add one, add a row here and in `payloadKinds`. */
const decoders: Readonly<Record<PayloadKind, Decoder>> = {
  unsignedTransaction: (value: string, surroundings) =>
    ofBytes(Transaction.decode(value, 'unsigned'), value, surroundings),
  signedTransaction: (value: string, surroundings) => ofBytes(Transaction.decode(value, 'signed'), value, surroundings),
  transaction: fromObject,
  typedData: fromTypedData,
  message: fromMessage,
  userOperation: fromUserOperation,
  authorization: fromAuthorization,
  solanaTransaction: fromSolanaTransaction,
  solanaMessage: fromSolanaMessage,
  operation: fromOperation,
  rawHash: fromRawHash,
}

/** By chain type: the CAIP-2 namespace of its chains, and the family of its addresses. */
const homes: ReadonlyMap<string, { readonly namespace: string; readonly family: 'evm' | 'solana' }> = new Map([
  ['ethereum', { namespace: 'eip155:', family: 'evm' }],
  ['solana', { namespace: 'solana:', family: 'solana' }],
])

/**
 * @returns The calls and facts of the request.
 * @throws InputError What a decoder refuses: its code, the byte or path, and what was expected.
 */
export function decode(request: Request, surroundings: Surroundings = nothingGiven): DecodedRequest {
  const { kind, value } = request.payload
  const decoded = decoders[kind](value as never, surroundings)
  decoded.facts.kind = text(kind)
  const read = named(atHome(decoded, surroundings), request.keyId, surroundings)
  const said = Context.factsOf(request, read)
  return said === Context.nothingSaid ? read : { ...read, facts: { ...read.facts, ...said } }
}

/** As `decode`, of a bare line of hex: signed when it carries a signature, else unsigned. */
export function decodeHex(hex: string, surroundings: Surroundings = nothingGiven): DecodedRequest {
  const transaction = Transaction.decode(hex, 'either')
  const kind = transaction.signature === null ? 'unsignedTransaction' : 'signedTransaction'
  const decoded = ofBytes(transaction, hex, surroundings)
  decoded.facts.kind = text(kind)
  return named(atHome(decoded, surroundings), null, surroundings)
}

/** A payload is for a chain of its own family, and signed by a key that has an address there. */
function atHome(decoded: Fresh, { key, chain }: Surroundings): Fresh {
  const chainType = decoded.facts.chainType
  const home = chainType?.type === 'text' ? homes.get(chainType.value) : undefined
  if (home === undefined || (key === null && chain === null)) return decoded
  const objections: Objection[] = []
  if (chain !== null && !chain.startsWith(home.namespace))
    objections.push({ code: 'chain_mismatch', expected: `a payload for ${chain}` })
  // The account of a user operation has a sender of its own, and may heed any key.
  if (key !== null && key[home.family] === null && decoded.detail.kind !== 'userOperation')
    objections.push({ code: 'sender_mismatch', expected: `a payload that a key on ${key.curve} signs` })
  return objections.length === 0 ? decoded : { ...decoded, objections: [...decoded.objections, ...objections] }
}

/** A request that names a key, itself or in its payload, is about that key: nothing else may name another. */
function named(decoded: Fresh, keyId: string | null, { key }: Surroundings): DecodedRequest {
  const inPayload = decoded.facts.keyId?.type === 'text' ? decoded.facts.keyId.value : null
  // A rule about a key must not be escaped by not naming it.
  const said = keyId ?? inPayload ?? key?.id ?? null
  if (said === null) return decoded
  const objections = [...decoded.objections]
  if (inPayload !== null && inPayload !== said)
    objections.push({ code: 'key_mismatch', expected: `the key \`${inPayload}\`, as in the payload` })
  if (key !== null && key.id !== null && key.id !== said)
    objections.push({ code: 'key_mismatch', expected: `the key \`${key.id}\`` })
  return { ...decoded, facts: { ...decoded.facts, keyId: text(said) }, objections }
}

function ofBytes(transaction: Transaction.Transaction, hex: string, surroundings: Surroundings): Fresh {
  const signer = transaction.signature === null ? null : evm(Transaction.recover(transaction))
  // An unsigned transaction without a chain id would be good on every chain, whichever is meant.
  const meant = signer === null && transaction.chainId === null ? undefined : chainIdOf(surroundings)
  const accepted = Acceptance.acceptance(transaction, meant)
  const objections = signer === null ? accepted : [...accepted, ...senderObjection(signer, surroundings)]
  return ofTransaction(transaction, signer ?? surroundings.key?.evm ?? null, hex, objections, surroundings)
}

function fromObject(value: Json.JsonObject, surroundings: Surroundings): Fresh {
  const proposal = Rpc.fromRpc(value)
  const key = surroundings.key?.evm ?? null
  const claim = proposal.from === null || key === null ? [] : senderObjection(evm(proposal.from), surroundings)
  if (proposal.transaction !== null) {
    const objections = [...Acceptance.acceptance(proposal.transaction, chainIdOf(surroundings)), ...claim]
    return ofTransaction(proposal.transaction, key, Transaction.encode(proposal.transaction), objections, surroundings)
  }
  const chain = chainIdOf(surroundings)
  const objections: Objection[] = [...claim]
  if (proposal.chainId === null && chain === undefined)
    objections.push({ code: 'chain_not_stated', expected: 'a chain id' })
  if (proposal.chainId === 0n) objections.push({ code: 'chain_id_zero', expected: 'a chain id of at least 1' })
  if (proposal.chainId !== null && chain !== undefined && proposal.chainId !== chain) {
    objections.push({ code: 'chain_mismatch', expected: `chain id ${chain}` })
  }
  return ofTransaction({ ...proposal, dataAt: 0 }, key, null, objections, surroundings)
}

function ofTransaction(
  transaction: Envelope,
  sender: Address | null,
  bytes: string | null,
  objections: readonly Objection[],
  surroundings: Surroundings,
): Fresh {
  const stated = transaction.chainId ?? chainIdOf(surroundings) ?? null
  const placed = stated === transaction.chainId ? transaction : { ...transaction, chainId: stated }
  const size = bytes === null ? 0 : bytes.length / 2 - 1
  const content = contentOf(placed, sender, size, surroundings.contracts)
  return {
    facts: envelopeFacts(placed),
    calls: content.calls,
    objections: [...objections, ...content.objections],
    detail: { kind: 'transaction', transaction, sender, bytes },
  }
}

function fromTypedData(value: Json.JsonObject, surroundings: Surroundings): Fresh {
  const typedData = TypedData.parse(value, surroundings.keccak)
  const field = (name: string): Fact | undefined =>
    typedData.domain.fields.find((candidate) => candidate.name === name)?.value
  const chainId = field('chainId')
  const facts: Record<string, Fact> = {
    ...sender(surroundings),
    ...callType('typedData', ['eip712']),
    'typedData.primaryType': text(typedData.primaryType),
    'typedData.encodeType': text(typedData.encodeType),
    'typedData.domain': typedData.domain,
    'typedData.message': typedData.message,
  }
  const parts = {
    chainId,
    'typedData.domainName': field('name'),
    'typedData.domainVersion': field('version'),
    'typedData.verifyingContract': field('verifyingContract'),
  }
  for (const [name, part] of Object.entries(parts)) if (part !== undefined) facts[name] = part
  const stated = chainId?.type === 'integer' ? chainId.value : null
  const chain = stated === null ? surroundings.chain : `eip155:${stated}`
  const digest: Value = { type: 'bytes', value: typedData.digest }
  const contract = parts['typedData.verifyingContract']
  const safe = contract?.type === 'address' ? contract : null
  const place = stated ?? chainIdOf(surroundings) ?? null
  const content = SafeTransaction.contentOf(typedData, safe, place, surroundings.contracts, 1)
  return {
    facts: { chainType: text('ethereum'), ...(chain === null ? {} : { chain: text(chain) }), digest },
    calls: [{ ...leaf('typedData', facts), calls: content.calls }],
    objections: [...chainObjection(stated, surroundings), ...content.objections],
    detail: { kind: 'typedData', typedData },
  }
}

function fromMessage(value: string, surroundings: Surroundings): Fresh {
  const message = Message.parse(value, surroundings.keccak)
  const facts: Record<string, Fact> = {
    ...sender(surroundings),
    ...callType('message', ['eip191']),
    message: text(message.text ?? message.hex),
    'message.bytes': { type: 'bytes', value: message.hex },
  }
  const signIn = SignIns.contentOf(message.text ?? '', surroundings.key?.evm ?? null)
  const disguised = message.looksLikeDigest || message.prefixed
  const digest: Value = { type: 'bytes', value: message.digest }
  return {
    facts: {
      chainType: text('ethereum'),
      ...(surroundings.chain === null ? {} : { chain: text(surroundings.chain) }),
      digest,
    },
    calls: [leaf('message', { ...facts, ...signIn.facts })],
    objections: [
      ...(disguised
        ? [{ code: 'digest_in_disguise', expected: 'a message, not a digest or a prefixed payload' } as const]
        : []),
      ...signIn.objections,
    ],
    detail: { kind: 'message', message },
  }
}

function fromUserOperation(value: Json.JsonObject, surroundings: Surroundings): Fresh {
  const operation = UserOperation.parse(value)
  const { facts, calls, objections } = userOperationContent(operation, surroundings.contracts)
  return {
    facts,
    calls,
    objections: [...chainObjection(operation.chainId, surroundings), ...objections],
    detail: { kind: 'userOperation', operation },
  }
}

function fromAuthorization(value: Json.JsonObject, surroundings: Surroundings): Fresh {
  const grant = Authorization.parse(value)
  const call = authorizationCall({ ...grant, yParity: 0, r: 0n, s: 0n }, 0, 0)
  const digest: Value = { type: 'bytes', value: Authorization.signingHash(grant) }
  // Chain id 0 is good on every chain.
  const objections = grant.chainId === 0n ? [] : chainObjection(grant.chainId, surroundings)
  return {
    facts: {
      chainType: text('ethereum'),
      ...(grant.chainId === 0n ? {} : { chain: text(`eip155:${grant.chainId}`) }),
      digest,
    },
    calls: [{ ...call, facts: { ...call.facts, ...sender(surroundings) } }],
    objections,
    detail: { kind: 'authorization' },
  }
}

function fromSolanaTransaction(value: string, surroundings: Surroundings): Fresh {
  const bytes = Base64.decode(value)
  const transaction = SolanaTransaction.decode(bytes)
  const wrong = SolanaTransaction.verify(transaction).indexOf(false)
  const objections: Objection[] =
    wrong < 0 ? [] : [{ code: 'bad_signature', expected: `a signature of account ${wrong}` }]
  return ofSolana(transaction.message, transaction.signatures, objections, surroundings)
}

function fromSolanaMessage(value: string, surroundings: Surroundings): Fresh {
  return ofSolana(SolanaMessage.decode(Base64.decode(value)), [], [], surroundings)
}

function ofSolana(
  message: SolanaMessage.Message,
  signatures: readonly (Uint8Array | null)[],
  objections: readonly Objection[],
  surroundings: Surroundings,
): Fresh {
  const { chain, cluster, wallets } = surroundings
  const known = { cluster: cluster?.chain === chain ? cluster : null, wallets }
  const content = SolanaCall.contentOf(message, known)
  const facts: Record<string, Fact> = { ...content.facts }
  const key = surroundings.key?.solana ?? null
  if (key !== null) facts.sender = key
  if (surroundings.chain?.startsWith('solana:')) facts.chain = text(surroundings.chain)
  const signs = key === null || SolanaCall.signersOf(message).includes(key.value)
  const foreign: readonly Objection[] = signs
    ? []
    : [{ code: 'sender_mismatch', expected: `a message that ${key.value} signs` }]
  return {
    facts,
    calls: content.calls,
    objections: [...objections, ...SolanaMessage.objections(message), ...content.objections, ...foreign],
    detail: { kind: 'solana', message, signatures },
  }
}

function fromOperation(value: Json.JsonObject, surroundings: Surroundings): Fresh {
  const operation = Operation.parse(value, surroundings.operations)
  const facts: Record<string, Fact> = {
    ...callType('operation', ['offchainOperation']),
    operation: text(operation.name),
  }
  for (const [name, field] of operation.fields) facts[`operation.${name}`] = field
  return {
    facts: { chainType: text('off'), ...(operation.keyId === null ? {} : { keyId: text(operation.keyId) }) },
    calls: [leaf('operation', facts)],
    objections: [],
    detail: { kind: 'operation', operation },
  }
}

/** A digest tells nothing of what it stands for, so no policy can judge it. */
function fromRawHash(value: string): Fresh {
  const bytes = Hex.toBytes(value)
  if (bytes.length !== 32) throw new InputError('bad_hex', { at: 0 }, '32 bytes', `${bytes.length} bytes`)
  const digest: Value = { type: 'bytes', value: Hex.fromBytes(bytes) }
  const facts: Facts = { ...callType('rawHash', []), opaqueBytes: { type: 'integer', value: 32n } }
  return {
    facts: { digest },
    calls: [{ ...leaf('rawHash', facts), end: 32 }],
    objections: [{ code: 'raw_bytes_refused', expected: 'the transaction or message itself' }],
    detail: { kind: 'rawHash' },
  }
}

function leaf(kind: Call['kind'], facts: Facts): Call {
  return { index: 0, kind, judged: true, start: 0, end: 0, facts, calls: [] }
}

function callType(kind: Call['kind'], types: readonly string[]): Readonly<Record<string, Fact>> {
  const list: List = { type: 'list', items: types.map(text) }
  return { 'call.kind': text(kind), types: list, possibleTypes: list }
}

function sender({ key }: Surroundings): Readonly<Record<string, Fact>> {
  return key?.evm ? { sender: key.evm } : {}
}

function senderObjection(signer: Address | null, { key }: Surroundings): readonly Objection[] {
  if (signer === null || key?.evm == null || signer.value === key.evm.value) return []
  return [{ code: 'sender_mismatch', expected: `the sender ${key.evm.value}` }]
}

function chainObjection(chainId: bigint | null, surroundings: Surroundings): readonly Objection[] {
  const chain = chainIdOf(surroundings)
  if (chainId === null || chain === undefined || chain === chainId) return []
  return [{ code: 'chain_mismatch', expected: `chain id ${chain}` }]
}

/** The chain id that the surroundings name; undefined when they name none, or a chain of another family. */
function chainIdOf({ chain }: Surroundings): bigint | undefined {
  return chain?.startsWith('eip155:') ? BigInt(chain.slice('eip155:'.length)) : undefined
}

function text(value: string): Value {
  return { type: 'text', value }
}

function evm(value: Hex.Hex): Address {
  return { type: 'address', family: 'evm', value }
}
