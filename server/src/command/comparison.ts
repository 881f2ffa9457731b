/** One comparison of a trace in words: what was compared, how it came out, with amounts in units of their token. */
import type { DecodedRequest, Tested } from '@portcullis/core'
import { amountIn, callOf } from './summary.ts'
import { cut, short } from './table.ts'
import type { Background } from './why.ts'

/** Which call of a request is compared. */
export type Place = { readonly decoded: DecodedRequest; readonly call: number }

/** What people call a fact, where that differs from its name. */
const labels: Readonly<Record<string, string>> = {
  'native.value': 'amount',
  'solana.nativeTotal': 'amount',
  'spl.amount': 'amount',
  'spl.mint': 'token',
  'call.selector': 'function',
  chainId: 'chain',
  chainType: 'kind of chain',
  types: 'kind of call',
  possibleTypes: 'kind of call',
  issuers: 'issuer',
  issuerTypes: 'issuer',
  asset: 'token',
  'asset.amount': 'amount',
  'issuer.roles': 'role',
  'issuer.groups': 'group',
  target: 'receiver',
  'solana.accountKeys': 'account',
  'solana.programIds': 'program',
  'typedData.primaryType': 'type',
  'typedData.domainName': 'domain',
  'typedData.verifyingContract': 'contract',
}

/** Facts whose values may look like numbers: the System program is 32 ones. */
const accounts: ReadonlySet<string> = new Set(['solana.accountKeys', 'solana.programIds', 'program'])

/** Words for a comparison that holds, and for one that does not. */
const words: Readonly<Record<string, readonly [holds: string, fails: string]>> = {
  eq: ['is', 'is not'],
  neq: ['is not', 'is'],
  lt: ['is below', 'is not below'],
  lte: ['is at most', 'is above'],
  gt: ['is above', 'is not above'],
  gte: ['is at least', 'is below'],
}

/** @returns Why a comparison holds, such as `spender 0x12…34 is not 0x7a25…488d`. */
export function holds(tested: Tested, place: Place, background: Background): string {
  return phrase(tested, 0, place, background)
}

/** @returns Why a comparison does not hold, such as `amount 5,000.000001 USDC is above 5,000 USDC`. */
export function fails(tested: Tested, place: Place, background: Background): string {
  return phrase(tested, 1, place, background)
}

/** @returns What people call the fact. */
export function label(fact: string): string {
  if (Object.hasOwn(labels, fact)) return labels[fact]!
  const sum = / [+*/-] /.exec(fact)
  if (sum !== null) return `${label(fact.slice(0, sum.index))}${sum[0]}${label(fact.slice(sum.index + sum[0].length))}`
  if (fact.startsWith('counter.')) return `total of ${fact.slice('counter.'.length)}`
  return fact.replace(/^(arguments|typedData\.message|instruction|operation)\./, '')
}

function phrase(tested: Tested, outcome: 0 | 1, place: Place, background: Background): string {
  const { fact, actual, expected, operator } = tested
  const name = label(fact)
  const show = (value: unknown) => shown(value, fact, place, background)
  if (operator === 'exists') return `the call names no ${name}`
  if (operator === 'in' || operator === 'all') {
    const list = Array.isArray(expected) ? expected : [expected]
    const items: readonly unknown[] = Array.isArray(actual) ? actual : [actual]
    const named = items.filter((item) => list.includes(item as never) === (outcome === 0))
    if (items.length === 0) return `the call has no ${name}`
    return `${name} ${show(named[0] ?? items[0])} is ${outcome === 0 ? '' : 'not '}on the list`
  }
  const verb = words[operator]?.[outcome] ?? operator
  if (outcome === 0 && operator === 'eq') return `${name} is ${show(actual)}`
  return `${name} ${show(actual)} ${verb} ${show(expected)}`
}

/** @returns A value of the fact as people read it. */
export function shown(value: unknown, fact: string, place: Place, background: Background): string {
  if (Array.isArray(value)) return `of ${value.length}`
  if (typeof value !== 'string') return String(value)
  const { tokens } = background.companions
  const token = tokens.find(({ address }) => address === value || value.endsWith(`/${address}`))
  if (token !== undefined) return token.symbol
  if (accounts.has(fact)) return short(value)
  if (/^-?[0-9]+$/.test(value)) return numberOf(BigInt(value), fact, place, background)
  if (/^0x[0-9a-f]*$/.test(value) || /^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(value)) return short(value)
  return `\`${cut(value, 40)}\``
}

/** Numbers next to a large power of two are shown as such. Amounts are shown in units where the call moves a token that is known. */
function numberOf(value: bigint, fact: string, place: Place, { companions, policies }: Background): string {
  const bits = value.toString(2).length
  if (bits > 64 && value === 2n ** BigInt(bits) - 1n) return `2^${bits} − 1`
  if (bits > 64 && value === 2n ** BigInt(bits - 1)) return `2^${bits - 1}`
  const counter = fact.startsWith('counter.') ? fact.slice('counter.'.length).split(' ')[0]! : null
  const declared = [...companions.controllers, ...policies.flatMap((policy) => policy.declares ?? [])]
  const counts = declared.some(({ id, method }) => id === counter && method === 'count')
  const found = callOf(place.decoded, place.call)
  const isAmount = counter === null ? /amount|value|Total/i.test(fact) : !counts
  return found === null || !isAmount
    ? value.toString()
    : amountIn(value, found.call, place.decoded, companions.tokens, fact)
}
