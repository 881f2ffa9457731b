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
  /** Why nothing of it can be read, where that shows before it is read. */
  readonly refusal?: InputError
}

const hex = /^(0x)?[0-9a-fA-F]+$/
const newline = 0x0a
/** More than this is no input of a command that keeps it in memory. */
const maxBytes = 256 * 1024 * 1024

/** @returns The bytes of `file` as text; `-` is standard input. @throws UsageError when it cannot be read or is not UTF-8. */
export function readText(file: string): string {
  const text = textOf(readBytes(file))
  if (typeof text === 'string') return text
  throw new UsageError(`${nameOf(file)}: ${text.message}`)
}

/** @returns The requests of the files in order; standard input when there are none. @throws UsageError when a file cannot be read. */
export function entriesOf(files: readonly string[]): readonly Entry[] {
  return (files.length === 0 ? ['-'] : files).flatMap((file) => cut(textWithMarks(readBytes(file)), nameOf(file)))
}

function readBytes(file: string): Uint8Array {
  const name = nameOf(file)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file === '-' ? 0 : file)
  } catch (error) {
    throw new UsageError(`cannot read ${name}: ${(error as Error).message}`)
  }
  if (bytes.length > maxBytes) throw new UsageError(`${name} is larger than ${maxBytes} bytes`)
  return bytes
}

/** The bytes as text, line by line where they are not UTF-8: what is wrong with one line is wrong with it alone. */
function textWithMarks(bytes: Uint8Array): string {
  const text = textOf(bytes)
  if (typeof text === 'string') return text
  const lines: string[] = []
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(newline, start)
    const end = found < 0 ? bytes.length : found
    lines.push(marked(bytes.subarray(start, end)))
    start = end + 1
  }
  return lines.join('\n')
}

/**
 * From the first byte that is not UTF-8, every byte beyond ASCII as the lone surrogate U+DC00 and its value: no text has these,
 * so they tell where a line is not text, and what is ASCII in it still tells where it ends.
 */
function marked(bytes: Uint8Array): string {
  const text = textOf(bytes)
  if (typeof text === 'string') return text
  const at = text.place.at!
  const rest = Array.from(bytes.subarray(at), (byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte))
  return Utf8.toText(bytes.subarray(0, at)) + rest.join('')
}

/** The text, or why the bytes are none. */
function textOf(bytes: Uint8Array): string | InputError {
  try {
    return Utf8.toText(bytes)
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
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
    return [jsonEntry(text.trim(), source, first.line)]
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
    return whole.startsWith('"') ? entry(whole, source, line) : jsonEntry(whole, source, line)
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
  if (/^"?0x"?$/.test(line)) return { source, line: number, form: 'json', text: line, refusal: emptyHex(number) }
  return jsonEntry(line, source, number)
}

function jsonEntry(text: string, source: string, line: number): Entry {
  const at = text.search(/\p{Cs}/u)
  return at < 0
    ? { source, line, form: 'json', text }
    : { source, line, form: 'json', text, refusal: notText(text, at, line) }
}

/** The place counts lines of the file, and characters and bytes of the line. */
function notText(text: string, at: number, line: number): InputError {
  const start = text.lastIndexOf('\n', at) + 1
  const before = text.slice(start, at)
  const place = { line: line + breaks(text, 0, at), column: [...before].length + 1, at: Utf8.length(before) }
  return new InputError('bad_utf8', place, 'UTF-8', `0x${(text.charCodeAt(at) - 0xdc00).toString(16)}`)
}

function emptyHex(line: number): InputError {
  return new InputError('bad_json', { line, column: 1, at: 0 }, 'a request; this is empty hex', '0x')
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
