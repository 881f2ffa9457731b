/**
 * What a chain means, said again as shortly as can be: the author's JSON over plain values that a call was made of. It shares
 * nothing with the compiler, the decoders and the engine. `null` is not known, `undefined` is not there.
 */

type Maybe<T> = T | null | undefined
type Truth = boolean | null

export type Plain = {
  readonly chain: string
  readonly target: string
  readonly function: string
  /** The bytes are no arguments of the function. */
  readonly broken: boolean
  readonly sender: string | null
  /** By the names that a link may map. */
  readonly values: Readonly<Record<string, Maybe<string | bigint | readonly string[]>>>
}

export type World = {
  readonly now: bigint | null
  readonly lists: Readonly<Record<string, readonly string[] | null>>
  /** By account; expiry of the only type. */
  readonly credentials: ReadonlyMap<string, Maybe<bigint>>
  /** By account, who is a strange thing to have a price. */
  readonly prices: ReadonlyMap<string, Maybe<bigint>>
  readonly reserve: {
    readonly answer: bigint | null
    readonly updatedAt: bigint | null
    readonly decimals: bigint | null
  }
  readonly supply: bigint | null
  /** Whether totals of counters can be read. */
  readonly totals: boolean
}

export type LinkText = { readonly policy: string; readonly parameters?: readonly string[] }
export type Policies = Readonly<Record<string, Readonly<Record<string, unknown>> & { readonly kind: string }>>
export type Text = {
  readonly default?: 'allow' | 'deny'
  readonly policies: Policies
  readonly targets: readonly {
    readonly chain: string
    readonly address: string
    readonly default: 'allow' | 'deny'
    readonly functions: readonly { readonly function: string; readonly links: readonly LinkText[] }[]
  }[]
}

export type Draw = { readonly key: string; readonly call: number; readonly amount: bigint }
export type Answer = {
  readonly decision: 'allow' | 'deny'
  readonly code: string
  readonly path: string | null
  readonly draws: readonly Draw[]
}

type Ending = Omit<Answer, 'draws'> & { readonly draws: readonly Omit<Draw, 'call'>[]; readonly unsure: boolean }
/** What a link says. `reject: null` is a rejection that is not ruled out. */
type Saying = { readonly reject?: Truth; readonly allow?: Truth; readonly draw?: Omit<Draw, 'call'> }

/** @returns The decision on the calls of one request; `total` is what stands stored under a key. */
export function answer(text: Text, calls: readonly Plain[], world: World, total: (key: string) => bigint): Answer {
  const draws: Draw[] = []
  const obscured = new Set<string>()
  const endings = calls.map((call, index) => {
    const before = (key: string): bigint | null => {
      if (!world.totals || obscured.has(key.split('|').slice(0, 2).join('|'))) return null
      return draws.filter((draw) => draw.key === key).reduce((sum, draw) => sum + draw.amount, total(key))
    }
    const ending = endingOf(text, call, world, before)
    for (const { key, amount } of ending.draws) {
      draws.push({ key, amount, call: index })
      if (ending.unsure) obscured.add(key.split('|').slice(0, 2).join('|'))
    }
    return ending
  })
  const { decision, code, path } = endings.find((one) => one.decision === 'deny') ?? endings[0]!
  return { decision, code, path, draws: decision === 'deny' ? [] : draws }
}

function endingOf(text: Text, call: Plain, world: World, before: (key: string) => bigint | null): Ending {
  const t = text.targets.findIndex((one) => one.chain === call.chain && one.address === call.target)
  const target = text.targets[t]
  const f = target?.functions.findIndex((one) => one.function === call.function) ?? -1
  if (target === undefined)
    return text.default === 'allow' ? end('allow', 'default_allow', null) : end('deny', 'chain_not_named', null)
  if (f < 0) return end(target.default, `chain_default_${target.default}`, `targets[${t}]`)
  const path = `targets[${t}].functions[${f}]`
  if (call.broken) return end('deny', 'chain_unreadable_not_known', path)
  return follow(target.functions[f]!.links, 0, path, target.default, (link) =>
    say(link, text.policies[link.policy]!, call, world, before),
  )
}

function follow(
  links: readonly LinkText[],
  at: number,
  path: string,
  otherwise: 'allow' | 'deny',
  ask: (link: LinkText) => Saying | 'missing' | 'unknown',
): Ending {
  const link = links[at]
  if (link === undefined) return end(otherwise, `chain_default_${otherwise}`, path)
  const here = `${path}.links[${at}]`
  const saying = ask(link)
  if (saying === 'missing') return end('deny', 'chain_parameter_missing', here)
  if (saying === 'unknown') return end('deny', 'chain_parameter_missing_not_known', here)
  if (saying.reject === true) return end('deny', 'chain_rejected', here)
  if (saying.reject === null) return end('deny', 'chain_rejected_not_known', here)
  if (saying.allow === true) return end('allow', 'chain_allowed', here)
  const rest = follow(links, at + 1, path, otherwise, ask)
  const drawn = saying.draw === undefined ? rest : { ...rest, draws: [saying.draw, ...rest.draws] }
  if (saying.allow !== null) return drawn
  const unsure = { ...drawn, unsure: true }
  return rest.decision === 'deny' ? unsure : { ...unsure, code: 'chain_allowed_not_known', path: here }
}

function end(decision: 'allow' | 'deny', code: string, path: string | null): Ending {
  return { decision, code, path, draws: [], unsure: false }
}

function say(
  { policy, parameters = [] }: LinkText,
  configuration: Policies[string],
  call: Plain,
  world: World,
  before: (key: string) => bigint | null,
): Saying | 'missing' | 'unknown' {
  const values = parameters.map((name) => (name === 'priced' ? priced(call, world) : call.values[name]))
  if (values.includes(undefined)) return 'missing'
  if (values.includes(null)) return 'unknown'
  const given = configuration as never as Configuration
  const addresses = values.flat() as readonly string[]
  const amount = values[0] as bigint
  const among = (who: string, list: string | readonly string[]): Truth => {
    const members = typeof list === 'string' ? world.lists[list.slice(1)]! : list
    return members === null ? null : members.includes(who)
  }
  const listed = (list: string | readonly string[]) => {
    const known = typeof list !== 'string' || world.lists[list.slice(1)] !== null
    if (!known) return null
    const groups = values.map((value) => (typeof value === 'string' ? [value] : (value as readonly string[])))
    return groups.every((group) => group.length > 0 && group.every((one) => among(one, list) === true))
  }
  switch (given.kind) {
    case 'allow':
      return { reject: not(listed(given.addresses)) }
    case 'bypass':
      return { allow: listed(given.addresses) }
    case 'reject':
      if (typeof given.addresses === 'string' && world.lists[given.addresses.slice(1)] === null) return { reject: null }
      return { reject: addresses.some((one) => among(one, given.addresses) === true) }
    case 'only-authorized-sender':
      return { reject: call.sender === null ? null : not(among(call.sender, given.senders)) }
    case 'only-owner':
      return { reject: call.sender === null ? null : call.sender !== given.owner }
    case 'pause':
      return { reject: given.paused }
    case 'role-based': {
      const roles = given.operations[call.function] ?? []
      if (roles.length === 0) return { reject: true }
      return { reject: call.sender === null ? null : !roles.some((role) => given.roles[role]!.includes(call.sender!)) }
    }
    case 'max':
      return { reject: amount > BigInt(given.max) }
    case 'volume':
      return { reject: amount < BigInt(given.min) || (given.max !== '0' && amount > BigInt(given.max)) }
    case 'volume-rate': {
      const key = `${policy}|${given.shared ? '' : `${call.chain}/${call.target}`}|${addresses[1]}`
      const used = before(key)
      return { reject: used === null ? null : used + amount > BigInt(given.max), draw: { key, amount } }
    }
    case 'interval': {
      if (world.now === null) return { reject: null }
      const cycle = BigInt(given.cycleSize)
      const slot = (((world.now / BigInt(given.slotDuration)) % cycle) + BigInt(given.cycleOffset)) % cycle
      return { reject: slot < BigInt(given.startSlot) || slot >= BigInt(given.endSlot) }
    }
    case 'credential': {
      if (given.requirements.length === 0) return { reject: false }
      if (values.some((value) => Array.isArray(value) && value.length === 0)) return { reject: true }
      const results = addresses.flatMap((one) =>
        given.requirements.map(({ invert }) => (invert === true ? not(valid(one, world)) : valid(one, world))),
      )
      return { reject: results.includes(false) ? true : results.includes(null) ? null : false }
    }
    case 'secure-mint':
      return { reject: mint(amount, given, world) }
  }
}

function priced({ values }: Plain, { prices }: World): Maybe<bigint> {
  const price = prices.get(values.to as string)
  return price === undefined || price === null ? price : price * (values.amount as bigint)
}

function valid(account: string, { credentials, now }: World): Truth {
  const expiry = credentials.get(account)
  if (expiry === undefined) return false
  if (expiry === null) return null
  if (expiry === 0n) return true
  return now === null ? null : expiry > now
}

function mint(amount: bigint, given: Configuration & { kind: 'secure-mint' }, { reserve, supply, now }: World): Truth {
  const { answer, updatedAt, decimals } = reserve
  if (answer === null) return null
  if (answer < 0n) return true
  if (given.maxStaleness > 0) {
    if (now === null || updatedAt === null) return null
    if (updatedAt > now || now - updatedAt > BigInt(given.maxStaleness)) return true
  }
  if (decimals === null || supply === null) return null
  const own = BigInt(given.decimals)
  const scaled = decimals > own ? answer / 10n ** (decimals - own) : answer * 10n ** (own - decimals)
  const margin = BigInt(given.margin.amount)
  const mintable = {
    none: scaled,
    'positive-percentage': (scaled * (10_000n - margin)) / 10_000n,
    'positive-absolute': scaled > margin ? scaled - margin : 0n,
    'negative-percentage': (scaled * (10_000n + margin)) / 10_000n,
    'negative-absolute': scaled + margin,
  }[given.margin.mode]
  return amount + supply > mintable
}

function not(truth: Truth): Truth {
  return truth === null ? null : !truth
}

type Configuration =
  | { readonly kind: 'allow' | 'bypass' | 'reject'; readonly addresses: string | readonly string[] }
  | { readonly kind: 'only-authorized-sender'; readonly senders: string | readonly string[] }
  | { readonly kind: 'only-owner'; readonly owner: string }
  | { readonly kind: 'pause'; readonly paused: boolean }
  | {
      readonly kind: 'role-based'
      readonly roles: Readonly<Record<string, readonly string[]>>
      readonly operations: Readonly<Record<string, readonly string[]>>
    }
  | { readonly kind: 'max'; readonly max: string }
  | { readonly kind: 'volume'; readonly min: string; readonly max: string }
  | { readonly kind: 'volume-rate'; readonly max: string; readonly shared: boolean }
  | {
      readonly kind: 'interval'
      readonly startSlot: number
      readonly endSlot: number
      readonly slotDuration: number
      readonly cycleSize: number
      readonly cycleOffset: number
    }
  | { readonly kind: 'credential'; readonly requirements: readonly { readonly invert?: boolean }[] }
  | {
      readonly kind: 'secure-mint'
      readonly maxStaleness: number
      readonly decimals: number
      readonly margin: {
        readonly mode:
          | 'none'
          | 'positive-percentage'
          | 'positive-absolute'
          | 'negative-percentage'
          | 'negative-absolute'
        readonly amount: string
      }
    }
