/** Spans of local time. What the clock shows in a zone is a fact, so that the changes of the clock are somebody else’s. */
import { InputError } from '../../../input-error.ts'
import { and, type Condition, constant, fact, or } from '../../condition.ts'
import type { Period, Term } from '../../language/expression.ts'
import type { OperatorName } from '../../operators.ts'

/** @returns Whether `node` is a span of local time. */
export function isPeriod(node: Term | Period): node is Period {
  return 'from' in node || 'days' in node || 'dates' in node
}

/**
 * @param zone - For a span that names none.
 * @returns That local time is in the span; one past midnight is two.
 * @throws InputError `unknown_name` before another name than the span’s; `missing_field` without any zone.
 */
export function within(left: Term, period: Period, zone: string | null): Condition {
  const place = period.zone ?? zone
  const name = 'name' in left ? left.name : ''
  const wanted = 'from' in period ? 'time_of_day' : 'days' in period ? 'day_of_week' : 'date'
  if (name !== wanted || 'assume' in left)
    throw new InputError('unknown_name', {}, `\`${wanted}\` before such a span`, name)
  if (place === null)
    throw new InputError('missing_field', {}, 'a time zone such as `Europe/Zurich` after the span, or `timezone`')
  const local = fact(`time.${wanted}(${place})`)
  if ('days' in period) {
    const items = period.days.map((value) => ({ type: 'text', value }) as const)
    return { kind: 'compare', operator: 'in', left: local, right: constant({ type: 'list', items }) }
  }
  const bound = (operator: OperatorName, value: bigint): Condition => ({
    kind: 'compare',
    operator,
    left: local,
    right: constant({ type: 'integer', value }),
  })
  if ('dates' in period) return and(bound('gte', dateOf(period.dates[0])), bound('lte', dateOf(period.dates[1])))
  const [from, to] = [secondsOf(period.from), secondsOf(period.to)]
  return from < to ? and(bound('gte', from), bound('lt', to)) : or(bound('gte', from), bound('lt', to))
}

function secondsOf(clock: string): bigint {
  const [hours, minutes] = clock.split(':')
  return BigInt(hours!) * 3600n + BigInt(minutes!) * 60n
}

function dateOf(date: string): bigint {
  return BigInt(date.replaceAll('-', ''))
}
