/** Kinds that ask who calls: authorized senders, owners, and holders of a role. */
import { z } from 'zod'
import { parseSignature } from '../../facts/decoders/abi/fragment.ts'
import { InputError } from '../../input-error.ts'
import { always, constant, or } from '../condition.ts'
import * as Configuration from './configuration.ts'
import type { Kind } from './kind.ts'
import { compare, not, reject, sender } from './link.ts'

/** Rejects every sender that is not listed. */
export const onlyAuthorizedSender: Kind<{ readonly senders: string | readonly string[] }> = {
  configuration: z.strictObject({ kind: z.literal('only-authorized-sender'), senders: Configuration.addresses }),
  takes: 'anything',
  meaning: 'Rejects every sender that is not listed.',
  configure: ({ senders }, lists) => {
    const list = Configuration.readAddresses(senders, lists, 'senders')
    return () => [reject('sender is not authorized', not(compare(sender, 'in', list)))]
  },
}

/** Rejects everybody but the owner of the policy. */
export const onlyOwner: Kind<{ readonly owner: string }> = {
  configuration: z.strictObject({ kind: z.literal('only-owner'), owner: Configuration.address }),
  takes: 'nothing',
  meaning: 'Rejects every sender but the owner of the policy.',
  configure: ({ owner }) => {
    const address = constant(Configuration.readAddress(owner, 'owner'))
    return () => [reject('caller is not the policy owner', compare(sender, 'neq', address))]
  },
}

/** The owner of the target is a fact of its chain: `owner(<target>)`. */
export const onlySubjectOwner: Kind<object> = {
  configuration: z.strictObject({ kind: z.literal('only-subject-owner') }),
  takes: 'anything',
  meaning: 'Rejects every sender but the owner of the target, which `owner(target)` knows.',
  configure: () => (link) => {
    const owner = { kind: 'about', name: 'owner', argument: constant(link.target) } as const
    return [
      reject('subject contract is not Ownable', not({ kind: 'exists', operand: owner })),
      reject('caller is not the subject owner', compare(sender, 'neq', owner)),
    ]
  },
}

type Roles = {
  readonly roles: Readonly<Record<string, string | readonly string[]>>
  readonly operations: Readonly<Record<string, readonly string[]>>
}

const role = z.string().min(1).max(Configuration.limits.text)

/** An operation without a role is nobody’s. */
export const roleBased: Kind<Roles> = {
  configuration: z.strictObject({
    kind: z.literal('role-based'),
    roles: z.record(role, Configuration.addresses),
    operations: z.record(z.string().min(1).max(1024), z.array(role).max(64)),
  }),
  takes: 'nothing',
  meaning: 'Rejects every sender that holds none of the roles of the function; a function without roles rejects all.',
  configure: ({ roles, operations }, lists) => {
    const holders = new Map(
      Object.entries(roles).map(([name, given]) => [name, Configuration.readAddresses(given, lists, `roles.${name}`)]),
    )
    const bySelector = new Map(
      Object.entries(operations).map(([signature, names]) => {
        const members = names.map((name) => {
          const found = holders.get(name)
          if (found !== undefined) return found
          const expected = `one of ${[...holders.keys()].join(', ')}`
          throw new InputError('unknown_name', { path: `operations.${signature}` }, expected, name)
        })
        return [parseSignature(signature).selector, members]
      }),
    )
    return ({ selector }) => {
      const members = bySelector.get(selector) ?? []
      const reason = 'caller lacks required role for operation'
      if (members.length === 0) return [reject(reason, always)]
      return [reject(reason, not(or(...members.map((list) => compare(sender, 'in', list)))))]
    }
  },
}
