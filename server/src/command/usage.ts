/** Wrong usage: what was given on the command line, or in a file named there, cannot be used. Exit code 2. */

/**
 * One sentence for a person; the command prints it and stops before it decides anything. The sentence may quote a file, so
 * whoever prints it makes it visible; `more` is the command's own text.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly more: string

  constructor(message: string, more = '') {
    super(message)
    this.more = more
  }
}

/** Exit codes, and the order in which the worst of many requests decides: 2, 4, 1, 3, 0. */
export const exits = { allow: 0, deny: 1, bad: 2, hold: 3, undecided: 4 } as const
export type Exit = (typeof exits)[keyof typeof exits]

const worstFirst: readonly Exit[] = [exits.bad, exits.undecided, exits.deny, exits.hold, exits.allow]

/** @returns The worst of `codes`; 0 for none. */
export function worst(codes: Iterable<Exit>): Exit {
  const seen = new Set(codes)
  return worstFirst.find((code) => seen.has(code)) ?? exits.allow
}
