/** Comparisons. Those of tokens, and of who asks, compare with names that people give them: symbols, roles, groups. */
import * as Addresses from '../../../facts/address.ts'
import type { List } from '../../../facts/value.ts'
import { InputError } from '../../../input-error.ts'
import { type Condition, constant, fact, type Operand } from '../../condition.ts'
import { type Comparison, isConstant, type Period, type Term } from '../../language/expression.ts'
import type { OperatorName } from '../../operators.ts'
import { term } from './term.ts'
import { isPeriod, within } from './time.ts'
import { type Asset, assetsOf, measured, unitOf } from './units.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What each operator of the language is in the kernel. */
export const operators: ReadonlyMap<Comparison['operator'], OperatorName> = new Map([
  ['==', 'eq'],
  ['!=', 'neq'],
  ['<', 'lt'],
  ['<=', 'lte'],
  ['>', 'gt'],
  ['>=', 'gte'],
  ['in', 'in'],
  ['matches', 'matches'],
])

const turned: Readonly<Partial<Record<Comparison['operator'], Comparison['operator']>>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/** Facts that are lists of names of who asks: one of them is meant, whichever operator asks for it. */
const issuers: ReadonlySet<string> = new Set(['issuers', 'issuerTypes', 'issuer.roles', 'issuer.groups'])

/** @throws InputError `unknown_name`, `unknown_unit`, `language_unsupported` and the like. */
export function compare(comparison: Comparison, vocabulary: Vocabulary): Condition {
  const { left: leftTerm, operator, right: rightTerm } = facing(comparison)
  if (isPeriod(rightTerm)) return within(leftTerm, rightTerm, vocabulary.timezone)
  if ('group' in rightTerm) return inGroup(leftTerm, operator, rightTerm.group)
  const kernel = operators.get(operator)!
  const inUnit = { ...vocabulary, unit: unitOf([leftTerm, rightTerm], vocabulary) }
  const left = term(leftTerm, inUnit)
  const names = namesIn(rightTerm, vocabulary)
  if (names !== null && isToken(left)) {
    const ids = names.flatMap((name) => tokensOf(name, vocabulary).map(({ id }) => id))
    return oneOf(left, operator, ids)
  }
  if (names !== null && isIssuer(left) && operator !== 'matches') return oneOf(left, operator, names)
  const right = term(rightTerm, inUnit)
  return { kind: 'compare', operator: kernel, left: measured([left, right], inUnit), right }
}

/** What is written out stands on the right, since its type is that of the other side. */
function facing(comparison: Comparison): Comparison & { readonly right: Term | Period } {
  const { left, operator, right } = comparison
  if (!isWritten(left)) return comparison
  const other = turned[operator]
  if (other === undefined || isPeriod(right) || isWritten(right))
    throw new InputError('language_unsupported', {}, `a fact on the left of \`${operator}\``)
  return { left: right, operator: other, right: left } as Comparison
}

function isWritten(node: Term): boolean {
  return isConstant(node) || 'list' in node || 'group' in node || 'items' in node
}

/** The names on the right, where they are written out there or in a list of the rulebook. */
function namesIn(node: Term, { lists, values }: Pick<Vocabulary, 'lists' | 'values'>): readonly string[] | null {
  if ('word' in node) return [node.word]
  if ('text' in node) return [node.text]
  if ('address' in node) return [node.address]
  if ('list' in node) return lists.get(node.list)?.texts ?? null
  if ('name' in node) {
    const value = values.get(node.name)
    return value === undefined ? (lists.get(node.name)?.texts ?? null) : namesIn(value, { lists, values })
  }
  if (!('items' in node)) return null
  const names = node.items.map((item) => namesIn(item, { lists, values }))
  return names.every((one) => one !== null) ? names.flat() : null
}

/** Membership: `==` and `in` say that it is one of them, `!=` that it is none. */
function oneOf(left: Operand, operator: Comparison['operator'], names: readonly string[]): Condition {
  if (operator !== '==' && operator !== '!=' && operator !== 'in')
    throw new InputError('language_unsupported', {}, 'one of ==, !=, in', operator)
  const list: List = { type: 'list', items: names.map((value) => ({ type: 'text', value })) }
  const is: Condition = { kind: 'compare', operator: 'in', left, right: constant(list) }
  return operator === '!=' ? { kind: 'not', of: is } : is
}

function inGroup(left: Term, operator: Comparison['operator'], group: string): Condition {
  const who = 'name' in left && !('assume' in left) ? left.name : ''
  if ((who !== 'issuer' && who !== 'sender') || operator !== 'in')
    throw new InputError('language_unsupported', {}, '`issuer in` before a group', who)
  return oneOf(fact('issuer.groups'), operator, [group])
}

function isToken(operand: Operand): boolean {
  if (operand.kind === 'fact') return operand.name === 'asset'
  if (operand.kind === 'ofCall') return isToken(operand.of)
  if (operand.kind === 'first') return operand.of.some(isToken)
  return operand.kind === 'member' && operand.of.kind === 'item' && operand.path.text === 'asset'
}

function isIssuer(operand: Operand): boolean {
  if (operand.kind === 'first') return operand.of.some(isIssuer)
  return operand.kind === 'fact' && issuers.has(operand.name)
}

/** By its symbol, its id or its address. One that is not declared would never match, and nobody would see why. */
function tokensOf(name: string, vocabulary: Vocabulary): readonly Asset[] {
  const address = addressIn(name)
  const found = vocabulary.assets.filter(({ id, chain }) => id === name || id === `${chain}/${address}`)
  return found.length > 0 ? found : assetsOf(name, vocabulary)
}

function addressIn(text: string): string | null {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return Addresses.parse('evm', text).value
  return /^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(text) ? text : null
}
