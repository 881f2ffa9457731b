/**
 * Cases kept beside a policy: what is asked, by whom and when, what was asked before, and what must be decided. Files are named
 * relative to the file of the cases; a request is written out, or named as `requests.jsonl#ID`.
 */
import { dirname, join as joinPath } from 'node:path'
import { canonical, type Fact, InputError, Json } from '@portcullis/core'
import { factsFrom, inFile } from './files.ts'
import { type Entry, entriesOf } from './input.ts'
import type { Options } from './options.ts'
import { arrayAt, join, objectOf, only, textAt, textOf } from './shape.ts'

/** What must be decided. What is not said may be anything. */
export type Expected = {
  readonly decision: 'allow' | 'hold' | 'deny'
  readonly rule?: string
  readonly code?: string
  /** Without what the engine adds: each must be due, and no other. */
  readonly obligations?: readonly Json.JsonObject[]
}

export type Case = {
  readonly name: string
  readonly options: Options
  readonly facts: Readonly<Record<string, Fact>>
  /** Requests that were decided before, in order; what they were allowed counts. */
  readonly history: readonly Entry[]
  readonly request: Entry
  readonly expected: Expected
}

const asking = ['issuers', 'roles', 'groups', 'now'] as const
const heads = ['policies', 'with', 'key', 'facts', 'chain', ...asking, 'cases'] as const
const fields = ['name', ...asking, 'facts', 'history', 'request', 'expect'] as const
const words: readonly string[] = ['allow', 'hold', 'deny']
const most = 10_000

/** @returns The cases of the file, at least one. @throws UsageError What is wrong with it, and where. */
export function readCases(file: string): readonly Case[] {
  return inFile(file, (text) => {
    const json = objectOf(Json.parse(text), '')
    only(json, heads)
    const head = headOf(json, dirname(file))
    const items = arrayAt(json, 'cases')
    if (items.length === 0) throw new InputError('empty', { path: 'cases' }, 'at least one case')
    if (items.length > most) throw new InputError('too_many', { path: 'cases' }, `at most ${most} cases`)
    const cases = items.map((item, i) => caseOf(objectOf(item, `cases[${i}]`), `cases[${i}]`, head, dirname(file)))
    const seen = new Set<string>()
    for (const [i, { name }] of cases.entries()) {
      if (seen.has(name)) throw new InputError('name_taken', { path: `cases[${i}].name` }, 'a name of its own', name)
      seen.add(name)
    }
    return cases
  })
}

/** The options that hold for every case, as `decide` takes them. */
function headOf(json: Json.JsonObject, folder: string): Options {
  const path = (name: string) => joinPath(folder, name)
  const policy = textsAt(json, 'policies', '').map(path)
  if (policy.length === 0) throw new InputError('empty', { path: 'policies' }, 'at least one policy')
  return {
    policy,
    with: textsAt(json, 'with', '', []).map(path),
    key: json.key === undefined ? undefined : path(textAt(json, 'key', '')),
    facts: json.facts === undefined ? undefined : path(textAt(json, 'facts', '')),
    chain: json.chain === undefined ? undefined : textAt(json, 'chain', ''),
    ...askedBy(json, '', { issuer: [], role: [], group: [], now: undefined }),
    form: undefined,
    noPolicy: 'deny',
    json: false,
    explain: false,
    strict: false,
    help: false,
    files: [],
  }
}

type Asked = Pick<Options, 'issuer' | 'role' | 'group' | 'now'>

/** Who asks and when; where it is not said, as for every case. */
function askedBy(json: Json.JsonObject, path: string, usual: Asked): Asked {
  return {
    issuer: textsAt(json, 'issuers', path, usual.issuer),
    role: textsAt(json, 'roles', path, usual.role),
    group: textsAt(json, 'groups', path, usual.group),
    now: json.now === undefined ? usual.now : textAt(json, 'now', path),
  }
}

function caseOf(json: Json.JsonObject, path: string, head: Options, folder: string): Case {
  only(json, fields, path)
  const history = json.history === undefined ? [] : arrayAt(json, 'history', path)
  return {
    name: textAt(json, 'name', path),
    options: { ...head, ...askedBy(json, path, head) },
    facts: json.facts === undefined ? {} : factsFrom(objectOf(json.facts, join(path, 'facts'))),
    history: history.map((item, i) => requestOf(item, `${path}.history[${i}]`, folder)),
    request: requestOf(json.request, join(path, 'request'), folder),
    expected: expectedOf(objectOf(json.expect ?? null, join(path, 'expect')), join(path, 'expect')),
  }
}

function requestOf(json: Json.JsonValue | undefined, path: string, folder: string): Entry {
  if (typeof json !== 'string')
    return { source: path, line: 1, form: 'json', text: canonical(objectOf(json ?? null, path)) }
  if (/^0x[0-9a-fA-F]+$/.test(json)) return { source: path, line: 1, form: 'hex', text: json }
  const [file = '', id] = json.split('#')
  if (file === '' || id === undefined || id === '')
    throw new InputError('bad_type', { path }, 'a request, 0x and hex, or `requests.jsonl#ID`', json)
  const found = entriesOf([joinPath(folder, file)]).find((entry) => idOf(entry) === id)
  if (found === undefined) throw new InputError('unknown_name', { path }, `a request of ${file} with that id`, id)
  return found
}

function idOf({ form, text, refusal }: Entry): Json.JsonValue | undefined {
  if (form === 'hex' || refusal !== undefined) return undefined
  try {
    return objectOf(Json.parse(text), '').requestId
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

function expectedOf(json: Json.JsonObject, path: string): Expected {
  only(json, ['decision', 'rule', 'code', 'obligations'], path)
  const decision = textAt(json, 'decision', path)
  if (!words.includes(decision))
    throw new InputError('unknown_enum', { path: join(path, 'decision') }, `one of ${words.join(', ')}`, decision)
  return {
    decision: decision as Expected['decision'],
    ...(json.rule === undefined ? {} : { rule: textAt(json, 'rule', path) }),
    ...(json.code === undefined ? {} : { code: textAt(json, 'code', path) }),
    ...(json.obligations === undefined
      ? {}
      : {
          obligations: arrayAt(json, 'obligations', path).map((one, i) => objectOf(one, `${path}.obligations[${i}]`)),
        }),
  }
}

function textsAt(json: Json.JsonObject, name: string, path: string, usual?: readonly string[]): readonly string[] {
  if (json[name] === undefined && usual !== undefined) return usual
  return arrayAt(json, name, path).map((item, i) => textOf(item, `${join(path, name)}[${i}]`))
}
