/** The bill of materials names all that ships and nothing else. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shipped } from './bill-of-materials.mjs'
import type { Lock } from './complete-lockfile.mjs'
import { root } from './house/files.ts'

const development = [{ name: 'cdx:npm:package:development', value: 'true' }]

describe('the bill of materials', () => {
  it('drops what serves development alone, wherever it is named', () => {
    const component = (ref: string, properties?: typeof development) => {
      const [name = '', version = ''] = ref.split('@')
      return { 'bom-ref': ref, name, version, ...(properties ? { properties } : {}) }
    }
    const bill = {
      components: [component('a@1'), component('b@1', development), component('c@1', [])],
      dependencies: [{ ref: 'a@1', dependsOn: ['b@1', 'c@1'] }, { ref: 'b@1', dependsOn: ['c@1'] }, { ref: 'c@1' }],
    }
    expect(shipped(bill)).toEqual({
      components: [component('a@1'), component('c@1', [])],
      dependencies: [
        { ref: 'a@1', dependsOn: ['c@1'] },
        { ref: 'c@1', dependsOn: [] },
      ],
    })
  })

  it('names exactly the packages that the lockfile does not mark as development, and our two', () => {
    const text = execFileSync(process.execPath, [join(root, 'tools/bill-of-materials.mjs')], { encoding: 'utf8' })
    const bill = JSON.parse(text) as Parameters<typeof shipped>[0]
    const lock: Lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
    const own = ['core', 'server'].map((folder) => `@portcullis/${folder}@${lock.packages[folder]?.version}`)
    const expected = Object.entries(lock.packages)
      .filter(([path, one]) => path.startsWith('node_modules/') && one.link !== true && !one.dev)
      .map(([path, one]) => `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${one.version}`)
    expect(expected.map((ref) => ref.split('@')[0])).toContain('zod')
    const refs = bill.components.map((one) => one['bom-ref'])
    expect(refs.sort()).toEqual([...expected, ...own].sort())
  })
})
