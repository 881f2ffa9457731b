/** Operands made into functions, once: which fact a name stands for is worked out before the first request comes. */
import { finder } from '../facts/call.ts'
import { catalogue } from '../facts/catalogue.ts'
import type { Fact } from '../facts/fact.ts'
import type { Operand } from '../policy/condition.ts'
import { resolve, type Subject } from './subject.ts'

/** The fact that an operand speaks of. */
export type Read = (subject: Subject) => Fact

/** @returns The operand as a function. */
export function reader(operand: Operand): Read {
  if (operand.kind === 'fact') return factReader(operand.name)
  return operand.kind === 'constant' ? () => operand.value : (subject) => resolve(operand, subject)
}

/** @returns The fact `name` as a function; of a fact of the catalogue always the same one, so that all rules share it. */
export function factReader(name: string): Read {
  return shared.get(name) ?? reading(name)
}

function reading(name: string): Read {
  const find = finder(name)
  return ({ decoded, call, source }) => find(decoded, call, source)
}

const shared: ReadonlyMap<string, Read> = new Map([...catalogue.keys()].map((name) => [name, reading(name)]))
