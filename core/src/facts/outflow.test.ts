/** What leaves an account by a call: of what is known all of it, and of what is not known never nothing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Call, type Facts, judged, lookup } from './call.ts'
import { alice, bob, callData, contract, decoded, key, sender, whole } from './decode.fixture.ts'
import type { DecodedRequest } from './decode.ts'
import { absent, failed, notAsked } from './fact.ts'
import { factToJson, type Printed } from './print.ts'

const token = `eip155:1/${contract}`
const max = 2n ** 256n - 1n

/** The derived facts of the call at `index`, as JSON. */
function flows(request: DecodedRequest, index = 0): Readonly<Record<string, Printed>> {
  const call = judged(request.calls)[index]!
  return Object.fromEntries(
    ['outflows', 'asset', 'asset.amount'].map((name) => [
      name,
      factToJson(lookup(request, call, () => notAsked, name)),
    ]),
  )
}

function calling(data: string, value = '0'): DecodedRequest {
  return decoded({ transaction: { ...whole, to: contract, value, data } }, { key })
}

/** A call that is made up, with the facts. */
function made(kind: Call['kind'], facts: Facts, chain = 'solana:main'): DecodedRequest {
  const call: Call = { index: 0, kind, judged: true, start: 0, end: 0, facts, calls: [] }
  return {
    facts: { chain: { type: 'text', value: chain } },
    calls: [call],
    objections: [],
  } as unknown as DecodedRequest
}

const all = (fact: Printed) => ({ outflows: fact, asset: fact, 'asset.amount': fact })
const one = (asset: string, amount: string, from: string, recipient: string) => ({
  outflows: [{ asset, amount, from, recipient }],
  asset,
  'asset.amount': amount,
})
const nothing = { outflows: [], asset: { absent: true }, 'asset.amount': { absent: true } }
const unknown = all({ failed: 'effects_unknown' })

describe('what leaves an account', () => {
  it('is the native amount of a transfer', () => {
    expect(flows(decoded({ transaction: whole }, { key }))).toEqual(one('eip155:1/native', '5', sender, alice))
  })

  it('is nothing where nothing is sent', () => {
    expect(flows(decoded({ transaction: { ...whole, value: '0' } }, { key }))).toEqual(nothing)
  })

  it('is the amount of a token, with the contract that keeps it', () => {
    const data = callData('transfer(address to, uint256 amount)', bob, max)
    expect(flows(calling(data))).toEqual(one(token, max.toString(), sender, bob))
  })

  it('is of whoever owns the tokens, not of whoever moves them', () => {
    const data = callData('transferFrom(address from, address to, uint256 amount)', alice, bob, 7n)
    expect(flows(calling(data))).toEqual(one(token, '7', alice, bob))
  })

  it('is one of a token that has an id', () => {
    const data = callData('safeTransferFrom(address from, address to, uint256 tokenId)', alice, bob, 42n)
    expect(flows(calling(data))).toEqual(one(`${token}/42`, '1', alice, bob))
  })

  it('is several things when native value goes along with a token: then there is no only asset', () => {
    const data = callData('transfer(address to, uint256 amount)', bob, 7n)
    const { outflows, ...only } = flows(calling(data, '9'))
    expect(outflows).toEqual([
      { asset: 'eip155:1/native', amount: '9', from: sender, recipient: contract },
      { asset: token, amount: '7', from: sender, recipient: bob },
    ])
    expect(only).toEqual({ asset: { failed: 'several_assets' }, 'asset.amount': { failed: 'several_assets' } })
  })

  it.each([
    ['approve(address spender, uint256 amount)', [bob, max]],
    ['increaseAllowance(address spender, uint256 addedValue)', [bob, 1n]],
    ['decreaseAllowance(address spender, uint256 subtractedValue)', [bob, 1n]],
    ['setApprovalForAll(address operator, bool approved)', [bob, true]],
  ])('is nothing yet when an allowance is granted by %s', (signature, args) => {
    expect(flows(calling(callData(signature, ...args)))).toEqual(nothing)
  })

  it('is not known of a function that nobody knows, whether it sends value or not', () => {
    expect(flows(calling('0xdeadbeef'))).toEqual(unknown)
    expect(flows(calling('0xdeadbeef', '9'))).toEqual(unknown)
    expect(flows(calling('0xde'))).toEqual(unknown)
  })

  it('is not known of a creation, of typed data and of a user operation', () => {
    for (const kind of ['creation', 'typedData', 'userOperation', 'authorization', 'solanaMessage', 'rawHash'] as const)
      expect(flows(made(kind, {}))).toEqual(unknown)
  })

  it('is absent of what is no call at all', () => {
    for (const kind of ['message', 'operation'] as const) expect(flows(made(kind, {}))).toEqual(all({ absent: true }))
  })

  it('is never known of arguments that do not re-encode', () => {
    const calls = [
      callData('transfer(address to, uint256 amount)', bob, 7n),
      callData('transferFrom(address from, address to, uint256 amount)', alice, bob, 7n),
      callData('approve(address spender, uint256 amount)', bob, 7n),
      callData('safeTransferFrom(address from, address to, uint256 tokenId)', alice, bob, 42n),
    ]
    for (const data of calls) {
      for (const spoilt of [`${data}00`, data.slice(0, -2), `${data.slice(0, 10)}01${data.slice(12)}`]) {
        const found = flows(calling(spoilt))
        expect(Object.keys(found.outflows as object)).toEqual(['failed'])
        expect(found.asset).toEqual(found.outflows)
      }
    }
  })
})

describe('outflows', () => {
  it('never say less than a token call moves, whatever goes along', () => {
    const amounts = fc.bigInt({ min: 0n, max })
    const law = fc.property(amounts, fc.bigInt({ min: 0n, max: 2n ** 90n }), (amount, value) => {
      const data = callData('transfer(address to, uint256 amount)', bob, amount)
      const { outflows } = flows(calling(data, String(value)))
      const moved = (outflows as { asset: string; amount: string }[]).map((one) => `${one.asset} ${one.amount}`)
      expect(moved).toEqual([...(value > 0n ? [`eip155:1/native ${value}`] : []), `${token} ${amount}`])
    })
    fc.assert(law, { seed: 20_261_120, numRuns: 100 })
  })

  it('are never empty of bytes behind a selector that nobody knows', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 100 })
    const law = fc.property(bytes, (tail) => {
      const data = `0xdeadbeef${Array.from(tail, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
      expect(flows(calling(data))).toEqual(unknown)
    })
    fc.assert(law, { seed: 20_261_120, numRuns: 100 })
  })

  it('belong to the call, so that a native value that failed fails them', () => {
    expect(flows(made('transfer', { 'native.value': failed('not_canonical') }))).toEqual(
      all({ failed: 'not_canonical' }),
    )
    expect(flows(made('transfer', { 'native.value': absent }))).toEqual(nothing)
  })
})
