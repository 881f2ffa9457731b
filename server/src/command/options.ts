/** The options that commands share, read from the command line. */
import { parseArgs } from 'node:util'
import {
  type Binding,
  contractsOf,
  type Fact,
  InputError,
  nothingGiven,
  type Surroundings,
  walletsOf,
} from '@portcullis/core'
import { type Companions, instantOf, listFacts, readCompanions, readFacts, readKey } from './files.ts'
import { unknownOption } from './unknown-option.ts'
import { UsageError } from './usage.ts'

const known = {
  policy: { type: 'string', multiple: true },
  policies: { type: 'string', multiple: true },
  records: { type: 'string' },
  'log-key': { type: 'string' },
  witness: { type: 'string', multiple: true },
  older: { type: 'string', multiple: true },
  receipts: { type: 'string', multiple: true },
  with: { type: 'string', multiple: true },
  key: { type: 'string' },
  facts: { type: 'string' },
  issuer: { type: 'string', multiple: true },
  role: { type: 'string', multiple: true },
  group: { type: 'string', multiple: true },
  chain: { type: 'string' },
  form: { type: 'string' },
  now: { type: 'string' },
  'no-policy': { type: 'string' },
  json: { type: 'boolean' },
  explain: { type: 'boolean' },
  strict: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

export type OptionName = keyof typeof known

export type Options = {
  readonly policy: readonly string[]
  readonly policies: readonly string[]
  readonly records: string | undefined
  readonly logKey: string | undefined
  readonly witness: readonly string[]
  readonly older: readonly string[]
  readonly receipts: readonly string[]
  readonly with: readonly string[]
  readonly key: string | undefined
  readonly facts: string | undefined
  readonly issuer: readonly string[]
  readonly role: readonly string[]
  readonly group: readonly string[]
  readonly chain: string | undefined
  readonly form: string | undefined
  readonly now: string | undefined
  readonly noPolicy: 'deny' | 'allow'
  readonly json: boolean
  readonly explain: boolean
  readonly strict: boolean
  readonly help: boolean
  readonly files: readonly string[]
}

/** @returns The options in `argv`. @throws UsageError for one that is not among `allowed`, or lacks its value. */
export function readOptions(argv: readonly string[], allowed: readonly OptionName[]): Options {
  const names = [...allowed, 'help'] as const
  const options = Object.fromEntries(names.map((name) => [name, known[name as OptionName]]))
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
    return shape(values as Record<string, string | boolean | string[] | undefined>, positionals)
  } catch (error) {
    if (!(error instanceof TypeError && 'code' in error)) throw error
    const [, unknown] = /^Unknown option '(-[^']*)'/.exec(error.message) ?? []
    throw new UsageError(unknown === undefined ? error.message : unknownOption(unknown, names))
  }
}

/** @returns What `--key`, `--chain`, `--with` and the policies say of the bytes' surroundings. */
export function surroundingsOf(
  options: Options,
  companions: Companions,
  bindings: readonly Binding[] = [],
): Surroundings {
  const chain = chainOf(options.chain)
  return {
    ...nothingGiven,
    key: readKey(options.key),
    chain,
    cluster: companions.clusters.find((cluster) => cluster.chain === chain) ?? null,
    wallets: walletsOf(bindings.map(({ policy }) => policy)),
    operations: companions.operations,
    contracts: contractsOf(companions.contracts),
  }
}

/** @returns The companions of `--with`. */
export function companionsOf(options: Options): Companions {
  return readCompanions(options.with)
}

/** @returns The lists of `--with`, the facts of `--facts`, and who asks: `--issuer`, `--role`, `--group`. */
export function factsOf(options: Options, companions: Companions): Readonly<Record<string, Fact>> {
  return {
    ...listFacts(companions),
    ...readFacts(options.facts),
    ...issuerFacts(options.issuer),
    ...nameFacts('issuer.roles', options.role),
    ...nameFacts('issuer.groups', options.group),
  }
}

/** @returns A clock: the instant of `--now`, or the machine's. */
export function clockOf(options: Options): () => number {
  if (options.now === undefined) return Date.now
  try {
    const nowMs = instantOf(options.now, '--now')
    if (nowMs < 0) throw new UsageError('--now is an instant since 1970')
    return () => nowMs
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(`--now: ${error.message}`)
    throw error
  }
}

function shape(values: Record<string, string | boolean | string[] | undefined>, files: readonly string[]): Options {
  const many = (name: string) => (values[name] ?? []) as string[]
  const one = (name: string) => values[name] as string | undefined
  const noPolicy = one('no-policy') ?? 'deny'
  if (noPolicy !== 'deny' && noPolicy !== 'allow') throw new UsageError('--no-policy is `deny` or `allow`')
  return {
    policy: many('policy'),
    policies: many('policies'),
    records: one('records'),
    logKey: one('log-key'),
    witness: many('witness'),
    older: many('older'),
    receipts: many('receipts'),
    with: many('with'),
    key: one('key'),
    facts: one('facts'),
    issuer: many('issuer'),
    role: many('role'),
    group: many('group'),
    chain: one('chain'),
    form: one('form'),
    now: one('now'),
    noPolicy,
    json: values['json'] === true,
    explain: values['explain'] === true,
    strict: values['strict'] === true,
    help: values['help'] === true,
    files,
  }
}

function chainOf(text: string | undefined): string | null {
  if (text === undefined) return null
  // CAIP-2, of the families that requests can be for.
  if (!/^(eip155:[1-9][0-9]{0,31}|solana:[A-Za-z0-9]{1,32})$/.test(text)) {
    throw new UsageError('--chain is a CAIP-2 chain such as `eip155:1` or `solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp`')
  }
  return text
}

function issuerFacts(issuers: readonly string[]): Readonly<Record<string, Fact>> {
  if (issuers.length === 0) return {}
  const read = issuers.map((text) => {
    const [, type, id] = /^(UserId|SessionId|SessionKeyId):(.+)$/.exec(text) ?? []
    if (type === undefined || id === undefined) throw new UsageError('--issuer is `UserId:ID` or `SessionId:ID`')
    return { type: type === 'SessionKeyId' ? 'SessionId' : type, id }
  })
  return {
    issuers: textsOf(read.map(({ type, id }) => `${type}:${id}`)),
    issuerTypes: textsOf([...new Set(read.map(({ type }) => type))]),
  }
}

/** Nothing is said of roles where no role is given: then they are not known. */
function nameFacts(fact: string, names: readonly string[]): Readonly<Record<string, Fact>> {
  if (names.includes('')) throw new UsageError('--role and --group are names')
  return names.length === 0 ? {} : { [fact]: textsOf([...new Set(names)]) }
}

function textsOf(texts: readonly string[]): Fact {
  return { type: 'list', items: texts.map((value) => ({ type: 'text', value })) }
}
