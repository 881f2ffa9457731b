/** What `decode` says of real transactions of mainnet is what the chain and two libraries say of them. */
import { describe, expect, it } from 'vitest'
import { type Line, lineOf, rowsOf } from './decode.fixture.ts'

const transactions = rowsOf('evm/mainnet-block-transactions.jsonl.gz')
const calls = rowsOf('evm/mainnet-known-calls.jsonl.gz')
const lines = new Map(transactions.map((row) => [row.hash, lineOf(row.raw)]))

/** Fields that both sides name alike; one that a type does not have is missing on both. */
const fields = [
  ...['type', 'chainId', 'from', 'to', 'nonce', 'gas', 'value', 'gasPrice', 'maxFeePerGas', 'maxPriorityFeePerGas'],
  ...['maxFeePerBlobGas', 'blobVersionedHashes', 'input', 'accessList', 'authorizationList', 'hash'],
]

/** Values alone, in order: names differ between ABIs. */
function values(json: Line): Line {
  if (Array.isArray(json)) return json.map(values)
  return typeof json === 'object' && json !== null ? Object.values(json).map(values) : json
}

describe.skipIf(transactions.length === 0)('transactions of mainnet', () => {
  it('are all understood, with every field as on the chain', () => {
    expect(transactions).toHaveLength(621)
    for (const row of transactions) {
      const line = lines.get(row.hash)
      expect(line.code).toBeUndefined()
      const expected = fields.filter((name) => row[name] !== undefined).map((name) => [name, row[name]])
      const { signature, ...said } = line.transaction
      expect(said).toEqual(Object.fromEntries(expected))
      expect(signature).toEqual({ yParity: expect.any(Number), r: expect.any(String), s: expect.any(String) })
      expect(line).toMatchObject({ kind: 'signedTransaction', chain: 'eip155:1', line: 1 })
      expect(line.digest).toMatch(/^0x[0-9a-f]{64}$/)
    }
  })

  it('are of types 0, 2, 3 and 4', () => {
    const types = transactions.map((row) => lines.get(row.hash).transaction.type)
    expect([0, 2, 3, 4].map((type) => types.filter((one) => one === type).length)).toEqual([120, 496, 3, 2])
  })

  it('have a call over the whole payload, and one for each authorization over its own bytes', () => {
    for (const { raw, hash, authorizationList } of transactions) {
      const [call] = lines.get(hash).calls
      expect(call).toMatchObject({ index: 0, start: 0, end: raw.length / 2 - 1 })
      const authorizations = call.calls.filter(({ kind }: Line) => kind === 'authorization')
      expect(authorizations).toHaveLength(authorizationList?.length ?? 0)
      for (const { start, end, facts } of authorizations) {
        expect(raw.slice(2 + 2 * start, 2 + 2 * end)).toContain(facts['authorization.address'].slice(2))
        expect(facts['authorization.authority']).toMatch(/^0x[0-9a-f]{40}$/)
        expect(end).toBeLessThan(call.end)
      }
    }
  })
})

describe.skipIf(calls.length === 0)('known calls of mainnet', () => {
  const lineOfCall = (row: Line) => lines.get(row.hash).calls[0]

  it('have the arguments that two libraries read, by position, nested ones included', () => {
    expect(calls).toHaveLength(260)
    for (const row of calls) {
      const call = lineOfCall(row)
      expect(call).toMatchObject({ selector: row.selector, function: row.signature, kind: 'contractCall' })
      expect(call.arguments.map(({ value }: Line) => values(value))).toEqual(values(row.args))
    }
  })

  it('are canonical 250 times, and then every byte is understood', () => {
    const canonical = calls.filter((row) => row.canonicalEncoding)
    expect(canonical).toHaveLength(250)
    for (const row of canonical)
      expect(lineOfCall(row)).toMatchObject({ canonical: true, trailingBytes: 0, opaqueBytes: 0 })
  })

  it('are not canonical 10 times: their arguments are shown and are no facts, and the bytes behind them are counted', () => {
    const others = calls.filter((row) => !row.canonicalEncoding)
    expect(others).toHaveLength(10)
    for (const row of others) {
      const call = lineOfCall(row)
      expect(call).toMatchObject({ canonical: false, trailingBytes: row.trailingBytes, opaqueBytes: row.trailingBytes })
      expect(call.facts['call.arguments']).toEqual({ failed: 'not_canonical' })
    }
  })
})
