import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { AbiCoder } from 'ethers'
import fc from 'fast-check'
import * as viem from 'viem'
import { describe, expect, it } from 'vitest'
import { dataPath } from '../../../data.fixture.ts'
import type { Structure, Value } from '../../value.ts'
import * as Arguments from './arguments.ts'
import * as Encoding from './encoding.ts'
import * as Fragment from './fragment.ts'
import { cases, plain, withNames } from './generated.fixture.ts'

type Verbose = { readonly type: string; readonly value: unknown }

const lines = <T>(path: string): T[] =>
  gunzipSync(readFileSync(path))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
const word = (value: number | bigint): string => value.toString(16).padStart(64, '0')
const inputsOf = (types: string) => Fragment.parseSignature(`f(${types})`).inputs
const data = (...words: readonly string[]): viem.Hex => `0x${words.join('')}`
const address = (digits: string): Value => ({ type: 'address', family: 'evm', value: digits })
const integer = (value: bigint): Value => ({ type: 'integer', value })

const transfer = Fragment.parseSignature('transfer(address to, uint256 amount)')
const holder = '0x741388f50f27cfab6e93a228e67d14cd3c303e89'
const transferData = data('a9059cbb', word(BigInt(holder)), word(29_902_000))
const transferValues: Structure = {
  type: 'record',
  fields: [
    { name: 'to', value: address(holder) },
    { name: 'amount', value: integer(29_902_000n) },
  ],
}

describe('arguments', () => {
  it('are the values by name', () => {
    expect(Arguments.decode(transfer, transferData, 4)).toEqual({ canonical: true, values: transferValues })
  })

  it('may be none', () => {
    expect(Arguments.decode([], '0x12345678', 4)).toEqual({ canonical: true, values: { type: 'record', fields: [] } })
  })

  it('with bytes after them are shown, and not canonical', () => {
    expect(Arguments.decode(transfer, `${transferData}00ff`, 4)).toEqual({
      canonical: false,
      trailingBytes: 2,
      problem: { code: 'abi_trailing', at: 68, expected: 'the end of the data' },
      values: transferValues,
    })
  })

  it.each([
    [
      'dirty bytes before an address',
      'address',
      data(`01${word(5).slice(2)}`),
      'abi_word',
      0,
      '0x0000000000000000000000000000000000000005',
    ],
    ['a uint8 of 256', 'uint8', data(word(256)), 'abi_word', 0, 0n],
    ['an int8 of 128', 'int8', data(word(128)), 'abi_word', 0, -128n],
    ['an int8 with half a sign', 'int8', data(`00${'f'.repeat(62)}`), 'abi_word', 0, -1n],
    ['a boolean of 2', 'bool', data(word(2)), 'abi_word', 0, true],
    ['a boolean of 256', 'bool', data(word(256)), 'abi_word', 0, true],
    ['dirty bytes after bytes1', 'bytes1', data(`ab01${'0'.repeat(60)}`), 'abi_word', 0, '0xab'],
    ['the second word', 'uint256, bool', data(word(1), word(3)), 'abi_word', 32, 1n],
    ['dirty padding of bytes', 'bytes', data(word(32), word(1), `ab${'0'.repeat(61)}1`), 'abi_padding', 65, '0xab'],
    ['an offset too far', 'bytes', data(word(64), word(0), word(0)), 'abi_offset', 0, '0x'],
    ['an offset of another word', 'uint256, bytes', data(word(0), word(0)), 'abi_offset', 32, 0n],
    ['text that is no UTF-8', 'string', data(word(32), word(2), `c0af${'0'.repeat(60)}`), 'bad_utf8', 64, '0xc0af'],
    ['bytes that end within their word', 'bytes', data(word(32), word(1), 'ab'), 'abi_truncated', 64, '0xab'],
  ])('are not canonical with %s', (_, types, hex, code, at, first) => {
    const read = Arguments.decode(inputsOf(types), hex, 0)
    expect(read).toMatchObject({ canonical: false, problem: { code, at } })
    expect(read.values && (read.values.fields[0]!.value as { value: unknown }).value).toBe(first)
  })

  it.each([
    ['no data', 'bool', '0x', 'abi_truncated', 0],
    ['a word cut short', 'bool', `0x${'0'.repeat(62)}`, 'abi_truncated', 0],
    ['an offset beyond the end', 'bytes', data(word(2n ** 255n)), 'abi_offset', 0],
    ['bytes longer than the data', 'bytes', data(word(32), word(33), word(0)), 'abi_length', 32],
    ['a list longer than the data', 'bool[]', data(word(32), word(2), word(1)), 'abi_length', 32],
    ['a list of 2^255', 'bool[]', data(word(32), word(2n ** 255n), word(1)), 'abi_length', 32],
    ['a list of 2^48', 'string[]', data(word(32), word(2n ** 48n), word(1)), 'abi_length', 32],
  ] as const)('cannot be shown with %s', (_, types, hex, code, at) => {
    const read = Arguments.decode(inputsOf(types), hex, 0)
    expect(read).toMatchObject({ canonical: false, values: null, trailingBytes: 0, problem: { code, at } })
  })

  it('that begin after the end of the data are cut short', () => {
    expect(Arguments.decode([], '0x12', 4)).toMatchObject({
      canonical: false,
      values: null,
      problem: { code: 'abi_truncated' },
    })
    expect(Arguments.decode(transfer, '0x', 4)).toMatchObject({ canonical: false, values: null })
  })

  it.each(['0xA9059cbb', '0xa9059cb', 'a9059cbb', '0xzz', '0xa9059cbb\n'])('are never read from `%s`', (hex) => {
    expect(() => Arguments.decode([], hex as viem.Hex, 4)).toThrow('not hexadecimal')
  })
})

const evm = dataPath('evm')

describe.skipIf(evm === null)('vectors', () => {
  const valueFrom = ({ type, value }: Verbose): Value => {
    const children = value as readonly Verbose[]
    if (type === 'object')
      return { type: 'record', fields: children.map((child) => ({ name: '', value: valueFrom(child) })) }
    if (type === 'array') return { type: 'list', items: children.map(valueFrom) }
    if (type === 'number') return integer(BigInt(value as string))
    if (type === 'address') return address((value as string).toLowerCase())
    if (type === 'boolean') return { type, value: value as boolean }
    return type === 'string' ? { type: 'text', value: value as string } : { type: 'bytes', value: value as viem.Hex }
  }

  it('encode and decode, all 499', () => {
    const vectors = lines<{ id: string; type: string; verbose: Verbose; encoded: viem.Hex }>(
      `${evm}/abi-codec-vectors.jsonl.gz`,
    )
    expect(vectors).toHaveLength(499)
    for (const { type, verbose, encoded } of vectors) {
      const inputs = inputsOf(type)
      const values: Structure = { type: 'record', fields: [{ name: '', value: valueFrom(verbose) }] }
      expect(Encoding.encode(inputs, values)).toBe(encoded)
      expect(Arguments.decode(inputs, encoded, 0)).toEqual({ canonical: true, values })
    }
  })

  it('of mainnet: every known call is canonical or has the trailing bytes that it has', () => {
    type Known = { hash: string; signature: string; canonicalEncoding: boolean; trailingBytes?: number | string }
    const sent = new Map(
      lines<{ hash: string; input?: viem.Hex; data?: viem.Hex }>(`${evm}/mainnet-block-transactions.jsonl.gz`).map(
        (each) => [each.hash, each],
      ),
    )
    const outcomes = { canonical: 0, trailing: 0 }
    for (const known of lines<Known>(`${evm}/mainnet-known-calls.jsonl.gz`)) {
      const transaction = sent.get(known.hash)!
      const input = (transaction.input ?? transaction.data)!
      const read = Arguments.decode(Fragment.parseSignature(known.signature), input, 4)
      expect([known.hash, read.canonical]).toEqual([known.hash, known.canonicalEncoding])
      if (!read.canonical) expect(read).toMatchObject({ problem: { code: 'abi_trailing' } })
      if (!read.canonical) expect(read.values).not.toBeNull()
      if (!read.canonical && typeof known.trailingBytes === 'number')
        expect(read.trailingBytes).toBe(known.trailingBytes)
      outcomes[read.canonical ? 'canonical' : 'trailing']++
    }
    expect(outcomes).toEqual({ canonical: 250, trailing: 10 })
  })
})

describe('generated arguments', () => {
  it('always encode as viem and ethers do, and decode to themselves', () => {
    const ethers = AbiCoder.defaultAbiCoder()
    fc.assert(
      fc.property(cases, ({ json, parameters, values }) => {
        const encoded = Encoding.encode(parameters, values)
        const ethersTypes = parameters.map((parameter) => parameter.type.text)
        expect(ethers.encode(ethersTypes, plain(values) as unknown[])).toBe(encoded)
        if (json.length > 0) expect(viem.encodeAbiParameters(json, viemValues(values))).toBe(encoded)
        expect(Arguments.decode(parameters, encoded, 0)).toEqual({ canonical: true, values })
        expect(Arguments.decode(parameters, `0x00000000${encoded.slice(2)}`, 4)).toEqual({ canonical: true, values })
      }),
      { seed: 2, numRuns: 2000 },
    )
  })

  it('that were changed are canonical only if they re-encode to the very bytes, in 60,000 mutants', () => {
    const counts = { mutants: 0, accepted: 0, shown: 0 }
    fc.assert(
      fc.property(cases, fc.array(fc.nat(), { minLength: 240, maxLength: 240 }), ({ parameters, values }, numbers) => {
        const encoded = Encoding.encode(parameters, values)
        for (let i = 0; i < numbers.length; i += 3) {
          const mutant = mutate(encoded, numbers[i]!, numbers[i + 1]!, numbers[i + 2]!)
          const read = Arguments.decode(parameters, mutant, 0)
          counts.mutants++
          if (read.values) counts.shown++
          if (!read.canonical) {
            // What a lenient reader would make of it must not encode to these bytes either.
            if (read.values && encodes(parameters, read.values))
              expect(Encoding.encode(parameters, read.values)).not.toBe(mutant)
            continue
          }
          counts.accepted++
          expect(Encoding.encode(parameters, read.values)).toBe(mutant)
        }
      }),
      { seed: 3, numRuns: 750 },
    )
    expect(counts.mutants).toBe(60_000)
    expect(counts.accepted).toBeGreaterThan(5000)
    expect(counts.shown - counts.accepted).toBeGreaterThan(5000)
  })
})

describe('hostile data', () => {
  // The quickest of three, since the machine may be busy with other things.
  const timed = (run: () => unknown): number => {
    const elapsed = [0, 1, 2].map(() => {
      const before = performance.now()
      run()
      return performance.now() - before
    })
    return Math.min(...elapsed)
  }

  // 3,000 offsets to the same place, where there are as many again: 9,000,000 elements if one followed them all.
  const aliased = data(
    word(32),
    word(3000),
    ...Array<string>(3000).fill(word(96_000)),
    word(3000),
    ...Array<string>(3000).fill(word(0)),
  )
  const deep = Fragment.parseSignature(`f(bytes${'[]'.repeat(15)})`)
  const selfReferring = data(word(32), word(2000), ...Array<string>(6000).fill(word(0)))
  const long = data(word(32), word(100_001), 'ab'.repeat(100_001), '00'.repeat(31))

  it.each([
    ['aliased lists', inputsOf('uint256[][]'), aliased],
    [
      'aliased texts',
      inputsOf('string[]'),
      data(word(32), word(3000), ...Array<string>(3000).fill(word(96_000)), word(96_000), '61'.repeat(96_000)),
    ],
    ['lists in themselves', deep.inputs, selfReferring],
    ['fixed lists of lists', inputsOf('string[1024][1024]'), data(word(32), ...Array<string>(6000).fill(word(0)))],
    ['a length of 2^255', inputsOf('bytes[]'), data(word(32), word(2n ** 255n), ...Array<string>(6000).fill(word(0)))],
    ['a long text that is none', inputsOf('string'), data(word(32), word(190_000), 'ff'.repeat(190_016))],
  ])('ends quickly: %s', (_, inputs, hex) => {
    Arguments.decode(inputs, data(word(32)), 0)
    const before = process.memoryUsage().heapUsed
    let canonical = true
    const elapsed = timed(() => {
      canonical = Arguments.decode(inputs, hex, 0).canonical
    })
    expect(canonical).toBe(false)
    expect(elapsed).toBeLessThan(50)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(3 * 50_000_000)
  })

  it('does not hinder what is long and right', () => {
    expect(Arguments.decode(inputsOf('bytes'), long, 0).canonical).toBe(true)
    const numbers = data(word(32), word(6000), ...Array.from({ length: 6000 }, (_, i) => word(i)))
    expect(timed(() => expect(Arguments.decode(inputsOf('uint256[]'), numbers, 0).canonical).toBe(true))).toBeLessThan(
      50,
    )
  })
})

describe('encoding', () => {
  const encode =
    (types: string, ...values: Value[]) =>
    () =>
      Encoding.encode(inputsOf(types), { type: 'record', fields: values.map((value) => ({ name: '', value })) })

  it.each([
    ['an integer above its type', encode('uint8', integer(256n)), '0'],
    ['an integer below its type', encode('int8', integer(-129n)), '0'],
    ['a negative integer', encode('bool, uint256', { type: 'boolean', value: true }, integer(-1n)), '1'],
    ['an address of another family', encode('address', { type: 'address', family: 'tron', value: holder }), '0'],
    ['bytes of another length', encode('bytes4', { type: 'bytes', value: '0xababab' }), '0'],
    ['half a byte', encode('bytes', { type: 'bytes', value: '0xaba' }), '0'],
    ['text for bytes', encode('bytes', { type: 'text', value: 'a' }), '0'],
    ['a list of another length', encode('bool[2]', { type: 'list', items: [] }), '0'],
    ['a wrong element', encode('bool[]', { type: 'list', items: [integer(1n)] }), '0[0]'],
    ['a missing value', encode('bool'), ''],
  ])('refuses %s', (_, run, path) => {
    expect(run).toThrow(expect.objectContaining({ code: 'abi_value', place: { path } }))
  })

  it('refuses a field of another name', () => {
    const values: Structure = { type: 'record', fields: [...transferValues.fields].reverse() }
    expect(() => Encoding.encode(transfer.inputs, values)).toThrow('a value that does not fit the ABI type')
  })
})

function viemValues(values: Structure): unknown[] {
  return values.fields.map((field) => withNames(field.value))
}

function encodes(parameters: Fragment.AbiFunction['inputs'], values: Structure): boolean {
  try {
    return Encoding.encode(parameters, values) !== '0x'
  } catch {
    return false
  }
}

function mutate(encoded: viem.Hex, kind: number, first: number, second: number): viem.Hex {
  const digits = encoded.slice(2)
  const words: readonly string[] = digits.match(/.{64}/g) ?? []
  if (words.length === 0) return `0x${'00'.repeat(first % 3)}`
  const at = first % words.length
  const other = second % words.length
  switch (kind % 8) {
    case 0: // one bit
      return flip(digits, first % digits.length, 1 << (second % 4))
    case 1: // one bit near the start of a word: padding of most types
      return flip(digits, at * 64 + (second % 8), 1 << (second % 4))
    case 2: // append
      return `0x${digits}${'00'.repeat(1 + (first % 64))}`
    case 3: // truncate
      return `0x${digits.slice(0, digits.length - 2 * (1 + (first % Math.min(64, digits.length / 2))))}`
    case 4: // a small number, as an offset or length would be
      return data(...words.with(at, word(32 * (second % (words.length + 2)))))
    case 5: // swap two words
      return data(...words.with(at, words[other]!).with(other, words[at]!))
    case 6: // insert a word
      return data(...words.toSpliced(at, 0, word(second % 3)))
    default: // nothing, or one bit at the end of a word: mostly still canonical
      return second % 2 === 0 ? encoded : flip(digits, at * 64 + 63, 1)
  }
}

function flip(digits: string, at: number, bit: number): viem.Hex {
  const digit = (Number.parseInt(digits[at]!, 16) ^ bit).toString(16)
  return `0x${digits.slice(0, at)}${digit}${digits.slice(at + 1)}`
}
