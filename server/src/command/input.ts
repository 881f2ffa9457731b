/** What a command reads: files or standard input, cut into requests. JSON, JSON lines and lines of hex may be mixed. */
import { readFileSync } from 'node:fs'
import { InputError, Utf8 } from '@portcullis/core'
import { UsageError } from './usage.ts'

/** One request as text: where it stands, and whether it is hex or JSON. Lines count from 1. */
export type Entry = {
  readonly source: string
  readonly line: number
  readonly form: 'hex' | 'json'
  readonly text: string
}

const hex = /^(0x)?[0-9a-fA-F]+$/
/** More than this is no input of a command that keeps it in memory. */
const maxBytes = 256 * 1024 * 1024

/** @returns The bytes of `file` as text; `-` is standard input. @throws UsageError when it cannot be read or is not UTF-8. */
export function readText(file: string): string {
  const name = nameOf(file)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file === '-' ? 0 : file)
  } catch (error) {
    throw new UsageError(`cannot read ${name}: ${(error as Error).message}`)
  }
  if (bytes.length > maxBytes) throw new UsageError(`${name} is larger than ${maxBytes} bytes`)
  try {
    return Utf8.toText(bytes)
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(`${name}: ${error.message}`)
    throw error
  }
}

/** @returns The requests of the files in order; standard input when there are none. */
export function entriesOf(files: readonly string[]): readonly Entry[] {
  return (files.length === 0 ? ['-'] : files).flatMap((file) => cut(readText(file), nameOf(file)))
}

/** A text that is one JSON document over all its lines is one request, or an array of them; else every line is a request. */
export function cut(text: string, source: string): readonly Entry[] {
  const lines = text
    .split(/\r?\n/)
    .map((line, i) => ({ text: line.trim(), line: i + 1 }))
    .filter(({ text }) => text !== '')
  const [first] = lines
  if (first === undefined) return []
  if (first.text.startsWith('[') && isJson(text)) return cutArray(text, source)
  if (first.text.startsWith('{') && lines.length > 1 && isJson(text)) {
    return [{ source, line: first.line, form: 'json', text: text.trim() }]
  }
  return lines.map(({ text: line, line: number }) => entry(line, source, number))
}

/**
 * Elements are cut from the text as they stand, so that what is wrong with one of them is wrong with it alone. Only a string can
 * be hex: digits without quotes are a number.
 */
function cutArray(text: string, source: string): readonly Entry[] {
  let line = 1
  let counted = 0
  return elementsOf(text).map(({ start, end }) => {
    const element = text.slice(start, end).trimStart()
    const at = end - element.length
    line += breaks(text, counted, at)
    counted = at
    const whole = element.trimEnd()
    return whole.startsWith('"') ? entry(whole, source, line) : { source, line, form: 'json', text: whole }
  })
}

/** INVARIANT: the text is JSON, an array: brackets match, and those within strings are skipped with them. */
function elementsOf(text: string): readonly { readonly start: number; readonly end: number }[] {
  const elements: { start: number; end: number }[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]!
    if (mark === '"') at = closingQuote(text, at)
    if (mark === ']' || mark === '}') depth--
    if ((mark === ',' && depth === 1) || (mark === ']' && depth === 0)) elements.push({ start, end: at })
    if (mark === '[' || mark === '{') depth++
    if ((mark === ',' || mark === '[') && depth === 1) start = at + 1
  }
  const [only] = elements
  return elements.length === 1 && text.slice(only!.start, only!.end).trim() === '' ? [] : elements
}

function closingQuote(text: string, opening: number): number {
  let at = opening + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function breaks(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++
  return count
}

function entry(line: string, source: string, number: number): Entry {
  const bare = /^"(0x)?[0-9a-fA-F]+"$/.test(line) ? line.slice(1, -1) : line
  if (hex.test(bare)) return { source, line: number, form: 'hex', text: bare.startsWith('0x') ? bare : `0x${bare}` }
  return { source, line: number, form: 'json', text: line }
}

/** Whether the syntax is that of one JSON document. What a strict reader refuses beside that, it refuses request by request. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file
}
