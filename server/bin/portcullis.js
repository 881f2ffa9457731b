#!/usr/bin/env node
// Starts the command, in this one process: arguments, streams, exit codes and signals are the command's own.
//
// An installed package runs what was built. A checkout runs what was built only while that is newer than every source,
// and else the sources themselves, so that nobody runs yesterday's code; there a build is a matter of speed alone.

start().catch((error) => stop(error?.stack ?? String(error)))

/** Names nothing newer than Node 14 before the version is known to be good enough, so that old ones can still say so. */
async function start() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    return stop(`Portcullis needs Node 20.19 or newer. This is ${process.versions.node}.`)
  }
  const { existsSync } = await import('node:fs')
  const server = new URL('../', import.meta.url)
  const built = new URL('dist/main.js', server)
  const source = new URL('src/main.ts', server)
  // Configuration of the compiler is never published.
  const isInstalled = !existsSync(new URL('tsconfig.json', server))

  if (isInstalled && !existsSync(built)) return stop('server/dist/main.js is missing. Install the package again.')
  if (isInstalled || (await isFresh([server, new URL('../core/', server)]))) return run(built)
  if (!existsSync(source)) return stop('server/src/main.ts is missing. The checkout is not whole.')
  if (!(await prepareSources())) {
    return stop('Not built from these sources, and they do not run without tsx. Run `npm ci`, or build where tsx is.')
  }
  return run(source)
}

/**
 * The command finds its arguments from the third on, as if Node had been given the file itself.
 *
 * @param {URL} file
 */
async function run(file) {
  const { fileURLToPath } = await import('node:url')
  process.argv[1] = fileURLToPath(file)
  await import(file.href)
}

/**
 * Whether each of the packages is built, and all that is built is newer than what it is built from.
 *
 * @param {URL[]} homes
 */
async function isFresh(homes) {
  const { readdirSync, statSync } = await import('node:fs')
  /** @type {(folder: URL, pattern: RegExp) => number[]} */
  const times = (folder, pattern) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (entry.isDirectory()) return times(new URL(`${entry.name}/`, folder), pattern)
      return pattern.test(entry.name) ? [statSync(new URL(entry.name, folder)).mtimeMs] : []
    })
  try {
    return homes.every((home) => {
      const sources = times(new URL('src/', home), /(?<!\.(test|fixture))\.ts$/)
      const outputs = times(new URL('dist/', home), /\.js$/)
      return outputs.length > 0 && Math.min(...outputs) > Math.max(...sources)
    })
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** Lets this process import TypeScript, and core as its sources (the `development` condition). Tells whether it can. */
async function prepareSources() {
  try {
    const tsx = await import('tsx/esm/api')
    const { register } = await import('node:module')
    const hook = `export const resolve = (specifier, context, next) =>
      next(specifier, { ...context, conditions: ['development', ...context.conditions] })`
    register(`data:text/javascript,${encodeURIComponent(hook)}`)
    // Without this tsx would read a tsconfig.json of the folder in which the command is called.
    tsx.register({ tsconfig: false })
    return true
  } catch (error) {
    if (codeOf(error) === 'ERR_MODULE_NOT_FOUND') return false
    throw error
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/**
 * Exit code 4 says that nothing could be decided. It is never 0, and never 1, which is a denial.
 *
 * @param {string} message
 */
function stop(message) {
  process.stderr.write(`portcullis: ${message}\n`)
  process.exitCode = 4
}
