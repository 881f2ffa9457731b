/** Runs README.md: its files are written, its commands and its program are run, and what they print is what it shows. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

type Block = { readonly language: string; readonly name: string | null; readonly text: string }

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks: readonly Block[] = [...readme.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
  ([, language, name, text]) => ({ language: language!, name: name ?? null, text: text! }),
)
/** Each block that shows output, with the block before it, which makes that output. */
const shown = blocks.flatMap((block, i) => (block.language === 'text' ? [[blocks[i - 1]!, block] as const] : []))

let home = ''
beforeAll(() => {
  // Within the checkout, so that the program finds the packages.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  home = mkdtempSync(join(root, 'node_modules/.cache/readme-'))
  for (const name of ['server', 'examples']) symlinkSync(join(root, name), join(home, name))
  for (const { name, text } of blocks) if (name !== null) writeFileSync(join(home, name), text)
})
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

describe('README.md', () => {
  it('shows output of commands and of the program', () => {
    expect(shown.map(([{ language }]) => language)).toEqual(['sh', 'sh', 'sh', 'ts'])
  })

  const commands = shown.flatMap(([{ language, text }, output]) =>
    language === 'sh' ? [[text.trim(), output] as const] : [],
  )
  it.each(commands)('prints what it shows of `%s`', (command, output) => {
    const [program, ...words] = command.split(' ')
    expect(program).toBe('node')
    const result = spawnSync(process.execPath, words, {
      cwd: home,
      encoding: 'utf8',
      env: { ...process.env, COLUMNS: '120' },
    })
    expect(result.stderr).toBe('')
    expect(result.stdout).toBe(output.text)
    expect(result.status).toBe(output.text.includes(' deny  ') ? 1 : 0)
  })

  it('shows the program of examples/library.ts, and what it prints', () => {
    const [program, output] = shown.find(([{ language }]) => language === 'ts')!
    expect(program.text).toBe(readFileSync(join(root, 'examples/library.ts'), 'utf8'))
    writeFileSync(join(home, 'library.ts'), program.text)
    const argv = ['--import', 'tsx', '--conditions=development', 'library.ts']
    expect(execFileSync(process.execPath, argv, { cwd: home, encoding: 'utf8' })).toBe(output.text)
  })

  it('changes one base unit between its two requests', () => {
    const amounts = ['pay.json', 'pay-more.json'].map((file) => {
      const { text } = blocks.find(({ name }) => name === file)!
      const { payload } = JSON.parse(text) as { payload: { unsignedTransaction: string } }
      return [
        payload.unsignedTransaction.slice(0, -10),
        BigInt(`0x${payload.unsignedTransaction.slice(-10, -2)}`),
      ] as const
    })
    expect(amounts[1]![0]).toBe(amounts[0]![0])
    expect(amounts[1]![1] - amounts[0]![1]).toBe(1n)
  })

  it.each(['README.md', 'ARCHITECTURE.md'])('%s links to files that exist', (file) => {
    const text = readFileSync(join(root, file), 'utf8')
    const targets = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!)
    const local = targets.filter((target) => !/^https?:/.test(target))
    expect(local.filter((target) => !existsSync(join(root, dirname(file), target)))).toEqual([])
  })
})
