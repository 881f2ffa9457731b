/**
 * Verifies an export of the log against the log's public key alone, batch by batch: nothing of one batch is kept but hashes. Written
 * apart from what writes the log.
 */
import { hash as digest } from 'node:crypto'
import { batch, entriesIn, hashesIn, linesIn, type Reader, recordsPath, tilePath } from './folder.ts'
import { locate } from './locate.ts'
import { cosignedAt, type Head, headOf, type Key } from './note.ts'
import type { Receipt } from './receipts.ts'
import { growing, leafHash, push, rootOf, rootOver } from './tree.ts'

/** What is wrong. `index` is the entry concerned, `to` the last one where no tile narrows it down; null for the whole. */
export type Finding = {
  readonly code:
    | 'not_signed'
    | 'not_cosigned'
    | 'entries_missing'
    | 'entry_changed'
    | 'record_changed'
    | 'records_missing'
    | 'root_differs'
    | 'older_differs'
    | 'tile_changed'
    | 'receipt_refused'
    | 'receipt_not_in_log'
  readonly index: number | null
  readonly to?: number
  readonly message: string
}

export type Evidence = {
  readonly read: Reader
  readonly key: Key
  readonly witnesses: readonly Key[]
  /** Earlier checkpoints of the log, as notes. */
  readonly older: readonly string[]
  readonly receipts: readonly Receipt[]
  /** The instant until which the log must hold what was promised; null for the time of its last record or cosignature. */
  readonly nowMs: number | null
}

/** `findings` stand in the order of their entries; the whole comes last. */
export type Verified = {
  readonly head: Head | null
  readonly findings: readonly Finding[]
  readonly records: number
  readonly withheld: number
  readonly pending: number
}

export function verifyLog(evidence: Evidence): Verified {
  const note = evidence.read('checkpoint')?.toString('utf8') ?? ''
  const head = headOf(note, evidence.key)
  if (typeof head === 'string') {
    const message = `the checkpoint is not to be believed: ${head}`
    return { head: null, findings: [{ code: 'not_signed', index: null, message }], records: 0, withheld: 0, pending: 0 }
  }
  const run = new Run(evidence, head)
  run.all()
  run.cosignatures(note)
  run.promises()
  const findings = run.findings.toSorted((a, b) => (a.index ?? head.size) - (b.index ?? head.size))
  return { head, findings, records: run.records, withheld: run.withheld, pending: run.pending }
}

/** One pass over the log. A class, since it keeps the state of the pass. */
class Run {
  readonly findings: Finding[] = []
  records = 0
  withheld = 0
  pending = 0
  readonly #evidence: Evidence
  readonly #head: Head
  readonly #tree = growing()
  readonly #roots = new Map<number, Buffer>()
  readonly #promised: Map<string, Receipt>
  readonly #older: readonly Head[]
  #latestMs: number
  #badTiles = 0
  readonly #full: Buffer[] = []
  #lastRecord: Buffer | null = null

  constructor(evidence: Evidence, head: Head) {
    this.#evidence = evidence
    this.#head = head
    this.#promised = new Map(evidence.receipts.map((receipt) => [receipt.hash, receipt]))
    this.#latestMs = evidence.nowMs ?? 0
    this.#older = evidence.older.flatMap((note) => {
      const older = headOf(note, evidence.key)
      if (typeof older !== 'string') return older
      this.#find('older_differs', null, `an older checkpoint is not to be believed: ${older}`)
      return []
    })
  }

  all(): void {
    const { size, root } = this.#head
    for (let index = 0; index * batch < size; index++) if (!this.#batch(index)) break
    const missing = this.#tree.count < size
    if (this.#older.some((older) => older.size === 0)) this.#roots.set(0, rootOf(growing()))
    this.#compareTilesAbove()
    if (missing || !rootOf(this.#tree).equals(root)) this.#locate(missing)
    for (const older of this.#older) this.#compare(older)
    if (!missing) return
    this.#promised.clear()
  }

  /** @returns Whether the entries were there. */
  #batch(index: number): boolean {
    const start = index * batch
    const width = Math.min(batch, this.#head.size - start)
    const entries = this.#entries(index, width)
    if (entries === null) {
      this.#find(
        'entries_missing',
        start,
        `the bundle of entries ${start} to ${start + width - 1} is missing or damaged`,
      )
      return false
    }
    const leaves = entries.map(leafHash)
    this.#compareTile(0, index, leaves)
    if (width === batch) this.#full.push(rootOver(leaves))
    for (const leaf of leaves) {
      push(this.#tree, leaf)
      if (this.#older.some(({ size }) => size === this.#tree.count))
        this.#roots.set(this.#tree.count, rootOf(this.#tree))
    }
    for (const entry of entries) this.#promised.delete(entry.toString('hex'))
    this.#compareRecords(index, start, entries)
    return true
  }

  #entries(index: number, width: number): readonly Buffer[] | null {
    const bytes = this.#evidence.read(tilePath('entries', index, width))
    return bytes === null ? null : entriesIn(bytes, width)
  }

  #compareTile(level: number, index: number, own: readonly Buffer[]): void {
    const bytes = this.#evidence.read(tilePath(level, index, own.length))
    if (bytes === null) return
    const hashes = hashesIn(bytes, own.length)
    if (hashes === null || hashes.some((hash, i) => !hash.equals(own[i]!))) this.#badTiles++
  }

  /** The tiles above those of the leaves: each hash in one is the root over a full tile below. */
  #compareTilesAbove(): void {
    let hashes: readonly Buffer[] = this.#full
    for (let level = 1; hashes.length > 0; level++) {
      const above: Buffer[] = []
      for (let start = 0; start < hashes.length; start += batch) {
        const own = hashes.slice(start, start + batch)
        this.#compareTile(level, start / batch, own)
        if (own.length === batch) above.push(rootOver(own))
      }
      hashes = above
    }
  }

  /** What is stored must be what was hashed, byte for byte. */
  #compareRecords(index: number, start: number, entries: readonly Buffer[]): void {
    const bytes = this.#evidence.read(recordsPath(index))
    if (bytes === null) {
      this.withheld += entries.length
      return
    }
    const lines = linesIn(bytes)
    if (lines.length !== entries.length)
      this.#find(
        'records_missing',
        start,
        `${recordsPath(index)} has ${lines.length} lines for ${entries.length} entries`,
      )
    for (const [i, entry] of entries.entries()) {
      const line = lines[i]
      if (line === undefined || line.length === 0) this.withheld++
      else if (digest('sha256', line, 'buffer').equals(entry)) this.#keep(line)
      else this.#find('record_changed', start + i, `the record of entry ${start + i} is not the one that was logged`)
    }
  }

  #keep(line: Buffer): void {
    this.records++
    this.#lastRecord = line
  }

  #locate(missing: boolean): void {
    const { size, root } = this.#head
    const leaves = (index: number, width: number) => this.#entries(index, width)?.map(leafHash) ?? null
    const place = locate(this.#evidence.read, size, root, leaves)
    if (place !== null) {
      const what = place.from === place.to ? `entry ${place.from} is` : `entries ${place.from} to ${place.to} are`
      this.#find('entry_changed', place.from, `${what} not what the log signed`, place.to)
      return
    }
    if (!missing) this.#find('root_differs', null, 'the entries do not lead to the root that the log signed')
  }

  #compare(older: Head): void {
    if (older.size > this.#head.size)
      this.#find('older_differs', this.#head.size, `the log had ${older.size} entries, and has ${this.#head.size}`)
    const root = older.size === this.#head.size ? this.#head.root : this.#roots.get(older.size)
    if (root !== undefined && !root.equals(older.root))
      this.#find('older_differs', null, `the first ${older.size} entries are not those that the log signed before`)
  }

  cosignatures(note: string): void {
    for (const witness of this.#evidence.witnesses) {
      const seconds = cosignedAt(note, witness)
      if (typeof seconds === 'string') this.#find('not_cosigned', null, seconds)
      else this.#latestMs = Math.max(this.#latestMs, seconds * 1000)
    }
  }

  /** What was promised until the last instant that the log is known to have seen must be in it. */
  promises(): void {
    if (this.#evidence.nowMs === null && this.#lastRecord !== null)
      this.#latestMs = Math.max(this.#latestMs, atOf(this.#lastRecord))
    if (this.#badTiles > 0 && this.findings.length === 0)
      this.#find(
        'tile_changed',
        null,
        `${this.#badTiles} tiles are not of these entries, which are as the log signed them`,
      )
    for (const { hash, byMs } of this.#promised.values()) {
      if (byMs > this.#latestMs) this.pending++
      else this.#find('receipt_not_in_log', null, `the record 0x${hash} was promised, and is not in the log`)
    }
  }

  #find(code: Finding['code'], index: number | null, message: string, to?: number): void {
    this.findings.push({ code, index, ...(to === undefined || to === index ? {} : { to }), message })
  }
}

/** Records begin to be read only here: nothing but the instant of one that is proven to be as it was logged. */
function atOf(record: Buffer): number {
  try {
    const { at } = JSON.parse(record.toString('utf8')) as { readonly at?: unknown }
    const ms = typeof at === 'string' ? Date.parse(at) : 0
    return Number.isNaN(ms) ? 0 : ms
  } catch (error) {
    // An entry that is no record of ours proves nothing of time.
    if (error instanceof SyntaxError) return 0
    throw error
  }
}
