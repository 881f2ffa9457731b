/**
 * Mappers: parameters that are calculated from those of a function, such as `usdValue`. Whole numbers only; `over` rounds
 * towards zero, and by zero it is not known, which denies.
 *
 * @example { "over": [{ "times": ["amount", { "fact": "price", "about": { "token": "USDC" } }] }, { "units": "USDC" }] }
 */

import { canonical } from '../../../codec/canonical.ts'
import * as Addresses from '../../../facts/address.ts'
import { catalogue } from '../../../facts/catalogue.ts'
import type { Address } from '../../../facts/value.ts'
import { InputError } from '../../../input-error.ts'
import { type Arithmetic, constant, fact } from '../../condition.ts'
import { readAmount } from '../../kinds/configuration.ts'
import { calculate, integer, type Parameter } from '../../kinds/link.ts'
import { type Callable, namesOf, parameterOf } from './parameter.ts'
import type { TokenEntry } from './schema.ts'

/** As written: a name, or an object with one of the keys below. */
export type Expression = string | Readonly<Record<string, unknown>>

/** What expressions may name. */
export type Scope = {
  readonly fn: Callable
  readonly chain: string
  readonly tokens: readonly TokenEntry[]
}

const deepest = 16

/**
 * @returns The parameter that the expression gives for calls of `scope.fn`.
 * @throws InputError `unknown_name`, `op_type_mismatch`, `bad_quantity`, `too_deep` or `language_syntax`.
 */
export function map(expression: Expression, scope: Scope): Parameter {
  return { ...read(expression, scope, 0), name: canonical(expression as never) }
}

type Reader = (value: unknown, scope: Scope, depth: number) => Parameter

/** How each key of an expression is read. To add one, add a row; `fact` may have `about` beside it. */
export const readers: Readonly<Record<string, Reader>> = {
  number: (value) => computed(integer(readAmount(text(value, 'a whole number as text'), 'number'))),
  /** Ten to the power of the token’s decimals. */
  units: (value, scope) => computed(integer(10n ** BigInt(tokenOf(value, scope).decimals))),
  token: (value, scope) => addressed(tokenOf(value, scope)),
  fact: (value) => factOf(text(value, 'the name of a fact')),
  plus: binary('+'),
  minus: binary('-'),
  times: binary('*'),
  over: binary('/'),
}

function read(expression: unknown, scope: Scope, depth: number): Parameter {
  if (depth > deepest) throw new InputError('too_deep', {}, `at most ${deepest} levels`)
  if (typeof expression === 'string') return named(expression, scope)
  const keys = typeof expression === 'object' && expression !== null ? Object.keys(expression) : []
  const fields = expression as Readonly<Record<string, unknown>>
  if (keys.length === 2 && keys.includes('fact') && keys.includes('about')) return about(fields, scope, depth)
  const [key] = keys
  if (key === undefined || keys.length > 1 || !Object.hasOwn(readers, key)) {
    const expected = `a name, or an object with one of ${Object.keys(readers).join(', ')}`
    throw new InputError('language_syntax', {}, expected, keys.join(', ') || typeof expression)
  }
  return readers[key]!(fields[key], scope, depth + 1)
}

function named(name: string, { fn }: Scope): Parameter {
  const found = parameterOf(fn, name)
  if (found !== null) return found
  throw new InputError('unknown_name', {}, `one of ${namesOf(fn).join(', ') || 'no parameters'}`, name)
}

/** What somebody knows of a value, such as `price` of a token. Only the answer tells its type. */
function about(fields: Readonly<Record<string, unknown>>, scope: Scope, depth: number): Parameter {
  const name = text(fields.fact, 'the name of a fact')
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(name)) throw new InputError('bad_name', {}, 'small letters, digits and `_`', name)
  const { operand, each } = read(fields.about, scope, depth + 1)
  if (each) throw new InputError('op_type_mismatch', {}, 'one value, not a list')
  return computed({ kind: 'about', name, argument: operand }, null)
}

function factOf(name: string): Parameter {
  const entry = catalogue.get(name)
  if (entry === undefined) throw new InputError('unknown_name', {}, 'a fact of the catalogue', name)
  return { name, operand: fact(name), type: entry.of ?? entry.type, each: entry.type === 'list' }
}

function binary(operator: Arithmetic): Reader {
  return (value, scope, depth) => {
    if (!Array.isArray(value) || value.length !== 2) throw new InputError('language_syntax', {}, 'a list of two')
    const [left, right] = value.map((one) => number(read(one, scope, depth)))
    return computed(calculate(left!.operand, operator, right!.operand))
  }
}

function number(parameter: Parameter): Parameter {
  const { type, each, name } = parameter
  if (!each && (type === 'integer' || type === null)) return parameter
  throw new InputError('op_type_mismatch', {}, 'a whole number', each ? `a list: ${name}` : `${name}: ${type}`)
}

function computed(operand: Parameter['operand'], type: Parameter['type'] = 'integer'): Parameter {
  return { name: '', operand, type, each: false }
}

function addressed({ address }: TokenEntry): Parameter {
  const value: Address = Addresses.parse('evm', address)
  return computed(constant(value), 'address')
}

/** A declared token of the chain of the target. */
function tokenOf(value: unknown, { tokens, chain }: Scope): TokenEntry {
  const symbol = text(value, 'the symbol of a token')
  const found = tokens.find((token) => token.symbol === symbol && token.chain === chain)
  if (found !== undefined) return found
  const symbols = tokens.filter((token) => token.chain === chain).map((token) => token.symbol)
  throw new InputError(
    'unknown_name',
    {},
    symbols.length === 0 ? `a token that is declared on ${chain}` : `one of ${symbols.join(', ')}`,
    symbol,
  )
}

function text(value: unknown, expected: string): string {
  if (typeof value === 'string') return value
  throw new InputError('bad_type', {}, expected, typeof value)
}
