/** What `decode` says of typed data: the digest that others compute, or why it is refused. */
import { describe, expect, it } from 'vitest'
import { countOf, lineOf, rowsOf } from './decode.fixture.ts'

const vectors = rowsOf('evm/typed-data-vectors.jsonl')
const loose = rowsOf('evm/typed-data-nonstrict.jsonl')

describe.skipIf(vectors.length === 0)('typed data', () => {
  const read = vectors.map((row) => ({ row, line: lineOf({ typedData: row.typedData }) }))

  it('has the digest of at least two libraries, 140 times', () => {
    const decoded = read.filter(({ line }) => line.error === undefined)
    expect(decoded).toHaveLength(140)
    for (const { row, line } of decoded) {
      expect(line).toMatchObject({ digest: row.digest, kind: 'typedData' })
      expect(line.code).toBeUndefined()
    }
  })

  it('is refused once: an order has a member that its type does not declare, which nobody would see', () => {
    const [refused, ...others] = read.filter(({ line }) => line.error !== undefined)
    expect(others).toEqual([])
    expect(refused!.row.id).toContain('SEAPORT_BULK_ORDER')
    expect(refused!.line).toMatchObject({ error: 'refused', code: 'typed_data_extra_member' })
    expect(refused!.line.path).toMatch(/^message\.tree/)
  })
})

describe.skipIf(loose.length === 0)('typed data that one library or another refuses', () => {
  it('is refused for the checksum of an address, or has the digest of those who read it', () => {
    const fates = loose.map((row) => {
      const line = lineOf({ typedData: row.typedData })
      if (line.error === undefined)
        return Object.values(row.digestByLibrary).includes(line.digest) ? 'accepted' : 'wrong'
      expect(line).toMatchObject({ path: expect.any(String), at: expect.any(Number), column: expect.any(Number) })
      return line.code
    })
    expect(countOf(fates)).toEqual({ bad_checksum: 11, accepted: 4 })
  })

  it('points at the very address whose checksum is wrong', () => {
    for (const row of loose) {
      const text = JSON.stringify({ payload: { typedData: row.typedData } })
      const { at } = lineOf(text)
      // Bytes and characters are the same here: these payloads are ASCII.
      if (at !== undefined) expect(text.slice(at)).toMatch(/^"0x[0-9a-fA-F]{40}"/)
    }
  })
})
