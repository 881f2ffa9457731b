/** The data of an EVM call, byte by byte: selector, each argument where it stands, and what nobody knows. */
import { type CallReading, type Hex, readCall, type Value } from '@portcullis/core'
import { bytesText, countText, type Part, remarked, span, valueParts, valueText } from './tree-part.ts'

/** What to say beside the argument at a position, such as an amount in units of its token; empty for nothing. */
export type Remark = (index: number) => string

type Parameter = CallReading['fn']['inputs'][number]
/** The values of a reading that has some. `at` is where the data begins in the payload, `size` how many bytes it has. */
type Frame = { readonly at: number; readonly size: number; readonly remark: Remark }

const wordBytes = 32
const selectorBytes = 4

/** @returns The parts of `data`, which begins at the byte `at` of the payload. */
export function dataParts(data: Hex.Hex, at: number, remark: Remark): readonly Part[] {
  const size = data.length / 2 - 1
  if (size === 0) return []
  if (size < selectorBytes) return [span(at, at + size, 'opaque', `${data} (too short for a selector)`)]
  const reading = readCall(data)
  const selector = span(
    at,
    at + selectorBytes,
    'selector',
    `${data.slice(0, 10)} ${reading?.fn.signature ?? 'unknown function'}`,
  )
  if (reading === null)
    return [
      span(at, at + size, 'opaque', countText(size, 'byte'), [selector, ...opaque(data, selectorBytes, at, 'rest')]),
    ]
  if (reading.arguments.values === null) return [selector, ...opaque(data, selectorBytes, at, 'unreadable')]
  return [selector, ...argumentParts(reading, data, { at, size, remark })]
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
    if (!type.dynamic || !ordered) return argumentPart(start, head, title, values[i]!, frame.remark(i))
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
    return argumentPart(from, to, titleOf(inputs[i]!.name, i), values[i]!, frame.remark(i))
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

function argumentPart(start: number, end: number, title: string, value: Value, said: string): Part {
  return span(start, end, title, remarked(valueText(value), said), valueParts(value))
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
