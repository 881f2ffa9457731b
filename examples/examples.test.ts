/** The examples are what `make.ts` makes, and every request in them is decided as its README says. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { check, decodeHex } from '@portcullis/core'
import { parseTransaction } from 'viem'
import { describe, expect, it } from 'vitest'
import { decideOptions, run } from '../server/src/command/decide.ts'
import { readCompanions } from '../server/src/command/files.ts'
import { readOptions } from '../server/src/command/options.ts'
import { test as testCases, testOptions } from '../server/src/command/test.ts'
import { examples, filesOf } from './make.ts'
import { type Example, now } from './source/example.ts'

const home = fileURLToPath(new URL('.', import.meta.url))
const made = await examples()

function decided(
  { folder, chain, companions, facts }: Example,
  { file, issuers, roles = [], ...one }: Example['runs'][number],
) {
  const path = (name: string) => join(home, folder, name)
  const argv = [
    ...['--policy', path('policy.json'), '--key', path('key.json'), '--now', one.now ?? now],
    ...Object.keys(companions).flatMap((name) => ['--with', path(name)]),
    ...(chain === null ? [] : ['--chain', chain]),
    ...(facts === undefined ? [] : ['--facts', path('facts.json')]),
    ...issuers.flatMap((issuer) => ['--issuer', issuer]),
    ...roles.flatMap((role) => ['--role', role]),
    path(file),
  ]
  return run(readOptions(argv, decideOptions), () => {}).answers
}

describe('examples', () => {
  it('are numbered folders, and no folder is left over', () => {
    const folders = readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map(({ name }) => name).sort()).toEqual([...made.map(({ folder }) => folder), 'source'])
  })

  it('are the same when they are made again', async () => {
    expect((await examples()).map(filesOf)).toEqual(made.map(filesOf))
  })

  it.each(made)('$folder holds what make.ts writes, and nothing else', (example) => {
    const files = filesOf(example)
    expect(readdirSync(join(home, example.folder)).sort()).toEqual([...files.keys()].sort())
    for (const [name, text] of files) expect(readFileSync(join(home, example.folder, name), 'utf8')).toBe(text)
  })

  it.each(made)('$folder has a policy without any finding that it should not have', (example) => {
    const companions = readCompanions(Object.keys(example.companions).map((name) => join(home, example.folder, name)))
    // The example that lets administrators by in front of the screening is remarked on for just that.
    const codes = example.folder === '06-bypass-first' ? Array(2).fill('allow_before_screening') : []
    expect(check(JSON.stringify(example.policy), companions).map(({ code }) => code)).toEqual(codes)
  })

  describe.each(made)('$folder', (example) => {
    it.each(example.runs)('decides every line of $file as its README says', (one) => {
      const answers = decided(example, one)
      const actual = answers.map(({ answer }, i) => ({
        id: one.samples[i]?.id,
        decision: answer.decision?.decision,
        code: answer.decision?.reason.code,
      }))
      expect(actual).toEqual(one.samples.map(({ id, decision, code }) => ({ id, decision, code })))
    })

    it('stops more than it allows, since that is what it shows', () => {
      const words = example.runs.flatMap(({ samples }) => samples.map(({ decision }) => decision))
      expect(words.filter((word) => word === 'allow').length).toBeGreaterThan(2)
      expect(words.filter((word) => word === 'deny').length).toBeGreaterThan(2)
      expect(words.filter((word) => word !== 'allow').length).toBeGreaterThan(words.length / 2)
    })
  })

  it.each(made)(
    '$folder has cases that `portcullis test` passes, and one that fires every rule',
    ({ folder, policy }) => {
      const lines: string[] = []
      const options = readOptions(['--strict', join(home, folder)], testOptions)
      const exit = testCases(options, (line) => lines.push(line))
      expect(lines.filter((line) => line.startsWith('failed'))).toEqual([])
      // One key cannot be an administrator and nobody in particular, so that some links of a chain stay idle.
      expect(exit, lines.join('\n')).toBe(/^0[67]/.test(folder) && 'targets' in policy ? 1 : 0)
    },
  )

  it('count: a payment that was denied leaves room for one that fits', () => {
    const { samples } = made[0]!.runs[0]!
    const words = samples.filter(({ id }) => /^pay-hosting-[0-9]$/.test(id)).map(({ decision }) => decision)
    expect(words).toEqual(['allow', 'allow', 'deny', 'allow'])
  })

  it('hold raw transactions that another library reads as we do', () => {
    // Of these two, one is no transaction, and the other has a chain id of which viem makes nothing.
    const samples = made[0]!.runs[0]!.samples.filter(({ id }) => id !== 'trailing-envelope' && id !== 'chain-zero')
    const raws = samples.flatMap(({ line }) => line.match(/"unsignedTransaction":"(0x[0-9a-f]+)"/)?.[1] ?? [])
    expect(raws.length).toBeGreaterThan(20)
    for (const raw of raws) {
      const { detail } = decodeHex(raw)
      const ours = detail.kind === 'transaction' ? detail.transaction : null
      const theirs = parseTransaction(raw as `0x${string}`)
      expect([ours?.to ?? undefined, ours?.value, ours?.data]).toEqual([
        theirs.to?.toLowerCase(),
        theirs.value ?? 0n,
        theirs.data ?? '0x',
      ])
    }
  })
})
