/**
 * `riskScores`: `[{ subject, score, time, signature }]` becomes `[{ subject, score, time, signer }]`. Scores and times, in
 * seconds since 1970, are decimal text. What is signed is EIP-712 typed data of the type below, good on every chain.
 */
import type * as Json from '../../codec/json.ts'
import * as Addresses from '../address.ts'
import * as TypedData from '../decoders/typed-data.ts'
import type { Value } from '../value.ts'
import { amountOf, fieldsOf, listOf, record, signerOf, textOf } from './field.ts'

const most = 16
const domain = { name: 'Portcullis', version: '1' }
const types = {
  EIP712Domain: [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
  ],
  RiskScore: [
    { name: 'subject', type: 'address' },
    { name: 'score', type: 'uint256' },
    { name: 'time', type: 'uint256' },
  ],
}

/** @throws InputError When a score is malformed, or its signature nobody’s. */
export function scores(json: Json.JsonValue): Value {
  return { type: 'list', items: listOf(json, most).map(scoreOf) }
}

function scoreOf(json: Json.JsonValue): Value {
  const fields = fieldsOf(json, ['subject', 'score', 'time', 'signature'])
  const subject = Addresses.parse('evm', textOf(fields.subject))
  const [score, time] = [amountOf(fields.score), amountOf(fields.time)]
  const message = { subject: subject.value, score: `${score}`, time: `${time}` }
  const { digest } = TypedData.parse({ types, primaryType: 'RiskScore', domain, message })
  const signer = signerOf(digest, fields.signature)
  return record({ subject, score: { type: 'integer', value: score }, time: { type: 'integer', value: time }, signer })
}
