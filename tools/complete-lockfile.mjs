#!/usr/bin/env node
// Adds to package-lock.json the optional platform packages that an entry names and npm left out because it could not see
// them for this platform. Without them `npm ci` stops with "Missing: ... from lock file". Run after every `npm install`.
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {{ version?: string, dev?: boolean, dependencies?: Record<string, string>, optionalDependencies?: Record<string, string> } & Record<string, unknown>} Entry
 * @typedef {{ packages: Record<string, Entry> } & Record<string, unknown>} Lock
 */

const systems = 'darwin linux win32 freebsd openbsd netbsd android sunos aix openharmony'.split(' ')
const processors = 'x64 arm64 arm ia32 ppc64 s390x riscv64 loong64 mips64el'.split(' ')

/**
 * Lists the optional packages that an entry names and the lockfile lacks.
 *
 * @param {Lock} lock
 */
export function missing(lock) {
  return Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !has(lock, path, name))
      .map(([name, version]) => ({ name, version, dev: entry.dev === true })),
  )
}

/**
 * Gives the lockfile with an entry for everything missing, sorted by path. Changes nothing else.
 *
 * @param {Lock} lock
 * @returns {Lock}
 * @throws Error when the version that is asked for is a range: only npm may choose one.
 */
export function complete(lock) {
  /** @type {Record<string, Entry>} */
  const packages = { ...lock.packages }
  for (const { name, version, dev } of missing(lock)) {
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) throw new Error(`${name}: \`${version}\` is not an exact version`)
    packages[`node_modules/${name}`] = { version, optional: true, ...(dev ? { dev } : {}), ...platform(name) }
  }
  return { ...lock, packages: Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1))) }
}

/**
 * Tells the `os`, `cpu` and `libc` fields that a platform package's name spells.
 *
 * @param {string} name
 */
export function platform(name) {
  const words = name.split(/[-/]/)
  const os = systems.filter((word) => words.includes(word))
  const cpu = processors.filter((word) => words.includes(word))
  if (words.includes('amd64')) cpu.push('x64')
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : []
  return { ...(os.length ? { os } : {}), ...(cpu.length ? { cpu } : {}), ...(libc.length ? { libc } : {}) }
}

/**
 * Looks where Node would: beside the package, then upwards.
 *
 * @param {Lock} lock
 * @param {string} path
 * @param {string} name
 */
function has(lock, path, name) {
  const homes = path.split('/node_modules/')
  const above = homes.map((_, i) => `${homes.slice(0, i + 1).join('/node_modules/')}/node_modules/${name}`)
  return [...above, `node_modules/${name}`].some((place) => Object.hasOwn(lock.packages, place))
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const file = new URL('../package-lock.json', import.meta.url)
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const { length } = missing(lock)
  writeFileSync(file, `${JSON.stringify(complete(lock), null, 2)}\n`)
  console.log(`${length} optional packages added`)
}
