import { readFileSync } from 'node:fs'
import { compile, decode, evaluate, Hash, Hex, Json, parse, Requests, sourceOf, trace, Utf8 } from '@portcullis/core'

const policy = compile(parse(readFileSync('policy.json', 'utf8')))
const text = readFileSync('pay-more.json', 'utf8')

const decoded = decode(Requests.read(Json.parse(text)))
const issuer = { type: 'text', value: 'UserId:treasury-operator' } as const
const source = sourceOf({ issuers: { type: 'list', items: [issuer] } })
const requestHash = Hex.fromBytes(Hash.sha256(Utf8.toBytes(text)))

const decision = evaluate([{ level: 'key', policy }], decoded, source, { noPolicy: 'deny', requestHash })
const missed = trace(decision)[0]!.steps[0]!.tests.find(({ result }) => result === false)!
console.log(`${decision.decision}: ${decision.reason.message}`)
console.log(`${missed.at}: ${missed.fact} ${missed.actual} ${missed.operator} ${missed.expected} is false`)
