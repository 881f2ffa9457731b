/** Every decision replays to its own bytes; what was changed in its record afterwards is found. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canonical, Hex, InputError, Json, Record, recordOf, replay, Utf8 } from '@portcullis/core'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { decideOptions, run } from './decide.ts'
import { decider, type Made } from './decider.ts'
import { readPolicies } from './files.ts'
import { entriesOf } from './input.ts'
import { libraryOf } from './library.ts'
import { clockOf, companionsOf, factsOf, type Options, readOptions, surroundingsOf } from './options.ts'
import { basisOf, saidOf } from './recorder.ts'
import { replayCommand, replayOptions } from './replay.ts'

const examples = fileURLToPath(new URL('../../../examples', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'portcullis-replay-'))
afterAll(() => rmSync(scratch, { recursive: true }))

type Example = {
  readonly chain?: string | null
  readonly now: string
  readonly with?: readonly string[]
  readonly facts?: string
  readonly runs: readonly {
    readonly requests: string
    readonly issuers?: readonly string[]
    readonly roles?: readonly string[]
    readonly now?: string
  }[]
}

const all = readdirSync(examples)
  .filter((folder) => existsSync(join(examples, folder, 'example.json')))
  .flatMap((folder) => {
    const example = JSON.parse(readFileSync(join(examples, folder, 'example.json'), 'utf8')) as Example
    return example.runs.map((one) => ({ folder, requests: one.requests, options: optionsOf(folder, example, one) }))
  })

function optionsOf(folder: string, example: Example, one: Example['runs'][number]): Options {
  const path = (name: string) => join(examples, folder, name)
  const argv = [
    ...['--policy', path('policy.json'), '--key', path('key.json'), '--now', one.now ?? example.now],
    ...(example.with ?? []).flatMap((name) => ['--with', path(name)]),
    ...(example.chain ? ['--chain', example.chain] : []),
    ...(existsSync(path('facts.json')) ? ['--facts', path('facts.json')] : []),
    ...(one.issuers ?? []).flatMap((issuer) => ['--issuer', issuer]),
    ...(one.roles ?? []).flatMap((role) => ['--role', role]),
    path(one.requests),
  ]
  return readOptions(argv, decideOptions)
}

describe.each(all)('$folder/$requests', ({ folder, options }) => {
  it('replays to its own bytes, by the command', () => {
    const file = join(scratch, `${folder}.jsonl`)
    const { answers } = run({ ...options, records: file }, () => {})
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    const decided = answers.filter(({ answer }) => answer.decision !== null)
    const records = lines.map((line) => Record.read(Utf8.toBytes(line)))
    expect(records.map((record) => record.kind === 'decision' && record.decision)).toEqual(
      decided.map(({ answer }) => answer.decision!.decision),
    )
    const out: string[] = []
    const argv = ['--policies', join(examples, folder), file]
    expect(replayCommand(readOptions(argv, replayOptions), (line) => out.push(line))).toBe(0)
    expect(out).toHaveLength(lines.length)
  })
})

const library = libraryOf(readdirSync(examples).flatMap((name) => (/^\d/.test(name) ? [join(examples, name)] : [])))

/** Decides what `change` makes of the requests, and gives the records. */
function recordsOf(options: Options, change: (text: string, i: number) => string, hidden: (fact: string) => boolean) {
  const companions = companionsOf(options)
  const made: Made[] = []
  const facts = Object.fromEntries(Object.entries(factsOf(options, companions)).filter(([name]) => !hidden(name)))
  const bindings = readPolicies(options.policy, companions)
  const next = decider({
    bindings,
    controllers: companions.controllers,
    surroundings: surroundingsOf(options, companions, bindings),
    facts,
    noPolicy: 'deny',
    now: clockOf(options),
    record: (one) => made.push(one),
  })
  for (const [i, entry] of entriesOf(options.files).entries()) next({ ...entry, text: change(entry.text, i) })
  const basis = basisOf(options)
  return made.map((one, i) => Record.bytes(recordOf(one.matter, one.judged, saidOf(one, basis, `dec_${i}`))))
}

describe('a record', () => {
  it('always replays to its own bytes, whatever was asked and whatever was not known', () => {
    const decisions = { allow: 0, hold: 0, deny: 0 }
    const random = fc.record({ which: fc.nat(all.length - 1), luck: fc.nat(), hide: fc.nat(7) })
    fc.assert(
      fc.property(random, ({ which, luck, hide }) => {
        const change = (text: string, i: number) => ((luck >> (i % 8)) & 1 ? flipped(text, luck + i * 7919) : text)
        for (const bytes of recordsOf(
          all[which]!.options,
          change,
          (name) => hide > 0 && name.length % 7 === hide - 1,
        )) {
          const record = Record.read(bytes)
          if (record.kind === 'decision') decisions[record.decision]++
          expect(replay(bytes, library)).toBeNull()
        }
      }),
      { numRuns: 30, seed: 2026 },
    )
    expect(Math.min(decisions.allow, decisions.deny)).toBeGreaterThan(20)
  })

  it('shows every change of a single field: by its hash always, by replay wherever it follows from the rest', () => {
    const options = all.find(({ folder }) => folder === '01-treasury')!.options
    const records = recordsOf(
      options,
      (text) => text,
      () => false,
    ).slice(0, 3)
    const tally = { derived: 0, given: 0, found: 0 }
    for (const bytes of records) {
      const json = Json.parse(Utf8.toText(bytes))
      const before = Hex.fromBytes(Record.hashOf(bytes))
      for (const path of leavesOf(json)) {
        const changed = Utf8.toBytes(canonical(changedAt(json, path)))
        expect(Hex.fromBytes(Record.hashOf(changed))).not.toBe(before)
        const found = isFound(changed)
        if (derived.has(String(path[0])) || path.join('.') === 'request.hash') {
          expect(found, Json.pathText(path)).toBe(true)
          tally.derived++
          continue
        }
        tally.given++
        if (found) tally.found++
      }
    }
    expect(tally.derived).toBeGreaterThan(300)
    expect(tally.found).toBeGreaterThan(20)
  })

  it('is refused when it is not written as records are, or holds another field', () => {
    const [bytes] = recordsOf(
      all[0]!.options,
      (text) => text,
      () => false,
    )
    const text = Utf8.toText(bytes!)
    for (const wrong of [` ${text}`, text.replace('{', '{"a":1,'), text.replace('"kind":"decision"', '"kind":"other"')])
      expect(() => Record.read(Utf8.toBytes(wrong))).toThrow(expect.objectContaining({ code: 'bad_record' }))
    const later = text.replace(/"semantics":\d+/, '"semantics":999')
    expect(() => replay(Utf8.toBytes(later), library)).toThrow(expect.objectContaining({ code: 'other_semantics' }))
    expect(() => replay(bytes!, { texts: new Map(), lists: new Map() })).toThrow(
      expect.objectContaining({ code: 'not_in_library' }),
    )
  })
})

/** What follows from the rest of the record. */
const derived: ReadonlySet<string> = new Set(
  'requestId transaction calls decision reason obligations draws needs trace semantics'.split(' '),
)

function isFound(changed: Uint8Array): boolean {
  try {
    return replay(changed, library) !== null
  } catch (error) {
    if (error instanceof InputError) return true
    throw error
  }
}

function leavesOf(json: Json.JsonValue, path: readonly (string | number)[] = []): Json.Path[] {
  if (typeof json !== 'object' || json === null) return [path]
  return Object.entries(json).flatMap(([key, value]) =>
    leavesOf(value as Json.JsonValue, [...path, Array.isArray(json) ? Number(key) : key]),
  )
}

function changedAt(json: Json.JsonValue, [step, ...rest]: Json.Path): Json.JsonValue {
  if (step === undefined) return otherThan(json)
  if (Array.isArray(json)) return json.map((item, i) => (i === step ? changedAt(item, rest) : item))
  const object = json as Json.JsonObject
  return { ...object, [step]: changedAt(object[step]!, rest) }
}

function otherThan(value: Json.JsonValue): Json.JsonValue {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  if (value === null) return 'x'
  const text = value as string
  const last = text.at(-1)
  return last === undefined ? 'x' : text.slice(0, -1) + (last === '1' ? '2' : '1')
}

/** One digit of one payload in hex is another. */
function flipped(text: string, luck: number): string {
  const found = /0x[0-9a-f]{40,}/.exec(text)
  if (found === null) return text
  const at = found.index + 2 + (luck % (found[0].length - 2))
  return text.slice(0, at) + (text[at] === '7' ? '8' : '7') + text.slice(at + 1)
}
