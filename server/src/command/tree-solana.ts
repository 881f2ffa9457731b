/** The bytes of a Solana message, with the signatures before it where the payload is a transaction. */
import { Base58, type Call, type DecodedInstruction, type DecodedRequest, Hex } from '@portcullis/core'
import type { SolanaDetail } from './decode-solana.ts'
import { bytesText, countText, note, type Part, remarked, span, valueParts, valueText } from './tree-part.ts'

type Message = SolanaDetail['message']
/** What to say beside the named argument of a call, such as an amount in units of its token; empty for nothing. */
export type InstructionRemark = (call: Call, name: string) => string
/** Puts the next part, of a given size, behind the last one. */
type Put = (size: number, name: string, value?: string, parts?: (start: number) => readonly Part[]) => void

const keyBytes = 32
const signatureBytes = 64

/** @returns The parts of the payload, from its first byte to its last. `remark` says what an amount is in units. */
export function solanaParts(
  { calls }: DecodedRequest,
  detail: SolanaDetail,
  remark: InstructionRemark,
): readonly Part[] {
  const { message, signatures } = detail
  const parts: Part[] = []
  const put: Put = (size, name, value = '', inner = () => []) => {
    const start = parts.at(-1)?.end ?? 0
    parts.push(span(start, start + size, name, value, inner(start)))
  }
  if (signatures.length > 0) putSignatures(put, message, signatures)
  putHead(put, message)
  putCount(put, 'instruction', calls.length)
  for (const call of calls) {
    const { index, invocation, instruction, facts } = call
    const read = instruction!
    const title =
      facts['instruction']?.type === 'text' ? facts['instruction'].value : `unknown instruction of ${read.programId}`
    put(invocation!.range.end - invocation!.range.start, `#${index}`, title, (start) =>
      instructionParts(start, message.instructions[index]!, read, (name) => remark(call, name)),
    )
  }
  if (message.version === 0) putLookups(put, message)
  return parts
}

function putSignatures(put: Put, { accountKeys }: Message, signatures: SolanaDetail['signatures']): void {
  putCount(put, 'signature', signatures.length)
  signatures.forEach((signature, i) => {
    const signer = Base58.encode(accountKeys[i]!)
    put(signatureBytes, `signature ${i}`, signature === null ? `not signed yet, by ${signer}` : `by ${signer}`)
  })
}

function putHead(put: Put, { version, header, accountKeys, recentBlockhash }: Message): void {
  const { requiredSignatures, readonlySigned, readonlyUnsigned } = header
  if (version === 0) put(1, 'version', '0')
  put(
    3,
    'header',
    `${countText(requiredSignatures, 'signer')}, of them ${readonlySigned} read-only; ${readonlyUnsigned} others read-only`,
  )
  putCount(put, 'account', accountKeys.length)
  const writableSigners = requiredSignatures - readonlySigned
  const writableEnd = accountKeys.length - readonlyUnsigned
  accountKeys.forEach((key, i) => {
    const isSigner = i < requiredSignatures
    const isWritable = i < (isSigner ? writableSigners : writableEnd)
    const roles = [...(i === 0 ? ['pays'] : []), ...(isSigner ? ['signs'] : []), ...(isWritable ? ['writable'] : [])]
    put(keyBytes, `account ${i}`, `${Base58.encode(key)}${roles.length === 0 ? '' : ` (${roles.join(', ')})`}`)
  })
  put(keyBytes, 'recent blockhash', Base58.encode(recentBlockhash))
}

function putLookups(put: Put, { lookups }: Message): void {
  putCount(put, 'lookup table', lookups.length)
  lookups.forEach(({ table, writableIndexes, readonlyIndexes }, i) => {
    const [writable, readonly] = [writableIndexes.length, readonlyIndexes.length]
    const size = keyBytes + compactBytes(writable) + writable + compactBytes(readonly) + readonly
    put(size, `table ${i}`, `${Base58.encode(table)}, ${writable} writable and ${readonly} read-only accounts`)
  })
}

function instructionParts(
  start: number,
  instruction: Message['instructions'][number],
  read: DecodedInstruction,
  remark: (name: string) => string,
): readonly Part[] {
  const { accountIndexes, data } = instruction
  const accountsAt = start + 1
  const dataAt = accountsAt + compactBytes(accountIndexes.length) + accountIndexes.length
  const contentAt = dataAt + compactBytes(data.length)
  const content = Hex.fromBytes(data)
  const said = read.arguments?.fields ?? []
  const values = said.map(({ name, value }) => note(name, remarked(valueText(value), remark(name)), valueParts(value)))
  const name = read.name === null ? 'opaque' : 'data'
  const parts = [
    span(start, accountsAt, 'program', read.programId),
    span(accountsAt, dataAt, 'accounts', `${accountIndexes.length}`, accountNotes(read)),
    span(dataAt, contentAt, 'length', countText(data.length, 'byte')),
  ]
  return data.length === 0
    ? parts
    : [...parts, span(contentAt, contentAt + data.length, name, bytesText(content), values)]
}

function accountNotes({ accounts }: DecodedInstruction): readonly Part[] {
  return accounts.map(({ name, address, index, lookup, signer, writable }) => {
    const roles = [...(signer ? ['signs'] : []), ...(writable ? ['writable'] : [])]
    const entry = lookup === null ? '' : `entry ${lookup.index} of table ${lookup.table}`
    const place = address === null ? `not resolved: ${entry}` : `${address}${lookup === null ? '' : `, ${entry}`}`
    return note(name ?? `account ${index}`, `${place}${roles.length === 0 ? '' : ` (${roles.join(', ')})`}`)
  })
}

function putCount(put: Put, noun: string, count: number): void {
  put(compactBytes(count), 'count', countText(count, noun))
}

/** INVARIANT: lengths are written in their shortest form, so that a number tells how many bytes it takes. */
function compactBytes(count: number): number {
  if (count < 0x80) return 1
  return count < 0x4000 ? 2 : 3
}
