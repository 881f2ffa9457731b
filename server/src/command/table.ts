/** Tables for people: columns as wide as their widest cell, cut where the terminal ends. */

/** How a column is laid out. `max` is the most characters it takes. */
export type Column = { readonly title: string; readonly max: number; readonly align?: 'right' }

/** Colours by meaning; none when the output is no terminal. */
export type Paint = (text: string, meaning: 'allow' | 'hold' | 'deny' | 'faint' | 'strong') => string

const escapes = { allow: '32', hold: '33', deny: '31', faint: '2', strong: '1' } as const

/** @returns Paint for a terminal, or none. */
export function paintFor(isTerminal: boolean): Paint {
  return (text, meaning) => (isTerminal ? `\u001b[${escapes[meaning]}m${text}\u001b[0m` : text)
}

/** @returns The rows as lines, under a line of titles. `decorate` sees each padded cell with its row and column. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  decorate: (cell: string, row: number, column: number) => string,
): string[] {
  const widths = columns.map(({ title, max }, i) =>
    Math.min(max, Math.max(title.length, ...rows.map((row) => row[i]!.length))),
  )
  const line = (cells: readonly string[], row: number) =>
    cells
      .map((cell, i) => decorate(pad(cut(cell, widths[i]!), widths[i]!, columns[i]!.align), row, i))
      .join('  ')
      .trimEnd()
  return [
    line(
      columns.map(({ title }) => title),
      -1,
    ),
    ...rows.map((row, i) => line(row, i)),
  ]
}

/** @returns `text` in at most `width` characters, the end replaced by an ellipsis. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}

/** @returns An address or hash by its beginning and end. */
export function short(text: string, head = 8, tail = 4): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`
}

/** @returns Text with control characters, and those that change the direction of writing, shown as code points. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (character) => {
    return `\\u{${character.codePointAt(0)!.toString(16)}}`
  })
}

function pad(text: string, width: number, align?: 'right'): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width)
}
