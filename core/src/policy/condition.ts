/**
 * Conditions as data: one tree for all forms. Written by the forms, tested by the engine, printed by whoever explains.
 */
import type { AbiFunction } from '../facts/decoders/abi/fragment.ts'
import type { Path } from '../facts/decoders/abi/path.ts'
import type { Idl } from '../facts/decoders/solana/idl.ts'
import type { List, Value, ValueType } from '../facts/value.ts'
import type { OperatorName } from './operators.ts'

/** Something that a condition speaks of: it yields a fact. */
export type Operand =
  | { readonly kind: 'fact'; readonly name: string }
  /** The arguments of the call read with `abi`: absent when its selector is another, failed when they are not canonical. */
  | { readonly kind: 'arguments'; readonly abi: AbiFunction }
  /** Arguments (`arguments`) and accounts (`accounts`) of an instruction read with an Anchor IDL. */
  | { readonly kind: 'instruction'; readonly idl: Idl; readonly program: string | null }
  /** A member of a record. */
  | { readonly kind: 'member'; readonly of: Operand; readonly path: Path }
  /** The item that the nearest enclosing `every` or `some` is looking at. */
  | { readonly kind: 'item' }
  /** Stored total and the draws of earlier calls of the request; and this call’s own unless `excludeCurrent`. */
  | { readonly kind: 'counter'; readonly counter: string; readonly excludeCurrent: boolean }
  | { readonly kind: 'constant'; readonly value: Value }
  /** The members of a named list: the fact `list.<name>`. */
  | { readonly kind: 'named'; readonly list: string }
  | { readonly kind: 'items'; readonly of: readonly Operand[] }
  /** Whole numbers; `/` rounds towards zero, and by zero it fails. */
  | { readonly kind: 'arithmetic'; readonly operator: Arithmetic; readonly left: Operand; readonly right: Operand }
  /** So many hundredths of a percent, rounded towards zero. */
  | { readonly kind: 'share'; readonly basisPoints: bigint; readonly of: Operand }
  /** An amount of an asset, failed when the asset is none of the accepted ones: units do not compare across tokens. */
  | { readonly kind: 'measured'; readonly of: Operand; readonly asset: Operand; readonly accepted: List }
  /** What somebody knows of a value, such as `chainalysis_risk_score(recipient)`. */
  | { readonly kind: 'about'; readonly name: string; readonly argument: Operand }
  /** `value` where asking for `of` failed: the author's own answer to not knowing. The trace says so. */
  | { readonly kind: 'assumed'; readonly of: Operand; readonly value: Value }
  /** A constant whose type is that of the fact it is compared with: all the ways in which it can be read. */
  | { readonly kind: 'literal'; readonly readings: Readonly<Partial<Record<ValueType, Value>>>; readonly text: string }
  | { readonly kind: 'literals'; readonly items: readonly (Operand & { kind: 'literal' })[] }
  /** How many items of a list satisfy `where`. Absent for an empty list, so that no bound holds where nothing was counted. */
  | { readonly kind: 'count'; readonly over: Operand; readonly where: Condition }
  /**
   * The sum of `total` over the items that satisfy `where`; absent where none does, failed where one of them has none, or where they
   * differ in `alike`, such as the asset that amounts are of.
   */
  | {
      readonly kind: 'sum'
      readonly total: Operand
      readonly over: Operand
      readonly where: Condition
      readonly alike?: Operand
    }
  /** The first that is not absent; one that is not known hides those behind it. */
  | { readonly kind: 'first'; readonly of: readonly Operand[] }
  /** `of` where `that` has a value; else absent, failed or not asked as `that` is. */
  | { readonly kind: 'given'; readonly that: Operand; readonly of: Operand }
  /** The calls of the request that policies judge: a list of their places in it, failed beyond 256. */
  | { readonly kind: 'calls' }
  /** What `of` is for the call whose place the item is. */
  | { readonly kind: 'ofCall'; readonly of: Operand }

export const arithmetic = ['+', '-', '*', '/'] as const
export type Arithmetic = (typeof arithmetic)[number]

/** True, false, or not known. */
export type Condition =
  | { readonly kind: 'always' }
  | { readonly kind: 'and'; readonly of: readonly Condition[] }
  | { readonly kind: 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  /** Known and false when the fact is absent. */
  | { readonly kind: 'exists'; readonly operand: Operand }
  /** Not known unless both operands have values that the operator accepts. `source` is where an author wrote it. */
  | {
      readonly kind: 'compare'
      readonly operator: OperatorName
      readonly left: Operand
      readonly right: Operand
      readonly source?: string
    }
  /** Over the items of a list. All three are false for an empty list: nothing is ever vacuously allowed. */
  | {
      readonly kind: Quantifier
      readonly over: Operand
      readonly holds: Condition
      readonly source?: string
    }

export const quantifiers = ['every', 'some', 'none'] as const
export type Quantifier = (typeof quantifiers)[number]

export const always: Condition = { kind: 'always' }

/** @returns The conjunction, without needless nesting. */
export function and(...of: readonly Condition[]): Condition {
  const parts = of.filter((part) => part.kind !== 'always')
  return parts.length === 0 ? always : parts.length === 1 ? parts[0]! : { kind: 'and', of: parts }
}

/** @returns The disjunction of at least one condition. */
export function or(...of: readonly Condition[]): Condition {
  if (of.some((part) => part.kind === 'always')) return always
  return of.length === 1 ? of[0]! : { kind: 'or', of }
}

/** @returns The fact called `name` as an operand. */
export function fact(name: string): Operand {
  return { kind: 'fact', name }
}

/** @returns `value` as an operand. */
export function constant(value: Value): Operand {
  return { kind: 'constant', value }
}
