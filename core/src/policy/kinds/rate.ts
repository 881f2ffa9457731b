/** The kind volume-rate: how much an account may move in one window of time. */
import { z } from 'zod'
import { InputError } from '../../input-error.ts'
import { and } from '../condition.ts'
import { type Controller, windowSeconds } from '../limit.ts'
import type { Counter } from '../policy.ts'
import * as Configuration from './configuration.ts'
import type { Kind } from './kind.ts'
import { compare, integer, type Link, reject } from './link.ts'

type Shape = { readonly duration: number; readonly max: string; readonly shared?: boolean | undefined }

/**
 * Windows tumble: they start at multiples of their duration since 1970. The duration is part of the counter’s name, so that a
 * window of another length begins with nothing used.
 */
export const volumeRate: Kind<Shape> = {
  configuration: z.strictObject({
    kind: z.literal('volume-rate'),
    duration: Configuration.count,
    max: Configuration.amount,
    shared: z.boolean().optional(),
  }),
  takes: ['integer', 'address'],
  meaning:
    'Rejects an amount with which the account would exceed `max` within a window of `duration` seconds; with 0, every amount ' +
    'above 0. Each target has a total of its own, unless `shared`.',
  configure: (given) => {
    const { duration } = given
    if (duration < windowSeconds.least || duration > windowSeconds.most) {
      const expected = `seconds from ${windowSeconds.least} to ${windowSeconds.most}`
      throw new InputError('out_of_range', { path: 'duration' }, expected, `${duration}`)
    }
    const most = integer(Configuration.readAmount(given.max, 'max'))
    return (link) => {
      const id = `${link.policy}/${duration}${given.shared === true ? '' : `@${link.chain}/${link.target.value}`}`
      const used = { kind: 'counter', counter: id, excludeCurrent: false } as const
      return [
        reject('volume rate limit exceeded for time period', compare(used, 'gt', most)),
        { verdict: 'draw', counter: counterOf(id, link), controller: controllerOf(id, duration) },
      ]
    }
  },
}

function counterOf(id: string, { key, parameters: [amount, account] }: Link): Counter {
  return {
    id,
    method: 'sum',
    measure: amount!.operand,
    measureKey: key,
    drawn: 'byStep',
    scope: and(),
    partition: [account!.operand],
  }
}

function controllerOf(id: string, seconds: number): Controller {
  return { id, method: 'sum', window: { type: 'fixed', seconds, offsetSeconds: 0 }, partitionBy: [] }
}
