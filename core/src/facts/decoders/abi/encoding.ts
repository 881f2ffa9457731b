/**
 * Writing ABI data as the standard encoder does: heads in order, then the tails in the same order, nothing between.
 * It is the other half of `arguments.ts`, which reads nothing but what is written here.
 */
import * as Hex from '../../../codec/hex.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import { InputError } from '../../../input-error.ts'
import type { Structure, Value } from '../../value.ts'
import type { Parameter, Type } from './type.ts'
import * as Word from './word.ts'

type Slot = { readonly type: Type; readonly value: Value; readonly path: string }

/**
 * @param values - One field for each parameter, in order and of the same name.
 * @throws InputError `abi_value` with the path of the first value that does not fit its type.
 */
export function encode(parameters: readonly Parameter[], values: Structure): Hex.Hex {
  return `0x${sequence(slotsOf(parameters, values, ''))}`
}

function sequence(slots: readonly Slot[]): string {
  let offset = 32 * slots.reduce((words, slot) => words + slot.type.words, 0)
  let heads = ''
  let tails = ''
  for (const slot of slots) {
    const content = write(slot)
    heads += slot.type.dynamic ? Word.number(BigInt(offset)) : content
    if (!slot.type.dynamic) continue
    tails += content
    offset += content.length / 2
  }
  return heads + tails
}

function write(slot: Slot): string {
  const { type, value, path } = slot
  if (type.kind === 'tuple') return sequence(slotsOf(type.members, value, path))
  if (type.kind === 'array') return array(slot, type.item, type.size)
  if (type.kind === 'bytes') return value.type === 'bytes' ? blob(digitsOf(value.value, path)) : refuse(slot)
  if (type.kind === 'string')
    return value.type === 'text' ? blob(Hex.fromBytes(Utf8.toBytes(value.value)).slice(2)) : refuse(slot)
  return Word.write(type, value) ?? refuse(slot)
}

function array(slot: Slot, item: Type, size: number | null): string {
  const { value, path } = slot
  if (value.type !== 'list' || (size !== null && size !== value.items.length)) return refuse(slot)
  const content = sequence(value.items.map((each, index) => ({ type: item, value: each, path: `${path}[${index}]` })))
  return size === null ? Word.number(BigInt(value.items.length)) + content : content
}

function blob(digits: string): string {
  return Word.number(BigInt(digits.length / 2)) + digits.padEnd(64 * Math.ceil(digits.length / 64), '0')
}

function digitsOf(value: Hex.Hex, path: string): string {
  if (value.length % 2 !== 0 || !/^0x[0-9a-f]*$/.test(value))
    throw new InputError('abi_value', { path }, 'lower-case hex', value)
  return value.slice(2)
}

function slotsOf(members: readonly Parameter[], value: Value, path: string): readonly Slot[] {
  const expected = `the fields (${members.map((member) => member.name).join(', ')})`
  if (value.type !== 'record' || value.fields.length !== members.length)
    throw new InputError('abi_value', { path }, expected)
  return members.map(({ name, type }, index) => {
    const field = value.fields[index]!
    if (field.name !== name) throw new InputError('abi_value', { path }, expected, field.name)
    return { type, value: field.value, path: path === '' ? name || `${index}` : `${path}.${name || index}` }
  })
}

function refuse(slot: Slot): never {
  throw new InputError('abi_value', { path: slot.path }, `a value of the type ${slot.type.text}`, slot.value.type)
}
