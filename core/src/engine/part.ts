/** One policy over one call: the walk, and whether the obligations that it meets are met. */
import { canonical } from '../codec/canonical.ts'
import { sha256 } from '../codec/hash.ts'
import * as Hex from '../codec/hex.ts'
import * as Utf8 from '../codec/utf8.ts'
import type { Call, Source } from '../facts/call.ts'
import type { Obligation, Origin, Policy } from '../policy/policy.ts'
import * as Outcome from './outcome.ts'
import { narrow, type Program } from './program.ts'
import type { Selection } from './selection.ts'
import type { Subject } from './subject.ts'
import { type Met, type Walk, walk } from './walk.ts'

export type Part = {
  /** With only the steps that can matter for the call. */
  readonly policy: Policy
  readonly whole: Policy
  readonly selection: Selection
  readonly subject: Subject
  readonly met: Met
  readonly walk: Walk
}

/** @param requestHash - Of the request as submitted: part of every obligation's identity. */
export function partOf(program: Program, subject: Subject, requestHash: Hex.Hex): Part {
  const whole = program.policy
  const met = meeting(whole, subject, requestHash)
  const policy = narrow(program, subject)
  return { policy, whole, selection: program.selection, subject, met, walk: walk(policy, subject, met) }
}

/** Whether an obligation is met is a fact, named by the obligation's identity. */
function meeting(policy: Policy, { source, call }: Subject, requestHash: Hex.Hex): Met {
  const answers = new Map<Origin, Map<Obligation, ReturnType<Met>>>()
  return (origin, obligation) => {
    const known = answers.get(origin)?.get(obligation)
    if (known !== undefined) return known
    const fact = `obligation.${identity(policy, origin, obligation, requestHash, call)}`
    const answer = { fact, outcome: metOutcome(source(fact)) }
    answers.set(origin, (answers.get(origin) ?? new Map()).set(obligation, answer))
    return answer
  }
}

function metOutcome(fact: ReturnType<Source>): Outcome.Outcome {
  if (fact.type === 'notAsked') return Outcome.OPEN
  if (fact.type === 'boolean') return Outcome.of(fact.value)
  return fact.type === 'absent' ? Outcome.FALSE : Outcome.NOT_KNOWN
}

/** The same for two identical rules, so that they are one obligation; another for another request, call or content. */
function identity(policy: Policy, origin: Origin, obligation: Obligation, requestHash: Hex.Hex, call: Call): string {
  const text = canonical([policy.id, origin.hash, requestHash, call.index, obligation] as never)
  return Hex.fromBytes(sha256(Utf8.toBytes(text)), 0, 16)
}
