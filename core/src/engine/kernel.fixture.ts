/**
 * Small kernel policies at random, and the worlds that they are asked about. A world knows every fact; what is hidden of it is
 * not asked. Facts are few and values fewer, so that conditions meet and disagree often.
 */
import fc from 'fast-check'
import type { Call, Decoded, Source } from '../facts/call.ts'
import { absent, type Fact, failed, notAsked } from '../facts/fact.ts'
import type { Value } from '../facts/value.ts'
import { type Condition, constant, fact, type Operand } from '../policy/condition.ts'
import type { Counter, Effect, Obligation, Policy, Step } from '../policy/policy.ts'

/** Facts that somebody must be asked for, in every world. */
export const names = ['a', 'b', 'c', 'd'] as const
const counterIds = ['k0', 'k1'] as const

export const integer = (value: number): Value => ({ type: 'integer', value: BigInt(value) })
const listOf = (...values: number[]): Value => ({ type: 'list', items: values.map(integer) })

/** What a fact may turn out to be: right and wrong types, absent, failed. */
export const outcomes: readonly Fact[] = [
  integer(0),
  integer(1),
  integer(2),
  { type: 'text', value: 'x' },
  { type: 'boolean', value: true },
  listOf(),
  listOf(1),
  listOf(0, 2),
  absent,
  failed('no_answer'),
]

const values = outcomes.filter((one): one is Value => one !== absent && one.type !== 'failed')
const constants = fc.constantFrom(integer(0), integer(1), integer(2), integer(1), listOf(0, 1), listOf(2))
const operators = fc.constantFrom('eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in', 'all')

/** Every obligation that policies here may ask for. They are shared, as forms may share them. */
export const obligations: readonly Obligation[] = [
  { kind: 'approval', count: 1, from: ['role:treasury'] },
  { kind: 'approval', count: 2, from: ['role:treasury'] },
  { kind: 'delay', seconds: 60 },
  { kind: 'notice', channels: ['desk'] },
  { kind: 'notice', channels: ['night'] },
]

const named: fc.Arbitrary<Operand> = fc.constantFrom(...names).map(fact)
const local: fc.Arbitrary<Operand> = fc.constantFrom('amount', 'token').map(fact)
const total: fc.Arbitrary<Operand> = fc
  .record({ counter: fc.constantFrom(...counterIds), excludeCurrent: fc.boolean() })
  .map((one) => ({ kind: 'counter', ...one }))
const literal: Operand = {
  kind: 'literal',
  readings: { integer: integer(1), text: { type: 'text', value: 'x' } },
  text: '1',
}
const rights = fc.oneof(
  { weight: 4, arbitrary: constants.map(constant) },
  fc.constantFrom<Operand>({ kind: 'named', list: 'l' }, literal, {
    kind: 'literals',
    items: [literal as Operand & { kind: 'literal' }],
  }),
)

/** What conditions may speak of beside the facts that must be asked for. */
export type Vocabulary = { readonly local: boolean; readonly counters: boolean; readonly assumed: boolean }

function lefts({ local: withLocal, counters, assumed }: Vocabulary): fc.Arbitrary<Operand> {
  return fc.oneof(
    { weight: 8, arbitrary: named },
    { weight: 4, arbitrary: computed },
    ...(assumed ? [{ weight: 1, arbitrary: assumptions }] : []),
    ...(withLocal
      ? [
          { weight: 2, arbitrary: local },
          { weight: 2, arbitrary: amongCalls() },
        ]
      : []),
    ...(counters ? [{ weight: 3, arbitrary: total }] : []),
  )
}

/** Sums of facts, shares of them, and what somebody knows of a value. */
const computed: fc.Arbitrary<Operand> = fc.oneof(
  fc
    .record({
      operator: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const),
      left: named,
      right: fc.oneof(named, constants.map(constant)),
    })
    .map((one): Operand => ({ kind: 'arithmetic', ...one })),
  named.map((of): Operand => ({ kind: 'share', basisPoints: 10_000n, of })),
  named.map((argument): Operand => ({ kind: 'about', name: 'score.of', argument })),
  fc.tuple(named, named).map((of): Operand => ({ kind: 'items', of })),
  fc.tuple(named, fc.oneof(named, constants.map(constant))).map((of): Operand => ({ kind: 'first', of })),
  fc.tuple(named, named).map(([that, of]): Operand => ({ kind: 'given', that, of })),
  { weight: 3, arbitrary: amongItems() },
)

/** Counts and sums over the items of a fact, where asking may decide which of them count, and for how much. */
function amongItems(): fc.Arbitrary<Operand> {
  const item: Operand = { kind: 'item' }
  const score: Operand = { kind: 'about', name: 'score.of', argument: item }
  const where = fc.oneof(
    fc.constant<Condition>({ kind: 'always' }),
    fc
      .record({
        operator: operators,
        left: fc.constantFrom(item, score),
        right: fc.oneof(constants.map(constant), named),
      })
      .map((one): Condition => ({ kind: 'compare', ...one })),
    fc.constant<Condition>({ kind: 'exists', operand: score }),
  )
  const total = fc.oneof(fc.constantFrom(item, score), named)
  const over = fc.oneof(
    named,
    fc.tuple(named, named).map((of): Operand => ({ kind: 'items', of })),
  )
  return fc.oneof(
    fc.record({ kind: fc.constant('count' as const), over, where }),
    fc.record({ kind: fc.constant('sum' as const), over, where, total }),
    fc.record({
      kind: fc.constant('sum' as const),
      over,
      where,
      total,
      alike: fc.oneof(fc.constantFrom(item, score), named),
    }),
  )
}

/** Counts, sums and amounts of the calls of a request. */
function amongCalls(): fc.Arbitrary<Operand> {
  const ofCall = fc.oneof(local, named).map((of): Operand => ({ kind: 'ofCall', of }))
  const where = fc.oneof(
    fc.constant<Condition>({ kind: 'always' }),
    fc
      .record({ operator: operators, left: ofCall, right: constants.map(constant) })
      .map((one): Condition => ({ kind: 'compare', ...one })),
  )
  const over = fc.constant<Operand>({ kind: 'calls' })
  return fc.oneof(
    fc.record({ kind: fc.constant('count' as const), over, where }),
    fc.record({ kind: fc.constant('sum' as const), over, where, total: ofCall, alike: ofCall }),
  )
}

/** Values that an author gives for the case that asking fails. */
const assumptions: fc.Arbitrary<Operand> = fc
  .record({ of: fc.oneof(named, computed), value: fc.constantFrom(integer(0), integer(1)) })
  .map((one) => ({ kind: 'assumed', ...one }))

/** Conditions of a few levels, of every kind. */
export function conditions(vocabulary: Vocabulary): fc.Arbitrary<Condition> {
  const left = lefts(vocabulary)
  const compare = fc
    .record({
      operator: operators,
      left,
      right: fc.oneof({ weight: 5, arbitrary: rights }, { weight: 1, arbitrary: left }),
    })
    .map((one): Condition => ({ kind: 'compare', ...one }))
  const ofItem = fc
    .record({ operator: operators, right: fc.oneof({ weight: 4, arbitrary: rights }, { weight: 1, arbitrary: left }) })
    .map((one): Condition => ({ kind: 'compare', left: { kind: 'item' }, ...one }))
  const leaf = fc.oneof(
    { weight: 8, arbitrary: compare },
    { weight: 3, arbitrary: left.map((operand): Condition => ({ kind: 'exists', operand })) },
    {
      weight: 2,
      arbitrary: fc
        .record({ kind: fc.constantFrom('every', 'some', 'none'), over: left, holds: ofItem })
        .map((one): Condition => one),
    },
    { weight: 1, arbitrary: fc.constant<Condition>({ kind: 'always' }) },
  )
  return fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      leaf,
      fc
        .record({ kind: fc.constantFrom('and', 'or'), of: fc.array(tie('node'), { maxLength: 3 }) })
        .map((one): Condition => one),
      tie('node').map((of): Condition => ({ kind: 'not', of })),
    ),
  })).node
}

const effects = (draws: readonly string[]): fc.Arbitrary<Effect> =>
  fc
    .record({
      verdict: fc.constantFrom('continue', 'continue', 'continue', 'allow', 'deny'),
      obligations: fc.oneof(fc.constant([]), fc.subarray([...obligations], { maxLength: 2 })),
      draws: draws.length === 0 ? fc.constant([]) : fc.oneof(fc.constant([]), fc.subarray([...draws])),
    })
    .map(({ verdict, ...rest }) => ({ verdict, code: verdict === 'deny' ? 'deny_rule' : 'allow_rule', ...rest }))

/** Steps with either branch of any kind; ids and hashes tell them apart, as long as their contents differ. */
function steps(vocabulary: Vocabulary, draws: readonly string[], maxLength: number): fc.Arbitrary<readonly Step[]> {
  const step = fc.record({ when: conditions(vocabulary), holds: effects(draws), fails: effects(draws) })
  return fc.array(step, { minLength: 1, maxLength }).map((list) =>
    list.map((one, i) => ({
      ...one,
      origin: { path: `steps[${i}]`, id: `step:${i}`, hash: `h${i}`, enforcement: 'off-chain' as const },
    })),
  )
}

const otherwise = fc.constantFrom('allow', 'deny').map(
  (verdict): Effect => ({
    verdict,
    code: verdict === 'deny' ? 'no_matching_rule' : 'allow_rule',
    obligations: [],
    draws: [],
  }),
)

/** Policies whose steps may name counters, and that have none. */
export function policies(maxSteps = 4, assumed = true): fc.Arbitrary<Policy> {
  return fc
    .record({ steps: steps({ local: false, counters: false, assumed }, counterIds, maxSteps), otherwise })
    .map((one) => ({ id: 'p', form: 'chain', hash: 'h', counters: [], ...one }))
}

/** Counters that measure the call's amount or an asked-for fact, split by the call's token or an asked-for fact, or not split. */
const counters = (drawn: Counter['drawn']): fc.Arbitrary<readonly Counter[]> =>
  fc.tuple(...counterIds.map((id) => counter(id, drawn)))

function counter(id: string, drawn: Counter['drawn']): fc.Arbitrary<Counter> {
  return fc
    .record({
      method: fc.constantFrom('sum' as const, 'count' as const),
      measure: fc.constantFrom(fact('amount'), fact('amount'), fact('a')),
      partition: fc.constantFrom<readonly Operand[]>([], [fact('token')], [fact('b')], [fact('token'), fact('b')]),
      scope: fc.oneof(
        fc.constant<Condition>({ kind: 'always' }),
        conditions({ local: true, counters: false, assumed: false }),
      ),
    })
    .map((one) => ({ id, drawn, measureKey: id, ...one }))
}

/** Policies over several calls, with counters that every call in scope draws on. */
export function countingPolicies(drawn: Counter['drawn'] = 'always'): fc.Arbitrary<Policy> {
  const draws = drawn === 'byStep' ? counterIds : []
  return fc
    .record({
      steps: steps({ local: true, counters: true, assumed: false }, draws, 3),
      otherwise,
      counters: counters(drawn),
    })
    .map((one) => ({ id: 'p', form: 'chain', hash: 'h', ...one }))
}

/** Everything about one request: what each asked-for fact is, and which of them nobody asked for. */
export type World = {
  readonly facts: Readonly<Record<string, Fact>>
  readonly hidden: readonly string[]
  /** Decides what counters and obligations are, and whether they are hidden. */
  readonly salt: number
}

const states = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<Fact>(integer(0), integer(1), integer(2)) },
  { weight: 2, arbitrary: fc.constantFrom<Fact>(...values) },
  { weight: 2, arbitrary: fc.constantFrom<Fact>(absent, failed('no_answer')) },
)

/** Worlds, with up to `maxHidden` of their facts hidden. */
export function worlds(maxHidden: number = names.length): fc.Arbitrary<World> {
  return fc.record({
    facts: fc.record(Object.fromEntries(names.map((name) => [name, states]))),
    hidden: fc.subarray([...names], { maxLength: maxHidden }),
    salt: fc.nat({ max: 1000 }),
  })
}

/** Requests of one to three calls, each with an amount and a token of its own, which bytes tell. */
export const requests: fc.Arbitrary<Decoded> = fc
  .array(fc.record({ amount: states, token: states }), { minLength: 1, maxLength: 3 })
  .map((list) => ({ facts: {}, calls: list.map((facts, index) => callOf(index, facts)), objections: [] }))

/** A request of one call without facts of its own. */
export const bare: Decoded = { facts: {}, calls: [callOf(0, {})], objections: [] }

function callOf(index: number, facts: Call['facts']): Call {
  return { index, kind: 'contractCall', judged: true, start: 0, end: 0, facts, calls: [] }
}

/** @returns What the world says of a fact when it is asked: never `notAsked`. */
export function truth(world: World, name: string): Fact {
  if (Object.hasOwn(world.facts, name)) return world.facts[name]!
  const luck = hash(`${world.salt} ${name}`)
  if (name.startsWith('obligation.'))
    return [{ type: 'boolean', value: luck % 2 === 0 } as const, absent, failed('no_answer')][
      luck % 8 < 6 ? 0 : (luck % 2) + 1
    ]!
  if (name.startsWith('counter.')) return luck % 10 === 0 ? failed('no_answer') : integer(luck % 4)
  if (name.startsWith('score.'))
    return luck % 5 === 0 ? failed('no_answer') : luck % 5 === 1 ? absent : integer(luck % 3)
  if (name.startsWith('list.')) return luck % 4 === 0 ? failed('no_answer') : listOf(luck % 3, 1)
  return absent
}

/** @returns A source that answers all but what `hidden` names. */
export function sourceOf(world: World, hidden: (name: string) => boolean): Source {
  return (name) => (hidden(name) ? notAsked : truth(world, name))
}

/** @returns Whether the world hides the fact: those it lists, and half of its counters and obligations. */
export function hides(world: World): (name: string) => boolean {
  return (name) => world.hidden.includes(name) || (name.includes('.') && hash(`hide ${world.salt} ${name}`) % 2 === 0)
}

/** FNV-1a, so that the same name has the same luck in every run. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0
  return (value ^ (value >>> 15)) >>> 3
}
