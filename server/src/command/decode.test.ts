/** The command `decode`: one line or tree for each request, exit codes, places of refusals, and warnings in words. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nothingGiven, parseKey } from '@portcullis/core'
import { serializeTransaction } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, describe, expect, it } from 'vitest'
import { type Line, lineOf, treeText } from './decode.fixture.ts'
import { decode, decodeOptions } from './decode.ts'
import type { Token } from './files.ts'
import { readOptions } from './options.ts'
import { UsageError } from './usage.ts'

const folder = mkdtempSync(join(tmpdir(), 'portcullis-decode-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const usdt = '0xdac17f958d2ee523a2206206994597c13d831ec7'
const other = '0x1111111111111111111111111111111111111111'
const tokens: readonly Token[] = [
  { chain: 'eip155:1', address: usdt, symbol: 'USDT', decimals: 6 },
  { chain: 'eip155:1', address: 'native', symbol: 'ETH', decimals: 18 },
]
const word = (number: bigint | string) =>
  (typeof number === 'string' ? number.slice(2) : number.toString(16)).padStart(64, '0')
const call = (selector: string, ...words: readonly (bigint | string)[]) => `${selector}${words.map(word).join('')}`
const fees = { chainId: 1, nonce: 7, gas: '60000', maxFeePerGas: '2000000000', maxPriorityFeePerGas: '1000000000' }
const transaction = (more: object) => ({ transaction: { ...fees, to: usdt, ...more } })

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** Runs the command in this process. */
function run(...argv: readonly string[]): { readonly exit: number; readonly lines: readonly string[] } {
  const lines: string[] = []
  const exit = decode(readOptions(argv, decodeOptions), (line) => void lines.push(line))
  return { exit, lines }
}

const good = '{"message":"hello"}'
const marked = JSON.stringify({ rawHash: `0x${'ab'.repeat(32)}` })
/** A chain takes no such gas. */
const objected = serializeTransaction(
  { chainId: 1, to: usdt, gas: 20_999n, maxFeePerGas: 5n, nonce: 1, type: 'eip1559' },
  { r: `0x${'01'.padStart(64, '0')}`, s: `0x${'01'.padStart(64, '0')}`, yParity: 0 },
)
const refused = '0x02'
const noRequest = '{"nonsense":1}'

describe('the exit code', () => {
  it.each([
    [0, [good]],
    [0, [good, good]],
    [0, [marked]],
    [0, [good, marked]],
    [1, [objected]],
    [1, [marked, objected]],
    [1, [refused]],
    [1, [good, refused, good]],
    [1, [good, objected]],
    [2, [noRequest]],
    [2, ['zzz']],
    [2, ['[1]']],
    [2, [objected, noRequest, good]],
    [2, [noRequest, refused]],
  ])('is %d for %j', (exit, requests) => {
    const path = file('requests.jsonl', requests.join('\n'))
    expect(run('--json', path).exit).toBe(exit)
    expect(run(path).exit).toBe(exit)
  })

  it('of nothing at all is 2, and nothing is printed', () => {
    for (const text of ['', '\n \n', '[]', '\ufeff']) {
      const path = file('empty.jsonl', text)
      for (const options of [['--json'], []])
        expect(() => run(...options, path)).toThrow(new UsageError('there is no request to decode'))
    }
  })
})

describe('the lines', () => {
  it('are one for each request, with its line and id, in order; what is wrong with one does not stop the others', () => {
    const texts = [good, '', '{"a":1,"a":2}', '{"requestId":"r-1","payload":{"message":"x"}}', 'zzz', refused]
    const { lines } = run('--json', file('mixed.jsonl', texts.join('\r\n')))
    const read = lines.map((line) => JSON.parse(line))
    expect(read.map(({ line }) => line)).toEqual([1, 3, 4, 5, 6])
    expect(read.map(({ error, code }) => [error, code])).toEqual([
      [undefined, undefined],
      ['refused', 'duplicate_key'],
      [undefined, undefined],
      ['no request', 'bad_json'],
      ['refused', 'rlp_missing_item'],
    ])
    expect(read[2].requestId).toBe('r-1')
    expect(read[0]).not.toHaveProperty('requestId')
  })

  it('end with --strict at the first line that is no request, and not at one that is refused', () => {
    const path = file('strict.jsonl', [refused, good, noRequest, good].join('\n'))
    expect(run('--json', '--strict', path)).toMatchObject({ exit: 2, lines: { length: 3 } })
    expect(run('--json', path)).toMatchObject({ exit: 2, lines: { length: 4 } })
  })

  it('of a signed transaction carry its first objection at the top, all of them below, and the request in full', () => {
    const line = lineOf(objected, { ...nothingGiven, chain: 'eip155:5' })
    expect(line).toMatchObject({ code: 'chain_mismatch', at: expect.any(Number), expected: expect.any(String) })
    expect(line.objections.map(({ code }: Line) => code)).toEqual(['chain_mismatch', 'gas_below_intrinsic'])
    expect(line.objections[0]).toEqual({ code: line.code, at: line.at, expected: line.expected })
    expect(line.calls).toHaveLength(1)
    expect(line).not.toHaveProperty('error')
  })

  it('of what nobody signed carry objections as marks alone, each with a byte, 0 for the whole', () => {
    const line = lineOf(transaction({ chainId: 0, gas: '1' }))
    expect(line.objections.map(({ code }: Line) => code)).toEqual(['chain_id_zero', 'gas_below_intrinsic'])
    expect(line.objections[0]).toMatchObject({ at: 2, expected: 'a chain id of at least 1' })
    expect(line).not.toHaveProperty('code')
    expect(lineOf(marked).objections).toEqual([{ code: 'raw_bytes_refused', at: 0, expected: expect.any(String) }])
  })

  it('of an old transaction without a chain id carry that as a mark, since chains accept it', async () => {
    const account = privateKeyToAccount(`0x${'42'.repeat(32)}`)
    const signed = await account.signTransaction({ to: usdt, gas: 21000n, gasPrice: 5n, nonce: 1, type: 'legacy' })
    const line = lineOf(signed)
    expect(line.objections).toEqual([{ code: 'chain_not_stated', at: 0, expected: expect.any(String) }])
    expect(line).not.toHaveProperty('code')
    expect(run(file('legacy.hex', signed)).exit).toBe(0)
  })

  it('say of a line that is not UTF-8 where it is not, and of the others what they say', () => {
    const bytes = Buffer.concat([
      Buffer.from(`${good}\n{"message":"é`),
      Buffer.from([0xff]),
      Buffer.from(`"}\n${good}`),
    ])
    writeFileSync(join(folder, 'latin.jsonl'), bytes)
    const { exit, lines } = run('--json', join(folder, 'latin.jsonl'))
    const read = lines.map((line) => JSON.parse(line))
    expect([exit, read.map(({ line, code }) => [line, code])]).toEqual([
      2,
      [
        [1, undefined],
        [2, 'bad_utf8'],
        [3, undefined],
      ],
    ])
    expect(read[1]).toMatchObject({ error: 'no request', at: 14, column: 14 })
  })

  it('say of hex without a digit that it is empty', () => {
    const { exit, lines } = run('--json', file('empty.hex', '0x\n"0x"'))
    expect(exit).toBe(2)
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ code: 'bad_json', at: 0 })
    for (const line of lines) expect(line).toContain('this is empty hex')
  })

  it.each([
    ['a byte of hex', '0x02c0', { code: 'rlp_missing_item', at: 2 }],
    ['a byte of hex within JSON', '{"unsignedTransaction":"0x02c0"}', { code: 'rlp_missing_item', at: 2 }],
    ['a column of JSON', '{"message":"a" "b"}', { code: 'bad_json', at: 15, column: 16 }],
    [
      'a path of the envelope',
      '{"payload":{"message":1}}',
      { code: 'bad_type', path: 'payload.message', at: 22, column: 23 },
    ],
    [
      'a path of the payload',
      '{"payload":{"transaction":{"to":"0x12"}}}',
      { code: 'bad_address', path: 'to', at: 32, column: 33 },
    ],
    [
      'a path of a bare payload',
      '{"transaction":{"to":"0x12"}}',
      { code: 'bad_address', path: 'to', at: 21, column: 22 },
    ],
    [
      'a field that is not known',
      '{"payload":{"message":"a"},"é":1}',
      { code: 'unknown_field', path: 'é', at: 32, column: 32 },
    ],
    ['the whole', '{"message":"\\ud83d\\ude00"}'.replace('message', 'rawHash'), { code: 'bad_hex', at: 0 }],
  ])('point at %s', (_, text, place) => {
    const line = lineOf(text)
    expect(line).toMatchObject({ line: 1, ...place, expected: expect.any(String) })
    expect(Object.hasOwn(line, 'column')).toBe(Object.hasOwn(place, 'column'))
  })
})

describe('a transaction', () => {
  it('has decimal amounts, numbers for counts, and no field that its type does not have', () => {
    const { transaction: said } = lineOf(transaction({ value: '0xde0b6b3a7640000', data: '0xABCD' }))
    expect(said).toEqual({
      ...{ type: 2, chainId: 1, from: null, to: usdt, nonce: 7, gas: '60000', value: '1000000000000000000' },
      ...{ maxFeePerGas: '2000000000', maxPriorityFeePerGas: '1000000000', input: '0xabcd', accessList: [] },
    })
  })

  it('has a chain id or nonce as a decimal string where a double would not hold it', () => {
    const said = (nonce: bigint) => lineOf(transaction({ nonce: `${nonce}` })).transaction.nonce
    expect(said(2n ** 53n - 1n)).toBe(9007199254740991)
    expect(said(2n ** 53n)).toBe('9007199254740992')
  })

  it('that leaves fields open has them as null, and no digest', () => {
    const line = lineOf({ transaction: { to: usdt, data: call('0xa9059cbb', other, 5n) } })
    expect(line.transaction).toEqual({
      type: null,
      chainId: null,
      from: null,
      to: usdt,
      nonce: null,
      gas: null,
      value: '0',
      input: expect.any(String),
    })
    expect(line).not.toHaveProperty('digest')
    expect(line.calls[0].arguments).toEqual([
      { name: 'to', value: other },
      { name: 'amount', value: '5' },
    ])
  })

  it('that is signed has sender, hash and signature as the library that signed it says, upper-case hex too', async () => {
    const account = privateKeyToAccount(`0x${'42'.repeat(32)}`)
    const signed = await account.signTransaction({ chainId: 1, to: usdt, gas: 21000n, maxFeePerGas: 5n, nonce: 1 })
    const line = lineOf(`0x${signed.slice(2).toUpperCase()}`)
    expect(line).toEqual(lineOf(signed))
    expect(line.transaction).toMatchObject({
      from: account.address.toLowerCase(),
      hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    })
    expect(signed).toContain(line.transaction.signature.r.slice(2).replace(/^(00)+/, ''))
  })

  it('that nobody signed has no sender, though the key that would sign is known', () => {
    const key = parseKey({ curve: 'secp256k1', addresses: { evm: other } })
    const line = lineOf(transaction({}), { ...nothingGiven, key })
    expect(line.transaction.from).toBeNull()
    expect(line.calls[0].facts.sender).toBe(other)
  })

  it('from whose signature no key can be recovered is refused as a whole', () => {
    const body = { chainId: 1, to: usdt, gas: 21000n, maxFeePerGas: 5n, nonce: 1, type: 'eip1559' } as const
    // No point of the curve has 5 as its x.
    const signed = serializeTransaction(body, { r: `0x${'05'.padStart(64, '0')}`, s: '0x01', yParity: 0 })
    expect(lineOf(signed)).toMatchObject({ error: 'refused', code: 'bad_signature', at: 0 })
  })

  it('shows the arguments of a call that is not canonical, and makes no facts of them', () => {
    const [said] = lineOf(transaction({ data: `${call('0xa9059cbb', other, 5n)}ff` })).calls
    expect(said).toMatchObject({
      canonical: false,
      trailingBytes: 1,
      opaqueBytes: 1,
      arguments: [{ value: other }, { value: '5' }],
    })
    expect(said.facts.amount).toEqual({ failed: 'not_canonical' })
  })

  it('counts every byte of a function that nobody knows as opaque', () => {
    const [said] = lineOf(transaction({ data: `0x01020304${'00'.repeat(9)}` })).calls
    expect(said).toMatchObject({ selector: '0x01020304', opaqueBytes: 13, arguments: [] })
    expect(said).not.toHaveProperty('function')
  })
})

describe('the tree', () => {
  it('shows what stands in which bytes, amounts in units of declared tokens', () => {
    const text = treeText(
      transaction({ data: call('0xa9059cbb', other, 29_902_000n), value: '1500000000000000000' }),
      tokens,
    )
    expect(text).toMatchInlineSnapshot(`
      "test:1  transaction on eip155:1, type 2 (EIP-1559), 119 bytes
        transfer  29.902 USDT  to 0x111111…1111
                  digest                0xa70d4cade7407b2f763db02fbf20f794ab5724b5b74bb6030f86037241676249
            0..1  type                  2 (EIP-1559)
            1..3  list                  116 bytes
            3..4  chainId               1
            4..5  nonce                 7
           5..10  maxPriorityFeePerGas  1,000,000,000 wei
          10..15  maxFeePerGas          2,000,000,000 wei
          15..18  gas                   60,000
          18..39  to                    0xdac17f958d2ee523a2206206994597c13d831ec7
          39..48  value                 1.5 ETH
         48..118  input                 68 bytes
          48..50    length
          50..54    selector            0xa9059cbb transfer(address,uint256)
          54..86    to                  0x1111111111111111111111111111111111111111
         86..118    amount              29,902,000 = 29.902 USDT
        118..119  accessList            0 addresses
      "
    `)
  })

  it('counts as opaque, selector included, what the warning says that nobody knows', () => {
    const text = treeText(transaction({ data: '0x0102030405' }))
    expect(text).toContain('nothing is known of 5 bytes')
    expect(text).toMatch(/opaque +5 bytes\n.+selector +0x01020304 unknown function\n.+rest +0x05 \(1 byte\)/)
  })

  it('shows amounts of tokens that nobody declared as they stand', () => {
    const text = treeText(transaction({ data: call('0xa9059cbb', other, 29_902_000n) }))
    expect(text).toMatch(/amount +29,902,000$/m)
  })

  it('shows an allowance in units, and one beyond all need as unlimited', () => {
    const approve = (amount: bigint) => treeText(transaction({ data: call('0x095ea7b3', other, amount) }), tokens)
    expect(approve(1_500_000n)).toMatch(/amount +1,500,000 = 1\.5 USDT$/m)
    expect(approve(2n ** 128n)).toMatch(/= unlimited USDT$/m)
  })

  it('shows a permit by its fields, in units of the token that it is for', () => {
    const field = (name: string, type: string) => ({ name, type })
    const types = {
      EIP712Domain: [field('name', 'string'), field('chainId', 'uint256'), field('verifyingContract', 'address')],
      Permit: [field('owner', 'address'), field('spender', 'address'), field('value', 'uint256')],
    }
    const domain = { name: 'Tether\u202e', chainId: 1, verifyingContract: usdt }
    const permit = (value: string) => ({
      typedData: { types, domain, primaryType: 'Permit', message: { owner: usdt, spender: other, value } },
    })
    expect(treeText(permit('1500000'), tokens)).toMatch(/value +1,500,000 = 1\.5 USDT$/m)
    expect(treeText(permit('1500000'), tokens)).toContain('"Tether\\u{202e}"')
    expect(treeText(permit('1500000'), tokens)).not.toContain('  ! ')
    expect(treeText(permit(`${2n ** 255n}`), tokens)).toContain(
      `! unlimited approval by signature: ${other} may take all of USDT`,
    )
  })

  it('ends with how many fared how', () => {
    const { lines } = run(file('all.jsonl', [good, marked, objected, refused, noRequest, good].join('\n')))
    expect(lines.at(-1)).toBe('6 requests: 2 understood, 1 marked, 1 objected, 1 refused, 1 no request')
    expect(run(file('one.jsonl', good)).lines.at(-1)).toBe('1 request: 1 understood')
  })

  it('takes the tokens of --with and the chain of --chain', () => {
    const companion = file('tokens.json', JSON.stringify({ kind: 'tokens', tokens }))
    const request = file(
      'transfer.json',
      JSON.stringify({ transaction: { to: usdt, data: call('0xa9059cbb', other, 29_902_000n) } }),
    )
    expect(run('--with', companion, request).lines.join('\n')).toContain('objection, chain_not_stated')
    const { exit, lines } = run('--with', companion, '--chain', 'eip155:1', request)
    expect(exit).toBe(0)
    expect(lines.join('\n')).toContain('29.902 USDT')
    const mainnet = file('mainnet.json', JSON.stringify(transaction({})))
    expect(run('--chain', 'eip155:5', mainnet).lines.join('\n')).toContain('objection, chain_mismatch')
    expect(run('--chain', 'eip155:1', mainnet).lines.join('\n')).not.toContain('objection')
    expect(run('--chain', 'eip155:5', file('signed.hex', objected)).exit).toBe(1)
  })

  it('never shows a character that a terminal obeys', () => {
    const text = treeText({ requestId: 'a\u001b[2J', payload: { message: 'x\u001b[31m\u202e\u0007\u2066\u009b' } })
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    const { lines } = run('--json', file('nasty.json', JSON.stringify({ message: 'x\u009b\u202e\u2028' })))
    expect(lines[0]).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    expect(JSON.parse(lines[0]!).calls[0].facts.message).toBe('x\u009b\u202e\u2028')
    expect(text).toContain('x\\u{1b}[31m\\u{202e}\\u{7}\\u{2066}\\u{9b}')
  })
})

describe('a warning', () => {
  const allowance = 2n ** 128n
  const authorization = { authorization: { chainId: 0, address: other, nonce: 3 } }
  it.each([
    [
      'an unlimited approval',
      transaction({ data: call('0x095ea7b3', other, allowance) }),
      `unlimited approval: ${other} may take all of USDT (${usdt})`,
    ],
    ['an approval just below it', transaction({ data: call('0x095ea7b3', other, allowance - 1n) }), null],
    [
      'an operator',
      transaction({ data: call('0xa22cb465', other, 1n) }),
      `unlimited approval: ${other} may take every USDT (${usdt})`,
    ],
    ['an operator taken back', transaction({ data: call('0xa22cb465', other, 0n) }), null],
    [
      'arguments that are not canonical',
      transaction({ data: `${call('0xa9059cbb', other, 5n)}ffff` }),
      'not canonical: the arguments of transfer(address,uint256) do not re-encode to the same bytes; 2 bytes follow them',
    ],
    [
      'a function that nobody knows',
      transaction({ data: '0x0102030405' }),
      'unknown function 0x01020304: nothing is known of 5 bytes',
    ],
    [
      'data without a selector',
      transaction({ data: '0x010203' }),
      'no function: 3 bytes of data are fewer than a selector has',
    ],
    [
      'a new contract',
      transaction({ to: null, data: '0x6001', gas: '100000' }),
      'creates a contract: 2 bytes of code that nobody has read',
    ],
    [
      'a delegation',
      authorization,
      `delegates an account on every chain to the code at ${other} (EIP-7702): from then on that code acts as it`,
    ],
    [
      'a delegation taken away',
      { authorization: { chainId: 1, address: `0x${'00'.repeat(20)}`, nonce: 3 } },
      'takes the delegation of an account away (EIP-7702)',
    ],
    ['a plain transfer', transaction({ value: '1' }), null],
  ])('is given for %s, or not', (_, request, expected) => {
    const warnings = treeText(request, tokens)
      .replace(/\n {4}(?=\S)/g, ' ')
      .split('\n')
      .filter((line) => line.startsWith('  ! '))
    expect(warnings).toEqual(expected === null ? [] : [`  ! ${expected}`])
  })
})

describe('the command itself', () => {
  const bin = fileURLToPath(new URL('../../bin/portcullis.js', import.meta.url))
  const start = (input: string, ...argv: readonly string[]) =>
    spawnSync(process.execPath, [bin, 'decode', ...argv], { encoding: 'utf8', input })

  it('reads standard input and exits with the worst', () => {
    const { status, stdout, stderr } = start(`${good}\n${refused}\n`, '--json', '-')
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).code),
    ).toEqual([undefined, 'rlp_missing_item'])
  })

  it('says what is wrong with how it was called', () => {
    expect(start('', '--polciy', 'x')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('--polciy'),
    })
    expect(() => run(join(folder, 'missing'))).toThrow(UsageError)
  })
})
