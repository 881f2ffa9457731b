/** Remarks on chains: each where it is due, and not where it narrowly is not. */
import { describe, expect, it } from 'vitest'
import { check } from '../../check.ts'

const [one, two] = [`0x${'11'.repeat(20)}`, `0x${'22'.repeat(20)}`]
const bypass = { kind: 'bypass', addresses: [one] }
const reject = { kind: 'reject', addresses: [two] }
const max = { kind: 'max', max: '5' }

function remarks(policies: object, links: readonly [string, string][], more: object = {}): readonly string[] {
  const text = {
    form: 'chain',
    version: '1.0',
    policies,
    targets: [
      {
        chain: 'eip155:1',
        address: one,
        default: 'allow',
        functions: [
          {
            function: 'transfer(address to, uint256 amount)',
            links: links.map(([policy, parameter]) => ({ policy, parameters: [parameter] })),
          },
        ],
      },
    ],
    ...more,
  }
  return check(JSON.stringify(text)).map(({ code, path }) => `${code} ${path.slice(-2).join('.')}`)
}

describe('a chain', () => {
  it.each<readonly [string, object, readonly [string, string][], readonly string[]]>([
    [
      'an override before a screening',
      { bypass, reject },
      [
        ['bypass', 'from'],
        ['reject', 'to'],
      ],
      ['allow_before_screening links.0'],
    ],
    [
      'an override behind it',
      { bypass, reject },
      [
        ['reject', 'to'],
        ['bypass', 'from'],
      ],
      [],
    ],
    [
      'an override before a cap',
      { bypass, max },
      [
        ['bypass', 'from'],
        ['max', 'amount'],
      ],
      [],
    ],
    [
      'two policies that say the same',
      { a: max, b: max },
      [
        ['a', 'amount'],
        ['b', 'amount'],
      ],
      ['redundant_link links.1'],
    ],
    [
      'two that do not',
      { a: max, b: { ...max, max: '6' } },
      [
        ['a', 'amount'],
        ['b', 'amount'],
      ],
      [],
    ],
    [
      'the same of other parameters',
      { a: reject, b: reject },
      [
        ['a', 'to'],
        ['b', 'from'],
      ],
      [],
    ],
    [
      'a link behind a pause',
      { p: { kind: 'pause', paused: true }, max },
      [
        ['p', 'to'],
        ['max', 'amount'],
      ],
      ['unreachable_link links.1'],
    ],
    [
      'a link behind none',
      { p: { kind: 'pause', paused: false }, max },
      [
        ['p', 'to'],
        ['max', 'amount'],
      ],
      [],
    ],
    ['a policy that no link names', { max, reject }, [['max', 'amount']], ['unused_name policies.reject']],
  ])('with %s', (_, policies, links, expected) => {
    expect(remarks(policies, links)).toEqual(expected)
  })

  it('counts twice where two policies count alike', () => {
    const rate = { kind: 'volume-rate', duration: 60, max: '5' }
    const links = ['a', 'b'].map((policy) => ({ policy, parameters: ['amount', 'from'] }))
    const functions = [{ function: 'transfer(address to, uint256 amount)', links }]
    const targets = [{ chain: 'eip155:1', address: one, default: 'allow', functions }]
    expect(remarks({ a: rate, b: rate }, [], { targets })).toEqual([])
  })

  it('with lists, mappers and tokens that nothing names', () => {
    const lists = { blocked: [two], idle: [one] }
    const tokens = [{ symbol: 'USDC', chain: 'eip155:1', address: two, decimals: 6 }]
    const named = { ...reject, addresses: '@blocked' }
    expect(
      remarks({ named }, [['named', 'to']], {
        lists,
        tokens,
        mappers: { twice: { times: ['amount', { number: '2' }] } },
      }),
    ).toEqual(['unused_name lists.idle', 'unused_name tokens.0', 'unused_name mappers.twice'])
  })
})
