/** Benchmark of typed data: an ERC-2612 permit, from JSON to digest and checked facts, beside the digests of other libraries. */
import { decode, nothingGiven, Requests, type Surroundings } from '@portcullis/core'
import { TypedDataEncoder } from 'ethers'
import { createKeccak } from 'hash-wasm'
import * as TypedData from 'ox/TypedData'
import { hashTypedData } from 'viem'
import { type Result, race } from './race.ts'

const floor = 7
const address = (digits: string) => `0x${digits.repeat(20)}` as const
const members = (text: string) =>
  text.split(', ').map((member) => {
    const [type, name] = member.split(' ')
    return { name: name!, type: type! }
  })
const types = {
  EIP712Domain: members('string name, string version, uint256 chainId, address verifyingContract'),
  Permit: members('address owner, address spender, uint256 value, uint256 nonce, uint256 deadline'),
}
const domain = { name: 'USD Coin', version: '2', chainId: 1, verifyingContract: address('70') }
const message = (nonce: number) => ({
  owner: address('a1'),
  spender: address('b0'),
  value: '1000000000',
  nonce: `${nonce}`,
  deadline: '1795165200',
})
/** Many permits: no competitor may remember the last one. */
const permits = Array.from({ length: 256 }, (_, nonce) => ({
  types,
  primaryType: 'Permit' as const,
  domain,
  message: message(nonce),
}))
const requests = permits.map((typedData) => Requests.read({ payload: { typedData } }))

/** @returns The lines to print, and the figures. */
export async function typedData(): Promise<{ readonly lines: readonly string[]; readonly figures: object }> {
  const faster = { ...nothingGiven, keccak: await wasmKeccak() }
  check(nothingGiven)
  check(faster)
  let next = 0
  const any = () => permits[next++ % permits.length]!
  const { EIP712Domain: _, ...withoutDomain } = types
  const [fast, own, viem, ox, ethers] = race([
    {
      name: 'portcullis decode, with the keccak of hash-wasm',
      run: () => decode(requests[next++ % permits.length]!, faster),
    },
    {
      name: 'portcullis decode: digest, checked values, facts',
      run: () => decode(requests[next++ % permits.length]!, nothingGiven),
    },
    { name: 'viem hashTypedData: digest', run: () => hashTypedData(any() as never) },
    { name: 'ox TypedData.getSignPayload: digest', run: () => TypedData.getSignPayload(any() as never) },
    {
      name: 'ethers TypedDataEncoder.hash: digest',
      run: () => TypedDataEncoder.hash(domain, withoutDomain, any().message),
    },
  ]) as [Result, Result, Result, Result, Result]
  const ratio = fast.perSecond / viem.perSecond
  const plainRatio = own.perSecond / viem.perSecond
  return {
    lines: [
      'ERC-2612 permit as typed data (per second of processor time, median of 9 rounds)',
      ...[fast, own, viem, ox, ethers].map(
        ({ name, perSecond }) =>
          `  ${name.padEnd(56)} ${Math.round(perSecond).toLocaleString('en-US').padStart(10)}  ${(fast.perSecond / perSecond).toFixed(1)}`,
      ),
      `  ratio to viem ${ratio.toFixed(1)} with the faster hash, ${plainRatio.toFixed(1)} with the default (floor ${floor}, goal 20)`,
    ],
    figures: { perSecond: fast.perSecond, viemRatio: ratio, viemRatioDefault: plainRatio },
  }
}

/** The function must be synchronous, so that the module is made ready before. */
async function wasmKeccak(): Promise<(bytes: Uint8Array) => Uint8Array> {
  const hasher = await createKeccak(256)
  return (bytes) => hasher.init().update(bytes).digest('binary')
}

/** Every digest is the one that viem computes. */
function check(surroundings: Surroundings): void {
  for (const [at, permit] of permits.entries()) {
    const { digest } = decode(requests[at]!, surroundings).facts
    if (digest?.type !== 'bytes' || digest.value !== hashTypedData(permit as never)) throw new Error('another digest')
  }
}
