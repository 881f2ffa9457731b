import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../input-error.ts'
import { type Draw, partitionKey, type Window } from '../policy/limit.ts'
import * as Ledger from './reservation.ts'
import { counts } from './window.ts'

const none = new Map<string, number>()
const halfDay: Window = { type: 'rolling', seconds: 43_200 }
const cap = { id: 'ctrl_5kq2', window: halfDay }
const ann: string = partitionKey([{ type: 'text', value: 'ann' }])
const ben: string = partitionKey([{ type: 'text', value: 'ben' }])
const draw = (amount: bigint, partition = ann, call = 0, counter = cap.id): Draw => ({
  counter,
  partition,
  call,
  amount,
})

const totalOf = (ledger: Ledger.Ledger, partition = ann, nowMs = 0) => Ledger.total(ledger, cap, partition, nowMs, none)

/** What a caller does: at most 900 with this draw included, or nothing. */
function attempt(
  ledger: Ledger.Ledger,
  id: string,
  amount: bigint,
  partition = ann,
  nowMs = 0,
): [Ledger.Ledger, boolean] {
  const allowed = totalOf(ledger, partition, nowMs)! + amount <= 900n
  return [allowed ? Ledger.reserve(ledger, id, [draw(amount, partition)], nowMs) : ledger, allowed]
}

const verbs = { settle: Ledger.settle, expire: Ledger.expire, release: Ledger.release }

function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError) return error.code
    throw error
  }
  return 'accepted'
}

describe('a limit of 900 in 12 hours for each payee', () => {
  const runAll = (steps: readonly (readonly [bigint, string])[]) => {
    let ledger = Ledger.empty
    return steps.map(([amount, partition], index) => {
      const [after, allowed] = attempt(ledger, `r${index}`, amount, partition)
      ledger = after
      return allowed
    })
  }

  // Case 14.
  test('allows 500 and 400, denies 1 more, and allows 1 to another payee', () => {
    expect(
      runAll([
        [500n, ann],
        [400n, ann],
        [1n, ann],
        [1n, ben],
      ]),
    ).toEqual([true, true, false, true])
  })

  // Case 15.
  test('allows exactly two of three times 400', () => {
    expect(
      runAll([
        [400n, ann],
        [400n, ann],
        [400n, ann],
      ]),
    ).toEqual([true, true, false])
  })

  // Case 16.
  test('is back at its earlier value when signing fails', () => {
    const [before] = attempt(Ledger.empty, 'r1', 500n)
    const [after] = attempt(before, 'r2', 400n)
    expect(totalOf(after)).toBe(900n)
    expect(totalOf(Ledger.release(after, 'r2'))).toBe(500n)
    expect(Ledger.entries(Ledger.release(after, 'r2'), cap, 0, none)).toEqual(Ledger.entries(before, cap, 0, none))
  })

  // Case 17.
  test('no longer counts what was settled exactly 12 hours ago', () => {
    const settled = Ledger.settle(Ledger.reserve(Ledger.empty, 'r1', [draw(500n)], 1000), 'r1', 2000)
    const age = 43_200_000
    expect(totalOf(settled, ann, 2000 + age - 1)).toBe(500n)
    expect(totalOf(settled, ann, 2000 + age)).toBe(0n)
    expect(totalOf(settled, ann, 1999)).toBe(500n)
  })
})

describe('reserve', () => {
  const draws = [draw(5n), draw(7n, ben), draw(1n, ann, 1), draw(9n, ann, 0, 'other')]
  const once = Ledger.reserve(Ledger.empty, 'r1', draws, 10)

  test('counts whatever its age while it is not settled', () => {
    expect(totalOf(once, ann, 2 ** 50)).toBe(6n)
    expect(totalOf(once, ben, 2 ** 50)).toBe(7n)
  })

  test('again changes nothing, in whatever order, and also once it is settled', () => {
    expect(Ledger.reserve(once, 'r1', draws.toReversed(), 99)).toBe(once)
    const settled = Ledger.settle(once, 'r1', 20)
    expect(Ledger.reserve(settled, 'r1', draws, 99)).toBe(settled)
  })

  test.each([
    ['fewer', draws.slice(1)],
    ['more', [...draws, draw(1n, ann, 2)]],
    ['another amount', [...draws.slice(1), draw(6n)]],
    ['another call', [...draws.slice(1), draw(5n, ann, 2)]],
    ['none', []],
  ])('with the same id refuses other draws: %s', (_, other) => {
    expect(refusal(() => Ledger.reserve(once, 'r1', other, 10))).toBe('reservation_conflict')
    expect(refusal(() => Ledger.reserve(Ledger.settle(once, 'r1', 20), 'r1', other, 10))).toBe('reservation_conflict')
  })

  test('takes a draw that is listed twice once, and refuses it with two amounts', () => {
    const twice = Ledger.reserve(Ledger.empty, 'r1', [...draws, ...draws], 10)
    expect(totalOf(twice)).toBe(6n)
    expect(Ledger.find(twice, 'r1')!.draws).toHaveLength(4)
    expect(refusal(() => Ledger.reserve(Ledger.empty, 'r1', [draw(5n), draw(6n)], 10))).toBe('reservation_conflict')
  })

  test('keeps apart names that read alike when they are joined', () => {
    const ledger = Ledger.reserve(Ledger.empty, 'r1', [draw(5n, 'b', 0, 'a'), draw(7n, '', 0, 'ab')], 0)
    expect(Ledger.total(ledger, { ...cap, id: 'a' }, 'b', 0, none)).toBe(5n)
    expect(Ledger.total(ledger, { ...cap, id: 'ab' }, '', 0, none)).toBe(7n)
    // An id that ends like the digits of a call, at the same instant.
    const both = ['1', '01'].reduce((l, id) => Ledger.settle(Ledger.reserve(l, id, [draw(3n)], 0), id, 0), Ledger.empty)
    expect(totalOf(both)).toBe(6n)
    const calls = [draw(3n, ann, 1), draw(3n, ann, 11)] as const
    const mixed = Ledger.reserve(Ledger.reserve(Ledger.empty, '11', [calls[0]], 0), '1', [calls[1]], 0)
    expect(totalOf(Ledger.settle(Ledger.settle(mixed, '11', 0), '1', 0))).toBe(6n)
  })

  test('takes names of properties that all objects have for names', () => {
    const ledger = Ledger.reserve(Ledger.empty, '__proto__', [draw(5n, 'constructor', 0, 'toString')], 0)
    expect(Ledger.total(ledger, { ...cap, id: 'toString' }, 'constructor', 0, none)).toBe(5n)
    expect(Ledger.find(ledger, 'constructor')).toBeUndefined()
    expect(Ledger.find(ledger, '__proto__')!.state).toBe('reserved')
  })

  test('adds amounts of any size', () => {
    const huge = 2n ** 256n - 1n
    expect(totalOf(Ledger.reserve(Ledger.empty, 'r1', [draw(huge), draw(huge, ann, 1)], 0))).toBe(2n * huge)
  })

  test('never takes a negative amount, a call before the first or an instant that is none', () => {
    expect(() => Ledger.reserve(Ledger.empty, 'r1', [draw(-1n)], 0)).toThrow('invariant')
    expect(() => Ledger.reserve(Ledger.empty, 'r1', [draw(1n, ann, -1)], 0)).toThrow('invariant')
    expect(() => Ledger.reserve(Ledger.empty, 'r1', [draw(1n)], Number.NaN)).toThrow('invariant')
    expect(() => Ledger.reserve(Ledger.empty, 'r1', [draw(1n)], -1)).toThrow('invariant')
  })
})

describe('settle, release, expire, replace', () => {
  const reserved = Ledger.reserve(Ledger.empty, 'r1', [draw(5n), draw(0n, ben)], 1000)

  test('settles once, from the later of now and the reservation', () => {
    expect(Ledger.find(Ledger.settle(reserved, 'r1', 3000), 'r1')).toMatchObject({ state: 'settled', atMs: 3000 })
    expect(Ledger.find(Ledger.settle(reserved, 'r1', 500), 'r1')).toMatchObject({ state: 'settled', atMs: 1000 })
    const settled = Ledger.settle(reserved, 'r1', 3000)
    expect(Ledger.settle(settled, 'r1', 9000)).toBe(settled)
    expect(Ledger.expire(settled, 'r1', 9000)).toBe(settled)
  })

  test('what expires without proof is spent', () => {
    expect(Ledger.expire(reserved, 'r1', 3000)).toEqual(Ledger.settle(reserved, 'r1', 3000))
  })

  test('leaves nothing of what was released, and its id is free again', () => {
    expect(Ledger.release(reserved, 'r1')).toEqual(Ledger.empty)
    expect(totalOf(Ledger.reserve(Ledger.release(reserved, 'r1'), 'r1', [draw(8n)], 1000))).toBe(8n)
  })

  test('never gives back what is settled', () => {
    const settled = Ledger.settle(reserved, 'r1', 3000)
    expect(refusal(() => Ledger.release(settled, 'r1'))).toBe('reservation_settled')
    expect(refusal(() => Ledger.replace(settled, 'r1', [], 3000))).toBe('reservation_settled')
  })

  test.each(['settle', 'expire', 'release'] as const)('refuses to %s what nobody reserved', (verb) => {
    expect(refusal(() => verbs[verb](reserved, 'r2', 0))).toBe('unknown_reservation')
    expect(refusal(() => verbs[verb](Ledger.release(reserved, 'r1'), 'r1', 0))).toBe('unknown_reservation')
  })

  test('replaces the draws of a reservation in one step', () => {
    const replaced = Ledger.replace(reserved, 'r1', [draw(4n, ben)], 2000)
    expect([totalOf(replaced, ann), totalOf(replaced, ben)]).toEqual([0n, 4n])
    expect(Ledger.find(replaced, 'r1')).toMatchObject({ state: 'reserved', atMs: 2000 })
    expect(Ledger.find(Ledger.replace(reserved, 'r1', [], 0), 'r1')!.atMs).toBe(1000)
    expect(refusal(() => Ledger.replace(reserved, 'r2', [], 0))).toBe('unknown_reservation')
    expect(refusal(() => Ledger.replace(reserved, 'r1', [draw(1n), draw(2n)], 0))).toBe('reservation_conflict')
  })
})

describe('total and entries', () => {
  const spent = Ledger.settle(Ledger.reserve(Ledger.empty, 'r1', [draw(5n)], 1000), 'r1', 1000)
  const ledger = Ledger.reserve(spent, 'r2', [draw(2n), draw(3n, ben)], 2000)

  test('are not known while the start of the local day is not', () => {
    const local = { ...cap, window: { type: 'calendar', unit: 'day', timezone: 'Europe/Zurich' } as const }
    expect(Ledger.total(ledger, local, ann, 2000, none)).toBeUndefined()
    expect(Ledger.entries(ledger, local, 2000, none)).toBeUndefined()
    expect(Ledger.total(ledger, local, ann, 2000, new Map([['day@Europe/Zurich', 1000]]))).toBe(7n)
    expect(Ledger.total(ledger, local, ann, 2000, new Map([['day@Europe/Zurich', 1001]]))).toBe(2n)
  })

  test('show each partition in the order of its key', () => {
    const rows = [
      { controller_id: 'ctrl_5kq2', partition_key: ann, value: '7' },
      { controller_id: 'ctrl_5kq2', partition_key: ben, value: '3' },
    ].sort((a, b) => (a.partition_key < b.partition_key ? -1 : 1))
    expect(Ledger.entries(ledger, cap, 2000, none)).toEqual(rows)
    expect(Ledger.entries(ledger, { ...cap, id: 'other' }, 2000, none)).toEqual([])
  })

  test('of an untouched partition are 0 and nothing', () => {
    expect(totalOf(Ledger.empty)).toBe(0n)
    expect(Ledger.entries(Ledger.empty, cap, 0, none)).toEqual([])
  })
})

describe('limits on a ledger', () => {
  const full = Ledger.reserve(
    Ledger.empty,
    'r0',
    Array.from({ length: Ledger.mostPartitions }, (_, i) => draw(1n, `p${i}`)),
    0,
  )

  test('refuses partition 100,001 of a counter, and leaves room for the others', () => {
    expect(refusal(() => Ledger.reserve(full, 'r1', [draw(1n, 'new')], 0))).toBe('state_limit')
    expect(refusal(() => Ledger.reserve(full, 'r1', [draw(1n, 'p7')], 0))).toBe('accepted')
    expect(refusal(() => Ledger.reserve(full, 'r1', [draw(1n, 'new', 0, 'other')], 0))).toBe('accepted')
    const room = Ledger.replace(full, 'r0', [draw(1n, 'p7')], 0)
    expect(refusal(() => Ledger.reserve(room, 'r1', [draw(1n, 'new')], 0))).toBe('accepted')
  })

  test('makes room once what was spent no longer counts', () => {
    const settled = Ledger.settle(full, 'r0', 1000)
    const age = 43_200_000
    expect(Ledger.entries(Ledger.forget(settled, cap, 1000 + age - 1, none), cap, 0, none)).toHaveLength(100_000)
    const forgot = Ledger.forget(settled, cap, 1000 + age, none)
    expect(forgot.counters).toBeNull()
    expect(refusal(() => Ledger.reserve(forgot, 'r1', [draw(1n, 'new')], 2 ** 40))).toBe('accepted')
    expect(refusal(() => Ledger.reserve(forgot, 'r0', [draw(1n, 'new')], 2 ** 40))).toBe('reservation_conflict')
  })

  test('takes 10,000 requests one after the other in time that does not grow with what is there', () => {
    const run = (from: number, ledger: Ledger.Ledger): [number, Ledger.Ledger] => {
      const started = performance.now()
      let current = ledger
      for (let i = from; i < from + 10_000; i++) {
        totalOf(current, ann, i)
        current = Ledger.reserve(current, `r${i}`, [draw(1n)], i)
        if (i % 2 === 0) current = Ledger.settle(current, `r${i}`, i)
      }
      return [performance.now() - started, current]
    }
    const [, warm] = run(0, Ledger.empty)
    const [spentMs, ledger] = run(10_000, warm)
    expect(totalOf(ledger, ann, 20_000)).toBe(20_000n)
    // A fraction of a second; the margin is for a busy machine.
    expect(spentMs).toBeLessThan(10_000)
  })
})

describe('against a plain list', () => {
  type Row = { id: string; draws: readonly Draw[]; settledMs: number | null; atMs: number }
  type Step =
    | { verb: 'reserve' | 'replace'; id: string; draws: readonly Draw[] }
    | { verb: 'settle' | 'expire' | 'release'; id: string }
    | { verb: 'forget' }
    | { verb: 'wait'; ms: number }

  const minute = { id: 'minute', window: { type: 'rolling', seconds: 60 } } as const
  const hour = { id: 'hour', window: { type: 'fixed', seconds: 90, offsetSeconds: 7 } } as const
  const ever = { id: 'ever', window: { type: 'lifetime' } } as const
  const counters = [minute, hour, ever]
  const partitions = ['', 'p', 'q']

  const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  const draws = fc.uniqueArray(
    fc.record({
      counter: fc.constantFrom(...counters.map(({ id }) => id)),
      partition: fc.constantFrom(...partitions),
      call: fc.nat(1),
      amount: fc.bigInt({ min: 0n, max: 2n ** 70n }),
    }),
    { maxLength: 5, selector: ({ counter, partition, call }) => `${counter} ${partition} ${call}` },
  )
  const steps: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ verb: fc.constant('reserve' as const), id: ids, draws }) },
    { weight: 1, arbitrary: fc.record({ verb: fc.constant('replace' as const), id: ids, draws }) },
    {
      weight: 6,
      arbitrary: fc.record({ verb: fc.constantFrom('settle' as const, 'expire', 'release'), id: ids }),
    },
    { weight: 1, arbitrary: fc.record({ verb: fc.constant('forget' as const) }) },
    // Exactly a window, a little more or less, or anything.
    {
      weight: 4,
      arbitrary: fc.record({
        verb: fc.constant('wait' as const),
        ms: fc.oneof(fc.constantFrom(0, 1, 59_999, 60_000, 60_001, 90_000), fc.nat(40_000)),
      }),
    },
  )

  /** The same rules, as plainly as they can be said: every event in a list, summed anew each time. */
  function model(rows: Row[], step: Exclude<Step, { verb: 'wait' | 'forget' }>, nowMs: number): Row[] | string {
    const row = rows.find(({ id }) => id === step.id)
    const others = rows.filter(({ id }) => id !== step.id)
    if (step.verb === 'reserve') {
      if (row === undefined) return [...rows, { id: step.id, draws: step.draws, settledMs: null, atMs: nowMs }]
      const names = (list: readonly Draw[]) =>
        list.map(({ counter, partition, call, amount }) => `${counter}|${partition}|${call}|${amount}`).sort()
      return names(row.draws).join() === names(step.draws).join() ? rows : 'reservation_conflict'
    }
    if (row === undefined) return 'unknown_reservation'
    if (step.verb === 'settle' || step.verb === 'expire')
      return row.settledMs === null ? [...others, { ...row, settledMs: Math.max(nowMs, row.atMs) }] : rows
    if (row.settledMs !== null) return 'reservation_settled'
    if (step.verb !== 'replace') return others
    return [...others, { ...row, draws: step.draws, atMs: nowMs }]
  }

  function naiveTotal(
    rows: readonly Row[],
    counter: (typeof counters)[number],
    partition: string,
    nowMs: number,
  ): bigint {
    let sum = 0n
    for (const row of rows)
      for (const one of row.draws) {
        if (one.counter !== counter.id || one.partition !== partition) continue
        if (row.settledMs === null || counts(counter.window, row.settledMs, nowMs, none)) sum += one.amount
      }
    return sum
  }

  function apply(ledger: Ledger.Ledger, step: Exclude<Step, { verb: 'wait' }>, nowMs: number): Ledger.Ledger {
    if (step.verb === 'reserve') return Ledger.reserve(ledger, step.id, step.draws, nowMs)
    if (step.verb === 'replace') return Ledger.replace(ledger, step.id, step.draws, nowMs)
    if (step.verb !== 'forget') return verbs[step.verb](ledger, step.id, nowMs)
    return counters.reduce((current, counter) => Ledger.forget(current, counter, nowMs, none), ledger)
  }

  test('always gives the totals and refusals of a plain list, and never a negative total', () => {
    const refused = new Set<string>()
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60, size: 'max' }), (list) => {
        let [ledger, rows, nowMs] = [Ledger.empty, [] as Row[], 100_000]
        for (const step of list) {
          if (step.verb === 'wait') nowMs += step.ms
          else {
            const wanted = step.verb === 'forget' ? rows : model(rows, step, nowMs)
            const code = refusal(() => {
              ledger = apply(ledger, step, nowMs)
            })
            refused.add(code)
            expect(code).toBe(typeof wanted === 'string' ? wanted : 'accepted')
            if (typeof wanted !== 'string') rows = wanted
          }
          for (const counter of counters)
            for (const partition of partitions) {
              const total = Ledger.total(ledger, counter, partition, nowMs, none)!
              expect(total).toBe(naiveTotal(rows, counter, partition, nowMs))
              expect(total >= 0n).toBe(true)
            }
        }
      }),
      { seed: 16, numRuns: 500 },
    )
    expect([...refused].sort()).toEqual([
      'accepted',
      'reservation_conflict',
      'reservation_settled',
      'unknown_reservation',
    ])
  })

  test('a rolling total is always the sum over the interval from now − seconds, excluded, to now', () => {
    const events = fc.array(fc.tuple(fc.integer({ min: 0, max: 200_000 }), fc.bigInt({ min: 0n, max: 1000n })))
    fc.assert(
      fc.property(events, fc.integer({ min: 0, max: 61_000 }), fc.nat(30), (list, later, index) => {
        const nowMs = 200_000
        // One event is moved to the border or its neighbourhood.
        const moved = list.map(([ms, amount], i): [number, bigint] => [i === index ? nowMs - later : ms, amount])
        const ledger = moved.reduce((current, [ms, amount], i) => {
          const reserved = Ledger.reserve(current, `${i}`, [draw(amount, '', 0, 'minute')], ms)
          return Ledger.settle(reserved, `${i}`, ms)
        }, Ledger.empty)
        const expected = moved.reduce(
          (sum, [ms, amount]) => (nowMs - 60_000 < ms && ms <= nowMs ? sum + amount : sum),
          0n,
        )
        expect(Ledger.total(ledger, minute, '', nowMs, none)).toBe(expected)
      }),
      { seed: 17, numRuns: 1000 },
    )
  })

  test('any order of what concerns different requests gives equal totals', () => {
    const lives = fc.array(fc.tuple(draws, fc.constantFrom('hold', 'settle', 'expire', 'release')), { maxLength: 8 })
    fc.assert(
      fc.property(lives, fc.infiniteStream(fc.nat()), (requests, picks) => {
        const queues = requests.map(([wanted, end], i): Step[] => [
          { verb: 'reserve', id: `${i}`, draws: wanted },
          ...(end === 'hold' ? [] : [{ verb: end as 'settle', id: `${i}` }]),
        ])
        const totals = (list: readonly Step[]) => {
          const ledger = list.reduce((l, step) => apply(l, step as Exclude<Step, { verb: 'wait' }>, 5), Ledger.empty)
          return counters.map((counter) => Ledger.entries(ledger, counter, 5, none))
        }
        // Each request keeps its own order; between them any is possible.
        const mixed: Step[] = []
        const rest = queues.map((queue) => [...queue])
        for (let open = rest.filter((q) => q.length > 0); open.length > 0; open = rest.filter((q) => q.length > 0))
          mixed.push(open[picks.next().value % open.length]!.shift()!)
        expect(totals(mixed)).toEqual(totals(queues.flat()))
      }),
      { seed: 18, numRuns: 500 },
    )
  })
})
