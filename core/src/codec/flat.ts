/**
 * Text in one piece. Text that was cut out of a larger one, or put together, may be kept as such by the engine that runs us: it
 * keeps the larger one alive, and is slow to compare. What requests are compared with for as long as a policy lives is copied once.
 */

/** @returns The same text, in one piece: names of properties are kept so, and only once for all that are equal. */
export function flat(text: string): string {
  return Object.keys({ [text]: 0 })[0]!
}
