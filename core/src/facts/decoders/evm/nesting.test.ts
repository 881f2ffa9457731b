/** Calls within calls: whose they are, what they are, in which bytes they stand, and when what wraps them is judged as well. */
import { concatHex, encodeAbiParameters, encodePacked, numberToHex, pad, parseAbiParameters, size } from 'viem'
import { describe, expect, it } from 'vitest'
import { type Call, judged } from '../../call.ts'
import { contractsOf, parseContract } from '../../contract.ts'
import { alice, bob, callData, contract, decoded, key, sender, shown } from '../../decode.fixture.ts'
import type { DecodedRequest, Surroundings } from '../../decode.ts'
import { limits } from './nesting.ts'

type Hex = `0x${string}`

const safe: Hex = `0x${'5a'.repeat(20)}`
const token: Hex = `0x${'70'.repeat(20)}`
const zero: Hex = `0x${'00'.repeat(20)}`
const multiSend = '0x38869bf66a61cf6bdb996a6ae40d5853fd43b526'
const multiSendCallOnly = '0x40a2accbd92bca938b02010e17a5b8929b49130d'
const multicall3 = '0xca11bde05977b3631167028862be2a173976ca11'
const entryPoint07 = '0x0000000071727de22e5e9d8baf0edac6f37da032'
const router = '0x66a9893cc07d91d95644aedd05d03f95e1dba8af'

const transfer = callData('transfer(address to, uint256 amount)', alice, 5n)
const approve = callData('approve(address spender, uint256 amount)', bob, 7n)
const safeSignature =
  'execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures)'

type SafeCall = {
  to?: Hex
  value?: bigint
  data?: Hex
  operation?: number
  price?: bigint
  token?: Hex
  receiver?: Hex
}

function exec({ to = token, value = 0n, data = transfer, operation = 0, ...refund }: SafeCall = {}): Hex {
  const { price = 0n, token: paid = zero, receiver = zero } = refund
  return callData(safeSignature, to, value, data, operation, 0n, 0n, price, paid, receiver, '0x1234')
}

type Packed = { readonly operation?: number; readonly to: Hex; readonly value?: bigint; readonly data: Hex }

function packed(calls: readonly Packed[]): Hex {
  return concatHex(
    calls.map(({ operation = 0, to, value = 0n, data }) =>
      encodePacked(
        ['uint8', 'address', 'uint256', 'uint256', 'bytes'],
        [operation, to, value, BigInt(size(data)), data],
      ),
    ),
  )
}

const batch = (calls: readonly Packed[]) => callData('multiSend(bytes transactions)', packed(calls))

/** What the request is on chain 1, when the Safe and whatever else is given have been reviewed. */
function read(to: Hex, data: Hex, value = '0', code: object = { [safe]: 'safe' }): DecodedRequest {
  const contracts = contractsOf(
    Object.entries(code).map(([address, kind]) => parseContract({ chain: 'eip155:1', address, code: kind as string })),
  )
  const transaction = { chainId: 1, nonce: 1, gas: '9000000', gasPrice: '1', to, value, data }
  return decoded({ transaction }, { key, contracts } as Partial<Surroundings>)
}

const codesOf = ({ objections }: DecodedRequest) => objections.map(({ code }) => code)

/** Who calls whom by what, of each judged call. */
function told(request: DecodedRequest): readonly (readonly unknown[])[] {
  return judged(request.calls).map((call) => {
    const facts = shown(call)
    return [call.kind, facts.sender, facts.target, facts['native.value'], facts['call.function'] ?? null]
  })
}

const transferOf = (from: Hex) => ['contractCall', from, token, '0', 'transfer(address,uint256)']
const approveOf = (from: Hex) => ['contractCall', from, token, '0', 'approve(address,uint256)']

function all(calls: readonly Call[]): readonly Call[] {
  return calls.flatMap((call) => [call, ...all(call.calls)])
}

describe('a call by a Safe', () => {
  it('is judged alone, as the Safe’s, when the Safe is known and nothing else happens', () => {
    const request = read(safe, exec())
    expect(told(request)).toEqual([transferOf(safe)])
    expect(all(request.calls).map(({ index, judged }) => [index, judged])).toEqual([
      [0, false],
      [1, true],
    ])
    expect(shown(judged(request.calls)[0]!)).toMatchObject({ types: ['erc20'], recipient: alice, amount: '5' })
  })

  it('is judged beside what wraps it when nobody knows the code at the address', () => {
    const [wrapper, inner, ...others] = told(read(safe, exec(), '0', {}))
    expect(wrapper!.slice(0, 4)).toEqual(['contractCall', sender, safe, '0'])
    expect([inner, others]).toEqual([transferOf(safe), []])
    expect(told(read(safe, exec(), '0', { [safe]: 'aggregator' }))).toHaveLength(2)
  })

  it.each([
    ['a gas price', { price: 1n }],
    ['a token for gas', { token }],
    ['a receiver of the refund', { receiver: bob }],
  ])('is judged beside what wraps it when there is %s', (_, refund) => {
    expect(told(read(safe, exec(refund)))).toHaveLength(2)
  })

  it('is judged beside what wraps it when value stays in the Safe; what the Safe sends of its own is no such value', () => {
    expect(told(read(safe, exec(), '1'))).toHaveLength(2)
    expect(told(read(safe, exec({ to: bob, value: 9n, data: '0x' })))).toEqual([['transfer', safe, bob, '9', null]])
  })

  it('stands in the bytes of its data, which are its own', () => {
    const data = exec()
    const [inner] = judged(read(safe, data).calls)
    const at = (start: number, end: number) => `0x${data.slice(2 + 2 * start, 2 + 2 * end)}`
    const base = all(read(safe, data).calls)[0]!.dataAt!
    expect(at(inner!.dataAt! - base, inner!.dataAt! - base + size(transfer))).toBe(transfer)
    expect(at(inner!.start - base, inner!.dataAt! - base)).toBe(numberToHex(size(transfer), { size: 32 }))
  })

  it.each(['execTransactionFromModule', 'execTransactionFromModuleReturnData'])('by a module: %s', (name) => {
    const signature = `${name}(address to, uint256 value, bytes data, uint8 operation)`
    expect(told(read(safe, callData(signature, token, 0n, transfer, 0)))).toEqual([transferOf(safe)])
  })

  it('delegates only to code that is known: anything else is objected to, whatever policies say', () => {
    const request = read(safe, exec({ operation: 1 }))
    expect(codesOf(request)).toEqual(['delegate_code_unknown'])
    const [inner] = judged(request.calls)
    expect(inner!.kind).toBe('delegateCall')
    expect(shown(inner!)).toMatchObject({ types: [], sender: safe, target: token })
    expect(shown(inner!)).not.toHaveProperty('recipient')
    expect(codesOf(read(safe, exec({ operation: 1 }), '0', { [safe]: 'safe', [token]: 'permit2' }))).toEqual([])
  })

  it('is judged beside what wraps it in a transaction that carries blobs', () => {
    const contracts = contractsOf([parseContract({ chain: 'eip155:1', address: safe, code: 'safe' })])
    const blobs = { maxFeePerBlobGas: '7', blobVersionedHashes: [`0x01${'ab'.repeat(31)}`] }
    const request = decoded({ transaction: { chainId: 1, to: safe, data: exec(), ...blobs } }, { contracts })
    expect(judged(request.calls).map(({ kind }) => kind)).toEqual(['blobCall', 'contractCall'])
  })

  it.each([2, 3, 255])('with the operation %d is objected to', (operation) => {
    const request = read(safe, exec({ operation }))
    expect(codesOf(request)).toEqual(['nested_malformed'])
    expect(told(request)).toHaveLength(1)
  })
})

describe('a batch', () => {
  const calls = [
    { to: token, data: transfer },
    { to: token, data: approve },
    { to: bob, value: 3n, data: '0x' as const },
  ]

  it('of a Safe through MultiSend is judged call by call, each as the Safe’s', () => {
    const request = read(safe, exec({ to: multiSend, data: batch(calls), operation: 1 }))
    expect(told(request)).toEqual([transferOf(safe), approveOf(safe), ['transfer', safe, bob, '3', null]])
    expect(codesOf(request)).toEqual([])
    expect(all(request.calls).map(({ index }) => index)).toEqual([0, 1, 2, 3, 4])
  })

  it('stands packed without a gap: records re-encode to the bytes that they were read from', () => {
    const records = judged(read(safe, exec({ to: multiSend, data: batch(calls), operation: 1 })).calls)
    const ends = records.map(({ end }) => end)
    expect(records.slice(1).map(({ start }) => start)).toEqual(ends.slice(0, -1))
    expect(ends.at(-1)! - records[0]!.start).toBe(size(packed(calls)))
    expect(records.map(({ start, dataAt }) => dataAt! - start)).toEqual([85, 85, 85])
  })

  it('at another address than MultiSend’s is objected to when it runs as the Safe', () => {
    const request = read(safe, exec({ to: bob, data: batch(calls), operation: 1 }))
    expect(codesOf(request)).toEqual(['delegate_code_unknown'])
    expect(told(request)).toHaveLength(4)
  })

  it('that is called, not delegated to, is of the contract itself: the call-only one passes on what it is sent', () => {
    expect(told(read(multiSendCallOnly, batch(calls), '3', {}))).toEqual([
      transferOf(multiSendCallOnly),
      approveOf(multiSendCallOnly),
      ['transfer', multiSendCallOnly, bob, '3', null],
    ])
    expect(told(read(multiSendCallOnly, batch(calls), '4', {}))).toHaveLength(4)
    expect(told(read(multiSendCallOnly, batch(calls), '2', {}))).toHaveLength(4)
    expect(told(read(multiSend, batch(calls), '3', {}))).toHaveLength(4)
  })

  it('may hold a delegatecall, which is then one', () => {
    const inner = [{ to: token, data: transfer, operation: 1 }]
    const request = read(safe, exec({ to: multiSend, data: batch(inner), operation: 1 }))
    expect(judged(request.calls).map(({ kind }) => kind)).toEqual(['delegateCall'])
    expect(codesOf(request)).toEqual(['delegate_code_unknown'])
  })

  it.each<[string, (bytes: Hex) => Hex]>([
    ['a byte too few', (bytes) => bytes.slice(0, -2) as Hex],
    ['a byte too many', (bytes) => `${bytes}00`],
    ['a length past the end', (bytes) => `${bytes.slice(0, 2 + 2 * 84)}ff${bytes.slice(2 + 2 * 85)}` as Hex],
    ['a length of 2^255', (bytes) => `${bytes.slice(0, 2 + 2 * 53)}80${bytes.slice(2 + 2 * 54)}` as Hex],
    ['the operation 2', (bytes) => `0x02${bytes.slice(4)}` as Hex],
  ])('with %s is objected to, and what it holds is no call', (_, spoil) => {
    const data = callData('multiSend(bytes transactions)', spoil(packed(calls.slice(0, 1))))
    const request = read(safe, exec({ to: multiSend, data, operation: 1 }))
    expect(codesOf(request)).toEqual(['nested_malformed'])
    expect(all(request.calls).map(({ kind }) => kind)).toEqual(['contractCall', 'delegateCall'])
  })

  it('of nothing is judged itself', () => {
    expect(told(read(safe, exec({ to: multiSend, data: batch([]), operation: 1 })))).toHaveLength(1)
  })

  it(`is refused beyond ${limits.calls} calls and ${limits.depth} levels`, () => {
    const many = (count: number) => batch(Array.from({ length: count }, () => ({ to: token, data: transfer })))
    expect(codesOf(read(multiSendCallOnly, many(limits.calls - 1), '0', {}))).toEqual([])
    expect(codesOf(read(multiSendCallOnly, many(limits.calls), '0', {}))).toEqual(['nested_too_many'])
    const deep = (levels: number): Hex => (levels === 0 ? transfer : exec({ to: safe, data: deep(levels - 1) }))
    expect(codesOf(read(safe, deep(limits.depth)))).toEqual([])
    expect(codesOf(read(safe, deep(limits.depth + 1)))).toEqual(['nested_too_deep'])
  })

  it(`is refused beyond ${limits.bytes} bytes that are read again level by level`, () => {
    const padding = `0x12345678${'00'.repeat(limits.bytes / 4)}` as const
    const deep = (levels: number): Hex => (levels === 0 ? padding : exec({ to: safe, data: deep(levels - 1) }))
    expect(codesOf(read(safe, deep(2)))).toEqual([])
    expect(codesOf(read(safe, deep(5)))).toEqual(['nested_too_long'])
  })
})

describe('a multicall', () => {
  it.each<[string, readonly unknown[]]>([
    ['multicall(bytes[] data)', []],
    ['multicall(uint256 deadline, bytes[] data)', [9n]],
    ['multicall(bytes32 previousBlockhash, bytes[] data)', [pad('0x01')]],
  ])('of a contract on itself is as if its caller had called: %s', (signature, before) => {
    const data = callData(signature, ...before, [transfer, approve])
    expect(told(read(token, data, '0', { [token]: 'multicall' }))).toEqual([transferOf(sender), approveOf(sender)])
    expect(told(read(token, data, '0', {}))).toHaveLength(3)
    expect(told(read(token, data, '1', { [token]: 'multicall' }))).toHaveLength(3)
  })

  it.each<[string, readonly unknown[]]>([
    ['aggregate((address target, bytes callData)[] calls)', [[{ target: token, callData: transfer }]]],
    ['blockAndAggregate((address target, bytes callData)[] calls)', [[{ target: token, callData: transfer }]]],
    [
      'tryAggregate(bool requireSuccess, (address target, bytes callData)[] calls)',
      [true, [{ target: token, callData: transfer }]],
    ],
    [
      'tryBlockAndAggregate(bool requireSuccess, (address target, bytes callData)[] calls)',
      [true, [{ target: token, callData: transfer }]],
    ],
    [
      'aggregate3((address target, bool allowFailure, bytes callData)[] calls)',
      [[{ target: token, allowFailure: false, callData: transfer }]],
    ],
  ])('of Multicall3 is Multicall3’s: %s', (signature, args) => {
    const data = callData(signature, ...args)
    expect(told(read(multicall3, data, '0', {}))).toEqual([transferOf(multicall3)])
    expect(told(read(multicall3, data, '1', {}))).toHaveLength(2)
    expect(told(read(contract, data, '0', {}))).toHaveLength(2)
  })

  it('with values passes on their sum, and is judged itself for any other', () => {
    const data = callData(
      'aggregate3Value((address target, bool allowFailure, uint256 value, bytes callData)[] calls)',
      [
        { target: alice, allowFailure: false, value: 2n, callData: '0x' },
        { target: bob, allowFailure: false, value: 3n, callData: '0x' },
      ],
    )
    const paid = [
      ['transfer', multicall3, alice, '2', null],
      ['transfer', multicall3, bob, '3', null],
    ]
    expect(told(read(multicall3, data, '5', {}))).toEqual(paid)
    expect(told(read(multicall3, data, '6', {})).slice(1)).toEqual(paid)
    expect(told(read(multicall3, data, '6', {}))).toHaveLength(3)
  })
})

describe('an account', () => {
  const account = { [contract]: 'account' }
  const one = { target: token, value: 0n, data: transfer }

  it.each<[string, readonly unknown[]]>([
    ['execute(address target, uint256 value, bytes data)', [token, 0n, transfer]],
    ['execute(address target, uint256 value, bytes data, uint8 operation)', [token, 0n, transfer, 0]],
    ['execute_ncC(address target, uint256 value, bytes data)', [token, 0n, transfer]],
    ['executeBatch(address[] targets, bytes[] datas)', [[token], [transfer]]],
    ['executeBatch(address[] targets, uint256[] values, bytes[] datas)', [[token], [0n], [transfer]]],
    ['executeBatch(address[] targets, uint256[] values, bytes[] datas)', [[token], [], [transfer]]],
    ['executeBatch_y6U(address[] targets, uint256[] values, bytes[] datas)', [[token], [0n], [transfer]]],
    ['executeBatch((address target, uint256 value, bytes data)[] calls)', [[one]]],
    ['executeUserOp(address to, uint256 value, bytes data, uint8 operation)', [token, 0n, transfer, 0]],
    ['executeUserOpWithErrorString(address to, uint256 value, bytes data, uint8 operation)', [token, 0n, transfer, 0]],
  ])('makes the call that it is told to: %s', (signature, args) => {
    const data = callData(signature, ...args)
    expect(told(read(contract, data, '0', account))).toEqual([transferOf(contract)])
    expect(told(read(contract, data, '0', {}))).toHaveLength(2)
  })

  it('is objected to when its lists are not of as many items', () => {
    const data = callData('executeBatch(address[] targets, bytes[] datas)', [token, token], [transfer])
    expect(codesOf(read(contract, data, '0', account))).toEqual(['nested_malformed'])
  })

  const executed = (mode: string, content: Hex) =>
    callData('execute(bytes32 mode, bytes executionCalldata)', pad(`0x${mode}`, { dir: 'right', size: 32 }), content)
  const list = parseAbiParameters('(address target, uint256 value, bytes callData)[]')
  const entries = [{ target: token, value: 0n, callData: transfer }]

  it.each<[string, string, Hex]>([
    ['single', '00', concatHex([token, pad('0x'), transfer])],
    ['single, tried', '0001', concatHex([token, pad('0x'), transfer])],
    ['batch', '01', encodeAbiParameters(list, [entries])],
    ['batch of a minimal executor', `01${'00'.repeat(5)}78210001`, encodeAbiParameters(list, [entries])],
    [
      'batch of a minimal executor with data',
      `01${'00'.repeat(5)}78210001`,
      encodeAbiParameters([...list, { type: 'bytes' }], [entries, '0x12']),
    ],
  ])('reads the mode %s', (_, mode, content) => {
    expect(told(read(contract, executed(mode, content), '0', account))).toEqual([transferOf(contract)])
  })

  it('takes nobody for itself in a batch of a minimal executor, and nowhere else', () => {
    const own = encodeAbiParameters(list, [[{ target: zero, value: 0n, callData: transfer }]])
    const targets = (mode: string) =>
      told(read(contract, executed(mode, own), '0', account)).map(([, , target]) => target)
    expect(targets(`01${'00'.repeat(5)}78210001`)).toEqual([contract])
    expect(targets('01')).toEqual([zero])
  })

  it('delegates as the mode says', () => {
    const request = read(contract, executed('ff', concatHex([token, transfer])), '0', account)
    expect(judged(request.calls).map(({ kind }) => kind)).toEqual(['delegateCall'])
    expect(codesOf(request)).toEqual(['delegate_code_unknown'])
  })

  it.each(['02', 'fe', '0002', `00${'00'.repeat(5)}00000001`, `00${'00'.repeat(9)}01`])(
    'in the unknown mode %s is judged itself, and its execution is opaque',
    (mode) => {
      const data = executed(mode, transfer)
      const request = read(contract, data, '0', account)
      expect(told(request)).toHaveLength(1)
      expect(shown(judged(request.calls)[0]!).opaqueBytes).toBe(String(size(data) - 4))
    },
  )

  it('is objected to when its executions are not encoded as the standard does', () => {
    const spoilt = `${encodeAbiParameters(list, [entries])}00` as const
    expect(codesOf(read(contract, executed('01', spoilt), '0', account))).toEqual(['nested_malformed'])
    expect(codesOf(read(contract, executed('00', token), '0', account))).toEqual(['nested_malformed'])
  })
})

describe('user operations in a bundle', () => {
  const handleOps =
    'handleOps((address sender, uint256 nonce, bytes initCode, bytes callData, bytes32 accountGasLimits, uint256 preVerificationGas, bytes32 gasFees, bytes paymasterAndData, bytes signature)[] ops, address beneficiary)'
  const operation = {
    sender: safe,
    nonce: 1n,
    initCode: '0x',
    callData: callData('execute(address target, uint256 value, bytes data)', token, 0n, transfer),
    accountGasLimits: pad('0x'),
    preVerificationGas: 0n,
    gasFees: pad('0x'),
    paymasterAndData: '0x',
    signature: '0x12',
  }
  const kinds = (change: object, code: object = { [safe]: 'account' }) =>
    judged(read(entryPoint07, callData(handleOps, [{ ...operation, ...change }], bob), '0', code).calls).map(
      ({ kind, facts }) => `${kind} ${facts.sender?.type === 'address' ? facts.sender.value : ''}`,
    )

  it('are the accounts’ own; the bundle is judged as well, since somebody is paid for it', () => {
    expect(kinds({})).toEqual([`contractCall ${sender}`, `contractCall ${safe}`])
  })

  it.each([
    ['a paymaster', { paymasterAndData: `0x${'ab'.repeat(52)}` }],
    ['a factory', { initCode: `0x${'ab'.repeat(24)}` }],
  ])('are judged themselves with %s', (_, change) => {
    expect(kinds(change)).toEqual([`contractCall ${sender}`, `userOperation ${safe}`, `contractCall ${safe}`])
  })

  it('are judged with what the account executes when nobody knows the account', () => {
    expect(kinds({}, {})).toEqual([
      `contractCall ${sender}`,
      `userOperation ${safe}`,
      `contractCall ${entryPoint07}`,
      `contractCall ${safe}`,
    ])
  })
})

describe('a command of a router', () => {
  const execute = 'execute(bytes commands, bytes[] inputs, uint256 deadline)'
  const swap = encodeAbiParameters(parseAbiParameters('address, uint256, uint256, bytes, bool'), [
    bob,
    10n,
    9n,
    concatHex([token, '0x000bb8', contract]),
    true,
  ])

  it('is a call of its own, of a function of its name, for whoever called the router', () => {
    const [command, ...others] = judged(read(router, callData(execute, '0x00', [swap], 9n), '0', {}).calls)
    expect(others).toEqual([])
    expect(command!.kind).toBe('command')
    expect(shown(command!)).toMatchObject({
      sender,
      target: router,
      types: [],
      'call.function': 'V3_SWAP_EXACT_IN(address,uint256,uint256,bytes,bool)',
      'call.arguments': { recipient: bob, amountIn: '10', payerIsUser: true },
      opaqueBytes: '0',
    })
  })

  it('may itself hold commands, or be of nobody’s knowledge and then opaque', () => {
    const sub = encodeAbiParameters(parseAbiParameters('bytes, bytes[]'), ['0x80', [swap]])
    const names = judged(read(router, callData(execute, '0x213f', [sub, '0x1234'], 9n), '0', {}).calls)
    expect(names.map((call) => [shown(call)['call.function'] ?? null, shown(call).opaqueBytes])).toEqual([
      ['V3_SWAP_EXACT_IN(address,uint256,uint256,bytes,bool)', '0'],
      [null, '6'],
    ])
  })

  it('is judged beside the router’s call where the router is not known, or value goes along', () => {
    expect(judged(read(bob, callData(execute, '0x00', [swap], 9n), '0', {}).calls)).toHaveLength(2)
    expect(judged(read(router, callData(execute, '0x00', [swap], 9n), '1', {}).calls)).toHaveLength(2)
  })

  it('has an input of its own', () => {
    expect(codesOf(read(router, callData(execute, '0x0000', [swap], 9n), '0', {}))).toEqual(['nested_malformed'])
  })
})
