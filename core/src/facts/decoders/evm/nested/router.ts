/**
 * Commands of the Universal Router, `execute(bytes commands, bytes[] inputs, …)`: one byte each, with an input of its own. A
 * command reads as a call of a function of its name, so that policies can describe it as they describe any function.
 */
import type * as Hex from '../../../../codec/hex.ts'
import * as Arguments from '../../abi/arguments.ts'
import * as Fragment from '../../abi/fragment.ts'
import * as Place from '../../abi/place.ts'
import { bytesAt, type InnerCommand, listAt, malformed, type Read } from './inner.ts'

const allowance = '(address token, uint160 amount, uint48 expiration, uint48 nonce)'
const swapPath = 'bytes path, bool payerIsUser'
const swapTokens = 'address[] path, bool payerIsUser'
const hops = ', uint256[] minHopPriceX36'

/** By command, without the bit that allows it to fail: as versions 1 and 2 have it, and where that differs as later ones do. */
const signatures: Readonly<Record<number, readonly string[]>> = {
  0: [
    `V3_SWAP_EXACT_IN(address recipient, uint256 amountIn, uint256 amountOutMin, ${swapPath})`,
    `V3_SWAP_EXACT_IN(address recipient, uint256 amountIn, uint256 amountOutMin, ${swapPath}${hops})`,
  ],
  1: [
    `V3_SWAP_EXACT_OUT(address recipient, uint256 amountOut, uint256 amountInMax, ${swapPath})`,
    `V3_SWAP_EXACT_OUT(address recipient, uint256 amountOut, uint256 amountInMax, ${swapPath}${hops})`,
  ],
  2: ['PERMIT2_TRANSFER_FROM(address token, address recipient, uint160 amount)'],
  3: [`PERMIT2_PERMIT_BATCH((${allowance}[] details, address spender, uint256 sigDeadline) permit, bytes signature)`],
  4: ['SWEEP(address token, address recipient, uint256 amountMin)'],
  5: ['TRANSFER(address token, address recipient, uint256 value)'],
  6: ['PAY_PORTION(address token, address recipient, uint256 bips)'],
  7: ['PAY_PORTION_FULL_PRECISION(address token, address recipient, uint256 portion)'],
  8: [
    `V2_SWAP_EXACT_IN(address recipient, uint256 amountIn, uint256 amountOutMin, ${swapTokens})`,
    `V2_SWAP_EXACT_IN(address recipient, uint256 amountIn, uint256 amountOutMin, ${swapTokens}${hops})`,
  ],
  9: [
    `V2_SWAP_EXACT_OUT(address recipient, uint256 amountOut, uint256 amountInMax, ${swapTokens})`,
    `V2_SWAP_EXACT_OUT(address recipient, uint256 amountOut, uint256 amountInMax, ${swapTokens}${hops})`,
  ],
  10: [`PERMIT2_PERMIT((${allowance} details, address spender, uint256 sigDeadline) permit, bytes signature)`],
  11: ['WRAP_ETH(address recipient, uint256 amount)'],
  12: ['UNWRAP_WETH(address recipient, uint256 amountMin)'],
  13: ['PERMIT2_TRANSFER_FROM_BATCH((address from, address to, uint160 amount, address token)[] transferFrom)'],
  14: ['BALANCE_CHECK_ERC20(address owner, address token, uint256 minBalance)'],
  33: ['EXECUTE_SUB_PLAN(bytes commands, bytes[] inputs)'],
}

/** The functions that a command may be, by its number. Where there are several, their encodings exclude each other. */
const commands: ReadonlyMap<number, readonly Fragment.AbiFunction[]> = new Map(
  Object.entries(signatures).map(([number, lines]) => [
    Number(number),
    lines.map((line) => Fragment.parseSignature(line)),
  ]),
)

const bySelector: ReadonlyMap<string, Fragment.AbiFunction> = new Map(
  [...commands.values()].flat().map((fn) => [fn.selector, fn]),
)

// A newer router has more commands than an older one, which would read their seventh bit as nothing.
const mayFail = 0x80

/** @returns The function of a command’s name, by the selector that its data begin with. */
export function commandOf(selector: string): Fragment.AbiFunction | undefined {
  return bySelector.get(selector)
}

/** @returns Reads the commands, in order. One that is not known stays without a name. */
export const execute: Read = ({ fn, values, data }) => {
  const codes = bytesAt(values, 0).slice(2)
  const inputs = listAt(values, 1)
  if (codes.length !== 2 * inputs.length) throw malformed(4, 'as many inputs as commands')
  return inputs.map((_, i): InnerCommand => {
    const span = Place.locate(fn.inputs, data, 4, [1, i])
    const input = bytesAt(inputs, i)
    const command = functionOf(Number.parseInt(codes.slice(2 * i, 2 * i + 2), 16), input)
    // What is not known has no name; four zero bytes stand for it.
    const content: Hex.Hex = command === null ? `0x00000000${input.slice(2)}` : `${command.selector}${input.slice(2)}`
    return {
      kind: 'command',
      name: command?.name ?? null,
      data: content,
      start: span.start,
      end: span.end,
      dataAt: span.start + 28,
    }
  })
}

function functionOf(code: number, input: Hex.Hex): Fragment.AbiFunction | null {
  const candidates = commands.get(code & ~mayFail) ?? []
  return candidates.find((fn) => Arguments.decode(fn.inputs, input, 0).canonical) ?? candidates[0] ?? null
}
