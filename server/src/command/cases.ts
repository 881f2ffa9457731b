/**
 * Cases kept beside a policy: what is asked, by whom and when, what was asked before, and what must be decided. Files are named
 * relative to the file of the cases; a request is written out, or named as `requests.jsonl#ID`.
 */
import { dirname, join as joinPath } from 'node:path'
import { canonical, type Fact, InputError, Json, readShape } from '@portcullis/core'
import { type CasesText, type CaseText, casesSchema, type ExpectedText } from './cases-schema.ts'
import { factsFrom, inFile } from './files.ts'
import { type Entry, entriesOf } from './input.ts'
import type { Options } from './options.ts'
import { objectOf } from './shape.ts'

export type Case = {
  readonly name: string
  readonly options: Options
  readonly facts: Readonly<Record<string, Fact>>
  /** Requests that were decided before, in order; what they were allowed counts. */
  readonly history: readonly Entry[]
  readonly request: Entry
  readonly expected: ExpectedText
}

/** @returns The cases of the file, at least one. @throws UsageError What is wrong with it, and where. */
export function readCases(file: string): readonly Case[] {
  return inFile(file, (text) => {
    const content = readShape(casesSchema, Json.parse(text))
    const head = headOf(content, dirname(file))
    const cases = content.cases.map((one, i) => caseOf(one, `cases[${i}]`, head, dirname(file)))
    const seen = new Set<string>()
    for (const [i, { name }] of cases.entries()) {
      if (seen.has(name)) throw new InputError('name_taken', { path: `cases[${i}].name` }, 'a name of its own', name)
      seen.add(name)
    }
    return cases
  })
}

/** The options that hold for every case, as `decide` takes them. */
function headOf(content: CasesText, folder: string): Options {
  const path = (name: string) => joinPath(folder, name)
  const { key, facts, chain } = content
  return {
    policy: content.policies.map(path),
    with: (content.with ?? []).map(path),
    key: key === undefined ? undefined : path(key),
    facts: facts === undefined ? undefined : path(facts),
    chain,
    ...askedBy(content, { issuer: [], role: [], group: [], now: undefined }),
    form: undefined,
    policies: [],
    records: undefined,
    logKey: undefined,
    witness: [],
    older: [],
    receipts: [],
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
function askedBy({ issuers, roles, groups, now }: CasesText | CaseText, usual: Asked): Asked {
  return {
    issuer: issuers ?? usual.issuer,
    role: roles ?? usual.role,
    group: groups ?? usual.group,
    now: now ?? usual.now,
  }
}

function caseOf(one: CaseText, path: string, head: Options, folder: string): Case {
  return {
    name: one.name,
    options: { ...head, ...askedBy(one, head) },
    facts: factsFrom((one.facts ?? {}) as Json.JsonObject),
    history: (one.history ?? []).map((item, i) => requestOf(item, `${path}.history[${i}]`, folder)),
    request: requestOf(one.request, `${path}.request`, folder),
    expected: one.expect,
  }
}

function requestOf(json: CaseText['request'], path: string, folder: string): Entry {
  if (typeof json !== 'string') return { source: path, line: 1, form: 'json', text: canonical(json as Json.JsonObject) }
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
