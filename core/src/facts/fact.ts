/** A fact is a typed value that is true of a request, or the reason why there is none. */
import type { Code } from '../codes.ts'
import type { Value } from './value.ts'

/** Legitimately not there: a native transfer has no argument `to`. */
export type Absent = { readonly type: 'absent' }
/** Asked for, and no answer. `cause` is a code of ours or a provider's own word. */
export type Failed = { readonly type: 'failed'; readonly cause: Code | (string & {}) }
/** Nobody has asked yet. */
export type NotAsked = { readonly type: 'notAsked' }

/** A fact in one of its four states: a value, absent, failed, not asked. */
export type Fact = Value | Absent | Failed | NotAsked

export const absent: Absent = { type: 'absent' }
export const notAsked: NotAsked = { type: 'notAsked' }

/** @returns The fact that was asked for and failed for `cause`. */
export function failed(cause: Failed['cause']): Failed {
  return { type: 'failed', cause }
}

/** @returns Whether the fact is a value. */
export function hasValue(fact: Fact): fact is Value {
  return fact.type !== 'absent' && fact.type !== 'failed' && fact.type !== 'notAsked'
}
