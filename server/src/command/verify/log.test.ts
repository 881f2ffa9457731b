/** The verifier against honest logs, and against everything that whoever owns the database could do to one. */
import { createHash } from 'node:crypto'
import { Checkpoint, Merkle, Note, Receipt } from '@portcullis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportOf, type Files, recordOf, recordsOf, signerOf } from '../../../../tools/bar/log-export.ts'
import { type Evidence, type Verified, verifyLog } from './log.ts'
import { type Key, keyOf } from './note.ts'
import { receiptOf } from './receipts.ts'
import { leafHash, rootFrom } from './tree.ts'

const log = signerOf('example.com/log', 1)
const thief = signerOf('example.com/log', 2)
const witness = signerOf('example.com/witness', 3, 4)
const key = keyOf(Note.keyText(log.key))!
const witnessKey = keyOf(Note.keyText(witness.key))!
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()
const plain = { key, witnesses: [] as Key[], older: [] as string[], receipts: [], nowMs: null }

function verified(files: Files, more: Partial<Evidence> = {}): Verified {
  return verifyLog({ ...plain, read: (path) => (files.has(path) ? Buffer.from(files.get(path)!) : null), ...more })
}

const codes = ({ findings }: Verified) => findings.map(({ code }) => code)
const checkpointOf = (files: Files) => Buffer.from(files.get('checkpoint')!).toString()

describe('an honest log', () => {
  it.each([0, 1, 2, 255, 256, 257, 511, 512, 700])('of %d entries is as it was signed', (size) => {
    const files = exportOf(recordsOf(size), log)
    expect(verified(files)).toMatchObject({ findings: [], records: size, withheld: 0, head: { size } })
  })

  it('may withhold records, and tiles, and then the entries still stand', () => {
    const files = exportOf(recordsOf(300), log)
    files.set('records/001.jsonl', Buffer.from('\n'.repeat(44)))
    for (const path of files.keys()) if (/^tile\/\d/.test(path)) files.delete(path)
    expect(verified(files)).toMatchObject({ findings: [], records: 256, withheld: 44 })
  })

  it('extends every checkpoint that it signed before, and no other', () => {
    const files = exportOf(recordsOf(600), log)
    const older = [0, 1, 255, 256, 599, 600].map((size) => checkpointOf(exportOf(recordsOf(size), log)))
    expect(verified(files, { older }).findings).toEqual([])
    const other = checkpointOf(exportOf([recordOf(9), ...recordsOf(300)], log))
    expect(codes(verified(files, { older: [other] }))).toEqual(['older_differs'])
    const longer = checkpointOf(exportOf(recordsOf(601), log))
    expect(codes(verified(files, { older: [longer] }))).toEqual(['older_differs'])
    expect(codes(verified(files, { older: [checkpointOf(exportOf(recordsOf(3), thief))] }))).toEqual(['older_differs'])
  })

  it('is cosigned by the witnesses that are named, or not to be believed', () => {
    const files = exportOf(recordsOf(5), log)
    expect(codes(verified(files, { witnesses: [witnessKey] }))).toEqual(['not_cosigned'])
    const note = Note.parse(checkpointOf(files))
    const line = Checkpoint.cosign(note, 1_780_000_100n, witness.key, witness.sign)
    files.set('checkpoint', Buffer.from(Note.format({ ...note, signatures: [...note.signatures, line] })))
    expect(verified(files, { witnesses: [witnessKey] }).findings).toEqual([])
    const other = exportOf(recordsOf(6), log)
    const moved = Note.parse(checkpointOf(other))
    other.set('checkpoint', Buffer.from(Note.format({ ...moved, signatures: [...moved.signatures, line] })))
    expect(codes(verified(other, { witnesses: [witnessKey] }))).toEqual(['not_cosigned'])
  })
})

describe('receipts', () => {
  const issued = Receipt.issue(
    [4, 5, 99].map((i) => sha256(recordOf(i))),
    1_780_000_004_000,
    1000,
    log.key,
    log.sign,
  )
  const lines = issued.map((one) => JSON.stringify(one))
  const read = lines.map((line) => receiptOf(line, key))

  it('are evidence: what was promised and is not there is found, once it is due', () => {
    const receipts = read.filter((one) => typeof one !== 'string')
    expect(receipts).toHaveLength(3)
    expect(codes(verified(exportOf(recordsOf(20), log), { receipts }))).toEqual(['receipt_not_in_log'])
    const early = verified(exportOf(recordsOf(5), log), { receipts })
    expect([codes(early), early.pending]).toEqual([[], 2])
  })

  it('are refused when anything in them is another, or another key signed', () => {
    expect(typeof receiptOf(lines[0]!, keyOf(Note.keyText(thief.key))!)).toBe('string')
    const changes = fc.record({
      which: fc.nat(2),
      field: fc.constantFrom(...Object.keys(issued[0]!)),
      luck: fc.nat(30),
    })
    fc.assert(
      fc.property(changes, ({ which, field, luck }) => {
        const receipt: Record<string, unknown> = { ...issued[which]! }
        const value = receipt[field]
        receipt[field] =
          typeof value === 'number' ? value + 1 + luck : `${value}`.replace(/[0-9]/, (digit) => `${(+digit + 1) % 10}`)
        expect(typeof receiptOf(JSON.stringify(receipt), key)).toBe('string')
      }),
      { seed: 5, numRuns: 300 },
    )
    for (const line of ['', '[]', 'null', '{"recordHash":', '{}']) expect(typeof receiptOf(line, key)).toBe('string')
  })
})

describe('proofs', () => {
  it('lead where the writer’s tree says, and nowhere when they have another length', () => {
    const leaves = recordsOf(70).map((record) => Merkle.leaf(sha256(record)))
    const nodes = new Map<string, Uint8Array>()
    const tree = leaves.reduce(
      (grown, leaf) => Merkle.append(grown, leaf, sha256, (level, i, hash) => nodes.set(`${level}/${i}`, hash)),
      Merkle.empty,
    )
    for (let index = 0; index < 70; index++) {
      const proof = Merkle.inclusion(index, 70, (level, i) => nodes.get(`${level}/${i}`)!, sha256).map((hash) =>
        Buffer.from(hash),
      )
      const leaf = leafHash(Buffer.from(sha256(recordOf(index))))
      expect(rootFrom(leaf, index, 70, proof)).toEqual(Buffer.from(Merkle.root(tree, sha256)))
      expect(rootFrom(leaf, index, 70, proof.slice(1))).toBeNull()
      expect(rootFrom(leaf, index, 70, [...proof, leaf])).toBeNull()
      expect(rootFrom(leaf, 70, 70, proof)).toBeNull()
    }
  })
})

describe('whoever owns the database', () => {
  const size = 600
  const records = recordsOf(size)
  const entries = records.map(sha256)
  const changed = (i: number) => Buffer.from(`${Buffer.from(records[i]!)}`.replace('true', 'false'))
  const put = <T>(list: readonly T[], at: number, ...items: T[]) => [
    ...list.slice(0, at),
    ...items,
    ...list.slice(at + 1),
  ]
  /** Entries and records are other ones; tiles and checkpoint are still those of before. */
  const under = (some: readonly Uint8Array[], written = some.map(sha256)): Files => {
    const files = exportOf(some, log, written)
    const honest = exportOf(records, log)
    for (const [path, bytes] of honest) if (/^tile\/\d/.test(path) || path === 'checkpoint') files.set(path, bytes)
    return files
  }

  it.each([0, 255, 256, 511, 512, 599])('cannot change entry %d unseen, and it is named', (at) => {
    const record = verified(under(put(records, at, changed(at)), entries))
    expect(record.findings[0]).toMatchObject({ code: 'record_changed', index: at })
    const both = verified(under(put(records, at, changed(at))))
    expect(both.findings[0]).toMatchObject({ code: 'entry_changed', index: at })
    const entry = verified(under(records, put(entries, at, sha256(changed(at)))))
    expect(entry.findings[0]!.index).toBe(at)
  })

  it('cannot delete, insert or swap unseen, and the first entry that moved is named', () => {
    expect(verified(under(put(records, 300))).findings[0]).toMatchObject({ index: 300 })
    const swapped = put(put(records, 10, records[400]!), 400, records[10]!)
    expect(verified(under(swapped)).findings[0]).toMatchObject({ index: 10 })
    const inserted = [...records.slice(0, 270), changed(0), ...records.slice(270, -1)]
    expect(verified(under(inserted)).findings[0]).toMatchObject({ index: 270 })
  })

  it('cannot cut the tail under the same checkpoint, nor with a shorter one that somebody knows to be older', () => {
    expect(verified(under(records.slice(0, 512))).findings[0]).toMatchObject({ code: 'entries_missing', index: 512 })
    expect(codes(verified(under(records.slice(0, 599))))).toContain('entries_missing')
    const short = exportOf(records.slice(0, 590), log)
    expect(verified(short).findings).toEqual([])
    expect(codes(verified(short, { older: [checkpointOf(exportOf(records, log))] }))).toEqual(['older_differs'])
  })

  it('cannot hide behind changed tiles: the batch is named', () => {
    const files = under(put(records, 300, changed(300)))
    const rewritten = exportOf(put(records, 300, changed(300)), log)
    files.set('tile/0/001', rewritten.get('tile/0/001')!)
    expect(verified(files).findings[0]).toMatchObject({ code: 'entry_changed', index: 256, to: 511 })
    files.set('tile/1/000.p/2', rewritten.get('tile/1/000.p/2')!)
    expect(codes(verified(files))).toEqual(['root_differs'])
    const damaged = exportOf(records, log)
    damaged.set('tile/1/000.p/2', new Uint8Array(64))
    expect(codes(verified(damaged))).toEqual(['tile_changed'])
  })

  it('cannot sign with another key, nor show another history to whoever keeps a checkpoint', () => {
    expect(codes(verified(exportOf(records, thief)))).toEqual(['not_signed'])
    expect(codes(verified(new Map()))).toEqual(['not_signed'])
    const fork = exportOf(put(records, 5, changed(5)), log)
    expect(codes(verified(fork))).toEqual([])
    expect(codes(verified(fork, { older: [checkpointOf(exportOf(records.slice(0, 100), log))] }))).toEqual([
      'older_differs',
    ])
  })
})
