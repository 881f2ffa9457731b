/**
 * Lenient reading of ABI data that is not canonical, as a contract would: offsets are followed wherever they lead and padding
 * is not looked at. For display only. Offsets may lead to the same place many times, so the words read have a budget.
 */
import type { Field, Structure, Value } from '../../value.ts'
import * as Blob from './blob.ts'
import { headWords, type Parameter, type Type } from './type.ts'
import * as Word from './word.ts'

/** What was seen, and how many bytes lie after the last byte that was read. */
export type Seen = { readonly values: Structure | null; readonly trailingBytes: number }

// Positions are characters of the hex text. `budget` counts words; `end` is one past the last character read.
type Eye = { readonly data: string; budget: number; end: number }

/** The data cannot be read: it is too short, or its offsets repeat too much. */
class BlindError extends Error {
  override readonly name = 'BlindError'
}

const wordDigits = 64

/** @param start - First character of the arguments in the hex text. */
export function read(members: readonly Parameter[], data: string, start: number): Seen {
  const eye = { data, budget: 64 + (2 * data.length) / wordDigits, end: start }
  try {
    const values: Structure = { type: 'record', fields: fieldsOf(eye, members, start) }
    return { values, trailingBytes: (data.length - eye.end) / 2 }
  } catch (error) {
    if (!(error instanceof BlindError)) throw error
    return { values: null, trailingBytes: 0 }
  }
}

function fieldsOf(eye: Eye, members: readonly Parameter[], base: number): Field[] {
  look(eye, base, headWords(members))
  let head = base
  return members.map(({ name, type }) => {
    const value = valueAt(eye, type, head, base)
    head += type.words * wordDigits
    return { name, value }
  })
}

function itemsOf(eye: Eye, item: Type, length: number, base: number): Value[] {
  look(eye, base, length * item.words)
  const items: Value[] = []
  for (let index = 0; index < length; index++)
    items.push(valueAt(eye, item, base + index * item.words * wordDigits, base))
  return items
}

function valueAt(eye: Eye, type: Type, head: number, base: number): Value {
  if (type.dynamic || (type.kind !== 'tuple' && type.kind !== 'array')) spend(eye, 1)
  const at = type.dynamic ? base + 2 * Word.count(eye.data, head) : head
  if (type.kind === 'tuple') return { type: 'record', fields: fieldsOf(eye, type.members, at) }
  if (type.kind === 'array' && type.size !== null)
    return { type: 'list', items: itemsOf(eye, type.item, type.size, at) }
  if (type.kind !== 'array' && type.kind !== 'bytes' && type.kind !== 'string') return Word.peek(eye.data, type, at)
  look(eye, at, 1)
  spend(eye, 1)
  const length = Word.count(eye.data, at)
  const content = at + wordDigits
  if (type.kind === 'array') return { type: 'list', items: itemsOf(eye, type.item, length, content) }
  lookAtBytes(eye, content, length)
  return Blob.peek(eye.data, type.kind === 'string', content, length)
}

function spend(eye: Eye, words: number): void {
  eye.budget -= words
  if (eye.budget < 0) throw new BlindError()
}

function look(eye: Eye, at: number, words: number): void {
  const end = at + words * wordDigits
  if (end > eye.data.length) throw new BlindError()
  eye.end = Math.max(eye.end, end)
}

// The last word may be cut short by the end of the data, as contracts allow.
function lookAtBytes(eye: Eye, at: number, length: number): void {
  spend(eye, Math.ceil(length / 32))
  if (at + 2 * length > eye.data.length) throw new BlindError()
  eye.end = Math.max(eye.end, Math.min(eye.data.length, at + Math.ceil(length / 32) * wordDigits))
}
