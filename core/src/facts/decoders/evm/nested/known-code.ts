/**
 * Contracts whose code is the same for everybody: deployed to one address on every chain by what was published, or listed by
 * those who published it. Addresses of safe-global/safe-deployments, mds1/multicall3, eth-infinitism/account-abstraction,
 * Uniswap/permit2 and Uniswap/sdks.
 */
import type { CodeKind } from '../../../contract.ts'

const everywhere: ReadonlyMap<string, CodeKind> = new Map<string, CodeKind>([
  // MultiSend 1.3.0 (two factories) and 1.4.1
  ['0xa238cbeb142c10ef7ad8442c6d1f9e89e07e7761', 'multiSend'],
  ['0x998739bfdaadde7c933b942a68053933098f9eda', 'multiSend'],
  ['0x38869bf66a61cf6bdb996a6ae40d5853fd43b526', 'multiSend'],
  // MultiSendCallOnly 1.3.0 (two factories) and 1.4.1
  ['0x40a2accbd92bca938b02010e17a5b8929b49130d', 'multiSendCallOnly'],
  ['0xa1dabef33b3b82c7814b6d82a79e50f4ac44102b', 'multiSendCallOnly'],
  ['0x9641d764fc13c8b624c04430c7356c1c7c8102e2', 'multiSendCallOnly'],
  // Multicall3
  ['0xca11bde05977b3631167028862be2a173976ca11', 'aggregator'],
  // Entry points 0.6, 0.7 and 0.8
  ['0x5ff137d4b0fdcd49dca30c7cf57e578a026d2789', 'entryPoint'],
  ['0x0000000071727de22e5e9d8baf0edac6f37da032', 'entryPoint'],
  ['0x4337084d9e255ff0702461cf8895ce9e3b5ff108', 'entryPoint'],
  // Permit2
  ['0x000000000022d473030f116ddee9f6b43ac78ba3', 'permit2'],
])

/** Universal Routers, each with the ids of the chains where it is one. */
const routers: readonly (readonly [string, readonly number[]])[] = [
  ['0x3fc91a3afd70395cd496c647d5a6cc9d4b2b7fad', [1, 5, 420, 8453, 44787, 80001, 421613, 11155111]],
  ['0x4c82d1fbfe28c977cbb58d8c7ff8fcf9f70a2cca', [1]],
  ['0x66a9893cc07d91d95644aedd05d03f95e1dba8af', [1]],
  ['0xcb640a86855f1a828c27241ba364348de28abe66', [1]],
  ['0x851116d9223fabed8e56c0e6b8ad0c31d98b3507', [10]],
  [
    '0x8b844f885672f333bc0042cb669255f93a4c1e6b',
    [10, 56, 137, 196, 480, 1301, 1868, 42161, 42220, 43114, 59144, 81457, 84532],
  ],
  ['0xcb1355ff08ab38bbce60111f1bb2b784be25d7e8', [10]],
  ['0x1906c1d672b88cd1b9ac7593301ca990f94eae07', [56]],
  ['0x4dae2f939acf50408e13d58534ff8c2776d45265', [56, 43114]],
  ['0x4d73a4411ca1c660035e4aecc8270e5dddec8c17', [130]],
  ['0xef740bf23acae26f6492b10de645d6b98dc8eaf3', [130]],
  ['0xfdf682f51fe81aa4898f0ae2163d8a55c127fbc7', [130, 143, 4217, 8453, 7777777]],
  ['0x1095692a6237d83c6a72f3f5efedb9a670c49223', [137]],
  ['0xec7be89e9d109e7e3fec59c222cf297125fefda2', [137]],
  ['0x0d97dc33264bfc1c226207428a79b26757fb9dc3', [143]],
  ['0x5507749f2c558bb3e162c6e90c314c092e7372ff', [196]],
  ['0x28731bcc616b5f51dd52cf2e4df0e78dd1136c06', [324]],
  ['0x7a250d5630b4cf539739df2c5dacb4c659f2488d', [480]],
  ['0x8ac7bee993bb44dab564ea4bc9ea67bf9eb5e743', [480]],
  ['0x8909dc15e40173ff4699343b6eb8132c65e18ec6', [1301]],
  ['0xf70536b3bcc1bd1a972dc186a2cf84cc6da6be5d', [1301]],
  ['0x0e2850543f69f678257266e0907ff9a58b3f13de', [1868]],
  ['0x1febb76be10aaf3a1402f04e8e835f2c382f7914', [4217]],
  ['0x47837eb80db5908eabba9105626d9b348bea7b02', [4326]],
  ['0x48fd03529d2a91be835f07f6b72f53b4aad6093d', [4326]],
  ['0x8876789976decbfcbbbe364623c63652db8c0904', [4663]],
  ['0x4fca4a51ab4f23a7447b3284fbd7d73289a89fb1', [5042]],
  ['0x6ff5693b99212da76ad316178a184ab56d299b43', [8453]],
  ['0x3ae6d8a282d67893e17aa70ebffb33ee5aa65893', [10143]],
  ['0x5e325eda8064b456f4781070c0738d849c824258', [42161]],
  ['0xa51afafe0263b40edaef0df8781ea9aa03e381a3', [42161]],
  ['0x643770e279d5d0733f21d6dc03a8efbabf3255b4', [42220, 81457]],
  ['0xcb695bc5d3aa22cad1e6df07801b061a05a0233a', [42220]],
  ['0x94b75331ae8d42c1b61065089b7d48fe14aa73b7', [43114]],
  ['0x112908dac86e20e7241b0927479ea3bf935d1fa0', [57073]],
  ['0x28bd21bb4ea4fda370d8d7544992038375d8d456', [57073]],
  ['0x661e93cca42afacb172121ef892830ca3b70f08d', [59144]],
  ['0xeabbcb3e8e415306207ef514f660a3f820025be3', [81457]],
  ['0xd0872d928672ae2ff74bdb2f5130ac12229cafaf', [84531]],
  ['0x492e6456d9528771018deb9e87ef7750ef184104', [84532]],
  ['0x2986d9721a49838ab4297b695858af7f17f38014', [7777777]],
  ['0x3315ef7ca28db74abadc6c44570efdf06b04b020', [7777777]],
  ['0x3a9d48ab9751398bbfa63ad67599bb04e4bdf98b', [11155111]],
  ['0x7dfd4f31be6814d2906bde155c3e1b146eac1468', [11155111]],
  ['0xb0c89059d7190edb17eff19829cc009cee923916', [11155111]],
]

/** Chains whose code is compiled otherwise, so that the same address is not the same contract. */
const apart: ReadonlySet<bigint> = new Set([300n, 324n])

const routerPlaces: ReadonlySet<string> = new Set(
  routers.flatMap(([address, chains]) => chains.map((chain) => `${chain}/${address}`)),
)

/** @returns What code is known to be at `address` on the chain; null when nobody knows. */
export function knownCode(chainId: bigint | null, address: string): CodeKind | null {
  if (chainId === null) return null
  if (routerPlaces.has(`${chainId}/${address}`)) return 'universalRouter'
  return apart.has(chainId) ? null : (everywhere.get(address) ?? null)
}
