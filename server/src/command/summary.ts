/** One line about a call for people: what it does, to whom, and how much in units of the token. */
import { type Call, type DecodedRequest, type Fact, judged, type Value } from '@portcullis/core'
import type { Token } from './files.ts'
import { cut, short, visible } from './table.ts'

export type Summary = { readonly who: string; readonly what: string; readonly amount: string; readonly to: string }

/** Allowances from here on are as good as unlimited. */
export const unlimited = 2n ** 128n

/** @returns What the request does; of several calls the first, with the number of the others. */
export function summarise(decoded: DecodedRequest, tokens: readonly Token[]): Summary {
  const calls = judged(decoded.calls)
  const [first] = calls
  if (first === undefined) return { who: '', what: 'nothing', amount: '', to: '' }
  const chain = textOf(decoded.facts['chain']) ?? ''
  const more = calls.length > 1 ? ` (+${calls.length - 1} more)` : ''
  const who = addressOf(first.facts['sender'] ?? decoded.facts['sender'] ?? decoded.facts['solana.feePayer'])
  return {
    who,
    what: `${visible(describeCall(first))}${more}`,
    amount: amountOf(first, chain, tokens),
    to: toOf(first),
  }
}

/** @returns The judged call of that index, its position among them from 1, and their number; null when there is none. */
export function callOf(
  decoded: DecodedRequest,
  index: number,
): { readonly call: Call; readonly position: number; readonly of: number } | null {
  const calls = judged(decoded.calls)
  const found = calls.findIndex((call) => call.index === index)
  return found < 0 ? null : { call: calls[found]!, position: found + 1, of: calls.length }
}

/** @returns What the call does, how much and to whom, in one line. */
export function deedOf(call: Call, decoded: DecodedRequest, tokens: readonly Token[]): string {
  const chain = textOf(decoded.facts['chain']) ?? ''
  const to = toOf(call)
  const parts = [visible(describeCall(call)), amountOf(call, chain, tokens), to === '' ? '' : `to ${to}`]
  return parts.filter((part) => part !== '').join('  ')
}

/** @returns What the call does, in a few words. */
export function describeCall({ kind, facts }: Call): string {
  switch (kind) {
    case 'transfer':
      return 'send native'
    case 'creation':
      return 'create contract'
    case 'authorization':
      return 'delegate account (EIP-7702)'
    case 'typedData':
      return `sign ${textOf(facts['typedData.primaryType'])}${named(textOf(facts['typedData.domainName']))}`
    case 'message':
      if (facts['signIn.domain'] !== undefined) return `log in to ${textOf(facts['signIn.domain'])}`
      return `sign "${textOf(facts['message'])}"`
    case 'instruction':
      return textOf(facts['instruction']) ?? `unknown program ${addressOf(facts['program'])}`
    case 'operation':
      return textOf(facts['operation']) ?? ''
    case 'rawHash':
      return 'sign a bare digest'
    case 'userOperation':
      return 'user operation'
    case 'delegateCall':
      return `run ${functionName(facts)} as the account itself`
    default:
      return functionName(facts)
  }
}

function functionName(facts: Call['facts']): string {
  const signature = textOf(facts['call.function'])
  return signature?.slice(0, signature.indexOf('(')) ?? `unknown function ${bytesOf(facts['call.selector'])}`
}

/**
 * @param fact - The fact that `amount` is the value of: native amounts have a token of their own.
 * @returns The amount in units of what the call moves; a plain number when that is not known.
 */
export function amountIn(
  amount: bigint,
  call: Call,
  decoded: DecodedRequest,
  tokens: readonly Token[],
  fact: string,
): string {
  const chain = decoded.facts['chain']
  const isNative = /^(native|solana)\./.test(fact) || assetOf(call) === null
  const token = tokenOf(tokens, chain, isNative ? 'native' : assetOf(call)!)
  return token === undefined || call.kind === 'operation' ? grouped(amount) : units(amount, token)
}

function amountOf(call: Call, chain: string, tokens: readonly Token[]): string {
  const { facts } = call
  const asset = assetOf(call)
  const token = asset === null ? undefined : tokenOf(tokens, chain, asset)
  const amount =
    facts['amount'] ?? facts['allowance'] ?? grantOf(call)?.amount ?? memberOf(facts['call.arguments'], 'amountIn')
  if (amount?.type === 'failed') return 'not canonical'
  if (amount?.type === 'integer') {
    const isGrant = facts['amount'] === undefined
    return isGrant && amount.value >= unlimited ? `unlimited ${token?.symbol ?? ''}`.trim() : units(amount.value, token)
  }
  const native = facts['native.value']
  if (native?.type === 'failed') return 'not canonical'
  return native?.type === 'integer' && native.value > 0n ? units(native.value, tokenOf(tokens, chain, 'native')) : ''
}

/** The token that the call moves or grants: it says so, or it is the first of the path of a swap. */
function assetOf(call: Call): string | null {
  const path = memberOf(call.facts['call.arguments'], 'path')
  const first = path?.type === 'list' ? path.items[0] : undefined
  const token = call.facts['token'] ?? grantOf(call)?.token ?? first
  return token?.type === 'address' ? token.value : null
}

/** What a permit grants: of the contract that verifies it (ERC-2612), or of the token that it names (Permit2). */
function grantOf({ facts }: Call): { readonly token: Fact | undefined; readonly amount: Fact } | null {
  const message = facts['typedData.message']
  const details = memberOf(message, 'details') ?? memberOf(message, 'permitted')
  const amount = memberOf(details, 'amount')
  if (amount !== undefined) return { token: memberOf(details, 'token'), amount }
  const value = memberOf(message, 'spender') === undefined ? undefined : memberOf(message, 'value')
  return value === undefined ? null : { token: facts['typedData.verifyingContract'], amount: value }
}

function memberOf(record: Fact | undefined, name: string): Value | undefined {
  return record?.type === 'record' ? record.fields.find((field) => field.name === name)?.value : undefined
}

function toOf({ facts }: Call): string {
  const message = facts['typedData.message']
  const recipient = facts['recipient']?.type === 'failed' ? facts['spl.destination'] : facts['recipient']
  return addressOf(
    recipient ??
      facts['spender'] ??
      memberOf(message, 'spender') ??
      memberOf(message, 'to') ??
      memberOf(facts['call.arguments'], 'to') ??
      facts['authorization.address'] ??
      facts['target'] ??
      facts['typedData.verifyingContract'],
  )
}

/** @returns The token of that address, or `native`, on the chain; undefined when nobody declared it. */
export function tokenOf(
  tokens: readonly Token[],
  chain: Fact | string | undefined,
  address: string,
): Token | undefined {
  const name = typeof chain === 'string' ? chain : textOf(chain)
  return tokens.find((known) => known.chain === name && known.address === address)
}

/** @returns A whole amount in units of its token, or in base units when the token is not known. */
export function units(amount: bigint, token: Token | undefined): string {
  if (token === undefined) return `${grouped(amount)} base units`
  const scale = 10n ** BigInt(token.decimals)
  const fraction = (amount % scale).toString().padStart(token.decimals, '0').replace(/0+$/, '')
  return `${grouped(amount / scale)}${token.decimals > 0 && fraction !== '' ? `.${fraction}` : ''} ${visible(token.symbol)}`
}

function grouped(amount: bigint): string {
  return amount.toString().replace(/\B(?=([0-9]{3})+$)/g, ',')
}

function named(name: string | null): string {
  return name === null ? '' : ` for ${cut(name, 24)}`
}

function textOf(fact: Fact | undefined): string | null {
  return fact?.type === 'text' ? fact.value : null
}

function bytesOf(fact: Fact | undefined): string {
  return fact?.type === 'bytes' ? fact.value : '(too short)'
}

function addressOf(fact: Fact | Value | undefined): string {
  return fact?.type === 'address' ? short(fact.value) : ''
}
