/** What calls do to assets and to power over them, whatever function does it. */
import type { CodeKind } from '../contract.ts'
import type { Address, Value } from '../value.ts'

/** Something leaves an account. `amount` is in base units. */
export type Outflow = {
  readonly asset: string
  readonly amount: bigint
  readonly from: Address | null
  readonly recipient: Address | null
}

/** Somebody may spend from now on. `amount` is null where there is none: all of the asset, until it is taken back. */
export type Allowance = {
  readonly asset: string
  readonly amount: bigint | null
  readonly owner: Address | null
  readonly spender: Address
}

/** Who owns or configures a contract changes. `what` is a word such as `owner` or `module`, `subject` whom it is about. */
export type Change = { readonly what: string; readonly subject: Address | null }

/** The call that has the effects. `asset` names a token on the call’s chain, with an id where it has one. */
export type Scene = {
  readonly sender: Address | null
  readonly target: Address
  readonly asset: (token: string, id?: bigint) => string
}

/** One function. What is left out is none; `null` is not known. `values` are its canonical arguments. */
export type Row = {
  readonly outflows?: (values: readonly Value[], scene: Scene) => readonly Outflow[] | null
  readonly allowances?: (values: readonly Value[], scene: Scene) => readonly Allowance[]
  readonly changes?: (values: readonly Value[], scene: Scene) => readonly Change[]
  /** Code that must be known to be at the target, since the function speaks of other contracts than its own. */
  readonly code?: CodeKind
}

// INVARIANT: values are read by the types of the function that the row is about.
export function addressAt(values: readonly Value[], position: number): Address {
  return values[position] as Address
}

export function integerAt(values: readonly Value[], position: number): bigint {
  return (values[position] as Extract<Value, { type: 'integer' }>).value
}

export function flagAt(values: readonly Value[], position: number): boolean {
  return (values[position] as Extract<Value, { type: 'boolean' }>).value
}

export function itemsAt(values: readonly Value[], position: number): readonly (readonly Value[])[] {
  return (values[position] as Extract<Value, { type: 'list' }>).items.map(membersOf)
}

export function integersAt(values: readonly Value[], position: number): readonly bigint[] {
  return (values[position] as Extract<Value, { type: 'list' }>).items.map((_, i, items) => integerAt(items, i))
}

export function membersAt(values: readonly Value[], position: number): readonly Value[] {
  return membersOf(values[position]!)
}

function membersOf(value: Value): readonly Value[] {
  return (value as Extract<Value, { type: 'record' }>).fields.map((field) => field.value)
}
