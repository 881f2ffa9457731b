/**
 * Strict reading of ABI data: one pass which accepts exactly what the standard encoder writes, so that what was read
 * re-encodes to the same bytes. Every tail must start where the one before it ended, so each byte is read once.
 */

import type { Hex } from '../../../codec/hex.ts'
import type { Code } from '../../../codes.ts'
import { InputError } from '../../../input-error.ts'
import type { Field, Structure, Value } from '../../value.ts'
import * as Blob from './blob.ts'
import type { AbiFunction } from './fragment.ts'
import * as Sight from './sight.ts'
import { headWords, type Parameter, type Type } from './type.ts'
import * as Word from './word.ts'

/** What is wrong with data that is not canonical; `at` counts bytes from the start of the data. */
export type Problem = { readonly code: Code; readonly at: number; readonly expected: string }

/**
 * The arguments of a call. When they are not canonical, `values` are what a lenient reader would make of them, for display
 * only, or null; `trailingBytes` is how many bytes that reader would leave.
 */
export type Arguments =
  | { readonly canonical: true; readonly values: Structure }
  | {
      readonly canonical: false
      readonly trailingBytes: number
      readonly problem: Problem
      readonly values: Structure | null
    }

// Positions are characters of the hex text. `tail` is where the next tail must start.
type Reader = { readonly data: string; tail: number }

const wordDigits = 64
const hexadecimal = /^0x[0-9a-f]*$/

/**
 * The arguments in `data` from the byte `at`, which is 4 for call data.
 *
 * @param data - Lower-case hex of whole bytes.
 * @throws InputError `bad_hex` when `data` is not that. Any other data gives arguments, canonical or not.
 */
export function decode(callable: AbiFunction | readonly Parameter[], data: Hex, at: number): Arguments {
  if (data.length % 2 !== 0 || !hexadecimal.test(data))
    throw new InputError('bad_hex', { at: 0 }, '0x and lower-case digits, two for every byte')
  const members = 'inputs' in callable ? callable.inputs : callable
  const start = 2 + 2 * at
  try {
    return finish(members, data, start)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { canonical: false, ...Sight.read(members, data, start), problem: problemOf(error) }
  }
}

function finish(members: readonly Parameter[], data: Hex, start: number): Arguments {
  const reader = { data, tail: start }
  const values: Structure = { type: 'record', fields: readMembers(reader, members, start) }
  const trailingBytes = (data.length - reader.tail) / 2
  if (trailingBytes === 0) return { canonical: true, values }
  const problem: Problem = { code: 'abi_trailing', at: byteOf(reader.tail), expected: 'the end of the data' }
  return { canonical: false, trailingBytes, problem, values }
}

function readMembers(reader: Reader, members: readonly Parameter[], base: number): Field[] {
  claim(reader, headWords(members), base)
  const fields: Field[] = []
  let head = base
  for (const { name, type } of members) {
    fields.push({ name, value: readHead(reader, type, head, base) })
    head += type.words * wordDigits
  }
  return fields
}

function readItems(reader: Reader, item: Type, length: number, base: number): Value[] {
  claim(reader, length * item.words, base)
  const items: Value[] = []
  const step = item.words * wordDigits
  for (let index = 0; index < length; index++) items.push(readHead(reader, item, base + index * step, base))
  return items
}

function readHead(reader: Reader, type: Type, head: number, base: number): Value {
  if (!type.dynamic) return readStatic(reader.data, type, head)
  const offset = (reader.tail - base) / 2
  if (Word.count(reader.data, head) !== offset)
    throw new InputError('abi_offset', { at: byteOf(head) }, `the offset ${offset}`)
  return readTail(reader, type, reader.tail)
}

function readStatic(data: string, type: Type, at: number): Value {
  if (type.kind === 'tuple') return { type: 'record', fields: staticFields(data, type.members, at) }
  if (type.kind === 'array') return { type: 'list', items: staticItems(data, type.item, type.size ?? 0, at) }
  return Word.read(data, type, at)
}

function staticFields(data: string, members: readonly Parameter[], at: number): Field[] {
  let head = at
  return members.map(({ name, type }) => {
    const value = readStatic(data, type, head)
    head += type.words * wordDigits
    return { name, value }
  })
}

function staticItems(data: string, item: Type, size: number, at: number): Value[] {
  const items: Value[] = []
  const step = item.words * wordDigits
  for (let index = 0; index < size; index++) items.push(readStatic(data, item, at + index * step))
  return items
}

function readTail(reader: Reader, type: Type, at: number): Value {
  if (type.kind === 'tuple') return { type: 'record', fields: readMembers(reader, type.members, at) }
  if (type.kind === 'array' && type.size !== null)
    return { type: 'list', items: readItems(reader, type.item, type.size, at) }
  claim(reader, 1, at)
  const room = (reader.data.length - reader.tail) / 2
  const length = Word.count(reader.data, at)
  if (type.kind === 'array') {
    if (length * type.item.words * 32 > room) throw tooLong(at, room)
    return { type: 'list', items: readItems(reader, type.item, length, reader.tail) }
  }
  if (length > room) throw tooLong(at, room)
  const start = reader.tail
  claim(reader, Math.ceil(length / 32), start)
  if (!Word.isZero(reader.data, start + 2 * length, reader.tail - start - 2 * length)) {
    throw new InputError('abi_padding', { at: byteOf(start) + length }, 'zeros up to the end of the word')
  }
  return Blob.read(reader.data, type.kind === 'string', start, length)
}

// INVARIANT: every word is claimed before it is read, so no slice of the text is ever shorter than it should be.
function claim(reader: Reader, words: number, base: number): void {
  const end = base + words * wordDigits
  if (end > reader.data.length) {
    const at = byteOf(Math.min(Math.max(base, 2), reader.data.length))
    throw new InputError('abi_truncated', { at }, `${words} words of 32 bytes`)
  }
  reader.tail = end
}

function tooLong(at: number, room: number): InputError {
  return new InputError('abi_length', { at: byteOf(at) }, `a length that fits the ${room} bytes left`)
}

function problemOf(error: InputError): Problem {
  return { code: error.code, at: error.place.at ?? 0, expected: error.expected }
}

function byteOf(character: number): number {
  return character / 2 - 1
}
