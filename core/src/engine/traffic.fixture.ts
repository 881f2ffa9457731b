/** Requests for documents to judge, as real bytes, with what they say written beside them. EVM here, Solana in its own file. */
import { encodeFunctionData, serializeTransaction, type TransactionSerializable } from 'viem'
import type { JsonObject } from '../codec/json.ts'
import { noContracts } from '../facts/contract.ts'
import { type DecodedRequest, decode } from '../facts/decode.ts'
import type { Key } from '../facts/key.ts'
import * as Requests from '../facts/request.ts'
import { type Luck, luck } from './luck.fixture.ts'
import { address, type Datum, integer, listOf, type Told, type ToldData, text } from './told.fixture.ts'
import { solanaRequest } from './traffic-solana.fixture.ts'
import * as Words from './words.fixture.ts'

/** One request: what it says, and what decoding makes of its bytes. */
export type Traffic = { readonly told: Told; readonly decoded: DecodedRequest }

const me = Words.people[0]!
const key: Key = {
  id: null,
  curve: 'secp256k1',
  publicKey: null,
  evm: { type: 'address', family: 'evm', value: me },
  solana: null,
}

/** Makers by their share of the traffic. To add a sort of request, add a row. */
const makers: readonly (readonly [
  weight: number,
  make: (luck: Luck, sender: string | null) => { told: Told; payload: JsonObject },
])[] = [
  [6, (any, sender) => transaction(any, sender, null)],
  [14, (any, sender) => transaction(any, sender, callData(any))],
  [4, typedData],
  [2, message],
  [3, operation],
  [6, (any) => solanaRequest(any)],
]

/** @returns `count` requests, the same for the same seed. */
export function traffic(seed: number, count: number): readonly Traffic[] {
  const any = luck(seed)
  const bag = makers.flatMap(([weight, make]) => Array.from({ length: weight }, () => make))
  return Array.from({ length: count }, () => {
    const keyed = !any.once(10)
    const { told, payload } = any.pick(bag)(any, keyed ? me : null)
    const surroundings = {
      key: keyed && told.chain !== 'solana' ? key : null,
      chain: null,
      operations: [],
      contracts: noContracts,
      cluster: null,
      wallets: { addresses: [], mints: new Set<string>() },
    }
    const decoded = decode(Requests.read(payload), surroundings)
    // Accounts that are not known deny a request before any policy is asked; here policies are asked all the same.
    return {
      told,
      decoded: { ...decoded, objections: decoded.objections.filter(({ code }) => code !== 'unresolved_lookup') },
    }
  })
}

function transaction(any: Luck, sender: string | null, data: Made | 'short' | null) {
  const isCreation = data !== null && any.once(20)
  const to = isCreation
    ? null
    : data === null
      ? any.pick(Words.people)
      : any.pick(any.once(8) ? Words.people : Words.tokens)
  const value = data !== null && !any.once(10) ? 0n : any.pick(Words.amounts)
  const chainId = any.pick(Words.chainIds)
  const blobs = !isCreation && any.once(25)
  const grants = !isCreation && !blobs && any.once(20)
  const bytes = data === null ? '0x' : data === 'short' ? '0xa9059c' : data.bytes
  const common = {
    chainId: Number(chainId),
    nonce: any.below(9),
    gas: 400_000n,
    value,
    data: bytes,
    ...(to === null ? {} : { to }),
  }
  const payload = { unsignedTransaction: serialize(any, common, blobs, grants) }
  const told = data === null || data === 'short' ? data : data.told
  const call = { kind: 'transaction', to, value, chainId, sender, blobs, data: told } as const
  return {
    told: { chain: 'ethereum', calls: grants ? [call, { kind: 'other' }] : [call], message: null } satisfies Told,
    payload,
  }
}

function serialize(any: Luck, common: object, blobs: boolean, grants: boolean): string {
  const fees = { maxFeePerGas: 7n, maxPriorityFeePerGas: 1n }
  const grant = {
    address: Words.people[4]!,
    chainId: 0,
    nonce: 3,
    yParity: 1,
    r: `0x${'5'.repeat(64)}`,
    s: `0x${'6'.repeat(64)}`,
  }
  const shape = blobs
    ? { type: 'eip4844', ...fees, maxFeePerBlobGas: 1n, blobVersionedHashes: [`0x01${'ab'.repeat(31)}`] }
    : grants
      ? { type: 'eip7702', ...fees, authorizationList: [grant] }
      : any.pick([
          { type: 'eip1559', ...fees },
          { type: 'legacy', gasPrice: 7n },
          { type: 'eip2930', gasPrice: 7n },
        ])
  return serializeTransaction({ ...common, ...shape } as TransactionSerializable)
}

type Made = { readonly bytes: `0x${string}`; readonly told: ToldData }

function callData(any: Luck): Made | 'short' {
  if (any.once(30)) return 'short'
  const fn = any.pick(any.once(2) ? Words.functions.slice(0, 2) : Words.functions)
  const values = fn.inputs.map((input) => made(any, input))
  const bytes = encodeFunctionData({ abi: [fn.abi], args: values.map(({ json }) => json) } as never) as `0x${string}`
  const broken = any.once(12)
  const told = { signature: fn.signature, selector: fn.selector, arguments: values.map(({ datum }) => datum), broken }
  return { bytes: broken ? spoil(any, bytes) : bytes, told }
}

/** More bytes than the arguments take, or fewer, or an address with a bit above it. Every function begins with a word of its own. */
function spoil(any: Luck, bytes: `0x${string}`): `0x${string}` {
  const way = any.below(3)
  if (way === 0) return `${bytes}00`
  if (way === 1) return bytes.slice(0, -2) as `0x${string}`
  return `${bytes}${'00'.repeat(32)}`
}

function made(any: Luck, input: Words.Input): { json: unknown; datum: Datum } {
  if (input.type.endsWith('[]')) {
    const inner = { ...input, type: input.type.slice(0, -2) }
    const items = Array.from({ length: any.below(4) }, () => made(any, inner))
    return { json: items.map(({ json }) => json), datum: listOf(items.map(({ datum }) => datum)) }
  }
  if (input.type === 'tuple') {
    const fields = input.components!.map((one) => [one.name, made(any, one)] as const)
    return {
      json: Object.fromEntries(fields.map(([name, { json }]) => [name, json])),
      datum: { is: 'record', value: fields.map(([name, { datum }]) => [name, datum]) },
    }
  }
  return scalar(any, input)
}

function scalar(any: Luck, { type, name }: Words.Input): { json: unknown; datum: Datum } {
  if (type === 'address') {
    const value = any.pick(Words.people)
    return { json: value, datum: address(value) }
  }
  if (type === 'bool') {
    const value = any.once(2)
    return { json: value, datum: { is: 'boolean', value } }
  }
  if (type === 'bytes') {
    const value = any.pick(['0x', '0x01', '0xabcd'])
    return { json: value, datum: { is: 'bytes', value } }
  }
  const value = name === 'tokenId' ? any.pick(Words.tokenIds) : any.pick(Words.amounts)
  return { json: value, datum: integer(value) }
}

const types = {
  EIP712Domain: [
    { name: 'name', type: 'string' },
    { name: 'chainId', type: 'uint256' },
    { name: 'verifyingContract', type: 'address' },
  ],
  Order: [
    { name: 'order', type: 'Body' },
    { name: 'tags', type: 'string[]' },
  ],
  Body: [
    { name: 'maker', type: 'address' },
    { name: 'size', type: 'int256' },
    { name: 'parts', type: 'Part[]' },
  ],
  Part: [{ name: 'amount', type: 'uint256' }],
  Cancel: [{ name: 'order', type: 'uint256' }],
}

function typedData(any: Luck, sender: string | null) {
  const domain = {
    name: any.pick(['Harbour', 'Quay']),
    chainId: any.pick(Words.chainIds),
    verifyingContract: any.pick(Words.tokens),
  }
  const isOrder = !any.once(4)
  const maker = any.pick(Words.people)
  const size = any.once(8) ? -5n : any.pick(Words.amounts)
  const parts = Array.from({ length: any.below(4) }, () => any.pick(Words.amounts))
  const tags = Array.from({ length: any.below(3) }, () => any.pick(Words.texts))
  const whole = integer(size)
  const body: Datum = {
    is: 'record',
    value: [
      ['maker', address(maker)],
      ['size', whole],
      ['parts', listOf(parts.map((amount) => ({ is: 'record', value: [['amount', integer(amount)]] })))],
    ],
  }
  const said: Datum = {
    is: 'record',
    value: isOrder
      ? [
          ['order', body],
          ['tags', listOf(tags.map(text))],
        ]
      : [['order', whole]],
  }
  const order = { maker, size: `${size}`, parts: parts.map((amount) => ({ amount: `${amount}` })) }
  const { EIP712Domain, Order, Body, Part, Cancel } = types
  const used = isOrder ? { EIP712Domain, Order, Body, Part } : { EIP712Domain, Cancel }
  const positive = size < 0n ? -size : size
  const message = isOrder ? { order, tags } : { order: `${positive}` }
  const told: Told = {
    chain: 'ethereum',
    calls: [
      {
        kind: 'typedData',
        sender,
        domain: new Map([
          ['domainName', text(domain.name)],
          ['chainId', integer(domain.chainId)],
          ['verifyingContract', address(domain.verifyingContract)],
        ]),
        primaryType: isOrder ? 'Order' : 'Cancel',
        message: isOrder ? said : { is: 'record', value: [['order', integer(positive)]] },
      },
    ],
    message: null,
  }
  const payload = {
    typedData: {
      types: used,
      primaryType: isOrder ? 'Order' : 'Cancel',
      domain: { ...domain, chainId: Number(domain.chainId) },
      message,
    },
  }
  return { told, payload: payload as unknown as JsonObject }
}

function message(any: Luck, sender: string | null) {
  const said = any.pick(Words.texts)
  return {
    told: { chain: 'ethereum', calls: [{ kind: 'message', sender, text: said }], message: null } satisfies Told,
    payload: { message: said },
  }
}

function operation(any: Luck) {
  const name = any.pick(Words.operations)
  const keyId = any.once(3) ? null : any.pick(['key_1', 'key_2'])
  const fields = new Map<string, Datum>()
  const json: Record<string, unknown> = { name, ...(keyId === null ? {} : { keyId }) }
  const put = (field: string, value: unknown, datum: Datum) => {
    if (any.once(4)) return
    json[field] = value
    fields.set(field, datum)
  }
  const count = any.pick(Words.amounts)
  if (name === 'keyExport') put('exportFormat', 'pem', text('pem'))
  if (name === 'addSessionKey') put('sessionTtlSeconds', `${count}`, integer(count))
  if (name === 'quorumChange') {
    const added = ['p1', 'p2', 'p3'].slice(0, any.below(4))
    put('newThreshold', `${count}`, integer(count))
    put('addedParty', added, listOf(added.map(text)))
  }
  const call = { kind: 'operation', name, keyId, fields } as const
  return {
    told: { chain: 'off', calls: [call], message: null } satisfies Told,
    payload: { operation: json } as unknown as JsonObject,
  }
}
