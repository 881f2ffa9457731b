/** What a user operation amounts to: facts of the request, the calls that it makes, and what is wrong within them. */
import type { Call, Objection } from '../../call.ts'
import type { Contracts } from '../../contract.ts'
import type { Fact } from '../../fact.ts'
import { authorityOf, authorizationCall } from './call.ts'
import * as Nesting from './nesting.ts'
import type { UserOperation } from './user-operation.ts'
import { maxFeeOf } from './user-operation.ts'
import { hashOf } from './user-operation-hash.ts'

export type Content = {
  readonly facts: Record<string, Fact>
  readonly calls: readonly Call[]
  readonly objections: readonly Objection[]
}

/** @returns The content. Ranges within the call data count from its first byte. */
export function contentOf(operation: UserOperation, contracts: Contracts): Content {
  const { chainId, authorization } = operation
  const nesting = Nesting.begin(chainId, contracts)
  const size = operation.callData.length / 2 - 1
  const call = Nesting.operationCall(operation, { start: 0, end: size, dataAt: 0 }, nesting)
  const facts: Record<string, Fact> = {
    chainType: { type: 'text', value: 'ethereum' },
    chain: { type: 'text', value: `eip155:${chainId}` },
  }
  const [digest, maxFee] = [hashOf(operation), maxFeeOf(operation)]
  if (digest !== null) facts['digest'] = { type: 'bytes', value: digest }
  if (maxFee !== null) facts['transaction.maxFee'] = { type: 'integer', value: maxFee }
  if (authorization === null) return { facts, calls: [call], objections: nesting.objections }
  const granted = authorizationCall(authorization, nesting.next, 0, 0, authorityOf(authorization))
  return { facts, calls: [{ ...call, judged: true, calls: [...call.calls, granted] }], objections: nesting.objections }
}
