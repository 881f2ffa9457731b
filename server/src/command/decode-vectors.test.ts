/** What `decode` says of test vectors: each decodes and re-encodes, and what no chain would accept is marked. */
import { nothingGiven, Transaction } from '@portcullis/core'
import { describe, expect, it } from 'vitest'
import { countOf, type Line, lineOf, rowsOf } from './decode.fixture.ts'

const vectors = rowsOf('evm/ethers-transaction-vectors.jsonl.gz')
const tests = rowsOf('evm/ethereum-tests-transaction-tests.jsonl.gz')
const calldata = rowsOf('evm/erc7730-calldata.jsonl')
const fixtures = rowsOf('evm/wallet-parser-fixtures.jsonl')

const forms = { Legacy: 0, Eip155: 0, Berlin: 1, London: 2, Cancun: 3 } as const
type Form = keyof typeof forms
const mainnet = { ...nothingGiven, chain: 'eip155:1' }

/** What a chain charges before anything runs (yellow paper, EIP-2028, EIP-2930, EIP-3860). */
function intrinsicGas({ to, data, accessList }: Line, form: Form): number {
  const bytes: readonly string[] = (data ?? '0x').slice(2).match(/../g) ?? []
  const content = bytes.reduce((sum, byte) => sum + (byte === '00' ? 4 : 16), 0)
  const creation = to ? 0 : 32_000 + 2 * Math.ceil(bytes.length / 32)
  const list: readonly Line[] = forms[form] === 0 ? [] : (accessList ?? [])
  return 21_000 + content + creation + list.reduce((sum, { storageKeys }) => sum + 2400 + 1900 * storageKeys.length, 0)
}

function expectedObjections(fields: Line, form: Form): readonly string[] {
  const isZero = form !== 'Legacy' && BigInt(fields.chainId ?? 0) === 0n
  return [
    ...(isZero ? ['chain_id_zero'] : []),
    ...(form === 'Legacy' ? ['chain_not_stated'] : []),
    ...(BigInt(fields.gasLimit ?? 0) < intrinsicGas(fields, form) ? ['gas_below_intrinsic'] : []),
    ...(form === 'Cancun' && (fields.blobVersionedHashes ?? []).length === 0 ? ['blob_hashes_missing'] : []),
  ]
}

describe.skipIf(vectors.length === 0)('transaction vectors', () => {
  const serialised = vectors.flatMap((row) =>
    (Object.keys(forms) as Form[]).flatMap((form) =>
      row[`signed${form}`] === undefined
        ? []
        : [{ row, form, signed: row[`signed${form}`], unsigned: row[`unsigned${form}`] }],
    ),
  )

  it('all decode, signed and unsigned, and those that no chain accepts are marked', () => {
    expect(serialised).toHaveLength(6443)
    for (const { row, form, signed, unsigned } of serialised) {
      const [whole, part] = [lineOf(signed), lineOf(unsigned)]
      const expected = expectedObjections(row.transaction, form)
      for (const line of [whole, part]) {
        expect(line.objections.map(({ code }: Line) => code)).toEqual(expected)
        expect(line.transaction.type).toBe(forms[form])
      }
      expect(part.code).toBeUndefined()
      expect(whole.code).toBe(expected.find((code) => code !== 'chain_not_stated'))
      expect(whole).toMatchObject({ kind: 'signedTransaction', digest: part.digest, transaction: { from: row.from } })
      expect(part).toMatchObject({ kind: 'unsignedTransaction', transaction: { from: null } })
      expect(part.transaction).not.toHaveProperty('hash')
    }
  })

  it('all re-encode to the same bytes', () => {
    const all = serialised.flatMap(({ signed, unsigned }) => [signed, unsigned])
    expect(all.filter((hex) => Transaction.encode(Transaction.decode(hex, 'either')) !== hex)).toEqual([])
  })
})

describe.skipIf(tests.length === 0)('official transaction tests, for chain 1', () => {
  const read = tests.map((row) => ({ row, line: lineOf({ signedTransaction: row.raw }, mainnet) }))

  it('are 23 valid ones without a code, hash and sender as given', () => {
    const valid = read.filter(({ row }) => row.valid)
    expect(valid).toHaveLength(23)
    for (const { row, line } of valid) {
      expect(line.code).toBeUndefined()
      expect(line.transaction).toMatchObject({ hash: row.hash, from: row.sender })
    }
  })

  it('are 84 invalid ones, each with a code and what was expected instead', () => {
    const invalid = read.filter(({ row }) => !row.valid)
    expect(invalid).toHaveLength(84)
    for (const { line } of invalid)
      expect(line).toMatchObject({ code: expect.any(String), at: expect.any(Number), expected: expect.any(String) })
    const refused = invalid.filter(({ line }) => line.error === 'refused')
    expect(refused).toHaveLength(64)
  })
})

describe.skipIf(calldata.length === 0)('example transactions of known contracts', () => {
  it('all decode; what is known of their calls agrees with their descriptors', () => {
    expect(calldata).toHaveLength(138)
    const read = calldata.map((row) => ({ row, line: lineOf(row.raw) }))
    for (const { row, line } of read) {
      expect(line.code).toBeUndefined()
      expect(line.transaction).toMatchObject({ to: row.to, input: row.data, nonce: row.nonce, value: row.value })
      expect(line.kind).toBe(row.signed ? 'signedTransaction' : 'unsignedTransaction')
      expect(line.transaction.from).toBe(row.signed ? row.from : null)
    }
    const fates = read.map(({ line }) => line.calls[0].canonical ?? 'unknown')
    expect(countOf(fates)).toEqual({ true: 83, unknown: 48, false: 7 })
  })
})

describe.skipIf(fixtures.length === 0)('transactions of a wallet', () => {
  it('decode as bytes; as objects with `type: "transaction"`, which is no type, they are refused with that path', () => {
    expect(fixtures).toHaveLength(6)
    for (const { raw, transaction, to, data } of fixtures) {
      const line = lineOf(raw ?? { transaction })
      if (raw === undefined)
        expect(line).toMatchObject({ error: 'refused', code: 'bad_quantity', path: 'type', column: 24 })
      else expect(line.transaction).toMatchObject({ to, input: data })
    }
  })
})
