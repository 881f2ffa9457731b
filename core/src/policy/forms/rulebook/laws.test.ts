/** The laws of the engine, for rulebooks at random: *Deny wins*, *Monotone*, *Settled*, and that places decide nothing. */
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../../engine/decision.ts'
import { type Luck, luck } from '../../../engine/luck.fixture.ts'
import { runs } from '../../../runs.fixture.ts'
import type { Facts } from './reference.fixture.ts'
import { policyOf as compiled, decide, type Plain, type RuleText } from './rulebook.fixture.ts'
import { factsOf, rulebook } from './rulebooks.fixture.ts'

const seed = 20_261_122
const words = ['allow', 'hold', 'deny']
const rank = ({ decision }: Decision) => words.indexOf(decision)

type Text = { readonly combining?: string; readonly rules: readonly RuleText[]; readonly counters?: object }

/** Books that `fits`, each with facts of several calls. */
function each(count: number, fits: (text: Text) => boolean, test: (text: Text, facts: Facts, any: Luck) => void): void {
  const any = luck(seed)
  for (let books = 0; books < count; ) {
    const text = rulebook(any).text as Text
    if (!fits(text)) continue
    books++
    for (let i = 0; i < 10; i++) test(text, factsOf(any), any)
  }
}

const made = new WeakMap<object, ReturnType<typeof compiled>>()

/** Compiled once for each text. */
function policyOf(text: object): ReturnType<typeof compiled> {
  const policy = made.get(text) ?? compiled(text)
  made.set(text, policy)
  return policy
}

const everyBook = () => true
const isLocal = (name: string) => !/^(trm|ofac|is_contract|time|issuer|counter)/.test(name)

describe('*Deny wins*', () => {
  it('never turns a decision milder when a DENY rule is added under deny-overrides', () => {
    let stricter = 0
    each(
      100,
      ({ combining = 'deny-overrides' }) => combining === 'deny-overrides',
      (text, facts, any) => {
        const other = rulebook(any).text as Text
        if (other.counters !== undefined && text.counters === undefined) return
        const rule = { ...other.rules[0]!, id: 'added', action: { type: 'DENY' } }
        const more = { ...text, rules: text.rules.toSpliced(any.below(text.rules.length + 1), 0, rule) }
        const [before, after] = [decide(policyOf(text), facts), decide(policyOf(more), facts)]
        expect(rank(after)).toBeGreaterThanOrEqual(rank(before))
        if (rank(after) > rank(before)) stricter++
      },
    )
    expect(stricter).toBeGreaterThan(runs(120))
  })

  it('denies whatever a DENY rule holds for, whoever allows it', () => {
    let denied = 0
    each(
      60,
      ({ combining = 'deny-overrides' }) => combining === 'deny-overrides',
      (text, facts) => {
        for (const rule of text.rules.filter(({ action }) => action.type === 'DENY').slice(0, 1)) {
          const alone = decide(policyOf({ ...text, default: 'ALLOW', rules: [rule] }), facts)
          if (!alone.reason.code.startsWith('deny_rule')) continue
          expect(decide(policyOf(text), facts).reason.code).toMatch(/^deny_rule/)
          denied++
        }
      },
    )
    expect(denied).toBeGreaterThan(runs(50))
  })
})

describe('*Monotone*', () => {
  it('never makes the decision milder to hide what somebody would say', () => {
    let worse = 0
    each(400, everyBook, (text, facts, any) => {
      const policy = policyOf(text)
      const hidden = Object.fromEntries(Object.entries(facts).filter(([name]) => isLocal(name) || any.once(2)))
      const [less, more] = [decide(policy, hidden), decide(policy, facts)]
      expect(rank(less)).toBeGreaterThanOrEqual(rank(more))
      if (rank(less) > rank(more)) worse++
      if (more.decision === 'deny' || less.decision === 'deny') return
      const ids = less.obligations.map(({ id }) => id)
      for (const { id } of more.obligations) expect(ids).toContain(id)
    })
    expect(worse).toBeGreaterThan(runs(200))
  })
})

describe('*Settled*', () => {
  it('says the same once nothing is needed as with everything known, and asks nothing twice', () => {
    let rounds = 0
    let spared = 0
    each(400, everyBook, (text, facts) => {
      const policy = policyOf(text)
      let known: Plain = Object.fromEntries(Object.entries(facts).filter(([name]) => isLocal(name)))
      let decision = decide(policy, known)
      while (decision.needs.length > 0) {
        rounds++
        for (const { fact } of decision.needs) {
          const name = fact.startsWith('counter.') ? 'counter.volume' : fact
          expect(known).not.toHaveProperty([name])
          known = {
            ...known,
            [name]: facts[name] ?? (name.startsWith('obligation.') ? { absent: true } : { failed: 'down' }),
          }
        }
        decision = decide(policy, known)
      }
      const everything = decide(policy, { ...fill(facts), ...known })
      expect(everything.decision).toBe(decision.decision)
      if (decision.decision === 'deny') return
      expect(everything.obligations).toEqual(decision.obligations)
      expect(everything.draws).toEqual(decision.draws)
      if (Object.keys(known).length < Object.keys(facts).length) spared++
    })
    expect(rounds).toBeGreaterThan(runs(1000))
    expect(spared).toBeGreaterThan(runs(200))
  })

  /** Nothing is left unasked: what nobody said has failed. */
  function fill(facts: Facts): Plain {
    const names = Object.keys(factsOf({ below: () => 0, pick: (items) => items[0]!, once: () => false }))
    return { ...Object.fromEntries(names.map((name) => [name, { failed: 'down' }])), ...facts }
  }
})

describe('places', () => {
  it('of rules in the text decide nothing, since priorities do', () => {
    each(80, everyBook, (text, facts) => {
      const turned = { ...text, rules: text.rules.toReversed() }
      const [one, two] = [decide(policyOf(text), facts), decide(policyOf(turned), facts)]
      expect([two.decision, two.reason.rule, two.reason.code]).toEqual([one.decision, one.reason.rule, one.reason.code])
      expect(two.draws).toEqual(one.draws)
      expect(two.obligations.map(({ id }) => id).sort()).toEqual(one.obligations.map(({ id }) => id).sort())
    })
  })
})
