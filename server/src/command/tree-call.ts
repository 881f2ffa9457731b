/** An EVM call, byte by byte: selector, each argument where it stands, the calls that stand in it, and what nobody knows. */
import type { Call, CallReading, Hex, Value } from '@portcullis/core'
import { bytesText, countText, filled, note, type Part, remarked, span, valueParts, valueText } from './tree-part.ts'

/** What to say beside the argument at a position, such as an amount in units of its token; empty for nothing. */
export type Remark = (index: number) => string
/** What to say of a call: in one line what it does, its value in units, and beside each of its arguments. */
export type Telling = (call: Call) => { readonly deed: string; readonly value: string; readonly remark: Remark }

type Parameter = CallReading['fn']['inputs'][number]
/** The values of a reading that has some. `at` is where the data begins in the payload, `size` how many bytes it has. */
type Frame = { readonly at: number; readonly size: number; readonly remark: Remark; readonly inner: readonly Part[] }

const wordBytes = 32
const selectorBytes = 4

/** @returns The parts of the call’s data. The calls that stand in it are parts of the arguments that hold them. */
export function dataParts(call: Call, tell: Telling): readonly Part[] {
  const { facts, dataAt: at = 0, reading, kind } = call
  const data = facts['call.data']?.type === 'bytes' ? facts['call.data'].value : '0x'
  const size = data.length / 2 - 1
  if (size === 0) return []
  if (size < selectorBytes) return [span(at, at + size, 'opaque', `${data} (too short for a selector)`)]
  const name = `${data.slice(0, 10)} ${reading?.fn.signature ?? 'unknown function'}`
  // The name of a command stands in no byte of its input.
  const selector = kind === 'command' ? note('command', name) : span(at, at + selectorBytes, 'selector', name)
  if (reading === undefined) {
    const rest = opaque(data, selectorBytes, at, 'rest')
    if (kind === 'command') return [selector, ...rest]
    return [span(at, at + size, 'opaque', countText(size, 'byte'), [selector, ...rest])]
  }
  if (reading.arguments.values === null) return [selector, ...opaque(data, selectorBytes, at, 'unreadable')]
  const inner = call.calls.map((one) => nestedPart(one, tell))
  return [selector, ...argumentParts(reading, data, { at, size, remark: tell(call).remark, inner })]
}

/** @returns A call that stands in another one, over all the bytes that it was read from. */
export function nestedPart(call: Call, tell: Telling): Part {
  const { start, end, index, kind, judged, facts } = call
  const { deed, value } = tell(call)
  const notes = [
    ...(judged ? [] : [note('judged', 'only what stands in it')]),
    ...(facts['sender']?.type === 'address' ? [note('from', facts['sender'].value)] : []),
    ...(facts['target']?.type === 'address' ? [note('to', facts['target'].value)] : []),
    ...(value === '0' || kind === 'command' || kind === 'userOperation' ? [] : [note('value', value)]),
  ]
  const within = kind === 'userOperation' ? operationParts(call, tell) : dataParts(call, tell)
  const isBare = start < end && within.every((part) => part.start === null)
  const content = isBare ? [...within, span(start, end, 'head', countText(end - start, 'byte'))] : within
  const title = `#${index} ${kindNames[kind] ?? kind}`
  // Without data of its own, a call that stands in no bytes of the payload takes up none.
  if (start === end) return note(title, deed, [...notes, ...content])
  return span(start, end, title, deed, [...notes, ...filled(start, end, content, 'head')])
}

/** In a bundle the fields of an operation stand around the data that its account executes. */
function operationParts(call: Call, tell: Telling): readonly Part[] {
  const { facts, dataAt = 0, calls } = call
  const others = (['factory', 'paymaster'] as const).flatMap((name) => {
    const who = facts[`userOperation.${name}`]
    return who?.type === 'address' ? [note(name, who.value)] : []
  })
  if (calls.length > 0) return [...others, ...calls.map((one) => nestedPart(one, tell))]
  const data = facts['call.data']?.type === 'bytes' ? facts['call.data'].value : '0x'
  const size = data.length / 2 - 1
  return size === 0 ? others : [...others, span(dataAt, dataAt + size, 'callData', bytesText(data))]
}

/** Kinds of calls as people call them, where their names say less. */
const kindNames: Readonly<Partial<Record<Call['kind'], string>>> = {
  contractCall: 'call',
  delegateCall: 'delegatecall',
  userOperation: 'user operation',
}

function argumentParts({ fn, arguments: read }: CallReading, data: Hex.Hex, frame: Frame): readonly Part[] {
  const { at, size } = frame
  const values = read.values!.fields.map(({ value }) => value)
  const end = size - (read.canonical ? 0 : read.trailingBytes)
  const ordered = read.canonical || read.problem.code === 'abi_trailing'
  const heads = headParts(fn.inputs, values, frame, ordered)
  const tailsAt = selectorBytes + wordBytes * fn.inputs.reduce((words, { type }) => words + type.words, 0)
  const tails = ordered
    ? tailParts(fn.inputs, values, data, frame, end)
    : opaque(data, tailsAt, at, 'not in order', end)
  return [...heads, ...tails, ...opaque(data, end, at, 'trailing')]
}

/** In the head a static argument stands itself, a dynamic one with its offset. Where tails are not in order it is shown here. */
function headParts(
  inputs: readonly Parameter[],
  values: readonly Value[],
  frame: Frame,
  ordered: boolean,
): readonly Part[] {
  let head = frame.at + selectorBytes
  return inputs.map(({ name, type }, i) => {
    const start = head
    head += type.words * wordBytes
    const title = titleOf(name, i)
    if (!type.dynamic || !ordered) return argumentPart(start, head, title, values[i]!, frame, i)
    return span(start, head, title, `${type.text}, further on`)
  })
}

/** INVARIANT: tails stand one behind the other in the order of the arguments, as the strict reader demands. */
function tailParts(
  inputs: readonly Parameter[],
  values: readonly Value[],
  data: Hex.Hex,
  frame: Frame,
  end: number,
): readonly Part[] {
  const starts = headStarts(inputs).map((head) => selectorBytes + wordAt(data, head))
  const dynamic = inputs.flatMap(({ type }, i) => (type.dynamic ? [i] : []))
  return dynamic.map((i, n) => {
    const next = dynamic[n + 1]
    const from = frame.at + starts[i]!
    const to = frame.at + (next === undefined ? end : starts[next]!)
    return argumentPart(from, to, titleOf(inputs[i]!.name, i), values[i]!, frame, i)
  })
}

function headStarts(inputs: readonly Parameter[]): readonly number[] {
  let head = selectorBytes
  return inputs.map(({ type }) => {
    const start = head
    head += type.words * wordBytes
    return start
  })
}

/** An offset that was read strictly, and so is within the data. */
function wordAt(data: Hex.Hex, byte: number): number {
  return Number.parseInt(data.slice(2 + 2 * byte, 2 + 2 * (byte + wordBytes)), 16)
}

function argumentPart(start: number, end: number, title: string, value: Value, frame: Frame, index: number): Part {
  const calls = frame.inner.filter((part) => part.start! >= start && part.end! <= end)
  const parts = calls.length === 0 ? valueParts(value) : filled(start, end, calls, 'layout')
  return span(start, end, title, remarked(valueText(value), frame.remark(index)), parts)
}

function opaque(data: Hex.Hex, from: number, at: number, name: string, to = data.length / 2 - 1): readonly Part[] {
  if (from >= to) return []
  const content = `0x${data.slice(2 + 2 * from, 2 + 2 * to)}`
  const size = to - from
  return [
    span(at + from, at + to, name, size <= wordBytes ? `${content} (${countText(size, 'byte')})` : bytesText(content)),
  ]
}

function titleOf(name: string, index: number): string {
  return name === '' ? `argument ${index}` : name
}
