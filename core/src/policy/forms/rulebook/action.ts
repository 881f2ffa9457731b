/** Actions as obligations, and what each action may and must say. */
import type * as Json from '../../../codec/json.ts'
import { type Finding, rejection } from '../../finding.ts'
import type { Obligation } from '../../policy.ts'
import type { Action, ActionType } from './schema.ts'

type Params = NonNullable<Action['params']>

/** Which parameters an action may have. Notices go with any. */
const allowed: Readonly<Record<ActionType, readonly (keyof Params)[]>> = {
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
  if (minApprovals !== undefined) return [{ kind: 'approval', count: minApprovals, from: requiredApprovers ?? ['*'] }]
  return (requiredApprovers ?? []).map((approver) => ({ kind: 'approval', count: 1, from: [approver] }))
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
  if (requiredApprovers !== undefined && new Set(requiredApprovers).size < requiredApprovers.length) {
    findings.push(rejection('duplicate_item', [...place, 'requiredApprovers'], 'each approver once'))
  }
  const roles = requiredApprovers?.some((one) => one.startsWith('role:')) ?? true
  if (!roles && minApprovals !== undefined && minApprovals > (requiredApprovers?.length ?? 0)) {
    findings.push(
      rejection(
        'unsatisfiable_approval',
        [...place, 'minApprovals'],
        `at most ${requiredApprovers?.length}, as many as may approve`,
        String(minApprovals),
      ),
    )
  }
  if (type === 'DELAY' && delaySeconds === undefined)
    findings.push(rejection('missing_field', [...place, 'delaySeconds'], 'a number of seconds'))
  if (type === 'NOTIFY' && notifyChannels === undefined)
    findings.push(rejection('missing_field', [...place, 'notifyChannels'], 'the channels to notify'))
  return findings
}
