/** Sets of texts that are compared often: texts become small numbers once, and most pairs of sets are told apart by one bit mask. */

/** The number of each text that was met, counted from 0. */
export type Numbers = Map<string, number>

/** A set. `items` are ascending; `mask` has the bit `item % 32` of each; equal sets have equal keys. */
export type Bag = { readonly items: readonly number[]; readonly mask: number; readonly key: string }

/** @returns The set of `texts`, those not met before added to `numbers`. */
export function bag(texts: readonly string[], numbers: Numbers): Bag {
  const items = [...new Set(texts.map((text) => numberOf(text, numbers)))].sort((a, b) => a - b)
  return { items, mask: items.reduce((mask, item) => mask | (1 << (item & 31)), 0), key: items.join() }
}

/** @returns Whether every item of `part` is one of `whole`. */
export function contains(whole: Bag, part: Bag): boolean {
  if ((part.mask & ~whole.mask) !== 0 || part.items.length > whole.items.length) return false
  let at = 0
  for (const item of part.items) {
    while (whole.items[at]! < item) at++
    if (whole.items[at] !== item) return false
  }
  return true
}

function numberOf(text: string, numbers: Numbers): number {
  const known = numbers.get(text) ?? numbers.size
  numbers.set(text, known)
  return known
}
