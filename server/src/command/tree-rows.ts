/** Parts as lines of at most 120 columns: the bytes they stand in, their names by depth, their values. */

import { type Paint, visible } from './table.ts'
import type { Part } from './tree-part.ts'

type Row = { readonly range: string; readonly name: string; readonly value: string }

/** What a terminal is expected to have. */
export const lineWidth = 120
const nameWidth = 30
/** More lines than this no value takes; how much is left out is said. */
const valueLines = 40

/** @returns The parts in their order, parents first. The column of bytes is there when any part has some. */
export function rows(parts: readonly Part[], paint: Paint): readonly string[] {
  const flat = parts.flatMap((part) => flatten(part, 0))
  const rangeWidth = flat.reduce((width, { range }) => Math.max(width, range.length), 0)
  const named = Math.min(
    nameWidth,
    flat.reduce((width, { name }) => Math.max(width, name.length), 0),
  )
  return flat.flatMap((row) => linesOf(row, rangeWidth, named, paint))
}

function flatten({ start, end, name, value, parts }: Part, depth: number): readonly Row[] {
  const range = start === null ? '' : `${start}..${end}`
  const row = { range, name: `${'  '.repeat(depth)}${visible(name)}`, value: visible(value) }
  return [row, ...parts.flatMap((part) => flatten(part, depth + 1))]
}

function linesOf({ range, name, value }: Row, rangeWidth: number, named: number, paint: Paint): readonly string[] {
  const margin = `  ${paint(range.padStart(rangeWidth), 'faint')}${rangeWidth === 0 ? '' : '  '}`
  const indent = 2 + rangeWidth + (rangeWidth === 0 ? 0 : 2) + Math.max(named, name.length) + 2
  const [first = '', ...more] = wrapped(value, Math.max(20, lineWidth - indent))
  return [`${margin}${name.padEnd(named)}  ${first}`.trimEnd(), ...more.map((text) => `${' '.repeat(indent)}${text}`)]
}

/** @returns The text in lines of at most `width` characters, cut behind a blank or comma where one is near. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > width && lines.length < valueLines) {
    const line = rest.slice(0, breakBefore(rest, width))
    lines.push(line)
    rest = rest.slice(line.length)
  }
  return lines.length < valueLines ? [...lines, rest] : [...lines, `… ${rest.length} more characters`]
}

/** Never within a pair of surrogates, which is one character. */
function breakBefore(text: string, width: number): number {
  const line = text.slice(0, width)
  const near = Math.max(line.lastIndexOf(' '), line.search(/,(?! )[^,]*$/)) + 1
  if (near > width / 2) return near
  return /[\ud800-\udbff]$/.test(line) ? width - 1 : width
}
