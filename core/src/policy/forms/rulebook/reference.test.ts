/** Rulebooks as the engine decides them, against what they mean as the reference says it, with approvals given or not. */
import { describe, expect, it } from 'vitest'
import type { Decision, DueObligation } from '../../../engine/decision.ts'
import { luck } from '../../../engine/luck.fixture.ts'
import { runs } from '../../../runs.fixture.ts'
import { answer, type Book, type Facts } from './reference.fixture.ts'
import { decide, policyOf } from './rulebook.fixture.ts'
import { factsOf, rulebook } from './rulebooks.fixture.ts'

const seed = Number(process.env.PORTCULLIS_SEED ?? 20_261_120)
const books = runs(1500)
const perBook = 40

describe('rulebooks', () => {
  it('mean what the reference says: decision, reason, deciding rule, obligations and draws', {
    timeout: 300_000,
  }, () => {
    const any = luck(seed)
    const mix: Record<string, number> = {}
    let samples = 0
    let met = 0
    for (let i = 0; i < books; i++) {
      const { book, text } = rulebook(any)
      const policy = policyOf(text)
      for (let j = 0; j < perBook; j++) {
        const facts = factsOf(any)
        const first = decide(policy, facts)
        const given = first.obligations.filter(({ kind }) => kind !== 'notice' && any.once(2))
        const again = given.length > 0 && any.once(2)
        const approved = again ? Object.fromEntries(given.map(({ id }) => [`obligation.${id}`, true])) : {}
        const decision = again ? decide(policy, { ...facts, ...approved }) : first
        compare(decision, book, facts, new Set(again ? given.map(spelt) : []), text)
        samples++
        if (again) met++
        mix[decision.decision] = (mix[decision.decision] ?? 0) + 1
        const { code } = decision.reason
        mix[code] = (mix[code] ?? 0) + 1
        mix[book.combining] = (mix[book.combining] ?? 0) + 1
      }
    }
    console.info(`rulebooks, seed ${seed}: ${JSON.stringify({ samples, met, ...mix })}`)
    expect(samples).toBe(books * perBook)
    const passed = ((mix.allow ?? 0) + (mix.hold ?? 0)) / samples
    expect(passed).toBeGreaterThan(0.2)
    expect(passed).toBeLessThan(0.8)
    for (const code of codes) expect([code, (mix[code] ?? 0) > 20]).toEqual([code, true])
  })
})

/** Every reason that a rulebook can give. */
const codes = [
  ...['allow_rule', 'allow_rule_not_known', 'deny_rule', 'deny_rule_not_known', 'allow_rule_not_met'],
  ...['allow_rule_not_met_not_known', 'approval_required', 'approval_required_not_known', 'delay_required'],
  ...[
    'delay_required_not_known',
    'obligations_met',
    'all_passed',
    'default_allow',
    'no_matching_rule',
    'draw_not_known',
  ],
]

function compare(decision: Decision, book: Book, facts: Facts, met: ReadonlySet<string>, text: object): void {
  const { reason, obligations, draws } = decision
  const found = {
    decision: decision.decision,
    code: reason.code,
    rule: reason.rule ?? null,
    obligations: obligations.map((due) => `${spelt(due)}${due.possible ? ' possible' : ''}`).sort(),
    drawn: draws.length === 0 ? null : draws.map(({ amount }) => String(amount)).join(' '),
  }
  const wanted = answer(book, facts, met)
  const expected = { ...wanted, obligations: wanted.obligations.toSorted() }
  if (JSON.stringify(found) !== JSON.stringify(expected))
    expect({ ...found, facts, text, met }).toEqual({ ...expected, facts, text, met })
}

function spelt(due: DueObligation): string {
  if (due.kind === 'approval') return `${due.rule} approval ${due.count} ${due.from.join(' ')}`
  return due.kind === 'delay' ? `${due.rule} delay ${due.seconds}` : `${due.rule} notice ${due.channels.join(' ')}`
}
