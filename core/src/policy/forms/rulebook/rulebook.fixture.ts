/** Rulebooks for tests, and calls whose facts are given in plain JSON, each in any of its four states. */
import type { Decision } from '../../../engine/decision.ts'
import { evaluate } from '../../../engine/evaluate.ts'
import type { Decoded, Facts } from '../../../facts/call.ts'
import { catalogue } from '../../../facts/catalogue.ts'
import { absent, type Fact, failed, notAsked } from '../../../facts/fact.ts'
import type { Value, ValueType } from '../../../facts/value.ts'
import { check } from '../../check.ts'
import type { Policy } from '../../policy.ts'
import { compile, parse } from '../../text.ts'

export const alice = `0x${'a1'.repeat(20)}`
export const bob = `0x${'b0'.repeat(20)}`
export const usdcContract = `0x${'75'.repeat(20)}`

/** Two tokens and ether, on one chain. */
export const tokens = [
  { symbol: 'USDC', chain: 'eip155:1', address: usdcContract, decimals: 6 },
  { symbol: 'DAI', chain: 'eip155:1', address: `0x${'da'.repeat(20)}`, decimals: 18 },
  { symbol: 'ETH', chain: 'eip155:1', address: 'native', decimals: 18 },
]

/** Facts in plain JSON by name: a value, or `{ absent }`, `{ failed }`; others were not asked. */
export type Plain = Readonly<Record<string, unknown>>
export type RuleText = {
  readonly id: string
  readonly action: { readonly type: string; readonly params?: object }
  readonly [name: string]: unknown
}

/** @returns The rule, with what every rule must have. */
export function ruleOf(rule: object, index = 0): RuleText {
  const metadata = { name: `Rule ${index}`, owner: 'treasury', updatedAt: 0 }
  const usual = { id: `r${index}`, priority: 0, conditionLogic: 'AND', action: { type: 'ALLOW' }, metadata }
  return { ...usual, ...rule }
}

/** @returns The rulebook with these rules, and what else is given. */
export function bookOf(rules: readonly object[], more: object = {}): object {
  return { form: 'rulebook', version: '1.0', tokens, ...more, rules: rules.map(ruleOf) }
}

export function policyOf(book: object): Policy {
  return compile(parse(JSON.stringify(book)), { id: 'pol_book' })
}

/** @returns The rejections of the rulebook, each as its code and its place. */
export function rejectionsOf(book: object): readonly string[] {
  return findingsOf(book, 'error')
}

/** @returns The remarks on the rulebook, each as its code and its place. */
export function remarksOf(book: object): readonly string[] {
  return findingsOf(book, 'lint')
}

function findingsOf(book: object, wanted: string): readonly string[] {
  return check(JSON.stringify(book))
    .filter(({ severity }) => severity === wanted)
    .map(({ code, path }) => `${code} ${path.join('.')}`)
}

/** @returns What `policy` decides of one call that has the facts, and further ones if there are `calls`. `kind` is that of all. */
export function decide(policy: Policy, { calls: further = [], ...facts }: Plain, kind = 'contractCall'): Decision {
  const local: Record<string, Fact> = {}
  for (const [name, plain] of Object.entries(facts)) local[name] = factOf(plain, catalogue.get(name)?.type)
  const isLocal = (name: string) => catalogue.get(name)?.cost === 'local' || name === 'sender' || name === 'recipient'
  const of = (wanted: boolean): Facts =>
    Object.fromEntries(Object.entries(local).filter(([name]) => isLocal(name) === wanted))
  const others = (further as readonly Plain[]).map((one) =>
    Object.fromEntries(Object.entries(one).map(([name, plain]) => [name, factOf(plain, catalogue.get(name)?.type)])),
  )
  const calls = [of(true), ...others].map((own, index) => ({
    index,
    kind,
    judged: true,
    start: 0,
    end: 0,
    facts: own,
    calls: [],
  }))
  const decoded = { facts: {}, calls, objections: [] } as unknown as Decoded
  const source = (name: string): Fact => {
    const known = name.startsWith('counter.') ? name.replace(/\.[^.]*$/, '') : name
    return Object.hasOwn(local, known) ? local[known]! : notAsked
  }
  return evaluate([{ level: 'key', policy }], decoded, source, { noPolicy: 'deny', requestHash: '0x00' })
}

/** @returns The fact that the JSON stands for: of the type that the catalogue says, else of the one it looks like. */
export function factOf(plain: unknown, type?: ValueType): Fact {
  if (typeof plain === 'object' && plain !== null && !Array.isArray(plain)) {
    if ('absent' in plain) return absent
    if ('failed' in plain) return failed(String(plain.failed))
    if ('notAsked' in plain) return notAsked
  }
  return valued(plain, type)
}

function valued(plain: unknown, type?: ValueType): Value {
  if (Array.isArray(plain)) return { type: 'list', items: plain.map((item: unknown) => valued(item)) }
  if (typeof plain === 'boolean') return { type: 'boolean', value: plain }
  if (typeof plain === 'object' && plain !== null) {
    const fields = Object.entries(plain).map(([name, value]) => ({ name, value: valued(value) }))
    return { type: 'record', fields }
  }
  const text = String(plain)
  if (type === 'instant') return { type, value: Date.parse(text) }
  if (type !== 'text' && /^-?[0-9]+$/.test(text)) return { type: 'integer', value: BigInt(text) }
  if (type !== 'text' && /^0x[0-9a-f]{40}$/.test(text)) return { type: 'address', family: 'evm', value: text }
  return type === 'bytes' ? { type, value: text as `0x${string}` } : { type: 'text', value: text }
}
