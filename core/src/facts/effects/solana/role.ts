/** Whom the program of an instruction may act for, and what it may change, whatever it is. */
import type { Call } from '../../call.ts'
import { absent, type Fact, failed } from '../../fact.ts'
import type { Address } from '../../value.ts'

type Account = NonNullable<Call['instruction']>['accounts'][number]

/** @returns The accounts of the instruction that sign. */
export function signersOf(call: Call): Fact {
  return accountsOf(call, ({ signer }) => signer)
}

/** @returns The accounts of the instruction that it may change; failed where one stands in a lookup table that nobody read. */
export function writableOf(call: Call): Fact {
  return accountsOf(call, ({ writable }) => writable)
}

function accountsOf({ instruction }: Call, has: (account: Account) => boolean): Fact {
  if (instruction === undefined) return absent
  const found = instruction.accounts.filter(has)
  if (found.some(({ address }) => address === null)) return failed('unresolved_lookup')
  const items = [...new Set(found.map(({ address }) => address!))]
  return { type: 'list', items: items.map((value): Address => ({ type: 'address', family: 'solana', value })) }
}
