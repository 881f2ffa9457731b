/** `portcullis demo`: decides the bundled examples, so that a newcomer sees decisions before writing a policy. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError, Json } from '@portcullis/core'
import { type Answered, decideOptions, lineOf, type Run, run } from './decide.ts'
import { readText } from './input.ts'
import { listing, tallyOf } from './listing.ts'
import { type Options, readOptions } from './options.ts'
import { escaped, type Paint, paintFor, terminalWidth, wrap } from './table.ts'
import { type Exit, exits, UsageError } from './usage.ts'

export const demoOptions = ['json'] as const

/** What an example is made of, as its `example.json` says; files are named within its folder. */
type Example = {
  readonly folder: string
  readonly title: string
  readonly about: string
  readonly chain: string | null
  readonly now: string
  readonly policies: readonly string[]
  readonly key: string
  readonly with: readonly string[]
  readonly facts?: string
  readonly runs: readonly Part[]
}

/** One file of requests: who asks, with which roles, and when, if at another instant than the others. */
type Part = {
  readonly requests: string
  readonly issuers: readonly string[]
  readonly roles?: readonly string[]
  readonly now?: string
}

const home = fileURLToPath(new URL('../../../examples', import.meta.url))

const ending = [
  'README.md has a first policy to try; examples/*/README.md say what each request is about.',
  '`node server/bin/portcullis.js decide --help` says how to decide your own.',
]

/** @returns 0: that some of the examples are denied is what they are for. */
export function demo(options: Options, print: (line: string) => void): Exit {
  const paint = paintFor(process.stdout.isTTY === true)
  for (const example of examples()) {
    const runs = example.runs.map((_, i) => runOf(example, i, options.json ? print : null))
    if (!options.json) for (const line of chapter(example, runs, paint, terminalWidth())) print(line)
  }
  if (!options.json) for (const line of ending) print(line)
  return exits.allow
}

/** Decides one file of requests as `decide` would: the same options, read by the same functions. */
function runOf({ folder, ...example }: Example, index: number, print: ((line: string) => void) | null): Run {
  const path = (name: string) => join(home, folder, name)
  const { requests, issuers, roles = [], now = example.now } = example.runs[index]!
  const argv = [
    ...example.policies.flatMap((name) => ['--policy', path(name)]),
    ...example.with.flatMap((name) => ['--with', path(name)]),
    ...(example.chain === null ? [] : ['--chain', example.chain]),
    ...(example.facts === undefined ? [] : ['--facts', path(example.facts)]),
    ...issuers.flatMap((issuer) => ['--issuer', issuer]),
    ...roles.flatMap((role) => ['--role', role]),
    ...['--key', path(example.key), '--now', now, path(requests)],
  ]
  return run(readOptions(argv, decideOptions), (answered: Answered) => {
    print?.(escaped(JSON.stringify({ example: folder, file: requests, ...lineOf(answered) })))
  })
}

function chapter(example: Example, runs: readonly Run[], paint: Paint, width: number): readonly string[] {
  const { folder, title, about, chain, now } = example
  const place = chain === null ? '' : `, on ${chain}`
  const answers = runs.flatMap((one) => one.answers)
  return [
    paint(`${folder}: ${title}`, 'strong'),
    ...wrap(about, width),
    paint(`As of ${now}${place}`, 'faint'),
    paint(`By examples/${folder}/policy.json`, 'faint'),
    '',
    ...listing(runs, paint, width),
    '',
    tallyOf(answers),
    '',
    '',
  ]
}

/** The folders that have an `example.json`, in order. */
function examples(): readonly Example[] {
  const folders = foldersOf(home).sort()
  if (folders.length === 0) throw new UsageError('the examples are part of the checkout, and this is none')
  return folders.map((folder) => ({ chain: null, ...(read(folder) as Omit<Example, 'folder' | 'chain'>), folder }))
}

function foldersOf(path: string): string[] {
  try {
    return readdirSync(path).filter((name) => /^[0-9]{2}-/.test(name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function read(folder: string): Json.JsonValue {
  const file = join(home, folder, 'example.json')
  try {
    return Json.parse(readText(file))
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(`${file}: ${error.message}`)
    throw error
  }
}
