/**
 * The shape of a chain text: configured policies, and for each function of a target the ordered links to them. The source of
 * its validation, its types and its published JSON Schema. What a kind’s configuration means is read by the kind.
 */
import { z } from 'zod'
import { levels } from '../../enforcement.ts'
import { type KindName, kinds } from '../../kinds/kind.ts'

/** Ceilings of one text. A chain has at most 8 links, as on-chain. */
export const limits = { links: 8, functions: 256, targets: 1024, name: 40, text: 512 } as const

const outcome = z.enum(['allow', 'deny'])
/** Of policies and mappers: short enough to be part of a counter’s name. */
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,39}$/)
const text = z.string().max(limits.text)

/** The name of a parameter, or what is calculated with them; read by the mapper, which is as strict. */
const expression = z.union([z.string(), z.record(z.string(), z.unknown())])

const link = z.strictObject({
  policy: z.string().min(1).max(limits.name),
  parameters: z.array(z.string().min(1).max(128)).max(16).optional(),
  mapper: z.array(expression).max(16).optional(),
  /** Off-chain if unsaid. */
  enforcement: z.enum(levels).optional(),
})

const protectedFunction = z.strictObject({
  function: z.string().min(1).max(4096),
  links: z.array(link).max(limits.links),
})

const target = z.strictObject({
  chain: z.string().min(1).max(64),
  address: z.string().min(1).max(128),
  default: outcome,
  functions: z.array(protectedFunction).max(limits.functions),
})

const token = z.strictObject({
  symbol: z.string().min(1).max(32),
  chain: z.string().min(1).max(64),
  address: z.string().min(1).max(128),
  decimals: z.number().int().min(0).max(77),
})

const configurations = Object.values(kinds).map(({ configuration }) => configuration)
const policy = z.discriminatedUnion('kind', configurations as never)

export const chainSchema = z.strictObject({
  form: z.literal('chain'),
  version: z.literal('1.0'),
  name: text.optional(),
  description: text.optional(),
  default: outcome.optional(),
  policies: z.record(name, policy),
  targets: z.array(target).min(1).max(limits.targets),
  mappers: z.record(name, expression).optional(),
  tokens: z.array(token).max(1024).optional(),
  lists: z.record(name, z.array(z.string().min(1)).max(100_000)).optional(),
})

export type Chain = Omit<z.infer<typeof chainSchema>, 'policies'> & {
  readonly policies: Readonly<Record<string, { readonly kind: KindName }>>
}
export type Outcome = z.infer<typeof outcome>
export type TargetEntry = z.infer<typeof target>
export type FunctionEntry = z.infer<typeof protectedFunction>
export type LinkEntry = z.infer<typeof link>
export type TokenEntry = z.infer<typeof token>

/** @returns JSON Schema (draft 2020-12) of the form, so that editors complete and check chains. */
export function chainJsonSchema(): object {
  const schema = z.toJSONSchema(chainSchema, { target: 'draft-2020-12' })
  return { ...schema, title: 'Portcullis chain', description: 'Form *chain*, version 1.0' }
}
