import { describe, expect, it } from 'vitest'
import { type Call, type Decoded, judged, lookup, type Source, sourceOf } from './call.ts'
import { absent, type Fact, failed, notAsked } from './fact.ts'

const text = (value: string): Fact => ({ type: 'text', value })

function call(index: number, isJudged: boolean, facts: Call['facts'] = {}, calls: readonly Call[] = []): Call {
  return { index, kind: 'contractCall', judged: isJudged, start: 0, end: 0, facts, calls }
}

describe('a fact of a call', () => {
  const decoded: Decoded = {
    facts: { kind: text('request'), chain: text('request'), token: absent },
    calls: [],
    objections: [],
  }
  const own = call(0, true, { kind: text('call'), amount: failed('not_canonical') })
  const everything: Source = () => text('source')

  it('is the call’s own, else the request’s', () => {
    expect(lookup(decoded, own, everything, 'kind')).toEqual(text('call'))
    expect(lookup(decoded, own, everything, 'chain')).toEqual(text('request'))
    expect(lookup(decoded, own, everything, 'amount')).toEqual(failed('not_canonical'))
    expect(lookup(decoded, own, everything, 'token')).toEqual(absent)
  })

  it('that bytes can tell is absent where they do not, whatever anybody says', () => {
    for (const name of ['recipient', 'target', 'spl.amount', 'operation.exportFormat'])
      expect(lookup(decoded, own, everything, name)).toEqual(absent)
  })

  it('that bytes cannot tell is what the source says', () => {
    for (const name of ['sender', 'issuers', 'counter.day.0x00', 'constructor', 'toString'])
      expect(lookup(decoded, own, everything, name)).toEqual(text('source'))
    for (const name of ['sender', 'constructor', 'toString', '__proto__'])
      expect(lookup(decoded, own, sourceOf({}), name)).toEqual(notAsked)
  })
})

describe('the judged calls', () => {
  it('are those that say so, parents before children, and the children of the others', () => {
    const tree = [
      call(0, true, {}, [call(1, false, {}, [call(2, true)]), call(3, true)]),
      call(4, false),
      call(5, true),
    ]
    expect(judged(tree).map(({ index }) => index)).toEqual([0, 2, 3, 5])
    expect(judged([])).toEqual([])
  })
})
