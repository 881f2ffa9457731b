/**
 * What leaves an account by a call: facts that are derived from others, when a policy asks. A call whose effects nobody can tell
 * makes them failed, never empty, so that a rule about money fails closed.
 */
import type { Call, Decoded } from './call.ts'
import { actOf } from './effects/act.ts'
import * as Deed from './effects/solana/deed.ts'
import { absent, type Fact, failed } from './fact.ts'
import type { Integer, List, Structure, Value } from './value.ts'

/** @returns Every outflow as a record; failed when nobody can tell them. */
export function outflowsOf(decoded: Decoded, call: Call): Fact {
  if (call.kind === 'instruction') return Deed.outflows(decoded, call)
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
  // Whose tokens a call moves does not say whose value goes along.
  const from = (call.kind === 'contractCall' ? undefined : call.facts.from) ?? call.facts.sender ?? absent
  return listOf([
    outflow(
      `${chainOf(facts)}/native`,
      amount,
      from,
      call.kind === 'contractCall' ? (call.facts.target ?? absent) : recipient,
    ),
  ])
}

function tokenOutflow(decoded: Decoded, call: Call): List | Fact {
  switch (call.kind) {
    case 'transfer':
      return listOf([])
    case 'contractCall':
    case 'blobCall':
    case 'command':
    case 'delegateCall':
    case 'typedData':
      return contractOutflow(decoded, call)
    case 'operation':
    case 'message':
      return absent
    default:
      return failed('effects_unknown')
  }
}

function contractOutflow(decoded: Decoded, call: Call): List | Fact {
  // What it wraps are calls of their own.
  if (call.isPlain) return listOf([])
  const acted = actOf(decoded, call)
  if ('state' in acted) return acted.state as Fact
  const flows = acted.row.outflows === undefined ? [] : acted.row.outflows(acted.values, acted.scene)
  if (flows === null) return failed('effects_unknown')
  return listOf(
    flows.map(({ asset, amount, from, recipient }) =>
      outflow(asset, { type: 'integer', value: amount }, from ?? absent, recipient ?? absent),
    ),
  )
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

function chainOf(facts: Decoded['facts']): string {
  const chain = facts.chain
  return chain?.type === 'text' ? chain.value : 'unknown'
}

function listOf(items: readonly Value[]): List {
  return { type: 'list', items }
}
