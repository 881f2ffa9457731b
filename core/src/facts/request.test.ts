import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import * as Json from '../codec/json.ts'
import { refusalOf } from './decoders/evm/transaction.fixture.ts'
import * as Requests from './request.ts'

const seed = 20_261_121
const payload = { message: 'hello' }
const kinds = Object.keys(Requests.payloadKinds) as Requests.PayloadKind[]
const values = { hex: '0x00', text: 'text', object: { a: 1 } } as const
const inherited = Object.getOwnPropertyNames(Object.prototype)

/** Code and path of the refusal, `none` where nothing is refused. */
function refusal(json: Json.JsonValue): string {
  const error = refusalOf(() => Requests.read(json))
  return error === null ? 'none' : `${error.code} ${error.place.path}`
}

describe('the envelope of a request', () => {
  it('is read whole', () => {
    const json = { requestId: 'r-1', keyId: 'k', payload, context: { note: 'rent' } }
    expect(Requests.read(json)).toEqual({
      requestId: 'r-1',
      keyId: 'k',
      payload: { kind: 'message', value: 'hello' },
      context: { note: 'rent' },
    })
  })

  it('may say nothing but the payload', () => {
    const bare = { requestId: null, keyId: null, payload: { kind: 'message', value: 'hello' }, context: {} }
    expect(Requests.read({ payload })).toEqual(bare)
    expect(Requests.read(payload)).toEqual(bare)
  })

  const strangers = ['issuer', 'requestid', 'decision', 'message', ...inherited.filter((name) => name !== '__proto__')]

  test.each(strangers)('has no field `%s`', (name) => {
    expect(refusal({ payload, [name]: 'x' })).toBe(`unknown_field ${name}`)
  })

  test.each([
    ['a text', 'hello'],
    ['a number', 1],
    ['null', null],
    ['a list', [{ payload }]],
  ] as const)('is no %s', (_, json) => {
    expect(refusal(json)).toBe('bad_object ')
  })

  test.each([[null], [[]], ['hello'], [1], [true]])('has an object as payload, not %j', (value) => {
    expect(refusal({ payload: value })).toBe('bad_object payload')
  })

  test.each([[null], [[]], ['note'], [1]])('has an object as context, not %j', (value) => {
    expect(refusal({ payload, context: value })).toBe('bad_object context')
  })

  test.each(['requestId', 'keyId'])('has a `%s` of 1 to 256 characters', (name) => {
    expect(refusal({ payload, [name]: '' })).toBe(`too_long ${name}`)
    expect(refusal({ payload, [name]: 'a' })).toBe('none')
    expect(refusal({ payload, [name]: 'a'.repeat(256) })).toBe('none')
    expect(refusal({ payload, [name]: 'a'.repeat(257) })).toBe(`too_long ${name}`)
    for (const value of [1, null, true, ['a'], { a: 'a' }])
      expect(refusal({ payload, [name]: value })).toBe(`bad_type ${name}`)
  })

  it('reports a stranger first, then the fields in their order', () => {
    const wrong = { context: 1, payload: 1, keyId: 1, requestId: 1 }
    expect(refusal({ ...wrong, stranger: 1 })).toBe('unknown_field stranger')
    expect(refusal(wrong)).toBe('bad_type requestId')
    expect(refusal({ ...wrong, requestId: 'r' })).toBe('bad_type keyId')
    expect(refusal({ ...wrong, requestId: 'r', keyId: 'k' })).toBe('bad_object payload')
    expect(refusal({ ...wrong, requestId: 'r', keyId: 'k', payload })).toBe('bad_object context')
  })
})

describe('a payload', () => {
  test.each(kinds)('of kind `%s` has a value of its type only', (kind) => {
    const wanted = Requests.payloadKinds[kind]
    expect(Requests.read({ [kind]: values[wanted] }).payload).toEqual({ kind, value: values[wanted] })
    const wrong = wanted === 'object' ? ['{}', 1, null, true, []] : [{ a: 1 }, 1, null, true, ['0x00']]
    for (const value of wrong) {
      expect(refusal({ [kind]: value })).toBe(`bad_type ${kind}`)
      expect(refusal({ payload: { [kind]: value } })).toBe(`bad_type payload.${kind}`)
    }
  })

  it('is exactly one', () => {
    expect(refusal({})).toBe('unknown_payload_kind ')
    expect(refusal({ payload: {} })).toBe('unknown_payload_kind payload')
    for (const [one, other] of kinds.flatMap((one) => kinds.map((other) => [one, other] as const))) {
      if (one === other) continue
      const both = { [one]: values[Requests.payloadKinds[one]], [other]: values[Requests.payloadKinds[other]] }
      expect(refusal({ payload: both })).toBe('unknown_payload_kind payload')
    }
  })

  test.each(['Message', 'rawBytes', 'transactions', 'payload ', ...inherited])('is of no kind `%s`', (kind) => {
    const own = Object.fromEntries([[kind, 'x']])
    expect(refusal(own)).toBe(`unknown_payload_kind ${kind}`)
    expect(refusal({ payload: own })).toBe(`unknown_payload_kind payload.${kind}`)
  })

  it('comes through the strict reader with prototype names that are harmless, and is refused with the others', () => {
    for (const name of inherited) {
      const text = `{"payload":{"${name}":"x"}}`
      const forbidden = name === '__proto__' || name === 'constructor'
      const error = refusalOf(() => Requests.read(Json.parse(text)))
      expect([name, error?.code]).toEqual([name, forbidden ? 'forbidden_key' : 'unknown_payload_kind'])
    }
  })

  it('is never taken from what an object inherits', () => {
    expect(refusal(Object.create(payload))).toBe('unknown_payload_kind ')
    expect(refusal(Object.create({ payload }))).toBe('unknown_payload_kind ')
    expect(Requests.read(Object.assign(Object.create({ requestId: 'r' }), { payload })).requestId).toBeNull()
  })
})

describe('any JSON', () => {
  const names = fc.constantFrom('payload', 'requestId', 'keyId', 'context', ...kinds, ...inherited)
  const objects = fc.dictionary(
    fc.oneof(names, fc.string()),
    fc.oneof(fc.jsonValue(), fc.dictionary(names, fc.jsonValue())),
  )

  it('is a request with one payload of a known kind, or is refused with a code of ours', () => {
    const law = fc.property(fc.oneof(objects, fc.jsonValue()), (json) => {
      const error = refusalOf(() => {
        const { payload, requestId } = Requests.read(json as Json.JsonValue)
        expect(kinds).toContain(payload.kind)
        expect(requestId === null || requestId.length <= 256).toBe(true)
      })
      const codes = ['bad_object', 'unknown_field', 'unknown_payload_kind', 'bad_type', 'too_long']
      if (error !== null) expect(codes).toContain(error.code)
    })
    fc.assert(law, { seed, numRuns: 2000 })
  })
})
