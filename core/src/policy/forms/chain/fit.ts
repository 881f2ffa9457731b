/** Whether the parameters of a link are those that its kind takes. */
import type * as Json from '../../../codec/json.ts'
import { type Finding, rejection } from '../../finding.ts'
import type { Takes } from '../../kinds/kind.ts'
import type { Parameter } from '../../kinds/link.ts'

/** @returns What is wrong with the parameters at `path`; null when they fit. */
export function findingOf(takes: Takes, parameters: readonly Parameter[], path: Json.Path): Finding | null {
  if (takes === 'anything') return null
  const count = `${parameters.length}`
  if (takes === 'nothing')
    return parameters.length === 0 ? null : rejection('parameter_count', path.slice(0, -1), 'no parameters', count)
  if (takes === 'words')
    return firstWrong(parameters, path, (one) => (isWord(one) ? null : 'an address, a whole number or 32 bytes'))
  if (takes === 'addresses' || takes === 'accounts') {
    if (parameters.length === 0) return rejection('parameter_count', path.slice(0, -1), 'at least one address', count)
    const lists = takes === 'addresses'
    return firstWrong(parameters, path, (one) => (isOf(one, 'address') && (lists || !one.each) ? null : 'an address'))
  }
  const names = takes.map((type) => words[type]).join(', then ')
  if (parameters.length !== takes.length) return rejection('parameter_count', path.slice(0, -1), names, count)
  return firstWrong(parameters, path, (one, i) => (isOf(one, takes[i]!) && !one.each ? null : words[takes[i]!]))
}

const words = { integer: 'one whole number', address: 'one address' } as const

function isOf({ type }: Parameter, wanted: 'integer' | 'address'): boolean {
  return type === null || type === wanted
}

/** What one word of the ABI holds: other types compare with nothing in a permit. */
function isWord({ type, each }: Parameter): boolean {
  return !each && (type === 'address' || type === 'integer' || type === 'bytes')
}

function firstWrong(
  parameters: readonly Parameter[],
  path: Json.Path,
  wanted: (parameter: Parameter, index: number) => string | null,
): Finding | null {
  for (const [i, parameter] of parameters.entries()) {
    const expected = wanted(parameter, i)
    if (expected === null) continue
    const came = `${parameter.name}: ${parameter.each ? 'a list of ' : ''}${parameter.type}`
    return rejection('op_type_mismatch', [...path, i], expected, came)
  }
  return null
}
