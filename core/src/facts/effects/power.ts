/** Who may do what after a call: allowances, delegations, changes of owners and configuration, new contracts. */
import { keccak256 } from '../../codec/hash.ts'
import * as Hex from '../../codec/hex.ts'
import type { Call, CallKind, Decoded } from '../call.ts'
import { absent, type Fact, failed } from '../fact.ts'
import type { Field, Value } from '../value.ts'
import { type Act, actOf } from './act.ts'
import * as Deed from './solana/deed.ts'

type Acted = Exclude<Act, { readonly state: Fact }>

/** Amounts from here on are as good as unlimited. */
const unlimited = 2n ** 128n
const noAddress = `0x${'0'.repeat(40)}`
const none: Value = { type: 'list', items: [] }
const evmKinds: ReadonlySet<CallKind> = new Set<CallKind>([
  'transfer',
  'contractCall',
  'blobCall',
  'delegateCall',
  'command',
  'creation',
  'authorization',
  'typedData',
])

/** @returns Each allowance with `asset`, `owner`, `spender`, `amount` (none for all there is) and `unlimited`. */
export function allowancesOf(decoded: Decoded, call: Call): Fact {
  if (call.kind === 'instruction') return Deed.allowances(decoded, call)
  return ofAct(decoded, call, ({ row, values, scene }) =>
    (row.allowances?.(values, scene) ?? []).map(({ asset, amount, owner, spender }) => [
      field('asset', { type: 'text', value: asset }),
      ...(amount === null ? [] : [field('amount', { type: 'integer', value: amount })]),
      ...(owner === null ? [] : [field('owner', owner)]),
      field('spender', spender),
      field('unlimited', { type: 'boolean', value: amount === null || amount >= unlimited }),
    ]),
  )
}

/** @returns Each change with `what` changes, at which `contract`, and the `subject` that it is about, if any. */
export function changesOf(decoded: Decoded, call: Call): Fact {
  if (call.kind === 'instruction') return Deed.changes(decoded, call)
  return ofAct(decoded, call, ({ row, values, scene }) =>
    (row.changes?.(values, scene) ?? []).map(({ what, subject }) => [
      field('what', { type: 'text', value: what }),
      field('contract', scene.target),
      ...(subject === null ? [] : [field('subject', subject)]),
    ]),
  )
}

/** @returns The delegation of an EIP-7702 authorization, or of an account to a Solana program, with `account` and `delegate`; none where it is taken away. */
export function delegationsOf(decoded: Decoded, call: Call): Fact {
  const { kind, facts } = call
  if (kind === 'instruction') return Deed.delegations(decoded, call)
  if (kind !== 'authorization') return withoutOwn(decoded, call)
  const delegate = facts['authorization.address']
  if (delegate?.type !== 'address') return failed('effects_unknown')
  if (delegate.value === noAddress) return none
  const account = facts['authorization.authority'] ?? facts['sender']
  return records([[...(account?.type === 'address' ? [field('account', account)] : []), field('delegate', delegate)]])
}

/** @returns The contract that a creation deploys, by the Keccak-256 `codeHash` and `size` of the code that creates it. */
export function deploymentsOf(decoded: Decoded, call: Call): Fact {
  const { kind, facts } = call
  if (kind === 'instruction') return Deed.deployments(decoded, call)
  if (kind !== 'creation') return withoutOwn(decoded, call)
  const code = facts['call.data']
  if (code?.type !== 'bytes') return failed('effects_unknown')
  return records([
    [
      field('codeHash', { type: 'bytes', value: Hex.fromBytes(keccak256(Hex.toBytes(code.value))) }),
      field('size', { type: 'integer', value: BigInt(code.value.length / 2 - 1) }),
    ],
  ])
}

/** @returns Whether a list of effects holds anything; not known where the list is not. */
export function isAny(list: Fact): Fact {
  return list.type === 'list' ? { type: 'boolean', value: list.items.length > 0 } : list
}

/** What an authorization does is a delegation, and what the code of a creation does nobody has read. */
function ofAct(decoded: Decoded, call: Call, tell: (acted: Acted) => readonly (readonly Field[])[]): Fact {
  if (!evmKinds.has(call.kind)) return otherwise(call.kind)
  if (call.kind === 'transfer' || call.kind === 'authorization' || call.isPlain) return none
  const acted = actOf(decoded, call)
  return 'state' in acted ? acted.state : records(tell(acted))
}

function withoutOwn(decoded: Decoded, call: Call): Fact {
  if (!evmKinds.has(call.kind)) return otherwise(call.kind)
  const acted = call.kind === 'typedData' ? actOf(decoded, call) : null
  return acted !== null && 'state' in acted ? acted.state : none
}

/** Messages and operations with the key do nothing to assets; of the rest nobody can tell. */
function otherwise(kind: CallKind): Fact {
  return kind === 'message' || kind === 'operation' ? absent : failed('effects_unknown')
}

function field(name: string, value: Value): Field {
  return { name, value }
}

function records(list: readonly (readonly Field[])[]): Value {
  return { type: 'list', items: list.map((fields) => ({ type: 'record', fields })) }
}
