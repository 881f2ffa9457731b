/** Runs competitors in alternating rounds within one process and gives each one's rate per second of processor time. */

export type Competitor = { readonly name: string; readonly run: () => unknown }

/** `perSecond` is the median of the rounds; `least` and `most` their range. */
export type Result = {
  readonly name: string
  readonly perSecond: number
  readonly least: number
  readonly most: number
}

/** What the last run gave, kept so that no run can be optimised away. */
const sink: { last: unknown } = { last: undefined }

const roundMs = 120
const rounds = 9

/** @returns One result for each competitor, in the order given. Rounds go forth and back, so that a drift of the machine hits all. */
export function race(competitors: readonly Competitor[]): readonly Result[] {
  const rates = competitors.map((): number[] => [])
  for (const { run } of competitors) measure(run)
  for (let round = 0; round < rounds; round++) {
    const order = competitors.map((_, i) => (round % 2 === 0 ? i : competitors.length - 1 - i))
    for (const i of order) rates[i]!.push(measure(competitors[i]!.run))
  }
  return competitors.map(({ name }, i) => {
    const sorted = rates[i]!.toSorted((a, b) => a - b)
    return { name, perSecond: sorted[Math.floor(rounds / 2)]!, least: sorted[0]!, most: sorted[rounds - 1]! }
  })
}

/** Runs for about a round and returns runs per second of user and system time. */
function measure(run: () => unknown): number {
  let count = 0
  let size = 1
  const from = process.cpuUsage()
  const end = performance.now() + roundMs
  while (performance.now() < end) {
    for (let i = 0; i < size; i++) sink.last = run()
    count += size
    size = Math.min(size * 2, 1024)
  }
  const { user, system } = process.cpuUsage(from)
  return (count / (user + system)) * 1_000_000
}
