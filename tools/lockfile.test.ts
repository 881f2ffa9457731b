/** What may stand in the lockfile and in the package files: exact versions, few run-time packages, nothing that breaks `npm ci`. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { complete, type Lock, missing, platform } from './complete-lockfile.mjs'
import { root } from './house/files.ts'

type Package = {
  readonly name: string
  readonly workspaces?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'))
const lock: Lock = json('package-lock.json')
const top: Package = json('package.json')
const packages: Package[] = [top, ...(top.workspaces ?? []).map((folder) => json(`${folder}/package.json`))]

const groups = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const
/** Every dependency of a package: its name, and its version as written. */
function dependencies(one: Package) {
  return groups.flatMap((group) => Object.entries(one[group] ?? {}).map(([name, version]) => ({ name, version })))
}
const isExact = (version: string) => /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)

/** Paths of entries with a `resolved` that is not the folder of a workspace. */
function resolved(from: Lock): string[] {
  const links = Object.entries(from.packages).filter(([, entry]) => entry.resolved !== undefined && entry.link !== true)
  return links.map(([path]) => path)
}

describe('the lockfile', () => {
  it('has an entry for every optional dependency of every entry', () => {
    expect(Object.keys(lock.packages).length).toBeGreaterThan(50)
    expect(missing(lock)).toEqual([])
  })

  it('is what the completing tool would write', () => {
    const text = readFileSync(join(root, 'package-lock.json'), 'utf8')
    expect(`${JSON.stringify(complete(lock), null, 2)}\n`).toBe(text)
  })

  it('names no registry', () => {
    expect(resolved(lock)).toEqual([])
    const planted = { packages: { a: { link: true, resolved: 'core' }, b: { resolved: 'https://example.org/b.tgz' } } }
    expect(resolved(planted)).toEqual(['b'])
  })

  it('agrees with the package files', () => {
    for (const [i, one] of packages.entries()) {
      const entry = lock.packages[i === 0 ? '' : top.workspaces![i - 1]!] as Package
      for (const group of groups) expect([one.name, entry[group] ?? {}]).toEqual([one.name, one[group] ?? {}])
    }
  })
})

describe('the package files', () => {
  it.each(packages.map((one) => [one.name, one] as const))('%s asks for exact versions', (_, one) => {
    expect(dependencies(one).filter(({ version }) => !isExact(version))).toEqual([])
  })

  it.each(['^1.0.0', '~1.0.0', '1.0', '*', '', 'latest', '>=1.0.0', '1.x', 'file:../a', '1.0.0 || 2.0.0'])(
    'would notice `%s`',
    (version) => expect(isExact(version)).toBe(false),
  )

  // Its binary shadows `node` in every script; npx fetches it for the second Node.
  it.each(packages.map((one) => [one.name, one] as const))('%s does not depend on a packaged Node', (_, one) => {
    expect(dependencies(one).filter(({ name }) => /^node-(linux|darwin|win)-/.test(name))).toEqual([])
  })

  it.each([
    ['@portcullis/core', 4],
    ['@portcullis/server', 30],
  ])('%s has at most %d direct dependencies at run time', (name, most) => {
    const found = packages.find((one) => one.name === name)
    expect(Object.keys(found?.dependencies ?? {}).length).toBeGreaterThan(0)
    expect(Object.keys(found?.dependencies ?? {}).length).toBeLessThanOrEqual(most)
  })

  it('pulls no package into the core but those which it names', () => {
    const direct = Object.keys(packages.find((one) => one.name === '@portcullis/core')?.dependencies ?? {})
    const pulled = direct.flatMap((name) => Object.keys(lock.packages[`node_modules/${name}`]?.dependencies ?? {}))
    expect(pulled.filter((name) => !direct.includes(name))).toEqual([])
    expect(pulled).toContain('@noble/hashes')
  })
})

describe('the completing tool', () => {
  const small: Lock = {
    name: 'small',
    lockfileVersion: 3,
    packages: {
      '': { version: '1.0.0' },
      'node_modules/tool': {
        version: '2.0.0',
        dev: true,
        optionalDependencies: { '@tool/cli-darwin-arm64': '2.0.0', '@tool/cli-linux-x64-musl': '2.0.0' },
      },
      'node_modules/@tool/cli-darwin-arm64': { version: '2.0.0', optional: true, integrity: 'sha512-a' },
      'node_modules/a/node_modules/b': {
        version: '1.0.0',
        optionalDependencies: { c: '1.0.0', d: '1.0.0', e: '3.0.0-beta.1' },
      },
      'node_modules/a/node_modules/b/node_modules/c': { version: '1.0.0' },
      'node_modules/a/node_modules/d': { version: '1.0.0' },
    },
  }

  it('finds what is missing, and looks where Node would', () => {
    expect(missing(small)).toEqual([
      { name: '@tool/cli-linux-x64-musl', version: '2.0.0', dev: true },
      { name: 'e', version: '3.0.0-beta.1', dev: false },
    ])
  })

  it('adds it, sorted by path, and changes nothing else', () => {
    const whole = complete(small)
    expect(whole.packages).toEqual({
      ...small.packages,
      'node_modules/@tool/cli-linux-x64-musl': {
        version: '2.0.0',
        optional: true,
        dev: true,
        os: ['linux'],
        cpu: ['x64'],
        libc: ['musl'],
      },
      'node_modules/e': { version: '3.0.0-beta.1', optional: true },
    })
    expect(Object.keys(whole.packages)).toEqual(Object.keys(whole.packages).sort())
    expect(Object.keys(whole)).toEqual(Object.keys(small))
    expect(missing(whole)).toEqual([])
    expect(complete(whole)).toEqual(whole)
  })

  it('leaves the choice from a range to npm', () => {
    const packages = { 'node_modules/a': { optionalDependencies: { fsevents: '~2.3.2' } } }
    expect(() => complete({ packages })).toThrow('fsevents: `~2.3.2` is not an exact version')
  })

  it.each([
    ['@biomejs/cli-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['lightningcss-linux-arm64-gnu', { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] }],
    ['@foundry-rs/forge-linux-amd64', { os: ['linux'], cpu: ['x64'] }],
    ['@esbuild/sunos-x64', { os: ['sunos'], cpu: ['x64'] }],
    ['@esbuild/linux-arm', { os: ['linux'], cpu: ['arm'] }],
    ['lightningcss-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'] }],
    ['fsevents', {}],
  ])('reads the platform from `%s`', (name, expected) => {
    expect(platform(name)).toEqual(expected)
  })

  it('runs as a script on the lockfile above it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lockfile-'))
    try {
      mkdirSync(join(folder, 'tools'))
      copyFileSync(join(root, 'tools/complete-lockfile.mjs'), join(folder, 'tools/complete-lockfile.mjs'))
      writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(small))
      const run = () =>
        execFileSync(process.execPath, [join(folder, 'tools/complete-lockfile.mjs')], { encoding: 'utf8' })
      expect(run()).toBe('2 optional packages added\n')
      expect(JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))).toEqual(complete(small))
      expect(run()).toBe('0 optional packages added\n')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
