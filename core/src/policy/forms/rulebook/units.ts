/** Amounts in units of tokens that the rulebook declares, as base units: exactly, or not at all. */
import * as Addresses from '../../../facts/address.ts'
import { InputError } from '../../../input-error.ts'
import type { TokenEntry } from './schema.ts'

/** A declared token by the id that the fact `asset` has. */
export type Asset = { readonly symbol: string; readonly id: string; readonly decimals: number }

/** @returns The asset of a token entry. `native` is the chain's own. @throws InputError `bad_address`. */
export function assetOf({ symbol, chain, address, decimals }: TokenEntry): Asset {
  const id =
    address === 'native' ? 'native' : Addresses.parse(chain.startsWith('solana:') ? 'solana' : 'evm', address).value
  return { symbol, id: `${chain}/${id}`, decimals }
}

/** @returns `decimal` times ten to the power of `decimals`. @throws InputError `unknown_unit` when that is no whole number. */
export function baseUnits(decimal: string, decimals: number): bigint {
  const [whole = '', fraction = ''] = decimal.split('.')
  if (fraction.length > decimals) throw new InputError('unknown_unit', {}, `at most ${decimals} decimals`, decimal)
  return BigInt(whole + fraction.padEnd(decimals, '0'))
}
