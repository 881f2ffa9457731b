/**
 * Parts of a payload: what stands in which bytes. The ranged parts within a part follow each other without a gap from its first
 * byte to its last, so that none is left out; parts without a range explain bytes that another part has.
 */
import { Print, type Value } from '@portcullis/core'

/** `start` is the first byte in the payload, `end` one past the last; both null for a part that only explains. */
export type Part = {
  readonly start: number | null
  readonly end: number | null
  readonly name: string
  readonly value: string
  readonly parts: readonly Part[]
}

export type Structure = Extract<Value, { readonly type: 'record' }>
/** What to say beside a field of a record, such as an amount in units of its token; empty for nothing. */
export type FieldRemark = (record: Structure, field: Structure['fields'][number]) => string

const shownBytes = 32
const shownItems = 16

/** @returns The part that stands in the bytes from `start` to before `end`. */
export function span(start: number, end: number, name: string, value = '', parts: readonly Part[] = []): Part {
  return { start, end, name, value, parts }
}

/** @returns A part without bytes of its own. */
export function note(name: string, value: string, parts: readonly Part[] = []): Part {
  return { start: null, end: null, name, value, parts }
}

/**
 * @param parts - Parts from `start` to `end`, in order; those without a range stay where they are.
 * @returns The parts, and what lies between them, before and behind as parts called `name`: offsets, lengths, padding.
 */
export function filled(start: number, end: number, parts: readonly Part[], name: string): readonly Part[] {
  const all: Part[] = []
  let next = start
  for (const part of parts) {
    if (part.start !== null && part.start > next)
      all.push(span(next, part.start, name, countText(part.start - next, 'byte')))
    all.push(part)
    next = part.end ?? next
  }
  return next < end ? [...all, span(next, end, 'padding', countText(end - next, 'byte'))] : all
}

/** @returns Bytes in at most some 90 characters, with their number where not all are shown. */
export function bytesText(hex: string): string {
  const size = hex.length / 2 - 1
  return size <= shownBytes ? hex : `${hex.slice(0, 2 + 2 * shownBytes)}… (${countText(size, 'byte')})`
}

/** @returns A number with its noun, such as `1 byte` or `1,024 bytes`. */
export function countText(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`
}

/** @returns A whole number with commas between the thousands. */
export function grouped(count: bigint | number): string {
  return count.toString().replace(/\B(?=([0-9]{3})+$)/g, ',')
}

/** @returns What a value is in one line; of lists and records only how much they hold. */
export function valueText(value: Value): string {
  switch (value.type) {
    case 'integer':
      return grouped(value.value)
    case 'bytes':
      return bytesText(value.value)
    case 'text':
      return `"${value.value}"`
    case 'list':
      return countText(value.items.length, 'item')
    case 'record':
      return countText(value.fields.length, 'field')
    default:
      return String(Print.toJson(value))
  }
}

/** @returns What lists and records hold, one part each, without ranges; of long lists the beginning. `remark` speaks of fields. */
export function valueParts(value: Value, remark: FieldRemark = () => ''): readonly Part[] {
  if (value.type === 'record') {
    return value.fields.map((field, i) => {
      const text = field.name === 'chainId' ? String(Print.toJson(field.value)) : valueText(field.value)
      return note(field.name || `${i}`, remarked(text, remark(value, field)), valueParts(field.value, remark))
    })
  }
  if (value.type !== 'list') return []
  const items = value.items.slice(0, shownItems)
  const parts = items.map((item, i) => note(`[${i}]`, valueText(item), valueParts(item, remark)))
  const rest = value.items.length - items.length
  return rest === 0 ? parts : [...parts, note('…', countText(rest, 'more item'))]
}

/** @returns A value with what is to say beside it. */
export function remarked(value: string, said: string): string {
  return said === '' ? value : `${value} = ${said}`
}
