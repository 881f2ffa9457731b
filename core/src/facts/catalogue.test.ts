/** The catalogue is the truth about names and types: no decoder states a fact that it does not list, or lists otherwise. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import * as Base64 from '../codec/base64.ts'
import * as Hex from '../codec/hex.ts'
import { dataPath } from '../data.fixture.ts'
import { InputError } from '../input-error.ts'
import { type Call, type Decoded, sourceOf } from './call.ts'
import { catalogue, costOf, costs, families, isLocal } from './catalogue.ts'
import { decoded } from './decode.fixture.ts'
import { decodeHex } from './decode.ts'
import { anyTransaction } from './decoders/evm/transaction.fixture.ts'
import * as Transaction from './decoders/evm/transaction.ts'
import { anyMessage } from './decoders/solana/message.fixture.ts'
import * as Message from './decoders/solana/message.ts'
import { absent, type Fact, hasValue } from './fact.ts'
import { decodeVector, vectors } from './vectors.fixture.ts'

const seed = 20_261_124
const blocks = dataPath('evm/mainnet-block-transactions.jsonl.gz')
const typedData = dataPath('evm/typed-data-vectors.jsonl')
const solana = dataPath('solana/transactions.jsonl')

/** Every fact of a request and of all its calls, with where it stands. */
function stated(request: Decoded): readonly (readonly ['request' | 'call', string, Fact])[] {
  const own = Object.entries(request.facts).map(([name, fact]) => ['request', name, fact] as const)
  const ofCall = (call: Call): ReturnType<typeof stated> => [
    ...Object.entries(call.facts).map(([name, fact]) => ['call', name, fact] as const),
    ...call.calls.flatMap(ofCall),
  ]
  return [...own, ...request.calls.flatMap(ofCall)]
}

/** What is wrong with the fact, in one word. */
function fault(about: 'request' | 'call', name: string, fact: Fact): string | null {
  const entry = catalogue.get(name)
  if (entry === undefined) return families.some(({ prefix }) => name.startsWith(prefix)) ? null : 'unlisted'
  // Whoever sends, sends all calls of a Solana message.
  if (entry.about !== about && name !== 'sender') return `about the ${about}`
  if (fact.type === 'notAsked') return 'not asked'
  if (!hasValue(fact)) return null
  if (fact.type !== entry.type) return fact.type
  if (fact.type !== 'list') return null
  return fact.items.every((item) => item.type === entry.of) ? null : 'items of another type'
}

function faults(request: Decoded): readonly string[] {
  return stated(request).flatMap(([about, name, fact]) => {
    const what = fault(about, name, fact)
    return what === null ? [] : [`${name}: ${what}`]
  })
}

function lines(path: string): readonly Record<string, unknown>[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

function decodedVectors(): readonly Decoded[] {
  const good = vectors.flatMap(([, cases]) => cases.filter(({ expected }) => 'facts' in expected))
  return good.map(decodeVector)
}

describe('every fact that a decoder states is listed, of its type and place', () => {
  it('in the vectors', () => {
    expect(decodedVectors().flatMap(faults)).toEqual([])
  })

  it('of any transaction', () => {
    const law = fc.property(anyTransaction, (transaction) => {
      expect(faults(decodeHex(Transaction.encode({ ...transaction, signature: null })))).toEqual([])
    })
    fc.assert(law, { seed, numRuns: 500 })
  })

  it('of any Solana message', () => {
    const law = fc.property(anyMessage, (message) => {
      expect(faults(decoded({ solanaMessage: Base64.encode(Message.encode(message)) }))).toEqual([])
    })
    fc.assert(law, { seed, numRuns: 500 })
  })

  test.skipIf(blocks === null)('of 621 transactions of mainnet', () => {
    const all = lines(blocks!).map((row) => decodeHex(row.raw as string))
    expect(all.flatMap(faults)).toEqual([])
    expect(all).toHaveLength(621)
  })

  test.skipIf(typedData === null)('of typed data from wallets and registries', () => {
    const all = lines(typedData!).flatMap((row) => allowed(() => decoded({ typedData: row.typedData })))
    expect(all.flatMap(faults)).toEqual([])
    expect(all.length).toBeGreaterThan(100)
  })

  test.skipIf(solana === null)('of transactions and messages of Solana', () => {
    const all = lines(solana!).flatMap(({ kind, hex, transactionBase64, messageBase64 }) => {
      const spelled = transactionBase64 ?? messageBase64 ?? Base64.encode(Hex.toBytes(`0x${hex}`))
      return allowed(() => decoded(kind === 'message' ? { solanaMessage: spelled } : { solanaTransaction: spelled }))
    })
    expect(all.flatMap(faults)).toEqual([])
    // One of them must be refused.
    expect(all).toHaveLength(46)
  })
})

/** What was decoded; nothing where the data was refused. */
function allowed(act: () => Decoded): readonly Decoded[] {
  try {
    return [act()]
  } catch (error) {
    if (error instanceof InputError) return []
    throw error
  }
}

describe('every local fact that is listed', () => {
  it('is stated as a value by some vector, so that it is not absent for ever', () => {
    const known = decodedVectors().flatMap(stated)
    const named = new Set(known.filter(([, , fact]) => hasValue(fact)).map(([, name]) => name))
    // What is derived from other facts is stated when somebody asks.
    const read = [...catalogue.values()].filter(({ cost, source }) => cost === 'local' && source !== 'derived')
    const local = read.map(({ name }) => name)
    expect(local.filter((name) => !named.has(name))).toEqual([])
  })
})

describe('what a fact costs', () => {
  test.each([
    ['amount', 'local'],
    ['sender', 'context'],
    ['keyId', 'context'],
    ['issuers', 'context'],
    ['time.now', 'context'],
    ['operation.anything', 'local'],
    ['counter.day.0x00', 'counter'],
    ['obligation.0x00', 'context'],
    ['list.ofac', 'context'],
    ['price.usd', 'provider'],
    ['', 'provider'],
    ['constructor', 'provider'],
    ['toString', 'provider'],
    ['__proto__', 'provider'],
  ])('`%s`: %s', (name, cost) => {
    expect(costOf(name)).toBe(cost)
    expect(isLocal(name)).toBe(cost === 'local')
  })

  it('is one of the costs, for all that is listed; and each name is listed once', () => {
    for (const { cost } of [...catalogue.values(), ...families]) expect(costs).toContain(cost)
    for (const [name, entry] of catalogue) expect(entry.name).toBe(name)
    for (const { name, cost } of catalogue.values()) {
      const family = families.find(({ prefix }) => name.startsWith(prefix))
      expect([name, family?.cost ?? cost]).toEqual([name, cost])
    }
  })
})

describe('a source of facts', () => {
  it('has not been asked for what it does not name, prototype names too', () => {
    const source = sourceOf({ issuers: absent })
    expect(source('issuers')).toEqual(absent)
    for (const name of ['sender', 'constructor', 'toString', '__proto__', ''])
      expect(source(name)).toEqual({ type: 'notAsked' })
  })
})
