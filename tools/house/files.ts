/** Reads the files that the house test looks at. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, type Source } from './source.ts'

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

const folders = ['core/src', 'server/src', 'server/bin', 'bench/src', 'tools', 'examples']

/** Parses every JavaScript and TypeScript file of the checkout that the project wrote, in order of path. */
export function read(): Source[] {
  return [...folders.flatMap((folder) => list(join(root, folder))), join(root, 'vitest.config.ts')]
    .map((path) => parse(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

function list(folder: string): string[] {
  return entries(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : list(path)
    return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : []
  })
}

/** A folder that is not there yet has no files; every other failure is an error. */
function entries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
