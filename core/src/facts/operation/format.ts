/**
 * What a text in an operation may mean: plain text, or one of the formats that a schema can name. Each format reads to
 * one type of value, in its canonical form, so that two spellings of one thing are equal. To add a format, add a row.
 */
import * as Hex from '../../codec/hex.ts'
import { InputError } from '../../input-error.ts'
import * as Address from '../address.ts'
import type { Integer, Text, Value, ValueType } from '../value.ts'
import * as DateTime from './date-time.ts'

/** How a text is read; `read` throws InputError, without a path, for a text that it does not accept. */
export type Format = { readonly type: ValueType; readonly read: (text: string) => Value }

const decimalForm = /^(?:0|-?[1-9]\d*)$/
const chainForm = /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/
/** Namespaces whose chains have one spelling each. With another, a rule about the chain would miss it. */
const references: ReadonlyMap<string, RegExp> = new Map([
  ['eip155', /^[1-9]\d*$/],
  ['solana', /^[1-9A-HJ-NP-Za-km-z]{32}$/],
])

/** Text that means itself. */
export const plain: Format = { type: 'text', read: (value) => ({ type: 'text', value }) }

/** The formats by the name that a schema gives them. */
export const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['evm-address', { type: 'address', read: (text) => Address.parse('evm', text) }],
  ['solana-address', { type: 'address', read: (text) => Address.parse('solana', text) }],
  ['hex', { type: 'bytes', read: (text) => ({ type: 'bytes', value: Hex.fromBytes(Hex.toBytes(text)) }) }],
  ['decimal', { type: 'integer', read: decimal }],
  ['date-time', { type: 'instant', read: DateTime.parse }],
  ['chain', { type: 'text', read: chain }],
])

/**
 * @returns The whole number that `text` writes without a superfluous sign or zero, of any size.
 * @throws InputError `bad_type` for any other text.
 */
export function decimal(text: string): Integer {
  if (decimalForm.test(text)) return { type: 'integer', value: BigInt(text) }
  throw new InputError('bad_type', {}, 'a whole number in canonical decimal', text)
}

/** CAIP-2. */
function chain(text: string): Text {
  const [namespace = '', reference = ''] = text.split(':')
  const canonical = references.get(namespace)?.test(reference) ?? true
  if (chainForm.test(text) && canonical) return { type: 'text', value: text }
  throw new InputError('bad_type', {}, 'a chain as CAIP-2 writes it, such as `eip155:1`', text)
}
