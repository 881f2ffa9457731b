/**
 * Functions, as policies carry them: one item of an ABI in JSON, or a line such as `transfer(address to, uint256 amount)`.
 * What does not describe a call exactly is refused, since a policy would then judge other arguments than the contract sees.
 */
import * as Hash from '../../../codec/hash.ts'
import * as Hex from '../../../codec/hex.ts'
import * as Signature from './signature.ts'
import { arrayOf, depthOf, invalid, isName, limits, type Parameter, type Type, tupleOf } from './type.ts'

/** A function that can be called. `selector` is the first 4 bytes of the hash of `signature`. */
export type AbiFunction = {
  readonly name: string
  readonly inputs: readonly Parameter[]
  /** Canonical: types only, such as `transfer(address,uint256)`. */
  readonly signature: string
  readonly selector: Hex.Hex
}

const functionKeys = new Set(['name', 'type', 'inputs', 'outputs', 'stateMutability', 'payable', 'constant'])
const parameterKeys = new Set(['name', 'type', 'components', 'internalType', 'indexed'])

/**
 * The function that one item of an ABI in JSON describes. Outputs are checked and not kept.
 *
 * @param path - Where the item stands, for errors.
 * @throws InputError `abi_invalid` with the path of the first thing wrong.
 */
export function parseFunction(json: unknown, path = '', hash: Hash.Hash = Hash.keccak256): AbiFunction {
  const item = object(json, path, functionKeys)
  if (item.get('type') !== 'function') throw invalid(join(path, 'type'), '`function`', shown(item.get('type')))
  const name = item.get('name')
  if (typeof name !== 'string' || !isName(name)) throw invalid(join(path, 'name'), 'a function name', shown(name))
  const inputs = parameters(item.get('inputs'), join(path, 'inputs'), 0)
  if (item.has('outputs')) parameters(item.get('outputs'), join(path, 'outputs'), 0)
  return describe(name, inputs, hash)
}

/**
 * The function that a line describes: `name(type name, …)`, names optional, tuples in parentheses.
 *
 * @example parseSignature('fill((address maker, uint256 amount)[] orders, bytes)').signature // 'fill((address,uint256)[],bytes)'
 * @throws InputError `abi_invalid` with `at`, the character concerned.
 */
export function parseSignature(text: string, hash: Hash.Hash = Hash.keccak256): AbiFunction {
  const { name, inputs } = Signature.parse(text)
  return describe(name, inputs, hash)
}

function describe(name: string, inputs: readonly Parameter[], hash: Hash.Hash): AbiFunction {
  const signature = `${name}(${inputs.map((input) => input.type.text).join(',')})`
  const ascii = Uint8Array.from(signature, (character) => character.charCodeAt(0))
  return { name, inputs, signature, selector: Hex.fromBytes(hash(ascii), 0, 4) }
}

/**
 * The parameters that an array of ABI JSON describes: what a tuple of values is decoded by, without a function.
 *
 * @throws InputError `abi_invalid` with the path of the first thing wrong.
 */
export function parseParameters(json: unknown, path = ''): readonly Parameter[] {
  return parameters(json, path, 0)
}

function parameters(json: unknown, path: string, depth: number): readonly Parameter[] {
  if (!Array.isArray(json)) throw invalid(path, 'an array of parameters', shown(json))
  if (json.length > limits.parameters)
    throw invalid(path, `at most ${limits.parameters} parameters`, String(json.length))
  return json.map((item, index) => parameter(item, `${path}[${index}]`, depth))
}

function parameter(json: unknown, path: string, depth: number): Parameter {
  const item = object(json, path, parameterKeys)
  const name = item.has('name') ? item.get('name') : ''
  if (typeof name !== 'string' || !(name === '' || isName(name)))
    throw invalid(join(path, 'name'), 'a name', shown(name))
  const text = item.get('type')
  if (typeof text !== 'string') throw invalid(join(path, 'type'), 'an ABI type', shown(text))
  return { name, type: typeOf(text, item, path, depth) }
}

function typeOf(text: string, item: ReadonlyMap<string, unknown>, path: string, depth: number): Type {
  const [, base, suffix] = /^([a-z0-9]+)((?:\[[0-9]*\])*)$/.exec(text) ?? []
  if (base === undefined || suffix === undefined) throw invalid(join(path, 'type'), 'an ABI type', text)
  const place = join(path, 'type')
  if (depth > limits.depth) throw invalid(place, `at most ${limits.depth} levels`)
  const inner =
    base === 'tuple' ? tupleOf(components(item, path, depth), join(path, 'components')) : Signature.word(base)
  if (inner === undefined) throw invalid(place, 'an ABI type', text)
  if (base !== 'tuple' && item.has('components'))
    throw invalid(join(path, 'components'), 'no components of a scalar type')
  const type = arrayOf(inner, suffix, place)
  if (depth + depthOf(type) > limits.depth) throw invalid(place, `at most ${limits.depth} levels`, text)
  return type
}

function components(item: ReadonlyMap<string, unknown>, path: string, depth: number): readonly Parameter[] {
  return parameters(item.get('components'), join(path, 'components'), depth + 1)
}

function object(json: unknown, path: string, keys: ReadonlySet<string>): ReadonlyMap<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid(path, 'an object', shown(json))
  const entries = Object.entries(json)
  const unknown = entries.find(([key]) => !keys.has(key))
  if (unknown) throw invalid(join(path, unknown[0]), `one of ${[...keys].join(', ')}`)
  return new Map(entries)
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? 'an array' : value === null ? 'null' : typeof value
}
