/** One line about a call for people: what it does, to whom, and how much in units of the token. */
import { type Call, type DecodedRequest, type Fact, judged, type Value } from '@portcullis/core'
import type { Token } from './files.ts'
import { cut, short, visible } from './table.ts'

export type Summary = { readonly who: string; readonly what: string; readonly amount: string; readonly to: string }

/** Allowances from here on are as good as unlimited. */
const unlimited = 2n ** 128n

/** @returns What the request does; of several calls the first, with the number of the others. */
export function summarise(decoded: DecodedRequest, tokens: readonly Token[]): Summary {
  const calls = judged(decoded.calls)
  const [first] = calls
  if (first === undefined) return { who: '', what: 'nothing', amount: '', to: '' }
  const chain = textOf(decoded.facts['chain']) ?? ''
  const more = calls.length > 1 ? ` (+${calls.length - 1} more)` : ''
  const who = addressOf(first.facts['sender'] ?? decoded.facts['sender'] ?? decoded.facts['solana.feePayer'])
  return { who, what: `${visible(whatOf(first))}${more}`, amount: amountOf(first, chain, tokens), to: toOf(first) }
}

function whatOf({ kind, facts }: Call): string {
  const signature = textOf(facts['call.function'])
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
      return `sign "${textOf(facts['message'])}"`
    case 'instruction':
      return textOf(facts['instruction']) ?? `unknown program ${addressOf(facts['program'])}`
    case 'operation':
      return textOf(facts['operation']) ?? ''
    case 'rawHash':
      return 'sign a bare digest'
    case 'userOperation':
      return 'user operation'
    default:
      return signature?.slice(0, signature.indexOf('(')) ?? `unknown function ${bytesOf(facts['call.selector'])}`
  }
}

function amountOf({ facts }: Call, chain: string, tokens: readonly Token[]): string {
  const token = facts['token']
  const find = (address: string) => tokens.find((known) => known.chain === chain && known.address === address)
  const known = token?.type === 'address' ? find(token.value) : undefined
  const amount = facts['amount'] ?? facts['allowance']
  if (amount?.type === 'failed') return 'not canonical'
  if (amount?.type === 'integer')
    return amount === facts['allowance'] && amount.value >= unlimited
      ? `unlimited ${known?.symbol ?? ''}`.trim()
      : units(amount.value, known)
  const native = facts['native.value']
  if (native?.type === 'failed') return 'not canonical'
  return native?.type === 'integer' && native.value > 0n ? units(native.value, find('native')) : ''
}

function toOf({ facts }: Call): string {
  const message = facts['typedData.message']
  const spender =
    message?.type === 'record'
      ? message.fields.find(({ name }) => name === 'spender' || name === 'to')?.value
      : undefined
  return addressOf(
    facts['recipient'] ??
      facts['spender'] ??
      spender ??
      facts['authorization.address'] ??
      facts['target'] ??
      facts['typedData.verifyingContract'],
  )
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
