/** Kinds that bound the amount of one call: max and volume. They keep no state. */
import { z } from 'zod'
import { InputError } from '../../input-error.ts'
import { or } from '../condition.ts'
import * as Configuration from './configuration.ts'
import type { Kind } from './kind.ts'
import { compare, integer, reject } from './link.ts'

/** 0 is no amount at all, not “unlimited”. What is below 0 is a huge amount on chain, so that it is rejected. */
export const max: Kind<{ readonly max: string }> = {
  configuration: z.strictObject({ kind: z.literal('max'), max: Configuration.amount }),
  takes: ['integer'],
  meaning: 'Rejects an amount above `max`; with 0, every amount above 0.',
  configure: (given) => {
    const most = integer(Configuration.readAmount(given.max, 'max'))
    return ({ parameters: [amount] }) => {
      const outside = or(compare(amount!.operand, 'gt', most), compare(amount!.operand, 'lt', integer(0n)))
      return [reject('amount exceeds maximum limit', outside)]
    }
  },
}

/** Both bounds are inclusive. Here a `max` of 0 is no maximum. */
export const volume: Kind<{ readonly min: string; readonly max: string }> = {
  configuration: z.strictObject({ kind: z.literal('volume'), min: Configuration.amount, max: Configuration.amount }),
  takes: ['integer'],
  meaning: 'Rejects an amount below `min` or above `max`; a `max` of 0 is no maximum. `max` is above `min`, or 0.',
  configure: (given) => {
    const least = Configuration.readAmount(given.min, 'min')
    const most = Configuration.readAmount(given.max, 'max')
    if (most !== 0n && most <= least)
      throw new InputError('out_of_range', { path: 'max' }, `more than \`min\`, or 0`, given.max)
    return ({ parameters: [amount] }) => {
      const below = compare(amount!.operand, 'lt', integer(least))
      const when = most === 0n ? below : or(compare(amount!.operand, 'gt', integer(most)), below)
      return [reject('amount outside allowed volume limits', when)]
    }
  },
}
