/** Calls that stand packed, one behind the other without padding: MultiSend, and the single executions of ERC-7579. */
import type * as Hex from '../../../../codec/hex.ts'
import * as Place from '../../abi/place.ts'
import { type Frame, type InnerCall, malformed, operationOf, type Read } from './inner.ts'

// operation (1 byte), to (20), value (32), length of the data (32).
const at = { to: 1, value: 21, length: 53, data: 85 } as const
const addressBytes = 20
const wordBytes = 32

/** @returns Reads `multiSend(bytes transactions)`: any number of records, the last one ending where the bytes do. */
export const multiSend: Read = (frame) => {
  const { start, end } = Place.contentOf(frame.data, Place.locate(frame.fn.inputs, frame.data, 4, [0]))
  const calls: InnerCall[] = []
  for (let next = start; next < end; next = calls.at(-1)!.end) calls.push(recordAt(frame, next, end))
  return calls
}

function recordAt({ data, self }: Frame, start: number, end: number): InnerCall {
  if (start + at.data > end) throw malformed(start, `${at.data} bytes: operation, target, value and length`)
  const dataAt = start + at.data
  const length = numberIn(data, start + at.length, wordBytes)
  if (length > BigInt(end - dataAt)) throw malformed(start + at.length, `a length of at most ${end - dataAt}`)
  const dataEnd = dataAt + Number(length)
  return {
    kind: 'call',
    operation: operationOf(numberIn(data, start, 1), start),
    from: self,
    to: slice(data, start + at.to, start + at.value),
    value: numberIn(data, start + at.value, wordBytes),
    data: slice(data, dataAt, dataEnd),
    start,
    end: dataEnd,
    dataAt,
  }
}

/** @returns The call in an ERC-7579 single execution at `span`: target, value, and then the data up to the end. */
export function execution({ data, self }: Frame, { start, end }: Place.Span): InnerCall {
  const dataAt = start + addressBytes + wordBytes
  if (dataAt > end) throw malformed(start, 'a target of 20 bytes and a value of 32')
  const to = slice(data, start, start + addressBytes)
  const value = numberIn(data, start + addressBytes, wordBytes)
  return { kind: 'call', operation: 'call', from: self, to, value, data: slice(data, dataAt, end), start, end, dataAt }
}

/** @returns The delegatecall in an ERC-7579 execution at `span`: target, and then the data up to the end. */
export function delegation({ data, self }: Frame, { start, end }: Place.Span): InnerCall {
  const dataAt = start + addressBytes
  if (dataAt > end) throw malformed(start, 'a target of 20 bytes')
  const to = slice(data, start, dataAt)
  const content = slice(data, dataAt, end)
  return { kind: 'call', operation: 'delegatecall', from: self, to, value: 0n, data: content, start, end, dataAt }
}

/** @returns The argument at `position`, which is `bytes`, as a place. */
export function contentAt({ fn, data }: Frame, position: number): Place.Span {
  return Place.contentOf(data, Place.locate(fn.inputs, data, 4, [position]))
}

function slice(data: Hex.Hex, start: number, end: number): Hex.Hex {
  return `0x${data.slice(2 + 2 * start, 2 + 2 * end)}`
}

function numberIn(data: Hex.Hex, start: number, size: number): bigint {
  return BigInt(slice(data, start, start + size))
}
