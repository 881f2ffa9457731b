/** Repeatable luck: the same seed gives the same choices. */

export type Luck = {
  /** @returns A whole number from 0 to below `count`. */
  readonly below: (count: number) => number
  readonly pick: <T>(items: readonly T[]) => T
  /** @returns True about once in `times`. */
  readonly once: (times: number) => boolean
}

/** @returns Luck for `seed`, by the generator mulberry32. */
export function luck(seed: number): Luck {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (count: number) => Math.floor(next() * count)
  return { below, pick: (items) => items[below(items.length)]!, once: (times) => below(times) === 0 }
}
