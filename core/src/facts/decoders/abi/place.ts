/** Where in ABI data a value stands. Only for data that was read strictly: every offset is right, and tails stand in order. */
import type { Hex } from '../../../codec/hex.ts'
import { headWords, type Parameter, type Type } from './type.ts'
import * as Word from './word.ts'

/** Bytes of the data: the first, and one past the last. */
export type Span = { readonly start: number; readonly end: number }

/** Values that stand side by side: the type of each, and how many words of heads stand before it. */
type Row = {
  readonly typeAt: (index: number) => Type | undefined
  readonly wordsBefore: (index: number) => number
  readonly base: number
  readonly end: number
}

const wordBytes = 32

/**
 * @param at - First byte of the arguments, 4 for call data.
 * @param path - Positions of members and items, from the outermost.
 * @returns The bytes of the value: of a dynamic one those of its tail, with the length of bytes, texts and lists.
 * @example locate(transfer.inputs, data, 4, [1]) // { start: 36, end: 68 }
 */
export function locate(inputs: readonly Parameter[], data: Hex, at: number, path: readonly number[]): Span {
  let row: Row = membersOf(inputs, at, data.length / 2 - 1)
  let span: Span = { start: at, end: row.end }
  for (const index of path) {
    span = spanIn(row, data, index)
    row = within(row.typeAt(index)!, data, span)
  }
  return span
}

/** @returns The content of `bytes` that stand at `span`, without their length and padding. */
export function contentOf(data: Hex, span: Span): Span {
  const start = span.start + wordBytes
  return { start, end: start + countAt(data, span.start) }
}

function spanIn(row: Row, data: Hex, index: number): Span {
  const type = row.typeAt(index)!
  const head = headOf(row, index)
  if (!type.dynamic) return { start: head, end: head + type.words * wordBytes }
  const start = row.base + countAt(data, head)
  return { start, end: nextTail(row, data, index + 1) }
}

/** Tails follow each other: one ends where the next begins, and the last with what holds them. */
function nextTail(row: Row, data: Hex, from: number): number {
  for (let index = from; ; index++) {
    const type = row.typeAt(index)
    if (type === undefined) return row.end
    if (type.dynamic) return row.base + countAt(data, headOf(row, index))
  }
}

function headOf(row: Row, index: number): number {
  return row.base + row.wordsBefore(index) * wordBytes
}

function within(type: Type, data: Hex, { start, end }: Span): Row {
  if (type.kind === 'tuple') return membersOf(type.members, start, end)
  if (type.kind !== 'array') return { typeAt: () => undefined, wordsBefore: () => 0, base: start, end }
  const { item } = type
  const size = type.size ?? countAt(data, start)
  return {
    typeAt: (index) => (index < size ? item : undefined),
    wordsBefore: (index) => index * item.words,
    base: type.size === null ? start + wordBytes : start,
    end,
  }
}

function membersOf(members: readonly Parameter[], base: number, end: number): Row {
  return {
    typeAt: (index) => members[index]?.type,
    wordsBefore: (index) => headWords(members.slice(0, index)),
    base,
    end,
  }
}

function countAt(data: Hex, byte: number): number {
  return Word.count(data, 2 + 2 * byte)
}
