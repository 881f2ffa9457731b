import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as viem from 'viem'
import { describe, expect, it } from 'vitest'
import { dataPath } from '../../../data.fixture.ts'
import * as Families from './families.ts'
import type { JsonParameter } from './generated.fixture.ts'

/** Selectors as they are known in public, not computed here. */
const published: Readonly<Record<string, readonly string[]>> = {
  erc20: [
    'a9059cbb',
    '23b872dd',
    '095ea7b3',
    '39509351',
    'a457c2d7',
    'd505accf',
    '8fcbaf0c',
    'e3ee160e',
    'ef55bec6',
    '5a049a70',
  ],
  erc721: ['42842e0e', 'b88d4fde', 'a22cb465', '23b872dd', '095ea7b3'],
  erc1155: ['f242432a', '2eb2c2d6', 'a22cb465'],
  erc4626: ['6e553f65', '94bf804d', 'b460af94', 'ba087652'],
  weth: ['d0e30db0', '2e1a7d4d'],
  permit2: ['87517c45', '2b67b570', '2a2d80d1', '36c78516', '0d58b1db', '30f28b7a', 'edd9444b', '137c29fe', 'fe8ec1a7'],
  multicall: [
    '252dba42',
    '82ad56cb',
    '174dea71',
    'ac9650d8',
    '5ae401dc',
    '1f0464d1',
    'bce38bd7',
    '399542e9',
    'c3077fa9',
  ],
  entryPoint06: ['1fad948c', '4b1d7cf5'],
  entryPoint07: ['765e827f', 'dbed18e0'],
  safe: [
    '6a761202',
    '468721a7',
    '5229073f',
    'b63e800d',
    '0d582f13',
    'f8dc5dd9',
    'e318b52b',
    '694e80c3',
    '610b5925',
    'e009cfde',
    'e19a9dd9',
    'f08a0323',
  ],
  multiSend: ['8d80ff0a'],
  uniswapV2Router: [
    '38ed1739',
    '8803dbee',
    '7ff36ab5',
    '4a25d94a',
    '18cbafe5',
    'fb3bdb41',
    '5c11d795',
    'b6f9de95',
    '791ac947',
    'e8e33700',
    'f305d719',
    'baa2abde',
    '02751cec',
    '2195995c',
    'ded9382a',
    'af2979eb',
    '5b0d5984',
  ],
  uniswapV3Router: [
    '414bf389',
    '04e45aaf',
    'c04b8d59',
    'b858183f',
    'db3e2198',
    '5023b4df',
    'f28c0498',
    '09b81346',
    '472b43f3',
    '42712a67',
    '49404b7c',
    'df2ab5bb',
    '12210e8a',
  ],
  universalRouter: ['3593564c', '24856bc3'],
  aaveV3Pool: [
    '617ba037',
    '02c205f0',
    'e8eda9df',
    '69328dec',
    'a415bcad',
    '573ade81',
    '5a3b74b9',
    'ab9c4b5d',
    '42b0b77c',
  ],
}

describe('known functions', () => {
  it.each(Object.entries(published))('of %s have the selectors that the contracts have', (family, selectors) => {
    const missing = selectors.filter(
      (selector) => !Families.familyOf(`0x${selector}`).some((known) => known.family === family),
    )
    expect(missing).toEqual([])
  })

  it('of one selector always have one signature, and every family has each only once', () => {
    const seen = new Map<string, string>()
    const own = new Set<string>()
    for (const { family, fn } of Families.all()) {
      expect([fn.signature, seen.get(fn.selector) ?? fn.signature]).toEqual([fn.signature, fn.signature])
      seen.set(fn.selector, fn.signature)
      expect(own.has(`${family} ${fn.selector}`)).toBe(false)
      own.add(`${family} ${fn.selector}`)
      expect(fn.selector).toBe(viem.toFunctionSelector(fn.signature))
      expect(fn.inputs.every((input) => input.name !== '')).toBe(true)
    }
  })

  it('are found under every family that shares the selector, with its own names', () => {
    expect(Families.familyOf('0x23b872dd').map(({ family, fn }) => [family, fn.inputs[2]!.name])).toEqual([
      ['erc20', 'amount'],
      ['erc721', 'tokenId'],
    ])
    expect(Families.familyOf('0xa22cb465').map(({ family }) => family)).toEqual(['erc721', 'erc1155'])
  })

  it.each(['0xffffffff', '0x', 'constructor', '__proto__', '0xA9059CBB'])('do not include `%s`', (selector) => {
    expect(Families.familyOf(selector)).toEqual([])
  })

  const path = dataPath('evm/abis.json.gz')
  it.skipIf(path === null)('are those of the published ABIs', () => {
    type Item = { type: string; name: string; inputs: JsonParameter[] }
    const abis = JSON.parse(gunzipSync(readFileSync(path!)).toString()) as Record<string, { abi: Item[] }>
    const contracts: Readonly<Record<string, readonly string[]>> = {
      erc20: ['erc20', 'usdt'],
      erc721: ['erc721'],
      erc1155: ['erc1155'],
      erc4626: ['erc4626'],
      weth: ['weth9'],
      multicall: ['multicall3'],
      entryPoint06: ['entryPoint06'],
      entryPoint07: ['entryPoint07', 'entryPoint08'],
      safe: ['safe-1.4.1', 'safe-1.3.0'],
      multiSend: ['multiSend-1.4.1'],
      aaveV3Pool: ['aaveV3Pool'],
    }
    const found = new Set<string>()
    for (const [family, names] of Object.entries(contracts)) {
      for (const item of names.flatMap((name) => abis[name]!.abi)) {
        if (item.type !== 'function') continue
        const selector = viem.toFunctionSelector(item as unknown as viem.AbiFunction)
        if (Families.familyOf(selector).some((known) => known.family === family)) found.add(`${family} ${selector}`)
      }
    }
    // What no ABI in the data has: extensions of ERC-20, most multicalls, a newer Safe's module guard.
    const others = Families.all()
      .filter(({ family, fn }) => contracts[family] && !found.has(`${family} ${fn.selector}`))
      .map(({ family, fn }) => `${family} ${fn.name}`)
    expect([...new Set(others)]).toEqual([
      'erc20 increaseAllowance',
      'erc20 decreaseAllowance',
      'erc20 permit',
      'erc20 transferWithAuthorization',
      'erc20 receiveWithAuthorization',
      'erc20 cancelAuthorization',
      'multicall aggregate',
      'multicall aggregate3Value',
      'multicall blockAndAggregate',
      'multicall tryAggregate',
      'multicall tryBlockAndAggregate',
      'multicall multicall',
      'safe setModuleGuard',
    ])
  })
})
