/**
 * Benchmark of the engine: rules by the thousand, beside the engines that a user would pick and beside the limit of plain
 * JavaScript. Each contestant is a process of its own; rounds go forth and back.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Ready, Round } from './engine/contestant.ts'
import { contestants, type Name } from './engine/contestants.ts'
import { loading } from './engine/loading.ts'
import { type Shape, shapes } from './engine/workload.ts'

const sizes = [100, 1_000, 10_000] as const
const rounds = 7
const names = Object.keys(contestants) as Name[]

/** Medians of a contestant, and what it said of itself. */
type Standing = Ready & {
  readonly name: Name
  readonly perSecond: number
  readonly least: number
  readonly most: number
}
type Table = { readonly shape: Shape; readonly size: number; readonly standings: readonly Standing[] }

/** @returns The lines to print, and the figures. */
export async function engine(): Promise<{ readonly lines: readonly string[]; readonly figures: object }> {
  const tables: Table[] = []
  for (const shape of shapes) for (const size of sizes) tables.push(await tableOf(shape, size))
  const checked = tables.flatMap(({ standings }) => standings)
  const mismatches = checked.reduce((sum, one) => sum + one.mismatches, 0)
  const rates = (name: Name, shape: Shape, size: number) =>
    tables.find((one) => one.shape === shape && one.size === size)?.standings.find((one) => one.name === name)
      ?.perSecond ?? 0
  const at = (name: Name) => rates('portcullis', 'many keys', 1_000) / rates(name, 'many keys', 1_000)
  const growth = (shape: Shape) => rates('portcullis', shape, 100) / rates('portcullis', shape, 10_000)
  const loaded = loading()
  const figures = {
    ofLimit: at('limit'),
    ofCedarKeyed: at('cedarKeyed'),
    ofCaslKeyed: at('caslKeyed'),
    growthManyKeys: growth('many keys'),
    growthOneKey: growth('one key'),
    ...loaded.figures,
    checked: checked.reduce((sum, one) => sum + one.checked, 0),
    mismatches,
  }
  return {
    lines: [
      `decisions per second of processor time, median of ${rounds} alternating rounds, a process each`,
      ...tables.flatMap(linesOf),
      'with rule and reason, 1,000 rules, ten for each key',
      `  of the limit        ${percent(figures.ofLimit)}   (floor 25 %, goal 60 %)`,
      `  of cedar-wasm keyed ${times(figures.ofCedarKeyed)}  (floor 118 x, goal 280 x)`,
      `  of CASL keyed       ${times(figures.ofCaslKeyed)}  (floor 3.2 x, goal 7.6 x)`,
      'cost at 10,000 rules / cost at 100 rules',
      `  many keys           ${times(figures.growthManyKeys)}  (floor 4 x, goal 2.5 x)`,
      `  one key             ${times(figures.growthOneKey)}  (floor 4 x, goal 1.3 x)`,
      ...loaded.lines,
      `${mismatches} mismatches with the reference in ${figures.checked.toLocaleString('en-US')} decisions`,
    ],
    figures,
  }
}

async function tableOf(shape: Shape, size: number): Promise<Table> {
  const running: { name: Name; child: ChildProcess; ready: Ready; rates: number[] }[] = []
  for (const name of names.filter((one) => size <= contestants[one].largest)) {
    const child = started(name, shape, size)
    running.push({ name, child, ready: await said<Ready>(child), rates: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const one of round % 2 === 0 ? running : running.toReversed()) {
      one.child.send('round')
      one.rates.push((await said<Round>(one.child)).perSecond)
    }
  }
  for (const { child } of running) child.kill()
  return { shape, size, standings: running.map(({ name, ready, rates }) => ({ ...ready, name, ...summary(rates) })) }
}

function started(name: Name, shape: Shape, size: number): ChildProcess {
  return fork(fileURLToPath(new URL('./engine/contestant.ts', import.meta.url)), [name, shape, `${size}`], {
    execArgv: ['--import', 'tsx'],
  })
}

/** The next message; a contestant that ends instead has failed. */
async function said<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, 'exit').then(() => {
    throw new Error(`a contestant ended: ${child.spawnargs.join(' ')}`)
  })
  const [message] = await Promise.race([once(child, 'message'), ended])
  ended.catch(() => {})
  return message as T
}

function summary(rates: readonly number[]): { perSecond: number; least: number; most: number } {
  const sorted = rates.toSorted((a, b) => a - b)
  return { perSecond: sorted[Math.floor(sorted.length / 2)]!, least: sorted[0]!, most: sorted.at(-1)! }
}

function linesOf({ shape, size, standings }: Table): readonly string[] {
  const own = standings.find(({ name }) => name === 'portcullis')!
  const whole = (value: number) => Math.round(value).toLocaleString('en-US')
  return [
    `${size.toLocaleString('en-US')} rules, ${shape}`,
    ...standings.map(
      ({ name, perSecond, least, most, checked, mismatches }) =>
        `  ${contestants[name].title.padEnd(46)} ${whole(perSecond).padStart(10)}/s  (${whole(least)} to ${whole(most)})  ${times(own.perSecond / perSecond)}  ${mismatches} of ${checked} wrong`,
    ),
  ]
}

function times(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} x`.padStart(8)
}

function percent(value: number): string {
  return `${(100 * value).toFixed(0)} %`.padStart(7)
}
