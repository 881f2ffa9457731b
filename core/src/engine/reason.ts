/** Why a decision was taken: the first step, in compiled order, that can bring it about, or the default. */
import { type Code, codes } from '../codes.ts'
import type { Drawing } from './counting.ts'
import type { Reason } from './decision.ts'
import * as Outcome from './outcome.ts'
import type { Part } from './part.ts'
import type { End } from './selection.ts'
import type { Subject } from './subject.ts'
import { unknownIn } from './truth.ts'
import { deciding } from './walk.ts'

/** @returns The reason of a walk that ends plainly. */
export function plainReason(policy: string, { step, effect, message }: End, { call }: Subject): Reason {
  if (step === null) return { policy, call: call.index, code: effect.code, message }
  return { policy, call: call.index, rule: step.origin.id, path: step.origin.path, code: effect.code, message }
}

/** @returns The reason of the first part whose walk ends in the worst way. */
export function reasonOf(parts: readonly Part[], worst: number): Reason {
  const part = parts.find(({ walk }) => walk.now === worst)!
  const { policy, subject, walk } = part
  const about = { policy: policy.id, call: subject.call.index }
  const found = deciding(policy, walk, part.met)
  if (found === null) return { ...about, ...defaultReason(part) }
  const { origin, when } = found.step
  const rule = { rule: origin.id, path: origin.path }
  const title = origin.description ?? origin.id
  if (found.known)
    return { ...about, ...rule, code: found.effect.code, message: `${codes[found.effect.code]}: ${title}` }
  const unknown = unknownIn(when, subject)!
  const code = `${found.effect.code}_not_known` as Code
  const message = `${codes[code]}: ${title}; \`${unknown.fact}\` is not known (${unknown.cause})`
  return { ...about, ...rule, ...unknown, code, message }
}

/** @returns The reason of a deny because nobody can tell what a call draws. */
export function drawReason(drawing: Drawing): Reason {
  const { fact, cause } = drawing.unknown!
  const message = `${codes.draw_not_known}: counter \`${drawing.counter}\`, \`${fact}\` is not known (${cause})`
  return { code: 'draw_not_known', fact, cause, message }
}

/** The default stands. If some step would have allowed but for a fact that is not known, the message says which. */
function defaultReason({ policy, subject, walk }: Part): Pick<Reason, 'code' | 'message'> & Partial<Reason> {
  const { code } = policy.otherwise
  const index = walk.outcomes.findIndex((outcome) => Outcome.known(outcome) === null)
  if (index < 0) return { code, message: codes[code] }
  const step = policy.steps[index]!
  const unknown = unknownIn(step.when, subject)!
  const title = step.origin.description ?? step.origin.id
  return {
    code,
    ...unknown,
    message: `${codes[code]}; for \`${title}\`, \`${unknown.fact}\` is not known (${unknown.cause})`,
  }
}
