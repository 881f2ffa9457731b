/** Benchmark of nested calls: a Safe transaction whose MultiSend holds 100 ERC-20 transfers, as raw bytes to judged calls. */
import { contractsOf, decode, judged, nothingGiven, parseContract, Requests } from '@portcullis/core'
import { concatHex, encodeFunctionData, encodePacked, erc20Abi, parseAbi, serializeTransaction, size } from 'viem'
import { type Result, race } from './race.ts'

const safe = '0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a'
const token = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'
const multiSend = '0x38869bf66a61cf6bdb996a6ae40d5853fd43b526'
const zero = '0x0000000000000000000000000000000000000000'
const transfers = 100
const mostMs = 1

const abi = parseAbi([
  'function multiSend(bytes transactions)',
  'function execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures)',
])

const records = Array.from({ length: transfers }, (_, i) => {
  const to = `0x${(i + 1).toString(16).padStart(40, '0')}` as const
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, BigInt(i)] })
  return encodePacked(['uint8', 'address', 'uint256', 'uint256', 'bytes'], [0, token, 0n, BigInt(size(data)), data])
})
const batch = encodeFunctionData({ abi, functionName: 'multiSend', args: [concatHex(records)] })
const data = encodeFunctionData({
  abi,
  functionName: 'execTransaction',
  args: [multiSend, 0n, batch, 1, 0n, 0n, 0n, zero, zero, '0x'],
})
const raw = serializeTransaction({
  type: 'eip1559',
  chainId: 1,
  nonce: 1,
  to: safe,
  gas: 9_000_000n,
  maxFeePerGas: 1n,
  data,
})
const request = Requests.read({ payload: { unsignedTransaction: raw } })
const contracts = contractsOf([parseContract({ chain: 'eip155:1', address: safe, code: 'safe' })])
const surroundings = { ...nothingGiven, contracts }

/** @returns The lines to print, and the figures. */
export function nested(): { readonly lines: readonly string[]; readonly figures: object } {
  check()
  const [own] = race([{ name: 'portcullis decode, 100 judged calls', run: () => decode(request, surroundings) }]) as [
    Result,
  ]
  const ms = 1000 / own.perSecond
  return {
    lines: [
      `Safe transaction with a MultiSend of ${transfers} transfers, ${(raw.length / 2 - 1).toLocaleString('en-US')} bytes (median of 9 rounds)`,
      `  ${own.name.padEnd(56)} ${ms.toFixed(3).padStart(10)} ms  (${(1000 / own.most).toFixed(3)} to ${(1000 / own.least).toFixed(3)})`,
      `  at most ${mostMs} ms`,
    ],
    figures: { ms, transfers },
  }
}

/** Every transfer must be there, and nothing beside them be judged. */
function check(): void {
  const calls = judged(decode(request, surroundings).calls)
  const amounts = calls.map(({ facts }) => (facts['amount']?.type === 'integer' ? facts['amount'].value : null))
  if (amounts.length !== transfers || amounts.some((amount, i) => amount !== BigInt(i)))
    throw new Error('the batch was not read')
}
