/**
 * What leaves an account by a call: facts that are derived from others, when a policy asks. A call whose effects nobody can tell
 * makes them failed, never empty, so that a rule about money fails closed.
 */
import type { Call, Decoded } from './call.ts'
import * as Token from './decoders/token.ts'
import { absent, type Fact, failed } from './fact.ts'
import type { Integer, List, Structure, Value } from './value.ts'

type Derivation = (decoded: Decoded, call: Call) => Fact

/** Every derived fact. */
export const derivations: ReadonlyMap<string, Derivation> = new Map([
  ['outflows', outflowsOf],
  ['asset', (decoded, call) => onlyField(outflowsOf(decoded, call), 'asset')],
  ['asset.amount', (decoded, call) => onlyField(outflowsOf(decoded, call), 'amount')],
])

/** Functions that grant or revoke, and move nothing themselves. */
const grants: ReadonlySet<string> = new Set(['0x095ea7b3', '0x39509351', '0xa457c2d7', '0xa22cb465'])

function outflowsOf(decoded: Decoded, call: Call): Fact {
  const native = nativeOutflow(decoded, call)
  if (native.type === 'failed') return native
  const tokens = tokenOutflow(decoded, call)
  if (tokens.type !== 'list') return tokens
  return native.type === 'list' ? { type: 'list', items: [...native.items, ...tokens.items] } : tokens
}

function nativeOutflow({ facts }: Decoded, call: Call): List | Fact {
  const amount = call.facts['native.value'] ?? absent
  if (amount.type !== 'integer' || amount.value === 0n) return amount.type === 'failed' ? amount : listOf([])
  const recipient = call.facts.recipient ?? call.facts.target ?? absent
  const from = call.facts.from ?? call.facts.sender ?? absent
  return listOf([
    outflow(
      `${chainOf(facts)}/native`,
      amount,
      from,
      call.kind === 'contractCall' ? (call.facts.target ?? absent) : recipient,
    ),
  ])
}

function tokenOutflow({ facts }: Decoded, call: Call): List | Fact {
  switch (call.kind) {
    case 'transfer':
      return listOf([])
    case 'instruction':
      return instructionOutflow(chainOf(facts), call)
    case 'contractCall':
    case 'blobCall':
      return contractOutflow(chainOf(facts), call)
    case 'operation':
    case 'message':
      return absent
    default:
      return failed('effects_unknown')
  }
}

function contractOutflow(chain: string, { facts }: Call): List | Fact {
  const selector = facts['call.selector']
  if (selector?.type !== 'bytes') return failed('effects_unknown')
  if (grants.has(selector.value))
    return facts['call.canonical']?.type === 'boolean' && facts['call.canonical'].value
      ? listOf([])
      : failed('not_canonical')
  const { token, recipient = absent, amount, tokenId } = facts
  if (token?.type !== 'address' || recipient.type === 'absent') return failed('effects_unknown')
  if (recipient.type === 'failed') return recipient
  const from = facts.from ?? facts.sender ?? absent
  const fungible = Token.isStandard(selector.value, 'erc20')
  if (fungible && amount?.type === 'integer')
    return listOf([outflow(`${chain}/${token.value}`, amount, from, recipient)])
  if (tokenId?.type !== 'integer') return failed('effects_unknown')
  const moved = amount?.type === 'integer' ? amount : ({ type: 'integer', value: 1n } as const)
  return listOf([outflow(`${chain}/${token.value}/${tokenId.value}`, moved, from, recipient)])
}

/** An SPL transfer of a mint that the bytes do not name has an asset that nobody knows. */
function instructionOutflow(chain: string, { facts }: Call): List | Fact {
  const amount = facts['spl.amount']
  if (amount === undefined) return facts['native.value'] === undefined ? failed('effects_unknown') : listOf([])
  if (amount.type !== 'integer') return amount
  const mint = facts['spl.mint'] ?? absent
  if (mint.type !== 'address') return mint.type === 'absent' ? failed('effects_unknown') : mint
  return listOf([outflow(`${chain}/${mint.value}`, amount, facts.from ?? absent, facts.recipient ?? absent)])
}

function outflow(asset: string, amount: Integer, from: Fact, recipient: Fact): Structure {
  const parties = [
    { name: 'from', value: from },
    { name: 'recipient', value: recipient },
  ].flatMap(({ name, value }) => (value.type === 'address' ? [{ name, value: value as Value }] : []))
  return {
    type: 'record',
    fields: [{ name: 'asset', value: { type: 'text', value: asset } }, { name: 'amount', value: amount }, ...parties],
  }
}

/** The field of the only outflow; absent when there is none, failed when there are several. */
function onlyField(outflows: Fact, name: string): Fact {
  if (outflows.type !== 'list') return outflows
  const [only, ...others] = outflows.items
  if (only === undefined) return absent
  if (others.length > 0) return failed('several_assets')
  return only.type === 'record' ? (only.fields.find((field) => field.name === name)?.value ?? absent) : absent
}

function chainOf(facts: Decoded['facts']): string {
  const chain = facts.chain
  return chain?.type === 'text' ? chain.value : 'unknown'
}

function listOf(items: readonly Value[]): List {
  return { type: 'list', items }
}
