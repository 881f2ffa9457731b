/** Which allow rules a deny rule leaves nothing of: the index against the definition, pair by pair, and its time at the limits. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from '../../../codec/canonical.ts'
import { runs } from '../../../runs.fixture.ts'
import { conflicts } from './conflicts.ts'
import type { Document, Issuer, Node, Rule } from './schema.ts'

const seed = 20_261_120

const condition = (value: number): Node => ({
  transaction_type: 'nativeTransfer',
  transaction_attr: 'nativeValue',
  operator: 'lte',
  value,
})
const user = (id: string | number): Issuer => ({ type: 'UserId', id: String(id) })
const rule = (action: Rule['action'], conditions: readonly number[], more: Partial<Rule> = {}): Rule => ({
  issuer: [{ type: '*', id: '*' }],
  action,
  chain_type: 'ethereum',
  conditions: conditions.map(condition),
  ...more,
})
const document = (rules: readonly Rule[]): Document => ({ version: '1.0', rules: [...rules] })
const found = (rules: readonly Rule[]) =>
  conflicts(document(rules)).map(({ code, path, expected }) => `${path.join('.')} ${code} ${expected}`)
const covered = (allow: number, deny: number, same: boolean) =>
  `rules.${allow} ${same ? 'conflict_allow_deny_identical' : 'unreachable_allow'} something that \`rules[${deny}]\` does not deny`

/** The definition: every allow rule beside every deny rule. */
function pairwise(rules: readonly Rule[]): readonly string[] {
  return rules.flatMap((allow, i) => {
    if (allow.action !== 'allow') return []
    const j = rules.findIndex((deny) => deny.action === 'deny' && covers(deny, allow))
    if (j < 0) return []
    const size = (one: Rule) => new Set(one.conditions.map((node) => canonical(node as never))).size
    return [covered(i, j, size(allow) === size(rules[j]!) && covers(allow, rules[j]!))]
  })
}

function covers(wide: Rule, narrow: Rule): boolean {
  if (wide.chain_type !== narrow.chain_type || !coversIssuers(wide, narrow)) return false
  const [wider, narrower] = [wide, narrow].map((one) => [
    ...new Set(one.conditions.map((node) => canonical(node as never))),
  ])
  const joined = (one: Rule, texts: readonly string[]) => one.logic !== 'or' || texts.length === 1
  if (joined(wide, wider!) && joined(narrow, narrower!)) return wider!.every((text) => narrower!.includes(text))
  return wide.logic === narrow.logic && narrower!.every((text) => wider!.includes(text))
}

function coversIssuers(wide: Rule, narrow: Rule): boolean {
  const keys = (one: Rule) => one.issuer.map(({ type, id }) => `${type} ${id}`).sort()
  if (wide.issuer.some(({ type }) => type === '*') && wide.issuer_logic !== 'all') return true
  if (wide.issuer_logic === 'all' || narrow.issuer_logic === 'all')
    return wide.issuer_logic === narrow.issuer_logic && canonical(keys(wide)) === canonical(keys(narrow))
  return keys(narrow).every((key) => keys(wide).includes(key))
}

/** The same rule, with the other action and in another order. */
function mirror(one: Rule): Rule {
  const action = one.action === 'allow' ? 'deny' : 'allow'
  return { ...one, action, conditions: one.conditions.toReversed(), issuer: one.issuer.toReversed() }
}

describe('conflicts', () => {
  it.each<[string, readonly Rule[], readonly string[]]>([
    ['the same rule allowed and denied', [rule('allow', [1, 2]), rule('deny', [2, 1])], [covered(0, 1, true)]],
    ['a deny of more', [rule('allow', [1, 2]), rule('deny', [1])], [covered(0, 1, false)]],
    ['a deny of less', [rule('allow', [1]), rule('deny', [1, 2])], []],
    ['a deny on another chain', [rule('allow', [1]), rule('deny', [1], { chain_type: 'solana' })], []],
    [
      'the first of three',
      [rule('deny', [3]), rule('deny', [2]), rule('deny', [1]), rule('allow', [1, 2])],
      [covered(3, 1, false)],
    ],
    [
      'either of more',
      [rule('allow', [1, 2], { logic: 'or' }), rule('deny', [3, 2, 1], { logic: 'or' })],
      [covered(0, 1, false)],
    ],
    ['either of less', [rule('allow', [1, 2], { logic: 'or' }), rule('deny', [1], { logic: 'or' })], []],
    [
      'some of the issuers',
      [rule('allow', [1], { issuer: [user(1)] }), rule('deny', [1], { issuer: [user(2), user(1)] })],
      [covered(0, 1, false)],
    ],
    [
      'one issuer too few',
      [rule('allow', [1], { issuer: [user(1), user(2)] }), rule('deny', [1], { issuer: [user(1)] })],
      [],
    ],
    [
      'issuers together, in another order',
      [
        rule('allow', [1], { issuer: [user(1), user(2)], issuer_logic: 'all' }),
        rule('deny', [1], { issuer: [user(2), user(1)], issuer_logic: 'all' }),
      ],
      [covered(0, 1, true)],
    ],
    [
      'issuers together and alone',
      [rule('allow', [1], { issuer: [user(1)], issuer_logic: 'all' }), rule('deny', [1], { issuer: [user(1)] })],
      [],
    ],
  ])('sees %s', (_, rules, expected) => {
    expect(found(rules)).toEqual(expected)
    expect(pairwise(rules)).toEqual(expected)
  })

  it('always finds what comparing every allow rule with every deny rule finds', () => {
    const issuer = fc.constantFrom<Issuer>(
      user('a'),
      user('b'),
      user('c'),
      { type: 'SessionId', id: 'a' },
      { type: '*', id: '*' },
      { type: '*', id: 'a' },
    )
    const optional = <Value>(values: readonly Value[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
    const any = fc
      .record({
        action: fc.constantFrom('allow' as const, 'deny' as const),
        conditions: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 }),
        group: fc.boolean(),
        issuers: fc.array(issuer, { minLength: 1, maxLength: 3 }),
        issuer_logic: optional(['any', 'all'] as const),
        logic: optional(['and', 'or'] as const),
        chain_type: fc.constantFrom('ethereum' as const, 'ethereum' as const, 'off' as const),
      })
      .map(({ action, conditions, group, issuers, ...more }): Rule => {
        const made = rule(action, conditions, { ...more, issuer: issuers })
        return group ? { ...made, conditions: [{ group: made.conditions }] } : made
      })
    const counts = { same: 0, wider: 0, none: 0 }
    fc.assert(
      fc.property(
        fc.array(any, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 2 }),
        (some, mirrored) => {
          const rules = [...some, ...mirrored.map((i) => mirror(some[i % some.length]!))]
          const expected = pairwise(rules)
          expect(found(rules)).toEqual(expected)
          if (expected.length === 0) counts.none++
          for (const line of expected) counts[line.includes('identical') ? 'same' : 'wider']++
        },
      ),
      { seed, numRuns: runs(5000) },
    )
    expect(Math.min(counts.same, counts.wider, counts.none)).toBeGreaterThan(runs(150))
  })
})

describe('conflicts of 16,384 rules', () => {
  const half = 8192
  const subset = (i: number, count: number, of: number) =>
    Array.from({ length: count }, (_, k) => (i * 7 + k * (1 + (i % 5)) * 3) % of)

  it.each<[string, (i: number) => Rule, (i: number) => Rule]>([
    ['about other things', (i) => rule('allow', [i]), (i) => rule('deny', [half + i])],
    ['each denied by another', (i) => rule('allow', [i]), (i) => rule('deny', [half - 1 - i])],
    [
      'of other people',
      (i) => rule('allow', [1], { issuer: [user(i)] }),
      (i) => rule('deny', [1], { issuer: [user(half + i)] }),
    ],
    [
      'all alike',
      () => rule('allow', [1], { issuer: [user(1), user(3)] }),
      () => rule('deny', [1], { issuer: [user(1), user(2)] }),
    ],
    ['with a condition in common', (i) => rule('allow', [0, i + 1]), (i) => rule('deny', [0, half + i + 1])],
    [
      'of pairs',
      (i) => rule('allow', [i % 45, 45 + (i % 44), 91 + (i % 43), 134 + (i % 47), 200 + i]),
      (i) => rule('deny', [i % 91, 91 + Math.floor(i / 91)]),
    ],
    [
      'of either',
      (i) => rule('allow', subset(i, 3, 60), { logic: 'or' }),
      (i) => rule('deny', subset(i + 3, 6, 60), { logic: 'or' }),
    ],
    [
      'of crowds out of a few',
      (i) => rule('allow', [1], { issuer: [...subset(i, 10, 24).map(user), user(24 + (i % 3))] }),
      (i) => rule('deny', [1], { issuer: [...subset(i + 1, 8, 24), 24, 25, 26].map(user) }),
    ],
  ])('%s end well under a second', (_, allow, deny) => {
    const rules = Array.from({ length: half }, (_, i) => [allow(i), deny(i)]).flat()
    const started = performance.now()
    conflicts(document(rules))
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
