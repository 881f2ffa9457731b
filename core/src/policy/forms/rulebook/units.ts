/**
 * Amounts in units of tokens that the rulebook declares, as base units: exactly, or not at all. A comparison in a unit is one of
 * amounts of that token alone: for every other token it is not known.
 */
import * as Addresses from '../../../facts/address.ts'
import * as Path from '../../../facts/decoders/abi/path.ts'
import type { List } from '../../../facts/value.ts'
import { InputError } from '../../../input-error.ts'
import { fact, type Operand } from '../../condition.ts'
import type { Term } from '../../language/expression.ts'
import { operandOf } from './names.ts'
import type { TokenEntry } from './schema.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A declared token by the id that the fact `asset` has. */
export type Asset = { readonly symbol: string; readonly chain: string; readonly id: string; readonly decimals: number }

/** Whose units an amount is in: the token of the call, that of the item, or the chain's own coin. */
type Measured = 'asset' | 'item' | 'native'

/** Facts that are amounts of the chain's own coin. */
const natives: ReadonlySet<string> = new Set([
  'native.value',
  'solana.nativeTotal',
  'transaction.maxFee',
  'transaction.gasPrice',
  'transaction.maxFeePerGas',
  'transaction.maxPriorityFeePerGas',
  'transaction.maxFeePerBlobGas',
])

/** @returns The asset of a token entry. `native` is the chain's own. @throws InputError `bad_address`, `bad_checksum`. */
export function assetOf({ symbol, chain, address, decimals }: TokenEntry): Asset {
  const id =
    address === 'native' ? 'native' : Addresses.parse(chain.startsWith('solana:') ? 'solana' : 'evm', address).value
  return { symbol, chain, id: `${chain}/${id}`, decimals }
}

/** @returns `decimal` times ten to the power of `decimals`. @throws InputError `unknown_unit` when that is no whole number. */
export function baseUnits(decimal: string, decimals: number): bigint {
  const [whole = '', fraction = ''] = decimal.split('.')
  if (fraction.length > decimals) throw new InputError('unknown_unit', {}, `at most ${decimals} decimals`, decimal)
  return BigInt(whole + fraction.padEnd(decimals, '0'))
}

/** @returns The number in base units. @throws InputError `unknown_unit`. */
export function numberOf(
  { number, unit }: { readonly number: string; readonly unit?: string },
  vocabulary: Vocabulary,
): bigint {
  if (unit === undefined) return baseUnits(number, 0)
  const decimals = [...new Set(assetsOf(unit, vocabulary).map((asset) => asset.decimals))]
  if (decimals.length > 1)
    throw new InputError('unknown_unit', {}, 'tokens of one name to have the same decimals', unit)
  return baseUnits(number, decimals[0]!)
}

/** @returns The tokens of that symbol, in any case. @throws InputError `unknown_unit` when none is declared. */
export function assetsOf(symbol: string, { assets }: Vocabulary): readonly Asset[] {
  const found = assets.filter((asset) => asset.symbol.toLowerCase() === symbol.toLowerCase())
  if (found.length > 0) return found
  const symbols = [...new Set(assets.map((asset) => asset.symbol))]
  const expected = symbols.length === 0 ? 'a token that the rulebook declares' : `one of ${symbols.join(', ')}`
  throw new InputError('unknown_unit', {}, expected, symbol)
}

/** @returns The units in which amounts of the term are written. */
export function unitsIn(node: Term, { values }: Pick<Vocabulary, 'values'>): readonly string[] {
  const within = (...nodes: readonly Term[]) => nodes.flatMap((one) => unitsIn(one, { values }))
  if ('number' in node) return node.unit === undefined ? [] : [node.unit.toLowerCase()]
  if ('name' in node) return within(...(values.has(node.name) ? [values.get(node.name)!] : []))
  if ('arithmetic' in node) return within(node.left, node.right)
  if ('items' in node) return within(...node.items)
  return 'percent' in node ? within(node.of) : []
}

/**
 * @returns `left`, known only where the amounts of the comparison are in the unit that it is written in.
 * @throws InputError `unknown_unit` for two units in one comparison, or a token's unit for the chain's own coin.
 */
export function measured(
  [leftTerm, rightTerm]: readonly [Term, Term],
  [left, right]: readonly [Operand, Operand],
  vocabulary: Vocabulary,
): Operand {
  const [unit, ...others] = [...new Set([...unitsIn(leftTerm, vocabulary), ...unitsIn(rightTerm, vocabulary)])]
  if (unit === undefined) return left
  if (others.length > 0) throw new InputError('unknown_unit', {}, `amounts in \`${unit}\` alone`, others[0]!)
  const found = new Set([...kindsOf(left, vocabulary), ...kindsOf(right, vocabulary)])
  const kinds: readonly Measured[] = found.size === 0 ? ['asset'] : [...found]
  return kinds.reduce((of, kind) => guarded(of, kind, unit, vocabulary), left)
}

function guarded(of: Operand, kind: Measured, unit: string, vocabulary: Vocabulary): Operand {
  const assets = assetsOf(unit, vocabulary)
  if (kind !== 'native') {
    const asset: Operand =
      kind === 'asset' ? fact('asset') : { kind: 'member', of: { kind: 'item' }, path: Path.parse('asset') }
    return { kind: 'measured', of, asset, accepted: texts(assets.map(({ id }) => id)) }
  }
  const chains = assets.filter(({ id }) => id.endsWith('/native')).map(({ chain }) => chain)
  if (chains.length === 0) throw new InputError('unknown_unit', {}, 'a unit of the chain’s own coin', unit)
  return { kind: 'measured', of, asset: fact('chain'), accepted: texts(chains) }
}

function kindsOf(operand: Operand, vocabulary: Vocabulary): readonly Measured[] {
  const within = (...operands: readonly Operand[]) => operands.flatMap((one) => kindsOf(one, vocabulary))
  switch (operand.kind) {
    case 'fact':
      return [natives.has(operand.name) ? 'native' : 'asset']
    case 'about':
      return [operand.name === 'balance' ? 'native' : 'asset']
    case 'counter': {
      const measure = operandOf(vocabulary.counters.get(operand.counter)!.measure)
      return measure === null ? [] : within(measure)
    }
    case 'item':
      return ['asset']
    case 'member':
      return [operand.of.kind === 'item' && vocabulary.item === 'outflow' ? 'item' : 'asset']
    case 'arithmetic':
      return within(operand.left, operand.right)
    case 'items':
      return within(...operand.of)
    case 'share':
    case 'assumed':
      return within(operand.of)
    default:
      return []
  }
}

function texts(values: readonly string[]): List {
  return { type: 'list', items: values.map((value) => ({ type: 'text', value })) }
}
