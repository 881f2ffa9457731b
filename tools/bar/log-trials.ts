/** What somebody who owns the database may do to a log: every column, every order, the tail, the whole. */
import { hash } from 'node:crypto'
import { exportOf, type Files, recordOf, type Signer, signerOf } from './log-export.ts'

/** `inPlace`: entry `at` and no other was changed, so that it must be named. */
export type Trial = { readonly kind: string; readonly at: number; readonly inPlace: boolean; readonly files: Files }

type Changed = { readonly at: number; readonly files: Files; readonly inPlace?: true }
type Luck = (below: number) => number

/** @returns Trials of every kind in turn. */
export function* trialsOf(records: readonly Uint8Array[], count: number, luck: Luck, log: Signer): Generator<Trial> {
  const honest = exportOf(records, log)
  const entries = records.map(hashOf)
  const thief = signerOf(log.key.name, 77)
  const any = () => luck(records.length)

  /** The rows are other ones; the tiles and the checkpoint, which left the house, are still those of before. */
  const rows = (some: readonly Uint8Array[], written = some.map(hashOf)): Files =>
    new Map([...exportOf(some, log, written), ...[...honest].filter(([path]) => /^tile\/\d|^checkpoint$/.test(path))])
  const record = (change: (text: string) => string) => (): Changed => {
    const at = any()
    return { at, files: rows(put(records, at, Buffer.from(change(textOf(records[at]!)))), entries), inPlace: true }
  }

  const kinds: Readonly<Record<string, () => Changed>> = {
    'record: a value': record((text) => text.replace('true', 'false')),
    'record: a digit of its time': record((text) => text.replace(/\d(?=\.\d{3}Z)/, (digit) => `${(+digit + 1) % 10}`)),
    'record: another tenant': record((text) => text.replace('"tenant":"t"', '"tenant":"u"')),
    'record: spelled otherwise': record((text) => text.replace('"kind":', '"kind": ')),
    'record: escaped otherwise': record((text) => text.replace('login', '\\u006cogin')),
    'record: a field more': record((text) => text.replace('{', '{"a":1,')),
    'record: cut': record((text) => text.slice(0, 1 + luck(text.length - 1))),
    hash: () => {
      const at = any()
      return { at, files: rows(records, put(entries, at, hashOf(Buffer.from('x')))), inPlace: true }
    },
    'record and hash': () => {
      const at = any()
      return { at, files: rows(put(records, at, recordOf(records.length + at))), inPlace: true }
    },
    delete: () => {
      const at = any()
      return { at, files: rows(put(records, at)) }
    },
    swap: () => {
      const at = luck(records.length - 1)
      return { at, files: rows(put(put(records, at, records[at + 1]!), at + 1, records[at]!)), inPlace: true }
    },
    insert: () => {
      const at = any()
      return { at, files: rows([...records.slice(0, at), recordOf(9999), ...records.slice(at, -1)]) }
    },
    'renumber: one goes to the end': () => {
      const at = luck(records.length - 1)
      return { at, files: rows([...put(records, at), records[at]!]) }
    },
    'truncate under the checkpoint': () => {
      const at = any()
      return { at, files: rows(records.slice(0, at)) }
    },
    'truncate and sign anew': () => {
      const at = records.length - 1 - luck(1000)
      return { at, files: exportOf(records.slice(0, at), log) }
    },
    'fork, signed by the log': () => {
      const at = luck(records.length - 10)
      return { at, files: exportOf(put(records, at, recordOf(9999)), log) }
    },
    'drop what a receipt promised, and sign anew': () => {
      const at = records.length - 5 + luck(2)
      return { at, files: exportOf(put(records, at), log) }
    },
    'sign with another key': () => ({ at: 0, files: exportOf(records, thief) }),
    'another root under the old signature': () => {
      const forged = textOf(exportOf(put(records, 0), thief).get('checkpoint')!).split('\n')
      const own = textOf(honest.get('checkpoint')!).split('\n')
      return { at: 0, files: new Map([...honest, ['checkpoint', Buffer.from(put(own, 2, forged[2]!).join('\n'))]]) }
    },
    'a tile': () => {
      const at = luck(7)
      const path = `tile/0/00${at}`
      return {
        at,
        files: new Map([...honest, [path, honest.get(path)!.map((byte, i) => (i === 7 ? byte ^ 1 : byte))]]),
      }
    },
  }
  const names = Object.keys(kinds)
  for (let i = 0; i < count; i++) {
    const kind = names[i % names.length]!
    const { at, files, inPlace = false } = kinds[kind]!()
    yield { kind, at, files, inPlace }
  }
}

function put<T>(list: readonly T[], at: number, ...items: readonly T[]): T[] {
  return [...list.slice(0, at), ...items, ...list.slice(at + 1)]
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}

function hashOf(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}
