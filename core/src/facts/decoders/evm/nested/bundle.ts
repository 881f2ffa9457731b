/** User operations in a bundle for an entry point: `handleOps`, and `handleAggregatedOps` in which contracts vouch for them. */
import * as Place from '../../abi/place.ts'
import { addressAt, bytesAt, type Frame, fieldsOf, type InnerOperation, integerAt, listAt, type Read } from './inner.ts'

const callData = 3

/** @param paymaster - Position of `paymasterAndData` in the operation’s tuple, which is not the same in every version. */
export function operations(paymaster: number): Read {
  return (frame) => operationsAt(frame, listAt(frame.values, 0).map(fieldsOf), [0], paymaster, false)
}

/** As `operations`, of a list of bundles `(operations, aggregator, signature)`. */
export function aggregated(paymaster: number): Read {
  return (frame) =>
    listAt(frame.values, 0).flatMap((bundle, i) =>
      operationsAt(frame, listAt(fieldsOf(bundle), 0).map(fieldsOf), [0, i, 0], paymaster, true),
    )
}

function operationsAt(
  { fn, data }: Frame,
  operations: readonly ReturnType<typeof fieldsOf>[],
  path: readonly number[],
  paymaster: number,
  isAggregated: boolean,
): readonly InnerOperation[] {
  return operations.map((fields, i): InnerOperation => {
    const span = Place.locate(fn.inputs, data, 4, [...path, i])
    return {
      kind: 'operation',
      account: addressAt(fields, 0),
      nonce: integerAt(fields, 1),
      initCode: bytesAt(fields, 2),
      callData: bytesAt(fields, callData),
      paymasterAndData: bytesAt(fields, paymaster),
      isAggregated,
      start: span.start,
      end: span.end,
      dataAt: Place.locate(fn.inputs, data, 4, [...path, i, callData]).start + 32,
    }
  })
}
