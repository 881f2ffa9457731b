/**
 * Reads a function written as a line, `name(type name, …)`: a descent over the characters, one pass.
 * Types may be written `uint` and `int` for 256 bits, as Solidity allows; everything else in canonical spelling.
 */
import { InputError } from '../../../input-error.ts'
import { arrayOf, depthOf, isName, limits, type Parameter, type Scalar, scalar, type Type, tupleOf } from './type.ts'

type Cursor = { readonly text: string; at: number }

const maximumLength = 8192
const aliases: ReadonlyMap<string, string> = new Map([
  ['uint', 'uint256'],
  ['int', 'int256'],
])

/** @returns The scalar type that `text` spells, `uint` and `int` included. */
export function word(text: string): Scalar | undefined {
  return scalar(aliases.get(text) ?? text)
}

/** @throws InputError `abi_invalid` with `at`, the character where the line stops to be a signature. */
export function parse(text: string): { readonly name: string; readonly inputs: readonly Parameter[] } {
  if (text.length > maximumLength)
    throw new InputError('abi_invalid', { at: maximumLength }, 'at most 8,192 characters')
  const cursor = { text, at: 0 }
  const name = take(cursor, /[A-Za-z0-9_$]*/y)
  if (!isName(name)) throw fail(cursor, 'a function name', 0)
  expect(cursor, '(')
  const inputs = list(cursor, 0)
  if (cursor.at !== text.length) throw fail(cursor, 'the end of the signature')
  return { name, inputs }
}

function list(cursor: Cursor, depth: number): readonly Parameter[] {
  const members: Parameter[] = []
  blanks(cursor)
  if (accept(cursor, ')')) return members
  do {
    if (members.length === limits.parameters) throw fail(cursor, `at most ${limits.parameters} parameters`)
    members.push(parameter(cursor, depth))
  } while (accept(cursor, ','))
  expect(cursor, ')')
  return members
}

function parameter(cursor: Cursor, depth: number): Parameter {
  blanks(cursor)
  const start = cursor.at
  if (depth > limits.depth) throw fail(cursor, `at most ${limits.depth} levels`)
  const type = placed(start, () => arrayOf(base(cursor, depth), take(cursor, /(?:\[[0-9]*\])*/y), ''))
  if (depth + depthOf(type) > limits.depth) throw fail(cursor, `at most ${limits.depth} levels`, start)
  const spaced = blanks(cursor)
  const nameAt = cursor.at
  const name = take(cursor, /[A-Za-z0-9_$]*/y)
  if (name !== '' && !(spaced && isName(name))) throw fail(cursor, 'a parameter name', nameAt)
  blanks(cursor)
  return { name, type }
}

function base(cursor: Cursor, depth: number): Type {
  if (accept(cursor, '(')) return tupleOf(list(cursor, depth + 1), '')
  const start = cursor.at
  const type = word(take(cursor, /[a-z0-9]*/y))
  if (!type) throw fail(cursor, 'an ABI type', start)
  return type
}

// Errors of the type itself carry no place; here the place is the character where the type starts.
function placed(at: number, make: () => Type): Type {
  try {
    return make()
  } catch (error) {
    if (error instanceof InputError && error.place.path === '') throw new InputError(error.code, { at }, error.expected)
    throw error
  }
}

function take(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)?.[0] ?? ''
  cursor.at += found.length
  return found
}

function blanks(cursor: Cursor): boolean {
  return take(cursor, / */y) !== ''
}

function accept(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.at] !== character) return false
  cursor.at++
  return true
}

function expect(cursor: Cursor, character: string): void {
  if (!accept(cursor, character)) throw fail(cursor, `\`${character}\``)
}

function fail(cursor: Cursor, expected: string, at = cursor.at): InputError {
  return new InputError('abi_invalid', { at }, expected, cursor.text.slice(at, at + 40) || undefined)
}
