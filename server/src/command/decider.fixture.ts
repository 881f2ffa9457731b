/** Requests, policies and counters for tests of decisions, and the command run in a folder of its own. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile, nothingGiven, parse, parseController } from '@portcullis/core'
import { decide, decideOptions } from './decide.ts'
import type { Situation } from './decider.ts'
import type { Entry } from './input.ts'
import { readOptions } from './options.ts'
import type { Exit } from './usage.ts'

export const alice = `0x${'a1'.repeat(20)}`
export const bob = `0x${'b0'.repeat(20)}`

/** A native transfer on chain 1. */
export function pay(value: string, to = alice): { readonly transaction: object } {
  return { transaction: { chainId: 1, to, value } }
}

/** A condition on native transfers. */
export function native(operator: string, value: unknown, more: object = {}): object {
  return { transaction_type: 'nativeTransfer', transaction_attr: 'nativeValue', operator, value, ...more }
}

export function rule(action: 'allow' | 'deny', conditions: readonly object[], more: object = {}): object {
  return { issuer: [{ type: '*', id: '*' }], action, chain_type: 'ethereum', conditions, ...more }
}

export function policy(...rules: readonly object[]): object {
  return { version: '1.0', rules }
}

/** A counter of the native value, split by the recipient if asked. */
export function counter(id: string, change: object = {}): object {
  const window = { type: 'rolling', seconds: 86_400 }
  return { kind: 'counter', id, method: 'sum', window, partition_by: [], ...change }
}

export const byReceiver = { partition_by: [{ transaction_type: 'nativeTransfer', transaction_attr: 'receiver' }] }

/** At most `most` in the window of counter `day`, the request included. */
export function capped(most: string): object {
  return policy(rule('allow', [native('lte', most, { state: { id: 'day' } })]))
}

/** @returns A situation in which the policies decide at noon of 2026-11-20. */
export function situation(
  policies: readonly object[],
  counters: readonly object[] = [],
  change: Partial<Situation> = {},
): Situation {
  const controllers = counters.map((one) => parseController(one))
  const bindings = policies.map((one) => {
    return { level: 'key' as const, policy: compile(parse(JSON.stringify(one)), { controllers }) }
  })
  const now = () => Date.UTC(2026, 10, 20, 12)
  return { bindings, controllers, surroundings: nothingGiven, facts: {}, noPolicy: 'deny', now, ...change }
}

/** @returns The request as an entry of a file. */
export function entry(request: object | string, line = 1): Entry {
  const text = typeof request === 'string' ? request : JSON.stringify(request)
  return { source: 'test', line, form: text.startsWith('0x') ? 'hex' : 'json', text }
}

/** A folder in which files are written by name. A text is written as it is, anything else as JSON. */
export type Folder = { readonly path: string; readonly write: (name: string, content: unknown) => string }

export function folder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'portcullis-decide-'))
  const write = (name: string, content: unknown) => {
    const file = join(path, name)
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
    return file
  }
  return { path, write }
}

/** One line of `--json`. */
export type Line = Readonly<Record<string, unknown>> & {
  readonly decision?: string
  readonly code?: string
  readonly reason?: { readonly code: string; readonly message: string; readonly [name: string]: unknown }
}

/** @returns What `decide --json` prints with these arguments, and its exit code. */
export function ran(args: readonly string[]): { readonly exit: Exit; readonly lines: readonly Line[] } {
  const lines: Line[] = []
  const exit = decide(
    readOptions(['--json', ...args], decideOptions),
    (line) => void lines.push(JSON.parse(line) as Line),
  )
  return { exit, lines }
}
