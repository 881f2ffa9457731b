/**
 * The shape of a policy document, version "1.0": the source of its validation, its types and its published JSON Schema.
 * What a shape cannot say (types of attributes, conflicts between rules) is checked when the document is compiled.
 */
import { z } from 'zod'

export const transactionTypes = [
  'eip712',
  'eip191',
  'erc20',
  'erc721',
  'nativeTransfer',
  'solanaTransaction',
  'offchainOperation',
] as const
export type TransactionType = (typeof transactionTypes)[number]

export const chainTypes = ['off', 'ethereum', 'solana'] as const
export type ChainType = (typeof chainTypes)[number]

/** Ceilings of one document. Lengths of text are in Unicode code points. */
export const limits = {
  description: 512,
  rules: 16_384,
  issuers: 64,
  /** Conditions of one rule, members of groups included. */
  conditions: 64,
  listItems: 1024,
  attribute: 128,
  text: 8192,
  groupDepth: 4,
  issuerId: 256,
} as const

/** JSON Schema counts lengths in code points too. */
const codePoints = (max: number) =>
  z
    .string()
    .refine((text) => [...text].length <= max, { error: 'too_long', params: { code: 'too_long', max } })
    .meta({ maxLength: max })

const scalar = z.union([z.string(), z.number(), z.boolean()])

const issuer = z.strictObject({
  type: z.enum(['UserId', 'SessionId', 'SessionKeyId', '*']),
  id: z.string().min(1).max(limits.issuerId),
})

/** ABI function fragment or Anchor IDL; read by its own decoder, which is as strict. */
const abi = z.record(z.string(), z.unknown())

const state = z.strictObject({
  id: z.string().min(1).max(128),
  exclude_current: z.boolean().optional(),
})

const condition = z.strictObject({
  transaction_type: z.enum(transactionTypes),
  transaction_attr: z.string().min(1).max(limits.attribute),
  operator: z.enum(['eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in', 'all']),
  value: z.union([scalar, z.array(scalar).min(1).max(limits.listItems)]),
  abi: abi.optional(),
  state: state.optional(),
})

const group = z.strictObject({
  logic: z.enum(['and', 'or']).optional(),
  abi: abi.optional(),
  get group() {
    return z.array(node).min(1).max(limits.conditions)
  },
})

const node: z.ZodType<Condition | Group> = z.union([condition, group])

const rule = z.strictObject({
  description: codePoints(limits.description).optional(),
  issuer: z.array(issuer).min(1).max(limits.issuers),
  issuer_logic: z.enum(['any', 'all']).optional(),
  action: z.enum(['allow', 'deny']),
  logic: z.enum(['or', 'and']).optional(),
  chain_type: z.enum(chainTypes),
  conditions: z.array(node).min(1).max(limits.conditions),
})

export const documentSchema = z.strictObject({
  version: z.literal('1.0'),
  description: codePoints(limits.description).optional(),
  rules: z.array(rule).min(1).max(limits.rules),
})

export type Scalar = z.infer<typeof scalar>
export type Issuer = z.infer<typeof issuer>
export type Condition = z.infer<typeof condition>
export type Group = {
  logic?: 'and' | 'or' | undefined
  abi?: Record<string, unknown> | undefined
  group: readonly (Condition | Group)[]
}
export type Node = Condition | Group
export type Rule = z.infer<typeof rule>
export type Document = z.infer<typeof documentSchema>

/** @returns Whether the node is a group: it has the key `group`. */
export function isGroup(value: Node): value is Group {
  return Object.hasOwn(value, 'group')
}

/** @returns JSON Schema (draft 2020-12) of the form, so that editors complete and check documents. */
export function documentJsonSchema(): object {
  const schema = z.toJSONSchema(documentSchema, { target: 'draft-2020-12' })
  return { ...schema, title: 'Portcullis policy document', description: 'Form *document*, version 1.0' }
}
