/** What an example folder consists of, before it is written: files, requests, and what is expected of each request. */

/** One line of a request file. `line` is written as it stands; the other fields say what must become of it. */
export type Sample = {
  readonly id: string
  readonly line: string
  readonly decision: 'allow' | 'hold' | 'deny'
  readonly code: string
  /** One sentence for the folder's README. */
  readonly why: string
}

/** Requests that somebody made, in order. `issuers` are those who authenticated, as `--issuer` takes them. */
export type Run = {
  readonly file: string
  readonly issuers: readonly string[]
  /** Roles of who asks, as `--role` takes them; none where they are not known. */
  readonly roles?: readonly string[]
  /** Where it is another instant than that of the other runs. */
  readonly now?: string
  readonly samples: readonly Sample[]
}

export type Example = {
  readonly folder: string
  readonly title: string
  /** One sentence. */
  readonly about: string
  /** CAIP-2; null where requests name no chain. */
  readonly chain: string | null
  /** Paragraphs of the README, before the table of requests. */
  readonly prose: readonly string[]
  readonly policy: object
  readonly key: object
  /** Files beside the policy, by name: tokens, counters, operations. */
  readonly companions: Readonly<Record<string, object>>
  /** What others would answer, as `--facts` takes it. */
  readonly facts?: object
  readonly runs: readonly Run[]
}

/** The instant at which the examples are decided. */
export const now = '2026-11-20T09:00:00Z'

/** @returns The sample that asks `payload` of the key; allowed by a rule unless it is told otherwise. */
export function sample(
  id: string,
  payload: object,
  why: string,
  [decision, code]: readonly [Sample['decision'], string] = allowed,
): Sample {
  return { id, line: JSON.stringify({ requestId: id, payload }), decision, code, why }
}

export const allowed = ['allow', 'allow_rule'] as const
export const unmatched = ['deny', 'no_matching_rule'] as const
export const denied = ['deny', 'deny_rule'] as const

/** @returns What a decoder, or whoever looks before any rule, refuses with `code`. */
export function refused(code: string): readonly ['deny', string] {
  return ['deny', code]
}
