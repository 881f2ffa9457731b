/** From conditions as people write them to conditions of the kernel: names become facts, units become base units. */
import * as Path from '../../../facts/decoders/abi/path.ts'
import type { List, Value } from '../../../facts/value.ts'
import { InputError } from '../../../input-error.ts'
import { and, type Condition, constant, fact, type Operand, or } from '../../condition.ts'
import type { Expression, Mention, Period, Term } from '../../language/expression.ts'
import type { OperatorName } from '../../operators.ts'
import { literal } from './literal.ts'
import { known, listOf, operandOf } from './names.ts'
import { type Asset, baseUnits } from './units.ts'

/** What the rulebook declares, by name. */
export type Vocabulary = {
  readonly assets: readonly Asset[]
  readonly lists: ReadonlyMap<string, Operand>
  readonly values: ReadonlyMap<string, Term>
  /** Counters with the names of the facts that split them, in order. */
  readonly counters: ReadonlyMap<string, readonly string[]>
  /** Whether names mean members of the item of an enclosing quantifier first. */
  readonly item: boolean
}

const operators: Readonly<Record<string, OperatorName>> = {
  '==': 'eq',
  '!=': 'neq',
  '<': 'lt',
  '<=': 'lte',
  '>': 'gt',
  '>=': 'gte',
  in: 'in',
  matches: 'matches',
}

/** @throws InputError `unknown_name`, `unknown_unit` and the like, naming what is not known and what is. */
export function resolve(expression: Expression, vocabulary: Vocabulary): Condition {
  if ('and' in expression) return and(...expression.and.map((one) => resolve(one, vocabulary)))
  if ('or' in expression) return or(...expression.or.map((one) => resolve(one, vocabulary)))
  if ('not' in expression) return { kind: 'not', of: resolve(expression.not, vocabulary) }
  if ('exists' in expression) return { kind: 'exists', operand: mention(expression.exists, vocabulary) }
  if ('operator' in expression) return compare(expression, vocabulary)
  for (const kind of ['every', 'some', 'none'] as const) {
    if (!(kind in expression)) continue
    const { holds, ...rest } = expression as unknown as Record<typeof kind, Mention> & { readonly holds: Expression }
    return { kind, over: overOf(rest[kind], vocabulary), holds: resolve(holds, { ...vocabulary, item: true }) }
  }
  return {
    kind: 'compare',
    operator: 'eq',
    left: mention(expression as Mention, vocabulary),
    right: constant({ type: 'boolean', value: true }),
  }
}

type Comparison = Expression & { readonly operator: string }

function compare(comparison: Comparison, vocabulary: Vocabulary): Condition {
  const {
    left: leftTerm,
    operator,
    right: rightTerm,
  } = comparison as { left: Term; operator: string; right: Term | Period }
  if (isPeriod(rightTerm)) return within(leftTerm, rightTerm)
  const left = term(leftTerm, vocabulary)
  const kernel = operators[operator]!
  if ('group' in rightTerm) return has(fact('issuer.groups'), 'in', [rightTerm.group])
  if ('word' in rightTerm) return word(left, kernel, rightTerm.word, vocabulary)
  const unit = unitIn(rightTerm, vocabulary)
  const right = term(rightTerm, vocabulary)
  const measured: Operand = unit === null ? left : { kind: 'measured', of: left, asset: fact('asset'), accepted: unit }
  return { kind: 'compare', operator: kernel, left: measured, right }
}

/** A bare word is a declared token where the left side is a token, a role of a list of roles, and else a text. */
function word(left: Operand, operator: OperatorName, text: string, vocabulary: Vocabulary): Condition {
  if (left.kind === 'fact' && left.name === 'asset') {
    const ids = assetsOf(text, vocabulary).map(({ id }) => id)
    const is = has(left, 'in', ids)
    return operator === 'neq' ? { kind: 'not', of: is } : is
  }
  if (left.kind === 'fact' && left.name === 'issuer.roles') {
    const is = has(left, 'in', [text])
    return operator === 'neq' ? { kind: 'not', of: is } : is
  }
  return { kind: 'compare', operator, left, right: constant({ type: 'text', value: text }) }
}

function has(left: Operand, operator: OperatorName, texts: readonly string[]): Condition {
  const list: List = { type: 'list', items: texts.map((value): Value => ({ type: 'text', value })) }
  return { kind: 'compare', operator, left, right: constant(list) }
}

function term(node: Term, vocabulary: Vocabulary): Operand {
  if ('name' in node || 'call' in node) return mention(node, vocabulary)
  if ('number' in node) return constant({ type: 'integer', value: numberOf(node, vocabulary) })
  if ('list' in node) return vocabulary.lists.get(node.list) ?? { kind: 'named', list: node.list }
  if ('items' in node) return { kind: 'items', of: node.items.map((item) => term(item, vocabulary)) }
  if ('arithmetic' in node) {
    return {
      kind: 'arithmetic',
      operator: node.arithmetic,
      left: term(node.left, vocabulary),
      right: term(node.right, vocabulary),
    }
  }
  if ('percent' in node)
    return { kind: 'share', basisPoints: baseUnits(node.percent, 2), of: term(node.of, vocabulary) }
  if ('flag' in node) return constant({ type: 'boolean', value: node.flag })
  if ('instant' in node) return constant({ type: 'instant', value: Date.parse(node.instant) })
  if ('text' in node) return literal(node.text)
  if ('address' in node) return literal(node.address)
  if ('bytes' in node) return literal(node.bytes)
  if ('word' in node) return literal(node.word)
  throw new InputError('language_unsupported', {}, 'a fact, a value, or arithmetic with them')
}

function mention(node: Mention, vocabulary: Vocabulary): Operand {
  const operand = 'call' in node ? called(node, vocabulary) : named(node.name, vocabulary)
  if (!('assume' in node) || node.assume === undefined) return operand
  const assumed = term(node.assume, vocabulary)
  if (assumed.kind === 'constant') return { kind: 'assumed', of: operand, value: assumed.value }
  const reading = assumed.kind === 'literal' ? assumed.readings.text : undefined
  if (reading === undefined) throw new InputError('language_unsupported', {}, 'a value after `else`')
  return { kind: 'assumed', of: operand, value: reading }
}

function named(name: string, vocabulary: Vocabulary): Operand {
  const value = vocabulary.values.get(name)
  if (value !== undefined) return term(value, vocabulary)
  const list = vocabulary.lists.get(name)
  if (list !== undefined) return list
  if (vocabulary.counters.has(name)) return counter(name, [], vocabulary)
  if (vocabulary.item && itemMembers.has(name)) return { kind: 'member', of: { kind: 'item' }, path: Path.parse(name) }
  const operand = operandOf(name)
  if (operand !== null) return operand
  const declared = [...vocabulary.values.keys(), ...vocabulary.lists.keys(), ...vocabulary.counters.keys()]
  throw new InputError(
    'unknown_name',
    {},
    `a fact, or one of ${declared.join(', ') || 'the names that the rulebook declares'}`,
    name,
  )
}

/** Members of the items of lists that quantifiers go over. */
const itemMembers: ReadonlySet<string> = new Set(['asset', 'amount', 'from', 'recipient'])

function called(
  node: Mention & { readonly call: string; readonly of: readonly Term[] },
  vocabulary: Vocabulary,
): Operand {
  if (vocabulary.counters.has(node.call)) return counter(node.call, node.of, vocabulary)
  if (!known.has(node.call)) {
    const names = [...vocabulary.counters.keys(), ...known.keys()]
    throw new InputError('unknown_name', {}, `one of ${names.join(', ')}`, node.call)
  }
  const [argument, ...more] = node.of
  if (argument === undefined || more.length > 0)
    throw new InputError('unknown_name', {}, `one argument of \`${node.call}\``)
  return { kind: 'about', name: node.call, argument: term(argument, vocabulary) }
}

/** A counter without its own draw: `daily_volume(recipient) + amount` adds that. Its arguments say again what splits it. */
function counter(name: string, of: readonly Term[], vocabulary: Vocabulary): Operand {
  const by = vocabulary.counters.get(name)!
  const given = of.map((one) => ('name' in one ? one.name : ''))
  if (given.join(' ') !== by.join(' ')) {
    throw new InputError(
      'unknown_name',
      {},
      `\`${name}${by.length === 0 ? '' : `(${by.join(', ')})`}\`, as it is declared`,
      `${name}(${given.join(', ')})`,
    )
  }
  return { kind: 'counter', counter: name, excludeCurrent: true }
}

function overOf(node: Mention, vocabulary: Vocabulary): Operand {
  const list = 'name' in node ? listOf(node.name) : null
  return list ?? mention(node, vocabulary)
}

/** The asset ids that the unit of the right side stands for; `null` when it has none. */
function unitIn(node: Term, vocabulary: Vocabulary): List | null {
  if ('number' in node && node.unit !== undefined) {
    return {
      type: 'list',
      items: assetsOf(node.unit, vocabulary).map(({ id }): Value => ({ type: 'text', value: id })),
    }
  }
  if ('name' in node) {
    const value = vocabulary.values.get(node.name)
    return value === undefined ? null : unitIn(value, vocabulary)
  }
  if ('arithmetic' in node) return unitIn(node.left, vocabulary) ?? unitIn(node.right, vocabulary)
  return 'percent' in node ? unitIn(node.of, vocabulary) : null
}

function numberOf(
  { number, unit }: { readonly number: string; readonly unit?: string },
  vocabulary: Vocabulary,
): bigint {
  if (unit === undefined) return baseUnits(number, 0)
  const decimals = [...new Set(assetsOf(unit, vocabulary).map((asset) => asset.decimals))]
  if (decimals.length > 1)
    throw new InputError('unknown_unit', {}, 'tokens of one name to have the same decimals', unit)
  return baseUnits(number, decimals[0]!)
}

function assetsOf(symbol: string, { assets }: Vocabulary): readonly Asset[] {
  const found = assets.filter((asset) => asset.symbol.toLowerCase() === symbol.toLowerCase())
  if (found.length > 0) return found
  const symbols = [...new Set(assets.map((asset) => asset.symbol))]
  throw new InputError(
    'unknown_unit',
    {},
    symbols.length === 0 ? 'a token that the rulebook declares' : `one of ${symbols.join(', ')}`,
    symbol,
  )
}

function isPeriod(node: Term | Period): node is Period {
  return 'from' in node || 'days' in node || 'dates' in node
}

/** Local time is a fact of the zone. A span past midnight is two. */
function within(left: Term, period: Period): Condition {
  const { zone } = period
  const name = 'name' in left ? left.name : ''
  const wanted = 'from' in period ? 'time_of_day' : 'days' in period ? 'day_of_week' : 'date'
  if (name !== wanted) throw new InputError('unknown_name', {}, `\`${wanted}\` before such a span`, name)
  if (zone === undefined)
    throw new InputError('missing_field', {}, 'a time zone such as `Europe/Zurich` after the span')
  const local = fact(`time.${wanted}(${zone})`)
  if ('days' in period) return has(local, 'in', period.days)
  const bound = (operator: OperatorName, value: bigint): Condition => ({
    kind: 'compare',
    operator,
    left: local,
    right: constant({ type: 'integer', value }),
  })
  if ('dates' in period) return and(bound('gte', dateOf(period.dates[0])), bound('lte', dateOf(period.dates[1])))
  const [from, to] = [secondsOf(period.from), secondsOf(period.to)]
  return from < to ? and(bound('gte', from), bound('lt', to)) : or(bound('gte', from), bound('lt', to))
}

function secondsOf(clock: string): bigint {
  const [hours, minutes] = clock.split(':')
  return BigInt(hours!) * 3600n + BigInt(minutes!) * 60n
}

function dateOf(date: string): bigint {
  return BigInt(date.replaceAll('-', ''))
}
