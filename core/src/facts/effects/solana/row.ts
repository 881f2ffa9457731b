/** What Solana instructions do, as data: words with `@` are accounts of the instruction by name, other words its arguments. */

/** Lamports, or tokens between token accounts. `mint` is null where the instruction names none. */
export type Flow = {
  readonly what: 'native' | 'token'
  /** An argument, or so many. */
  readonly amount: string | bigint
  readonly mint: string | null
  readonly from: string | null
  readonly to: string | null
}

/** `amount` is null where all may be spent. */
export type Grant = {
  readonly account: string
  readonly mint: string | null
  readonly owner: string
  readonly spender: string
  readonly amount: string | null
}

/** `what` may begin with `=`: then it is the value of that argument. `subject` is null where it is about nobody. */
export type Turn = { readonly what: string; readonly contract: string; readonly subject: string | null }

/** One instruction. What is left out is none. */
export type Row = {
  readonly flows?: readonly Flow[]
  /** Moves what its bytes do not tell; nothing leaves where `to` is `by`, who signs for it. */
  readonly everything?: { readonly to: string; readonly by: string }
  /** Moves what its bytes do not tell. */
  readonly untold?: true
  /** The same where the argument has the value. */
  readonly untoldWhere?: readonly [argument: string, value: string]
  /** The same unless the account is this one. */
  readonly untoldUnless?: readonly [account: string, address: string]
  readonly grants?: readonly Grant[]
  readonly turns?: readonly Turn[]
  readonly delegates?: readonly (readonly [account: string, delegate: string])[]
  readonly deploys?: readonly string[]
}

/** @returns A row of instructions that move and grant nothing. */
export const nothing: Row = {}

export function native(amount: string | bigint, from: string | null, to: string | null): Flow {
  return { what: 'native', amount, mint: null, from, to }
}

export function tokens(mint: string | null, from: string | null, to: string | null): Flow {
  return { what: 'token', amount: 'amount', mint, from, to }
}

export function turn(what: string, contract: string, subject: string | null = null): Turn {
  return { what, contract, subject }
}
