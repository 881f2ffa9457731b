/**
 * Sign-In with Ethereum (EIP-4361), read by its ABNF: the fields of a message that asks to log in somewhere. What begins like
 * one and is none is refused, since a person would take it for one.
 */
import { InputError } from '../../input-error.ts'
import * as Addresses from '../address.ts'
import * as DateTime from '../operation/date-time.ts'
import type { Address, Instant } from '../value.ts'

/** What the message says. `authority` is that of the URI; `null` where it has none. */
export type SignIn = {
  readonly scheme: string | null
  readonly domain: string
  readonly address: Address
  readonly statement: string | null
  readonly uri: string
  readonly authority: string | null
  readonly version: string
  readonly chainId: bigint
  readonly nonce: string
  readonly issuedAt: Instant
  readonly expirationTime: Instant | null
  readonly notBefore: Instant | null
  readonly requestId: string | null
  readonly resources: readonly string[]
}

const asks = ' wants you to sign in with your Ethereum account:'

/** RFC 3986: the characters of a URI, and its authority. */
const uriText = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$/
const authorityOf = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/
const headText = new RegExp(
  `^(?:([A-Za-z][A-Za-z0-9+.-]*)://)?((?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2}|\\[[0-9A-Fa-f:.]+\\])+(?::\\d{1,5})?)${asks}$`,
)
const resourceText = new RegExp(`^- (${uriText.source.slice(1, -1)})$`)
const pathText = /^(?:[A-Za-z0-9._~:@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$/
const statementText = /^[A-Za-z0-9._~:/?#[\]@!$&'()*+,;= -]+$/

/** @returns Whether a person would take the text for a request to sign in. */
export function looksLike(text: string): boolean {
  return text.slice(0, 1024).includes(asks.trim().slice(0, -1))
}

/** @throws InputError `sign_in_malformed` with the line, from 1, and what was expected there. */
export function parse(text: string): SignIn {
  const lines: Lines = { all: text.split('\n'), at: 0 }
  const [, scheme, domain] = matched(lines, headText, `a domain and \`${asks}\``)
  const address = addressIn(lines)
  exactly(lines, '')
  const statement = lines.all[lines.at] === '' ? null : matched(lines, statementText, 'a statement in one line')[0]
  exactly(lines, '')
  const uri = field(lines, 'URI', uriText)
  return {
    scheme: scheme ?? null,
    domain: domain!,
    address,
    statement,
    uri,
    authority: authorityOf.exec(uri)?.[1] || null,
    version: field(lines, 'Version', /^1$/),
    chainId: BigInt(field(lines, 'Chain ID', /^(?:0|[1-9]\d{0,77})$/)),
    nonce: field(lines, 'Nonce', /^[A-Za-z0-9]{8,}$/),
    issuedAt: instant(lines, 'Issued At'),
    expirationTime: has(lines, 'Expiration Time') ? instant(lines, 'Expiration Time') : null,
    notBefore: has(lines, 'Not Before') ? instant(lines, 'Not Before') : null,
    requestId: has(lines, 'Request ID') ? field(lines, 'Request ID', pathText) : null,
    resources: resourcesIn(lines),
  }
}

/** The address has the checksum of EIP-55. */
function addressIn(lines: Lines): Address {
  const expected = 'an address with the checksum of EIP-55'
  const [text] = matched(lines, /^0x[0-9a-fA-F]{40}$/, expected)
  const address: Address = { type: 'address', family: 'evm', value: text.toLowerCase() }
  if (Addresses.checksummed(address) !== text) throw wrong(lines.at - 1, expected)
  return address
}

/** The last of the message: nothing may follow. */
function resourcesIn(lines: Lines): readonly string[] {
  if (lines.at === lines.all.length) return []
  exactly(lines, 'Resources:')
  return lines.all.slice(lines.at).map(() => matched(lines, resourceText, '`- ` and a URI')[1]!)
}

/** Lines, and which is read next. */
type Lines = { readonly all: readonly string[]; at: number }

function matched(lines: Lines, pattern: RegExp, expected: string): RegExpExecArray {
  const line = lines.all[lines.at]
  const found = line === undefined ? null : pattern.exec(line)
  if (found === null) throw wrong(lines.at, expected)
  lines.at++
  return found
}

function exactly(lines: Lines, text: string): void {
  if (lines.all[lines.at] !== text) throw wrong(lines.at, text === '' ? 'an empty line' : `\`${text}\``)
  lines.at++
}

function has({ all, at }: Lines, name: string): boolean {
  return all[at]?.startsWith(`${name}: `) === true
}

function field(lines: Lines, name: string, pattern: RegExp): string {
  const expected = `\`${name}: \` and its value`
  const value = has(lines, name) ? lines.all[lines.at]!.slice(name.length + 2) : ''
  if (!has(lines, name) || !pattern.test(value)) throw wrong(lines.at, expected)
  lines.at++
  return value
}

function instant(lines: Lines, name: string): Instant {
  try {
    return DateTime.parse(field(lines, name, /^\S+$/)) as Instant
  } catch (error) {
    if (error instanceof InputError && error.code !== 'sign_in_malformed')
      throw wrong(lines.at - 1, 'a time as RFC 3339 writes it')
    throw error
  }
}

function wrong(at: number, expected: string): InputError {
  return new InputError('sign_in_malformed', { line: at + 1 }, expected)
}
