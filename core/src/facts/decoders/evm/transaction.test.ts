import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Rlp from '../../../codec/rlp.ts'
import { anyTransaction, codeOf, hexOf, refusalOf, sample } from './transaction.fixture.ts'
import * as Transaction from './transaction.ts'

fc.configureGlobal({ seed: 20_260_217 })

const types = [0, 1, 2, 3, 4] as const
const signature = { yParity: 1, r: 5n, s: 6n } as const
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

describe('a transaction', () => {
  test('always comes back from its bytes, and its bytes from it', () => {
    const law = fc.property(anyTransaction, (transaction) => {
      const bytes = Transaction.encode(transaction)
      const came = Transaction.decode(bytes, 'either')
      expect({ ...came, dataAt: 0 }).toEqual(transaction)
      expect(Transaction.encode(came)).toBe(bytes)
      expect(bytes.slice(2 + 2 * came.dataAt).startsWith(came.data.slice(2))).toBe(true)
    })
    fc.assert(law, { numRuns: 1000 })
  })

  const every = Array.from({ length: 256 }, (_, byte) => byte)
  const borders = [0, 1, 0x7f, 0x80, 0x81, 0xb7, 0xb8, 0xbf, 0xc0, 0xf7, 0xf8, 0xff]
  const changes = [
    ...types.flatMap((type) => [{}, { signature }].map((ending) => [sample(type, ending), borders] as const)),
    [sample(2, { isZeroSigned: true }), borders],
    [sample(2, { signature }), every],
  ] as const

  test.each(changes)(
    'with any single byte changed is refused, or re-encodes to exactly the changed bytes',
    (right, values) => {
      const bytes = Buffer.from(Transaction.encode(right).slice(2), 'hex')
      const changed = Array.from(bytes, (byte, at) =>
        values.filter((value) => value !== byte).map((value) => bytes.with(at, value)),
      )
      const came = changed.flat().map((it) => `0x${Buffer.from(it).toString('hex')}` as const)
      const accepted = came.filter((hex) => decoded(hex) !== null)
      expect(accepted.map((hex) => Transaction.encode(decoded(hex)!))).toEqual(accepted)
      expect(accepted.length).toBeGreaterThan(values.length * 100)
      expect(came.length - accepted.length).toBeGreaterThan(values.length * 10)
    },
  )

  test('that is cut short anywhere, or goes on, is never accepted', () => {
    for (const type of types) {
      const bytes = Transaction.encode(sample(type, { signature }))
      for (let end = 2; end < bytes.length; end += 2)
        expect(codeOf(() => Transaction.decode(bytes.slice(0, end), 'either'))).not.toBe('none')
      expect(codeOf(() => Transaction.decode(`${bytes}00`, 'either'))).toBe('rlp_trailing_bytes')
    }
  })

  test('never makes anything but an input error of bytes, however random', () => {
    const first = fc.constantFrom('', '01f8', '02f8', '03f8', '04f8', 'f8', '02e0', 'e0')
    const law = fc.property(first, hexOf({ minLength: 0, maxLength: 120 }), (head, tail) => {
      const hex = `0x${head}${tail.slice(2)}`
      const came = decoded(hex)
      if (came !== null) expect(Transaction.encode(came)).toBe(hex)
    })
    fc.assert(law, { numRuns: 20_000 })
  })

  test('never makes anything but an input error of text', () => {
    fc.assert(fc.property(fc.string(), (text) => void decoded(text)))
    fc.assert(fc.property(fc.string(), (text) => decoded(`0x${text}`) === null))
  })

  test('may be spelt in upper case, and is read in lower case', () => {
    const bytes = Transaction.encode(sample(4, { signature }))
    const upper = `0x${bytes.slice(2).toUpperCase()}`
    expect(Transaction.decode(upper, 'signed')).toEqual(Transaction.decode(bytes, 'signed'))
    expect(codeOf(() => Transaction.decode(bytes.replace('0x', '0X'), 'signed'))).toBe('bad_hex')
    expect(codeOf(() => Transaction.decode(`${bytes}0`, 'signed'))).toBe('bad_hex')
    expect(codeOf(() => Transaction.decode(`${bytes.slice(0, -1)}g`, 'signed'))).toBe('bad_hex')
  })
})

describe('the form', () => {
  const cases = [
    ['legacy without EIP-155', sample(0, { chainId: null }), null],
    ['legacy with EIP-155', sample(0), null],
    ['legacy with EIP-155 on chain 0', sample(0, { chainId: 0n }), null],
    ['legacy with EIP-155 on chain 27', sample(0, { chainId: 27n }), null],
    ['typed', sample(2), null],
    ['typed with zeros for a signature', sample(2, { isZeroSigned: true }), null],
    ['signed legacy without EIP-155', sample(0, { chainId: null, signature }), signature],
    ['signed legacy with EIP-155', sample(0, { signature }), signature],
    ['signed legacy with EIP-155 on chain 0', sample(0, { chainId: 0n, signature }), signature],
    ['signed typed', sample(2, { signature }), signature],
  ] as const

  test.each(cases)('%s', (_, transaction, signed) => {
    const bytes = Transaction.encode(transaction)
    const came = Transaction.decode(bytes, 'either')
    expect({ ...came, dataAt: 0 }).toEqual(transaction)
    const [right, wrong, code] =
      signed === null
        ? (['unsigned', 'signed', 'signature_missing'] as const)
        : (['signed', 'unsigned', 'signature_present'] as const)
    expect(Transaction.decode(bytes, right)).toEqual(came)
    expect(codeOf(() => Transaction.decode(bytes, wrong))).toBe(code)
  })

  test('with zeros for a signature has the same signing hash as without', () => {
    for (const type of [1, 2, 3, 4] as const) {
      const [plain, zeros] = [sample(type), sample(type, { isZeroSigned: true })]
      expect(Transaction.encode(zeros)).not.toBe(Transaction.encode(plain))
      expect(Transaction.signingHash(zeros)).toBe(Transaction.signingHash(plain))
    }
  })

  test('of a signature is part of the signing hash only as the chain id', () => {
    expect(Transaction.signingHash(sample(0, { signature }))).toBe(Transaction.signingHash(sample(0)))
    expect(Transaction.signingHash(sample(0))).not.toBe(Transaction.signingHash(sample(0, { chainId: null })))
  })
})

describe('a signature out of range is refused at its field', () => {
  const { yParity, r, s } = { yParity: 1n, r: 5n, s: 6n }
  const rows: readonly (readonly [string, 'y' | 'r' | 's', bigint, string])[] = [
    ['parity 2', 'y', 2n, 'bad_signature'],
    ['r of 0', 'r', 0n, 'bad_signature'],
    ['r of n - 1', 'r', order - 1n, 'none'],
    ['r of n', 'r', order, 'bad_signature'],
    ['r of 2^256', 'r', 2n ** 256n, 'integer_too_large'],
    ['s of 0', 's', 0n, 'bad_signature'],
    ['s of n / 2', 's', order / 2n, 'none'],
    ['s above n / 2', 's', order / 2n + 1n, 'bad_signature'],
  ]

  test.each(rows)('%s', (_, name, value, code) => {
    const before = Transaction.encode(sample(2)).length / 2 - 4
    const parts = { y: yParity, r, s, [name]: value }
    const bytes = `0x02${Rlp.writeList([...items(2), ...[parts.y, parts.r, parts.s].map(Rlp.writeInteger)])}`
    const refusal = refusalOf(() => Transaction.decode(bytes, 'signed'))
    expect(refusal?.code ?? 'none').toBe(code)
    if (refusal !== null) expect(refusal.place.at).toBe(before + 3 + { y: 0, r: 1, s: 2 }[name])
  })

  const legacy: readonly (readonly [bigint, string, bigint | null])[] = [
    [0n, 'bad_signature', null],
    [26n, 'bad_signature', null],
    [27n, 'none', null],
    [28n, 'none', null],
    [29n, 'bad_signature', null],
    [34n, 'bad_signature', null],
    [35n, 'none', 0n],
    [36n, 'none', 0n],
    [37n, 'none', 1n],
    [38n, 'none', 1n],
    [2n ** 256n - 1n, 'none', (2n ** 256n - 36n) / 2n],
    [2n ** 256n, 'integer_too_large', null],
  ]

  test.each(legacy)('v of %s', (v, code, chainId) => {
    const bytes = `0x${Rlp.writeList([...items(0), ...[v, r, s].map(Rlp.writeInteger)])}`
    expect(codeOf(() => Transaction.decode(bytes, 'signed'))).toBe(code)
    if (code !== 'none') return
    const came = Transaction.decode(bytes, 'signed')
    expect([came.chainId, came.signature?.yParity]).toEqual([chainId, v === 27n || (v > 34n && v % 2n === 1n) ? 0 : 1])
  })
})

describe('a field', () => {
  const rows = [
    ['nonce of 2^64 - 1', { nonce: 2n ** 64n - 1n }, 'none'],
    ['nonce of 2^64', { nonce: 2n ** 64n }, 'integer_too_large'],
    ['gas of 2^64 - 1', { gas: 2n ** 64n - 1n }, 'none'],
    ['gas of 2^64', { gas: 2n ** 64n }, 'integer_too_large'],
    ['value of 2^256 - 1', { value: 2n ** 256n - 1n }, 'none'],
    ['value of 2^256', { value: 2n ** 256n }, 'integer_too_large'],
    ['chain id of 2^256', { chainId: 2n ** 256n }, 'integer_too_large'],
    ['fee of 2^256', { maxFeePerGas: 2n ** 256n }, 'integer_too_large'],
    ['address of 19 bytes', { to: `0x${'aa'.repeat(19)}` }, 'rlp_wrong_size'],
    ['address of 21 bytes', { to: `0x${'aa'.repeat(21)}` }, 'rlp_wrong_size'],
    ['access address of 0 bytes', { accessList: [{ address: '0x', storageKeys: [] }] }, 'rlp_wrong_size'],
    [
      'storage key of 31 bytes',
      { accessList: [{ address: sample(2).to!, storageKeys: [`0x${'11'.repeat(31)}`] }] },
      'rlp_wrong_size',
    ],
    ['creation', { to: null }, 'none'],
    ['empty data', { data: '0x' }, 'none'],
  ] as const

  test.each(rows)('%s', (_, change, code) => {
    const bytes = Transaction.encode(sample(2, change))
    const refusal = refusalOf(() => Transaction.decode(bytes, 'unsigned'))
    expect(refusal?.code ?? 'none').toBe(code)
    const [name] = Object.keys(change) as [keyof typeof change]
    if (refusal !== null && name !== 'accessList')
      expect(refusal.place.at).toBe(Transaction.offset(sample(2, change), name))
  })

  test.each(types)('of type %i is found at its offset', (type) => {
    for (const ending of [{}, { signature }]) {
      const transaction = sample(type, ending)
      const bytes = Transaction.encode(transaction)
      const { dataAt } = Transaction.decode(bytes, 'either')
      // Data of 68 bytes has a header of two, an address one of a single byte.
      expect(Transaction.offset(transaction, 'data')).toBe(dataAt - 2)
      expect(bytes.slice(4 + 2 * Transaction.offset(transaction, 'to')).startsWith(transaction.to!.slice(2))).toBe(true)
    }
  })

  test('may be neither missing nor one too many', () => {
    for (const type of types) {
      const all = items(type)
      const list = (parts: readonly string[]) => `0x${type === 0 ? '' : `0${type}`}${Rlp.writeList(parts)}`
      for (let count = 0; count < all.length + 5; count++) {
        const code = codeOf(() =>
          Transaction.decode(list([...all, '80', '80', '80', '80', '80'].slice(0, count)), 'either'),
        )
        expect([count, code === 'none']).toEqual([count, count === all.length || count === all.length + 3])
      }
    }
  })
})

describe('an envelope', () => {
  const rows = [
    ['empty', '0x', 'rlp_missing_item'],
    ['type 0 with its byte', '0x00c0', 'unknown_transaction_type'],
    ['type 5', '0x05c0', 'unknown_transaction_type'],
    ['type 0x7f', '0x7fc0', 'unknown_transaction_type'],
    ['bytes instead of a list', '0x80', 'unknown_transaction_type'],
    ['type alone', '0x02', 'rlp_missing_item'],
    ['typed bytes', '0x0280', 'rlp_wrong_kind'],
    ['typed list wrapped in bytes', '0xb702c0', 'unknown_transaction_type'],
    ['empty list', '0xc0', 'rlp_missing_item'],
    ['length of 2^53', '0x02fe20000000000000', 'rlp_truncated'],
    ['length of 2^64 - 1', '0x02ffffffffffffffffff', 'rlp_truncated'],
    ['length with a leading zero', '0x02f90001', 'rlp_not_minimal'],
    ['long length below 56', `0x02f837${'80'.repeat(55)}`, 'rlp_not_minimal'],
    ['field of length 2^53', '0x02c9be20000000000000', 'rlp_truncated'],
    [
      'blobs, commitments and proofs',
      `0x03${Rlp.writeList([Rlp.writeList(items(3)), 'c0', 'c0', 'c0'])}`,
      'blob_sidecar',
    ],
    [
      'blobs with cell proofs',
      `0x03${Rlp.writeList([Rlp.writeList(items(3)), '01', 'c0', 'c0', 'c0'])}`,
      'blob_sidecar',
    ],
    ['list as the first field of type 2', `0x02${Rlp.writeList([Rlp.writeList(items(2))])}`, 'rlp_wrong_kind'],
  ] as const

  test.each(rows)('%s', (_, bytes, code) => {
    for (const form of ['unsigned', 'signed', 'either'] as const)
      expect(codeOf(() => Transaction.decode(bytes, form))).toBe(code)
  })

  const wide = Array.from({ length: 5900 }, () => ({ address: sample(2).to!, storageKeys: [] }))
  const hostile = [
    ['128 KiB of data', Transaction.encode(sample(2, { data: `0x${'5a'.repeat(131_072)}` })), 'none'],
    ['an access list of 128 KiB', Transaction.encode(sample(2, { accessList: wide })), 'none'],
    ['128 KiB of empty lists', `0x02fa020000${'c0'.repeat(131_072)}`, 'rlp_wrong_kind'],
    ['32,768 lists within each other', `0x02${nested(32_768)}`, 'rlp_wrong_kind'],
    ['as much as may come, and no transaction', `0x02${'ff'.repeat((4 << 20) - 1)}`, 'rlp_truncated'],
    ['a byte more than may come', `0x02${'ff'.repeat(4 << 20)}`, 'too_long'],
    ['128 KiB with the last digit wrong', `0x02${'ff'.repeat(131_072)}fg`, 'bad_hex'],
  ] as const

  test.each(hostile)('%s, within 50 ms', (_, bytes, code) => {
    const times = [0, 1, 2].map(() => {
      const start = performance.now()
      expect(codeOf(() => Transaction.decode(bytes, 'either'))).toBe(code)
      return performance.now() - start
    })
    expect(Math.min(...times)).toBeLessThan(50)
  })
})

test('a transaction without a signature has no hash and no sender', () => {
  expect(codeOf(() => Transaction.hash(sample(2)))).toBe('signature_missing')
  expect(codeOf(() => Transaction.recover(sample(2)))).toBe('signature_missing')
})

test('a transaction built by hand without a field of its type is not written', () => {
  expect(codeOf(() => Transaction.encode(sample(2, { maxFeePerGas: null })))).toBe('missing_field')
  expect(() => Transaction.encode(sample(2, { value: -1n }))).toThrow(RangeError)
})

function decoded(hex: string): Transaction.Transaction | null {
  let came: Transaction.Transaction | null = null
  refusalOf(() => {
    came = Transaction.decode(hex, 'either')
  })
  return came
}

/** The items of the sample of a type, unsigned. */
function items(type: Transaction.Type): string[] {
  const reader = Rlp.open(Transaction.encode(sample(type, { chainId: type === 0 ? null : 1n })))
  if (type > 0) reader.at = 1
  Rlp.enter(reader)
  const found: string[] = []
  while (reader.at < reader.limit) {
    const start = reader.at
    if (Rlp.peek(reader) < 0xc0) Rlp.skip(reader)
    else stepOverList(reader)
    found.push(Rlp.since(reader, start).slice(2))
  }
  return found
}

function stepOverList(reader: Rlp.Reader): void {
  const outer = Rlp.enter(reader)
  reader.at = reader.limit
  Rlp.leave(reader, outer)
}

function nested(depth: number): string {
  let list = 'c0'
  for (let i = 1; i < depth; i++) list = Rlp.writeList([list])
  return list
}
