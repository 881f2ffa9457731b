/** Raw EVM transactions of the examples: written by viem, and then spoilt by hand where the example is about spoilt bytes. */
import {
  type Address,
  concat,
  encodeFunctionData,
  type Hex,
  numberToHex,
  parseAbi,
  serializeTransaction,
  type TransactionSerializable,
} from 'viem'
import { account, contracts } from './accounts.ts'

/** Functions that the examples call. */
export const abi = parseAbi([
  'function transfer(address to, uint256 amount)',
  'function transferFrom(address from, address to, uint256 amount)',
  'function approve(address spender, uint256 amount)',
  'function increaseAllowance(address spender, uint256 addedValue)',
  'function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
])

/** The largest allowance: what wallets write when they ask for no limit. */
export const unlimited = 2n ** 256n - 1n

let nonce = 0

/** Begins again with the first nonce, so that the same examples give the same bytes. */
export function restart(): void {
  nonce = 0
}

/** @returns A fee market transaction (type 2) on mainnet that nobody has signed; fields that are given win. */
export function unsigned(fields: Partial<TransactionSerializable> & { readonly to?: Address | null }): Hex {
  return serializeTransaction({ ...fees(), ...fields } as TransactionSerializable)
}

/** @returns The same, signed by `role`. */
export function signed(role: string, fields: { readonly to: Address; readonly value: bigint }): Promise<Hex> {
  return account(role).signTransaction({ ...fees(), type: 'eip1559', ...fields })
}

/** @returns A type 4 transaction (EIP-7702) that carries an authorization by `role` to act as `delegate` from then on. */
export async function delegating(role: string, delegate: Address, to: Address, value: bigint): Promise<Hex> {
  const authorization = await account(role).signAuthorization({ address: delegate, chainId: 1, nonce: 0 })
  return unsigned({ type: 'eip7702', to, value, authorizationList: [authorization], gas: 120_000n })
}

/** @returns The data of `transfer(to, amount)`. */
export function transfer(to: Address, amount: bigint): Hex {
  return encodeFunctionData({ abi, functionName: 'transfer', args: [to, amount] })
}

/** @returns The data of `transferFrom(from, to, amount)`. */
export function transferFrom(from: Address, to: Address, amount: bigint): Hex {
  return encodeFunctionData({ abi, functionName: 'transferFrom', args: [from, to, amount] })
}

/** @returns The data of `approve(spender, amount)`. */
export function approve(spender: Address, amount: bigint): Hex {
  return encodeFunctionData({ abi, functionName: 'approve', args: [spender, amount] })
}

/** @returns The data of a swap of USDC for WETH on the router. */
export function swap(amountIn: bigint, to: Address): Hex {
  const path = [contracts.usdc, contracts.weth]
  const args = [amountIn, 1n, path, to, 1_795_255_200n] as const
  return encodeFunctionData({ abi, functionName: 'swapExactTokensForTokens', args })
}

/** @returns Call data whose first word, an address, has a bit set in front of the address: contracts mask it, so it still runs. */
export function dirty(data: Hex): Hex {
  return concat([data.slice(0, 10) as Hex, '0x01', `0x${data.slice(12)}`])
}

/** @returns `data` with `more` behind it. */
export function followedBy(data: Hex, more: Hex): Hex {
  return concat([data, more])
}

/** @returns A whole number of tokens with six decimals, such as 12.5, in base units. */
export function six(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(6, '0'))
}

/** @returns A quantity as JSON-RPC writes it. */
export function quantity(value: bigint): Hex {
  return numberToHex(value)
}

function fees() {
  return {
    type: 'eip1559' as const,
    chainId: 1,
    nonce: nonce++,
    gas: 90_000n,
    maxFeePerGas: 30_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
  }
}
