/** The law *Total*, that the engine is a pure function, and that its work grows with the policy and no faster. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codes } from '../codes.ts'
import type { Source } from '../facts/call.ts'
import { parseSignature } from '../facts/decoders/abi/fragment.ts'
import * as Path from '../facts/decoders/abi/path.ts'
import { parseIdl } from '../facts/decoders/solana/idl.ts'
import { type Fact, notAsked } from '../facts/fact.ts'
import { type Condition, constant, fact, type Operand } from '../policy/condition.ts'
import { effect, type Policy, type Step } from '../policy/policy.ts'
import { runs } from '../runs.fixture.ts'
import { evaluate } from './evaluate.ts'
import { bare, integer, outcomes, requests } from './kernel.fixture.ts'
import { cases, casesByStep, decide, decideFully } from './laws.fixture.ts'
import { trace } from './trace.ts'

const seed = 20261120
const words = ['allow', 'hold', 'deny']

/** Every kind of operand, in places where it has no business. */
const idl = parseIdl({
  address: '11111111111111111111111111111111',
  metadata: { name: 'p', version: '0.1.0', spec: '0.1.0' },
  instructions: [],
})
const strange: readonly Operand[] = [
  { kind: 'item' },
  { kind: 'literal', readings: {}, text: '' },
  { kind: 'literals', items: [] },
  { kind: 'counter', counter: 'nobody', excludeCurrent: true },
  { kind: 'arguments', abi: parseSignature('transfer(address to, uint256 amount)') },
  { kind: 'instruction', idl, program: null },
  { kind: 'member', of: fact('a'), path: Path.parse('x[].y') },
  { kind: 'member', of: { kind: 'item' }, path: Path.parse('0') },
  constant(integer(1)),
  constant({ type: 'list', items: [] }),
  constant({ type: 'record', fields: [] }),
  fact('a'),
  fact('toString'),
  fact('chainId'),
  { kind: 'calls' },
  { kind: 'ofCall', of: { kind: 'item' } },
  { kind: 'ofCall', of: { kind: 'counter', counter: 'c', excludeCurrent: false } },
  { kind: 'first', of: [] },
  { kind: 'first', of: [{ kind: 'item' }, fact('a')] },
  { kind: 'given', that: { kind: 'calls' }, of: { kind: 'item' } },
  { kind: 'count', over: { kind: 'calls' }, where: { kind: 'always' } },
  { kind: 'sum', over: fact('a'), where: { kind: 'exists', operand: { kind: 'item' } }, total: { kind: 'item' } },
]

const operands = fc.constantFrom(...strange)
const anyCondition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc
      .record({
        kind: fc.constant('compare' as const),
        operator: fc.constantFrom('eq', 'neq', 'lt', 'in', 'all'),
        left: operands,
        right: operands,
      })
      .map((one): Condition => one),
    operands.map((operand): Condition => ({ kind: 'exists', operand })),
    fc
      .record({ kind: fc.constantFrom('every', 'some', 'none'), over: operands, holds: tie('node') })
      .map((one): Condition => one),
    fc
      .record({ kind: fc.constantFrom('and', 'or'), of: fc.array(tie('node'), { maxLength: 3 }) })
      .map((one): Condition => one),
    tie('node').map((of): Condition => ({ kind: 'not', of })),
  ),
})).node

/** Answers whatever is asked with anything at all. */
const anySource: fc.Arbitrary<Source> = fc
  .func(fc.constantFrom<Fact>(...outcomes, notAsked, { type: 'record', fields: [{ name: 'x', value: integer(1) }] }))
  .map((answer) => (name: string) => answer(name))

describe('*Total*', () => {
  it('decides for policies of strange operands and facts of any type', () => {
    fc.assert(
      fc.property(
        fc.array(anyCondition, { maxLength: 4 }),
        operands,
        operands,
        requests,
        anySource,
        (list, measure, split, decoded, source) => {
          const steps = list.map((when, i): Step => stepOf(i, when, i % 2 === 0 ? 'deny' : 'allow'))
          const counter = {
            id: 'c',
            method: 'sum',
            measure,
            measureKey: 'm',
            drawn: 'always',
            scope: list[0] ?? { kind: 'always' },
            partition: [split],
          } as const
          const policy = { ...policyOf(steps), counters: [counter] }
          const decision = evaluate([{ level: 'key', policy }], decoded, source, {
            noPolicy: 'deny',
            requestHash: '0x',
          })
          expect(words).toContain(decision.decision)
          expect(trace(decision).length).toBeGreaterThan(0)
        },
      ),
      { seed, numRuns: runs(4000) },
    )
  })

  it('gives a reason of the table for every decision', () => {
    fc.assert(
      fc.property(cases, (one) => {
        for (const { reason, draws, decision } of [decide(one), decideFully(one)]) {
          expect(Object.keys(codes)).toContain(reason.code)
          if (decision === 'deny') expect(draws).toEqual([])
        }
      }),
      { seed, numRuns: runs(4000) },
    )
  })
})

describe('a pure function', () => {
  it('gives the same decision for the same input, whatever was decided in between', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(cases, casesByStep), { minLength: 2, maxLength: 4 }), (list) => {
        const first = list.map((one) => plain(decide(one)))
        const again = list.toReversed().map((one) => plain(decide(one)))
        expect(again.toReversed()).toEqual(first)
      }),
      { seed, numRuns: runs(600) },
    )
  })

  it('does not depend on the order in which policies of a level are bound, but for the reason', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const turned = { ...one, bindings: one.bindings.toReversed() }
        const [a, b] = [decide(one), decide(turned)]
        expect(b.decision).toBe(a.decision)
        expect(new Set(b.needs.map(({ fact }) => fact))).toEqual(new Set(a.needs.map(({ fact }) => fact)))
        expect(new Set(b.obligations.map(({ id }) => id))).toEqual(new Set(a.obligations.map(({ id }) => id)))
      }),
      { seed, numRuns: runs(3000) },
    )
  })
})

describe('the work of one decision', () => {
  const shapes = [
    ['denies', 'deny'],
    ['allows', 'allow'],
  ] as const

  it.each(shapes)('grows with the number of undecided %s and no faster, up to 16,384 rules', (_, verdict) => {
    const [half, whole] = [8192, 16_384].map((count) => work(count, verdict))
    expect(whole!.needs).toBe(16_384)
    expect(whole!.asked / half!.asked).toBeCloseTo(2, 2)
    expect(whole!.asked / 16_384).toBeLessThanOrEqual(6)
    console.info(
      `16,384 undecided ${verdict} rules: each asked for ${whole!.asked / 16_384} times, ${(whole!.ms / half!.ms).toFixed(2)} times as long as half of them`,
    )
  })

  it('stops at the first certain end', () => {
    const steps = [stepOf(0, { kind: 'always' }, 'deny'), ...undecided(1000, 'deny')]
    const { asked, decision } = run(policyOf(steps))
    expect({ asked, needs: decision.needs, reason: decision.reason.rule }).toEqual({
      asked: 0,
      needs: [],
      reason: 'step:0',
    })
  })
})

function stepOf(index: number, when: Condition, verdict: 'allow' | 'deny'): Step {
  const origin = { path: `steps[${index}]`, id: `step:${index}`, hash: `h${index}`, enforcement: 'off-chain' as const }
  return {
    origin,
    when,
    holds: effect(verdict, verdict === 'deny' ? 'deny_rule' : 'allow_rule'),
    fails: effect('continue', 'no_matching_rule'),
  }
}

function policyOf(steps: readonly Step[]): Policy {
  return { id: 'p', form: 'document', hash: 'h', steps, otherwise: effect('deny', 'no_matching_rule'), counters: [] }
}

function undecided(count: number, verdict: 'allow' | 'deny'): readonly Step[] {
  return Array.from({ length: count }, (_, i) =>
    stepOf(i, { kind: 'compare', operator: 'eq', left: fact(`f${i}`), right: constant(integer(1)) }, verdict),
  )
}

function run(policy: Policy) {
  let asked = 0
  const source: Source = () => {
    asked++
    return notAsked
  }
  const decision = evaluate([{ level: 'key', policy }], bare, source, { noPolicy: 'deny', requestHash: '0x' })
  return { asked, decision }
}

function work(count: number, verdict: 'allow' | 'deny') {
  const allow = stepOf(count, { kind: 'always' }, 'allow')
  const policy = policyOf([...undecided(count, verdict), ...(verdict === 'deny' ? [allow] : [])])
  run(policy)
  const start = performance.now()
  const { asked, decision } = run(policy)
  return { asked, needs: decision.needs.length, ms: performance.now() - start }
}

function plain(decision: ReturnType<typeof decide>): string {
  return JSON.stringify({ ...decision }, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
}
