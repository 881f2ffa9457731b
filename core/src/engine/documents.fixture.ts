/** Documents at random, written by somebody who knows the language and the words of the traffic: most are valid and meet requests. */
import fc from 'fast-check'
import { getAddress } from 'viem'
import type { Abi, Controller, Document, Leaf, Node, Rule } from './reference.fixture.ts'
import type { Datum } from './told.fixture.ts'
import * as Words from './words.fixture.ts'

/** What documents can be about. */
export const topics = [
  ['ethereum', 'nativeTransfer'],
  ['ethereum', 'erc20'],
  ['ethereum', 'erc721'],
  ['ethereum', 'eip712'],
  ['ethereum', 'eip191'],
  ['solana', 'nativeTransfer'],
  ['solana', 'solanaTransaction'],
  ['off', 'offchainOperation'],
] as const
export type Topic = (typeof topics)[number]

/** An attribute that an author may name, with the sort of its values and some of them. */
type Template = {
  readonly attr: string
  readonly is: Datum['is']
  readonly list?: true
  readonly values: readonly unknown[]
  readonly abi?: Abi
}

const whole = (attr: string, values: readonly bigint[] = Words.amounts): Template => ({ attr, is: 'integer', values })
const place = (attr: string, values: readonly string[] = Words.people): Template => ({ attr, is: 'address', values })
const said = (attr: string, values: readonly string[]): Template => ({ attr, is: 'text', values })
const chainId = whole('chainId', Words.chainIds)
const evm = [
  place('sender', Words.people.slice(0, 2)),
  place('receiver', Words.people),
  whole('nativeValue', [0n, ...Words.amounts]),
  chainId,
]
const token = [
  place('sender', Words.people.slice(0, 2)),
  place('receiver', Words.tokens),
  whole('nativeValue', [0n, 1n]),
  chainId,
  { attr: 'functionSelector', is: 'bytes', values: Words.functions.map(({ selector }) => selector) } as const,
]
const everyKey = [...Words.solanaPeople, ...Words.mints, ...Object.values(Words.programs)]
const keys = (attr: string): Template => ({ attr, is: 'address', list: true, values: everyKey })

const plain: Readonly<Record<string, readonly Template[]>> = {
  'ethereum nativeTransfer': evm,
  'ethereum erc20': [
    ...token,
    ...['amount', 'value', 'wad'].map((attr) => whole(attr)),
    ...['to', 'recipient', 'dst', 'from', 'src', 'spender'].map((attr) => place(attr)),
  ],
  'ethereum erc721': [
    ...token,
    ...['tokenId', 'id'].map((attr) => whole(attr, Words.tokenIds)),
    ...['to', 'dst', 'from'].map((attr) => place(attr)),
  ],
  'ethereum eip712': [
    place('sender', Words.people.slice(0, 2)),
    chainId,
    place('verifyingContract', Words.tokens),
    said('primaryType', ['Order', 'Cancel']),
    said('domainName', ['Harbour', 'Quay']),
    whole('abi:order.size', [-5n, ...Words.amounts]),
    whole('order.size'),
    place('order.maker'),
    whole('order.parts[].amount'),
    whole('abi:order.parts[0].amount'),
    said('tags[]', Words.texts),
    { ...said('tags', Words.texts), list: true },
    whole('order'),
    said('nowhere', ['x']),
  ],
  'ethereum eip191': [place('sender', Words.people.slice(0, 2)), said('message', Words.texts)],
  'solana nativeTransfer': [
    place('sender', Words.solanaPeople),
    place('receiver', Words.solanaPeople),
    whole('nativeValue', Words.lamports),
    keys('solanaAccountKeys'),
    keys('solanaProgramIds'),
  ],
  'solana solanaTransaction': [
    place('sender', Words.solanaPeople),
    whole('nativeValue', Words.lamports),
    whole('splTransferAmount', Words.lamports),
    place('splTokenMint', Words.mints),
    keys('solanaAccountKeys'),
    keys('solanaProgramIds'),
  ],
  'off offchainOperation': [
    said('operation', Words.operations),
    said('operation', Words.operations),
    said('keyId', ['key_1', 'key_2']),
    said('exportFormat', ['pem', 'der']),
    whole('sessionTtlSeconds'),
    whole('newThreshold'),
    { ...said('addedParty', ['p1', 'p2', 'p3']), list: true },
  ],
}

/** Parameters of functions that a rule brings, by name with and without the prefix, by position, and within lists and tuples. */
const described: readonly Template[] = Words.functions.flatMap((fn) =>
  fn.inputs.flatMap(({ name, type, components }, i) => {
    const abi = fn.abi as unknown as Abi
    const one = (attr: string, of: string): Template => ({ attr, ...valuesOf(of, name), abi })
    if (components !== undefined)
      return components.flatMap((inner) => [
        one(`abi:${name}[].${inner.name}`, inner.type),
        one(`${name}[0].${inner.name}`, inner.type),
      ])
    if (type.endsWith('[]')) {
      const item = type.slice(0, -2)
      return [one(`${name}[]`, item), one(`abi:${name}[1]`, item), { ...one(name, item), list: true as const }]
    }
    const builtin = ['sender', 'chainId'].includes(name)
    return [one(`abi:${name}`, type), one(`abi:${i}`, type), ...(builtin ? [] : [one(name, type)])]
  }),
)

/** Names that stand for a parameter of another name, and built-in attributes beside an ABI that has a parameter of their name. */
const renamed: readonly Template[] = Words.functions.flatMap((fn) => {
  const abi = fn.abi as unknown as Abi
  if (['transfer', 'approve', 'transferFrom'].includes(abi.name) && !abi.inputs.some(({ name }) => name === 'sender'))
    return [
      ...['amount', 'value', 'wad'].map((attr) => ({ ...whole(attr), abi })),
      ...(abi.name === 'approve' ? [] : [{ ...place('recipient'), abi }]),
    ]
  return abi.inputs.some(({ name }) => name === 'sender')
    ? [
        { ...place('sender', Words.people.slice(0, 2)), abi },
        { ...chainId, abi },
      ]
    : []
})

function valuesOf(type: string, name: string): Pick<Template, 'is' | 'values'> {
  if (type === 'address') return { is: 'address', values: Words.people }
  if (type === 'bool') return { is: 'boolean', values: [true, false] }
  if (type === 'bytes') return { is: 'bytes', values: ['0x01', '0xABcd'] }
  return { is: 'integer', values: name === 'tokenId' ? Words.tokenIds : Words.amounts }
}

const scalars = ['eq', 'neq', 'in', 'all'] as const
const ordered = [...scalars, 'lt', 'lte', 'lte', 'gt', 'gte', 'gte'] as const

/** A value as an author may spell it: a number, decimal or hex text; an address in any case that has a right checksum. */
function spelt(is: Datum['is'], value: unknown): fc.Arbitrary<unknown> {
  if (is === 'integer') {
    const amount = value as bigint
    const digits: fc.Arbitrary<unknown>[] = [
      fc.constant(`${amount}`),
      ...(amount < 0n ? [] : [fc.constant(`0x${amount.toString(16)}`)]),
    ]
    return fc.oneof(...digits, ...(amount < 2n ** 53n ? [fc.constant(Number(amount))] : []))
  }
  if (is !== 'address' || !String(value).startsWith('0x')) return fc.constant(value)
  const text = value as `0x${string}`
  return fc.constantFrom(text, `0x${text.slice(2).toUpperCase()}`, getAddress(text))
}

function leafOf(topic: Topic, template: Template): fc.Arbitrary<Leaf> {
  const [, transaction_type] = topic
  const { attr: transaction_attr, is, list, values, abi } = template
  const operators = is === 'integer' && !list ? ordered : scalars
  const one = fc.constantFrom(...values).chain((value) => spelt(is, value))
  const many = fc.array(one, { minLength: 1, maxLength: list ? 8 : 3 })
  return fc.constantFrom(...operators).chain((operator) => {
    const value = list || operator === 'in' || operator === 'all' ? many : one
    return value.map(
      (spelling): Leaf => ({
        transaction_type,
        transaction_attr,
        operator,
        value: spelling,
        ...(abi === undefined ? {} : { abi }),
      }),
    )
  })
}

function templatesOf([chain, type]: Topic): fc.Arbitrary<Template> {
  const own = fc.constantFrom(...plain[`${chain} ${type}`]!)
  if (type !== 'erc20' && type !== 'erc721') return own
  return fc.oneof(
    { weight: 4, arbitrary: own },
    { weight: 3, arbitrary: fc.constantFrom(...described) },
    fc.constantFrom(...renamed),
  )
}

/** Counters by topic; every rule that names one names it by the same attribute. */
const counters: readonly { topic: string; controller: Controller; template: Template }[] = [
  row('ethereum nativeTransfer', 'sum', whole('nativeValue'), ['receiver']),
  row('ethereum nativeTransfer', 'count', whole('nativeValue'), ['sender', 'chainId']),
  row('ethereum erc20', 'sum', whole('amount'), ['receiver']),
  row('ethereum erc20', 'count', place('to'), []),
  row('ethereum erc20', 'sum', { ...whole('abi:amount'), abi: Words.functions[0]!.abi as unknown as Abi }, ['abi:to']),
  row('ethereum erc721', 'count', whole('tokenId'), ['to']),
  row('ethereum eip712', 'sum', whole('abi:order.size'), ['primaryType']),
  row('solana nativeTransfer', 'sum', whole('nativeValue'), []),
  row('solana solanaTransaction', 'sum', whole('splTransferAmount'), ['splTokenMint']),
  row('solana solanaTransaction', 'sum', whole('nativeValue'), []),
  row('solana solanaTransaction', 'count', keys('solanaProgramIds'), ['sender']),
  row('off offchainOperation', 'count', said('operation', Words.operations), ['operation']),
]

export const controllers: readonly Controller[] = counters.map(({ controller }) => controller)

function row(topic: string, method: 'sum' | 'count', template: Template, split: readonly string[]) {
  const [, type] = topic.split(' ') as [string, string]
  const partition_by = split.map((transaction_attr) => ({ transaction_type: type, transaction_attr }))
  const id = `${topic.replace(' ', '.')}.${method}.${template.attr.replace(':', '.')}`
  return { topic, controller: { id, method, partition_by }, template }
}

function stateOf(topic: Topic): fc.Arbitrary<Leaf> {
  const own = counters.filter((one) => one.topic === topic.join(' '))
  return fc
    .record({
      one: fc.constantFrom(...own),
      operator: fc.constantFrom('lte', 'lte', 'lte', 'lt', 'gt', 'gte', 'eq', 'neq'),
      value: fc.constantFrom(3, '150', 500, 4000, '0xfff', 2),
      exclude_current: fc.constantFrom(true, false, undefined),
    })
    .map(({ one: { controller, template }, operator, value, exclude_current }) => ({
      transaction_type: topic[1],
      transaction_attr: template.attr,
      operator,
      value,
      ...(template.abi === undefined ? {} : { abi: template.abi }),
      state: { id: controller.id, ...(exclude_current === undefined ? {} : { exclude_current }) },
    }))
}

const logic = fc.constantFrom('and' as const, 'or' as const, undefined)

function nodesOf(topic: Topic): fc.Arbitrary<Node> {
  const leaf = templatesOf(topic).chain((template) => leafOf(topic, template))
  const isCounted = counters.some((one) => one.topic === topic.join(' '))
  const leaves: fc.Arbitrary<Node> = isCounted
    ? fc.oneof({ weight: 6, arbitrary: leaf }, { weight: 1, arbitrary: stateOf(topic) })
    : leaf
  return fc.letrec<{ node: Node }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 5, arbitrary: leaves },
      {
        weight: 1,
        arbitrary: fc
          .record({ logic, group: fc.array(tie('node'), { minLength: 1, maxLength: 3 }), lift: fc.boolean() })
          .map(({ logic, group, lift }) => lifted({ ...(logic === undefined ? {} : { logic }), group }, lift)),
      },
    ),
  })).node
}

/** Lets a group carry the ABI that all of its members have. */
function lifted(group: { logic?: 'and' | 'or'; group: readonly Node[] }, lift: boolean): Node {
  const [first] = group.group
  const alike = first?.abi !== undefined && group.group.every((one) => !('group' in one) && one.abi === first.abi)
  if (!lift || !alike) return group
  return { ...group, abi: first.abi!, group: group.group.map(({ abi: _, ...rest }) => rest as Node) }
}

const issuer = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ type: '*', id: '*' }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      { type: 'UserId', id: 'dana' },
      { type: 'UserId', id: 'ann' },
      { type: 'UserId', id: 'ben' },
      { type: 'UserId', id: '*' },
      { type: 'SessionId', id: 's1' },
      { type: 'SessionKeyId', id: 's1' },
      { type: 'SessionKeyId', id: '*' },
    ),
  },
)

/** Rules about one topic; now and then about two, either of which suffices. */
export function rules(topic: Topic): fc.Arbitrary<Rule> {
  const chain = topics.filter(([name]) => name === topic[0])
  const other = fc.constantFrom(...chain).chain(nodesOf)
  return fc
    .record({
      action: fc.oneof({ weight: 4, arbitrary: fc.constant('allow' as const) }, fc.constant('deny' as const)),
      issuer: fc.array(issuer, { minLength: 1, maxLength: 3 }),
      issuer_logic: fc.constantFrom(undefined, undefined, 'any' as const, 'all' as const),
      logic,
      conditions: fc.oneof(fc.tuple(nodesOf(topic)), fc.array(nodesOf(topic), { minLength: 1, maxLength: 2 })),
      more: fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: other }),
    })
    .map(({ action, issuer, issuer_logic, logic, conditions, more }) => ({
      action,
      issuer,
      ...(issuer_logic === undefined ? {} : { issuer_logic }),
      ...(more !== null ? { logic: 'or' as const } : logic === undefined ? {} : { logic }),
      chain_type: topic[0],
      conditions: more === null ? conditions : [...conditions, more],
    }))
}

/** Documents about one topic; now and then with a rule about another. */
export const documents: fc.Arbitrary<{ readonly topic: Topic; readonly document: Document }> = fc
  .constantFrom<Topic>(...topics, topics[1], topics[1])
  .chain((topic) =>
    fc
      .record({
        own: fc.array(rules(topic), { minLength: 1, maxLength: 5 }),
        stray: fc.oneof(
          { weight: 5, arbitrary: fc.constant([]) },
          {
            weight: 1,
            arbitrary: fc
              .constantFrom(...topics)
              .chain(rules)
              .map((rule) => [rule]),
          },
        ),
      })
      .map(({ own, stray }) => ({ topic, document: { version: '1.0', rules: [...stray, ...own] } })),
  )
