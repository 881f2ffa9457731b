/** Everybody who decides the workload. Each runs in a process of its own; to add one, add a row. */
import type { Request, Workload } from './workload.ts'

export type Decide = (request: Request) => boolean

export type Contestant = {
  readonly title: string
  /** Only who runs loads its library. */
  readonly load: () => Promise<(workload: Workload) => Decide>
  /** The most rules that it is asked about: beyond that it would take minutes. */
  readonly largest: number
}

export const contestants = {
  portcullis: {
    title: 'portcullis evaluate: rule and reason',
    load: async () => (await import('./portcullis.ts')).portcullis,
    largest: 10_000,
  },
  limit: {
    title: 'limit: index and closures, a bare verdict',
    load: async () => (await import('./limit.ts')).limit,
    largest: 10_000,
  },
  caslKeyed: {
    title: '@casl/ability, host keeps an ability per key',
    load: async () => (await import('./casl.ts')).caslKeyed,
    largest: 10_000,
  },
  casl: { title: '@casl/ability', load: async () => (await import('./casl.ts')).casl, largest: 10_000 },
  celKeyed: {
    title: 'CEL cel-js, host keeps the rules per key',
    load: async () => (await import('./cel.ts')).celKeyed,
    largest: 1_000,
  },
  cedarKeyed: {
    title: 'cedar-wasm, host keeps a policy set per key',
    load: async () => (await import('./cedar.ts')).cedarKeyed,
    largest: 1_000,
  },
  cedar: {
    title: 'cedar-wasm, one policy set, preparsed',
    load: async () => (await import('./cedar.ts')).cedar,
    largest: 1_000,
  },
} as const satisfies Record<string, Contestant>

export type Name = keyof typeof contestants
