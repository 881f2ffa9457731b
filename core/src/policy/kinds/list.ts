/** Kinds that ask whether addresses are on a list: allow, bypass and reject. */
import { z } from 'zod'
import { and, type Condition, type Operand, or } from '../condition.ts'
import * as Configuration from './configuration.ts'
import type { Kind } from './kind.ts'
import { compare, type Link, not, type Parameter, reject } from './link.ts'

type Shape = { readonly kind: string; readonly addresses: string | readonly string[] }

const shape = { addresses: Configuration.addresses }

/** Rejects unless every address is listed; an empty list rejects all. */
export const allow: Kind<Shape> = {
  configuration: z.strictObject({ kind: z.literal('allow'), ...shape }),
  takes: 'addresses',
  meaning: 'Rejects unless every address is listed.',
  configure: ({ addresses }, lists) => {
    const list = Configuration.readAddresses(addresses, lists, 'addresses')
    return (link) => [reject('address is not on allow list', not(all(link, list)))]
  },
}

/** The only kind that allows: nothing that follows in the chain is asked then. */
export const bypass: Kind<Shape> = {
  configuration: z.strictObject({ kind: z.literal('bypass'), ...shape }),
  takes: 'addresses',
  meaning: 'Allows, and ends the chain, when every address is listed.',
  configure: ({ addresses }, lists) => {
    const list = Configuration.readAddresses(addresses, lists, 'addresses')
    return (link) => [{ verdict: 'allow', when: all(link, list), reason: 'every address is on bypass list' }]
  },
}

/** Rejects when any address is listed. */
export const rejects: Kind<Shape> = {
  configuration: z.strictObject({ kind: z.literal('reject'), ...shape }),
  takes: 'addresses',
  meaning: 'Rejects when any address is listed.',
  configure: ({ addresses }, lists) => {
    const list = Configuration.readAddresses(addresses, lists, 'addresses')
    return ({ parameters }) => [reject('address is on reject list', or(...parameters.map((one) => some(one, list))))]
  },
}

function all({ parameters }: Link, list: Operand): Condition {
  return and(...parameters.map((one) => compare(one.operand, one.each ? 'all' : 'in', list)))
}

function some({ operand }: Parameter, list: Operand): Condition {
  return compare(operand, 'in', list)
}
