/** A Solana instruction, read with an Anchor IDL that a policy brings. */
import type { Call } from './call.ts'
import * as Idl from './decoders/solana/idl.ts'
import { absent, type Fact, failed } from './fact.ts'
import type { Field } from './value.ts'

/**
 * @param program - The program that the instruction must be of, where the policy pins one.
 * @returns The arguments as a record with `accounts`, the accounts by name, as its last field; absent when the IDL does not know
 * the instruction; failed when its bytes are not canonical or an account stands in an unresolved lookup table.
 */
export function instructionOf(call: Call, idl: Idl.Idl, program: string | null): Fact {
  const { invocation } = call
  if (invocation === undefined || (program !== null && program !== invocation.programId)) return absent
  const read = Idl.decodeWithIdl(idl, invocation)
  if (read === null) return absent
  if (!read.canonical || read.arguments === null) return failed('not_canonical')
  const named = read.accounts.filter((account) => account.name !== null)
  if (named.some((account) => account.address === null)) return failed('unresolved_lookup')
  const accounts: readonly Field[] = named.map(({ name, address }) => ({
    name: name!,
    value: { type: 'address', family: 'solana', value: address! },
  }))
  return {
    type: 'record',
    fields: [...read.arguments.fields, { name: 'accounts', value: { type: 'record', fields: accounts } }],
  }
}
