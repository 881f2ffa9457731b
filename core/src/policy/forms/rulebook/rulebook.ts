/**
 * Form *rulebook*: rules with priorities and actions, conditions that people can read, and one named way to combine them.
 * Conditions compile as they are: an absent fact never helps an allow, and a deny stands unless its author guards it.
 */
import { canonical } from '../../../codec/canonical.ts'
import { sha256 } from '../../../codec/hash.ts'
import * as Hex from '../../../codec/hex.ts'
import type * as Json from '../../../codec/json.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import type { Value } from '../../../facts/value.ts'
import { InputError } from '../../../input-error.ts'
import { and, type Condition, constant, type Operand, or } from '../../condition.ts'
import { type Finding, fromError, rejection, shapeFindings } from '../../finding.ts'
import type { Expression, Term } from '../../language/expression.ts'
import { parse } from '../../language/parser.ts'
import { read as readExpression } from '../../language/read.ts'
import { type Controller, parseController } from '../../limit.ts'
import type { Counter, Origin, Policy } from '../../policy.ts'
import { findingsOf, obligationsOf } from './action.ts'
import { type Compiled, order } from './combining.ts'
import { literal } from './literal.ts'
import { operandOf } from './names.ts'
import { resolve, type Vocabulary } from './resolve.ts'
import { type CounterEntry, type Rule, type Rulebook, rulebookSchema } from './schema.ts'
import { type Asset, assetOf } from './units.ts'

/** A policy, or why there is none. */
export type Result = { readonly policy: Policy } | { readonly findings: readonly Finding[] }

/** @returns The rulebook, if `json` has its shape; else what is wrong with it. */
export function read(
  json: Json.JsonValue,
): { readonly rulebook: Rulebook } | { readonly findings: readonly Finding[] } {
  const result = rulebookSchema.safeParse(json, { reportInput: true })
  return result.success ? { rulebook: result.data } : { findings: shapeFindings(result.error, () => true) }
}

/**
 * @param rulebook - As `read` gave it.
 * @param hash - Of the canonical text, lower-case hex with 0x.
 */
export function compile(rulebook: Rulebook, id: string, hash: string): Result {
  const findings: Finding[] = []
  const vocabulary = vocabularyOf(rulebook, findings)
  const rules = rulebook.rules.map((rule, i) => compileRule(rule, ['rules', i], vocabulary, findings))
  const counters = Object.entries(rulebook.counters ?? {}).map(([name, entry]) =>
    counterOf(name, entry, vocabulary, findings),
  )
  findings.push(...duplicates(rulebook.rules), ...demands(rulebook))
  if (findings.length > 0) return { findings }
  const { steps, otherwise } = order(rulebook.combining ?? 'deny-overrides', rules, rulebook.default ?? 'DENY')
  const declares = counters.map(({ controller }) => controller)
  return {
    policy: {
      id,
      form: 'rulebook',
      hash,
      steps,
      otherwise,
      counters: counters.map(({ counter }) => counter),
      declares,
    },
  }
}

function compileRule(rule: Rule, path: Json.Path, vocabulary: Vocabulary, findings: Finding[]): Compiled {
  findings.push(...findingsOf(rule.action, [...path, 'action']))
  const parts = rule.conditions.map((condition, i) =>
    conditionOf(condition, [...path, 'conditions', i], vocabulary, findings),
  )
  const when = rule.conditionLogic === 'OR' ? or(...parts) : and(...parts)
  return {
    origin: originOf(rule, path),
    priority: rule.priority,
    type: rule.action.type,
    when,
    obligations: obligationsOf(rule.action),
  }
}

function originOf(rule: Rule, [, index]: Json.Path): Origin {
  const hash = Hex.fromBytes(sha256(Utf8.toBytes(canonical(rule as never)))).slice(2)
  return { path: `rules[${index}]`, id: rule.id, hash, description: rule.metadata.name }
}

function conditionOf(
  condition: string | Record<string, unknown>,
  path: Json.Path,
  vocabulary: Vocabulary,
  findings: Finding[],
): Condition {
  try {
    const expression: Expression = typeof condition === 'string' ? parse(condition) : readExpression(condition)
    return named(resolve(expression, vocabulary), path)
  } catch (error) {
    findings.push(fromError(error, path))
    return and()
  }
}

/** Comparisons know where they were written, so that the trace can say it. */
function named(condition: Condition, path: Json.Path): Condition {
  const source = `rules[${path[1]}].conditions[${path[3]}]`
  if (condition.kind === 'and' || condition.kind === 'or')
    return { ...condition, of: condition.of.map((one) => named(one, path)) }
  if (condition.kind === 'not') return { ...condition, of: named(condition.of, path) }
  return condition.kind === 'exists' || condition.kind === 'always' ? condition : { ...condition, source }
}

function vocabularyOf(rulebook: Rulebook, findings: Finding[]): Vocabulary {
  const assets: Asset[] = []
  for (const [i, token] of (rulebook.tokens ?? []).entries())
    tried(['tokens', i], findings, () => void assets.push(assetOf(token)))
  const lists = new Map<string, Operand>()
  for (const [name, items] of Object.entries(rulebook.lists ?? {})) {
    tried(['lists', name], findings, () => void lists.set(name, { kind: 'literals', items: items.map(literal) }))
  }
  const values = new Map<string, Term>()
  for (const [name, text] of Object.entries(rulebook.values ?? {})) {
    tried(['values', name], findings, () => void values.set(name, termIn(text)))
  }
  const counters = new Map(Object.entries(rulebook.counters ?? {}).map(([name, { by }]) => [name, by ?? []]))
  return { assets, lists, values, counters, item: false }
}

/** A value is what may stand on the right of a comparison. */
function termIn(text: string): Term {
  const expression = parse(`value == ${text}`)
  if ('operator' in expression && expression.operator === '==') return expression.right as Term
  throw new InputError('language_unsupported', {}, 'a value, such as `500000 usdc`', text)
}

function counterOf(
  name: string,
  entry: CounterEntry,
  vocabulary: Vocabulary,
  findings: Finding[],
): { counter: Counter; controller: Controller } {
  const path: Json.Path = ['counters', name]
  const scope = entry.scope === undefined ? and() : conditionOf(entry.scope, [...path, 'scope'], vocabulary, findings)
  const measure = factNamed(entry.measure ?? 'amount', [...path, 'measure'], findings)
  const partition = (entry.by ?? []).map((one, i) => factNamed(one, [...path, 'by', i], findings))
  const controller = tried(path, findings, () =>
    parseController({ id: name, method: entry.method, window: entry.window }),
  )
  const measureKey = canonical([entry.measure ?? 'amount', ...(entry.by ?? [])])
  return {
    counter: { id: name, method: entry.method, measure, measureKey, drawn: 'always', scope, partition },
    controller: controller ?? { id: name, method: entry.method, window: { type: 'lifetime' }, partitionBy: [] },
  }
}

function factNamed(name: string, path: Json.Path, findings: Finding[]): Operand {
  const operand = tried(path, findings, () => operandOf(name))
  if (operand === null) findings.push(rejection('unknown_name', path, 'the name of a fact', name))
  return operand ?? constant({ type: 'boolean', value: false } satisfies Value)
}

function tried<T>(path: Json.Path, findings: Finding[], make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    findings.push(fromError(error, path))
    return undefined
  }
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

/** Without a rule that must be met, all-must-pass would let everything pass. */
function demands({ combining, rules }: Rulebook): readonly Finding[] {
  if (combining !== 'all-must-pass' || rules.some(({ action }) => action.type === 'ALLOW')) return []
  return [rejection('empty', ['rules'], 'at least one ALLOW rule under `all-must-pass`')]
}
