/** What a made-up request says, in plain words: whoever made the bytes wrote it down beside them, so nobody has to decode. */

/** A value as it was put into the bytes. */
export type Datum =
  | { readonly is: 'integer'; readonly value: bigint }
  | { readonly is: 'address' | 'bytes' | 'text'; readonly value: string }
  | { readonly is: 'boolean'; readonly value: boolean }
  | { readonly is: 'list'; readonly value: readonly Datum[] }
  | { readonly is: 'record'; readonly value: readonly (readonly [string, Datum])[] }

/** Call data: the function and its arguments; `broken` when they were spoilt on purpose. */
export type ToldData = {
  readonly signature: string
  readonly selector: string
  readonly arguments: readonly Datum[]
  readonly broken: boolean
}

/** One call of an EVM transaction. `data` is null where there is none, `short` for less than a selector. */
export type ToldTransaction = {
  readonly kind: 'transaction'
  readonly to: string | null
  readonly value: bigint
  readonly chainId: bigint
  readonly sender: string | null
  readonly blobs: boolean
  readonly data: ToldData | 'short' | null
}

export type ToldInstruction = {
  readonly kind: 'instruction'
  /** Native lamports or token units that it moves; `broken` when its data was spoilt on purpose. */
  readonly moves: {
    readonly what: 'native' | 'token'
    readonly amount: bigint
    readonly from: string
    readonly to: string
    readonly mint: string | null
    readonly broken: boolean
  } | null
  readonly isNativeTransfer: boolean
  readonly effect: 'acting' | 'budget' | 'memo'
}

export type ToldCall =
  | ToldTransaction
  | ToldInstruction
  | {
      readonly kind: 'typedData'
      readonly sender: string | null
      readonly domain: ReadonlyMap<string, Datum>
      readonly primaryType: string
      readonly message: Datum
    }
  | { readonly kind: 'message'; readonly sender: string | null; readonly text: string }
  | {
      readonly kind: 'operation'
      readonly name: string
      readonly keyId: string | null
      readonly fields: ReadonlyMap<string, Datum>
    }
  /** What no rule can speak of: an authorization, a user operation. */
  | { readonly kind: 'other' }

/** A request. `message` holds what is true of a whole Solana message; `keys` is null where a lookup table hides some. */
export type Told = {
  readonly chain: 'ethereum' | 'solana' | 'off'
  readonly calls: readonly ToldCall[]
  /** Where each call stands among all, where some need no judgement. */
  readonly places?: readonly number[]
  readonly message: {
    readonly feePayer: string
    readonly keys: readonly string[] | null
    readonly programs: readonly string[]
    readonly instructions: readonly ToldInstruction[]
  } | null
}

export const integer = (value: bigint): Datum => ({ is: 'integer', value })
export const address = (value: string): Datum => ({ is: 'address', value })
export const text = (value: string): Datum => ({ is: 'text', value })
export const listOf = (value: readonly Datum[]): Datum => ({ is: 'list', value })
