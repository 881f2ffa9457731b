/**
 * Writes the example folders: `npx tsx --conditions=development examples/make.ts`. The same sources give the same files, byte
 * for byte; a test compares them with what is committed.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError, Json } from '@portcullis/core'
import { bypassFirst06, bypassLast07, transfers08 } from './source/chains.ts'
import * as Ethereum from './source/ethereum.ts'
import { type Example, now, type Run, type Sample } from './source/example.ts'
import { operations04 } from './source/operations.ts'
import { rulebook05 } from './source/rulebook.ts'
import { signatures02 } from './source/signatures.ts'
import { treasury01 } from './source/treasury.ts'
import { solana03 } from './source/vendors.ts'

/** @returns Every example, in order. */
export async function examples(): Promise<readonly Example[]> {
  Ethereum.restart()
  const chains = () => [bypassFirst06(), bypassLast07(), transfers08()]
  return [await treasury01(), signatures02(), await solana03(), operations04(), rulebook05(), ...chains()]
}

/** @returns The files of one example, by name. */
export function filesOf(example: Example): ReadonlyMap<string, string> {
  const { policy, key, companions, facts, runs } = example
  return new Map([
    ['README.md', readmeOf(example)],
    ['example.json', json(headOf(example))],
    ['policy.json', json(policy)],
    ['key.json', json(key)],
    ...Object.entries(companions).map(([name, content]) => [name, json(content)] as const),
    ...(facts === undefined ? [] : [['facts.json', json(facts)] as const]),
    ...runs.map(({ file, samples }) => [file, samples.map(({ line }) => `${line}\n`).join('')] as const),
    ['cases.json', json(casesOf(example))],
  ])
}

/** Every request that can be named is a case, after those that were decided before it in its run. */
function casesOf({ chain, companions, facts, runs }: Example): object {
  return {
    $schema: '../../docs/cases.schema.json',
    policies: ['policy.json'],
    with: Object.keys(companions),
    key: 'key.json',
    ...(facts === undefined ? {} : { facts: 'facts.json' }),
    ...(chain === null ? {} : { chain }),
    now,
    issuers: runs[0]!.issuers,
    ...(runs[0]!.roles === undefined ? {} : { roles: runs[0]!.roles }),
    cases: runs.flatMap((run) => casesIn(run, runs[0]!)),
  }
}

function casesIn({ file, issuers, roles, now: at, samples }: Run, first: Run): readonly object[] {
  const named = samples.filter(({ id, line }) => idIn(line) === id)
  const once = named.filter(({ id }) => named.filter((other) => other.id === id).length === 1)
  return once.map(({ id, decision, code, why }) => {
    const before = named
      .slice(
        0,
        named.findIndex((one) => one.id === id),
      )
      .filter((one) => one.decision !== 'deny')
    return {
      name: `${id}: ${why}`,
      ...(issuers === first.issuers ? {} : { issuers }),
      ...(roles === first.roles ? {} : { roles }),
      ...(at === undefined ? {} : { now: at }),
      ...(before.length === 0 ? {} : { history: before.map((one) => `${file}#${one.id}`) }),
      request: `${file}#${id}`,
      expect: { decision, code },
    }
  })
}

function headOf({ title, about, chain, companions, facts, runs }: Example): object {
  return {
    title,
    about,
    ...(chain === null ? {} : { chain }),
    now,
    policies: ['policy.json'],
    key: 'key.json',
    with: Object.keys(companions),
    ...(facts === undefined ? {} : { facts: 'facts.json' }),
    runs: runs.map(({ file, samples: _, ...asked }) => ({ requests: file, ...asked })),
  }
}

/** The id of a request; none where the line cannot be read, so that no case can name it. */
function idIn(line: string): unknown {
  try {
    return (Json.parse(line) as Json.JsonObject).requestId
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

function readmeOf(example: Example): string {
  const { folder, title, about, prose, runs } = example
  const tables = runs.flatMap(({ file, issuers, roles = [], now: at, samples }) => [
    `Requests of ${quoted(issuers)}${roles.length === 0 ? '' : ` with the role ${quoted(roles)}`}${at === undefined ? '' : ` at ${at}`}, \`${file}\`:`,
    '',
    ...tableOf(samples),
    '',
  ])
  const heading = [`# ${title}`, '', about, '', ...prose.flatMap((paragraph) => [paragraph, ''])]
  const usage = ['Decide them from the root of the checkout:', '', '```sh', commandOf(example), '```', '']
  const testing = [
    'Each of them that can be named is a case; these are decided and compared by:',
    '',
    '```sh',
    testOf(example),
    '```',
    '',
  ]
  return [...heading, ...usage, ...tables, ...testing, `\`../make.ts\` writes the folder \`${folder}\`.`, ''].join('\n')
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `\`${text}\``).join(' and ')
}

/** A table as the formatter leaves it: columns as wide as their widest cell. */
function tableOf(samples: readonly Sample[]): readonly string[] {
  const head = ['request', 'decision', 'code', 'why']
  const rows = samples.map(({ id, decision, code, why }) => [`\`${id}\``, decision, `\`${code}\``, why])
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)]
}

function commandOf({ folder, chain, companions, facts, runs }: Example): string {
  const path = (name: string) => `examples/${folder}/${name}`
  const [first] = runs
  const options = [
    `--policy ${path('policy.json')}`,
    ...Object.keys(companions).map((name) => `--with ${path(name)}`),
    `--key ${path('key.json')}`,
    ...(chain === null ? [] : [`--chain ${chain}`]),
    ...(facts === undefined ? [] : [`--facts ${path('facts.json')}`]),
    ...first!.issuers.map((issuer) => `--issuer ${issuer}`),
    ...(first!.roles ?? []).map((role) => `--role ${role}`),
    `--now ${now}`,
    path(first!.file),
  ]
  return ['node server/bin/portcullis.js decide', ...options].join(' \\\n  ')
}

function testOf({ folder }: Example): string {
  return `node server/bin/portcullis.js test examples/${folder}`
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

async function write(): Promise<void> {
  for (const example of await examples()) {
    for (const [name, text] of filesOf(example)) {
      const path = fileURLToPath(new URL(join(example.folder, name), import.meta.url))
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await write()
