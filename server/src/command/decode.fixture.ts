/** Requests through the functions that the command uses, and rows of the real-world data that tests read. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { nothingGiven, type Surroundings } from '@portcullis/core'
import { dataPath } from '../../../core/src/data.fixture.ts'
import { printed, report } from './decode-report.ts'
import { type Reading, readingOf } from './decode-standing.ts'
import type { Token } from './files.ts'
import { cut } from './input.ts'
import { paintFor } from './table.ts'
import { treeOf } from './tree.ts'

// biome-ignore lint/suspicious/noExplicitAny: a line as a reader of the JSON sees it.
export type Line = any

/** @returns The rows of a JSON-lines file of the data, plain or zipped; none where the data is absent. */
export function rowsOf(name: string): readonly Line[] {
  const path = dataPath(name)
  if (path === null) return []
  const bytes = readFileSync(path)
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** @returns The requests in `text`, each read. */
export function readingsOf(text: string, surroundings: Surroundings = nothingGiven): readonly Reading[] {
  return cut(text, 'test').map((entry) => readingOf(entry, surroundings))
}

/** @returns What `--json` prints for the one request in `text`. */
export function lineOf(text: string | object, surroundings?: Surroundings): Line {
  const [reading, ...others] = readingsOf(typeof text === 'string' ? text : JSON.stringify(text), surroundings)
  if (reading === undefined || others.length > 0) throw new Error('not one request')
  return JSON.parse(printed(report(reading)))
}

/** @returns What people see of the one request in `text`. */
export function treeText(text: string | object, tokens: readonly Token[] = [], surroundings?: Surroundings): string {
  const readings = readingsOf(typeof text === 'string' ? text : JSON.stringify(text), surroundings)
  return readings.flatMap((reading) => treeOf(reading, tokens, paintFor(false))).join('\n')
}

/** @returns How many there are of each, the most frequent first. */
export function countOf(words: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)))
}
