/**
 * The bar of the log: every entry of a large log is proven by two implementations that share nothing, no change that whoever owns the
 * database can make goes unseen, and no proof that was changed is taken. With a planted bug it must fail.
 *
 *   npm run bar:log -- [--seed N] [--entries N] [--trials N] [--plant M-18-bytes|M-18-prefix|M-18-length|M-19]
 */
import { hash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Merkle, Note, Receipt } from '@portcullis/core'
import { linesIn } from '../../server/src/command/verify/folder.ts'
import { type Evidence, verifyLog } from '../../server/src/command/verify/log.ts'
import { keyOf } from '../../server/src/command/verify/note.ts'
import { receiptOf } from '../../server/src/command/verify/receipts.ts'
import { rootFrom } from '../../server/src/command/verify/tree.ts'
import { exportOf, type Files, recordOf, recordsOf, signerOf } from './log-export.ts'
import { type Trial, trialsOf } from './log-trials.ts'

const plants = ['M-18-bytes', 'M-18-prefix', 'M-18-length', 'M-19'] as const
type Plant = (typeof plants)[number]

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20261120' },
    entries: { type: 'string', default: '100000' },
    trials: { type: 'string', default: '400' },
    plant: { type: 'string' },
  },
})
const [seed, entries, trials] = [values.seed, values.entries, values.trials].map(Number) as [number, number, number]
const plant = planted(values.plant)

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')
const log = signerOf('example.com/log', 1)
const key = keyOf(Note.keyText(log.key))!
const started = Date.now()
const luck = lucky(seed)

/** Hashing and proving as the product does, or with the bug that was planted. */
const subject = {
  leaf:
    plant === 'M-18-prefix'
      ? (entry: Uint8Array) => sha256(Buffer.concat([Buffer.of(1), entry]))
      : (entry: Uint8Array) => Merkle.leaf(entry, sha256),
  includes: plant === 'M-18-length' ? byIndexAlone : Merkle.includes,
}

const proofs = proven(entries)
const mutants = mutatedProofs(20_000)
const tampers = tampered(trials)
const honest = falseAlarms()
const failures = [
  ...(proofs.failed > 0 ? [`${proofs.failed} entries or size pairs could not be proven`] : []),
  ...(mutants.accepted > 0 ? [`${mutants.accepted} changed proofs were taken`] : []),
  ...tampers.unseen.map((how) => `a change went unseen: ${how}`),
  ...tampers.misplaced.map((how) => `a change was not named: ${how}`),
  ...(honest > 0 ? [`${honest} honest logs were refused`] : []),
  ...(tampers.least < Math.floor(trials / 40) ? ['void: a kind of change was hardly tried'] : []),
]
for (const failure of failures.slice(0, 10)) console.log(failure)
console.log(
  JSON.stringify({
    bar: 'log',
    passed: failures.length === 0,
    seed,
    plant: plant ?? null,
    ...proofs,
    ...mutants,
    tampers: tampers.tried,
    undetected: tampers.unseen.length,
    misplaced: tampers.misplaced.length,
    byKind: tampers.byKind,
    falseAlarms: honest,
    seconds: (Date.now() - started) / 1000,
  }),
)
process.exitCode = failures.length === 0 ? 0 : 1

/** Every entry against the root, by the core and by the verifier, and 500 pairs of sizes. */
function proven(size: number) {
  const tree = grow(size, subject.leaf)
  const root = tree.roots.at(size)
  let failed = 0
  for (let index = 0; index < size; index++) {
    const proof = Merkle.inclusion(index, size, tree.at, sha256)
    const leaf = tree.at(0, index)
    const other = rootFrom(
      Buffer.from(leaf),
      index,
      size,
      proof.map((hash) => Buffer.from(hash)),
    )
    if (!subject.includes(leaf, index, size, proof, root, sha256) || !other?.equals(root)) failed++
  }
  for (let i = 0; i < 500; i++) {
    const [first, second] = [luck(size + 1), luck(size + 1)].sort((a, b) => a - b) as [number, number]
    const proof = Merkle.consistency(first, second, tree.at, sha256)
    if (!Merkle.extendsTree(first, second, proof, tree.roots.at(first), tree.roots.at(second), sha256)) failed++
  }
  return { entries: size, pairs: 500, failed }
}

function mutatedProofs(count: number) {
  const size = 1024
  const tree = grow(size, subject.leaf)
  const root = tree.roots.at(size)
  let accepted = 0
  for (let i = 0; i < count; i++) {
    const index = luck(size)
    const leaf = tree.at(0, index)
    const proof = Merkle.inclusion(index, size, tree.at, sha256)
    const [at, as, path, of] = mutant(i % 7, index, size, leaf, proof, tree)
    const taken = subject.includes(as, at, of, path, root, sha256)
    const other = rootFrom(
      Buffer.from(as),
      at,
      of,
      path.map((hash) => Buffer.from(hash)),
    )
    if (taken || other?.equals(root)) accepted++
  }
  return { mutatedProofs: count, accepted }
}

type Mutant = readonly [index: number, leaf: Uint8Array, proof: readonly Uint8Array[], size: number]

function mutant(
  how: number,
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  tree: Grown,
): Mutant {
  const at = luck(proof.length)
  const flipped = (hash: Uint8Array) => hash.map((byte, i) => (i === at ? byte ^ (1 << luck(8)) : byte))
  switch (how) {
    case 0:
      return [index, leaf, proof.map((hash, i) => (i === at ? flipped(hash) : hash)), size]
    case 1:
      return [index, leaf, proof.filter((_, i) => i !== at), size]
    case 2:
      return [index, leaf, [...proof, sha256(leaf)], size]
    case 3:
      return [index ^ 1, leaf, proof, size]
    case 4:
      return [index, flipped(leaf), proof, size]
    case 5:
      // The same bits in a place that the log does not have.
      return [index + size, leaf, proof, size]
    default: {
      // Two hashes as one entry of a log of half the size: only the mark of leaves tells.
      const pair = Buffer.concat([tree.at(0, index - (index % 2)), tree.at(0, index - (index % 2) + 1)])
      return [Math.floor(index / 2), subject.leaf(pair), proof.slice(1), size / 2]
    }
  }
}

function tampered(count: number) {
  const size = 2000
  const records = recordsOf(size)
  const before = Buffer.from(exportOf(records.slice(0, size - 10), log).get('checkpoint')!).toString()
  const now = Buffer.from(exportOf(records, log).get('checkpoint')!).toString()
  const promised = [size - 5, size - 4].map((i) => sha256(recordOf(i)))
  const receipts = Receipt.issue(promised, 1_780_000_000_000, 1000, log.key, log.sign)
    .map((one) => receiptOf(JSON.stringify(one), key))
    .filter((one) => typeof one !== 'string')
  const older = plant === 'M-19' ? [] : [before, now]
  const byKind: Record<string, number> = {}
  const unseen: string[] = []
  const misplaced: string[] = []
  for (const trial of trialsOf(records, count, luck, log)) {
    byKind[trial.kind] = (byKind[trial.kind] ?? 0) + 1
    const { findings } = verifyLog(evidenceOf(trial, older, plant === 'M-19' ? [] : receipts))
    if (findings.length === 0) unseen.push(`${trial.kind} at ${trial.at}`)
    else if (trial.inPlace && findings[0]!.index !== trial.at)
      misplaced.push(`${trial.kind} at ${trial.at}, and ${findings[0]!.index} was named`)
  }
  return { tried: count, unseen, misplaced, byKind, least: Math.min(...Object.values(byKind)) }
}

function evidenceOf({ files }: Trial, older: readonly string[], receipts: Evidence['receipts']): Evidence {
  return { read: readerOf(files), key, witnesses: [], older, receipts, nowMs: null }
}

/** With the bug planted, a record is hashed as it would be written anew, not as it is stored. */
function readerOf(files: Files): Evidence['read'] {
  return (path) => {
    const bytes = files.get(path)
    if (bytes === undefined) return null
    if (plant !== 'M-18-bytes' || !path.startsWith('records/')) return Buffer.from(bytes)
    const lines = linesIn(Buffer.from(bytes)).map((line) => rewritten(line.toString()))
    return Buffer.from(`${lines.join('\n')}\n`)
  }
}

function rewritten(line: string): string {
  try {
    return JSON.stringify(JSON.parse(line))
  } catch (error) {
    if (error instanceof SyntaxError) return line
    throw error
  }
}

/** @returns How many honest logs were refused. */
function falseAlarms(): number {
  const sizes = Array.from({ length: 60 }, (_, i) => (i < 20 ? i : luck(1500)))
  return sizes.filter((size) => {
    const records = recordsOf(size)
    const older = [Buffer.from(exportOf(records.slice(0, luck(size + 1)), log).get('checkpoint')!).toString()]
    const files = exportOf(records, log)
    const read: Evidence['read'] = (path) => (files.has(path) ? Buffer.from(files.get(path)!) : null)
    return verifyLog({ read, key, witnesses: [], older, receipts: [], nowMs: null }).findings.length > 0
  }).length
}

type Grown = { readonly at: Merkle.Node; readonly roots: { readonly at: (size: number) => Buffer } }

function grow(size: number, leafOf: (entry: Uint8Array) => Uint8Array): Grown {
  const levels: Uint8Array[][] = []
  let tree = Merkle.empty
  for (let i = 0; i < size; i++) {
    tree = Merkle.append(tree, leafOf(sha256(recordOf(i))), sha256, (level, index, hash) => {
      levels[level] ??= []
      levels[level]![index] = hash
    })
  }
  const at: Merkle.Node = (level, index) => levels[level]![index]!
  return { at, roots: { at: (count) => Buffer.from(Merkle.root(Merkle.frontier(count, at), sha256)) } }
}

/** The planted verifier: it climbs by the bits of the index and never asks how many steps there must be. */
function byIndexAlone(
  leaf: Uint8Array,
  index: number,
  _size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  let [at, hash] = [index, leaf]
  for (const sibling of proof) {
    hash = at % 2 === 1 ? Merkle.node(sibling, hash, sha256) : Merkle.node(hash, sibling, sha256)
    at = Math.floor(at / 2)
  }
  return Merkle.same(hash, root)
}

function planted(name: string | undefined): Plant | undefined {
  const found = plants.find((one) => one === name)
  if (name === undefined || found !== undefined) return found
  throw new Error(`--plant is one of ${plants.join(', ')}`)
}

/** @returns Numbers below a limit, the same for the same seed (mulberry32). */
function lucky(from: number): (below: number) => number {
  let state = from >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
