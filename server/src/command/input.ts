/** What a command reads: files or standard input, cut into requests. JSON, JSON lines and lines of hex may be mixed. */
import { readFileSync } from 'node:fs'
import { InputError, Json, Utf8 } from '@portcullis/core'
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

/** A text whose first line is not whole JSON may be one JSON document over several lines; else every line is a request. */
export function cut(text: string, source: string): readonly Entry[] {
  const lines = text
    .split(/\r?\n/)
    .map((line, i) => ({ text: line.trim(), line: i + 1 }))
    .filter(({ text }) => text !== '')
  const [first] = lines
  if (first === undefined) return []
  if (/^[[{]/.test(first.text) && (first.text.startsWith('[') || !isJson(first.text))) {
    const whole = cutDocument(text, source, first.line)
    if (whole !== null) return whole
  }
  return lines.map(({ text: line, line: number }) => entry(line, source, number))
}

function cutDocument(text: string, source: string, line: number): readonly Entry[] | null {
  const json = parsed(text)
  if (json === undefined) return null
  if (!Array.isArray(json)) return [{ source, line, form: 'json', text }]
  return json.map((item: Json.JsonValue, i) => {
    const place = Json.locate(text, [i]).line
    return typeof item === 'string'
      ? entry(item, source, place)
      : { source, line: place, form: 'json', text: JSON.stringify(item) }
  })
}

function entry(line: string, source: string, number: number): Entry {
  const bare = /^"(0x)?[0-9a-fA-F]+"$/.test(line) ? line.slice(1, -1) : line
  if (hex.test(bare)) return { source, line: number, form: 'hex', text: bare.startsWith('0x') ? bare : `0x${bare}` }
  return { source, line: number, form: 'json', text: line }
}

function isJson(text: string): boolean {
  return parsed(text) !== undefined
}

function parsed(text: string): Json.JsonValue | undefined {
  try {
    return Json.parse(text)
  } catch (error) {
    // Anything but broken syntax is a strict reader's refusal of a whole document, which the caller reports by line.
    if (error instanceof InputError) return error.code === 'bad_json' ? undefined : null
    throw error
  }
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file
}
