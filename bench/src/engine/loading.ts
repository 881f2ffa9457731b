/** What loading 10,000 rules costs, stage by stage: reading strictly, the shape, the canonical form, compiling, the index, the seal. */
import { canonical, compile, evaluate, Hash, Json, parse, Seal, sourceOf, Utf8 } from '@portcullis/core'
import { decodedOf, rulebookOf } from './portcullis.ts'
import { workloadOf } from './workload.ts'

const size = 10_000
const runs = 5

type Stage = { readonly title: string; readonly ms: number }

/** @returns The lines to print, and the figures. */
export function loading(): { readonly lines: readonly string[]; readonly figures: object } {
  const { rules, requests } = workloadOf('many keys', size)
  const text = rulebookOf(rules)
  const read = Json.parse(text)
  const parsed = parse(text)
  const first = decodedOf(requests[0]!)
  const setting = { noPolicy: 'deny', requestHash: '0x00' } as const
  const decideOnce = (policy: ReturnType<typeof compile>) =>
    evaluate([{ level: 'key', policy }], first, sourceOf({}), setting)
  const reading = median(() => void Json.parse(text))
  const writing = median(() => void canonical(read))
  const hashing = median(() => void Hash.sha256(Utf8.toBytes(parsed.canonical)))
  const whole = median(() => void parse(text))
  const compiling = median(() => void compile(parsed))
  const indexing = median(decideOnce, () => compile(parsed))
  const bytes = heldBy(() => {
    const policy = compile(parsed)
    decideOnce(policy)
    return policy
  })
  const stages: readonly Stage[] = [
    { title: 'strict reading', ms: reading },
    { title: 'shape', ms: Math.max(0, whole - reading - writing - hashing) },
    { title: 'canonical form and hash', ms: writing + hashing },
    { title: 'seal (MAC)', ms: sealing(parsed.canonical) },
    { title: 'checked form → steps', ms: compiling },
    { title: 'steps → index, with the first decision', ms: indexing },
  ]
  const ms = compiling + indexing
  return {
    lines: [
      `loading ${size.toLocaleString('en-US')} rules, ${(text.length / 1e6).toFixed(1)} MB of text, median of ${runs}`,
      ...stages.map((one) => `  ${one.title.padEnd(40)} ${one.ms.toFixed(0).padStart(5)} ms`),
      `  checked form → index: ${ms.toFixed(0)} ms (floor 500, goal 100), ${(bytes / 1e6).toFixed(0)} MB held (floor 100, goal 30)`,
    ],
    figures: { indexMs: ms, indexMegabytes: bytes / 1e6 },
  }
}

function sealing(text: string): number {
  const version = { keyId: 'key_treasury', counter: 1, previousMac: null, canonicalText: text, authorText: text }
  return median(() => void Seal.seal({ ...version, macKey: new Uint8Array(32).fill(7) }))
}

/** @param before - Made anew for each run, outside of the time. */
function median<T = void>(run: (prepared: T) => unknown, before?: () => T): number {
  const times = Array.from({ length: runs }, () => {
    const prepared = before?.() as T
    const from = performance.now()
    run(prepared)
    return performance.now() - from
  })
  return times.toSorted((a, b) => a - b)[Math.floor(runs / 2)]!
}

/** Bytes that what `make` gives keeps alive, by the heap after collecting. */
function heldBy(make: () => unknown): number {
  const collect = (globalThis as { gc?: () => void }).gc
  if (collect === undefined) throw new Error('run with --expose-gc')
  collect()
  const before = process.memoryUsage().heapUsed
  const held = make()
  collect()
  const after = process.memoryUsage().heapUsed
  return held === null ? 0 : after - before
}
