/**
 * `signatures`: `[{ deadline, signature }]` becomes `[{ deadline, signer }]`. What is signed is EIP-712 typed data of the type
 * below: this call, in this request, on this chain, by this sender, until the deadline. The request’s id makes it good once.
 */
import type * as Json from '../../codec/json.ts'
import { InputError } from '../../input-error.ts'
import type { About } from '../context.ts'
import * as TypedData from '../decoders/typed-data.ts'
import type { Value, ValueType } from '../value.ts'
import { amountOf, fieldsOf, listOf, record, signerOf } from './field.ts'

const most = 16
const types = {
  EIP712Domain: [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
    { name: 'chainId', type: 'uint256' },
  ],
  Call: [
    { name: 'requestId', type: 'string' },
    { name: 'sender', type: 'address' },
    { name: 'target', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'data', type: 'bytes' },
    { name: 'deadline', type: 'uint256' },
  ],
}

/** @throws InputError When one is malformed, or the request is no call that could be signed so: it needs an id and a sender. */
export function signatures(json: Json.JsonValue, about: About): Value {
  const call = callOf(about)
  return { type: 'list', items: listOf(json, most).map((one) => signatureOf(one, call)) }
}

type Signed = { readonly chainId: string; readonly message: Readonly<Record<string, string>> }

function signatureOf(json: Json.JsonValue, { chainId, message }: Signed): Value {
  const fields = fieldsOf(json, ['deadline', 'signature'])
  const deadline = amountOf(fields.deadline)
  const domain = { name: 'Portcullis', version: '1', chainId }
  const signed = { types, primaryType: 'Call', domain, message: { ...message, deadline: `${deadline}` } }
  const signer = signerOf(TypedData.parse(signed).digest, fields.signature)
  return record({ deadline: { type: 'integer', value: deadline }, signer })
}

function callOf({ requestId, decoded }: About): Signed {
  const [call] = decoded.calls
  if (requestId === null || call === undefined)
    throw new InputError('missing_field', {}, 'a request with an id, which the signature names')
  const textIn = (name: string, type: ValueType): string => {
    const fact = call.facts[name]
    if (fact?.type === type && 'value' in fact) return `${fact.value}`
    throw new InputError('missing_field', {}, `a call whose \`${name}\` is known`)
  }
  const data = call.facts['call.data'] === undefined ? '0x' : textIn('call.data', 'bytes')
  const [sender, target] = [textIn('sender', 'address'), textIn('target', 'address')]
  const message = { requestId, sender, target, value: textIn('native.value', 'integer'), data }
  return { chainId: textIn('chainId', 'integer'), message }
}
