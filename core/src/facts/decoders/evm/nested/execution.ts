/**
 * `execute(bytes32 mode, bytes executionCalldata)` of modular accounts (ERC-7579) and of minimal batch executors (ERC-7821).
 * The mode says how the rest is to be read: a byte for the sort of call, one for what follows a failure, a selector.
 */
import type * as Hex from '../../../../codec/hex.ts'
import * as Arguments from '../../abi/arguments.ts'
import * as Fragment from '../../abi/fragment.ts'
import * as Place from '../../abi/place.ts'
import {
  addressAt,
  bytesAt,
  type Frame,
  fieldsOf,
  type Inner,
  type InnerCall,
  integerAt,
  listAt,
  malformed,
  type Read,
} from './inner.ts'
import { contentAt, delegation, execution } from './packed.ts'

type Reader = (frame: Frame, span: Place.Span) => readonly Inner[]

const executions = Fragment.parseSignature('batch((address target, uint256 value, bytes callData)[] executions)').inputs
const withOpData = Fragment.parseSignature(
  'batch((address to, uint256 value, bytes data)[] calls, bytes opData)',
).inputs

const noSelector = '00000000'
/** ERC-7821: calls with data for the account behind them, or without. */
const optionalData = '78210001'
const zeroAddress = `0x${'0'.repeat(40)}`

/** By sort of call and selector of the mode. What is not here is not understood. */
const modes: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [`00${noSelector}`, (frame, span) => [execution(frame, span)]],
  [`01${noSelector}`, (frame, span) => batch(frame, span, executions)],
  [`01${optionalData}`, (frame, span) => batch7821(frame, span)],
  [`ff${noSelector}`, (frame, span) => [delegation(frame, span)]],
])

/** @returns Reads the execution by its mode; null where the mode is not known. */
export const execute: Read = (frame) => {
  const mode = bytesAt(frame.values, 0).slice(2)
  const [kind, failure, unused] = [mode.slice(0, 2), mode.slice(2, 4), mode.slice(4, 12)]
  if ((failure !== '00' && failure !== '01') || unused !== noSelector) return null
  const read = modes.get(kind + mode.slice(12, 20))
  // What stands behind the selector is for an account of a sort that nobody knows.
  if (read === undefined || !/^0*$/.test(mode.slice(20))) return null
  return read(frame, contentAt(frame, 1))
}

/** An execution that names nobody is for the account itself. */
function batch7821(frame: Frame, span: Place.Span): readonly InnerCall[] {
  const content = sliceOf(frame, span)
  const plain = Arguments.decode(executions, content, 0).canonical
  const calls = batch(frame, span, plain ? executions : withOpData)
  return calls.map((call) =>
    call.to === zeroAddress && frame.self !== null ? { ...call, to: frame.self.value as Hex.Hex } : call,
  )
}

function batch(frame: Frame, { start, end }: Place.Span, inputs: Fragment.AbiFunction['inputs']): readonly InnerCall[] {
  const content = sliceOf(frame, { start, end })
  const read = Arguments.decode(inputs, content, 0)
  if (!read.canonical) throw malformed(start + read.problem.at, `executions as the standard encodes them`)
  return listAt(
    read.values.fields.map(({ value }) => value),
    0,
  ).map((item, i): InnerCall => {
    const fields = fieldsOf(item)
    const span = Place.locate(inputs, content, 0, [0, i])
    const dataAt = Place.locate(inputs, content, 0, [0, i, 2]).start + 32
    return {
      kind: 'call',
      operation: 'call',
      from: frame.self,
      to: addressAt(fields, 0),
      value: integerAt(fields, 1),
      data: bytesAt(fields, 2),
      start: start + span.start,
      end: start + span.end,
      dataAt: start + dataAt,
    }
  })
}

function sliceOf({ data }: Frame, { start, end }: Place.Span): Hex.Hex {
  return `0x${data.slice(2 + 2 * start, 2 + 2 * end)}`
}
