/** The arguments of a call, read with an ABI that a policy brings. */
import type { Call } from './call.ts'
import * as Arguments from './decoders/abi/arguments.ts'
import type { AbiFunction } from './decoders/abi/fragment.ts'
import { absent, type Fact, failed } from './fact.ts'

/** @returns The arguments as a record; absent when the call is of another function; failed when they are not canonical. */
export function argumentsOf(call: Call, abi: AbiFunction): Fact {
  const data = call.facts['call.data']
  if (data === undefined || data.type !== 'bytes' || !data.value.startsWith(abi.selector)) return absent
  const read = Arguments.decode(abi, data.value, 4)
  return read.canonical ? read.values : failed('not_canonical')
}
