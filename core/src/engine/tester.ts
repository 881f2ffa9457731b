/**
 * Conditions made into functions, once: what is fixed in a condition is worked out before the first request comes. No code is
 * generated, so it runs under any content policy. What each kind of condition means stands here and nowhere else.
 */
import { hasValue } from '../facts/fact.ts'
import type { Value } from '../facts/value.ts'
import type { Condition, Quantifier } from '../policy/condition.ts'
import { comparison } from './comparison.ts'
import * as Outcome from './outcome.ts'
import { reader } from './reader.ts'
import type { Subject } from './subject.ts'

/** The outcome of a condition for a subject: one result now, and those it could still have. */
export type Test = (subject: Subject) => Outcome.Outcome

const made = new WeakMap<Condition, Test>()

/** @returns The condition as a function, made once. */
export function testerOf(condition: Condition): Test {
  const known = made.get(condition)
  if (known !== undefined) return known
  const test = testing(condition)
  made.set(condition, test)
  return test
}

/** @returns The condition as a function, made anew. */
export function testing(condition: Condition): Test {
  switch (condition.kind) {
    case 'always':
      return () => Outcome.TRUE
    case 'and':
      return conjunction(condition.of.map(testing))
    case 'or':
      return disjunction(condition.of.map(testing))
    case 'not': {
      const test = testing(condition.of)
      return (subject) => Outcome.not(test(subject))
    }
    case 'exists': {
      const read = reader(condition.operand)
      return (subject) => existence[read(subject).type] ?? Outcome.TRUE
    }
    case 'compare':
      return comparison(condition)
    case 'every':
    case 'some':
    case 'none':
      return quantified(condition)
  }
}

const existence: Readonly<Record<string, Outcome.Outcome>> = {
  absent: Outcome.FALSE,
  failed: Outcome.NOT_KNOWN,
  notAsked: Outcome.OPEN,
}

/** @returns The conjunction: false as soon as one is. */
export function conjunction(tests: readonly Test[]): Test {
  if (tests.length === 1) return tests[0]!
  return (subject) => {
    let outcome: Outcome.Outcome = Outcome.TRUE
    for (let i = 0; i < tests.length; i++) {
      const part = tests[i]!(subject)
      if (part === Outcome.FALSE) return part
      outcome = part === Outcome.TRUE ? outcome : Outcome.and(outcome, part)
    }
    return outcome
  }
}

function disjunction(tests: readonly Test[]): Test {
  return (subject) => {
    let outcome: Outcome.Outcome = Outcome.FALSE
    for (let i = 0; i < tests.length; i++) {
      const part = tests[i]!(subject)
      if (part === Outcome.TRUE) return part
      outcome = part === Outcome.FALSE ? outcome : Outcome.or(outcome, part)
    }
    return outcome
  }
}

/** Over no items all three are false: nothing is vacuously allowed. */
function quantified({ kind, over, holds }: Condition & { kind: Quantifier }): Test {
  const read = reader(over)
  const test = testing(holds)
  const { start, combine, finish } = quantifiers[kind]
  return (subject) => {
    const list = read(subject)
    if (list.type === 'notAsked') return Outcome.OPEN
    if (!hasValue(list) || list.type !== 'list') return Outcome.NOT_KNOWN
    if (list.items.length === 0) return Outcome.FALSE
    const each = (outcome: Outcome.Outcome, item: Value) => combine(outcome, test({ ...subject, item }))
    return finish(list.items.reduce(each, start))
  }
}

type Fold = {
  readonly start: Outcome.Outcome
  readonly combine: (a: Outcome.Outcome, b: Outcome.Outcome) => Outcome.Outcome
  readonly finish: (outcome: Outcome.Outcome) => Outcome.Outcome
}

const same = (outcome: Outcome.Outcome) => outcome

const quantifiers: Readonly<Record<Quantifier, Fold>> = {
  every: { start: Outcome.TRUE, combine: Outcome.and, finish: same },
  some: { start: Outcome.FALSE, combine: Outcome.or, finish: same },
  none: { start: Outcome.FALSE, combine: Outcome.or, finish: Outcome.not },
}
