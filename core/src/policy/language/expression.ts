/**
 * Conditions as people write them: one tree for the text and for the JSON notation, plain data in both. It holds names, not
 * what they stand for; whoever compiles a policy resolves them.
 */

/** A fact by its name (`sender.role`, `path[]`), or what somebody knows of values (`ofac_check(recipient)`). */
export type Bare = { readonly name: string } | { readonly call: string; readonly of: readonly Term[] }

/** A fact, with the value to assume where asking for it gave no answer. */
export type Mention = Bare | (Bare & { readonly assume: Constant })

/** A value that is written out. Numbers are exact decimal text; only one with a unit may have a fraction. */
export type Constant =
  | { readonly number: string; readonly unit?: string }
  | { readonly text: string }
  | { readonly flag: boolean }
  /** As its author spelt it, checksum verified. 0x and 40 digits are always an address. */
  | { readonly address: string }
  /** Lower-case hex with 0x, of any length but 20 bytes. */
  | { readonly bytes: string }
  /** One of the words of a fact, in upper case: `OPERATOR`, `CLEAR`, `USDC`. */
  | { readonly word: string }
  /** RFC 3339, with at most milliseconds, as its author spelt it. */
  | { readonly instant: string }

/** Something to compare: a fact, a constant, or what is computed of them. */
export type Term =
  | Mention
  | Constant
  | { readonly list: string }
  | { readonly group: string }
  | { readonly items: readonly Term[] }
  | { readonly arithmetic: Arithmetic; readonly left: Term; readonly right: Term }
  /** At most two decimals. */
  | { readonly percent: string; readonly of: Term }
  /** How many items, of those for which `where` holds. Names mean the item's members first. */
  | { readonly count: Bare; readonly where?: Expression }
  /** The sum of what `sum` is for each item of `of`. */
  | { readonly sum: Term; readonly of: Bare; readonly where?: Expression }
  /** The first that is there; at least two. */
  | { readonly first: readonly Term[] }

/** Days of the week in their order. */
export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
export type Weekday = (typeof weekdays)[number]

/** A stretch of local time. `zone` is an IANA name; unsaid, whoever compiles the policy must know it or refuse. */
export type Period =
  /** Includes `from`, not `to`; goes past midnight when `to` is the earlier one. */
  | { readonly from: string; readonly to: string; readonly zone?: string }
  | { readonly days: readonly Weekday[]; readonly zone?: string }
  /** The first and the last day, both included. */
  | { readonly dates: readonly [string, string]; readonly zone?: string }

export const relations = ['==', '!=', '<', '<=', '>', '>='] as const
export type Relation = (typeof relations)[number]

export const arithmetic = ['+', '-', '*', '/'] as const
export type Arithmetic = (typeof arithmetic)[number]

export type Comparison =
  | { readonly left: Term; readonly operator: Relation; readonly right: Term }
  | { readonly left: Term; readonly operator: 'in'; readonly right: Term | Period }
  /** The pattern is written out: never one that the request brings along. */
  | { readonly left: Term; readonly operator: 'matches'; readonly right: { readonly text: string } }

/** A condition. A fact alone is one: it asks whether the fact is true. */
export type Expression =
  /** At least two members, none of them of the same kind. */
  | { readonly and: readonly Expression[] }
  | { readonly or: readonly Expression[] }
  | { readonly not: Expression }
  | { readonly every: Bare; readonly holds: Expression }
  | { readonly some: Bare; readonly holds: Expression }
  | { readonly none: Bare; readonly holds: Expression }
  | { readonly exists: Bare }
  | Comparison
  | Mention

/** Ceilings of one condition. */
export const limits = {
  /** UTF-8 bytes of the text as it came, and of its canonical text. */
  bytes: 16_384,
  /** Levels of the tree, constants included. */
  depth: 32,
  /** Members of `and` and `or`, items of a list, arguments of a call. */
  items: 1024,
} as const

const connectives = ['not', 'and', 'or', 'every', 'some', 'none', 'exists', 'operator'] as const
const constants = ['number', 'text', 'flag', 'address', 'bytes', 'word', 'instant'] as const

/** @returns The members of one connective, with those of members of its own kind in their place. */
export function flatten(kind: 'and' | 'or', members: readonly Expression[]): readonly Expression[] {
  return members.flatMap((member) => membersOf(kind, member) ?? [member])
}

/** @returns The members, where `node` is an `and`, or an `or`, as asked. */
export function membersOf(kind: 'and' | 'or', node: Expression | Term): readonly Expression[] | undefined {
  return (node as { readonly [key in 'and' | 'or']?: readonly Expression[] })[kind]
}

/** @returns Whether `node` is a fact. */
export function isMention(node: Expression | Term | Period): node is Mention {
  return 'name' in node || 'call' in node
}

/** @returns Whether `node` is a condition; a fact is a term as well. */
export function isCondition(node: Expression | Term): node is Expression {
  return isMention(node) || connectives.some((key) => key in node)
}

/** @returns Whether `node` is a term; a fact is a condition as well. */
export function isTerm(node: Expression | Term): node is Term {
  return isMention(node) || !isCondition(node)
}

/** @returns Whether `node` is a value that is written out. */
export function isConstant(node: Expression | Term): node is Constant {
  return constants.some((key) => key in node)
}
