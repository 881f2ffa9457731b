/** The kind credential: every address has the credentials that are required of it, such as a completed identity check. */
import { z } from 'zod'
import { InputError } from '../../input-error.ts'
import { and, type Condition, type Operand, or } from '../condition.ts'
import * as Configuration from './configuration.ts'
import type { Kind } from './kind.ts'
import { compare, integer, not, now, type Parameter, reject } from './link.ts'

type Requirement = {
  readonly types: readonly string[]
  readonly minValidations?: number | undefined
  readonly invert?: boolean | undefined
}
type Shape = {
  readonly requirements: readonly Requirement[]
  readonly sources?: Readonly<Record<string, readonly string[]>> | undefined
}

const name = z.string().min(1).max(64)

/**
 * Ceilings of one policy. A requirement of some out of many validations, which are types times their sources, is met in as many
 * ways as there are choices of them: one for all of them, few for any of them.
 */
const limits = { requirements: 8, types: 32, sources: 8, choices: 256 } as const

/**
 * What is known of a credential is the fact `credential.<type>(<account>)`, or `credential.<type>@<source>(<account>)` of each
 * source: the second since 1970 at which it expires, 0 for never; absent where the account has none, or no identity.
 */
export const credential: Kind<Shape> = {
  configuration: z.strictObject({
    kind: z.literal('credential'),
    requirements: z
      .array(
        z.strictObject({
          types: z.array(name).min(1).max(limits.types),
          minValidations: Configuration.count.optional(),
          invert: z.boolean().optional(),
        }),
      )
      .max(limits.requirements),
    sources: z.record(name, z.array(name).min(1).max(limits.sources)).optional(),
  }),
  takes: 'addresses',
  meaning:
    'Rejects unless every address meets every requirement: at least `minValidations` (1 if unsaid) of its `types`, from any of ' +
    'their `sources`, valid; with `invert`, not valid. Without requirements everybody passes.',
  configure: ({ requirements, sources = {} }) => {
    const counted = requirements.map((requirement, i) => {
      const facts = requirement.types.flatMap((type) => factsOf(type, sources))
      const least = requirement.minValidations ?? 1
      if (least < 1 || least > facts.length)
        throw new InputError('out_of_range', { path: `requirements[${i}]` }, `1 to ${facts.length}`, `${least}`)
      if (choicesOf(least, facts.length) > limits.choices)
        throw new InputError('too_many', { path: `requirements[${i}]` }, `at most ${limits.choices} ways to meet it`)
      if (new Set(facts).size < facts.length)
        throw new InputError('duplicate_item', { path: `requirements[${i}]` }, 'each type and source once')
      return { facts, least, invert: requirement.invert === true }
    })
    return ({ parameters }) =>
      counted.length === 0
        ? []
        : [
            reject(
              'account identity validation failed',
              not(and(...parameters.flatMap((one) => counted.map((required) => meets(one, required))))),
            ),
          ]
  },
}

type Counted = { readonly facts: readonly string[]; readonly least: number; readonly invert: boolean }

function factsOf(type: string, sources: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const from = Object.hasOwn(sources, type) ? sources[type]! : []
  return from.length === 0 ? [`credential.${type}`] : from.map((source) => `credential.${type}@${source}`)
}

/** Of a list every item must meet the requirement; an empty one does not. */
function meets({ operand, each }: Parameter, required: Counted): Condition {
  return each ? { kind: 'every', over: operand, holds: enough({ kind: 'item' }, required) } : enough(operand, required)
}

function enough(account: Operand, { facts, least, invert }: Counted): Condition {
  const valid = facts.map((fact) => validation({ kind: 'about', name: fact, argument: account }))
  return atLeast(least, invert ? valid.map(not) : valid)
}

/** It expires at equality. */
function validation(expiresAt: Operand): Condition {
  const lasting = or(compare(expiresAt, 'eq', integer(0n)), compare(expiresAt, 'gt', now))
  return and({ kind: 'exists', operand: expiresAt }, lasting)
}

/** True when `least` of the conditions hold, whichever: one conjunction for each choice. */
function atLeast(least: number, conditions: readonly Condition[]): Condition {
  return or(...choices(least, conditions).map((choice) => and(...choice)))
}

/** How many choices there are: `total` over `least`, at most a little more than the ceiling. */
function choicesOf(least: number, total: number): number {
  const few = Math.min(least, total - least)
  let count = 1
  for (let i = 1; i <= few && count <= limits.choices; i++) count = (count * (total - few + i)) / i
  return count
}

function choices<T>(count: number, items: readonly T[]): readonly (readonly T[])[] {
  if (count === 0) return [[]]
  if (count > items.length) return []
  return items.flatMap((item, i) => choices(count - 1, items.slice(i + 1)).map((rest) => [item, ...rest]))
}
