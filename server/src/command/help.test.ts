/** What `--help` says works: every example is run as it stands there. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { help, overview } from './help.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'portcullis-help-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The lines under `Example:` or `Examples:`, continued ones joined. */
function examplesOf(text: string): readonly string[] {
  const [, examples = ''] = text.split(/\n {2}Examples?:\n/)
  return examples
    .replace(/\\\n */g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function run(line: string) {
  const command = join(folder, 'portcullis')
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${root}server/bin/portcullis.js" "$@"\n`)
  chmodSync(command, 0o755)
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` }
  return spawnSync('sh', ['-c', line], { cwd: root, encoding: 'utf8', env })
}

const expected: Readonly<Record<string, { readonly count: number; readonly exits: readonly number[] }>> = {
  decide: { count: 2, exits: [1, 0] },
  // Among the honest requests are malicious ones.
  decode: { count: 1, exits: [1] },
  check: { count: 1, exits: [0] },
  test: { count: 1, exits: [0] },
  replay: { count: 1, exits: [0] },
  verify: { count: 0, exits: [] },
  init: { count: 0, exits: [] },
  demo: { count: 0, exits: [] },
}

describe.each(Object.entries(help))('the help of %s', (name, text) => {
  const examples = examplesOf(text)

  it('has examples', () => {
    expect(examples).toHaveLength(expected[name]!.count)
  })

  it.each(examples.map((line, i) => [line, expected[name]!.exits[i]] as const))('%s works', (line, exit) => {
    const { status, stdout, stderr } = run(line)
    expect({ status, stderr }).toEqual({ status: exit, stderr: '' })
    expect(stdout).not.toBe('')
  })

  it('fits a wide terminal, and is named in the overview', () => {
    expect(text.split('\n').filter((line) => line.length > 125)).toEqual([])
    expect(overview).toContain(`portcullis ${name}`)
  })
})
