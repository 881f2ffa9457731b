/**
 * A counter that one configured policy keeps, whichever functions link it. Each function gives it the parameters that its link
 * maps, whatever they are called there; a call is of one function, so that it is measured in one way.
 */
import { canonical } from '../../../codec/canonical.ts'
import type { Operand } from '../../condition.ts'
import type { Move } from '../../kinds/link.ts'
import type { Controller } from '../../limit.ts'
import type { Counter } from '../../policy.ts'
import type { Callable } from './parameter.ts'

type Measuring = { readonly counter: Counter; readonly fn: Callable }

/** How each function measures, by what tells apart how. */
export type Shared = { readonly controller: Controller; readonly ways: Map<string, Measuring> }

/** @returns Whether the counter can measure so: one function measures in one way. What is declared is added to `counters`. */
export function declare(
  { counter, controller }: Move & { readonly verdict: 'draw' },
  fn: Callable,
  counters: Map<string, Shared>,
): boolean {
  const { ways } = counters.get(counter.id) ?? { ways: new Map<string, Measuring>() }
  counters.set(counter.id, { controller, ways })
  if (ways.has(counter.measureKey)) return true
  const signature = fn.abi.signature
  if ([...ways.values()].some((other) => other.fn.abi.signature === signature)) return false
  ways.set(counter.measureKey, { counter, fn })
  return true
}

/** @returns The counter that measures each call as its function says. */
export function declared({ controller, ways }: Shared): { readonly counter: Counter; readonly controller: Controller } {
  const [first, ...others] = [...ways.values()]
  const { counter } = first!
  if (others.length === 0) return { counter, controller }
  const measure = byFunction(ways, (one) => one.measure)
  const partition = counter.partition.map((_, i) => byFunction(ways, (one) => one.partition[i]!))
  return { counter: { ...counter, measure, partition, measureKey: canonical([...ways.keys()].sort()) }, controller }
}

/** Absent for a call of none of the functions. */
function byFunction(ways: Shared['ways'], pick: (counter: Counter) => Operand): Operand {
  const of = [...ways.values()].map(
    ({ counter, fn }): Operand => ({ kind: 'given', that: fn.arguments, of: pick(counter) }),
  )
  return { kind: 'first', of }
}
