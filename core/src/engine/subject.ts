/** What a condition is tested against: one call of a request, with what is known of it; and how an operand becomes a fact. */
import { argumentsOf } from '../facts/arguments.ts'
import { type Call, type Decoded, lookup, type Source } from '../facts/call.ts'
import * as Path from '../facts/decoders/abi/path.ts'
import { absent, type Fact, failed, hasValue } from '../facts/fact.ts'
import { instructionOf } from '../facts/instruction.ts'
import { equal, keyOf, type Value } from '../facts/value.ts'
import type { Arithmetic, Operand } from '../policy/condition.ts'
import { counted, summed, unaskedAmong } from './aggregate.ts'
import { callsOf } from './calls.ts'

/** A counter as one call sees it: the total with and without the call's own draw, and the facts that it hangs on. */
export type Reading = { readonly withOwn: Fact; readonly withoutOwn: Fact; readonly unasked: readonly string[] }

export type Subject = {
  readonly decoded: Decoded
  readonly call: Call
  readonly source: Source
  readonly readings: ReadonlyMap<string, Reading>
  readonly item: Value | null
}

/** @returns The subject for `call`, before any counter is read. */
export function subjectOf(decoded: Decoded, call: Call, source: Source): Subject {
  return { decoded, call, source, readings: nothingRead, item: null }
}

const nothingRead: Subject['readings'] = new Map()

/** @returns The fact that `operand` speaks of. A counter that nobody declared is failed. */
export function resolve(operand: Operand, subject: Subject): Fact {
  switch (operand.kind) {
    case 'fact':
      return lookup(subject.decoded, subject.call, subject.source, operand.name)
    case 'member':
      return memberOf(resolve(operand.of, subject), operand.path)
    case 'arguments':
      return remembered(subject.call, operand.abi, () => argumentsOf(subject.call, operand.abi))
    case 'instruction':
      return remembered(subject.call, operand.idl, () => instructionOf(subject.call, operand.idl, operand.program))
    case 'counter':
      return readCounter(operand.counter, operand.excludeCurrent, subject)
    case 'constant':
      return operand.value
    case 'item':
      return subject.item ?? absent
    case 'named':
      return lookup(subject.decoded, subject.call, subject.source, `list.${operand.list}`)
    case 'items':
      return combined(operand.of, subject, (items) => ({ type: 'list', items }))
    case 'about':
      return combined([operand.argument], subject, ([value]) => subject.source(aboutName(operand.name, value!)))
    case 'assumed':
      return assumed(resolve(operand.of, subject), operand.value)
    case 'measured':
      return combined([operand.asset, operand.of], subject, ([asset, amount]) =>
        operand.accepted.items.some((item) => equal(item, asset!)) ? amount! : failed('unit_mismatch'),
      )
    case 'arithmetic':
      return combined([operand.left, operand.right], subject, ([left, right]) =>
        calculate(operand.operator, left!, right!),
      )
    case 'share':
      return combined([operand.of], subject, ([whole]) => shareOf(whole!, operand.basisPoints))
    case 'count':
      return counted(operand, subject)
    case 'sum':
      return summed(operand, subject)
    case 'first':
      return firstOf(operand.of, subject).fact
    case 'given':
      return given(resolve(operand.that, subject), () => resolve(operand.of, subject))
    case 'calls':
      return callsOf(subject.decoded).places
    case 'ofCall': {
      const other = atCall(subject)
      return other === null ? failed('type_mismatch') : resolve(operand.of, other)
    }
    case 'literal':
    case 'literals':
      return failed('type_mismatch')
  }
}

/** @returns The names of facts that must be asked before `operand` is known. */
export function unaskedIn(operand: Operand, subject: Subject): readonly string[] {
  const special = unaskedInside(operand, subject)
  if (special !== null) return special
  const within = partsOf(operand).flatMap((part) => unaskedIn(part, subject))
  if (within.length > 0 || resolve(operand, subject).type !== 'notAsked') return within
  return ownNames(operand, subject)
}

/** Operands of which not every part counts, or not for this call: what they need; `null` for all others. */
function unaskedInside(operand: Operand, subject: Subject): readonly string[] | null {
  switch (operand.kind) {
    case 'counter':
      return subject.readings.get(operand.counter)?.unasked ?? []
    case 'count':
    case 'sum':
      return unaskedAmong(operand, subject)
    case 'first': {
      const { deciding } = firstOf(operand.of, subject)
      return deciding === null ? [] : unaskedIn(deciding, subject)
    }
    case 'given':
      return unaskedIn(hasValue(resolve(operand.that, subject)) ? operand.of : operand.that, subject)
    case 'ofCall': {
      const other = atCall(subject)
      return other === null ? [] : unaskedIn(operand.of, other)
    }
    default:
      return null
  }
}

/** @returns The operands that an operand is made of; not what it asks of items or of other calls. */
export function partsOf(operand: Operand): readonly Operand[] {
  switch (operand.kind) {
    case 'member':
    case 'share':
    case 'assumed':
      return [operand.of]
    case 'about':
      return [operand.argument]
    case 'measured':
      return [operand.asset, operand.of]
    case 'arithmetic':
      return [operand.left, operand.right]
    case 'items':
    case 'first':
      return operand.of
    case 'given':
      return [operand.that, operand.of]
    case 'count':
    case 'sum':
      return [operand.over]
    default:
      return []
  }
}

function ownNames(operand: Operand, subject: Subject): readonly string[] {
  if (operand.kind === 'fact') return [operand.name]
  if (operand.kind === 'named') return [`list.${operand.list}`]
  if (operand.kind !== 'about') return []
  const argument = resolve(operand.argument, subject)
  return hasValue(argument) ? [aboutName(operand.name, argument)] : []
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
    case 'named':
      return `@${operand.list}`
    case 'about':
      return `${operand.name}(${nameOf(operand.argument)})`
    case 'assumed':
    case 'measured':
    case 'given':
    case 'ofCall':
      return nameOf(operand.of)
    case 'count':
      return `count(${nameOf(operand.over)})`
    case 'sum':
      return `sum(${nameOf(operand.total).replace(/^item\./, '')} of ${nameOf(operand.over)})`
    case 'first':
      return `first(${operand.of.map(nameOf).join(', ')})`
    case 'arithmetic':
      return `${nameOf(operand.left)} ${operand.operator} ${nameOf(operand.right)}`
    default:
      return operand.kind
  }
}

/**
 * The result of `combine` once all operands have values; else what keeps it from one. What failed stays so; a fact not asked may
 * fail yet, so that it comes before one that is absent.
 */
function combined(operands: readonly Operand[], subject: Subject, combine: (values: readonly Value[]) => Fact): Fact {
  const facts = operands.map((operand) => resolve(operand, subject))
  const missing = facts.filter((fact) => !hasValue(fact))
  if (missing.length === 0) return combine(facts.filter(hasValue))
  return missing.find(({ type }) => type === 'failed') ?? missing.find(({ type }) => type === 'notAsked') ?? absent
}

/** The first operand that is not absent, and what it is; absent, and none, when all are. */
function firstOf(
  operands: readonly Operand[],
  subject: Subject,
): { readonly fact: Fact; readonly deciding: Operand | null } {
  for (const deciding of operands) {
    const fact = resolve(deciding, subject)
    if (fact.type !== 'absent') return { fact, deciding }
  }
  return { fact: absent, deciding: null }
}

function given(that: Fact, of: () => Fact): Fact {
  return hasValue(that) ? of() : that
}

/** The call whose place the item is, judged as it stands in the request: without items, and without totals of counters. */
function atCall(subject: Subject): Subject | null {
  const { item, decoded } = subject
  const call = item?.type === 'integer' ? callsOf(decoded).at.get(item.value) : undefined
  return call === undefined ? null : { ...subject, call, readings: new Map(), item: null }
}

function aboutName(name: string, value: Value): string {
  return `${name}(${keyOf(value)})`
}

function assumed(fact: Fact, value: Value): Fact {
  return fact.type === 'failed' ? value : fact
}

function calculate(operator: Arithmetic, left: Value, right: Value): Fact {
  if (left.type !== 'integer' || right.type !== 'integer') return failed('type_mismatch')
  if (operator === '/' && right.value === 0n) return failed('division_by_zero')
  return { type: 'integer', value: operations[operator](left.value, right.value) }
}

const operations: Readonly<Record<Arithmetic, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
}

function shareOf(whole: Value, basisPoints: bigint): Fact {
  if (whole.type !== 'integer') return failed('type_mismatch')
  return { type: 'integer', value: (whole.value * basisPoints) / 10_000n }
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

/** Records already read from a call, by the description that they were read with. */
const records = new WeakMap<Call, Map<object, Fact>>()

function remembered(call: Call, description: object, read: () => Fact): Fact {
  const own = records.get(call) ?? new Map<object, Fact>()
  const known = own.get(description)
  if (known !== undefined) return known
  const fact = read()
  records.set(call, own.set(description, fact))
  return fact
}
