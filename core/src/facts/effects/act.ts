/** What an EVM call or signature does, for those who ask for its effects: the row of its function, its arguments, and where it is. */
import type { Call, Decoded } from '../call.ts'
import type { CodeKind } from '../contract.ts'
import { knownCode } from '../decoders/evm/nested/known-code.ts'
import { type Fact, failed } from '../fact.ts'
import type { Address, Value } from '../value.ts'
import { configuration } from './configuration.ts'
import type { Row, Scene } from './effect.ts'
import { permit2 } from './permit2.ts'
import { commands } from './router.ts'
import { signatureRow } from './signature.ts'
import { tokens } from './token.ts'

/** A row with what it is about; else why the effects are not known. */
export type Act =
  | { readonly row: Row; readonly values: readonly Value[]; readonly scene: Scene }
  | { readonly state: Fact & { readonly type: 'failed' } }

const rows: ReadonlyMap<string, Row> = new Map(Object.entries({ ...tokens, ...permit2, ...configuration, ...commands }))
const unknown: Act = { state: failed('effects_unknown') }

/** @returns What the function of the call does. Code that runs as its caller may do anything, whatever it is called by. */
export function actOf(decoded: Decoded, call: Call): Act {
  if (call.kind === 'typedData') return signedBy(decoded, call)
  const { 'call.function': name, 'call.arguments': values, target, sender } = call.facts
  const row = name?.type === 'text' ? rows.get(name.value) : undefined
  if (row === undefined || values === undefined || target?.type !== 'address' || call.kind === 'delegateCall')
    return unknown
  if (values.type === 'failed') return { state: values }
  if (values.type !== 'record' || (row.code !== undefined && codeOf(call, target) !== row.code)) return unknown
  const scene = { sender: sender?.type === 'address' ? sender : null, target, asset: assetsOn(decoded) }
  return { row, values: values.fields.map(({ value }) => value), scene }
}

/** A domain that leaves chain or contract open is good at others too, where nobody knows what it does. */
function signedBy(decoded: Decoded, call: Call): Act {
  const { 'typedData.encodeType': type, 'typedData.message': message, sender, chainId } = call.facts
  const target = call.facts['typedData.verifyingContract']
  const row = type?.type === 'text' ? signatureRow(type.value) : undefined
  if (row === undefined || message?.type !== 'record') return unknown
  if (target?.type !== 'address' || chainId?.type !== 'integer') return { state: failed('domain_incomplete') }
  if (row.code !== undefined && codeOf(call, target) !== row.code) return unknown
  const scene = { sender: sender?.type === 'address' ? sender : null, target, asset: assetsOn(decoded) }
  return { row, values: message.fields.map(({ value }) => value), scene }
}

function codeOf({ code, facts }: Call, target: Address): CodeKind | null {
  const chainId = facts['chainId']
  return code ?? knownCode(chainId?.type === 'integer' ? chainId.value : null, target.value)
}

function assetsOn({ facts }: Decoded): Scene['asset'] {
  const chain = facts['chain']?.type === 'text' ? facts['chain'].value : 'unknown'
  return (token, id) => `${chain}/${token}${id === undefined ? '' : `/${id}`}`
}
