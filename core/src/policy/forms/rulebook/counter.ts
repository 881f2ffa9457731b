/** Counters that a rulebook declares: what they measure and what splits them, with the window that the ledger keeps. */
import { canonical } from '../../../codec/canonical.ts'
import type * as Json from '../../../codec/json.ts'
import { and, type Condition, constant, type Operand } from '../../condition.ts'
import { type Finding, rejection } from '../../finding.ts'
import { type Controller, parseController } from '../../limit.ts'
import type { Counter } from '../../policy.ts'
import { operandOf } from './names.ts'
import type { CounterEntry } from './schema.ts'
import { tried } from './vocabulary.ts'

/** @returns The counter as the engine draws on it, and as the ledger keeps it; what is wrong is added to `findings`. */
export function counterOf(
  name: string,
  entry: CounterEntry,
  scopeOf: (scope: NonNullable<CounterEntry['scope']>, path: Json.Path) => Condition,
  findings: Finding[],
): { readonly counter: Counter; readonly controller: Controller } {
  const path: Json.Path = ['counters', name]
  const { measure = 'amount', by = [], method, window } = entry
  const scope = entry.scope === undefined ? and() : scopeOf(entry.scope, [...path, 'scope'])
  const controller = tried(path, findings, () => parseController({ id: name, method, window }))
  const counter: Counter = {
    id: name,
    method,
    measure: factNamed(measure, [...path, 'measure'], findings),
    measureKey: canonical([measure, ...by]),
    drawn: 'always',
    scope,
    partition: by.map((one, i) => factNamed(one, [...path, 'by', i], findings)),
  }
  return { counter, controller: controller ?? { id: name, method, window: { type: 'lifetime' }, partitionBy: [] } }
}

function factNamed(name: string, path: Json.Path, findings: Finding[]): Operand {
  const operand = tried(path, findings, () => operandOf(name))
  if (operand === null) findings.push(rejection('unknown_name', path, 'the name of a fact', name))
  return operand ?? constant({ type: 'boolean', value: false })
}
