/**
 * The shape of a rulebook: rules with priorities and actions, one named way to combine them, and what their conditions name.
 * The source of its validation, its types and its published JSON Schema.
 */
import { z } from 'zod'
import { levels } from '../../enforcement.ts'
import { expressionSchema } from '../../language/schema.ts'

export const combinings = ['deny-overrides', 'first-match', 'all-must-pass', 'allow-overrides'] as const
export type Combining = (typeof combinings)[number]

export const actionTypes = ['ALLOW', 'DENY', 'REQUIRE_APPROVAL', 'DELAY', 'NOTIFY'] as const
export type ActionType = (typeof actionTypes)[number]

/** Ceilings of one rulebook. A delay is at most 90 days. */
export const limits = {
  rules: 16_384,
  conditions: 64,
  approvers: 64,
  channels: 16,
  text: 512,
  id: 128,
  delaySeconds: 7_776_000,
} as const

const name = z.string().min(1).max(limits.id)
const text = z.string().max(limits.text)

/** Text notation, or the same as JSON; read by the language, which is as strict. */
const condition = z.union([z.string(), z.record(z.string(), z.unknown())]).meta({ id: 'condition' })

const params = z.strictObject({
  requiredApprovers: z.array(name).min(1).max(limits.approvers).optional(),
  minApprovals: z.number().int().min(0).max(limits.approvers).optional(),
  delaySeconds: z.number().int().min(1).max(limits.delaySeconds).optional(),
  notifyChannels: z.array(name).min(1).max(limits.channels).optional(),
})

const rule = z.strictObject({
  id: name,
  priority: z.number().int().min(-1_000_000).max(1_000_000),
  conditions: z.array(condition).min(1).max(limits.conditions),
  conditionLogic: z.enum(['AND', 'OR']),
  action: z.strictObject({ type: z.enum(actionTypes), params: params.optional() }),
  /** Off-chain if unsaid. */
  enforcement: z.enum(levels).optional(),
  metadata: z.strictObject({ name: text.min(1), owner: text.min(1), updatedAt: z.number().int().min(0) }),
})

const token = z.strictObject({
  symbol: name,
  chain: name,
  address: name,
  decimals: z.number().int().min(0).max(77),
  name: text.optional(),
})

/** Method and window as state controllers have them; the window is read by their own reader, which is as strict. */
const counter = z.strictObject({
  method: z.enum(['sum', 'count']),
  window: z.record(z.string(), z.unknown()),
  measure: z.string().min(1).max(limits.text).optional(),
  scope: condition.optional(),
  by: z.array(z.string().min(1)).max(4).optional(),
})

export const rulebookSchema = z.strictObject({
  form: z.literal('rulebook'),
  version: z.literal('1.0'),
  name: text.optional(),
  description: text.optional(),
  combining: z.enum(combinings).optional(),
  default: z.enum(['ALLOW', 'DENY']).optional(),
  /** IANA zone of spans of time that name none. */
  timezone: z.string().min(1).max(64).optional(),
  tokens: z.array(token).max(1024).optional(),
  lists: z.record(name, z.array(z.string().min(1)).max(100_000)).optional(),
  values: z.record(name, z.string().min(1).max(limits.text)).optional(),
  counters: z.record(name, counter).optional(),
  rules: z.array(rule).min(1).max(limits.rules),
})

export type Rulebook = z.infer<typeof rulebookSchema>
export type Rule = z.infer<typeof rule>
export type Action = Rule['action']
export type TokenEntry = z.infer<typeof token>
export type CounterEntry = z.infer<typeof counter>
export type ConditionText = z.infer<typeof condition>

/** @returns JSON Schema (draft 2020-12) of the form, so that editors complete and check rulebooks. */
export function rulebookJsonSchema(): object {
  const { $defs, ...schema } = z.toJSONSchema(rulebookSchema, { target: 'draft-2020-12' })
  const written = { type: 'string', description: 'the condition as text', minLength: 1 }
  const definitions = {
    ...$defs,
    ...(expressionSchema.$defs as object),
    condition: { anyOf: [written, { $ref: '#/$defs/expression' }] },
  }
  const title = 'Portcullis rulebook'
  return { ...schema, title, description: 'Form *rulebook*, version 1.0', $defs: definitions }
}
