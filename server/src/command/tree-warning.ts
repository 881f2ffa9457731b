/** What a person should know before signing, in words: what is unlimited, unknown, not canonical, or for ever. */
import { type Call, type DecodedRequest, type Fact, knownCode, type Value } from '@portcullis/core'
import type { Token } from './files.ts'
import { tokenOf, unlimited } from './summary.ts'
import { countText, grouped, type Structure } from './tree-part.ts'
import { instructionWarnings } from './warning-solana.ts'

/** `name` says a token by its address. */
type Warn = (call: Call, name: (address: string) => string) => readonly string[]

const noAddress = `0x${'0'.repeat(40)}`
const maxU64 = 2n ** 64n - 1n

/** Every warning about a call, in the order in which they are given. To add one, add a row. */
const warnings: readonly Warn[] = [
  creation,
  delegation,
  delegated,
  refunded,
  unreviewed,
  notCanonical,
  unknownFunction,
  unknownInstruction,
  approval,
  operator,
  permit,
  hidden,
]

/** @returns The warnings, those about the whole request first. Text of the request stands in them as it came. */
export function warningsOf(decoded: DecodedRequest, tokens: readonly Token[]): readonly string[] {
  const { facts, calls } = decoded
  const name = (address: string) => {
    const token = tokenOf(tokens, facts['chain'], address)
    return token === undefined ? `token ${address}` : `${token.symbol} (${address})`
  }
  const lookups = facts['solana.accountKeys']
  const unresolved =
    lookups?.type === 'failed'
      ? ['accounts stand in lookup tables that were not resolved: who they are is not known']
      : []
  const durable = facts['solana.durableNonce']
  const endless = durable?.type === 'boolean' && durable.value ? ['never expires: it uses a durable nonce'] : []
  const ofCall = (call: Call): readonly string[] => [
    ...warnings.flatMap((warn) => warn(call, name)),
    ...instructionWarnings(decoded, call),
    ...call.calls.flatMap(ofCall),
  ]
  return [...unresolved, ...endless, ...calls.flatMap(ofCall)]
}

function creation({ kind, facts }: Call): readonly string[] {
  return kind === 'creation' ? [`creates a contract: ${bytes(facts['opaqueBytes'])} of code that nobody has read`] : []
}

function delegation({ kind, facts }: Call): readonly string[] {
  if (kind !== 'authorization') return []
  const code = facts['authorization.address']
  const chain = facts['chainId']
  const where = chain?.type === 'integer' && chain.value === 0n ? ' on every chain' : ''
  const who = shown(facts['authorization.authority']) || 'an account'
  if (code?.type === 'address' && code.value === noAddress)
    return [`takes the delegation of ${who} away${where} (EIP-7702)`]
  return [`delegates ${who}${where} to the code at ${shown(code)} (EIP-7702): from then on that code acts as it`]
}

function delegated({ kind, facts }: Call): readonly string[] {
  if (kind !== 'delegateCall') return []
  return [
    `delegatecall: the code at ${shown(facts['target'])} runs as ${shown(facts['sender']) || 'the account'} itself`,
  ]
}

/** Of a Safe that pays the gas back, which may be in any token and to anybody. */
function refunded({ facts }: Call): readonly string[] {
  const values = facts['call.arguments']
  const price = values?.type === 'record' ? fieldOf(values, 'gasPrice') : undefined
  if (!shown(facts['call.function']).startsWith('execTransaction(') || price?.type !== 'integer' || price.value === 0n)
    return []
  return [`refund: ${shown(facts['target'])} pays its gas back at a price that the call names`]
}

/** What holds other calls is passed over only where somebody knows its code. */
function unreviewed({ kind, judged, calls, facts, code }: Call): readonly string[] {
  const holds = calls.some((call) => call.kind !== 'authorization')
  const [target, chainId] = [shown(facts['target']), facts['chainId']]
  const known = code ?? knownCode(chainId?.type === 'integer' ? chainId.value : null, target)
  if (
    !judged ||
    !holds ||
    known !== null ||
    kind === 'typedData' ||
    kind === 'userOperation' ||
    kind === 'solanaMessage'
  )
    return []
  return [`not reviewed: what ${target} does beside the calls that stand in it is not known`]
}

function notCanonical({ index, facts }: Call): readonly string[] {
  const canonical = facts['call.canonical']
  const name = shown(facts['call.function'] ?? facts['instruction'])
  if (canonical?.type !== 'boolean' || canonical.value || name === '') return []
  const trailing = facts['call.trailingBytes']
  const more = trailing?.type === 'integer' && trailing.value > 0n ? `; ${bytes(trailing)} follow them` : ''
  return [
    `not canonical: the arguments of ${name}${facts['instruction'] ? ` (#${index})` : ''} do not re-encode to the same bytes${more}`,
  ]
}

function unknownFunction({ kind, facts }: Call): readonly string[] {
  if (
    !['contractCall', 'blobCall', 'delegateCall', 'command'].includes(kind) ||
    facts['call.data'] === undefined ||
    facts['call.function'] !== undefined
  )
    return []
  const selector = facts['call.selector']
  if (selector?.type !== 'bytes')
    return [`no function: ${bytes(facts['opaqueBytes'])} of data are fewer than a selector has`]
  return [`unknown function ${selector.value}: nothing is known of ${bytes(facts['opaqueBytes'])}`]
}

function unknownInstruction({ kind, index, facts }: Call): readonly string[] {
  if (kind !== 'instruction' || facts['instruction'] !== undefined) return []
  return [
    `unknown instruction #${index} of ${shown(facts['program'])}: nothing is known of ${bytes(facts['opaqueBytes'])}`,
  ]
}

function approval({ index, facts }: Call, name: (address: string) => string): readonly string[] {
  const { allowance, spender, token } = facts
  if (allowance?.type === 'integer' && allowance.value >= unlimited)
    return [unlimitedText(shown(spender), name(shown(token)))]
  const instruction = shown(facts['instruction'])
  const given = facts['call.arguments']
  const amount = given?.type === 'record' ? fieldOf(given, 'amount') : undefined
  const isAll = /^token(2022)?\.Approve/.test(instruction) && amount?.type === 'integer' && amount.value === maxU64
  return isAll ? [`unlimited approval: the delegate of instruction #${index} may take all there is`] : []
}

function operator({ facts }: Call, name: (address: string) => string): readonly string[] {
  const approved = facts['operator.approved']
  if (approved?.type !== 'boolean' || !approved.value) return []
  return [`unlimited approval: ${shown(facts['spender'])} may take every ${name(shown(facts['token']))}`]
}

/** A permit is an approval by signature. Amounts may stand in it, in `details`, or in a list of them. */
function permit({ kind, facts }: Call, name: (address: string) => string): readonly string[] {
  const message = facts['typedData.message']
  if (kind !== 'typedData' || message?.type !== 'record') return []
  const spender = fieldOf(message, 'spender')
  if (spender?.type !== 'address') return []
  const details = ['details', 'permitted'].flatMap((name) => recordsIn(fieldOf(message, name)))
  const isAll = [message, ...details].some(isUnlimited)
  return isAll ? [unlimitedText(spender.value, name(shown(facts['typedData.verifyingContract'])), ' by signature')] : []
}

function hidden({ kind, facts }: Call): readonly string[] {
  const { opaqueBytes } = facts
  if (kind !== 'userOperation' || opaqueBytes?.type !== 'integer' || opaqueBytes.value === 0n) return []
  return [`what the account is told to do stays opaque: ${bytes(opaqueBytes)}`]
}

function recordsIn(value: Value | undefined): readonly Structure[] {
  if (value?.type === 'list') return value.items.flatMap(recordsIn)
  return value?.type === 'record' ? [value] : []
}

function isUnlimited(record: Structure): boolean {
  const amounts = ['value', 'amount', 'allowed'].map((name) => fieldOf(record, name))
  return amounts.some((value) =>
    value?.type === 'integer' ? value.value >= unlimited : value?.type === 'boolean' && value.value,
  )
}

function unlimitedText(spender: string, token: string, how = ''): string {
  return `unlimited approval${how}: ${spender} may take all of ${token}`
}

function fieldOf(record: Structure, name: string): Value | undefined {
  return record.fields.find((field) => field.name === name)?.value
}

function shown(fact: Fact | undefined): string {
  return fact?.type === 'address' || fact?.type === 'text' ? fact.value : ''
}

function bytes(fact: Fact | undefined): string {
  return fact?.type === 'integer'
    ? `${grouped(fact.value)} ${fact.value === 1n ? 'byte' : 'bytes'}`
    : countText(0, 'byte')
}
