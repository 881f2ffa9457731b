/** Comparisons made into functions: against a fixed value without reading it again, against another fact in general. */
import { flat } from '../codec/flat.ts'
import { type Fact, hasValue } from '../facts/fact.ts'
import type { Integer, Value, ValueType } from '../facts/value.ts'
import type { Condition, Operand } from '../policy/condition.ts'
import { comparable, membershipOf } from '../policy/membership.ts'
import { accepts, type OperatorName, operators } from '../policy/operators.ts'
import * as Outcome from './outcome.ts'
import { type Read, reader } from './reader.ts'
import type { Subject } from './subject.ts'

type Compare = (subject: Subject) => Outcome.Outcome
type ValueTest = (left: Value) => Outcome.Outcome

/** @returns The comparison as a function. It is known only where both sides have values that the operator accepts. */
export function comparison({ left, operator, right }: Condition & { kind: 'compare' }): Compare {
  const read = reader(left)
  if (right.kind === 'constant') return ofValue(read, valueTest(operator, right.value))
  if (right.kind === 'literal' || right.kind === 'literals') return ofValue(read, literalTest(operator, right))
  return general(read, operator, reader(right))
}

function ofValue(read: Read, test: ValueTest): Compare {
  return (subject) => {
    const left = read(subject)
    return hasValue(left) ? test(left) : left.type === 'notAsked' ? Outcome.OPEN : Outcome.NOT_KNOWN
  }
}

/** @returns The right side of a comparison, read as the type of the left: `null` when it cannot be. */
export function readAs(right: Operand, left: Value): Value | null {
  if (right.kind === 'literal') return readLiteral(right, left)
  if (right.kind !== 'literals') return right.kind === 'constant' ? right.value : null
  const items = right.items.map((item) => readAs(item, left))
  return items.every((item) => item !== null) ? { type: 'list', items: items as Value[] } : null
}

/** Both sides are facts: a side for which there is no hope leaves nothing open. */
function general(read: Read, operator: OperatorName, readRight: Read): Compare {
  return (subject) => {
    const [left, right] = [read(subject), readRight(subject)]
    if (hasValue(left) && hasValue(right)) return settled(operator, left, right)
    return hopeless(left) || hopeless(right) ? Outcome.NOT_KNOWN : Outcome.OPEN
  }
}

function hopeless({ type }: Fact): boolean {
  return type === 'absent' || type === 'failed'
}

/** As what the right side is read hangs on the left, and on the items of a list. A test for each type, as it comes up. */
function literalTest(operator: OperatorName, right: Operand): ValueTest {
  const tests: { readonly type: ValueType | undefined; readonly test: ValueTest }[] = []
  return (left) => {
    const type = left.type === 'list' ? left.items[0]?.type : left.type
    for (let i = 0; i < tests.length; i++) if (tests[i]!.type === type) return tests[i]!.test(left)
    const as = readAs(right, left)
    const test = as === null ? unknown : valueTest(operator, as)
    tests.push({ type, test })
    return test(left)
  }
}

function unknown(): Outcome.Outcome {
  return Outcome.NOT_KNOWN
}

function settled(operator: OperatorName, left: Value, right: Value): Outcome.Outcome {
  return accepts(operator, left, right) ? Outcome.of(operators[operator].test(left, right)) : Outcome.NOT_KNOWN
}

/** Against `right`. Where a shortcut exists it gives what the operator would; the operators stay the meaning. */
function valueTest(operator: OperatorName, right: Value): ValueTest {
  return shortcuts[operator]?.(right) ?? ((left) => settled(operator, left, right))
}

/** What the right side is need not be found out again for every left side. */
const shortcuts: Readonly<Partial<Record<OperatorName, (right: Value) => ValueTest | null>>> = {
  eq: (right) => equality(right, Outcome.TRUE, Outcome.FALSE),
  neq: (right) => equality(right, Outcome.FALSE, Outcome.TRUE),
  lte: (right) =>
    ordering(
      right,
      ({ value: limit }) =>
        (left) =>
          left <= limit,
    ),
  gt: (right) =>
    ordering(
      right,
      ({ value: limit }) =>
        (left) =>
          left > limit,
    ),
  lt: (right) =>
    ordering(
      right,
      ({ value: limit }) =>
        (left) =>
          left < limit,
    ),
  gte: (right) =>
    ordering(
      right,
      ({ value: limit }) =>
        (left) =>
          left >= limit,
    ),
  in: among,
}

function equality(right: Value, same: Outcome.Outcome, other: Outcome.Outcome): ValueTest | null {
  if (right.type === 'list' || right.type === 'record') return null
  const { type } = right
  const value = typeof right.value === 'string' ? flat(right.value) : right.value
  const family = right.type === 'address' ? right.family : null
  return (left) => {
    if (left.type !== type || (left.type === 'address' && left.family !== family)) return Outcome.NOT_KNOWN
    return (left as typeof right).value === value ? same : other
  }
}

function ordering(right: Value, order: (right: Integer) => (left: bigint) => boolean): ValueTest | null {
  if (right.type !== 'integer') return null
  const holds = order(right)
  return (left) => (left.type === 'integer' ? Outcome.of(holds(left.value)) : Outcome.NOT_KNOWN)
}

function among(right: Value): ValueTest | null {
  if (right.type !== 'list') return null
  const membership = membershipOf(right)
  return (left) => {
    if (left.type !== 'list') return comparable(left, membership) ? Outcome.of(membership.has(left)) : Outcome.NOT_KNOWN
    for (const item of left.items) if (!comparable(item, membership)) return Outcome.NOT_KNOWN
    return Outcome.of(left.items.some(membership.has))
  }
}

/** As what the left side is; for a list, what its items are. An empty list has no such type, and equals no other in any. */
function readLiteral({ readings }: Operand & { kind: 'literal' }, left: Value): Value | null {
  const [first] = left.type === 'list' ? left.items : [left]
  return (first === undefined ? Object.values(readings)[0] : readings[first.type]) ?? null
}
