/** Writes the record of every decision of a run, as JSON lines: what `portcullis replay` reads. */
import { appendFileSync, writeFileSync } from 'node:fs'
import { Record, recordOf, type Said, Utf8 } from '@portcullis/core'
import type { Made } from './decider.ts'
import { piecesOf } from './library.ts'
import type { Options } from './options.ts'
import { UsageError } from './usage.ts'
import { version } from './version.ts'

/** @returns What writes one record; the file begins empty. @throws UsageError when it cannot be written. */
export function recorderTo(file: string, options: Options): (made: Made) => void {
  const basis = basisOf(options)
  let count = 0
  attempt(file, () => writeFileSync(file, ''))
  return (made) => {
    count++
    const record = recordOf(made.matter, made.judged, saidOf(made, basis, `dec_${count}`))
    attempt(file, () => appendFileSync(file, `${Utf8.toText(Record.bytes(record))}\n`))
  }
}

/** @returns What the record says beside what follows from the matter. */
export function saidOf({ matter, nowMs, total }: Made, basis: Said['basis'], id: string): Said {
  return {
    tenant: 'local',
    atMs: nowMs,
    id,
    versions: matter.bindings.map(() => 1),
    basis,
    origin: (fact) => ({ source: sourceOf(fact), ageMs: null }),
    total: (counter, partition) => ({ before: total(counter, partition), version: 0 }),
    executor: { node: 'command', key: matter.surroundings.key?.id ?? null },
    tookMs: 0,
    engine: version(),
  }
}

/** @returns The hashes of what policies and decoding stand on. */
export function basisOf(options: Pick<Options, 'with' | 'key' | 'chain'>): Said['basis'] {
  const pieces = options.with.flatMap(piecesOf)
  const of = (kind: string) => pieces.filter(({ json }) => json['kind'] === kind).map(({ hash }) => hash)
  const key = options.key === undefined ? null : piecesOf(options.key)[0]!.hash
  const cluster = pieces.find(({ json }) => json['kind'] === 'cluster' && json['chain'] === options.chain)?.hash ?? null
  return { counters: of('counter'), operations: of('operation'), contracts: of('contract'), key, cluster }
}

function sourceOf(fact: string): string {
  const [family] = fact.split('.')
  return { counter: 'ledger', time: 'clock', list: 'list' }[family!] ?? 'given'
}

function attempt(file: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`)
  }
}
