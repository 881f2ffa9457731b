/** The bytes of an EVM transaction, field by field in their order, each with the header of its RLP item. */
import { Hex, type Transaction } from '@portcullis/core'
import { bytesText, countText, grouped, type Part, span } from './tree-part.ts'

/** Where an RLP item begins, where its content does, and one past its end. */
type Item = { readonly start: number; readonly at: number; readonly end: number }
/** What stands in the call data, and what the native amount means. */
type Remarks = { readonly data: readonly Part[]; readonly value: string }

const common = ['gas', 'to', 'value', 'input'] as const
const typed = ['chainId', 'nonce', 'maxPriorityFeePerGas', 'maxFeePerGas', ...common, 'accessList'] as const
/** The order of the bytes by type. What follows is the ending. */
const layouts: Readonly<Record<Transaction.Type, readonly string[]>> = {
  0: ['nonce', 'gasPrice', ...common],
  1: ['chainId', 'nonce', 'gasPrice', ...common, 'accessList'],
  2: typed,
  3: [...typed, 'maxFeePerBlobGas', 'blobVersionedHashes'],
  4: [...typed, 'authorizationList'],
}
const endings = {
  signed: ['yParity', 'r', 's'],
  legacySigned: ['v', 'r', 's'],
  legacyUnsigned: ['chainId', 'r', 's'],
} as const

/** Names of the types for people. */
export const typeNames: Readonly<Record<Transaction.Type, string>> = {
  0: 'legacy',
  1: 'EIP-2930',
  2: 'EIP-1559',
  3: 'EIP-4844, blobs',
  4: 'EIP-7702, delegation',
}

/** @returns The parts of the payload, from its first byte to its last. `hex` is what `transaction` was decoded from. */
export function transactionParts(hex: string, transaction: Transaction.Transaction, remarks: Remarks): readonly Part[] {
  const bytes = Hex.toBytes(hex)
  const { type } = transaction
  const whole = itemAt(bytes, type === 0 ? 0 : 1)
  const names = [...layouts[type], ...endingOf(transaction)]
  const fields = itemsOf(bytes, whole).map((item, i) => fieldPart(bytes, item, names[i]!, transaction, remarks))
  const head = span(whole.start, whole.at, 'list', countText(whole.end - whole.at, 'byte'))
  return [...(type === 0 ? [] : [span(0, 1, 'type', `${type} (${typeNames[type]})`)]), head, ...fields]
}

function endingOf({ type, signature }: Transaction.Transaction): readonly string[] {
  if (type !== 0) return endings.signed
  return signature === null ? endings.legacyUnsigned : endings.legacySigned
}

function fieldPart(
  bytes: Uint8Array,
  item: Item,
  name: string,
  transaction: Transaction.Transaction,
  remarks: Remarks,
): Part {
  const { start, at, end } = item
  const content = Hex.fromBytes(bytes, at, end)
  switch (name) {
    case 'input':
      return span(start, end, name, countText(end - at, 'byte'), inputParts(item, transaction, remarks))
    case 'to':
      return span(start, end, name, transaction.to ?? 'nobody: creates a contract')
    case 'value':
      return span(start, end, name, remarks.value)
    case 'accessList':
      return listPart(bytes, item, name, 'address', (i) => accessText(transaction.accessList![i]!))
    case 'blobVersionedHashes':
      return listPart(bytes, item, name, 'blob', (i) => transaction.blobVersionedHashes![i]!)
    case 'authorizationList':
      return listPart(bytes, item, name, 'authorization', (i) => authorizationText(transaction.authorizationList![i]!))
    default:
      return span(start, end, name, scalarText(name, content))
  }
}

function inputParts(
  { start, at, end }: Item,
  { to, data }: Transaction.Transaction,
  remarks: Remarks,
): readonly Part[] {
  if (start === end || at === end) return []
  const content = to === null ? [span(at, end, 'code', bytesText(data))] : remarks.data
  return start === at ? content : [span(start, at, 'length'), ...content]
}

function listPart(bytes: Uint8Array, item: Item, name: string, noun: string, text: (index: number) => string): Part {
  const { start, at, end } = item
  const items = itemsOf(bytes, item)
  const parts = items.map((inner, i) => span(inner.start, inner.end, `[${i}]`, text(i)))
  const head = items.length === 0 ? [] : [span(start, at, 'list', countText(end - at, 'byte'))]
  return span(start, end, name, countText(items.length, noun), [...head, ...parts])
}

function scalarText(name: string, content: string): string {
  if (name === 'r' || name === 's') return content === '0x' ? '0' : content
  const number = content === '0x' ? 0n : BigInt(content)
  if (name === 'chainId') return `${number}`
  return `${grouped(number)}${/Price|Fee/.test(name) ? ' wei' : ''}`
}

function accessText({ address, storageKeys }: NonNullable<Transaction.Transaction['accessList']>[number]): string {
  return `${address}, ${countText(storageKeys.length, 'storage key')}`
}

function authorizationText(authorization: NonNullable<Transaction.Transaction['authorizationList']>[number]): string {
  const { address, chainId, nonce } = authorization
  return `code at ${address}, ${chainId === 0n ? 'every chain' : `chain ${chainId}`}, nonce ${nonce}`
}

/** INVARIANT: the bytes were decoded strictly, so that every length is right. */
function itemAt(bytes: Uint8Array, start: number): Item {
  const first = bytes[start]!
  if (first < 0x80) return { start, at: start, end: start + 1 }
  const size = first - (first < 0xc0 ? 0x80 : 0xc0)
  if (size < 56) return { start, at: start + 1, end: start + 1 + size }
  const at = start + 1 + size - 55
  const length = bytes.subarray(start + 1, at).reduce((sum, byte) => sum * 256 + byte, 0)
  return { start, at, end: at + length }
}

function itemsOf(bytes: Uint8Array, { at, end }: Item): readonly Item[] {
  const items: Item[] = []
  for (let next = at; next < end; next = items.at(-1)!.end) items.push(itemAt(bytes, next))
  return items
}
