/** Documents from their text to a decision: the cases of `vectors/document`, each over one history, through what the package exports. */
import { readdirSync, readFileSync } from 'node:fs'
import { getCompiledTransactionMessageDecoder } from '@solana/kit'
import { decodeFunctionData, parseAbiItem, parseTransaction } from 'viem'
import { describe, expect, it } from 'vitest'
import * as Core from '../../../index.ts'

type Case = {
  readonly description: string
  readonly conformance?: number
  readonly issuers?: readonly string[]
  readonly key?: object
  readonly atSeconds?: number
  /** What becomes of the reservation; settled at once if unsaid. */
  readonly unsettled?: true
  readonly released?: true
  readonly says?: SaysEvm | SaysSolana | string
  readonly payload: Core.Json.JsonObject
  readonly expect: { readonly decision: string; readonly code: string; readonly rule?: string }
}
type Vector = {
  readonly description: string
  readonly conformance?: number
  readonly controllers?: readonly object[]
  readonly policy?: object | null
  readonly policyText?: string
  readonly noPolicy?: 'allow'
  readonly refused?: { readonly code: string; readonly path?: string }
  readonly cases?: readonly Case[]
}
type SaysEvm = {
  readonly chainId: number
  readonly to: string | null
  readonly value: string
  readonly function?: string
  readonly arguments?: readonly string[]
}
type SaysSolana = {
  readonly feePayer: string
  readonly instructions: readonly { program: string; accounts: readonly string[]; data: string }[]
}

const folder = new URL('../../../../../vectors/document/', import.meta.url)
const vectors = readdirSync(folder)
  .sort()
  .map((file) => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Vector] as const)
const noCalendar: Core.Window.Calendar = new Map()

describe.each(vectors)('%s', (_, vector) => {
  if (vector.refused !== undefined) {
    it(`is refused: ${vector.description}`, () => {
      const text = vector.policyText ?? JSON.stringify(vector.policy)
      const { code, path } = vector.refused!
      const refusal = refusalOf(() => Core.compile(Core.parse(text)))
      expect(refusal?.code).toBe(code)
      if (path !== undefined) expect(refusal?.place.path).toBe(path)
      expect(Core.check(text).map((finding) => finding.code)).toContain(code)
    })
    return
  }

  it(vector.description, () => {
    const decide = history(vector)
    for (const one of vector.cases!) {
      const { decision, reason } = decide(one)
      const rule = reason.path === undefined ? {} : { rule: reason.path }
      expect({ decision, code: reason.code, ...rule }, one.description).toEqual(one.expect)
    }
  })

  it('says what its bytes are, as other decoders read them', () => {
    for (const { says, payload, description } of vector.cases!) {
      if (typeof says !== 'object') continue
      const { unsignedTransaction, solanaMessage } = payload as Record<string, string>
      const read = 'feePayer' in says ? readSolana(solanaMessage!) : readEvm(unsignedTransaction!, says)
      expect(read, description).toEqual(says)
    }
  })
})

describe('the conformance cases', () => {
  it('are covered, all 22 of them, here or in the vectors', () => {
    const here = [13, 18, 19, 22]
    const found = vectors.flatMap(([, vector]) =>
      [vector, ...(vector.cases ?? [])].flatMap((one) => one.conformance ?? []),
    )
    expect([...new Set([...found, ...here])].sort((a, b) => a - b)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1))
  })

  it('13: an empty list of accounts is not within any list', () => {
    const policy = {
      version: '1.0',
      rules: [
        ruleOf('solana', ['solanaTransaction', 'solanaAccountKeys', 'all', ['11111111111111111111111111111111']]),
      ],
    }
    const text = (value: string) => ({ type: 'text', value }) as const
    const types = { type: 'list', items: [text('solanaTransaction')] } as const
    const decoded = (keys: readonly Core.Value[]): Core.Decoded => ({
      facts: { chainType: text('solana'), 'solana.accountKeys': { type: 'list', items: keys } },
      calls: [
        {
          index: 0,
          kind: 'instruction',
          judged: true,
          start: 0,
          end: 0,
          facts: { types, possibleTypes: types },
          calls: [],
        },
      ],
      objections: [],
    })
    const system = Core.Addresses.parse('solana', '11111111111111111111111111111111')
    const decide = (keys: readonly Core.Value[]) => evaluate(JSON.stringify(policy), decoded(keys)).decision
    expect([decide([]), decide([system])]).toEqual(['deny', 'allow'])
  })

  it('18: a stored policy that was edited by one byte denies', () => {
    const { sealed, expected } = stored()
    const edited = { ...sealed, canonicalText: sealed.canonicalText.replace('"lte"', '"gte"') }
    expect(Core.Seal.open(sealed, expected)).toBe(sealed.canonicalText)
    expect(edited.canonicalText).not.toBe(sealed.canonicalText)
    expect(refusalOf(() => Core.Seal.open(edited, expected))?.code).toBe('policy_integrity')
    expect(Core.denied('policy_integrity')).toMatchObject({ decision: 'deny', draws: [] })
  })

  it('19: an older policy with its own valid seal, put back, denies', () => {
    const { sealed, expected, macKey } = stored()
    const newer = Core.Seal.seal({ ...sealed, counter: 2, previousMac: sealed.mac, macKey })
    expect(Core.Seal.open(newer, { ...expected, highestCounter: 2 })).toBe(newer.canonicalText)
    expect(refusalOf(() => Core.Seal.open(sealed, { ...expected, highestCounter: 2 }))?.code).toBe('policy_integrity')
  })

  it.each([
    ['letters', 'ä'],
    ['characters beyond the first plane', '𝔸'],
  ])('22: a description has at most 512 %s', (_, character) => {
    const rules = [ruleOf('ethereum', ['nativeTransfer', 'nativeValue', 'lte', 1])]
    const of = (count: number) => ({ version: '1.0', description: character.repeat(count), rules })
    const inRule = (count: number) => ({
      version: '1.0',
      rules: [{ ...rules[0], description: character.repeat(count) }],
    })
    for (const make of [of, inRule]) {
      expect(refusalOf(() => Core.parse(JSON.stringify(make(512))))).toBeNull()
      expect(refusalOf(() => Core.parse(JSON.stringify(make(513))))?.code).toBe('too_long')
    }
  })
})

/** Decides the cases of a vector one after the other, on one ledger. */
function history(vector: Vector): (one: Case) => Core.Decision {
  const controllers = (vector.controllers ?? []).map((json) => Core.parseController(json))
  const policy = vector.policy == null ? null : Core.compile(Core.parse(JSON.stringify(vector.policy)), { controllers })
  const bindings: readonly Core.Binding[] = policy === null ? [] : [{ level: 'key', policy }]
  let ledger = Core.Ledger.empty
  let count = 0
  return ({ issuers, key, payload, atSeconds = 0, unsettled, released }) => {
    const surroundings = { ...Core.nothingGiven, ...(key === undefined ? {} : { key: Core.parseKey(key) }) }
    const decoded = Core.decode(Core.Requests.read(payload), surroundings)
    const nowMs = atSeconds * 1000
    const facts = issuers === undefined ? {} : factsOf(issuers)
    const source: Core.Source = (name) => {
      const counter = controllers.find(({ id }) => name.startsWith(`counter.${id}.`))
      if (counter === undefined) return Core.sourceOf(facts)(name)
      const value = Core.Ledger.total(ledger, counter, name.slice(`counter.${counter.id}.`.length), nowMs, noCalendar)
      return { type: 'integer', value: value! }
    }
    const decision = Core.evaluate(bindings, decoded, source, {
      noPolicy: vector.noPolicy ?? 'deny',
      requestHash: '0x00',
    })
    const id = `request ${count++}`
    ledger = Core.Ledger.reserve(ledger, id, decision.draws, nowMs)
    if (released) ledger = Core.Ledger.release(ledger, id)
    else if (!unsettled) ledger = Core.Ledger.settle(ledger, id, nowMs)
    return decision
  }
}

function factsOf(issuers: readonly string[]): Core.Facts {
  const list = (texts: readonly string[]): Core.Value => ({
    type: 'list',
    items: texts.map((value) => ({ type: 'text', value })),
  })
  return { issuers: list(issuers), issuerTypes: list(issuers.map((one) => one.split(':')[0]!)) }
}

function evaluate(text: string, decoded: Core.Decoded): Core.Decision {
  const policy = Core.compile(Core.parse(text))
  return Core.evaluate([{ level: 'key', policy }], decoded, Core.sourceOf({}), {
    noPolicy: 'deny',
    requestHash: '0x00',
  })
}

function ruleOf(chain_type: string, [transaction_type, transaction_attr, operator, value]: readonly unknown[]) {
  const conditions = [{ transaction_type, transaction_attr, operator, value }]
  return { issuer: [{ type: '*', id: '*' }], action: 'allow', chain_type, conditions }
}

function stored() {
  const authorText = JSON.stringify({
    version: '1.0',
    rules: [ruleOf('ethereum', ['nativeTransfer', 'nativeValue', 'lte', 1])],
  })
  const macKey = Core.Seal.keyFor(new Uint8Array(32).fill(7), 'tenant', 'key_main')
  const { canonical: canonicalText } = Core.parse(authorText)
  const sealed = Core.Seal.seal({ keyId: 'key_main', counter: 1, previousMac: null, canonicalText, authorText, macKey })
  return { sealed, macKey, expected: { macKey, keyId: 'key_main', highestCounter: 1 } }
}

function readEvm(bytes: string, says: SaysEvm): SaysEvm {
  const { chainId, to, value, data } = parseTransaction(bytes as `0x${string}`)
  const envelope = { chainId: chainId!, to: to ?? null, value: `${value ?? 0n}` }
  if (says.function === undefined) return envelope
  const item = parseAbiItem(`function ${says.function}` as string)
  const { args } = decodeFunctionData({ abi: [item] as never, data: data! }) as { args: readonly unknown[] }
  return { ...envelope, function: says.function, arguments: args.map((arg) => String(arg).toLowerCase()) }
}

function readSolana(base64: string): SaysSolana {
  const message = getCompiledTransactionMessageDecoder().decode(Buffer.from(base64, 'base64'))
  const { staticAccounts, instructions } = message as unknown as {
    staticAccounts: readonly string[]
    instructions: readonly Compiled[]
  }
  return {
    feePayer: staticAccounts[0]!,
    instructions: instructions.map(({ programAddressIndex, accountIndices = [], data = new Uint8Array() }) => ({
      program: staticAccounts[programAddressIndex]!,
      accounts: accountIndices.map((index) => staticAccounts[index]!),
      data: `0x${Buffer.from(data).toString('hex')}`,
    })),
  }
}

type Compiled = { programAddressIndex: number; accountIndices?: readonly number[]; data?: Uint8Array }

function refusalOf(act: () => unknown): Core.InputError | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof Core.InputError) return error
    throw error
  }
}
