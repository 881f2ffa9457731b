/** EVM transactions with the names of JSON-RPC, as far as their type has the field. */
import { type DecodedRequest, type Detail, type Hex, Transaction } from '@portcullis/core'

/** A request that is an EVM transaction. */
export type TransactionDetail = Extract<Detail, { readonly kind: 'transaction' }>

const amounts = ['value', 'gasPrice', 'maxFeePerGas', 'maxPriorityFeePerGas', 'maxFeePerBlobGas'] as const

/** @returns The transaction of the bytes; null where a JSON object leaves so much open that there are none. */
export function wholeOf({ bytes }: TransactionDetail): Transaction.Transaction | null {
  return bytes === null ? null : Transaction.decode(bytes, 'either')
}

/** @returns The fields; null in those that a JSON object leaves open. `from` is the recovered sender, null when nobody signed. */
export function transactionReport(detail: TransactionDetail): object {
  const { transaction, sender } = detail
  const { type, to, data, accessList, blobVersionedHashes, authorizationList } = transaction
  const whole = wholeOf(detail)
  const signature = whole?.signature ?? null
  const said = amounts.filter((name) => transaction[name] !== null)
  return {
    type,
    chainId: countOf(transaction.chainId),
    from: signature === null ? null : (sender?.value ?? null),
    to,
    nonce: countOf(transaction.nonce),
    gas: transaction.gas?.toString() ?? null,
    ...Object.fromEntries(said.map((name) => [name, transaction[name]!.toString()])),
    input: data,
    ...(accessList === null ? {} : { accessList }),
    ...(blobVersionedHashes === null ? {} : { blobVersionedHashes }),
    ...(authorizationList === null ? {} : { authorizationList: authorizationList.map(authorizationReport) }),
    ...(signature === null ? {} : { hash: Transaction.hash(whole!), signature: signatureReport(signature) }),
  }
}

/** @returns What would be signed, where it is a hash; Solana signs the message itself. */
export function digestOf({ facts, detail }: DecodedRequest): string | null {
  const fact = facts['digest']
  if (fact?.type === 'bytes') return fact.value
  const whole = detail.kind === 'transaction' ? wholeOf(detail) : null
  return whole === null ? null : Transaction.signingHash(whole)
}

function authorizationReport(authorization: NonNullable<Transaction.Transaction['authorizationList']>[number]): object {
  const { chainId, address, nonce } = authorization
  return { chainId: countOf(chainId), address, nonce: countOf(nonce), ...signatureReport(authorization) }
}

/** `r` and `s` with all their 32 bytes. */
function signatureReport({ yParity, r, s }: { readonly yParity: number; readonly r: bigint; readonly s: bigint }) {
  return { yParity, r: wordOf(r), s: wordOf(s) }
}

function wordOf(number: bigint): Hex.Hex {
  return `0x${number.toString(16).padStart(64, '0')}`
}

/** A number where a double holds it exactly, else a decimal string. */
function countOf(count: bigint | null): number | string | null {
  if (count === null) return null
  return count <= Number.MAX_SAFE_INTEGER ? Number(count) : count.toString()
}
