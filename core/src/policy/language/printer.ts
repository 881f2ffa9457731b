/** Writes conditions in their canonical text: one blank around operators, and no parentheses that need not be. */
import {
  type Arithmetic,
  type Comparison,
  type Constant,
  type Expression,
  isConstant,
  isMention,
  type Mention,
  type Period,
  type Term,
  type Weekday,
  weekdays,
} from './expression.ts'

/** How tightly a part holds together. Where a tighter one is wanted it stands in parentheses. */
const tightness = { or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, primary: 7 } as const

const tightnessOf: { readonly [sign in Arithmetic]: 5 | 6 } = { '+': 5, '-': 5, '*': 6, '/': 6 }

type Piece = readonly [number, string]
type Computed = Extract<Term, { arithmetic: unknown }>

/** @returns The canonical text: `parse` gives the same tree for it, and it is the same for equal trees. */
export function print(node: Expression): string {
  return piece(node)[1]
}

function within(node: Expression | Term, least: number): string {
  const [tight, text] = piece(node)
  return tight < least ? `(${text})` : text
}

function piece(node: Expression | Term): Piece {
  if (isMention(node)) return mention(node)
  if (isConstant(node)) return [tightness.primary, constant(node)]
  if ('and' in node) return [tightness.and, joined(node.and, ' and ', tightness.not)]
  if ('or' in node) return [tightness.or, joined(node.or, ' or ', tightness.and)]
  if ('not' in node) return negated(node.not)
  if ('operator' in node) return [tightness.comparison, compared(node, '')]
  if ('arithmetic' in node) return computed(node)
  return [tightness.primary, construct(node)]
}

type Construct = Exclude<
  Expression | Term,
  Mention | Constant | Comparison | { and: unknown } | { or: unknown } | { not: unknown } | { arithmetic: unknown }
>

function construct(node: Construct): string {
  if ('exists' in node) return `exists(${print(node.exists)})`
  if ('every' in node) return `every ${print(node.every)} (${print(node.holds)})`
  if ('some' in node) return `some ${print(node.some)} (${print(node.holds)})`
  if ('none' in node) return `none ${print(node.none)} (${print(node.holds)})`
  if ('list' in node) return `@${node.list}`
  if ('group' in node) return `group ${node.group}`
  if ('items' in node) return `[${joined(node.items, ', ', tightness.comparison)}]`
  if ('percent' in node) return `${node.percent}% of ${within(node.of, tightness.primary)}`
  if ('count' in node) return `count(${print(node.count)}${filter(node.where)})`
  if ('first' in node) return `first(${joined(node.first, ', ', tightness.comparison)})`
  return `sum(${within(node.sum, tightness.comparison)} of ${print(node.of)}${filter(node.where)})`
}

function joined(nodes: readonly (Expression | Term)[], separator: string, least: number): string {
  return nodes.map((node) => within(node, least)).join(separator)
}

function filter(where: Expression | undefined): string {
  return where === undefined ? '' : ` where ${print(where)}`
}

/** `not in` reads better than `not` before the comparison, which is read as the same. */
function negated(node: Expression): Piece {
  const isWord = 'operator' in node && (node.operator === 'in' || node.operator === 'matches')
  return isWord ? [tightness.comparison, compared(node, 'not ')] : [tightness.not, `not ${within(node, tightness.not)}`]
}

/** What is assumed of the fact on the left stands behind the comparison. */
function compared({ left, operator, right }: Comparison, prefix: string): string {
  const [subject, assumed] = isMention(left) ? [bare(left), otherwise(left)] : [within(left, tightness.sum), '']
  return `${subject} ${prefix}${operator} ${isPeriod(right) ? period(right) : within(right, tightness.sum)}${assumed}`
}

function computed(node: Computed): Piece {
  const tight = tightnessOf[node.arithmetic]
  return [tight, `${within(node.left, tight)} ${node.arithmetic} ${within(node.right, tight + 1)}`]
}

function mention(node: Mention): Piece {
  const assumed = otherwise(node)
  return [assumed === '' ? tightness.primary : tightness.comparison, bare(node) + assumed]
}

function bare(node: Mention): string {
  return 'name' in node ? node.name : `${node.call}(${joined(node.of, ', ', tightness.comparison)})`
}

function otherwise(node: Mention): string {
  return 'assume' in node ? ` else ${constant(node.assume)}` : ''
}

function constant(node: Constant): string {
  if ('number' in node) return node.unit === undefined ? node.number : `${node.number} ${node.unit}`
  if ('text' in node) return JSON.stringify(node.text)
  if ('flag' in node) return String(node.flag)
  if ('address' in node) return /^0x[0-9A-Fa-f]{40}$/.test(node.address) ? node.address : `address "${node.address}"`
  if ('bytes' in node) return node.bytes
  return 'word' in node ? node.word : node.instant
}

function isPeriod(node: Term | Period): node is Period {
  return 'from' in node || 'days' in node || 'dates' in node
}

function period(node: Period): string {
  const zone = node.zone === undefined ? '' : ` ${node.zone}`
  if ('from' in node) return `${node.from}-${node.to}${zone}`
  return ('days' in node ? runs(node.days) : node.dates.join('..')) + zone
}

/** Three days or more in a row are written as a range. */
function runs(days: readonly Weekday[]): string {
  const groups: Weekday[][] = []
  for (const day of days) {
    const last = groups.at(-1)
    if (last !== undefined && weekdays.indexOf(last.at(-1)!) + 1 === weekdays.indexOf(day)) last.push(day)
    else groups.push([day])
  }
  return groups.map((group) => (group.length < 3 ? group.join(',') : `${group[0]}-${group.at(-1)}`)).join(',')
}
