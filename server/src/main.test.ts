/** The command as a person or a script calls it. What it decides is tested beside `command/decide.ts`. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { folder, native, pay, policy, rule } from './command/decider.fixture.ts'

const bin = fileURLToPath(new URL('../bin/portcullis.js', import.meta.url))
const home = folder()
const small = home.write('policy.json', policy(rule('allow', [native('lte', '100')])))
afterAll(() => rmSync(home.path, { recursive: true }))

function portcullis(args: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', input })
  return { status, stdout, stderr }
}

describe('portcullis', () => {
  it('decides what comes on standard input, named or not', () => {
    for (const args of [['-'], []]) {
      const { status, stdout, stderr } = portcullis(
        ['decide', '--policy', small, '--json', ...args],
        JSON.stringify(pay('100')),
      )
      expect([status, stderr, JSON.parse(stdout)]).toEqual([
        0,
        '',
        expect.objectContaining({ line: 1, decision: 'allow' }),
      ])
    }
  })

  it('exits with 1 for a deny, and with 2 for what is no request', () => {
    expect(portcullis(['decide', '--policy', small], JSON.stringify(pay('101'))).status).toBe(1)
    const { status, stdout } = portcullis(
      ['decide', '--policy', small, '--json'],
      `${JSON.stringify(pay('1'))}\nhello\n`,
    )
    expect([status, stdout.trim().split('\n').length]).toEqual([2, 2])
  })

  it('exits with 2 and one sentence when nothing can be decided as it was asked', () => {
    const broken = home.write('broken.json', '{"version":"1.0",\n "rules":[}')
    for (const [args, input, sentence] of [
      [['decide', '--policy', broken], JSON.stringify(pay('1')), `portcullis: ${broken}:2:11: bad_json: `],
      [['decide', '--policy', small], '', 'portcullis: there is no request to decide\n'],
      [
        ['decide', '--policy', '-'],
        JSON.stringify(policy(rule('allow', [native('lte', '100')]))),
        'portcullis: there is no request to decide\n',
      ],
      [['decide', '--polcy', small], '', 'portcullis: unknown option `--polcy`'],
      [['decline'], '', 'portcullis: unknown command `decline`'],
      [['toString'], '', 'portcullis: unknown command `toString`'],
      [[], '', 'portcullis: a command is missing'],
    ] as const) {
      const { status, stdout, stderr } = portcullis(args, input)
      expect([status, stdout, stderr.slice(0, sentence.length)]).toEqual([2, '', sentence])
    }
  })

  it.each([
    ['1', 0],
    ['101', 1],
  ])('exits with what it decided of payments of %s also when nobody reads on: %i', async (value, code) => {
    // Far more lines than a pipe holds.
    const requests = home.write('requests.jsonl', `${JSON.stringify(pay(value))}\n`.repeat(1000))
    const args = [bin, 'decide', '--policy', small, '--json', requests]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.once('data', () => child.stdout.destroy())
    const said: Buffer[] = []
    child.stderr.on('data', (part: Buffer) => said.push(part))
    expect(await once(child, 'close')).toEqual([code, null])
    expect(Buffer.concat(said).toString()).toBe('')
  })

  it('says what it can do, and which version it is', () => {
    expect(portcullis(['decide', '--help'])).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('--no-policy'),
    })
    expect(portcullis(['--version']).stdout).toMatch(/^[0-9]+\.[0-9]+\.[0-9]+\n$/)
  })
})
