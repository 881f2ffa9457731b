/** Chains, requests and worlds by luck: small enough that the same accounts, amounts and borders meet again and again. */
import { type Luck, luck } from '../../../engine/luck.fixture.ts'
import type { DecodedRequest } from '../../../facts/decode.ts'
import { absent, type Fact, failed, notAsked } from '../../../facts/fact.ts'
import { dataOf, requestOf } from './chain.fixture.ts'
import type { LinkText, Plain, Policies, Text, World } from './reference.fixture.ts'

const accounts = ['a1', 'b0', 'ca', 'da'].map((byte) => `0x${byte.repeat(20)}`)
const targets = ['70', '71'].map((byte) => `0x${byte.repeat(20)}`)
const feed = `0x${'fe'.repeat(20)}`
const amounts = ['0', '1', '5', '9', '10', '11', '40', `${2n ** 256n - 1n}`]

/** What each function is given, by the names that links may map; `sender` where the function itself does not say who. */
const functions: Readonly<
  Record<
    string,
    {
      readonly takes: readonly ('address' | 'amount' | 'addresses')[]
      readonly names: Readonly<Record<string, number | 'sender'>>
    }
  >
> = {
  'transfer(address to, uint256 amount)': { takes: ['address', 'amount'], names: { from: 'sender', to: 0, amount: 1 } },
  'transferFrom(address from, address to, uint256 amount)': {
    takes: ['address', 'address', 'amount'],
    names: { from: 0, to: 1, amount: 2 },
  },
  'mint(address account, uint256 amount)': { takes: ['address', 'amount'], names: { account: 0, amount: 1 } },
  'airdrop(address[] to, uint256 amount)': { takes: ['addresses', 'amount'], names: { to: 0, amount: 1 } },
}
const signatures = Object.keys(functions)
const mappers = {
  priced: { times: ['amount', { fact: 'price', about: 'to' }] },
  twice: { times: ['amount', { number: '2' }] },
  inverse: { over: [{ number: '100' }, 'amount'] },
}

type Make = (any: Luck) => Policies[string]
const some = (any: Luck) => (any.once(3) ? '@staff' : accounts.filter(() => any.once(2)))

const rate: Make = (any) => ({
  kind: 'volume-rate',
  duration: 60,
  max: any.pick(['0', '40', '200', '1000', '100000']),
  shared: any.once(2),
})

/** A configuration of each kind. */
const configurations: readonly Make[] = [
  (any) => ({ kind: 'allow', addresses: any.once(3) ? accounts.slice(0, 3) : some(any) }),
  (any) => ({ kind: 'bypass', addresses: some(any) }),
  (any) => ({ kind: 'reject', addresses: any.once(2) ? [any.pick(accounts)] : some(any) }),
  (any) => ({ kind: 'only-authorized-sender', senders: some(any) }),
  (any) => ({ kind: 'only-owner', owner: any.pick(accounts) }),
  (any) => ({ kind: 'pause', paused: any.once(4) }),
  (any) => ({
    kind: 'role-based',
    roles: { R: accounts.filter(() => any.once(2)), S: accounts.slice(0, 2) },
    operations: Object.fromEntries(signatures.map((one) => [one, ['R', 'S'].filter(() => !any.once(4))])),
  }),
  (any) => ({ kind: 'max', max: any.pick(amounts) }),
  (any) => ({
    kind: 'volume',
    ...any.pick([
      { min: '0', max: '0' },
      { min: '1', max: '10' },
      { min: '5', max: '0' },
      { min: '0', max: '40' },
    ]),
  }),
  rate,
  (any) => {
    const cycleSize = 1 + any.below(5)
    const endSlot = 1 + any.below(cycleSize)
    return {
      kind: 'interval',
      startSlot: any.below(endSlot),
      endSlot,
      slotDuration: 1 + any.below(4),
      cycleSize,
      cycleOffset: any.below(cycleSize),
    }
  },
  (any) => ({
    kind: 'credential',
    requirements: any.pick([[], [{ types: ['kyc'] }], [{ types: ['kyc'] }], [{ types: ['kyc'], invert: true }]]),
  }),
  (any) => ({
    kind: 'secure-mint',
    feed,
    maxStaleness: any.pick([0, 5]),
    decimals: 1 + any.below(3),
    margin: any.pick([
      { mode: 'none', amount: '0' },
      { mode: 'positive-percentage', amount: '2500' },
      { mode: 'positive-absolute', amount: '15' },
      { mode: 'negative-percentage', amount: '2500' },
      { mode: 'negative-absolute', amount: '15' },
    ]),
  }),
]

/** @returns A text; some are refused when they compile, for they bind or count one thing twice. */
export function textBy(seed: number): Text & { readonly mappers: object } {
  const any = luck(seed)
  const policies = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [`p${i}`, (any.once(5) ? rate : any.pick(configurations))(any)]),
  )
  const named = [...targets, targets[0]!].slice(0, 2 + any.below(2)).map((address, i) => ({
    chain: i === 2 ? 'eip155:10' : 'eip155:1',
    address,
    default: any.once(4) ? ('deny' as const) : ('allow' as const),
    functions: signatures
      .filter(() => !any.once(4))
      .map((one) => ({ function: one, links: linksBy(any, one, policies) })),
  }))
  return {
    ...({ form: 'chain', version: '1.0' } as object),
    default: any.once(3) ? 'allow' : 'deny',
    policies,
    targets: named,
    mappers,
  }
}

function linksBy(any: Luck, signature: string, policies: Policies): readonly LinkText[] {
  const { takes, names } = functions[signature]!
  const addresses = Object.entries(names)
    .filter(([, at]) => at === 'sender' || takes[at] !== 'amount')
    .map(([name]) => name)
  const single = addresses.filter((name) => names[name] === 'sender' || takes[names[name] as number] === 'address')
  const order = Object.keys(policies).filter(() => !any.once(2))
  if (any.once(2)) order.reverse()
  return order.flatMap((policy): readonly LinkText[] => {
    const { kind } = policies[policy]!
    if (kind === 'max' || kind === 'volume')
      return [
        {
          policy,
          parameters: [any.pick(['amount', 'amount', 'twice', 'inverse', single.includes('to') ? 'priced' : 'amount'])],
        },
      ]
    // Reserves are minted against, and one policy serves one target: elsewhere few would compile.
    if (kind === 'secure-mint')
      return signature.startsWith('mint') && any.once(2) ? [{ policy, parameters: ['amount'] }] : []
    if (kind === 'volume-rate') {
      // It measures one function, and rarely another too, which is refused.
      const own = single.length > 0 && (signatures[Number(policy.slice(1)) % 3] === signature || any.once(40))
      return own ? [{ policy, parameters: ['amount', single[Number(policy.slice(1)) % single.length]!] }] : []
    }
    if (kind === 'only-owner' || kind === 'role-based') return [{ policy }]
    if (kind === 'allow' || kind === 'bypass' || kind === 'reject' || kind === 'credential')
      return [{ policy, parameters: any.once(2) ? addresses : [any.pick(addresses)] }]
    return [any.once(2) ? { policy } : { policy, parameters: ['amount'] }]
  })
}

export type Sample = {
  readonly decoded: DecodedRequest
  readonly calls: readonly Plain[]
  readonly world: World
  readonly facts: (name: string, total: (name: string) => bigint) => Fact
}

/** @returns Requests, some of two calls, each with what is known when it is decided. */
export function samplesBy(seed: number, count: number): readonly Sample[] {
  const any = luck(seed)
  return Array.from({ length: count }, () => {
    const sender = any.once(12) ? null : any.pick(accounts)
    const chainId = any.once(12) ? 10 : 1
    const made = Array.from({ length: any.once(4) ? 2 : 1 }, () => callBy(any, sender, chainId))
    const [first, ...others] = made.map(({ request }) => request)
    const calls = [first!, ...others].flatMap(({ calls: [call] }, index) => [{ ...call!, index }])
    const world = worldBy(any)
    const unknown = any.once(2) ? notAsked : failed('timeout')
    return {
      decoded: { ...first!, calls },
      calls: made.map(({ plain }) => plain),
      world,
      facts: (name, total) => factIn(world, unknown, name, total),
    }
  })
}

function callBy(
  any: Luck,
  sender: string | null,
  chainId: number,
): { readonly request: DecodedRequest; readonly plain: Plain } {
  const signature = any.pick(signatures)
  const { takes, names } = functions[signature]!
  const args = takes.map((one) =>
    one === 'address' ? any.pick(accounts) : one === 'amount' ? any.pick(amounts) : accounts.filter(() => any.once(3)),
  )
  const broken = any.once(20)
  const data = dataOf(signature, args)
  const to = any.once(20) ? feed : any.pick(targets)
  const values = Object.fromEntries(
    Object.entries(names).map(([name, at]) => [name, at === 'sender' ? sender : valueIn(takes[at]!, args[at]!)]),
  )
  const amount = values.amount as bigint
  const derived = { twice: amount * 2n, inverse: amount === 0n ? null : 100n / amount }
  const spoilt = any.once(2) ? `${data}00` : data.slice(0, -64)
  return {
    request: requestOf({ to, chainId, sender, data: broken ? spoilt : data }),
    plain: {
      chain: `eip155:${chainId}`,
      target: to,
      function: signature,
      broken,
      sender,
      values: { ...values, ...derived },
    },
  }
}

function valueIn(takes: string, arg: string | readonly string[]): string | bigint | readonly string[] {
  return takes === 'amount' ? BigInt(arg as string) : arg
}

function worldBy(any: Luck): World {
  const maybe = <T>(value: T): T | null => (any.once(15) ? null : value)
  return {
    now: maybe(BigInt(any.below(100))),
    lists: { staff: any.once(6) ? null : accounts.filter(() => any.once(2)) },
    credentials: new Map(
      accounts.map((one) => [one, any.once(6) ? undefined : maybe(any.pick([0n, 0n, 50n, BigInt(any.below(100))]))]),
    ),
    prices: new Map(accounts.map((one) => [one, any.once(6) ? undefined : maybe(BigInt(any.below(3)))])),
    reserve: {
      answer: maybe(any.pick([-1n, 10n, 100n, 1234n, 10n ** 9n])),
      updatedAt: maybe(BigInt(any.below(100))),
      decimals: maybe(BigInt(any.below(5))),
    },
    supply: maybe(BigInt(any.below(100))),
    totals: !any.once(15),
  }
}

function factIn(world: World, unknown: Fact, name: string, total: (name: string) => bigint): Fact {
  const known = (value: bigint | null | undefined): Fact =>
    value === undefined ? absent : value === null ? unknown : { type: 'integer', value }
  if (name.startsWith('counter.')) return known(world.totals ? total(name) : null)
  if (name.startsWith('credential.kyc(evm:')) return known(world.credentials.get(name.slice(19, -1)))
  if (name.startsWith('price(evm:')) return known(world.prices.get(name.slice(10, -1)))
  const about: Readonly<Record<string, bigint | null>> = {
    'time.seconds': world.now,
    [`reserve_answer(evm:${feed})`]: world.reserve.answer,
    [`reserve_updated_at(evm:${feed})`]: world.reserve.updatedAt,
    [`reserve_decimals(evm:${feed})`]: world.reserve.decimals,
    ...Object.fromEntries(targets.map((one) => [`total_supply(evm:${one})`, world.supply])),
  }
  if (Object.hasOwn(about, name)) return known(about[name])
  const { staff } = world.lists
  if (name !== 'list.staff' || staff == null) return unknown
  return { type: 'list', items: staff.map((value) => ({ type: 'address', family: 'evm', value })) }
}
