/** Actions as obligations, and what each action may and must say. */
import type * as Json from '../../../codec/json.ts'
import * as Addresses from '../../../facts/address.ts'
import { InputError } from '../../../input-error.ts'
import { type Finding, rejection } from '../../finding.ts'
import type { Obligation } from '../../policy.ts'
import type { Action, ActionType } from './schema.ts'
import { tried } from './vocabulary.ts'

type Params = NonNullable<Action['params']>

/** Which parameters an action may have. Notices go with any. */
export const allowed: Readonly<Record<ActionType, readonly (keyof Params)[]>> = {
  ALLOW: ['notifyChannels'],
  DENY: ['notifyChannels'],
  REQUIRE_APPROVAL: ['requiredApprovers', 'minApprovals', 'notifyChannels'],
  DELAY: ['delaySeconds', 'notifyChannels'],
  NOTIFY: ['notifyChannels'],
}

/** @returns What the action adds to a request. */
export function obligationsOf({ type, params = {} }: Action): readonly Obligation[] {
  const notices: readonly Obligation[] =
    params.notifyChannels === undefined ? [] : [{ kind: 'notice', channels: params.notifyChannels }]
  if (type === 'REQUIRE_APPROVAL') return [...approvals(params), ...notices]
  return type === 'DELAY' ? [{ kind: 'delay', seconds: params.delaySeconds ?? 0 }, ...notices] : notices
}

/** Without a number, everybody who is listed must approve: each address, and one holder of each role. */
function approvals({ requiredApprovers, minApprovals }: Params): readonly Obligation[] {
  const from = requiredApprovers?.map(approverOf)
  if (minApprovals !== undefined) return [{ kind: 'approval', count: minApprovals, from: from ?? ['*'] }]
  return (from ?? []).map((approver) => ({ kind: 'approval', count: 1, from: [approver] }))
}

/**
 * @returns The approver as obligations name it: an address in its canonical spelling; what has a colon as it is, such as
 * `role:treasury` or `UserId:dana`; and any other word as a role.
 * @throws InputError `bad_address` or `bad_checksum` for what begins with 0x and is no address.
 */
export function approverOf(text: string): string {
  if (text.includes(':')) return text
  if (text.startsWith('0x')) return Addresses.parse('evm', text).value
  try {
    return Addresses.parse('solana', text).value
  } catch (error) {
    if (error instanceof InputError) return `role:${text}`
    throw error
  }
}

/** @returns Whether several people may be meant. */
export function isShared(approver: string): boolean {
  return approver.startsWith('role:') || approver.startsWith('group:')
}

/** @returns What is wrong with the action at `path`. */
export function findingsOf({ type, params = {} }: Action, path: Json.Path): readonly Finding[] {
  const place = [...path, 'params']
  const strange = (Object.keys(params) as (keyof Params)[]).filter((key) => !allowed[type].includes(key))
  const findings = strange.map((key) =>
    rejection('unknown_field', [...place, key], `one of ${allowed[type].join(', ')} for ${type}`),
  )
  const { requiredApprovers, minApprovals, delaySeconds, notifyChannels } = params
  if (type === 'REQUIRE_APPROVAL' && !minApprovals && (requiredApprovers === undefined || minApprovals === 0)) {
    findings.push(
      rejection('vacuous_approval', path, 'somebody in `requiredApprovers`, or `minApprovals` of at least 1'),
    )
  }
  if (requiredApprovers !== undefined) findings.push(...approverFindings(requiredApprovers, minApprovals, place))
  if (type === 'DELAY' && delaySeconds === undefined)
    findings.push(rejection('missing_field', [...place, 'delaySeconds'], 'a number of seconds'))
  if (type === 'NOTIFY' && notifyChannels === undefined)
    findings.push(rejection('missing_field', [...place, 'notifyChannels'], 'the channels to notify'))
  return findings
}

function approverFindings(listed: readonly string[], count: number | undefined, place: Json.Path): readonly Finding[] {
  const findings: Finding[] = []
  const approvers = listed.map((text, i) => tried([...place, 'requiredApprovers', i], findings, () => approverOf(text)))
  if (new Set(approvers).size < approvers.length && findings.length === 0)
    findings.push(rejection('duplicate_item', [...place, 'requiredApprovers'], 'each approver once'))
  const shared = approvers.some((one) => one === undefined || isShared(one))
  if (!shared && count !== undefined && count > listed.length) {
    const expected = `at most ${listed.length}, as many as may approve`
    findings.push(rejection('unsatisfiable_approval', [...place, 'minApprovals'], expected, String(count)))
  }
  return findings
}
