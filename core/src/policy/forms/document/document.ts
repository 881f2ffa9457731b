/**
 * Form *document*, version "1.0": rules bound to a key, deny overrides. Compiles to all deny rules, then all allow rules, then
 * deny. An attribute that is absent makes its condition false; one that is not known helps no allow and no request.
 */
import { canonical } from '../../../codec/canonical.ts'
import { sha256 } from '../../../codec/hash.ts'
import * as Hex from '../../../codec/hex.ts'
import type * as Json from '../../../codec/json.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import type { Definition } from '../../../facts/operation.ts'
import { or } from '../../condition.ts'
import { type Finding, parsing, rejection, shapeFindings } from '../../finding.ts'
import type { Controller } from '../../limit.ts'
import { type Counter, effect, type Origin, type Policy, type Step } from '../../policy.ts'
import * as Mistake from './mistake.ts'
import { type CompiledRule, compileRule, type Workshop } from './rule.ts'
import { type Document, documentSchema, type Rule } from './schema.ts'

const goOn = effect('continue', 'no_matching_rule')
const actions = { allow: effect('allow', 'allow_rule'), deny: effect('deny', 'deny_rule') } as const

/** What a document may name beside itself. */
export type Named = { readonly controllers: readonly Controller[]; readonly operations: readonly Definition[] }

/** A policy, or why there is none. */
export type Compiled = { readonly policy: Policy } | { readonly findings: readonly Finding[] }

/** @returns The document, if `json` has its shape; else what is wrong with it. */
export function read(
  json: Json.JsonValue,
): { readonly document: Document } | { readonly findings: readonly Finding[] } {
  const stranger = Mistake.strangerOf(json)
  if (stranger !== null) return { findings: [stranger] }
  const result = documentSchema.safeParse(json, parsing)
  if (result.success) return { document: result.data }
  return { findings: Mistake.explained(shapeFindings(result.error, isGroupShape)) }
}

/**
 * @param document - As `read` gave it.
 * @param hash - Of the canonical text, lower-case hex with 0x.
 * @param named - The counters that conditions may name, and the operations that the tenant defined.
 */
export function compile(document: Document, id: string, hash: string, named: Named): Compiled {
  const workshop: Workshop = {
    controllers: new Map(named.controllers.map((controller) => [controller.id, controller])),
    operations: named.operations,
    descriptions: new Map(),
    findings: [],
  }
  const rules = document.rules.map((rule, i) => ({ rule, i, compiled: compileRule(rule, ['rules', i], workshop) }))
  const counters = unite(rules, workshop)
  if (workshop.findings.length > 0) return { findings: workshop.findings }
  const steps = (['deny', 'allow'] as const).flatMap((action) =>
    rules.filter(({ rule }) => rule.action === action).map(({ rule, i, compiled }) => stepOf(rule, i, compiled)),
  )
  return { policy: { id, form: 'document', hash, steps, otherwise: effect('deny', 'no_matching_rule'), counters } }
}

function stepOf(rule: Rule, index: number, { when }: CompiledRule): Step {
  return { origin: originOf(rule, index), when, holds: actions[rule.action], fails: goOn }
}

function originOf(rule: Rule, index: number): Origin {
  const hash = Hex.fromBytes(sha256(Utf8.toBytes(canonical(rule as never)))).slice(2)
  const path = `rules[${index}]`
  return {
    path,
    id: `rule:${index}:${hash.slice(0, 6)}`,
    hash,
    enforcement: 'off-chain',
    ...(rule.description === undefined ? {} : { description: rule.description }),
  }
}

/** One counter for each id: rules that name it must measure and split it alike, and their scopes unite. */
function unite(rules: readonly { i: number; compiled: CompiledRule }[], workshop: Workshop): readonly Counter[] {
  const united = new Map<string, Counter>()
  for (const { i, compiled } of rules) {
    for (const counter of compiled.counters) {
      const known = united.get(counter.id)
      if (known !== undefined && known.measureKey !== counter.measureKey) {
        const expected = `every rule to measure and split \`${counter.id}\` alike`
        workshop.findings.push(rejection('counter_conflict', ['rules', i, 'conditions'], expected))
      }
      united.set(counter.id, known === undefined ? counter : { ...known, scope: or(known.scope, counter.scope) })
    }
  }
  return [...united.values()]
}

/** A node is meant as a group if it has the key `group`, or `conditions`; a value as a list if it is one. */
function isGroupShape(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) || Object.hasOwn(value, 'group') || Object.hasOwn(value, 'conditions')
}
