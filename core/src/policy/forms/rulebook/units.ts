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
import { hasAmount, operandOf } from './names.ts'
import type { TokenEntry } from './schema.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A declared token by the id that the fact `asset` has. */
export type Asset = { readonly symbol: string; readonly chain: string; readonly id: string; readonly decimals: number }

/** Whose units an amount is in: the token of the call, of the call that an item is, or of the item; or the chain's own coin. */
type Measured = 'asset' | 'call' | 'item' | 'native'

/** Facts that are amounts of the chain's own coin. */
const natives: ReadonlySet<string> = new Set([
  'native.value',
  'solana.nativeTotal',
  'solana.maxFee',
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

/**
 * @returns The unit in which the sides of a comparison are written, in lower case; `null` for none.
 * @throws InputError `unknown_unit` for two units in one comparison.
 */
export function unitOf(sides: readonly Term[], vocabulary: Pick<Vocabulary, 'values'>): string | null {
  const [unit, ...others] = new Set(sides.flatMap((side) => unitsIn(side, vocabulary)))
  if (others.length > 0) throw new InputError('unknown_unit', {}, `amounts in \`${unit}\` alone`, others[0]!)
  return unit ?? null
}

function unitsIn(node: Term, { values }: Pick<Vocabulary, 'values'>): readonly string[] {
  const within = (...nodes: readonly Term[]) => nodes.flatMap((one) => unitsIn(one, { values }))
  if ('number' in node) return node.unit === undefined ? [] : [node.unit.toLowerCase()]
  if ('name' in node) return within(...(values.has(node.name) ? [values.get(node.name)!] : []))
  if ('arithmetic' in node) return within(node.left, node.right)
  if ('items' in node) return within(...node.items)
  if ('first' in node) return within(...node.first)
  if ('sum' in node) return within(node.sum)
  return 'percent' in node ? within(node.of) : []
}

/**
 * @returns The first of the operands, known only where their amounts are in the unit of the comparison. Sums are so within: each
 * of their items by its own token.
 * @throws InputError `unknown_unit` for a token's unit for the chain's own coin.
 */
export function measured(operands: readonly [Operand, ...Operand[]], vocabulary: Vocabulary): Operand {
  const [left] = operands
  const { unit } = vocabulary
  if (unit === null) return left
  const found = new Set(operands.flatMap((one) => kindsOf(one, vocabulary)))
  const usual: readonly Measured[] = operands.some(sums) ? [] : [own(vocabulary)]
  const kinds = found.size === 0 ? usual : [...found]
  return kinds.reduce((of, kind) => guarded(of, kind, unit, vocabulary), left)
}

/** @returns That the amounts of a sum without a unit are of one asset, where they are amounts of an asset. */
export function assetsAlike(total: Operand, vocabulary: Vocabulary): { readonly alike?: Operand } {
  const [kind] = vocabulary.unit === null ? kindsOf(total, vocabulary).filter((one) => one !== 'native') : []
  return isAmount(total) && (kind === 'item' || kind === 'call') ? { alike: assetOperands[kind] } : {}
}

/** Whether the operand, or a part of it, is the amount of an outflow or a call. */
function isAmount(operand: Operand): boolean {
  switch (operand.kind) {
    case 'fact':
      return operand.name === 'asset.amount'
    case 'member':
      return operand.of.kind === 'item' && operand.path.text === 'amount'
    case 'ofCall':
    case 'share':
    case 'assumed':
      return isAmount(operand.of)
    case 'arithmetic':
      return isAmount(operand.left) || isAmount(operand.right)
    case 'first':
    case 'items':
      return operand.of.some(isAmount)
    default:
      return false
  }
}

function guarded(of: Operand, kind: Measured, unit: string, vocabulary: Vocabulary): Operand {
  const assets = assetsOf(unit, vocabulary)
  if (kind !== 'native')
    return { kind: 'measured', of, asset: assetOperands[kind], accepted: texts(assets.map(({ id }) => id)) }
  const chains = assets.filter(({ id }) => id.endsWith('/native')).map(({ chain }) => chain)
  if (chains.length === 0) throw new InputError('unknown_unit', {}, 'a unit of the chain’s own coin', unit)
  return { kind: 'measured', of, asset: fact('chain'), accepted: texts(chains) }
}

const assetOperands: Readonly<Record<Exclude<Measured, 'native'>, Operand>> = {
  asset: fact('asset'),
  call: { kind: 'ofCall', of: fact('asset') },
  item: { kind: 'member', of: { kind: 'item' }, path: Path.parse('asset') },
}

/** Whose token an amount is of that says nothing else. */
function own({ item, inCall }: Vocabulary): Measured {
  if (item !== 'call' && inCall)
    throw new InputError('language_unsupported', {}, 'amounts of outflows or of calls before a unit')
  return item === 'call' ? 'call' : 'asset'
}

function sums(operand: Operand): boolean {
  return operand.kind === 'sum' || (operand.kind === 'arithmetic' && (sums(operand.left) || sums(operand.right)))
}

function kindsOf(operand: Operand, vocabulary: Vocabulary): readonly Measured[] {
  const within = (...operands: readonly Operand[]) => operands.flatMap((one) => kindsOf(one, vocabulary))
  switch (operand.kind) {
    case 'fact':
      return [natives.has(operand.name) ? 'native' : own(vocabulary)]
    case 'about':
      return [operand.name === 'balance' ? 'native' : own(vocabulary)]
    case 'counter': {
      const measure = operandOf(vocabulary.counters.get(operand.counter)!.measure)
      return measure === null ? [] : within(measure)
    }
    case 'item':
      return [own(vocabulary)]
    case 'member':
      return [operand.of.kind === 'item' && hasAmount(vocabulary.item) ? 'item' : own(vocabulary)]
    case 'arithmetic':
      return within(operand.left, operand.right)
    case 'items':
    case 'first':
      return within(...operand.of)
    case 'share':
    case 'assumed':
    case 'ofCall':
      return within(operand.of)
    default:
      return []
  }
}

function texts(values: readonly string[]): List {
  return { type: 'list', items: values.map((value) => ({ type: 'text', value })) }
}
