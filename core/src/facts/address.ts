/**
 * Addresses, from each family's spellings to its one canonical value. Checksums are verified wherever a spelling has one,
 * and a spelling that belongs to no known family is refused: an address that nobody compares is a hole in a list.
 */
import * as Base58 from '../codec/base58.ts'
import * as Bech32 from '../codec/bech32.ts'
import { type Hash, keccak256 } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import { InputError } from '../input-error.ts'
import type { Address, Family } from './value.ts'

/** An account on one chain; `chain` is its CAIP-2 name, such as `eip155:1`. */
export type Account = { readonly chain: string; readonly address: Address }

/** Longer than any address, of any chain that is refused by name too. */
const maxCharacters = 128

const base58Form = /^[1-9A-HJ-NP-Za-km-z]+$/
const evmForm = /^0x[0-9a-fA-F]{40}$/
const tronHexForm = /^(?:0x)?41[0-9a-fA-F]{40}$/
const segwitForm = /^(?:bc1[0-9a-z]+|BC1[0-9A-Z]+)$/

const solanaBytes = 32
/** A version, a hash of 20 bytes, and the checksum. */
const checkedBytes = 25
const tronVersion = 0x41
const versions: ReadonlyMap<number, Family> = new Map([
  [0x00, 'bitcoin'],
  [0x05, 'bitcoin'],
  [tronVersion, 'tron'],
])

/** Each family's spellings to the canonical one. */
const spellings: Readonly<Record<Family, (text: string) => string>> = { evm, solana, tron, bitcoin }

/** The chains of a CAIP-10 account: the family of their addresses, and how they are numbered or named. */
const namespaces: ReadonlyMap<string, { readonly family: Family; readonly reference: RegExp }> = new Map([
  ['eip155', { family: 'evm', reference: /^[1-9]\d*$/ }],
  ['solana', { family: 'solana', reference: /^[1-9A-HJ-NP-Za-km-z]{32}$/ }],
])

/** Forms of other chains, so that a refusal can say what the address looks like. None is checked further. */
const strangers: readonly (readonly [string, RegExp])[] = [
  ['Bitcoin Cash', /^(?:bitcoincash:)?(?:[qp][02-9ac-hj-np-z]{41}|[QP][02-9AC-HJ-NP-Z]{41})$/],
  ['Bitcoin testnet', /^(?:(?:tb1|TB1)[0-9a-zA-Z]+|[mn2][1-9A-HJ-NP-Za-km-z]{25,34})$/],
  ['Bitcoin Gold', /^[AG][1-9A-HJ-NP-Za-km-z]{33}$/],
  ['Dash', /^X[1-9A-HJ-NP-Za-km-z]{33}$/],
  ['Dogecoin or Verge', /^D[1-9A-HJ-NP-Za-km-z]{33}$/],
  ['Litecoin', /^(?:(?:ltc1|LTC1)[0-9a-zA-Z]+|[LM][1-9A-HJ-NP-Za-km-z]{25,33})$/],
  ['Monero', /^[48][1-9A-HJ-NP-Za-km-z]{94}(?:[1-9A-HJ-NP-Za-km-z]{11})?$/],
  ['XRP', /^r[1-9A-HJ-NP-Za-km-z]{24,34}$/],
  ['Zcash', /^(?:t[13][1-9A-HJ-NP-Za-km-z]{33}|zs1[0-9a-z]+|u1[0-9a-z]+)$/],
]

/**
 * @returns The address that `text` spells in `family`. EVM: 0x and 40 digits; Solana: base58 of 32 bytes; Tron: base58check or
 * 21 bytes of hex that begin with 41; Bitcoin: mainnet base58check, bech32, bech32m.
 * @throws InputError `bad_address`; `bad_checksum`, also for an EVM address in mixed case that does not satisfy EIP-55.
 */
export function parse(family: Family, text: string): Address {
  return { type: 'address', family, value: spellings[family](text) }
}

/**
 * Decides the family by the form alone, as lists need it. Legacy addresses of Bitcoin's forks, and old Litecoin ones that
 * begin with 3, are spelt as Bitcoin's are and are taken for these.
 *
 * @throws InputError As `parse`; `bad_address` where no family, or more than one, has this form.
 */
export function parseAny(text: string): Address {
  return parse(familyOf(text), text)
}

/**
 * @returns The chain and the address of a CAIP-10 account in the namespaces `eip155` and `solana`.
 * @example fromCaip10('eip155:1:0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045').chain // eip155:1
 */
export function fromCaip10(text: string): Account {
  const [namespace = '', reference = '', spelling = '', ...rest] = text.split(':')
  const known = namespaces.get(namespace)
  if (known === undefined || rest.length > 0) throw refusal('an account such as `eip155:1:0x…` or `solana:…:…`', text)
  if (reference.length > 32 || !known.reference.test(reference)) throw refusal(`a chain of ${namespace}`, reference)
  return { chain: `${namespace}:${reference}`, address: parse(known.family, spelling) }
}

/** @returns The address for display: EVM with the checksum of EIP-55, the others as they are. */
export function checksummed(address: Address, keccak: Hash = keccak256): string {
  return address.family === 'evm' ? mixedCase(address.value, keccak) : address.value
}

function familyOf(text: string): Family {
  if (text.length > maxCharacters) throw refusal(`at most ${maxCharacters} characters`, text)
  if (tronHexForm.test(text)) return 'tron'
  if (text.startsWith('0x')) return 'evm'
  const bytes = base58Form.test(text) ? Base58.decode(text) : null
  const solanaForm = bytes?.length === solanaBytes
  if (segwitForm.test(text) && solanaForm) throw refusal('an address whose family is certain: name it', text)
  if (segwitForm.test(text)) return 'bitcoin'
  if (solanaForm) return 'solana'
  const family = bytes?.length === checkedBytes ? versions.get(bytes[0]!) : undefined
  if (family !== undefined) return family
  const stranger = strangers.find(([, form]) => form.test(text))
  throw refusal(
    `an EVM, Solana, Tron or Bitcoin address${stranger === undefined ? '' : `, not one of ${stranger[0]}`}`,
    text,
  )
}

function evm(text: string): string {
  if (!evmForm.test(text)) {
    const wrongLength = /^0x[0-9a-fA-F]*$/.test(text) ? `, not ${text.length - 2}` : ''
    throw refusal(`0x and 40 hexadecimal digits${wrongLength}`, text)
  }
  const lower = text.toLowerCase()
  const digits = text.slice(2)
  if (text === lower || digits === digits.toUpperCase()) return lower
  const right = mixedCase(lower, keccak256)
  if (text === right) return lower
  throw new InputError('bad_checksum', {}, `\`${right}\`, or all digits in lower case`, text)
}

/** EIP-55: a letter is upper-case where the hash of the lower-case digits has a nibble of 8 or more. */
function mixedCase(lower: string, keccak: Hash): string {
  const digits = lower.slice(2)
  const hash = keccak(Uint8Array.from(digits, (_, i) => digits.charCodeAt(i)))
  const isUpper = (i: number) => ((hash[i >> 1]! >> (i % 2 === 0 ? 4 : 0)) & 15) >= 8
  return `0x${Array.from(digits, (digit, i) => (isUpper(i) ? digit.toUpperCase() : digit)).join('')}`
}

function solana(text: string): string {
  // 32 bytes need 44 characters at most, and at least one for each.
  if (text.length <= 44 && base58Form.test(text) && Base58.decode(text).length === solanaBytes) return text
  throw refusal('32 bytes in base58', text)
}

function tron(text: string): string {
  if (!tronHexForm.test(text)) return checkedText(text, 'tron', 'a `T…` address, or 41 and 40 hexadecimal digits')
  return Base58.encodeChecked(Hex.toBytes(text.startsWith('0x') ? text : `0x${text}`))
}

function bitcoin(text: string): string {
  if (!/^(?:bc1|BC1)/.test(text)) return checkedText(text, 'bitcoin', 'a mainnet address such as `1…`, `3…` or `bc1…`')
  const segwit = Bech32.decode(text)
  if (segwit.prefix === 'bc') return text.toLowerCase()
  throw refusal('the prefix `bc`', text)
}

/** A base58check address: its spelling is canonical already, if version, length and checksum are right. */
function checkedText(text: string, family: Family, expected: string): string {
  const wellFormed = text.length <= maxCharacters && base58Form.test(text)
  const bytes = wellFormed ? Base58.decode(text) : null
  if (bytes?.length !== checkedBytes || versions.get(bytes[0]!) !== family) throw refusal(expected, text)
  Base58.decodeChecked(text)
  return text
}

function refusal(expected: string, came: string): InputError {
  return new InputError('bad_address', {}, expected, came)
}
