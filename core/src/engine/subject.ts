/** What a condition is tested against: one call of a request, with what is known of it; and how an operand becomes a fact. */
import { argumentsOf } from '../facts/arguments.ts'
import { type Call, type Decoded, lookup, type Source } from '../facts/call.ts'
import * as Path from '../facts/decoders/abi/path.ts'
import { absent, type Fact, failed, hasValue } from '../facts/fact.ts'
import { instructionOf } from '../facts/instruction.ts'
import type { Value } from '../facts/value.ts'
import type { Operand } from '../policy/condition.ts'

/** A counter as one call sees it: the total with and without the call's own draw, and the facts that it hangs on. */
export type Reading = { readonly withOwn: Fact; readonly withoutOwn: Fact; readonly unasked: readonly string[] }

export type Subject = {
  readonly decoded: Decoded
  readonly call: Call
  readonly source: Source
  readonly readings: ReadonlyMap<string, Reading>
  readonly item: Value | null
  /** Records already read from this call, by the operand that asked. */
  readonly records: Map<object, Fact>
}

/** @returns The subject for `call`, before any counter is read. */
export function subjectOf(decoded: Decoded, call: Call, source: Source): Subject {
  return { decoded, call, source, readings: new Map(), item: null, records: new Map() }
}

/** @returns The fact that `operand` speaks of. A counter that nobody declared is failed. */
export function resolve(operand: Operand, subject: Subject): Fact {
  switch (operand.kind) {
    case 'fact':
      return lookup(subject.decoded, subject.call, subject.source, operand.name)
    case 'member':
      return memberOf(resolve(operand.of, subject), operand.path)
    case 'arguments':
      return remembered(subject, operand.abi, () => argumentsOf(subject.call, operand.abi))
    case 'instruction':
      return remembered(subject, operand.idl, () => instructionOf(subject.call, operand.idl, operand.program))
    case 'counter':
      return readCounter(operand.counter, operand.excludeCurrent, subject)
    case 'constant':
      return operand.value
    case 'item':
      return subject.item ?? absent
    case 'literal':
    case 'literals':
      return failed('type_mismatch')
  }
}

/** @returns The names of facts that must be asked before `operand` is known. */
export function unaskedIn(operand: Operand, subject: Subject): readonly string[] {
  switch (operand.kind) {
    case 'fact':
      return resolve(operand, subject).type === 'notAsked' ? [operand.name] : []
    case 'member':
      return unaskedIn(operand.of, subject)
    case 'counter':
      return subject.readings.get(operand.counter)?.unasked ?? []
    default:
      return []
  }
}

/** @returns How a person names the operand, as traces and reasons show it. */
export function nameOf(operand: Operand): string {
  switch (operand.kind) {
    case 'fact':
      return operand.name
    case 'member':
      return `${operand.of.kind === 'arguments' ? 'arguments' : nameOf(operand.of)}.${operand.path.text}`
    case 'arguments':
      return `arguments of ${operand.abi.signature}`
    case 'instruction':
      return 'instruction'
    case 'counter':
      return `counter.${operand.counter}`
    case 'literal':
      return operand.text
    default:
      return operand.kind
  }
}

function readCounter(id: string, excludeCurrent: boolean, subject: Subject): Fact {
  const reading = subject.readings.get(id)
  if (reading === undefined) return failed('state_unknown_controller')
  return excludeCurrent ? reading.withoutOwn : reading.withOwn
}

function memberOf(record: Fact, path: Path.Path): Fact {
  if (!hasValue(record)) return record
  if (record.type !== 'record') return failed('type_mismatch')
  return Path.resolve(record, path) ?? absent
}

function remembered(subject: Subject, key: object, read: () => Fact): Fact {
  const known = subject.records.get(key)
  if (known !== undefined) return known
  const fact = read()
  subject.records.set(key, fact)
  return fact
}
