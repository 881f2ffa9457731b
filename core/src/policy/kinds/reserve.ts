/** The kind secure-mint: no more tokens than a reserve feed covers, with a margin. Feed and supply are facts of the chain. */
import { z } from 'zod'
import { InputError } from '../../input-error.ts'
import { and, type Condition, constant, type Operand, or } from '../condition.ts'
import * as Configuration from './configuration.ts'
import type { Kind } from './kind.ts'
import { calculate, compare, integer, now, reject } from './link.ts'

const modes = ['none', 'positive-percentage', 'positive-absolute', 'negative-percentage', 'negative-absolute'] as const
type Mode = (typeof modes)[number]

type Shape = {
  readonly feed: string
  readonly margin: { readonly mode: Mode; readonly amount: string }
  readonly maxStaleness: number
  readonly decimals: number
}

/** Feeds of more decimals are refused when they are read. */
const mostFeedDecimals = 36

/**
 * What may be minted, of the reserve; and the least that a margin’s amount may be, and the most. Positive margins hold a part of
 * the reserve back. Percentages are hundredths of a percent.
 */
const margins: Readonly<Record<Mode, { readonly from: bigint; readonly to: bigint; readonly of: Mintable }>> = {
  none: { from: 0n, to: 0n, of: (reserve) => reserve },
  'positive-percentage': { from: 0n, to: 10_000n, of: (reserve, amount) => share(reserve, 10_000n - amount) },
  'positive-absolute': { from: 1n, to: 1n << 255n, of: (reserve, amount) => calculate(reserve, '-', integer(amount)) },
  'negative-percentage': { from: 0n, to: 10_000n, of: (reserve, amount) => share(reserve, 10_000n + amount) },
  'negative-absolute': { from: 1n, to: 1n << 255n, of: (reserve, amount) => calculate(reserve, '+', integer(amount)) },
}
type Mintable = (reserve: Operand, amount: bigint) => Operand

/** The supply does not see what other requests are about to mint: a second mint waits until the first is on chain. */
export const secureMint: Kind<Shape> = {
  configuration: z.strictObject({
    kind: z.literal('secure-mint'),
    feed: Configuration.address,
    margin: z.strictObject({ mode: z.enum(modes), amount: Configuration.amount }),
    maxStaleness: Configuration.count,
    decimals: z.number().int(),
  }),
  takes: ['integer'],
  bound: true,
  meaning:
    'Rejects an amount that would take the supply above the reserve of `feed`, less or plus the margin; a negative reserve; one ' +
    'older than `maxStaleness` seconds (0: of any age) or from the future. `decimals` are those of the token, 1 to 18.',
  configure: (given) => {
    const { margin, maxStaleness, decimals } = given
    const feed = constant(Configuration.readAddress(given.feed, 'feed'))
    const amount = Configuration.readAmount(margin.amount, 'margin')
    const { from, to, of } = margins[margin.mode]
    if (amount < from || amount > to)
      throw new InputError('out_of_range', { path: 'margin' }, `an amount from ${from} to ${to}`, margin.amount)
    if (decimals < 1 || decimals > 18)
      throw new InputError('out_of_range', { path: 'decimals' }, 'decimals from 1 to 18', `${decimals}`)
    const answer = about('reserve_answer', feed)
    const age = stale(about('reserve_updated_at', feed), BigInt(maxStaleness))
    return ({ parameters: [minted], target }) => {
      const supply = calculate(minted!.operand, '+', about('total_supply', constant(target)))
      const exceeds = (reserve: Operand) =>
        and(compare(supply, 'gt', of(reserve, amount)), compare(supply, 'gt', integer(0n)))
      // What is below 0 is a huge amount on chain.
      const negative = compare(minted!.operand, 'lt', integer(0n))
      return [
        reject('reserve value is negative', compare(answer, 'lt', integer(0n))),
        ...(maxStaleness === 0 ? [] : [reject('reserve data is stale', age)]),
        reject(
          'mint would exceed available reserves',
          or(negative, scaled(answer, about('reserve_decimals', feed), decimals, exceeds)),
        ),
      ]
    }
  },
}

/** A reserve from the future is as little to be trusted as one that is too old. */
function stale(updatedAt: Operand, most: bigint): Condition {
  return or(compare(calculate(now, '-', updatedAt), 'gt', integer(most)), compare(updatedAt, 'gt', now))
}

/** `holds` of the reserve in the token’s decimals, rounded down. The feed’s decimals are known only when it is asked. */
function scaled(
  answer: Operand,
  feedDecimals: Operand,
  decimals: number,
  holds: (reserve: Operand) => Condition,
): Condition {
  const cases = Array.from({ length: mostFeedDecimals + 1 }, (_, from) => {
    const power = integer(10n ** BigInt(Math.abs(from - decimals)))
    const reserve = from === decimals ? answer : calculate(answer, from > decimals ? '/' : '*', power)
    return and(compare(feedDecimals, 'eq', integer(BigInt(from))), holds(reserve))
  })
  const beyond = [
    compare(feedDecimals, 'gt', integer(BigInt(mostFeedDecimals))),
    compare(feedDecimals, 'lt', integer(0n)),
  ]
  return or(...cases, ...beyond)
}

function share(of: Operand, basisPoints: bigint): Operand {
  return { kind: 'share', basisPoints, of }
}

function about(name: string, argument: Operand): Operand {
  return { kind: 'about', name, argument }
}
