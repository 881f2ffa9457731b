/**
 * Receipts as evidence: the log's signed word, given with every answer, that a record will be in the log by an instant. One signature
 * covers a batch: it signs the root over the batch's record hashes.
 */
import { isSigned, type Key, strictBase64 } from './note.ts'
import { leafHash, rootFrom } from './tree.ts'

/** `hash` is the record's, as hex; instants are milliseconds since 1970. */
export type Receipt = { readonly hash: string; readonly byMs: number }

const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** @returns The receipt that a line of JSON is, or why it is no evidence. */
export function receiptOf(line: string, key: Key): Receipt | string {
  const json = parsed(line)
  const { recordHash, at, by, index, size, proof, signature } = json as { [field: string]: unknown }
  if (typeof recordHash !== 'string' || !/^0x[0-9a-f]{64}$/.test(recordHash)) return 'it names no record hash'
  if (typeof at !== 'string' || typeof by !== 'string' || !form.test(at) || !form.test(by))
    return 'it names no instants'
  const hashes = Array.isArray(proof)
    ? proof.map((one) => (typeof one === 'string' ? strictBase64(one) : null))
    : [null]
  if (typeof index !== 'number' || typeof size !== 'number' || hashes.includes(null)) return 'it has no proof'
  const root = rootFrom(leafHash(Buffer.from(recordHash.slice(2), 'hex')), index, size, hashes as Buffer[])
  const bytes = typeof signature === 'string' ? strictBase64(signature) : null
  if (root === null || bytes === null) return 'it has no proof'
  const text = `${key.name}/receipts\n${size}\n${root.toString('base64')}\n${at}\n${by}\n`
  return isSigned(text, bytes, key)
    ? { hash: recordHash.slice(2), byMs: Date.parse(by) }
    : `${key.name} has not signed it`
}

function parsed(line: string): object {
  try {
    const json: unknown = JSON.parse(line)
    return typeof json === 'object' && json !== null ? json : {}
  } catch {
    // A line that is no JSON is no receipt, and is named as such.
    return {}
  }
}
