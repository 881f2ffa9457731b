/** Accounts and contracts that the examples speak of. Keys are hashes of a fixed text, so that everybody can make them again. */
import {
  createKeyPairFromPrivateKeyBytes,
  getAddressEncoder,
  getAddressFromPublicKey,
  getProgramDerivedAddress,
  type Address as SolanaAddress,
  address as solanaAddress,
} from '@solana/kit'
import { type Address, type Hex, keccak256, toBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

/** @returns The private key of a role. It is known to everybody, so never send anything to its address. */
export function privateKey(role: string): Hex {
  return keccak256(toBytes(`portcullis example: ${role}`))
}

/** @returns The account of a role on EVM chains. */
export function account(role: string): ReturnType<typeof privateKeyToAccount> {
  return privateKeyToAccount(privateKey(role))
}

/** @returns The address of a role on EVM chains, in lower case. */
export function address(role: string): Address {
  return account(role).address.toLowerCase() as Address
}

/** @returns The address of a role on Solana. */
export async function wallet(role: string): Promise<SolanaAddress> {
  const { publicKey } = await createKeyPairFromPrivateKeyBytes(toBytes(privateKey(role)))
  return getAddressFromPublicKey(publicKey)
}

/** @returns The account in which `owner` holds tokens of `mint`: its associated token account. */
export async function tokenAccount(owner: SolanaAddress, mint: SolanaAddress): Promise<SolanaAddress> {
  const encode = getAddressEncoder().encode
  const seeds = [encode(owner), encode(programs.token), encode(mint)]
  const [derived] = await getProgramDerivedAddress({ programAddress: programs.associatedToken, seeds })
  return derived
}

/** Contracts of Ethereum mainnet. */
export const contracts = {
  usdc: '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48',
  usdt: '0xdac17f958d2ee523a2206206994597c13d831ec7',
  weth: '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2',
  dai: '0x6b175474e89094c44da98b954eedeac495271d0f',
  uniswapV2Router: '0x7a250d5630b4cf539739df2c5dacb4c659f2488d',
  universalRouter: '0x66a9893cc07d91d95644aedd05d03f95e1dba8af',
  permit2: '0x000000000022d473030f116ddee9f6b43ac78ba3',
} as const satisfies Record<string, Address>

/** Programs of Solana. */
export const programs = {
  system: solanaAddress('11111111111111111111111111111111'),
  token: solanaAddress('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'),
  associatedToken: solanaAddress('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL'),
  computeBudget: solanaAddress('ComputeBudget111111111111111111111111111111'),
  memo: solanaAddress('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr'),
} as const

/** Mints of Solana mainnet. */
export const mints = {
  usdc: solanaAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  usdt: solanaAddress('Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB'),
} as const
