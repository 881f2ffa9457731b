/**
 * Generated ABI types and values for tests, as our values and as the plain ones that other libraries take.
 * A type is made first and then values of it, so that every shape meets every value.
 */
import fc from 'fast-check'
import type { Structure, Value } from '../../value.ts'
import * as Fragment from './fragment.ts'
import type { Parameter, Type } from './type.ts'

/** A parameter in the JSON form of ABIs. */
export type JsonParameter = { name: string; type: string; components?: JsonParameter[] }

const scalars = [
  ...['address', 'bool', 'bytes', 'string', 'uint256', 'int256', 'uint8', 'int8', 'uint48', 'int24', 'uint160'],
  ...['bytes1', 'bytes4', 'bytes20', 'bytes31', 'bytes32'],
]
const suffix = fc.constantFrom('', '', '', '[]', '[2]', '[][]', '[3][]', '[][2]', '[1]')

function jsonParameter(depth: number): fc.Arbitrary<Omit<JsonParameter, 'name'>> {
  const scalar = fc.tuple(fc.constantFrom(...scalars), suffix).map(([base, rest]) => ({ type: base + rest }))
  if (depth === 0) return scalar
  const tuple = fc
    .tuple(fc.array(jsonParameter(depth - 1), { minLength: 1, maxLength: 4 }), suffix)
    .map(([components, rest]) => ({ type: `tuple${rest}`, components: named(components) }))
  return fc.oneof({ weight: 3, arbitrary: scalar }, { weight: 1, arbitrary: tuple })
}

function named(items: readonly Omit<JsonParameter, 'name'>[]): JsonParameter[] {
  return items.map((item, index) => ({ ...item, name: `m${index}` }))
}

/** @returns Lists of parameters, up to three levels of tuples. */
export const jsonParameters: fc.Arbitrary<JsonParameter[]> = fc.array(jsonParameter(3), { maxLength: 5 }).map(named)

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('', 'é🚀', 'a'.repeat(32), '\u0000\ufeff'),
)
const octets = fc.oneof(fc.uint8Array({ maxLength: 70 }), fc.constant(new Uint8Array(32)))

/** @returns Values of `type`. */
function valuesOf(type: Type): fc.Arbitrary<Value> {
  switch (type.kind) {
    case 'address':
      return fc
        .uint8Array({ minLength: 20, maxLength: 20 })
        .map((bytes) => ({ type: 'address', family: 'evm', value: hex(bytes) }))
    case 'bool':
      return fc.boolean().map((value) => ({ type: 'boolean', value }))
    case 'uint':
      return fc.bigInt({ min: 0n, max: (1n << BigInt(type.bits)) - 1n }).map((value) => ({ type: 'integer', value }))
    case 'int': {
      const half = 1n << BigInt(type.bits - 1)
      return fc.bigInt({ min: -half, max: half - 1n }).map((value) => ({ type: 'integer', value }))
    }
    case 'fixedBytes':
      return fc
        .uint8Array({ minLength: type.size, maxLength: type.size })
        .map((bytes) => ({ type: 'bytes', value: hex(bytes) }))
    case 'bytes':
      return octets.map((bytes) => ({ type: 'bytes', value: hex(bytes) }))
    case 'string':
      return text.map((value) => ({ type: 'text', value }))
    case 'array': {
      const length = type.size === null ? { maxLength: 3 } : { minLength: type.size, maxLength: type.size }
      return fc.array(valuesOf(type.item), length).map((items) => ({ type: 'list', items }))
    }
    case 'tuple':
      return recordOf(type.members)
  }
}

/** @returns Records with a value for each parameter. */
function recordOf(parameters: readonly Parameter[]): fc.Arbitrary<Structure> {
  return fc
    .tuple(...parameters.map((parameter) => valuesOf(parameter.type)))
    .map((values) => ({ type: 'record', fields: values.map((value, i) => ({ name: parameters[i]!.name, value })) }))
}

/** @returns Parameters in JSON, the same parsed, and values of them. */
export const cases = jsonParameters.chain((json) => {
  const parameters = Fragment.parseParameters(json)
  return recordOf(parameters).map((values) => ({ json, parameters, values }))
})

/** @returns The plain form that viem and ethers take: arrays for tuples and lists. */
export function plain(value: Value): unknown {
  if (value.type === 'record') return value.fields.map((field) => plain(field.value))
  return value.type === 'list' ? value.items.map(plain) : value.value
}

/** @returns The form that viem takes: objects for tuples. */
export function withNames(value: Value): unknown {
  if (value.type === 'record')
    return Object.fromEntries(value.fields.map((field) => [field.name, withNames(field.value)]))
  return value.type === 'list' ? value.items.map(withNames) : value.value
}

function hex(bytes: Uint8Array): `0x${string}` {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
