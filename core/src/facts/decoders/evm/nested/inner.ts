/** What a wrapper makes: calls within its own data. Places count bytes of that data, from its first. */
import type * as Hex from '../../../../codec/hex.ts'
import { InputError } from '../../../../input-error.ts'
import type { Address, Value } from '../../../value.ts'
import type { AbiFunction } from '../../abi/fragment.ts'
import * as Place from '../../abi/place.ts'

/** How an inner call runs: for the one who makes it, or as that one itself, with the code of its target. */
export type Operation = 'call' | 'delegatecall'

/** Where a call stands: all that it was read from, and the first byte of its own data. */
export type Spot = { readonly start: number; readonly end: number; readonly dataAt: number }

/** A call of a contract. `from` is who makes it; null where nobody knows that. */
export type InnerCall = Spot & {
  readonly kind: 'call'
  readonly operation: Operation
  readonly from: Address | null
  readonly to: Hex.Hex
  readonly value: bigint
  readonly data: Hex.Hex
}

/**
 * A command of a router: `data` begins with the selector of the command’s name, and then holds its input. `dataAt` counts as if
 * these four bytes stood before the input.
 */
export type InnerCommand = Spot & { readonly kind: 'command'; readonly name: string | null; readonly data: Hex.Hex }

/** A user operation in a bundle. `isAggregated`: a contract vouches for it, and not its account alone. */
export type InnerOperation = Spot & {
  readonly kind: 'operation'
  readonly account: Hex.Hex
  readonly nonce: bigint
  readonly initCode: Hex.Hex
  readonly callData: Hex.Hex
  readonly paymasterAndData: Hex.Hex
  readonly isAggregated: boolean
}

export type Inner = InnerCall | InnerCommand | InnerOperation

/** A wrapper as it was called. `self` is the account whose storage and funds its code uses; null where nobody knows it. */
export type Frame = {
  readonly fn: AbiFunction
  readonly values: readonly Value[]
  readonly data: Hex.Hex
  readonly sender: Address | null
  readonly self: Address | null
}

/** @returns The calls that a wrapper makes; null where its data are of a form that is not known. */
export type Read = (frame: Frame) => readonly Inner[] | null

/** Where in a function’s arguments `to`, `value` (null: none is sent) and `data` of a call stand. */
export type Positions = readonly [to: number, value: number | null, data: number]

/** One call whose parts are arguments; `operation` is the position of an enumeration of call and delegatecall. */
export function single([to, value, data]: Positions, operation: number | null = null): Read {
  return ({ fn, values, data: whole, self }) => {
    const span = Place.locate(fn.inputs, whole, 4, [data])
    const made = {
      operation: operation === null ? 'call' : operationOf(integerAt(values, operation), 4 + 32 * operation),
      to: addressAt(values, to),
      value: value === null ? 0n : integerAt(values, value),
      data: bytesAt(values, data),
    } as const
    return [{ kind: 'call', from: self, ...made, ...spotOf(span, span.start + 32) }]
  }
}

/** A list of calls, each a tuple, at the position `list`. */
export function tuples(list: number, [to, value, data]: Positions): Read {
  return ({ fn, values, data: whole, self }) =>
    listAt(values, list).map((item, i): InnerCall => {
      const fields = fieldsOf(item)
      const span = Place.locate(fn.inputs, whole, 4, [list, i])
      const content = Place.locate(fn.inputs, whole, 4, [list, i, data])
      return {
        kind: 'call',
        operation: 'call',
        from: self,
        to: addressAt(fields, to),
        value: value === null ? 0n : integerAt(fields, value),
        data: bytesAt(fields, data),
        ...spotOf(span, content.start + 32),
      }
    })
}

/** Lists side by side, of as many items each. Where there are no values at all, none is sent. */
export function columns([to, value, data]: Positions): Read {
  return ({ fn, values, data: whole, self }) => {
    const targets = listAt(values, to)
    const contents = listAt(values, data)
    const amounts = value === null ? [] : listAt(values, value)
    if (targets.length !== contents.length || (amounts.length > 0 && amounts.length !== targets.length))
      throw malformed(4, 'lists of as many items each')
    return targets.map((_, i): InnerCall => {
      const span = Place.locate(fn.inputs, whole, 4, [data, i])
      return {
        kind: 'call',
        operation: 'call',
        from: self,
        to: addressAt(targets, i),
        value: amounts.length === 0 ? 0n : integerAt(amounts, i),
        data: bytesAt(contents, i),
        ...spotOf(span, span.start + 32),
      }
    })
  }
}

/** Call data for the wrapper itself, each item as if its caller had called it so. Whatever value came along is seen by all. */
export function own(list: number): Read {
  return ({ fn, values, data: whole, sender, self }) => {
    if (self === null) return null
    return listAt(values, list).map((item, i): InnerCall => {
      const span = Place.locate(fn.inputs, whole, 4, [list, i])
      const data = bytesAt([item], 0)
      const to = self.value as Hex.Hex
      return { kind: 'call', operation: 'call', from: sender, to, value: 0n, data, ...spotOf(span, span.start + 32) }
    })
  }
}

/** @throws InputError `nested_malformed` for any other number than those of call and delegatecall. */
export function operationOf(number: bigint, at: number): Operation {
  if (number === 0n) return 'call'
  if (number === 1n) return 'delegatecall'
  throw malformed(at, 'the operation 0 (call) or 1 (delegatecall)')
}

/** @returns The refusal of a wrapper whose data no contract would follow; `at` counts bytes of that data. */
export function malformed(at: number, expected: string): InputError {
  return new InputError('nested_malformed', { at }, expected)
}

export function spotOf({ start, end }: Place.Span, dataAt: number): Spot {
  return { start, end, dataAt }
}

// INVARIANT: the arguments were read by the function's own types, so that each value is of the type its position has.
export function addressAt(values: readonly Value[], position: number): Hex.Hex {
  return (values[position] as Address).value as Hex.Hex
}

export function integerAt(values: readonly Value[], position: number): bigint {
  return (values[position] as Extract<Value, { type: 'integer' }>).value
}

export function bytesAt(values: readonly Value[], position: number): Hex.Hex {
  return (values[position] as Extract<Value, { type: 'bytes' }>).value
}

export function listAt(values: readonly Value[], position: number): readonly Value[] {
  return (values[position] as Extract<Value, { type: 'list' }>).items
}

export function fieldsOf(value: Value): readonly Value[] {
  return (value as Extract<Value, { type: 'record' }>).fields.map((field) => field.value)
}
