/** `portcullis demo`: decides the bundled examples, so that a newcomer sees decisions before writing a policy. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Options } from './options.ts'
import type { Exit } from './usage.ts'
import { exits } from './usage.ts'

export const demoOptions = ['json'] as const

/** @returns 0: that some of the examples are denied is what they are for. */
export function demo(_options: Options, print: (line: string) => void): Exit {
  const folder = fileURLToPath(new URL('../../../examples', import.meta.url))
  for (const name of readdirSync(folder)) print(join(folder, name))
  return exits.allow
}
