/**
 * What a document means, said again as shortly as can be: rules over what a request was made to say. It reads the author's JSON
 * and the words of whoever made the bytes; it shares nothing with the compiler, the decoders and the engine.
 */

import { attributeOf, type Found } from './reference-attribute.fixture.ts'
import type { Datum, Told, ToldCall, ToldInstruction } from './told.fixture.ts'

type Logic = 'and' | 'or' | undefined
export type Leaf = {
  readonly transaction_type: string
  readonly transaction_attr: string
  readonly operator: string
  readonly value: unknown
  readonly abi?: Abi
  readonly state?: { readonly id: string; readonly exclude_current?: boolean }
}
export type Abi = {
  readonly name: string
  readonly inputs: readonly { readonly name: string; readonly type: string }[]
}
export type Group = { readonly logic?: Logic; readonly abi?: Abi; readonly group: readonly Node[] }
export type Node = Leaf | Group
export type Rule = {
  readonly issuer: readonly { readonly type: string; readonly id: string }[]
  readonly issuer_logic?: 'any' | 'all'
  readonly action: 'allow' | 'deny'
  readonly logic?: Logic
  readonly chain_type: string
  readonly conditions: readonly Node[]
}
export type Document = { readonly version: '1.0'; readonly rules: readonly Rule[] }
export type Controller = {
  readonly id: string
  readonly method: 'sum' | 'count'
  readonly partition_by: readonly { readonly transaction_type: string; readonly transaction_attr: string }[]
}

/** True, false, or not known. */
export type Truth = boolean | null
export type Draw = {
  readonly counter: string
  readonly partition: string
  readonly call: number
  readonly amount: bigint
}
export type Answer = {
  readonly decision: 'allow' | 'deny'
  readonly code: string
  readonly rule: number | null
  readonly draws: readonly Draw[]
}

/** What the reference is asked with. `total` is what a counter's partition stands at; `issuers` is null when nobody knows them. */
export type Situation = {
  readonly issuers: readonly string[] | null
  readonly controllers: readonly Controller[]
  readonly total: (counter: string, partition: string) => bigint
}

/** @returns The decision, the first rule that can bring it about, and what an allow draws. */
export function answer({ rules }: Document, told: Told, situation: Situation): Answer {
  const draws: Draw[] = []
  const obscured = new Set<string>()
  const total: Scene['total'] = (id, excludeCurrent, { amount, partition }) => {
    if (amount === null || amount === 'missing') return amount
    if (partition === null || partition === 'missing') return partition
    if (obscured.has(id)) return null
    const earlier = draws.filter((draw) => draw.counter === id && draw.partition === partition)
    const before = earlier.reduce((sum, draw) => sum + draw.amount, situation.total(id, partition))
    return excludeCurrent ? before : before + amount
  }
  const verdicts = told.calls.map((call, index) => {
    const scene: Scene = { told, call, situation, total }
    const results = rules.map((rule) => holds(rule, scene))
    const own = drawingsOf(rules, scene)
    for (const one of own) {
      if (typeof one.amount !== 'bigint' || typeof one.partition !== 'string' || one.partition === 'missing')
        obscured.add(one.counter)
      else
        draws.push({
          counter: one.counter,
          partition: one.partition,
          call: told.places?.[index] ?? index,
          amount: one.amount,
        })
    }
    return verdict(rules, results)
  })
  const worst = verdicts.find(({ decision }) => decision === 'deny')
  if (worst !== undefined) return { ...worst, draws: [] }
  if (obscured.size > 0) return { decision: 'deny', code: 'draw_not_known', rule: null, draws: [] }
  return { ...verdicts[0]!, draws }
}

type Drawing = { readonly amount: bigint | 'missing' | null; readonly partition: string | 'missing' | null }
type Scene = {
  readonly told: Told
  readonly call: ToldCall
  readonly situation: Situation
  readonly total: (counter: string, excludeCurrent: boolean, drawing: Drawing) => bigint | 'missing' | null
}

/** A deny rule that is not ruled out denies; then an allow rule that holds allows; else nothing does. */
function verdict(rules: readonly Rule[], results: readonly Truth[]): Omit<Answer, 'draws'> {
  const deny = rules.findIndex(({ action }, i) => action === 'deny' && results[i] !== false)
  if (deny >= 0) return { decision: 'deny', code: results[deny] ? 'deny_rule' : 'deny_rule_not_known', rule: deny }
  if (!rules.some(({ action }, i) => action === 'allow' && results[i] === true))
    return { decision: 'deny', code: 'no_matching_rule', rule: null }
  const allow = rules.findIndex(({ action }, i) => action === 'allow' && results[i] !== false)
  return { decision: 'allow', code: results[allow] ? 'allow_rule' : 'allow_rule_not_known', rule: allow }
}

function holds(rule: Rule, scene: Scene): Truth {
  return all([applies(rule, scene), node({ group: rule.conditions, logic: rule.logic }, undefined, rule, scene)])
}

/** The chain type is the rule's, and who asks is among its issuers, or are all of them. */
function applies(rule: Rule, { told, situation: { issuers } }: Scene): Truth {
  const one = ({ type, id }: Rule['issuer'][number]): Truth => {
    if (type === '*') return true
    if (issuers === null) return null
    const wanted = type === 'SessionKeyId' ? 'SessionId' : type
    return issuers.some((asker) => (id === '*' ? asker.startsWith(`${wanted}:`) : asker === `${wanted}:${id}`))
  }
  const who = rule.issuer.map(one)
  return all([told.chain === rule.chain_type, rule.issuer_logic === 'all' ? all(who) : any(who)])
}

function node(one: Node, abi: Abi | undefined, rule: Rule, scene: Scene): Truth {
  if (!('group' in one))
    return all([
      ofType(one.transaction_type, rule, scene),
      calls(one.abi ?? abi, scene),
      leaf({ ...one, ...withAbi(one.abi ?? abi) }, rule, scene),
    ])
  const results = one.group.map((member) => node(member, one.abi ?? abi, rule, scene))
  return one.logic === 'or' ? any(results) : all(results)
}

/** A condition with an ABI is about calls of that function. */
function calls(abi: Abi | undefined, { call }: Scene): Truth {
  if (abi === undefined) return true
  if (call.kind !== 'transaction' || call.data === null || call.data === 'short' || call.to === null) return false
  return call.data.signature === signatureOf(abi) && (call.data.broken ? null : true)
}

function withAbi(abi: Abi | undefined): { abi?: Abi } {
  return abi === undefined ? {} : { abi }
}

function leaf(one: Leaf, rule: Rule, scene: Scene): Truth {
  if (one.state !== undefined) {
    const controller = scene.situation.controllers.find(({ id }) => id === one.state!.id)!
    const total = scene.total(controller.id, one.state.exclude_current ?? false, drawingOf(controller, one, scene))
    return total === 'missing'
      ? false
      : total === null
        ? null
        : compare(one.operator, { is: 'integer', value: total }, one.value)
  }
  const { found, each } = attributeOf(one.transaction_attr, one.transaction_type, one.abi, scene.told, scene.call)
  if (found === 'missing') return false
  if (found === 'broken') return null
  if (!each) return compare(one.operator, found, one.value)
  const values = found.value as readonly Datum[]
  const results = values.map((value) => compare(one.operator, value, one.value))
  return values.length > 0 && (rule.action === 'allow' ? all(results) : any(results))
}

/** An allow is about functions that are standard for the type or that the rule describes; a deny about all that could be of it. */
function ofType(type: string, rule: Rule, { call, told }: Scene): Truth {
  const token = type === 'erc20' || type === 'erc721'
  if (call.kind !== 'transaction') {
    if (call.kind === 'instruction') {
      if (type === 'nativeTransfer' && rule.action === 'deny') return call.moves?.what === 'native'
      return type === 'solanaTransaction' || (type === 'nativeTransfer' && isPlain(told.message!.instructions))
    }
    return { typedData: 'eip712', message: 'eip191', operation: 'offchainOperation', other: '' }[call.kind] === type
  }
  const { data, to, blobs, value } = call
  if (!token) return type === 'nativeTransfer' && data === null && to !== null && (rule.action === 'deny' || !blobs)
  if (data === null || to === null) return false
  const standard = data === 'short' ? [] : standards(data.signature)
  const could = standard.length === 0 || standard.includes(type)
  if (rule.action === 'deny') return could
  if (data === 'short' || blobs) return false
  const known = standard.includes(type) && value === 0n && (data.broken ? null : true)
  const described = abisOf(rule.conditions, type).some(
    (abi) => signatureOf(abi) === data.signature && !standard.includes(type),
  )
  return any([known, could && described && (data.broken ? null : true)])
}

/** One native transfer, and nothing else but what sets limits and fees. */
function isPlain(instructions: readonly ToldInstruction[]): boolean {
  const [only, ...others] = instructions.filter(({ effect }) => effect !== 'budget')
  return only?.isNativeTransfer === true && others.length === 0
}

function standards(signature: string): readonly string[] {
  if (signature === 'transfer(address,uint256)') return ['erc20']
  if (['transferFrom(address,address,uint256)', 'approve(address,uint256)'].includes(signature))
    return ['erc20', 'erc721']
  return ['safeTransferFrom(address,address,uint256)', 'setApprovalForAll(address,bool)'].includes(signature)
    ? ['erc721']
    : []
}

/** @returns Whether a function of this signature is a standard one of the token type. */
export function isStandard(signature: string, type: string): boolean {
  return standards(signature).includes(type)
}

export function signatureOf(abi: Abi): string {
  const typeOf = (input: Abi['inputs'][number]): string => {
    const { components } = input as { components?: Abi['inputs'] }
    return components === undefined ? input.type : `(${components.map(typeOf)})${input.type.slice('tuple'.length)}`
  }
  return `${abi.name}(${abi.inputs.map(typeOf)})`
}

function leavesOf(nodes: readonly Node[], abi?: Abi): readonly Leaf[] {
  return nodes.flatMap((one) =>
    'group' in one ? leavesOf(one.group, one.abi ?? abi) : [{ ...one, ...withAbi(one.abi ?? abi) }],
  )
}

function abisOf(nodes: readonly Node[], type: string): readonly Abi[] {
  return leavesOf(nodes).flatMap((one) => (one.abi !== undefined && one.transaction_type === type ? [one.abi] : []))
}

/** One drawing for each counter that some rule names and in whose scope the call is, or may be. */
function drawingsOf(rules: readonly Rule[], scene: Scene): readonly (Drawing & { readonly counter: string })[] {
  return scene.situation.controllers.flatMap((controller) => {
    const bound = rules.flatMap((rule) =>
      leavesOf(rule.conditions)
        .filter(({ state }) => state?.id === controller.id)
        .map((one) => ({ rule, one })),
    )
    if (bound.length === 0) return []
    const inScope = any(
      bound.map(({ rule, one }) => all([applies(rule, scene), ofType(one.transaction_type, rule, scene)])),
    )
    const drawing = drawingOf(controller, bound[0]!.one, scene)
    if (inScope === false || drawing.amount === 'missing') return []
    return [{ counter: controller.id, ...drawing, ...(inScope === null ? { amount: null } : {}) }]
  })
}

function drawingOf({ method, partition_by }: Controller, one: Leaf, { told, call }: Scene): Drawing {
  const read = (name: string): Found => attributeOf(name, one.transaction_type, one.abi, told, call, 'share').found
  const found = read(one.transaction_attr)
  const amount =
    found === 'missing'
      ? found
      : found === 'broken'
        ? null
        : method === 'count'
          ? 1n
          : found.is === 'integer' && found.value >= 0n
            ? found.value
            : null
  const split = partition_by.map((by) => read(by.transaction_attr))
  const gap = split.find((value) => value === 'broken' || value === 'missing')
  const partition =
    gap === 'broken' ? null : gap === 'missing' ? gap : JSON.stringify(split.map((value) => spell(value as Datum)))
  return { amount, partition }
}

/** A literal means what the attribute is: text of a number is a number beside a number, and an address beside an address. */
function compare(operator: string, datum: Datum, value: unknown): Truth {
  const first = datum.is === 'list' ? datum.value[0] : datum
  const read = (json: unknown): string | null => (first === undefined ? String(json) : readAs(first.is, json))
  const wanted = Array.isArray(value) ? value.map(read) : [read(value)]
  if (wanted.includes(null)) return null
  const items = (datum.is === 'list' ? datum.value : [datum]).map(spell)
  if (operator === 'in') return items.some((item) => wanted.includes(item))
  if (operator === 'all') return items.length > 0 && items.every((item) => wanted.includes(item))
  if (Array.isArray(value) !== (datum.is === 'list')) return null
  const same = items.length === wanted.length && items.every((item, i) => item === wanted[i])
  if (operator === 'eq' || operator === 'neq') return same === (operator === 'eq')
  if (datum.is !== 'integer') return null
  const [x, y] = [datum.value, BigInt(value as string | number)]
  return operator === 'lt' ? x < y : operator === 'lte' ? x <= y : operator === 'gt' ? x > y : x >= y
}

function readAs(is: Datum['is'], json: unknown): string | null {
  if (is === 'boolean') return typeof json === 'boolean' ? spell({ is, value: json }) : null
  if (is === 'integer')
    return typeof json === 'number' || /^(-?[0-9]+|0x[0-9a-fA-F]+)$/.test(String(json))
      ? spell({ is, value: BigInt(json as string) })
      : null
  if (typeof json !== 'string') return null
  if (is === 'text') return spell({ is, value: json })
  if (is === 'bytes') return /^0x([0-9a-fA-F]{2})+$/.test(json) ? spell({ is, value: json.toLowerCase() }) : null
  if (is !== 'address') return null
  if (/^0x[0-9a-fA-F]{40}$/.test(json)) return spell({ is, value: json.toLowerCase() })
  return /^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(json) ? spell({ is, value: json }) : null
}

function spell(datum: Datum): string {
  return datum.is === 'list'
    ? `[${datum.value.map(spell)}]`
    : datum.is === 'record'
      ? 'record'
      : `${datum.is} ${datum.value}`
}

export function all(results: readonly Truth[]): Truth {
  return results.includes(false) ? false : results.includes(null) ? null : true
}

export function any(results: readonly Truth[]): Truth {
  return results.includes(true) ? true : results.includes(null) ? null : false
}
