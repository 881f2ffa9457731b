/** Requests for tests: keys, call data as another library writes it, and what was decoded as plain JSON. */
import { type AbiFunction, encodeFunctionData, parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type * as Json from '../codec/json.ts'
import { type Call, judged } from './call.ts'
import { type DecodedRequest, decode, nothingGiven, type Surroundings } from './decode.ts'
import { type Key, parseKey } from './key.ts'
import * as Print from './print.ts'
import * as Requests from './request.ts'

type Hex = `0x${string}`

export const account = privateKeyToAccount(`0x${'4c'.repeat(32)}`)
export const stranger = privateKeyToAccount(`0x${'4d'.repeat(32)}`)
export const sender = account.address.toLowerCase() as Hex
/** The key that the tests sign with. */
export const key: Key = parseKey({ id: 'key_treasury', curve: 'secp256k1', publicKey: account.publicKey })

export const contract: Hex = `0x${'c0'.repeat(20)}`
export const alice: Hex = `0x${'a1'.repeat(20)}`
export const bob: Hex = `0x${'b0'.repeat(20)}`

/** A transaction object that says everything, of type 2, sending 5 wei to alice. */
export const whole = {
  chainId: 1,
  nonce: 7,
  to: alice,
  value: '5',
  gas: '21000',
  maxFeePerGas: '30',
  maxPriorityFeePerGas: '2',
} as const

/** @returns The request decoded from its payload, as it would arrive. */
export function decoded(
  payload: object,
  given: Partial<Surroundings> = {},
  envelope: Readonly<Record<string, string>> = {},
): DecodedRequest {
  return decode(Requests.read({ ...envelope, payload } as Json.JsonObject), { ...nothingGiven, ...given })
}

/** @returns Code of each objection. */
export function objections(payload: object, given: Partial<Surroundings> = {}, envelope = {}): readonly string[] {
  return decoded(payload, given, envelope).objections.map(({ code }) => code)
}

/** @returns The facts as JSON, as the command prints them. */
export function shown({ facts }: Pick<Call, 'facts'>): Readonly<Record<string, Print.Printed>> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, Print.factToJson(fact)]))
}

/** @returns The facts of the judged call at `index`. */
export function callFacts(request: DecodedRequest, index = 0): ReturnType<typeof shown> {
  return shown(judged(request.calls)[index]!)
}

/** @returns Call data of the function, in the order of its parameters, as viem encodes it. */
export function callData(signature: string, ...args: readonly unknown[]): Hex {
  const [item] = parseAbi([`function ${signature}` as string]) as readonly AbiFunction[]
  return encodeFunctionData({ abi: [item], functionName: item!.name, args } as never)
}
