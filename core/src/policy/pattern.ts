/**
 * Anchored patterns: `*` is any number of characters, `?` is one. The pieces between the stars are found one behind the other, each
 * as early as it can be, without ever going back: a piece of plain characters with the table of Knuth, Morris and Pratt, in one step
 * or two per character; a piece with `?` by a set of positions, in one step per character for each 32 characters of the piece.
 */

/** @returns Whether the whole of `text` is spelt as `pattern` says, by code points. */
export function matches(text: string, pattern: string): boolean {
  const characters = [...text]
  const pieces = pattern.split('*').map((piece) => [...piece])
  const first = pieces[0]!
  if (pieces.length === 1) return first.length === characters.length && standsAt(characters, 0, first)
  const last = pieces.at(-1)!
  const end = characters.length - last.length
  if (first.length > end || !standsAt(characters, 0, first) || !standsAt(characters, end, last)) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    at = endOf(characters, at, end, piece)
    if (at < 0) return false
  }
  return true
}

type Characters = readonly string[]

function standsAt(text: Characters, at: number, piece: Characters): boolean {
  return piece.every((wanted, i) => wanted === '?' || wanted === text[at + i])
}

/** Where the first occurrence of `piece` within `from` and `end` ends; -1 where there is none. */
function endOf(text: Characters, from: number, end: number, piece: Characters): number {
  if (piece.length === 0) return from
  return piece.includes('?') ? endOfOpen(text, from, end, piece) : endOfPlain(text, from, end, piece)
}

function endOfPlain(text: Characters, from: number, end: number, piece: Characters): number {
  const borders = bordersOf(piece)
  let matched = 0
  for (let at = from; at < end; at++) {
    while (matched > 0 && text[at] !== piece[matched]) matched = borders[matched - 1]!
    if (text[at] === piece[matched]) matched++
    if (matched === piece.length) return at + 1
  }
  return -1
}

/** For each beginning of the piece, how much of the piece's beginning it ends with. */
function bordersOf(piece: Characters): readonly number[] {
  const borders = [0]
  for (let i = 1, border = 0; i < piece.length; i++) {
    while (border > 0 && piece[i] !== piece[border]) border = borders[border - 1]!
    if (piece[i] === piece[border]) border++
    borders.push(border)
  }
  return borders
}

/** Bit i of `state` tells that the text read last is spelt as the first i + 1 characters of the piece. */
function endOfOpen(text: Characters, from: number, end: number, piece: Characters): number {
  const masks = masksOf(piece)
  const others = masks.get('?')!
  const state = new Uint32Array(others.length)
  const [word, bit] = [(piece.length - 1) >>> 5, 1 << ((piece.length - 1) & 31)]
  for (let at = from; at < end; at++) {
    const mask = masks.get(text[at]!) ?? others
    for (let i = 0, carry = 1; i < state.length; i++) {
      const before = state[i]!
      state[i] = ((before << 1) | carry) & mask[i]!
      carry = before >>> 31
    }
    if ((state[word]! & bit) !== 0) return at + 1
  }
  return -1
}

/** The positions at which each character of the piece may stand; `?` tells those at which any other may. */
function masksOf(piece: Characters): ReadonlyMap<string, Uint32Array> {
  const masks = new Map([...new Set([...piece, '?'])].map((one) => [one, new Uint32Array((piece.length + 31) >>> 5)]))
  for (const [one, mask] of masks) {
    for (const [i, wanted] of piece.entries()) if (wanted === one || wanted === '?') mask[i >>> 5]! |= 1 << (i & 31)
  }
  return masks
}
