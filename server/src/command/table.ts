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
  const shown = rows.map((row) => row.map(visible))
  const widths = columns.map(({ title, max }, i) =>
    Math.min(
      max,
      shown.reduce((width, row) => Math.max(width, row[i]!.length), title.length),
    ),
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
    ...shown.map((row, i) => line(row, i)),
  ]
}

/** @returns `text` in at most `width` characters, the end replaced by an ellipsis. */
export function cut(text: string, width: number): string {
  if (text.length <= width) return text
  // A pair of surrogates is one character: half of it would be none.
  const isHalf = /[\ud800-\udbff]$/.test(text.slice(0, width - 1))
  return `${text.slice(0, width - (isHalf ? 2 : 1))}…`
}

/** @returns The text in lines of at most `width` characters, broken at blanks where there are any. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(cut(word, width))
  }
  return lines
}

/** @returns The columns of the terminal; of one that does not say, those that `COLUMNS` says, or 140. */
export function terminalWidth(): number {
  const said = process.stdout.columns ?? Number(process.env['COLUMNS'])
  return Number.isInteger(said) && said >= 60 ? said : 140
}

/** @returns An address or hash by its beginning and end. */
export function short(text: string, head = 8, tail = 4): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`
}

/** Characters that a terminal obeys instead of showing them, or that hide or turn the text around them; and halves of pairs. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** @returns Text with control characters, and those that change the direction of writing, shown as code points. */
export function visible(text: string): string {
  return text.replace(invisible, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

/** @returns JSON text with the same characters escaped: they occur in its strings only, so that it means the same. */
export function escaped(json: string): string {
  return json.replace(invisible, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}

function pad(text: string, width: number, align?: 'right'): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width)
}
