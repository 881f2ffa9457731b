/**
 * The Solana wallets and mints that policies name: a payee on Solana is a token account, which is recognised as that of a wallet
 * only by deriving it from the wallet and the mint.
 */
import type { Wallets } from '../facts/decoders/solana/holder.ts'
import type { Policy } from './policy.ts'

/** Facts whose constants are mints. */
const ofMint: ReadonlySet<unknown> = new Set(['spl.mint', 'token'])
const assetForm = /^solana:[^/]+\/([1-9A-HJ-NP-Za-km-z]{32,44})$/

type Found = { readonly addresses: Set<string>; readonly mints: Set<string> }
type Node = Readonly<Record<string, unknown>>

/** @returns Every Solana address in the policies, and those of them that are mints because tokens or conditions say so. */
export function walletsOf(policies: readonly Policy[]): Wallets {
  const found: Found = { addresses: new Set(), mints: new Set() }
  for (const { steps, counters } of policies) walk([steps, counters], false, found)
  return { addresses: [...found.addresses], mints: found.mints }
}

/** INVARIANT: conditions are trees of plain data, no deeper than their reader lets them be. */
function walk(value: unknown, isMint: boolean, found: Found): void {
  if (typeof value !== 'object' || value === null) return
  const node = value as Node
  if (node['type'] === 'address' && node['family'] === 'solana' && typeof node['value'] === 'string') {
    found.addresses.add(node['value'])
    if (isMint) found.mints.add(node['value'])
    return
  }
  const mint =
    node['type'] === 'text' && typeof node['value'] === 'string' ? assetForm.exec(node['value'])?.[1] : undefined
  if (mint !== undefined) found.mints.add(mint)
  const children = value instanceof Map || value instanceof Set ? [...value] : Object.values(node)
  const beside = isMint || children.some((child) => ofMint.has((child as Node | null)?.['name']))
  for (const child of children) walk(child, beside, found)
}
