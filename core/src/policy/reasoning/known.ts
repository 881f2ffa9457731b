/** What a way says of each operand, put together: which values it may have. Nothing is claimed that is not certain. */
import type { Choice, Literal, Way } from './literal.ts'

/** `among` is `null` where any value may be; `low` and `high` bound a whole number. */
type Known = {
  readonly present: boolean
  readonly missing: boolean
  readonly low: bigint | null
  readonly high: bigint | null
  readonly among: readonly Choice[] | null
  readonly never: readonly Choice[]
  /** Texts of what is true, and of what is false. */
  readonly holds: ReadonlySet<string>
  readonly fails: ReadonlySet<string>
}

/** What is known of every operand that a way speaks of; `null` where no facts make all of it true. */
export type Situation = ReadonlyMap<string, Known> | null

const nothing: Known = {
  present: false,
  missing: false,
  low: null,
  high: null,
  among: null,
  never: [],
  holds: new Set(),
  fails: new Set(),
}

/** @returns What is known when all literals are true. */
export function situationOf(way: Way): Situation {
  const situation = new Map<string, Known>()
  for (const literal of way) situation.set(literal.about, learnt(situation.get(literal.about) ?? nothing, literal))
  return [...situation.values()].some(isImpossible) ? null : situation
}

/** @returns Whether `literal` is certainly true in the situation. */
export function implied(literal: Literal, situation: ReadonlyMap<string, Known>): boolean {
  const known = situation.get(literal.about)
  if (known === undefined) return false
  switch (literal.kind) {
    case 'present':
      return known.present
    case 'missing':
      return known.missing
    case 'opaque':
      return (literal.holds ? known.holds : known.fails).has(literal.text)
    case 'least':
      return (known.low !== null && known.low >= literal.value) || areIntegers(known.among, (n) => n >= literal.value)
    case 'most':
      return (known.high !== null && known.high <= literal.value) || areIntegers(known.among, (n) => n <= literal.value)
    case 'among':
      return optionsOf(known)?.every((one) => literal.choices.some((choice) => isWithin(one, choice))) ?? false
    case 'never':
      return literal.choices.every((choice) => isRuledOut(choice, known))
  }
}

function learnt(known: Known, literal: Literal): Known {
  switch (literal.kind) {
    case 'present':
      return { ...known, present: true }
    case 'missing':
      return { ...known, missing: true }
    case 'least':
      return {
        ...known,
        present: true,
        low: known.low === null || literal.value > known.low ? literal.value : known.low,
      }
    case 'most':
      return {
        ...known,
        present: true,
        high: known.high === null || literal.value < known.high ? literal.value : known.high,
      }
    case 'among':
      return {
        ...known,
        present: true,
        among: known.among === null ? literal.choices : meet(known.among, literal.choices),
      }
    case 'never':
      return { ...known, present: true, never: [...known.never, ...literal.choices] }
    case 'opaque':
      return literal.holds
        ? { ...known, present: true, holds: new Set([...known.holds, literal.text]) }
        : { ...known, present: true, fails: new Set([...known.fails, literal.text]) }
  }
}

/** The readings that both have: a value that is one of each is read alike in both. */
function meet(some: readonly Choice[], others: readonly Choice[]): readonly Choice[] {
  return some.flatMap((one) => others.map((other) => one.filter((key) => other.includes(key)))).filter(isSome)
}

function isSome(choice: Choice): boolean {
  return choice.length > 0
}

function isImpossible(known: Known): boolean {
  if (known.present && known.missing) return true
  if (known.low !== null && known.high !== null && known.low > known.high) return true
  if ([...known.holds].some((text) => known.fails.has(text))) return true
  return optionsOf(known)?.length === 0
}

/** The values that are left, where they can be listed. */
function optionsOf({ among, never, low, high }: Known): readonly Choice[] | null {
  const listed = among ?? (low !== null && low === high ? [[`integer:${low}`]] : null)
  if (listed === null) return null
  return listed
    .map((choice) => choice.filter((key) => isBetween(key, low, high)))
    .map((choice) => choice.filter((key) => !never.some((one) => one.includes(key))))
    .filter(isSome)
}

function isBetween(key: string, low: bigint | null, high: bigint | null): boolean {
  if (low === null && high === null) return true
  if (!key.startsWith('integer:')) return false
  const value = BigInt(key.slice('integer:'.length))
  return (low === null || value >= low) && (high === null || value <= high)
}

function areIntegers(among: readonly Choice[] | null, test: (value: bigint) => boolean): boolean {
  if (among === null) return false
  return among.flat().every((key) => key.startsWith('integer:') && test(BigInt(key.slice('integer:'.length))))
}

function isWithin(one: Choice, other: Choice): boolean {
  return one.every((key) => other.includes(key))
}

/** A comparison of other types would not be known, so that only values of one type rule each other out. */
function isRuledOut(choice: Choice, known: Known): boolean {
  if (choice.every((key) => known.never.some((one) => one.length === 1 && one[0] === key))) return true
  const left = optionsOf(known)
  const types = (keys: Choice) => keys.map((key) => key.slice(0, key.indexOf(':')))
  return (
    left?.every(
      (one) => types(one).every((type) => types(choice).includes(type)) && !one.some((key) => choice.includes(key)),
    ) ?? false
  )
}
