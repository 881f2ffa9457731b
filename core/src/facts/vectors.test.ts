/** Each kind of payload has a file of vectors, which any other implementation can run too. */
import { describe, expect, it, test } from 'vitest'
import { refusalOf } from './decoders/evm/transaction.fixture.ts'
import { payloadKinds } from './request.ts'
import { decodeVector, type Expected, spell, type Vector, vectors } from './vectors.fixture.ts'

function came(vector: Vector): Expected {
  const results: Expected[] = []
  const error = refusalOf(() => void results.push(spell(decodeVector(vector))))
  if (error === null) return results[0]!
  const { at, path } = error.place
  return { refusal: { code: error.code, ...(at !== undefined && { at }), ...(path !== undefined && { path }) } }
}

describe('the vectors of requests', () => {
  it('have one file for each kind of payload', () => {
    const names = Object.keys(payloadKinds).map((kind) => `${kind}.json`)
    expect(vectors.map(([file]) => file)).toEqual(names.sort())
  })

  it('hold what is decoded and what is refused or objected to, of each kind', () => {
    for (const [file, cases] of vectors) {
      const bad = cases.filter(({ expected }) => 'refusal' in expected || expected.objections.length > 0)
      const good = cases.filter(({ expected }) => 'facts' in expected && expected.objections.length === 0)
      // A bare digest is never good.
      expect([file, bad.length > 0, good.length > 0]).toEqual([file, true, file !== 'rawHash.json'])
    }
  })
})

describe.each(vectors)('%s', (_, cases) => {
  test.each(cases)('$description', (vector) => {
    expect(came(vector)).toEqual(vector.expected)
  })
})
