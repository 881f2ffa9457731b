/** What `decode` says of Solana messages and transactions is what a reference decoder says. */
import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { countOf, type Line, lineOf, rowsOf, treeText } from './decode.fixture.ts'

const rows = rowsOf('solana/transactions.jsonl')

function requestOf({ kind, messageBase64, transactionBase64, hex }: Line): object {
  const given = kind === 'message' ? messageBase64 : transactionBase64
  const base64 = given ?? Buffer.from(hex, 'hex').toString('base64')
  return { [kind === 'message' ? 'solanaMessage' : 'solanaTransaction']: base64 }
}

/** The reference's account, by our names. */
function accountOf({ index, address, signer, writable }: Line): Line {
  const [, table, entry] = /^lookup:(\w+):([0-9]+):[rw]$/.exec(address) ?? []
  const lookup = table === undefined ? {} : { lookup: { table, index: Number(entry) } }
  return { index, address: table === undefined ? address : null, signer, writable, ...lookup }
}

describe.skipIf(rows.length === 0)('Solana messages', () => {
  const read = rows.map((row) => ({ row, line: lineOf(requestOf(row)) }))
  const decoded = read.filter(({ line }) => line.error === undefined)

  it('decode 46 times, and are refused once: where the bytes end too early', () => {
    expect(rows).toHaveLength(47)
    expect(decoded).toHaveLength(46)
    const [refused] = read.filter(({ line }) => line.error !== undefined)
    expect(refused!.row.valid).toBe(false)
    expect(refused!.line).toMatchObject({ error: 'refused', code: 'solana_truncated', at: expect.any(Number) })
  })

  it('have the header, keys, lookups and instructions of the reference', () => {
    for (const { row, line } of decoded) {
      const { version, header, staticAccountKeys, recentBlockhash, feePayer, durableNonce } = row.decoded
      const lookups = row.decoded.addressTableLookups ?? []
      const expected = { version, header, staticAccountKeys, recentBlockhash, feePayer, durableNonce, lookups }
      expect(line.message).toMatchObject(expected)
      expect(line.message.instructions).toHaveLength(row.decoded.instructions.length)
      row.decoded.instructions.forEach(({ programId, accounts, dataHex }: Line, i: number) => {
        const said = line.message.instructions[i]
        expect(said).toMatchObject({ programId, data: `0x${dataHex}` })
        // Where the reference knew what the chain holds, it has the addresses that we cannot know.
        if (lookups.length === 0 || !row.decoded.lookupsResolved)
          expect(said.accounts).toMatchObject(accounts.map(accountOf))
      })
    }
  })

  it('keep what no validator would accept, and mark it', () => {
    const codes = decoded.map(({ line }) => line.objections[0]?.code ?? 'none')
    for (const { line } of decoded) expect(line).not.toHaveProperty('code')
    expect(countOf(codes)).toEqual({
      none: 29,
      solana_readonly_fee_payer: 9,
      unresolved_lookup: 7,
      solana_duplicate_account: 1,
    })
  })

  it('that take accounts from a lookup table say that these are not known', () => {
    for (const { row } of decoded) {
      const warned = treeText(requestOf(row)).includes('lookup tables that were not resolved')
      expect(warned).toBe((row.decoded.addressTableLookups ?? []).length > 0)
    }
  })

  it('that use a durable nonce say that they never expire', () => {
    for (const { row } of decoded) {
      expect(treeText(requestOf(row)).includes('never expires')).toBe(row.decoded.durableNonce)
    }
  })
})
