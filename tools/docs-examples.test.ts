/** The examples of the pages are read by the readers that commands use, and decide what the pages say. */
import { rmSync } from 'node:fs'
import { check, type Fact, parseController } from '@portcullis/core'
import { encodeFunctionData, parseAbi } from 'viem'
import { afterAll, describe, expect, it } from 'vitest'
import { alice, bob, entry, folder, pay, situation } from '../server/src/command/decider.fixture.ts'
import { decider } from '../server/src/command/decider.ts'
import { readCompanions, readFacts, readKey } from '../server/src/command/files.ts'
import { companionExamples, factsExample, keyExample } from './docs/files.ts'
import { counterExample, rulesExample } from './docs/rules.ts'
import { pages } from './generate-docs.ts'

const home = folder()
afterAll(() => rmSync(home.path, { recursive: true, force: true }))

/** The JSON blocks of a page. */
function blocksOf(name: string): readonly unknown[] {
  return [
    ...pages()
      .get(name)!
      .matchAll(/```json\n([^`]*)\n```/g),
  ].map(([, json]) => JSON.parse(json!))
}

describe('files.md', () => {
  it('shows every example there is, and no other', () => {
    expect(blocksOf('files.md')).toEqual([...Object.values(companionExamples), keyExample, factsExample])
  })

  it.each(Object.entries(companionExamples))('has an example of %s that is read', (name, json) => {
    const read = readCompanions([home.write('companion.json', json)])
    expect(Object.values(read).flat()).toHaveLength(name === 'tokens' ? 2 : 1)
  })

  it('has an example of each window, and one that is split', () => {
    const counters = Object.values(companionExamples).filter(({ kind }) => kind === 'counter')
    const read = counters.map((json) => parseController(json))
    expect(read.map(({ window }) => window.type)).toEqual(['rolling', 'fixed', 'calendar', 'lifetime'])
    expect(read.map(({ partitionBy }) => partitionBy.length)).toEqual([1, 0, 0, 0])
  })

  it('has a key whose address is that of its public key', () => {
    const { addresses, ...rest } = keyExample
    const read = readKey(home.write('key.json', keyExample))
    expect(read).toEqual(readKey(home.write('key.json', rest)))
    expect(read!.evm!.value).toBe(addresses.evm)
  })

  it('has facts in each state that can be given', () => {
    const facts = Object.values(readFacts(home.write('facts.json', factsExample)))
    expect(facts.map(({ type }) => type)).toEqual(['list', 'list', 'failed', 'absent'])
  })
})

describe('document.md', () => {
  const texts = (...values: readonly string[]): Fact => ({
    type: 'list',
    items: values.map((value) => ({ type: 'text', value })),
  })
  const names = (...issuers: readonly string[]) => ({
    issuers: texts(...issuers.map((name) => `UserId:${name}`)),
    issuerTypes: texts('UserId'),
  })
  const vault = `0x${'c1'.repeat(20)}`
  const abi = parseAbi(['function deposit(uint256 assets, address receiver)'])
  const deposit = (assets: bigint, receiver: string, chainId = 1) => {
    const data = encodeFunctionData({ abi, functionName: 'deposit', args: [assets, receiver as `0x${string}`] })
    return { transaction: { chainId, to: vault, data } }
  }

  it('shows the two examples', () => {
    expect(blocksOf('document.md')).toEqual([rulesExample, counterExample])
  })

  it('has rules that are sound, and decide by issuers, groups and an ABI', () => {
    expect(check(JSON.stringify(rulesExample)).filter(({ severity }) => severity === 'error')).toEqual([])
    const decide = (issuers: readonly string[], request: object) =>
      decider({ ...situation([rulesExample]), facts: names(...issuers) })(entry(request)).decision!.reason.code
    const both = ['ann', 'ben']
    expect(decide(both, deposit(5_000_000n, alice))).toBe('allow_rule')
    expect(decide(['ann'], deposit(5_000_000n, alice))).toBe('no_matching_rule')
    expect(decide(both, deposit(5_000_001n, alice))).toBe('no_matching_rule')
    expect(decide(both, deposit(5_000_000n, bob))).toBe('no_matching_rule')
    expect(decide(both, deposit(5_000_000n, alice, 10))).toBe('no_matching_rule')
    expect(decide(both, pay('1', bob))).toBe('deny_rule')
    expect(decide(both, pay('1', alice))).toBe('no_matching_rule')
  })

  it('has a rule over the counters of files.md: sums and counts, the call itself left out or not', () => {
    const counters = [companionExamples.counter, companionExamples['lifetime window']]
    const next = decider({ ...situation([counterExample], counters), facts: names('ann') })
    const ether = (amount: string, to: string) => next(entry(pay(`${amount}000000000000000000`, to))).decision!.decision
    expect(ether('11', alice)).toBe('deny')
    expect(ether('6', alice)).toBe('allow')
    // What was denied drew nothing, and another receiver has a total of its own.
    expect(ether('5', alice)).toBe('deny')
    expect(ether('4', alice)).toBe('allow')
    expect(ether('10', bob)).toBe('allow')
    expect(ether('1', vault)).toBe('deny')
  })
})
