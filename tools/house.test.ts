/** The house test: who may import whom, what the core may not do, how files look. Each check is also shown to fail. */
import { afterAll, describe, expect, it } from 'vitest'
import { read } from './house/files.ts'
import { form, lines, longest } from './house/form.ts'
import { purity } from './house/purity.ts'
import { isCore, isTest, parse } from './house/source.ts'
import { floors, stairs } from './house/stairs.ts'

type Check = typeof stairs

const sources = read()

/** What a check says of one made-up file. */
function said(check: Check, path: string, text: string): string[] {
  return check(parse(path, text)).map((one) => one.what)
}

describe('the house', () => {
  it('has files to look at', () => {
    expect(sources.filter((one) => isCore(one.path)).length).toBeGreaterThan(5)
    expect(sources.map((one) => one.path)).toContain('tools/house.test.ts')
  })

  it.each([
    ['keeps the stairs', stairs],
    ['keeps the core pure', purity],
    ['keeps names, exports and lengths', form],
  ] as const)('%s', (_, check) => {
    expect(sources.flatMap(check)).toEqual([])
  })

  afterAll(() => {
    const long = sources.filter((one) => isCore(one.path) && lines(one) > longest.reported)
    for (const one of long) console.info(`${one.path} grows long: ${lines(one)} lines`)
  })
})

describe('the stairs', () => {
  const home = (floor: string) =>
    ({ words: 'core/src/codes.ts', index: 'core/src/index.ts' })[floor] ?? `core/src/${floor}/a.ts`
  const from = (path: string, target: string) =>
    said(stairs, path, `import { a } from '${'../'.repeat(path.split('/').length - 1)}${target}'`)

  for (const [i, upper] of floors.entries()) {
    for (const [j, lower] of floors.entries()) {
      it(`${j <= i ? 'lets' : 'does not let'} ${upper} import ${lower}`, () => {
        expect(from(home(upper), home(lower))).toHaveLength(j <= i ? 0 : 1)
      })
    }
  }

  it.each([
    ['a type', `import type { A } from '../engine/a.ts'`],
    ['a side effect', `import '../engine/a.ts'`],
    ['a re-export', `export * from '../engine/a.ts'`],
    ['a named re-export', `export { a } from '../engine/a.ts'`],
    ['import()', `const a = import('../engine/a.ts')`],
    ['an import type', `type A = import('../engine/a.ts').A`],
    ['require', `const a = require('../engine/a.ts')`],
    ['import =', `import a = require('../engine/a.ts')`],
  ])('sees a climb in %s', (_, text) => {
    expect(said(stairs, 'core/src/facts/a.ts', text)).toEqual(['climbs the stairs: ../engine/a.ts'])
  })

  it.each([
    ['core/src/facts/a.ts', `import { z } from 'zod'`, 0],
    ['core/src/facts/a.ts', `import { sha256 } from '@noble/hashes/sha2.js'`, 0],
    ['core/src/facts/a.ts', `import { a } from 'viem'`, 1],
    ['core/src/facts/a.ts', `import { a } from 'zodiac'`, 1],
    ['core/src/facts/a.ts', `import { a } from 'zod/evil'`, 1],
    ['core/src/facts/a.ts', `import { a } from '@noblest/a'`, 1],
    ['core/src/facts/a.ts', `import fs from 'node:fs'`, 1],
    ['core/src/facts/a.ts', `import fs from 'fs'`, 1],
    ['core/src/facts/a.ts', `import { a } from '/etc/a.ts'`, 1],
    ['core/src/facts/a.ts', 'const a = import(name)', 1],
    ['core/src/facts/a.ts', `import { a } from './b.js'`, 1],
    ['core/src/facts/a.ts', `import { a } from './b'`, 1],
    ['core/src/facts/a.ts', `import { a } from '../../../server/src/a.ts'`, 1],
    ['core/src/facts/a.ts', `import { a } from './b.test.ts'`, 1],
    ['core/src/facts/a.ts', `import { a } from '../data.fixture.ts'`, 1],
    ['core/src/facts/a.test.ts', `import { a } from '../engine/b.ts'; import { b } from 'viem'`, 0],
    ['core/src/facts/a.ts', `// import { a } from 'viem'\nconst text = "import a from 'viem'"`, 0],
    ['core/src/misc.ts', 'export const a = 1', 1],
    ['core/src/adapters/a.ts', 'export const a = 1', 1],
    ['core/src/words/a.ts', 'export const a = 1', 1],
    ['core/src/codec/a.ts', `import { a } from '../other/a.ts'`, 0],
    [
      'server/src/command/a.ts',
      `import { a } from '@portcullis/core'; import fs from 'node:fs'; import { b } from './b.ts'`,
      0,
    ],
    ['server/src/command/a.ts', `import { a } from 'fastify'`, 1],
    ['server/src/command/a.ts', `import { a } from '@portcullis/core/src/index.ts'`, 1],
    ['server/src/command/a.ts', `import { a } from '../service/a.ts'`, 1],
    ['server/src/command/a.ts', `import { a } from '../../../core/src/index.ts'`, 1],
    ['server/src/command/a.ts', `import { a } from '../adapters/a.ts'`, 1],
    ['server/src/service/a.ts', `import { a } from '../adapters/http/a.ts'`, 1],
    ['server/src/other.ts', `import { a } from './adapters/a.ts'`, 1],
    ['server/src/main.ts', `import { a } from './adapters/a.ts'; import { b } from './command/b.ts'`, 0],
    ['server/src/adapters/http/a.ts', `import { a } from '../postgres/a.ts'`, 0],
    ['bench/src/a.ts', `import { a } from '../../core/src/index.ts'`, 1],
    ['bench/src/a.ts', `import { a } from '@portcullis/core'; import { b } from 'viem'`, 0],
  ])('%s: %s', (path, text, count) => {
    expect(said(stairs, path, text)).toHaveLength(count)
  })
})

describe('the purity of the core', () => {
  const impure = (text: string) => said(purity, 'core/src/engine/a.ts', text)

  it.each([
    ['async function a() {}', 'async'],
    ['const a = async () => 1', 'async'],
    ['const a = { async b() {} }', 'async'],
    ['await a', 'await'],
    ['for await (const a of b) {}', 'await'],
    ['type A = Promise<number>', 'Promise'],
    ['Promise.resolve(1)', 'Promise'],
    ['setTimeout(a, 1)', 'setTimeout'],
    ['const now = Date.now()', 'Date without an instant'],
    [`const now = Date['now']()`, 'Date without an instant'],
    ['const { now } = Date', 'Date without an instant'],
    ['new Date()', 'Date without an instant'],
    ['new Date', 'Date without an instant'],
    ['new Date(...list)', 'Date without an instant'],
    ['new Date(2026, 1, 1)', 'Date without an instant'],
    ['Date()', 'Date without an instant'],
    ['new Date(0).getHours()', '.getHours'],
    [`'a'.localeCompare('b')`, '.localeCompare'],
    ['Math.random()', 'Math.random'],
    [`Math['random']()`, 'Math.random'],
    ['const { random } = Math', 'Math.random'],
    ['crypto.getRandomValues(a)', 'crypto'],
    ['process.env', 'process'],
    ['const a = { process }', 'process'],
    ['export { process as a }', 'process'],
    ['typeof process', 'process'],
    ['type A = typeof process', 'process'],
    ['globalThis.a', 'globalThis'],
    ['console.log(1)', 'console'],
    ['fetch(a)', 'fetch'],
    ['new Intl.NumberFormat()', 'Intl'],
    ['performance.now()', 'performance'],
    ['Buffer.from(a)', 'Buffer'],
    [`require('a')`, 'require'],
    ['eval(a)', 'eval'],
    ['(0, eval)(a)', 'eval'],
    [`new Function('a')`, 'new Function'],
    [`Function('a')`, 'new Function'],
    ['import.meta.url', 'import.meta'],
    [`import('./a.ts')`, 'import()'],
    ['new WeakRef(a)', 'WeakRef'],
  ])('refuses %s', (text, what) => {
    expect(impure(text)).toContain(what)
  })

  it.each([
    '// await Promise.all(Date.now(), process.env)\nconst a = 1',
    '/** @example new Date() */\nconst a = 1',
    `const a = 'process.env, Math.random(), console'`,
    'const a = fact.process',
    'const a = { process: 1, console: 2 }',
    'type A = { readonly process: 1; fetch(): void }',
    'const { process: a } = b',
    'new Date(0).toISOString()',
    'Date.UTC(2026, 0, 1)',
    'const a: Date = b',
    'const a = b instanceof Date',
    'Math.floor(1)',
    'const window = 1; const self = window',
  ])('lets pass: %s', (text) => {
    expect(impure(text)).toEqual([])
  })

  it('holds for the core that ships only', () => {
    const text = 'const now = Date.now()'
    expect(said(purity, 'core/src/a.test.ts', text)).toEqual([])
    expect(said(purity, 'core/src/data.fixture.ts', text)).toEqual([])
    expect(said(purity, 'server/src/main.ts', text)).toEqual([])
    expect(said(purity, 'core/src/latest.ts', text)).toHaveLength(1)
    expect(isTest('core/src/atest.ts')).toBe(false)
  })
})

describe('the form of files', () => {
  const long = (count: number) => 'const a = 1\n'.repeat(count)

  it.each([
    ['core/src/facts/utils.ts', '', 1],
    ['core/src/utils/a.ts', '', 1],
    ['core/src/facts/hex-helpers.test.ts', '', 1],
    ['server/src/common.ts', '', 1],
    ['bench/src/Types.ts', '', 1],
    ['server/src/adapters/poolManager.ts', '', 1],
    ['core/src/facts/type.ts', '', 0],
    ['core/src/facts/utility-token.ts', '', 0],
    ['core/src/facts/a.ts', 'export default 1', 1],
    ['core/src/facts/a.ts', 'export default function a() {}', 1],
    ['core/src/facts/a.ts', 'const a = 1; export { a as default }', 1],
    ['core/src/facts/a.ts', `export { default } from './b.ts'`, 1],
    ['core/src/facts/a.test.ts', 'export = 1', 1],
    ['core/src/facts/a.ts', 'switch (a) { default: b() }', 0],
    ['vitest.config.ts', 'export default 1', 0],
    ['server/src/a.ts', 'enum A { b }', 1],
    ['server/src/a.ts', 'export const enum A { b }', 1],
    ['server/src/a.ts', 'declare enum A { b }', 1],
    ['core/src/facts/a.ts', 'class A {}', 1],
    ['core/src/facts/a.ts', 'const a = class extends Map {}', 1],
    ['core/src/facts/a.ts', 'class A extends Error {}; class B extends InputError {}', 0],
    ['server/src/adapters/a.ts', 'class A {}', 0],
    ['core/src/facts/a.ts', long(longest.refused - 1), 0],
    ['core/src/facts/a.ts', long(longest.refused), 0],
    ['core/src/facts/a.ts', long(longest.refused + 1), 1],
    ['core/src/facts/a.test.ts', long(longest.refused + 1), 0],
  ])('%s, case %#', (path, text, count) => {
    expect(said(form, path, text)).toHaveLength(count)
  })

  it('names the line', () => {
    expect(form(parse('core/src/facts/a.ts', '// one\n\nenum A { b }\n'))).toEqual([
      { rule: 'form', path: 'core/src/facts/a.ts', line: 3, what: 'enum' },
    ])
  })
})
