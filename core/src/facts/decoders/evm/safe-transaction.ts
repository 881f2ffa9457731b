/** A Safe transaction that an owner signs as typed data: the call that it is, by the same rules as in call data. */
import { InputError } from '../../../input-error.ts'
import type { Call, Objection } from '../../call.ts'
import type { Contracts } from '../../contract.ts'
import type { Address, Structure } from '../../value.ts'
import { addressAt, bytesAt, integerAt, operationOf } from './nested/inner.ts'
import * as Nesting from './nesting.ts'

/** Of Safe 1.0 and later. Older ones signed other types, and nobody should sign these. */
const encodeType =
  'SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,' +
  'address gasToken,address refundReceiver,uint256 nonce)'

/** What stands in the message. Places count the bytes of its data. */
export type Content = { readonly calls: readonly Call[]; readonly objections: readonly Objection[] }

const nothing: Content = { calls: [], objections: [] }

/**
 * @param safe - The verifying contract, which makes the call.
 * @param first - Index of the first call in the tree of the request.
 * @returns The call with those within it; nothing where the message is no Safe transaction.
 */
export function contentOf(
  typedData: { readonly encodeType: string; readonly message: Structure },
  safe: Address | null,
  chainId: bigint | null,
  contracts: Contracts,
  first: number,
): Content {
  if (typedData.encodeType !== encodeType || safe === null) return nothing
  const values = typedData.message.fields.map(({ value }) => value)
  const nesting = { ...Nesting.begin(chainId, contracts), next: first }
  try {
    const call = {
      operation: operationOf(integerAt(values, 3), 0),
      from: safe,
      to: addressAt(values, 0),
      value: integerAt(values, 1),
      data: bytesAt(values, 2),
    }
    const spot = { start: 0, end: call.data.length / 2 - 1, dataAt: 0 }
    const calls = [Nesting.callOf(Nesting.actionOf(call, chainId), spot, nesting, 1)]
    return { calls, objections: nesting.objections }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { calls: [], objections: [{ code: error.code, expected: error.expected }] }
  }
}
