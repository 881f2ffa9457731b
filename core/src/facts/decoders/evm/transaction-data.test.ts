/** Real transactions and other projects' vectors. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { dataPath } from '../../../data.fixture.ts'
import { InputError } from '../../../input-error.ts'
import { acceptance } from './acceptance.ts'
import * as Transaction from './transaction.ts'

type Vector = Readonly<Record<string, string>> & {
  readonly transaction: Readonly<Record<string, string | number>> & {
    readonly accessList?: unknown
    readonly blobVersionedHashes?: unknown
  }
}
type Official = {
  readonly id: string
  readonly raw: string
  readonly valid: boolean
  readonly exception: string
  readonly hash: string
  readonly sender: string
}

const blocks = dataPath('evm/mainnet-block-transactions.jsonl.gz')
const vectors = dataPath('evm/ethers-transaction-vectors.jsonl.gz')
const official = dataPath('evm/ethereum-tests-transaction-tests.jsonl.gz')

describe.skipIf(blocks === null)('every transaction of three mainnet blocks', () => {
  const rows = lines(blocks!) as Record<string, unknown>[]

  test('decodes to the fields that the chain shows, re-encodes and has its hash and sender', () => {
    const came = rows.map((row) => shownAs(Transaction.decode(row.raw as string, 'signed')))
    expect(came).toEqual(rows.map(({ block, blockTimestamp, blockHash, txIndex, ...shown }) => shown))
    expect(came.length).toBe(621)
  })

  test('is acceptable to mainnet and to no other chain', () => {
    const all = rows.map((row) => Transaction.decode(row.raw as string, 'either'))
    expect(all.flatMap((it) => acceptance(it, 1n))).toEqual([])
    expect(all.filter((it) => it.chainId !== null && acceptance(it, 2n).length === 0)).toEqual([])
  })
})

describe.skipIf(vectors === null)('the vectors of another library', () => {
  const cases = lines(vectors!) as Vector[]
  const forms = ['Legacy', 'Eip155', 'Berlin', 'London', 'Cancun'] as const
  const serialisations = cases.flatMap((vector) =>
    forms.filter((form) => vector[`unsigned${form}`] !== undefined).map((form) => ({ vector, form })),
  )

  test('decode in their form and re-encode to the same bytes, 6443 signed and unsigned', () => {
    for (const { vector, form } of serialisations) {
      const unsigned = vector[`unsigned${form}`]!
      const signed = vector[`signed${form}`]!
      expect(Transaction.encode(Transaction.decode(unsigned, 'unsigned'))).toBe(unsigned)
      expect(Transaction.encode(Transaction.decode(signed, 'signed'))).toBe(signed)
      expect(Transaction.decode(unsigned, 'either').signature).toBeNull()
      expect(Transaction.decode(signed, 'either').signature).not.toBeNull()
      expect(codeOf(() => Transaction.decode(unsigned, 'signed'))).toBe('signature_missing')
      expect(codeOf(() => Transaction.decode(signed, 'unsigned'))).toBe('signature_present')
    }
    expect(serialisations.length).toBe(6443)
  })

  test('have the fields of their description, and the same ones signed and unsigned', () => {
    for (const { vector, form } of serialisations) {
      const unsigned = Transaction.decode(vector[`unsigned${form}`]!, 'unsigned')
      const signed = Transaction.decode(vector[`signed${form}`]!, 'signed')
      expect({ ...signed, signature: null, dataAt: 0 }).toEqual({ ...unsigned, dataAt: 0 })
      expect(fieldsOf(unsigned)).toEqual(described(vector.transaction, form))
    }
  })

  test('were signed by their sender (every fifth is recovered)', () => {
    const sample = serialisations.filter((_, index) => index % 5 === 0)
    const came = sample.map(({ vector, form }) =>
      Transaction.recover(Transaction.decode(vector[`signed${form}`]!, 'signed')),
    )
    expect(came).toEqual(sample.map(({ vector }) => vector.from))
  })

  test('are refused by acceptance where no chain would take them, so many for each code', () => {
    const counts: Record<string, number> = { none: 0 }
    for (const { vector, form } of serialisations) {
      const findings = acceptance(Transaction.decode(vector[`unsigned${form}`]!, 'unsigned'))
      for (const code of findings.length === 0 ? ['none'] : findings.map(({ code }) => code))
        counts[code] = (counts[code] ?? 0) + 1
    }
    expect(counts).toEqual({
      none: 1415,
      chain_not_stated: 1596,
      chain_id_zero: 1962,
      gas_below_intrinsic: 3062,
      blob_hashes_missing: 398,
    })
  })
})

describe.skipIf(official === null)('the official transaction tests, read as signed for mainnet', () => {
  const cases = lines(official!) as Official[]

  test('accept the 23 valid ones, with their hash and sender', () => {
    const valid = cases.filter(({ valid }) => valid)
    const came = valid.map(({ raw }) => {
      const transaction = Transaction.decode(raw, 'signed')
      return [acceptance(transaction, 1n), Transaction.hash(transaction), Transaction.recover(transaction)]
    })
    expect(came).toEqual(valid.map(({ hash, sender }) => [[], hash, sender]))
    expect(came.length).toBe(23)
  })

  test('refuse the 84 others, each for its reason', () => {
    const counts: Record<string, number> = {}
    for (const { raw, valid, exception } of cases) {
      if (valid) continue
      const outcome = `${exception.split('.')[1]}: ${outcomeOf(raw)}`
      counts[outcome] = (counts[outcome] ?? 0) + 1
    }
    expect(counts).toEqual({
      'ADDRESS_TOO_LONG: decode rlp_wrong_size': 1,
      'ADDRESS_TOO_SHORT: decode rlp_wrong_size': 1,
      'EC_RECOVERY_FAIL: recover bad_signature': 1,
      'GASLIMIT_OVERFLOW: decode integer_too_large': 2,
      'GASLIMIT_PRICE_PRODUCT_OVERFLOW: acceptance gas_price_overflow': 1,
      'GASPRICE_OVERFLOW: decode integer_too_large': 1,
      'INTRINSIC_GAS_TOO_LOW: acceptance gas_below_intrinsic': 3,
      'INVALID_CHAINID: acceptance chain_id_zero': 1,
      'INVALID_CHAINID: acceptance chain_mismatch': 14,
      'INVALID_CHAINID: decode bad_signature': 3,
      'INVALID_CHAINID: decode signature_missing': 3,
      'INVALID_SIGNATURE_VRS: decode bad_signature': 5,
      'INVALID_SIGNATURE_VRS: decode integer_too_large': 2,
      'INVALID_SIGNATURE_VRS: decode signature_missing': 1,
      'NONCE_OVERFLOW: decode integer_too_large': 2,
      'NONCE_TOO_BIG: acceptance nonce_exhausted': 1,
      'PRIORITY_OVERFLOW: decode integer_too_large': 1,
      'RLP_ERROR_EOF: decode unknown_transaction_type': 1,
      'RLP_ERROR_SIZE: decode bad_signature': 7,
      'RLP_ERROR_SIZE: decode rlp_extra_item': 5,
      'RLP_ERROR_SIZE: decode rlp_truncated': 2,
      'RLP_ERROR_SIZE: decode rlp_wrong_kind': 1,
      'RLP_ERROR_SIZE: decode rlp_wrong_size': 1,
      'RLP_INVALID_ACCESS_LIST_ADDRESS_TOO_LONG: decode rlp_wrong_size': 1,
      'RLP_INVALID_ACCESS_LIST_ADDRESS_TOO_SHORT: decode rlp_wrong_size': 1,
      'RLP_INVALID_DATA: decode rlp_wrong_kind': 1,
      'RLP_INVALID_GASLIMIT: decode rlp_wrong_kind': 2,
      'RLP_INVALID_HEADER: decode unknown_transaction_type': 1,
      'RLP_INVALID_NONCE: decode rlp_wrong_kind': 1,
      'RLP_LEADING_ZEROS_GASLIMIT: decode rlp_not_minimal': 2,
      'RLP_LEADING_ZEROS_GASPRICE: decode rlp_not_minimal': 1,
      'RLP_LEADING_ZEROS_NONCE: decode rlp_not_minimal': 2,
      'RLP_LEADING_ZEROS_NONCE_SIZE: decode rlp_not_minimal': 1,
      'RLP_LEADING_ZEROS_R: decode rlp_not_minimal': 2,
      'RLP_LEADING_ZEROS_S: decode rlp_not_minimal': 1,
      'RLP_LEADING_ZEROS_V: decode rlp_not_minimal': 2,
      'RLP_LEADING_ZEROS_VALUE: decode rlp_not_minimal': 2,
      'RLP_TOO_FEW_ELEMENTS: decode rlp_missing_item': 1,
      'TYPE_NOT_SUPPORTED: decode rlp_wrong_kind': 1,
      'TYPE_NOT_SUPPORTED: decode unknown_transaction_type': 1,
      'VALUE_OVERFLOW: decode integer_too_large': 1,
    })
  })
})

/** How the first of decode, acceptance and recovery that finds fault does so. */
function outcomeOf(raw: string): string {
  const refusal = codeOf(() => Transaction.decode(raw, 'signed'))
  if (refusal !== 'none') return `decode ${refusal}`
  const transaction = Transaction.decode(raw, 'signed')
  const finding = acceptance(transaction, 1n)[0]
  if (finding !== undefined) return `acceptance ${finding.code}`
  return `recover ${codeOf(() => Transaction.recover(transaction))}`
}

function codeOf(act: () => unknown): string {
  try {
    act()
    return 'none'
  } catch (error) {
    if (error instanceof InputError) return error.code
    throw error
  }
}

/** The transaction as the data shows it. */
function shownAs(transaction: Transaction.Transaction): Record<string, unknown> {
  const text = (value: bigint | null) => (value === null ? undefined : String(value))
  const { chainId, authorizationList, accessList, blobVersionedHashes } = transaction
  const shown = {
    hash: Transaction.hash(transaction),
    raw: Transaction.encode(transaction),
    type: transaction.type,
    chainId: chainId === null ? null : Number(chainId),
    from: Transaction.recover(transaction),
    to: transaction.to,
    nonce: Number(transaction.nonce),
    gas: text(transaction.gas),
    value: text(transaction.value),
    gasPrice: text(transaction.gasPrice),
    maxFeePerGas: text(transaction.maxFeePerGas),
    maxPriorityFeePerGas: text(transaction.maxPriorityFeePerGas),
    maxFeePerBlobGas: text(transaction.maxFeePerBlobGas),
    blobVersionedHashes: blobVersionedHashes ?? undefined,
    accessList: accessList ?? undefined,
    authorizationList: authorizationList?.map(({ chainId, nonce, r, s, ...rest }) => ({
      ...rest,
      chainId: Number(chainId),
      nonce: Number(nonce),
      r: `0x${r.toString(16).padStart(64, '0')}`,
      s: `0x${s.toString(16).padStart(64, '0')}`,
    })),
    input: transaction.data,
  }
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined))
}

function fieldsOf({ dataAt, signature, isZeroSigned, authorizationList, ...fields }: Transaction.Transaction) {
  return fields
}

function described(fields: Vector['transaction'], form: string) {
  const type = { Legacy: 0, Eip155: 0, Berlin: 1, London: 2, Cancun: 3 }[form]!
  const amount = (name: string) => BigInt(fields[name] ?? 0)
  const only = <T>(has: boolean, value: T) => (has ? value : null)
  return {
    type,
    chainId: only(form !== 'Legacy', amount('chainId')),
    nonce: amount('nonce'),
    to: (fields.to as string | undefined)?.toLowerCase() ?? null,
    value: amount('value'),
    gas: amount('gasLimit'),
    gasPrice: only(type < 2, amount('gasPrice')),
    maxFeePerGas: only(type >= 2, amount('maxFeePerGas')),
    maxPriorityFeePerGas: only(type >= 2, amount('maxPriorityFeePerGas')),
    maxFeePerBlobGas: only(type === 3, amount('maxFeePerBlobGas')),
    blobVersionedHashes: only(type === 3, fields.blobVersionedHashes ?? []),
    accessList: only(
      type > 0,
      JSON.parse(
        JSON.stringify(fields.accessList ?? [])
          .toLowerCase()
          .replaceAll('storagekeys', 'storageKeys'),
      ),
    ),
    data: fields.data ?? '0x',
  }
}

function lines(path: string): unknown[] {
  const text = gunzipSync(readFileSync(path)).toString()
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}
