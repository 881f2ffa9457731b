/** What `portcullis init` writes passes `check` and `test`, and nothing is overwritten. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { check, checkOptions } from './check.ts'
import { init, initOptions } from './init.ts'
import { readOptions } from './options.ts'
import { forms } from './starter.ts'
import { test as testCases, testOptions } from './test.ts'

const home = mkdtempSync(join(tmpdir(), 'init-'))
afterAll(() => rmSync(home, { recursive: true }))

describe('init', () => {
  it.each(forms)('writes a %s without any finding, whose cases pass', (form) => {
    const folder = join(home, form)
    const written: string[] = []
    expect(init(readOptions(['--form', form, folder], initOptions), (line) => written.push(line))).toBe(0)
    expect(written).toContain(join(folder, 'policy.json'))
    const lines: string[] = []
    check(readOptions([join(folder, 'policy.json')], checkOptions), (line) => lines.push(line))
    expect(lines).toEqual([`${join(folder, 'policy.json')}: sound`])
    const said: string[] = []
    expect(
      testCases(readOptions(['--strict', folder], testOptions), (line) => said.push(line)),
      said.join('\n'),
    ).toBe(0)
  })

  it('maps the policy to the published schema of its form', () => {
    const schema = readFileSync(join(home, 'rulebook/rulebook.schema.json'), 'utf8')
    const published = new URL('../../../docs/rulebook.schema.json', import.meta.url)
    expect(JSON.parse(schema)).toEqual(JSON.parse(readFileSync(published, 'utf8')))
    expect(readFileSync(join(home, 'rulebook/.vscode/settings.json'), 'utf8')).toContain('./rulebook.schema.json')
  })

  it('overwrites nothing, and writes nothing where something is', () => {
    const folder = mkdtempSync(join(home, 'taken-'))
    writeFileSync(join(folder, 'cases.json'), 'mine')
    expect(() => init(readOptions([folder], initOptions), () => {})).toThrow('holds cases.json already')
    expect(readdirSync(folder)).toEqual(['cases.json'])
    expect(readFileSync(join(folder, 'cases.json'), 'utf8')).toBe('mine')
  })

  it('refuses another form, and more than one folder', () => {
    expect(() => init(readOptions(['--form', 'rego', home], initOptions), () => {})).toThrow('--form is one of')
    expect(() => init(readOptions(['a', 'b'], initOptions), () => {})).toThrow('one folder')
  })
})
