/** The starter of the command, on small checkouts and installed packages made for the purpose. */
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let home = ''

const corePackage = {
  name: '@portcullis/core',
  type: 'module',
  exports: { '.': { development: './src/index.ts', default: './dist/index.js' } },
}
/** Says where it runs from, and does as its first argument bids. */
const main = `
import { where } from '@portcullis/core'
const [bid, code] = process.argv.slice(2)
if (bid === 'exit') process.exitCode = Number(code)
if (bid === 'throw') throw new Error('planted')
if (bid === 'read') for await (const text of process.stdin) console.log('read ' + text)
if (bid === 'wait') setInterval(() => {}, 1000)
if (bid === 'catch') process.on('SIGTERM', () => process.exit(7)) && setInterval(() => {}, 1000)
console.log(HERE + ' ' + where + ' ' + process.argv.slice(2).join('|'))
`

function write(path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), text)
}

/** Writes the sources of a checkout, one hour old. */
function writeSources(): void {
  write('server/src/main.ts', main.replace('HERE', `('source' as string)`))
  write('core/src/index.ts', `export const where: string = 'source'`)
  age(3600, 'server/src/main.ts', 'core/src/index.ts')
}

function writeBuilt(): void {
  write('server/dist/main.js', main.replace('HERE', `'built'`))
  write('core/dist/index.js', `export const where = 'built'`)
}

function age(seconds: number, ...paths: string[]): void {
  const at = Date.now() / 1000 - seconds
  for (const path of paths) utimesSync(join(home, path), at, at)
}

function link(name: string, target: string): void {
  mkdirSync(dirname(join(home, 'node_modules', name)), { recursive: true })
  symlinkSync(target, join(home, 'node_modules', name))
}

const bin = () => join(home, 'server/bin/portcullis.js')
const run = (...args: string[]) => spawnSync(process.execPath, [bin(), ...args], { encoding: 'utf8', cwd: tmpdir() })

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'portcullis-'))
  mkdirSync(join(home, 'server/bin'), { recursive: true })
  copyFileSync(join(root, 'server/bin/portcullis.js'), bin())
  write('server/package.json', '{ "type": "module" }')
  write('server/tsconfig.json', '{}')
  write('core/package.json', JSON.stringify(corePackage))
  link('@portcullis/core', join(home, 'core'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('a checkout with tsx', () => {
  beforeEach(() => {
    link('tsx', join(root, 'node_modules/tsx'))
    writeSources()
  })

  it('runs the sources, those of the core too, from any folder', () => {
    expect(run('a', 'b c')).toMatchObject({ stdout: 'source source a|b c\n', stderr: '', status: 0 })
  })

  it('heeds no tsconfig.json of the folder it is called in', () => {
    write('elsewhere/tsconfig.json', 'not JSON')
    const result = spawnSync(process.execPath, [bin()], { encoding: 'utf8', cwd: join(home, 'elsewhere') })
    expect(result).toMatchObject({ stdout: 'source source \n', status: 0 })
  })

  it('can be executed by its path', () => {
    expect(spawnSync(bin(), ['a'], { encoding: 'utf8' })).toMatchObject({ stdout: 'source source a\n', status: 0 })
  })

  it.each([0, 1, 2, 3, 4])('passes on exit code %d', (code) => {
    expect(run('exit', String(code)).status).toBe(code)
  })

  it('passes on standard input', () => {
    const result = spawnSync(process.execPath, [bin(), 'read'], { encoding: 'utf8', input: 'one' })
    expect(result.stdout).toBe('read one\nsource source read\n')
  })

  it('says what went wrong, and does not exit as if it had decided', () => {
    const result = run('throw')
    expect(result.stderr).toContain('portcullis: Error: planted')
    expect(result.status).toBe(4)
  })

  it.each([
    ['wait', 'SIGTERM', { status: null, signal: 'SIGTERM' }],
    ['wait', 'SIGINT', { status: null, signal: 'SIGINT' }],
    ['wait', 'SIGKILL', { status: null, signal: 'SIGKILL' }],
    ['catch', 'SIGTERM', { status: 7, signal: null }],
  ] as const)('when told to %s, a %s reaches the command', async (bid, signal, expected) => {
    const child = spawn(process.execPath, [bin(), bid], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => child.on('exit', (status, by) => resolve({ status, signal: by })))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill(signal)
    expect(await ended).toEqual(expected)
  })

  it('runs what was built while that is newer than every source', () => {
    writeBuilt()
    expect(run().stdout).toBe('built built \n')
  })

  it.each(['server/src/main.ts', 'core/src/index.ts'])('does not run what was built before %s changed', (path) => {
    writeBuilt()
    age(60, 'server/dist/main.js', 'core/dist/index.js')
    expect(run().stdout).toBe('built built \n')
    age(30, path)
    expect(run().stdout).toBe('source source \n')
  })

  it('does not run what was built before a source was added in a folder', () => {
    writeBuilt()
    age(60, 'server/dist/main.js', 'core/dist/index.js')
    write('core/src/codec/deep/new.ts', '')
    expect(run().stdout).toBe('source source \n')
  })

  it('lets tests and fixtures be newer than what was built', () => {
    writeBuilt()
    age(60, 'server/dist/main.js', 'core/dist/index.js')
    write('core/src/a.test.ts', '')
    write('core/src/a.fixture.ts', '')
    expect(run().stdout).toBe('built built \n')
    write('core/src/latest.ts', '')
    expect(run().stdout).toBe('source source \n')
  })

  it.each(['server/dist', 'core/dist'])('runs the sources when %s is missing', (path) => {
    writeBuilt()
    rmSync(join(home, path), { recursive: true })
    expect(run().stdout).toBe('source source \n')
  })
})

describe('a checkout without tsx', () => {
  it('runs what was built', () => {
    writeSources()
    writeBuilt()
    expect(run('a')).toMatchObject({ stdout: 'built built a\n', status: 0 })
  })

  it('says what to do when nothing is built', () => {
    writeSources()
    expect(run()).toMatchObject({ stdout: '', stderr: expect.stringContaining('Run `npm ci`'), status: 4 })
  })

  it('refuses to run what was built from older sources', () => {
    writeSources()
    writeBuilt()
    write('core/src/index.ts', '')
    expect(run()).toMatchObject({ stdout: '', stderr: expect.stringContaining('Not built from these'), status: 4 })
  })

  it('says so when there is neither', () => {
    expect(run()).toMatchObject({ stdout: '', stderr: expect.stringContaining('main.ts is missing'), status: 4 })
  })
})

describe('an installed package', () => {
  beforeEach(() => {
    rmSync(join(home, 'server/tsconfig.json'))
    link('tsx', join(root, 'node_modules/tsx'))
  })

  it('runs what was built, whatever lies beside it', () => {
    writeBuilt()
    writeSources()
    age(0, 'server/src/main.ts')
    age(60, 'server/dist/main.js')
    expect(run().stdout).toBe('built built \n')
  })

  it('never runs sources', () => {
    writeSources()
    expect(run()).toMatchObject({ stdout: '', stderr: expect.stringContaining('Install the package again'), status: 4 })
  })
})

describe('the version of Node', () => {
  beforeEach(() => writeBuilt())

  it.each([
    ['18.20.8', 4],
    ['20.18.3', 4],
    ['20.19.0', 0],
    ['21.0.0', 0],
    ['24.21.0', 0],
  ])('%s gives exit code %d', (version, status) => {
    rmSync(join(home, 'server/tsconfig.json'))
    const fake = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
    const flags = ['--import', `data:text/javascript,${encodeURIComponent(fake)}`]
    const result = spawnSync(process.execPath, [...flags, bin()], { encoding: 'utf8' })
    expect(result.status).toBe(status)
    if (status !== 0)
      expect(result.stderr).toBe(`portcullis: Portcullis needs Node 20.19 or newer. This is ${version}.\n`)
  })
})
