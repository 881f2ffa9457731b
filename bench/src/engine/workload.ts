/**
 * The workload of the engine benchmark, seeded: rules about keys with two to four further conditions, and requests that meet them
 * about half the time. Amounts have 256 bits; three in a hundred caps lie above 2^128.
 */

/** How rules spread over keys: ten for each, or all for one. */
export const shapes = ['many keys', 'one key'] as const
export type Shape = (typeof shapes)[number]

/** What a rule asks. What is `null` it does not ask. */
export type Rule = {
  readonly effect: 'allow' | 'deny'
  readonly key: string | null
  readonly chain: number | null
  readonly target: string | null
  readonly selector: string | null
  readonly token: string | null
  readonly role: string | null
  readonly recipients: readonly string[] | null
  /** `<=` or `>` an amount in base units. */
  readonly amount: { readonly operator: '<=' | '>'; readonly limit: bigint } | null
}

/** The same neutral request for every contestant, who pays for its own conversion. */
export type Request = {
  readonly key: string
  readonly chain: number
  readonly target: string
  readonly selector: string
  readonly token: string
  readonly role: string
  readonly recipient: string
  readonly amount: bigint
}

export type Workload = { readonly rules: readonly Rule[]; readonly requests: readonly Request[] }

/** Symbols of the tokens that rules and requests name. */
export const tokens = Array.from({ length: 12 }, (_, i) => `TK${i}`)
export const chains = [1, 10, 137, 8453]
export const roles = ['operator', 'trader', 'treasurer', 'payroll']
const selectors = ['0xa9059cbb', '0x23b872dd', '0x095ea7b3', '0x3593564c', '0xac9650d8', '0x5ae401dc']
const transfer = selectors[0]!
const requestCount = 2000

/** @returns The rules and requests of a shape and size; the same every time. */
export function workloadOf(shape: Shape, size: number): Workload {
  const random = generator(20_261_120 + size)
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!
  const address = () =>
    `0x${Array.from({ length: 5 }, () =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('')}`
  const targets = Array.from({ length: 200 }, address)
  const recipients = Array.from({ length: 500 }, address)
  const sanctioned = Array.from({ length: 64 }, address)
  const amount = () => BigInt(Math.floor(random() * 1_000_000)) * 10n ** BigInt(Math.floor(random() * 16))
  const cap = () => (random() < 0.03 ? 2n ** 128n + amount() : amount() + 1n)
  const keyOf = (i: number) => (shape === 'one key' ? 'wallet0' : `wallet${Math.floor(i / 10)}`)
  const blank: Rule = {
    effect: 'allow',
    key: null,
    chain: null,
    target: null,
    selector: null,
    token: null,
    role: null,
    recipients: null,
    amount: null,
  }
  const at = (i: number): Rule => {
    const key = keyOf(i)
    const limit = cap()
    const most = { operator: '<=', limit } as const
    const choices: readonly (() => Rule)[] = [
      () => ({ ...blank, key, chain: pick(chains), target: pick(targets), selector: pick(selectors), amount: most }),
      () => ({ ...blank, key, chain: pick(chains), token: pick(tokens), recipients: four(), amount: most }),
      () => ({ ...blank, key, role: pick(roles), token: pick(tokens), target: pick(targets), amount: most }),
      () => ({ ...blank, key, target: pick(targets), selector: pick(selectors), role: pick(roles) }),
      () => ({
        ...blank,
        key,
        effect: 'deny',
        token: pick(tokens),
        target: pick(targets),
        amount: { operator: '>', limit },
      }),
      () => ({ ...blank, key, effect: 'deny', chain: pick(chains), recipients: four() }),
    ]
    return choices[[0, 0, 1, 1, 1, 2, 2, 3, 4, 5][i % 10]!]!()
  }
  const four = () => Array.from({ length: 4 }, () => pick(recipients))
  const global: readonly Rule[] = [
    { ...blank, effect: 'deny', recipients: sanctioned },
    { ...blank, effect: 'deny', selector: selectors[2]!, amount: { operator: '>', limit: 2n ** 96n } },
    { ...blank, effect: 'deny', selector: transfer, amount: { operator: '>', limit: 2n ** 255n } },
  ]
  const rules = [...global, ...Array.from({ length: Math.max(0, size - global.length) }, (_, i) => at(i))]
  const chance = (): Request => ({
    key: keyOf(Math.floor(random() * size)),
    chain: pick(chains),
    target: pick(targets),
    selector: pick(selectors),
    token: pick(tokens),
    role: pick(roles),
    recipient: random() < 0.04 ? pick(sanctioned) : pick(recipients),
    amount: random() < 0.02 ? 2n ** 255n + amount() : amount(),
  })
  /** A request that meets the rule in everything that it asks. */
  const meeting = (rule: Rule): Request => {
    const any = chance()
    const { amount: asked } = rule
    return {
      key: rule.key ?? any.key,
      chain: rule.chain ?? any.chain,
      target: rule.target ?? any.target,
      selector: rule.selector ?? any.selector,
      token: rule.token ?? any.token,
      role: rule.role ?? any.role,
      recipient: rule.recipients === null ? any.recipient : pick(rule.recipients),
      amount:
        asked === null
          ? any.amount
          : asked.operator === '<='
            ? asked.limit - (asked.limit > 1n ? 1n : 0n)
            : asked.limit + 1n,
    }
  }
  const requests = Array.from({ length: requestCount }, () => (random() < 0.68 ? meeting(pick(rules)) : chance()))
  return { rules, requests: requests.map(fresh) }
}

/** As it would come in: its texts are equal to those of the rules, and others. */
function fresh(request: Request): Request {
  return { ...JSON.parse(JSON.stringify({ ...request, amount: null })), amount: request.amount }
}

/** Deny overrides, default deny: the answer that every contestant must give. Three lines, so that they are obviously right. */
export function allowed(rules: readonly Rule[], request: Request): boolean {
  const met = rules.filter((rule) => meets(rule, request))
  return met.length > 0 && met.every(({ effect }) => effect === 'allow')
}

/** @returns Whether the request is all that the rule asks. */
export function meets(rule: Rule, request: Request): boolean {
  const { amount, recipients } = rule
  return (
    (['key', 'chain', 'target', 'selector', 'token', 'role'] as const).every(
      (field) => rule[field] === null || rule[field] === request[field],
    ) &&
    (recipients === null || recipients.includes(request.recipient)) &&
    (amount === null || (amount.operator === '<=' ? request.amount <= amount.limit : request.amount > amount.limit))
  )
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
