/**
 * One contestant in its own process, over one workload. Once it is ready it says how many of its decisions it compared with the
 * reference and how many differed; then it runs a round whenever it is told to, and says its rate.
 */
import { contestants, type Name } from './contestants.ts'
import { allowed, type Shape, workloadOf } from './workload.ts'

/** What a contestant says of itself. */
export type Ready = { readonly checked: number; readonly mismatches: number }
/** Decisions per second of processor time, user and system. */
export type Round = { readonly perSecond: number }

const roundMs = 120
/** So long a slow engine is compared with the reference. */
const checkMs = 3_000

const [name, shape, size] = process.argv.slice(2) as [Name, Shape, string]
const workload = workloadOf(shape, Number(size))
const { requests, rules } = workload
const decide = (await contestants[name].load())(workload)

let next = 0
const ready = { checked: 0, mismatches: 0 }
const until = performance.now() + checkMs
for (const request of requests) {
  if (performance.now() > until) break
  ready.checked++
  if (decide(request) !== allowed(rules, request)) ready.mismatches++
}
round()

process.on('message', () => process.send!({ perSecond: round() } satisfies Round))
process.send!(ready satisfies Ready)

function round(): number {
  let count = 0
  const from = process.cpuUsage()
  const end = performance.now() + roundMs
  while (performance.now() < end) {
    for (let i = 0; i < 16; i++) {
      decide(requests[next]!)
      next = (next + 1) % requests.length
    }
    count += 16
  }
  const { user, system } = process.cpuUsage(from)
  return (count / (user + system)) * 1_000_000
}
