/** What a message that asks to log in (EIP-4361) says as facts, and what of it is objected to. */
import { InputError } from '../input-error.ts'
import type { Objection } from './call.ts'
import * as SignIn from './decoders/sign-in.ts'
import type { Fact } from './fact.ts'
import type { Address, Value } from './value.ts'

type Content = { readonly facts: Readonly<Record<string, Fact>>; readonly objections: readonly Objection[] }

/** @returns Nothing for any other message. What the message leaves out is no fact. */
export function contentOf(text: string, key: Address | null): Content {
  if (!SignIn.looksLike(text)) return { facts: {}, objections: [] }
  try {
    const signIn = SignIn.parse(text)
    return { facts: factsOf(signIn), objections: objectionsTo(signIn, key) }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const expected = `${error.expected} in line ${error.place.line}`
    return { facts: {}, objections: [{ code: 'sign_in_malformed', expected }] }
  }
}

function factsOf(signIn: SignIn.SignIn): Readonly<Record<string, Fact>> {
  const text = (value: string): Value => ({ type: 'text', value })
  const told: Readonly<Record<string, Value | null>> = {
    domain: text(signIn.domain),
    address: signIn.address,
    uri: text(signIn.uri),
    statement: signIn.statement === null ? null : text(signIn.statement),
    chainId: { type: 'integer', value: signIn.chainId },
    nonce: text(signIn.nonce),
    issuedAt: signIn.issuedAt,
    expirationTime: signIn.expirationTime,
    notBefore: signIn.notBefore,
    requestId: signIn.requestId === null ? null : text(signIn.requestId),
    resources: { type: 'list', items: signIn.resources.map(text) },
  }
  return Object.fromEntries(
    Object.entries(told).flatMap(([name, value]) => (value === null ? [] : [[`signIn.${name}`, value]])),
  )
}

/** A domain is a host; that its URI is elsewhere is how one place asks in the name of another. */
function objectionsTo({ address, domain, authority }: SignIn.SignIn, key: Address | null): readonly Objection[] {
  if (key !== null && key.value !== address.value)
    return [{ code: 'sign_in_mismatch', expected: `the account ${key.value}` }]
  if (authority !== null && authority.toLowerCase() !== domain.toLowerCase())
    return [{ code: 'sign_in_mismatch', expected: `a URI at ${domain}` }]
  return []
}
