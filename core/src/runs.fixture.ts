/**
 * How often a property test runs. `PORTCULLIS_FEWER` divides every number, for a run of mutants in which each test runs thousands
 * of times; a test that counts what it met divides what it expects likewise.
 */
const fewer = Number(process.env.PORTCULLIS_FEWER ?? 1)

/** @returns `most`, or the part of it that `PORTCULLIS_FEWER` leaves, at least 1. */
export function runs(most: number): number {
  return Math.max(1, Math.floor(most / fewer))
}
