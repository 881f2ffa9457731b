/** Calls of functions as another library writes them, and what a chain text says of them. */
import { type AbiFunction, encodeFunctionData, parseAbiItem } from 'viem'
import type { Decision } from '../../../engine/decision.ts'
import { evaluate } from '../../../engine/evaluate.ts'
import { noContracts } from '../../../facts/contract.ts'
import { type DecodedRequest, decode } from '../../../facts/decode.ts'
import { absent, type Fact, failed, notAsked } from '../../../facts/fact.ts'
import { parseKey } from '../../../facts/key.ts'
import * as Requests from '../../../facts/request.ts'
import type { Policy } from '../../policy.ts'
import { compile, parse } from '../../text.ts'

export const token = `0x${'70'.repeat(20)}`
export const alice = `0x${'a1'.repeat(20)}`
export const bob = `0x${'b0'.repeat(20)}`
export const carol = `0x${'ca'.repeat(20)}`

/** A call that is asked about. `sender` is null where nobody knows it. */
export type Asked = {
  readonly to?: string
  readonly chainId?: number
  readonly sender?: string | null
  readonly data: string
  readonly context?: object
}

/** @returns The policy that the text, given as an object, compiles to. */
export function policyOf(text: object): Policy {
  return compile(parse(JSON.stringify(text)), { id: 'pol_chain' })
}

/** @returns The request as it would arrive. */
export function requestOf({ to = token, chainId = 1, sender = alice, data, context = {} }: Asked): DecodedRequest {
  const payload = { transaction: { chainId, to, data, value: '0', nonce: 0 } }
  const key = sender === null ? null : parseKey({ curve: 'secp256k1', addresses: { evm: sender } })
  return decode(Requests.read({ requestId: 'request-1', payload, context } as never), {
    key,
    chain: null,
    operations: [],
    contracts: noContracts,
    cluster: null,
    wallets: { addresses: [], mints: new Set<string>() },
  })
}

/** @returns The decision, with facts by name; `counter` stands for every counter. Others were not asked. */
export function decide(policy: Policy, decoded: DecodedRequest, facts: Readonly<Record<string, Fact>> = {}): Decision {
  const source = (name: string): Fact => {
    const given = name.startsWith('counter.') && !Object.hasOwn(facts, name) ? 'counter' : name
    return Object.hasOwn(facts, given) ? facts[given]! : notAsked
  }
  return evaluate([{ level: 'key', policy }], decoded, source, { noPolicy: 'deny', requestHash: '0x' })
}

/** @returns Call data of `signature` with arguments as JSON has them: numbers as decimal text. */
export function dataOf(signature: string, args: readonly unknown[]): string {
  const item = parseAbiItem(`function ${signature}` as string) as AbiFunction
  const typed = item.inputs.map(({ type }, i) => typedAs(type, args[i]))
  return encodeFunctionData({ abi: [item], functionName: item.name, args: typed } as never)
}

function typedAs(type: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => typedAs(type.replace(/\[\d*\]$/, ''), one))
  return /^u?int/.test(type) ? BigInt(value as string) : value
}

/** @returns The fact that a test spells: text of digits is a whole number, of 42 characters from `0x` an address. */
export function factOf(value: unknown): Fact {
  if (value === 'failed') return failed('timeout')
  if (value === 'absent') return absent
  if (value === 'notAsked') return notAsked
  if (typeof value === 'boolean') return { type: 'boolean', value }
  if (Array.isArray(value)) return { type: 'list', items: value.map(factOf) as never }
  const text = value as string
  if (/^-?\d+$/.test(text)) return { type: 'integer', value: BigInt(text) }
  if (/^0x[0-9a-f]{40}$/.test(text)) return { type: 'address', family: 'evm', value: text }
  return { type: 'text', value: text }
}
