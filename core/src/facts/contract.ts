/**
 * What somebody who may say so knows of the code at an address: which sort of contract it is, and which functions it has. Given
 * from outside, reviewed, by chain and address; never by whoever asks for a signature.
 */
import type * as Json from '../codec/json.ts'
import { InputError, refusal } from '../input-error.ts'
import * as Address from './address.ts'
import * as Fragment from './decoders/abi/fragment.ts'

/** Sorts of code whose calls within calls are understood. To add one, add a word here and name it in a row of the wrappers. */
export const codeKinds = [
  'safe',
  'account',
  'multicall',
  'aggregator',
  'multiSend',
  'multiSendCallOnly',
  'entryPoint',
  'permit2',
  'universalRouter',
] as const
export type CodeKind = (typeof codeKinds)[number]

/** `functions` are by selector. `chain` is CAIP-2, `address` canonical. */
export type Contract = {
  readonly chain: string
  readonly address: string
  readonly name: string | null
  readonly code: CodeKind | null
  readonly functions: ReadonlyMap<string, Fragment.AbiFunction>
}

/** By chain and address, as `placeOf` joins them. */
export type Contracts = ReadonlyMap<string, Contract>

export const noContracts: Contracts = new Map()

const fields: ReadonlySet<string> = new Set(['chain', 'address', 'name', 'code', 'abi'])
const chainForm = /^eip155:[1-9][0-9]{0,31}$/
const mostFunctions = 1024
const mostCharacters = 128

/** @returns The key under which a contract is looked up. */
export function placeOf(chain: string, address: string): string {
  return `${chain}/${address}`
}

/**
 * Reads `{ chain, address, name?, code?, abi? }`. An ABI is a list of items in JSON, or of lines such as
 * `transfer(address to, uint256 amount)`; events, errors and constructors in it are passed over.
 *
 * @throws InputError With the path of the first fault; `name_taken` for two functions of one selector.
 */
export function parseContract(json: Json.JsonObject): Contract {
  const stranger = Object.keys(json).find((key) => !fields.has(key))
  if (stranger !== undefined) throw refusal('unknown_field', stranger, `one of ${[...fields].join(', ')}`)
  const contract = {
    chain: chainOf(json['chain']),
    address: addressOf(json['address']),
    name: Object.hasOwn(json, 'name') ? nameOf(json['name']) : null,
    code: Object.hasOwn(json, 'code') ? codeOf(json['code']) : null,
    functions: Object.hasOwn(json, 'abi') ? functionsOf(json['abi']) : new Map<string, Fragment.AbiFunction>(),
  }
  if (contract.code === null && contract.functions.size === 0)
    throw refusal('missing_field', 'code', '`code`, or an `abi` with a function')
  return contract
}

/** @throws InputError `name_taken` for two claims about one address. */
export function contractsOf(list: readonly Contract[]): Contracts {
  const contracts = new Map<string, Contract>()
  for (const contract of list) {
    const place = placeOf(contract.chain, contract.address)
    if (contracts.has(place)) throw refusal('name_taken', 'address', 'one claim for each chain and address', place)
    contracts.set(place, contract)
  }
  return contracts
}

function chainOf(json: unknown): string {
  if (typeof json === 'string' && chainForm.test(json)) return json
  throw refusal('bad_type', 'chain', 'a chain such as `eip155:1`', json)
}

function addressOf(json: unknown): string {
  if (typeof json !== 'string') throw refusal('bad_address', 'address', '0x and 40 hexadecimal digits', json)
  try {
    return Address.parse('evm', json).value
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.code, { path: 'address' }, error.expected, error.came)
    throw error
  }
}

function nameOf(json: unknown): string {
  if (typeof json === 'string' && json.length > 0 && json.length <= mostCharacters) return json
  throw refusal('bad_type', 'name', `a text of 1 to ${mostCharacters} characters`, json)
}

function codeOf(json: unknown): CodeKind {
  const found = codeKinds.find((kind) => kind === json)
  if (found !== undefined) return found
  throw refusal('unknown_enum', 'code', `one of ${codeKinds.join(', ')}`, json)
}

function functionsOf(json: unknown): ReadonlyMap<string, Fragment.AbiFunction> {
  if (!Array.isArray(json)) throw refusal('bad_type', 'abi', 'a list of functions', json)
  if (json.length > mostFunctions) throw refusal('too_many', 'abi', `at most ${mostFunctions} items`)
  const functions = new Map<string, Fragment.AbiFunction>()
  for (const [i, item] of json.entries()) {
    if (!isFunction(item)) continue
    const fn = functionOf(item, `abi[${i}]`)
    const known = functions.get(fn.selector)
    if (known !== undefined) throw refusal('name_taken', `abi[${i}]`, `one function of selector ${fn.selector}`)
    functions.set(fn.selector, fn)
  }
  return functions
}

/** What the ABI of a contract holds beside functions. Anything else is read as a function, and refused if it is none. */
function isFunction(item: unknown): boolean {
  const passed = ['event', 'error', 'constructor', 'fallback', 'receive']
  return !(typeof item === 'object' && item !== null && passed.includes(String((item as { type?: unknown }).type)))
}

function functionOf(item: unknown, path: string): Fragment.AbiFunction {
  if (typeof item !== 'string') return Fragment.parseFunction(item, path)
  try {
    return Fragment.parseSignature(item)
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.code, { path }, error.expected, error.came)
    throw error
  }
}
