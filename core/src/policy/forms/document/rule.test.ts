/** What a rule speaks of, and what cannot slip past it: the function that it describes, its payee, its mint, its key. */
import { encodeFunctionData, maxUint256, parseAbi, serializeTransaction } from 'viem'
import { describe, expect, it, test } from 'vitest'
import * as Base58 from '../../../codec/base58.ts'
import * as Base64 from '../../../codec/base64.ts'
import * as Message from '../../../facts/decoders/solana/message.ts'
import * as Core from '../../../index.ts'

type Hex = `0x${string}`
type Part = { readonly program: string; readonly accounts: readonly number[]; readonly data: readonly number[] }

const weth: Hex = `0x${'c0'.repeat(20)}`
const alice: Hex = `0x${'a1'.repeat(20)}`
const system = '11111111111111111111111111111111'
const memo = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr'
const token = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'
const account = (index: number) => Base58.encode(new Uint8Array(32).fill(index + 1))

const leaf = (transaction_type: string, attr: string, operator: string, value: unknown, more: object = {}) => {
  return { transaction_type, transaction_attr: attr, operator, value, ...more }
}
const rule = (action: string, chain_type: string, ...conditions: readonly object[]) => {
  return { issuer: [{ type: '*', id: '*' }], action, chain_type, conditions }
}

/** The word of the decision, with its code where it is a deny. */
function decide(rules: readonly object[], payload: Core.Json.JsonObject): string {
  const policy = Core.compile(Core.parse(JSON.stringify({ version: '1.0', rules })))
  const decoded = Core.decode(Core.Requests.read(payload))
  const setting = { noPolicy: 'deny', requestHash: '0x00' } as const
  const { decision, reason } = Core.evaluate([{ level: 'key', policy }], decoded, Core.sourceOf({}), setting)
  return decision === 'deny' ? reason.code : decision
}

function call(data: Hex, change: object = {}): Core.Json.JsonObject {
  const fees = { maxFeePerGas: 10n, maxPriorityFeePerGas: 2n, gas: 63_000n, nonce: 7 }
  return {
    unsignedTransaction: serializeTransaction({ type: 'eip1559', chainId: 1, to: weth, ...fees, data, ...change }),
  }
}

/** A message of the parts; accounts count from 0, which pays. */
function solana(...parts: readonly Part[]): Core.Json.JsonObject {
  const programs = [...new Set(parts.map(({ program }) => program))]
  const message: Message.Message = {
    version: 'legacy',
    header: { requiredSignatures: 1, readonlySigned: 0, readonlyUnsigned: programs.length },
    accountKeys: [...[0, 1, 2, 3].map(account), ...programs].map((key) => Base58.decode(key)),
    recentBlockhash: new Uint8Array(32).fill(99),
    instructions: parts.map(({ program, accounts, data }) => ({
      programIndex: 4 + programs.indexOf(program),
      accountIndexes: Uint8Array.from(accounts),
      data: Uint8Array.from(data),
      range: { start: 0, end: 0 },
    })),
    lookups: [],
  }
  return { solanaMessage: Base64.encode(Message.encode(message)) }
}

const functions = parseAbi(['function deposit()', 'function approve(address spender, uint256 amount)'])
const deposit = encodeFunctionData({ abi: functions, functionName: 'deposit' })
const approve = encodeFunctionData({ abi: functions, functionName: 'approve', args: [alice, maxUint256] })
const depositAbi = { type: 'function', name: 'deposit', inputs: [] }
const approveAbi = {
  type: 'function',
  name: 'approve',
  inputs: [
    { name: 'spender', type: 'address' },
    { name: 'amount', type: 'uint256' },
  ],
}
const onWeth = leaf('erc20', 'receiver', 'eq', weth)
const onWethBy = (abi: object) => ({ ...onWeth, abi })

describe('a rule about a built-in attribute with an ABI', () => {
  test.each([
    ['in the condition', [onWethBy(depositAbi)]],
    ['in its group', [{ abi: depositAbi, group: [onWeth] }]],
    ['in the group around its group', [{ abi: depositAbi, group: [{ group: [onWeth] }] }]],
    ['beside a condition without one', [leaf('erc20', 'chainId', 'eq', 1), onWethBy(depositAbi)]],
  ])('allows calls of that function only: %s', (_, conditions) => {
    const rules = [rule('allow', 'ethereum', ...conditions)]
    expect(decide(rules, call(deposit))).toBe('allow')
    expect(decide(rules, call(approve))).toBe('no_matching_rule')
    // One byte more, and nobody knows what it calls.
    expect(decide(rules, call(`${deposit}00`))).toBe('no_matching_rule')
  })

  it('heeds the ABI of the condition before that of its group', () => {
    const rules = [rule('allow', 'ethereum', { abi: depositAbi, group: [onWethBy(approveAbi)] })]
    expect(decide(rules, call(approve))).toBe('allow')
    expect(decide(rules, call(deposit))).toBe('no_matching_rule')
  })

  it('denies calls of that function only, and those that may be one', () => {
    const allow = ['deposit', 'approve'].map((name) =>
      rule('allow', 'ethereum', onWethBy(name === 'deposit' ? depositAbi : approveAbi)),
    )
    const rules = [...allow, rule('deny', 'ethereum', onWethBy(approveAbi))]
    expect(decide(rules, call(deposit))).toBe('allow')
    expect(decide(rules, call(approve))).toBe('deny_rule')
    expect(decide(rules, call(`${approve}00`))).toBe('deny_rule_not_known')
  })

  it('allows the instruction of an IDL only', () => {
    const idl = {
      address: account(7),
      metadata: { name: 'vault', version: '0.1.0', spec: '0.1.0' },
      instructions: [{ name: 'pay', discriminator: [1, 2, 3, 4, 5, 6, 7, 8], accounts: [], args: [] }],
    }
    const rules = [rule('allow', 'solana', leaf('solanaTransaction', 'sender', 'eq', account(0), { abi: idl }))]
    const invoke = (program: string, data: readonly number[]) => decide(rules, solana({ program, accounts: [], data }))
    expect(invoke(account(7), [1, 2, 3, 4, 5, 6, 7, 8])).toBe('allow')
    expect(invoke(account(7), [1, 2, 3, 4, 5, 6, 7, 9])).toBe('no_matching_rule')
    expect(invoke(account(8), [1, 2, 3, 4, 5, 6, 7, 8])).toBe('no_matching_rule')
  })
})

describe('a payee who is denied', () => {
  const rules = [
    rule('allow', 'solana', leaf('solanaTransaction', 'solanaProgramIds', 'all', [system, memo])),
    rule('deny', 'solana', leaf('nativeTransfer', 'receiver', 'eq', account(1))),
  ]
  const pay = (to: number): Part => ({ program: system, accounts: [0, to], data: [2, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0] })
  const note: Part = { program: memo, accounts: [], data: [104, 105] }

  test.each([
    ['alone', [pay(1)]],
    ['first of two', [pay(1), pay(2)]],
    ['second of two', [pay(2), pay(1)]],
    ['before a memo', [pay(1), note]],
    ['behind a memo', [note, pay(1)]],
  ])('is denied %s', (_, parts) => {
    expect(decide(rules, solana(...parts))).toBe('deny_rule')
  })

  it('is denied too where the bytes are not canonical, and nobody else is', () => {
    expect(decide(rules, solana({ ...pay(1), data: [...pay(1).data, 0] }))).toBe('deny_rule_not_known')
    for (const parts of [[pay(2)], [pay(2), pay(3)], [pay(2), note], [note]])
      expect(decide(rules, solana(...parts))).toBe('allow')
  })

  it('is not paid with a blob beside it', () => {
    const blobs = { type: 'eip4844', blobVersionedHashes: [`0x01${'ab'.repeat(31)}`], maxFeePerBlobGas: 1n } as const
    const toAlice = rule('deny', 'ethereum', leaf('nativeTransfer', 'receiver', 'eq', alice))
    expect(decide([toAlice], call('0x', { ...blobs, to: alice, value: 1n }))).toBe('deny_rule')
    expect(decide([toAlice], call('0x', { ...blobs, value: 1n }))).toBe('no_matching_rule')
  })
})

describe('a mint that is denied', () => {
  const rules = [
    rule('allow', 'solana', leaf('solanaTransaction', 'splTransferAmount', 'lte', '10')),
    rule('deny', 'solana', leaf('solanaTransaction', 'splTokenMint', 'eq', account(3))),
  ]
  const amount = [7, 0, 0, 0, 0, 0, 0, 0]

  it('is not moved by a transfer that does not name its mint', () => {
    const plain = solana({ program: token, accounts: [1, 2, 0], data: [3, ...amount] })
    expect(decide(rules, plain)).toBe('deny_rule_not_known')
    expect(decide(rules.slice(0, 1), plain)).toBe('allow')
  })

  it('leaves other mints alone', () => {
    const checked = (mint: number) => ({ program: token, accounts: [1, mint, 2, 0], data: [12, ...amount, 6] })
    expect(decide(rules, solana(checked(2)))).toBe('allow')
    expect(decide(rules, solana(checked(3)))).toBe('deny_rule')
  })
})

describe('a cap on fees', () => {
  const cap = (chain: string, type: string, most: string) => [rule('allow', chain, leaf(type, 'maxFee', 'lte', most))]

  it.each([
    ['629999', 'no_matching_rule'],
    ['630000', 'allow'],
    ['630001', 'allow'],
  ])('of %s wei, where 630,000 may be paid: %s', (most, word) => {
    expect(decide(cap('ethereum', 'nativeTransfer', most), call('0x'))).toBe(word)
    expect(decide(cap('ethereum', 'erc20', most), call(approve))).toBe(word)
  })

  it.each([
    ['4999', 'no_matching_rule'],
    ['5000', 'allow'],
  ])('of %s lamports, where 5,000 may be paid: %s', (most, word) => {
    const pay = solana({ program: system, accounts: [0, 1], data: [2, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0] })
    expect(decide(cap('solana', 'nativeTransfer', most), pay)).toBe(word)
    expect(decide(cap('solana', 'solanaTransaction', most), pay)).toBe(word)
  })

  it('allows no transaction that leaves its fees open', () => {
    const open = { transaction: { chainId: 1, to: alice, value: '1' } }
    expect(decide(cap('ethereum', 'nativeTransfer', '630000'), open)).toBe('no_matching_rule')
  })
})

describe('a function selector', () => {
  const findings = (operator: string, value: unknown, type = 'erc20') => {
    const rules = [rule('deny', 'ethereum', leaf(type, 'functionSelector', operator, value))]
    return Core.check(JSON.stringify({ version: '1.0', rules })).map(({ code, path, expected }) => {
      return `${code} ${Core.Json.pathText(path)}: ${expected}`
    })
  }
  const at = 'rules[0].conditions[0].value'

  it.each(['0xa9', '0xa9059c', '0xa9059cbb00', `0xa9059cbb${'00'.repeat(32)}`])('is not `%s`', (value) => {
    for (const type of ['erc20', 'erc721']) {
      for (const operator of ['eq', 'neq'])
        expect(findings(operator, value, type)[0]).toBe(`op_type_mismatch ${at}: 4 bytes`)
    }
  })

  it('has 4 bytes, each of a list', () => {
    expect(findings('eq', '0xa9059cbb')).toEqual([])
    expect(findings('in', ['0xa9059cbb', '0x095ea7b3'])).toEqual([])
    expect(findings('in', ['0xa9059cbb', '0x095ea7', '0x00095ea7b3'])).toEqual([
      `op_type_mismatch ${at}[1]: 4 bytes`,
      `op_type_mismatch ${at}[2]: 4 bytes`,
    ])
  })

  it('is not measured where a parameter has its name', () => {
    const abi = { type: 'function', name: 'f', inputs: [{ name: 'functionSelector', type: 'bytes' }] }
    const rules = [rule('deny', 'ethereum', leaf('erc20', 'abi:functionSelector', 'eq', '0xa9', { abi }))]
    expect(() => Core.compile(Core.parse(JSON.stringify({ version: '1.0', rules })))).not.toThrow()
  })
})
