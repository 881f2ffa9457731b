/** What a rulebook declares by name: tokens, lists, values and counters. Conditions are read against it. */
import type * as Json from '../../../codec/json.ts'
import { InputError } from '../../../input-error.ts'
import type { Operand } from '../../condition.ts'
import { type Finding, fromError, rejection } from '../../finding.ts'
import { isConstant, type Term } from '../../language/expression.ts'
import { parse } from '../../language/parser.ts'
import { fault } from '../../language/spelling.ts'
import { literal } from './literal.ts'
import { type Item, known, operandOf } from './names.ts'
import type { Rulebook } from './schema.ts'
import { type Asset, assetOf } from './units.ts'

/** A list that is written out in the rulebook. */
export type Listed = { readonly texts: readonly string[]; readonly operand: Operand }

/** `by` names the facts that split the counter, in order; `measure` the one that it sums. */
type Counted = { readonly by: readonly string[]; readonly measure: string }

/** What the names of a condition may mean. */
export type Vocabulary = {
  readonly assets: readonly Asset[]
  readonly lists: ReadonlyMap<string, Listed>
  readonly values: ReadonlyMap<string, Term>
  readonly counters: ReadonlyMap<string, Counted>
  /** For spans of time that name no zone. */
  readonly timezone: string | null
  /** Within a quantifier, names mean members of its items first. */
  readonly item: Item
  /** Within a quantifier over calls, whatever the innermost one is over. */
  readonly inCall: boolean
  /** The unit of the comparison whose sides are read, in lower case. */
  readonly unit: string | null
}

/** @returns What the rulebook declares; what is wrong in it is added to `findings`. */
export function vocabularyOf(rulebook: Rulebook, findings: Finding[]): Vocabulary {
  const assets: Asset[] = []
  for (const [i, token] of (rulebook.tokens ?? []).entries())
    tried(['tokens', i], findings, () => void assets.push(assetOf(token)))
  const lists = new Map<string, Listed>()
  for (const [name, texts] of Object.entries(rulebook.lists ?? {})) {
    const items = texts.map((text, i) => tried(['lists', name, i], findings, () => literal(text)) ?? literal(''))
    lists.set(name, { texts, operand: { kind: 'literals', items } })
  }
  const values = new Map<string, Term>()
  for (const [name, text] of Object.entries(rulebook.values ?? {}))
    tried(['values', name], findings, () => void values.set(name, constantIn(text)))
  const counters = new Map<string, Counted>()
  for (const [name, { by = [], measure = 'amount' }] of Object.entries(rulebook.counters ?? {}))
    counters.set(name, { by, measure })
  findings.push(...zoned(rulebook), ...taken(rulebook))
  return { assets, lists, values, counters, timezone: rulebook.timezone ?? null, item: null, inCall: false, unit: null }
}

/** @returns What `make` gives; undefined, and a finding at `path`, when it refuses. */
export function tried<T>(path: Json.Path, findings: Finding[], make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    findings.push(fromError(error, path))
    return undefined
  }
}

/** A value is written out: it speaks of no fact, and so of no other value. */
function constantIn(text: string): Term {
  const expression = parse(`value == ${text}`)
  if ('operator' in expression && expression.operator === '==' && !('assume' in expression.left)) {
    const right = expression.right as Term
    const constants = 'items' in right ? right.items : [right]
    if (constants.every(isConstant)) return right
  }
  throw new InputError('language_unsupported', {}, 'a value that is written out, such as `500000 usdc`', text)
}

function zoned({ timezone }: Rulebook): readonly Finding[] {
  const wrong = timezone === undefined ? undefined : fault('zone', timezone)
  return wrong === undefined ? [] : [rejection(wrong.code, ['timezone'], wrong.expected, timezone)]
}

/** A name that stood for two things would mean another one than its reader thinks. */
function taken(rulebook: Rulebook): readonly Finding[] {
  const seen = new Set<string>()
  return (['lists', 'values', 'counters'] as const).flatMap((kind) =>
    Object.keys(rulebook[kind] ?? {}).flatMap((name) => {
      const free = !seen.has(name) && !known.has(name) && !isFact(name)
      seen.add(name)
      return free ? [] : [rejection('name_taken', [kind, name], 'a name that stands for nothing else', name)]
    }),
  )
}

function isFact(name: string): boolean {
  try {
    return operandOf(name) !== null
  } catch (error) {
    if (error instanceof InputError) return false
    throw error
  }
}
