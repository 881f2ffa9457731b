/**
 * Form *rulebook*: rules with priorities and actions, conditions that people can read, and one named way to combine them.
 * Conditions compile as they are: an absent fact never helps an allow, and a deny stands unless its author guards it.
 */
import { canonical } from '../../../codec/canonical.ts'
import { sha256 } from '../../../codec/hash.ts'
import * as Hex from '../../../codec/hex.ts'
import * as Json from '../../../codec/json.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import { InputError } from '../../../input-error.ts'
import { and, type Condition, or } from '../../condition.ts'
import * as Enforcement from '../../enforcement.ts'
import { type Finding, parsing, rejection, shapeFindings } from '../../finding.ts'
import type { Expression } from '../../language/expression.ts'
import { read as readExpression } from '../../language/read.ts'
import type { Origin, Policy } from '../../policy.ts'
import { findingsOf, obligationsOf } from './action.ts'
import { type Compiled, order } from './combining.ts'
import { counterOf } from './counter.ts'
import { failOpen } from './fail-open.ts'
import { resolve } from './resolve.ts'
import { type ConditionText, type Rule, type Rulebook, rulebookSchema } from './schema.ts'
import { type Vocabulary, vocabularyOf } from './vocabulary.ts'

/** A policy, or why there is none. */
export type Result = { readonly policy: Policy } | { readonly findings: readonly Finding[] }

/** @returns The rulebook, if `json` has its shape; else what is wrong with it. */
export function read(
  json: Json.JsonValue,
): { readonly rulebook: Rulebook } | { readonly findings: readonly Finding[] } {
  const result = rulebookSchema.safeParse(json, parsing)
  return result.success ? { rulebook: result.data } : { findings: shapeFindings(result.error, () => true) }
}

/**
 * @param rulebook - As `read` gave it.
 * @param hash - Of the canonical text, lower-case hex with 0x.
 */
export function compile(rulebook: Rulebook, id: string, hash: string): Result {
  const findings: Finding[] = []
  const workshop: Workshop = {
    vocabulary: vocabularyOf(rulebook, findings),
    findings,
    read: new Map(),
    made: new Map(),
  }
  const rules = rulebook.rules.map((rule, i) => compileRule(rule, ['rules', i], workshop))
  const scopeOf = (scope: ConditionText, path: Json.Path) => conditionOf(scope, path, workshop)
  const counters = Object.entries(rulebook.counters ?? {}).map(([name, entry]) =>
    counterOf(name, entry, scopeOf, findings),
  )
  findings.push(...duplicates(rulebook.rules), ...demands(rulebook))
  if (findings.length === 0) findings.push(...failOpen(rulebook, (condition) => expressionOf(condition, workshop)))
  if (findings.length > 0) return { findings }
  const ordered = order(rulebook.combining ?? 'deny-overrides', rules, rulebook.default ?? 'DENY')
  const declares = counters.map(({ controller }) => controller)
  const policy = { id, form: 'rulebook', hash, ...ordered, counters: counters.map(({ counter }) => counter), declares }
  return { policy: policy as Policy }
}

/** Rules say the same again and again: what was read and resolved once is kept, by its text, while the rulebook compiles. */
type Workshop = {
  readonly vocabulary: Vocabulary
  readonly findings: Finding[]
  readonly read: Map<ConditionText, Expression>
  readonly made: Map<ConditionText, Condition>
}

function compileRule(rule: Rule, path: Json.Path, workshop: Workshop): Compiled {
  const wrong = findingsOf(rule.action, [...path, 'action'])
  const parts = rule.conditions.map((condition, i) => conditionOf(condition, [...path, 'conditions', i], workshop))
  const unseen = parts.flatMap((part, i) =>
    Enforcement.findingsOf(rule.enforcement, [part], [...path, 'conditions', i]),
  )
  workshop.findings.push(...wrong, ...unseen)
  return {
    origin: originOf(rule, path),
    priority: rule.priority,
    type: rule.action.type,
    when: rule.conditionLogic === 'OR' ? or(...parts) : and(...parts),
    obligations: wrong.length === 0 ? obligationsOf(rule.action) : [],
  }
}

/** The hash is of the rule's canonical JSON, and computed when somebody asks for it: obligations do. */
function originOf(rule: Rule, path: Json.Path): Origin {
  let hash: string | undefined
  return {
    path: Json.pathText(path),
    id: rule.id,
    get hash() {
      hash ??= Hex.fromBytes(sha256(Utf8.toBytes(canonical(rule as never)))).slice(2)
      return hash
    },
    enforcement: rule.enforcement ?? Enforcement.unsaid,
    description: rule.metadata.name,
  }
}

function conditionOf(condition: ConditionText, path: Json.Path, workshop: Workshop): Condition {
  try {
    const made = workshop.made.get(condition) ?? resolve(expressionOf(condition, workshop), workshop.vocabulary)
    workshop.made.set(condition, made)
    return named(made, Json.pathText(path))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { at } = error.place
    const where = at === undefined ? '' : `, at byte ${at} of the condition`
    workshop.findings.push(rejection(error.code, path, `${error.expected}${where}`, error.came))
    return and()
  }
}

function expressionOf(condition: ConditionText, { read }: Workshop): Expression {
  const expression = read.get(condition) ?? readExpression(condition)
  read.set(condition, expression)
  return expression
}

/** Comparisons know where they were written, so that the trace can say it. */
function named(condition: Condition, source: string): Condition {
  if (condition.kind === 'and' || condition.kind === 'or')
    return { ...condition, of: condition.of.map((one) => named(one, source)) }
  if (condition.kind === 'not') return { ...condition, of: named(condition.of, source) }
  return condition.kind === 'exists' || condition.kind === 'always' ? condition : { ...condition, source }
}

function duplicates(rules: readonly Rule[]): readonly Finding[] {
  const seen = new Set<string>()
  return rules.flatMap(({ id }, i) => {
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    return [rejection('duplicate_item', ['rules', i, 'id'], 'an id that no other rule has', id)]
  })
}

/** Without a rule that must be met, all-must-pass would let everything pass; and what passes there needs no default. */
function demands({ combining, rules, default: otherwise }: Rulebook): readonly Finding[] {
  if (combining !== 'all-must-pass') return []
  const needless = otherwise === undefined ? [] : [rejection('conflicting_fields', ['default'], 'no `default` here')]
  if (rules.some(({ action }) => action.type === 'ALLOW')) return needless
  return [...needless, rejection('empty', ['rules'], 'at least one ALLOW rule under `all-must-pass`')]
}
