/**
 * What testing a condition gives: the set of results that it can have once everything is asked. A set of one, true or false,
 * is certain; any other set is not known now, and holds `NOT_KNOWN`. Kleene's three-valued logic, applied to each pair.
 */

/** A set of results as bits. */
export type Outcome = number

export const TRUE = 1
export const FALSE = 2
/** Asked and failed, or absent: not known whatever else is asked. */
export const NOT_KNOWN = 4
/** Nobody asked yet: any result is possible. */
export const OPEN = TRUE | FALSE | NOT_KNOWN

const results = [TRUE, FALSE, NOT_KNOWN] as const
const both = (a: number, b: number) =>
  a === FALSE || b === FALSE ? FALSE : a === TRUE && b === TRUE ? TRUE : NOT_KNOWN
const either = (a: number, b: number) =>
  a === TRUE || b === TRUE ? TRUE : a === FALSE && b === FALSE ? FALSE : NOT_KNOWN

const andTable = pointwise(both)
const orTable = pointwise(either)

export function and(a: Outcome, b: Outcome): Outcome {
  return andTable[a * 8 + b]!
}

export function or(a: Outcome, b: Outcome): Outcome {
  return orTable[a * 8 + b]!
}

export function not(a: Outcome): Outcome {
  return ((a & TRUE) << 1) | ((a & FALSE) >> 1) | (a & NOT_KNOWN)
}

/** @returns The outcome of a test that has been made. */
export function of(result: boolean): Outcome {
  return result ? TRUE : FALSE
}

/** @returns Whether asking for more could change the result. */
export function undecided(outcome: Outcome): boolean {
  return outcome !== TRUE && outcome !== FALSE && outcome !== NOT_KNOWN
}

/** @returns The result as a word; `null` when not known. */
export function known(outcome: Outcome): boolean | null {
  return outcome === TRUE ? true : outcome === FALSE ? false : null
}

function pointwise(combine: (a: number, b: number) => number): readonly number[] {
  return Array.from({ length: 64 }, (_, index) => {
    let set = 0
    for (const a of results) for (const b of results) if (a & (index >> 3) && b & index) set |= combine(a, b)
    return set
  })
}
