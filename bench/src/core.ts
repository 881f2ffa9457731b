/** Benchmark of the core: an unsigned ERC-20 transfer as raw bytes to checked facts, beside the libraries of the field. */
import { decode, Requests } from '@portcullis/core'
import { AbiFunction, TxEnvelopeEip1559 } from 'ox'
import {
  decodeAbiParameters,
  decodeFunctionData,
  encodeFunctionData,
  erc20Abi,
  parseTransaction,
  serializeTransaction,
} from 'viem'
import { type Result, race } from './race.ts'

const token = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'
const recipient = '0x2b4c6d8e0f1a3c5e7092b4d6f8a1c3e5f7091b2d'
const amount = 750_000_000n

const raw = serializeTransaction({
  type: 'eip1559',
  chainId: 1,
  nonce: 138,
  to: token,
  gas: 65_000n,
  maxFeePerGas: 30_000_000_000n,
  maxPriorityFeePerGas: 1_000_000_000n,
  data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [recipient, amount] }),
})
const request = Requests.read({ payload: { unsignedTransaction: raw } })
const transfer = AbiFunction.from('function transfer(address to, uint256 amount)')
const parameters = [{ type: 'address' }, { type: 'uint256' }] as const

const competitors = [
  { name: 'portcullis decode, checked facts', run: ours },
  {
    name: 'ox deserialize + decodeData',
    run: () => AbiFunction.decodeData(transfer, TxEnvelopeEip1559.deserialize(raw).data!),
  },
  {
    name: 'viem parse + decodeFunctionData, full ERC-20 ABI',
    run: () => decodeFunctionData({ abi: erc20Abi, data: parseTransaction(raw).data! }),
  },
  { name: 'viem parse + decodeAbiParameters of one known function', run: wellUsedViem },
] as const

/** @returns The lines to print, and the figures. */
export function core(): { readonly lines: readonly string[]; readonly figures: object } {
  check()
  const [own, ox, viem, wellUsed] = race(competitors) as [Result, Result, Result, Result]
  const ratios = {
    oxRatio: own.perSecond / ox.perSecond,
    viemRatio: own.perSecond / viem.perSecond,
    wellUsedViemRatio: own.perSecond / wellUsed.perSecond,
  }
  const row = ({ name, perSecond, least, most }: Result) =>
    `  ${name.padEnd(56)} ${whole(perSecond).padStart(10)}/s ${(1e6 / perSecond).toFixed(2).padStart(8)} us  (${whole(least)} to ${whole(most)})  ${(own.perSecond / perSecond).toFixed(2)} x`
  return {
    lines: [
      'raw unsigned EIP-1559 transaction with an ERC-20 transfer, to checked facts (per second of processor time, median of 9 rounds)',
      ...[own, ox, viem, wellUsed].map(row),
      `  ratio to ox ${ratios.oxRatio.toFixed(2)} (floor 0.7, goal 2); to viem ${ratios.viemRatio.toFixed(1)} (floor 10, goal 30)`,
    ],
    figures: { ...ratios, perSecond: own.perSecond },
  }
}

function ours(): unknown {
  return decode(request)
}

function wellUsedViem(): unknown {
  const { data } = parseTransaction(raw)
  if (!data!.startsWith('0xa9059cbb')) throw new Error('another function')
  return decodeAbiParameters(parameters, `0x${data!.slice(10)}`)
}

/** Everybody must give the same recipient and amount, else the race is void. */
function check(): void {
  const { facts } = decode(request).calls[0]!
  const said = [facts.recipient, facts.amount].map((fact) => (fact && 'value' in fact ? fact.value : null))
  const others = [competitors[1].run(), competitors[2].run().args, wellUsedViem()] as readonly (readonly [
    string,
    bigint,
  ])[]
  for (const [to, value] of [said as unknown as readonly [string, bigint], ...others]) {
    if (to.toLowerCase() !== recipient || value !== amount) throw new Error('the competitors disagree')
  }
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
