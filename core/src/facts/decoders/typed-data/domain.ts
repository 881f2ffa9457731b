/**
 * The domain of an EIP-712 payload. Its type is part of what is signed, and libraries differ in what they make of a type that
 * is not the standard's; so only the standard's five members, of its types and in its order, are read.
 */
import { InputError } from '../../../input-error.ts'
import { scalar } from '../abi/type.ts'
import type { Member, Schema } from './schema.ts'

/** The name of the domain's type. */
export const typeName = 'EIP712Domain'

const standard: readonly Member[] = [
  standardMember('name', 'string'),
  standardMember('version', 'string'),
  standardMember('chainId', 'uint256'),
  standardMember('verifyingContract', 'address'),
  standardMember('salt', 'bytes32'),
]

/**
 * The type of the domain: the one given, or else the members that `domain` has, in the standard's order, as wallets do.
 *
 * @throws InputError `typed_data_domain` for any other member, type or order.
 */
export function members(schema: Schema, domain: object): readonly Member[] {
  const unknown = Object.keys(domain).find((key) => !standard.some((member) => member.name === key))
  if (unknown !== undefined) throw wrong(`domain.${unknown}`)
  const given = schema.get(typeName)
  return given ? checked(given) : standard.filter((member) => Object.hasOwn(domain, member.name))
}

function checked(given: readonly Member[]): readonly Member[] {
  let from = 0
  for (const [index, member] of given.entries()) {
    const position = standard.findIndex((each) => each.name === member.name && each.text === member.text)
    if (position < from) throw wrong(`types.${typeName}[${index}]`)
    from = position + 1
  }
  return given
}

function standardMember(name: string, text: string): Member {
  return { name, text, type: { kind: 'scalar', scalar: scalar(text)! } }
}

function wrong(path: string): InputError {
  const expected = standard.map((member) => `${member.text} ${member.name}`).join(', ')
  return new InputError('typed_data_domain', { path }, `some of ${expected}, in this order`)
}
