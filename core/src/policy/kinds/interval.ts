/** The kind interval: calls only in certain slots of a cycle, such as the days of a week. */
import { z } from 'zod'
import { InputError } from '../../input-error.ts'
import { type Operand, or } from '../condition.ts'
import * as Configuration from './configuration.ts'
import type { Kind } from './kind.ts'
import { calculate, compare, integer, now, reject } from './link.ts'

type Shape = {
  readonly startSlot: number
  readonly endSlot: number
  readonly slotDuration: number
  readonly cycleSize: number
  readonly cycleOffset: number
}

/** The Unix epoch is a Thursday: with slots of a day and an offset of 4, slot 0 is Sunday. */
export const interval: Kind<Shape> = {
  configuration: z.strictObject({
    kind: z.literal('interval'),
    startSlot: Configuration.count,
    endSlot: Configuration.count,
    slotDuration: Configuration.count,
    cycleSize: Configuration.count,
    cycleOffset: Configuration.count,
  }),
  takes: 'anything',
  meaning:
    'Rejects outside the slots from `startSlot` to before `endSlot`. The slot is ((seconds / `slotDuration`) mod `cycleSize` + ' +
    '`cycleOffset`) mod `cycleSize`; no window goes past the end of the cycle.',
  configure: (given) => {
    const { startSlot, endSlot, slotDuration, cycleSize, cycleOffset } = given
    demand(slotDuration > 0, 'slotDuration', 'at least 1', slotDuration)
    demand(cycleSize > 0, 'cycleSize', 'at least 1', cycleSize)
    demand(cycleOffset < cycleSize, 'cycleOffset', 'less than `cycleSize`', cycleOffset)
    demand(endSlot <= cycleSize, 'endSlot', 'at most `cycleSize`', endSlot)
    demand(startSlot < endSlot, 'startSlot', 'less than `endSlot`', startSlot)
    const slot = slotOf(BigInt(slotDuration), BigInt(cycleSize), BigInt(cycleOffset))
    const early = compare(slot, 'lt', integer(BigInt(startSlot)))
    const late = compare(slot, 'gte', integer(BigInt(endSlot)))
    return () => [reject('execution outside allowed time interval', or(early, late))]
  },
}

function slotOf(duration: bigint, cycle: bigint, offset: bigint): Operand {
  const slots = calculate(now, '/', integer(duration))
  return remainder(calculate(remainder(slots, cycle), '+', integer(offset)), cycle)
}

function remainder(of: Operand, by: bigint): Operand {
  const whole = calculate(of, '/', integer(by))
  return calculate(of, '-', calculate(whole, '*', integer(by)))
}

function demand(right: boolean, field: string, expected: string, came: number): void {
  if (!right) throw new InputError('out_of_range', { path: field }, expected, `${came}`)
}
