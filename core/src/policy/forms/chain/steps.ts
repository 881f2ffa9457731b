/** The steps that one function of a target compiles to: its links in order, then the default of the target. */
import type { Code } from '../../../codes.ts'
import type { Address } from '../../../facts/value.ts'
import { and, type Condition, constant, fact } from '../../condition.ts'
import { compare, type Move, not, type Parameter } from '../../kinds/link.ts'
import { type Effect, effect, type Origin, type Step } from '../../policy.ts'
import type { Callable } from './parameter.ts'
import type { Outcome } from './schema.ts'

/** A link with what its policy does. `origin.id` is the name of the policy. */
export type Compiled = {
  readonly origin: Origin
  readonly parameters: readonly Parameter[]
  readonly moves: readonly Move[]
}

const goOn = effect('continue', 'chain_default_deny')

/** @returns The step for calls of functions that the text does not name: the default of the target. */
export function otherFunctions(chain: string, target: Address, origin: Origin, otherwise: Outcome): Step {
  const selected: Condition = { kind: 'exists', operand: fact('call.selector') }
  return { origin, when: and(...atTarget(chain, target), selected), holds: defaults[otherwise], fails: goOn }
}

/** @returns Whether the call is of the function of the target on the chain. What has no target or selector is of none. */
export function scopeOf(chain: string, target: Address, { abi }: Callable): Condition {
  return and(...atTarget(chain, target), is('call.selector', constant({ type: 'bytes', value: abi.selector })))
}

/** @returns The steps. A call that cannot be read, or lacks a parameter, is denied, whatever the policies say. */
export function stepsOf(
  fn: Callable,
  scope: Condition,
  origin: Origin,
  links: readonly Compiled[],
  otherwise: Outcome,
): readonly Step[] {
  const within = (of: Origin, when: Condition, holds: Effect): Step => ({
    origin: of,
    when: and(scope, when),
    holds,
    fails: goOn,
  })
  const unread = not({ kind: 'exists', operand: fn.arguments })
  return [
    within(origin, unread, effect('deny', 'chain_unreadable')),
    ...links.flatMap((link) =>
      [...missing(link), ...link.moves.map((move) => moving(link, move))].map(({ of, when, holds }) =>
        within(of, when, holds),
      ),
    ),
    within(origin, and(), defaults[otherwise]),
  ]
}

/** The default of a target, once every link has been passed. */
const defaults: Readonly<Record<Outcome, Effect>> = {
  allow: effect('allow', 'chain_default_allow'),
  deny: effect('deny', 'chain_default_deny'),
}

type Part = { readonly of: Origin; readonly when: Condition; readonly holds: Effect }

function missing({ origin, parameters }: Compiled): readonly Part[] {
  if (parameters.length === 0) return []
  const known = parameters.map(({ operand }): Condition => ({ kind: 'exists', operand }))
  return [
    {
      of: titled(origin, 'a parameter is missing'),
      when: not(and(...known)),
      holds: effect('deny', 'chain_parameter_missing'),
    },
  ]
}

function moving({ origin }: Compiled, move: Move): Part {
  if (move.verdict === 'draw') return { of: origin, when: and(), holds: { ...goOn, draws: [move.counter.id] } }
  const code: Code = move.verdict === 'deny' ? 'chain_rejected' : 'chain_allowed'
  return { of: titled(origin, move.reason), when: move.when, holds: effect(move.verdict, code) }
}

function titled(origin: Origin, reason: string): Origin {
  return { ...origin, description: `${origin.id}: ${reason}` }
}

function atTarget(chain: string, target: Address): readonly Condition[] {
  return [is('chain', constant({ type: 'text', value: chain })), is('target', constant(target))]
}

/** Known and false where there is no such fact. */
function is(name: string, value: ReturnType<typeof constant>): Condition {
  return and({ kind: 'exists', operand: fact(name) }, compare(fact(name), 'eq', value))
}
