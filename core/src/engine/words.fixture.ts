/** The words that made-up requests and documents share: addresses, amounts, functions, issuers, texts. */
import { parseAbiItem, toFunctionSelector, toFunctionSignature } from 'viem'
import * as Base58 from '../codec/base58.ts'

export const people = [1, 2, 3, 4, 5].map((n) => `0x${'0'.repeat(31)}${n}${'abcdef0'.repeat(2).slice(0, 8)}` as const)
export const tokens = [1, 2, 3].map((n) => `0x${'7a'.repeat(16)}0000000${n}` as const)
export const amounts = [0n, 1n, 50n, 99n, 100n, 101n, 1000n, 2n ** 200n]
export const lamports = [0n, 1n, 50n, 99n, 100n, 101n, 1000n, 2n ** 63n]
export const tokenIds = [11n, 12n, 13n]
export const chainIds = [1n, 8453n]
export const texts = ['Log in', 'Log out', '', 'Größe 1'] as const
export const operations = ['keyExport', 'keyRefresh', 'quorumChange', 'addSessionKey'] as const

const key = (byte: number) => Base58.encode(new Uint8Array(32).fill(byte))
export const solanaPeople = [1, 2, 3].map(key)
export const mints = [5, 6].map(key)
export const programs = {
  system: '11111111111111111111111111111111',
  token: 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
  budget: 'ComputeBudget111111111111111111111111111111',
  memo: 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
  stranger: key(9),
} as const

/** Functions as a rule may bring them: the same one with other names, standard ones, and ones that nobody knows. */
const lines = [
  'function transfer(address to, uint256 amount)',
  'function transfer(address dst, uint256 wad)',
  'function transfer(address sender, uint256 chainId)',
  'function approve(address spender, uint256 value)',
  'function transferFrom(address from, address to, uint256 amount)',
  'function safeTransferFrom(address from, address to, uint256 tokenId)',
  'function setApprovalForAll(address operator, bool approved)',
  'function increaseAllowance(address spender, uint256 addedValue)',
  'function relay(address sender, bytes payload)',
  'function swap(uint256 amountIn, address[] path, address to)',
  'function fill((address maker, uint256 amount)[] orders, uint256 size)',
] as const

/** A function with what a caller and an author need of it. */
export type Fn = {
  readonly abi: Json
  readonly signature: string
  readonly selector: `0x${string}`
  readonly inputs: readonly Input[]
}
export type Input = { readonly name: string; readonly type: string; readonly components?: readonly Input[] }
export type Json = { readonly [name: string]: unknown }

export const functions: readonly Fn[] = lines.map((line) => {
  const item = parseAbiItem(line as string) as { name: string; inputs: readonly Input[] }
  const inputs = item.inputs.map(plain)
  const abi = { name: item.name, type: 'function', inputs }
  return { abi, signature: toFunctionSignature(item as never), selector: toFunctionSelector(item as never), inputs }
})

function plain({ name, type, components }: Input): Input {
  return components === undefined ? { name, type } : { name, type, components: components.map(plain) }
}
