/** `portcullis verify`: the log, offline, from an export and a public key. */
import { statSync } from 'node:fs'
import { readText } from './input.ts'
import { clockOf, type Options } from './options.ts'
import { escaped, visible } from './table.ts'
import { type Exit, exits, UsageError } from './usage.ts'
import { folderReader } from './verify/folder.ts'
import { type Finding, type Verified, verifyLog } from './verify/log.ts'
import { type Key, keyOf } from './verify/note.ts'
import { type Receipt, receiptOf } from './verify/receipts.ts'

export const verifyOptions = ['log-key', 'witness', 'older', 'receipts', 'now', 'json'] as const

/** @returns The exit code: 0 when everything is as the log signed it, 1 for any finding, 2 for wrong usage. */
export function verify(options: Options, print: (line: string) => void): Exit {
  const [folder, ...more] = options.files
  if (folder === undefined || more.length > 0) throw new UsageError('verify takes one folder, an export of the log')
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`there is no folder ${folder}`)
  if (options.logKey === undefined) throw new UsageError('--log-key is missing: the public key of the log')
  const key = readKey(options.logKey, 1)
  const read = options.receipts.flatMap((file) => receiptsIn(file, key))
  const verified = verifyLog({
    read: folderReader(folder),
    key,
    witnesses: options.witness.map((text) => readKey(text, 4)),
    older: options.older.map(readText),
    receipts: read.filter((one) => 'hash' in one),
    nowMs: options.now === undefined ? null : clockOf(options)(),
  })
  const findings = [...verified.findings, ...read.filter((one) => 'code' in one)]
  if (options.json) print(escaped(JSON.stringify(jsonOf(verified, findings))))
  else for (const line of textOf(verified, findings)) print(visible(line))
  return findings.length === 0 ? exits.allow : exits.deny
}

/** A key is given as it is, or as the file that holds it. */
function readKey(text: string, type: number): Key {
  const key = keyOf(text) ?? keyOf(isFile(text) ? readText(text) : '')
  if (key?.type === type) return key
  throw new UsageError(`\`${text}\` is no ${type === 1 ? 'key of a log' : 'key of a witness'}: expected name+id+key`)
}

function isFile(text: string): boolean {
  return statSync(text, { throwIfNoEntry: false })?.isFile() === true
}

function receiptsIn(file: string, key: Key): readonly (Receipt | Finding)[] {
  const lines = readText(file).split('\n')
  return lines.flatMap((line, i): (Receipt | Finding)[] => {
    if (line === '') return []
    const receipt = receiptOf(line, key)
    if (typeof receipt !== 'string') return [receipt]
    return [{ code: 'receipt_refused', index: null, message: `${file}:${i + 1} is no receipt of the log: ${receipt}` }]
  })
}

function jsonOf({ head, records, withheld, pending }: Verified, findings: readonly Finding[]): object {
  const log = head === null ? {} : { origin: head.origin, size: head.size, root: head.root.toString('base64') }
  return { sound: findings.length === 0, ...log, records, withheld, pending, findings }
}

function textOf({ head, records, withheld, pending }: Verified, findings: readonly Finding[]): readonly string[] {
  const lines = findings.map(({ code, message }) => `${code}: ${message}`)
  if (head !== null) {
    const held = withheld === 0 ? '' : `, ${withheld} withheld`
    const open = pending === 0 ? '' : `; ${pending} receipts for records that are still to come`
    lines.push(`${head.origin}: ${head.size} entries, ${records} records${held}${open}`)
  }
  const [first] = findings
  const where = first === undefined || first.index === null ? '' : `; the first bad entry is ${first.index}`
  return [...lines, first === undefined ? 'the log is as it was signed' : `the log is not as it was signed${where}`]
}
