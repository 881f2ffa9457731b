/** The files that a command is given beside requests: policies, what they name, a key, and facts. */
import {
  Addresses,
  absent,
  type Binding,
  type Cluster,
  type Code,
  type Contract,
  type Controller,
  catalogue,
  compile,
  type Definition,
  type Fact,
  factFamilies,
  failed,
  InputError,
  Json,
  type Key,
  type PolicyText,
  parse,
  parseCluster,
  parseContract,
  parseController,
  parseDefinition,
  parseInstant,
  parseKey,
  type Value,
  type ValueType,
} from '@portcullis/core'
import { readText } from './input.ts'
import { arrayAt, join, objectOf, only, textAt, textOf } from './shape.ts'
import { UsageError } from './usage.ts'

/** A token that amounts are shown in. `address` is canonical. */
export type Token = {
  readonly chain: string
  readonly address: string
  readonly symbol: string
  readonly decimals: number
}

/** A named list of values, for policies that name lists. */
export type NamedList = { readonly name: string; readonly items: readonly string[] }

/** What `--with` brings. */
export type Companions = {
  readonly tokens: readonly Token[]
  readonly lists: readonly NamedList[]
  readonly controllers: readonly Controller[]
  readonly operations: readonly Definition[]
  /** Contracts that somebody reviewed. */
  readonly contracts: readonly Contract[]
  /** What somebody read from Solana clusters. */
  readonly clusters: readonly Cluster[]
}

type Mutable = { [K in keyof Companions]: Companions[K][number][] }
type Reader = (json: Json.JsonObject, into: Mutable) => void

/** Every kind of companion, told apart by `kind`. To add one, add a row. */
const readers: Readonly<Record<string, Reader>> = {
  token: (json, into) => void into.tokens.push(tokenOf(json, '', ['kind'])),
  tokens: (json, into) => {
    only(json, ['kind', 'tokens'])
    for (const [i, item] of arrayAt(json, 'tokens').entries())
      into.tokens.push(tokenOf(objectOf(item, `tokens[${i}]`), `tokens[${i}]`, []))
  },
  list: (json, into) => {
    only(json, ['kind', 'name', 'items', 'description'])
    const name = textAt(json, 'name', '')
    if (into.lists.some((list) => list.name === name))
      throw new InputError('name_taken', { path: 'name' }, 'a name that no other list has', name)
    const items = arrayAt(json, 'items').map((item, i) => textOf(item, `items[${i}]`))
    for (const [i, item] of items.entries()) itemOf(item, `items[${i}]`)
    into.lists.push({ name, items })
  },
  counter: (json, into) => {
    const controller = parseController(json)
    if (into.controllers.some(({ id }) => id === controller.id))
      throw new InputError('name_taken', { path: 'id' }, 'an id that no other counter has', controller.id)
    into.controllers.push(controller)
  },
  operation: (json, into) => void into.operations.push(parseDefinition(json)),
  contract: ({ kind: _, ...json }, into) => {
    const contract = parseContract(json)
    if (into.contracts.some(({ chain, address }) => chain === contract.chain && address === contract.address))
      throw new InputError('name_taken', { path: 'address' }, 'one claim for each chain and address', contract.address)
    into.contracts.push(contract)
  },
  cluster: ({ kind: _, ...json }, into) => {
    const cluster = parseCluster(json)
    if (into.clusters.some(({ chain }) => chain === cluster.chain))
      throw new InputError('name_taken', { path: 'chain' }, 'one reading for each chain', cluster.chain)
    into.clusters.push(cluster)
  },
}

/** @returns What the files bring together. A file holds one object, or an array of them. */
export function readCompanions(files: readonly string[]): Companions {
  const into: Mutable = { tokens: [], lists: [], controllers: [], operations: [], contracts: [], clusters: [] }
  for (const file of files) {
    inFile(file, (text) => {
      const json = Json.parse(text)
      for (const item of Array.isArray(json) ? json : [json]) {
        const object = objectOf(item, '')
        const kind = object.kind
        const reader = typeof kind === 'string' && Object.hasOwn(readers, kind) ? readers[kind]! : null
        if (reader === null)
          throw new InputError(
            'unknown_enum',
            { path: 'kind' },
            `one of ${Object.keys(readers).join(', ')}`,
            String(kind),
          )
        reader(object, into)
      }
    })
  }
  return into
}

/** @returns The lists as facts: an item that spells an address is one, and any other a text. */
export function listFacts({ lists }: Companions): Readonly<Record<string, Fact>> {
  return Object.fromEntries(
    lists.map(({ name, items }) => [`list.${name}`, { type: 'list', items: items.map((item) => itemOf(item, name)) }]),
  )
}

function itemOf(text: string, path: string): Value {
  try {
    return Addresses.parseAny(text)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    if (error.code === 'bad_checksum') throw new InputError(error.code, { path }, error.expected, text)
    return { type: 'text', value: text }
  }
}

/** @returns The policies of the files, bound to the key, compiled with what they name. */
export function readPolicies(files: readonly string[], { controllers, operations }: Companions): readonly Binding[] {
  return files.map((file) => {
    const policy = inFile(file, (text) => {
      const read: PolicyText = parse(text)
      return compile(read, { controllers, operations })
    })
    return { level: 'key', policy }
  })
}

/** @returns The key that the file describes. */
export function readKey(file: string | undefined): Key | null {
  return file === undefined ? null : inFile(file, (text) => parseKey(Json.parse(text)))
}

/** @returns The facts of the file, by name: each `{ "value" }`, `{ "absent": true }` or `{ "failed": "cause" }`. */
export function readFacts(file: string | undefined): Readonly<Record<string, Fact>> {
  if (file === undefined) return {}
  return inFile(file, (text) => factsFrom(objectOf(Json.parse(text), '')))
}

/** @returns The facts of an object, as `readFacts`. @throws InputError `unknown_field` for one that bytes alone tell. */
export function factsFrom(json: Json.JsonObject): Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact> = {}
  for (const [name, state] of Object.entries(json)) {
    if (isRead(name)) throw new InputError('unknown_field', { path: name }, 'a fact that the bytes do not tell')
    facts[name] = factOf(name, objectOf(state, name))
  }
  return facts
}

/** Whether the fact is read from the bytes alone, so that what a file says of it would be passed over. */
function isRead(name: string): boolean {
  const cost = catalogue.get(name)?.cost ?? factFamilies.find(({ prefix }) => name.startsWith(prefix))?.cost
  return cost === 'local'
}

function factOf(name: string, json: Json.JsonObject): Fact {
  const [state, ...others] = Object.keys(json)
  if (others.length === 0 && state === 'absent' && json.absent === true) return absent
  if (others.length === 0 && state === 'failed' && typeof json.failed === 'string') return failed(json.failed as Code)
  if (others.length === 0 && state === 'value') return valueFrom(json.value!, name)
  throw new InputError(
    'bad_object',
    { path: name },
    '`{ "value": … }`, `{ "absent": true }` or `{ "failed": "cause" }`',
  )
}

/** By the catalogue’s type; a fact that it does not name is an integer, a flag or a text by its JSON type. */
function valueFrom(json: Json.JsonValue, name: string): Value {
  const entry = catalogue.get(name)
  if (entry?.type === 'list') {
    if (!Array.isArray(json)) throw new InputError('bad_type', { path: `${name}.value` }, 'an array')
    return { type: 'list', items: json.map((item: Json.JsonValue) => scalarOf(item, entry.of ?? 'text', name)) }
  }
  const counter = name.startsWith('counter.') ? 'integer' : undefined
  return scalarOf(
    json,
    entry?.type ?? counter ?? (typeof json === 'boolean' ? 'boolean' : typeof json === 'number' ? 'integer' : 'text'),
    name,
  )
}

function scalarOf(json: Json.JsonValue, type: ValueType, name: string): Value {
  const path = `${name}.value`
  if (type === 'boolean' && typeof json === 'boolean') return { type, value: json }
  if (type === 'text' && typeof json === 'string') return { type, value: json }
  if (
    type === 'integer' &&
    (Number.isSafeInteger(json) || (typeof json === 'string' && /^-?(0|[1-9][0-9]{0,99})$/.test(json)))
  ) {
    return { type, value: BigInt(json as string) }
  }
  if (type === 'instant' && typeof json === 'string') return { type, value: instantOf(json, path) }
  if (type === 'address' && typeof json === 'string') return Addresses.parseAny(json)
  throw new InputError('bad_type', { path }, `a value of type ${type}`, JSON.stringify(json))
}

/** @returns Milliseconds since 1970 of an RFC 3339 instant. @throws InputError `bad_type`, also for a day that no calendar has. */
export function instantOf(text: string, path: string): number {
  try {
    return parseInstant(text).value
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.code, { path }, 'an instant such as 2026-11-20T09:00:00Z', text)
  }
}

/** Reads a file; what is wrong in it is wrong usage, and says where. */
export function inFile<T>(file: string, read: (text: string) => T): T {
  const text = readText(file)
  try {
    return read(text)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { line, column } = error.place
    throw new UsageError(`${file}${line === undefined ? '' : `:${line}:${column}`}: ${error.code}: ${error.message}`)
  }
}

function tokenOf(json: Json.JsonObject, path: string, more: readonly string[]): Token {
  only(json, ['chain', 'address', 'symbol', 'decimals', 'name', ...more], path)
  const decimals = json.decimals
  if (typeof decimals !== 'number' || !Number.isInteger(decimals) || decimals < 0 || decimals > 77) {
    throw new InputError('out_of_range', { path: join(path, 'decimals') }, 'a whole number from 0 to 77')
  }
  const chain = textAt(json, 'chain', path)
  const family = chain.startsWith('solana:') ? 'solana' : 'evm'
  const address = textAt(json, 'address', path)
  const canonical = address === 'native' ? address : Addresses.parse(family, address).value
  return { chain, address: canonical, symbol: textAt(json, 'symbol', path), decimals }
}
