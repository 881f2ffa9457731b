/** The kind pause: a switch that stops every call. */
import { z } from 'zod'
import { always } from '../condition.ts'
import type { Kind } from './kind.ts'
import { reject } from './link.ts'

export const pause: Kind<{ readonly paused: boolean }> = {
  configuration: z.strictObject({ kind: z.literal('pause'), paused: z.boolean() }),
  takes: 'anything',
  meaning: 'Rejects everything while `paused`.',
  configure:
    ({ paused }) =>
    () =>
      paused ? [reject('contract is paused', always)] : [],
}
