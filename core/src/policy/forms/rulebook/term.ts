/** From what stands beside an operator to operands of the kernel: names become facts, numbers base units. */
import { InputError } from '../../../input-error.ts'
import { always, constant, type Operand } from '../../condition.ts'
import { type Bare, type Expression, isMention, type Mention, type Term } from '../../language/expression.ts'
import { literal } from './literal.ts'
import { isOfCall, known, listOf, operandOf } from './names.ts'
import { resolve } from './resolve.ts'
import { assetsAlike, baseUnits, measured, numberOf } from './units.ts'
import type { Vocabulary } from './vocabulary.ts'

/** @throws InputError `unknown_name`, `unknown_unit`, `bad_checksum` and the like, naming what is not known and what is. */
export function term(node: Term, vocabulary: Vocabulary): Operand {
  if (isMention(node)) return mention(node, vocabulary)
  if ('number' in node) return constant({ type: 'integer', value: numberOf(node, vocabulary) })
  if ('list' in node) return vocabulary.lists.get(node.list)?.operand ?? { kind: 'named', list: node.list }
  if ('items' in node) return itemsOf(node.items.map((item) => term(item, vocabulary)))
  if ('arithmetic' in node) {
    const [left, right] = [term(node.left, vocabulary), term(node.right, vocabulary)]
    return { kind: 'arithmetic', operator: node.arithmetic, left, right }
  }
  if ('percent' in node)
    return { kind: 'share', basisPoints: baseUnits(node.percent, 2), of: term(node.of, vocabulary) }
  if ('flag' in node) return constant({ type: 'boolean', value: node.flag })
  if ('instant' in node) return constant({ type: 'instant', value: Date.parse(node.instant) })
  if ('text' in node) return literal(node.text)
  if ('address' in node) return literal(node.address)
  if ('bytes' in node) return literal(node.bytes)
  if ('word' in node) return literal(node.word)
  if ('count' in node) return { kind: 'count', ...selected(node.count, node.where, vocabulary) }
  if ('first' in node) return { kind: 'first', of: firsts(node.first.map((one) => term(one, vocabulary))) }
  if ('sum' in node) {
    const { inner } = listed(node.of, vocabulary)
    const total = term(node.sum, inner)
    return {
      kind: 'sum',
      total: measured([total], inner),
      ...selected(node.of, node.where, vocabulary),
      ...assetsAlike(total, inner),
    }
  }
  throw new InputError('language_unsupported', {}, 'a fact, a value, or arithmetic with them')
}

/** @returns The list that a quantifier, a count or a sum is over, and what names mean of its items. */
export function listed(list: Bare, vocabulary: Vocabulary): { readonly over: Operand; readonly inner: Vocabulary } {
  const found = 'name' in list ? listOf(list.name, vocabulary.item) : null
  const { over, item } = found ?? { over: mention(list, vocabulary), item: 'value' as const }
  if (vocabulary.item !== null && !isOfItem(over)) {
    const came = 'name' in list ? list.name : list.call
    throw new InputError('language_unsupported', {}, 'a list within the item, inside of another quantifier', came)
  }
  return { over, inner: { ...vocabulary, item, inCall: item === 'call' || vocabulary.inCall } }
}

/** What is within the items is read once for all of them, so that the work grows with the request and no faster. */
function isOfItem(operand: Operand): boolean {
  if (operand.kind === 'item' || operand.kind === 'ofCall') return true
  return operand.kind === 'member' && isOfItem(operand.of)
}

function selected(list: Bare, where: Expression | undefined, vocabulary: Vocabulary) {
  const { over, inner } = listed(list, vocabulary)
  return { over, where: where === undefined ? always : resolve(where, inner) }
}

/** Words and texts are read as the type of what is compared with them, which `first` may not have. */
function firsts(of: readonly Operand[]): readonly Operand[] {
  const written = of.find((one) => one.kind === 'literal' || one.kind === 'literals')
  if (written === undefined) return of
  const came = written.kind === 'literal' ? written.text : 'a list'
  throw new InputError('language_unsupported', {}, 'facts, numbers and flags within `first`', came)
}

/** Within `every call (every outflow (…))` the inner names are those of the outflow. */
function refuseOuterCall(name: string, operand: Operand, { item, inCall }: Vocabulary): void {
  if (!inCall || item === 'call' || !isOfCall(operand)) return
  throw new InputError('language_unsupported', {}, 'names of the inner items only, within two quantifiers', name)
}

/** @returns The fact that the mention speaks of, with what to assume where asking for it fails. */
export function mention(node: Mention, vocabulary: Vocabulary): Operand {
  const operand = 'call' in node ? called(node, vocabulary) : named(node.name, vocabulary)
  if (!('assume' in node)) return operand
  const assumed = term(node.assume, vocabulary)
  if (assumed.kind === 'constant') return { kind: 'assumed', of: operand, value: assumed.value }
  const reading = assumed.kind === 'literal' ? assumed.readings.text : undefined
  if (reading === undefined || !('word' in node.assume || 'text' in node.assume))
    throw new InputError('language_unsupported', {}, 'a number, a flag, a word or a text after `else`')
  return { kind: 'assumed', of: operand, value: reading }
}

/** Items that are all written out are read as the type of what is compared with them. */
function itemsOf(of: readonly Operand[]): Operand {
  const literals = of.filter((one) => one.kind === 'literal')
  if (literals.length === of.length) return { kind: 'literals', items: literals }
  if (literals.length === 0) return { kind: 'items', of }
  throw new InputError('language_unsupported', {}, 'items that are all names of facts and numbers, or all texts')
}

function named(name: string, vocabulary: Vocabulary): Operand {
  const value = vocabulary.values.get(name)
  if (value !== undefined) return term(value, vocabulary)
  const list = vocabulary.lists.get(name)
  if (list !== undefined) return list.operand
  if (vocabulary.counters.has(name)) return counter(name, [], vocabulary)
  const operand = operandOf(name, vocabulary.item)
  if (operand !== null) {
    refuseOuterCall(name, operand, vocabulary)
    return operand
  }
  const declared = [...vocabulary.values.keys(), ...vocabulary.lists.keys(), ...vocabulary.counters.keys()]
  const expected = `a fact, or one of ${declared.join(', ') || 'the names that the rulebook declares'}`
  throw new InputError('unknown_name', {}, expected, name)
}

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
  const subject = term(argument, vocabulary)
  if (subject.kind === 'literal')
    throw new InputError('language_unsupported', {}, `a fact as the argument of \`${node.call}\``)
  return { kind: 'about', name: node.call, argument: subject }
}

/** A counter without its own draw: `daily_volume(recipient) + amount` adds that. Its arguments say again what splits it. */
function counter(name: string, of: readonly Term[], { counters, item, inCall }: Vocabulary): Operand {
  const { by } = counters.get(name)!
  const given = of.map((one) => ('name' in one ? one.name : ''))
  const shown = `\`${name}${by.length === 0 ? '' : `(${by.join(', ')})`}\``
  if (given.join(' ') !== by.join(' '))
    throw new InputError('unknown_name', {}, `${shown}, as it is declared`, `${name}(${given.join(', ')})`)
  // A counter is of the call that is judged, and an item may be another call, or have another recipient.
  if (inCall || (item !== null && by.length > 0))
    throw new InputError('language_unsupported', {}, `${shown} outside of \`every\`, \`some\` and \`none\``, name)
  return { kind: 'counter', counter: name, excludeCurrent: true }
}
