/** The page of the form *chain*: its kinds with their edge cases from the vectors, parameters, mappers and what callers prove. */
import { readFileSync } from 'node:fs'
import { standard } from '../../core/src/policy/forms/chain/parameter.ts'
import { chainJsonSchema, type chainSchema, limits } from '../../core/src/policy/forms/chain/schema.ts'
import { type KindName, kinds, type Takes } from '../../core/src/policy/kinds/kind.ts'
import { windowSeconds } from '../../core/src/policy/limit.ts'
import { asked, chainExample } from './chain/example.ts'
import { call, mappers } from './chain/mappers.ts'
import { enforcementText } from './enforcement.ts'
import { code, page, table } from './page.ts'
import { block } from './rules.ts'

const fieldMeanings: Readonly<Record<keyof typeof chainSchema.shape, string>> = {
  form: '`chain`',
  version: '`1.0`',
  name: 'of the text; optional',
  description: 'optional',
  default: '`allow` or `deny`, `deny` if unsaid: for calls of a target that the text does not name',
  policies: 'configured policies by name: a `kind` and its fields. Many functions and targets may link one',
  targets:
    'contracts by `chain` and `address`, each with its `default` and its `functions`, each with its `links` in order: a `policy`, and `parameters` by name or a `mapper`',
  mappers: 'derived parameters by name, for any link',
  tokens: 'tokens that mappers name: symbol, chain, address, decimals',
  lists: 'lists of addresses by name, for `@name`; one that is not declared is the fact `list.name`',
}

const takesWords: Readonly<Record<Exclude<Takes, readonly unknown[]>, string>> = {
  addresses: 'one address or more, or lists of them',
  accounts: 'one address or more',
  words: 'any number of addresses, whole numbers and 32 bytes',
  nothing: 'none',
  anything: 'any, which are not looked at',
}

/** What kinds ask of others, and which facts the vectors give them. */
export const contextFacts: Readonly<Record<string, string>> = {
  sender: 'who calls; for `transfer`, `approve` and `burn(uint256)` also the parameter `from` or `account`',
  'time.seconds': 'the clock in whole seconds, for intervals, expiries, deadlines and ages',
  'list.*': 'members of a list that the text does not declare',
  'counter.*': 'what a policy has counted before',
  'owner(target)': 'the owner of the target, absent where it has none',
  'credential.<type>(account)':
    'when the credential expires in seconds since 1970, 0 for never; absent where there is none. `credential.<type>@<source>(account)` of each source',
  'total_supply(target)': 'the supply of the token',
  'reserve_answer(feed)': 'the reserve that the feed tells',
  'reserve_updated_at(feed)': 'when that was, in seconds since 1970',
  'reserve_decimals(feed)': 'in which decimals',
  'price(token)': 'or any other name that a mapper asks `about` a value',
}

/** What callers may prove, by the name of the field in `context`. */
export const proofs: Readonly<Record<string, readonly [given: string, proven: string, ...kinds: KindName[]]>> = {
  merkleProofs: [
    '`[{ account, proof: [bytes32, …] }]`',
    'the root to which each proof leads: a leaf is keccak256(keccak256(abi.encode(account))), the smaller of two children comes first',
    'merkle-allowlist',
  ],
  permit: [
    '`{ signedPermit, verifyingContract }`',
    'the fields of the permit and who signed it: EIP-712 typed data `Permit` of the contract `CertifiedActionValidator`, version 1',
    'certified-action',
    'certified-transfer',
  ],
  riskScores: [
    '`[{ subject, score, time, signature }]`',
    'who signed each score: EIP-712 typed data `RiskScore(address subject,uint256 score,uint256 time)` of `Portcullis`, version 1',
    'risk-score',
  ],
  signatures: [
    '`[{ deadline, signature }]`',
    'who signed this call: EIP-712 typed data `Call(string requestId,address sender,address target,uint256 value,bytes data,uint256 deadline)` of `Portcullis`, version 1, on the chain',
    'signature',
  ],
}

const limitMeanings: Readonly<Record<keyof typeof limits, string>> = {
  links: 'links of a function',
  functions: 'functions of a target',
  targets: 'targets of a text',
  name: 'characters of the name of a policy, a list or a mapper',
  text: 'characters of a name or description of the text',
}

/** @returns The page. */
export function chainPage(): string {
  return page(
    'The form *chain*',
    'A chain has `form` ("chain"), `version` ("1.0"), `policies` and `targets`; [chain.schema.json](chain.schema.json) is its JSON Schema. A call of a function of a target runs through the links of that function in order: each policy rejects it, allows it, or lets it go on to the next.',
    ...block(chainExample),
    'Decided by this text, while USDC is worth one US dollar:',
    table(
      ['call', 'ends in'],
      asked.map(({ about, ends }) => [about, ends.replace(/^\w+/, code)]),
    ),
    '## How a chain ends',
    table(
      ['in this order', 'the call is'],
      [
        ['the arguments cannot be read: not canonical, too short, bytes behind them', 'denied'],
        ['a parameter that a link maps is not there, or not known', 'denied'],
        ['a policy rejects, or it is not known that it does not', 'denied; nothing is counted'],
        ['a policy allows (only `bypass` does)', 'allowed; the links behind it are not asked'],
        ['every link was passed', 'what the `default` of the target says'],
        ['the text does not name the function of the target', 'what the `default` of the target says'],
        ['the text does not name the target, or the call has no selector', 'what the `default` of the text says'],
      ],
    ),
    'What a policy counts is counted for the calls that came to its link, if the request is not denied; of a denied request nothing is. One policy that counts may be linked by several functions, whatever their parameters are called: its total is one, per target unless it is `shared`.',
    '## Where a link is enforced',
    enforcementText('link'),
    '## What a text has',
    table(
      ['field', 'meaning'],
      Object.entries(fieldMeanings).map(([name, meaning]) => [code(name), meaning]),
    ),
    '## Kinds of policies',
    table(
      ['kind', 'parameters', 'fields', 'meaning'],
      names.map((name) => [code(name), takesOf(kinds[name].takes), fieldsOf(name), kinds[name].meaning]),
    ),
    `Addresses are a list, or \`@name\`. Amounts are decimal text in base units, below 2^256; what is below 0 is a huge amount on chain, and rejected. Windows of \`volume-rate\` are from ${windowSeconds.least} to ${windowSeconds.most} seconds.`,
    '## Edge cases',
    'The vectors of each kind, in `vectors/chain`, which the tests decide. Arguments that cannot be read are denied by every kind, and are left out here.',
    ...names.flatMap((name) => [`### ${name}`, casesOf(name)]),
    '## Parameters',
    'A parameter is an argument by its name, or a path into it: `order.maker`, `payees[0]`, `payees[]` for every item. The standard functions of tokens give these names, whatever their arguments are called:',
    table(
      ['function', 'parameters'],
      [...standard].map(([signature, row]) => [code(signature), Object.entries(row).map(positionOf).join(', ')]),
    ),
    '## Mappers',
    `Shown for a call of \`${call.function}\` with \`${call.arguments.join('`, `')}\`, at second 1000, while the price of USDC is 2.`,
    table(
      ['key', 'example', 'gives', 'meaning'],
      Object.entries(mappers).map(([key, { example, gives, meaning }]) => [
        code(key),
        code(JSON.stringify(example)),
        gives,
        meaning,
      ]),
    ),
    '## What callers prove',
    'The `context` of a request is nobody’s authority: what is not proven loosens nothing. These fields are proofs:',
    table(
      ['field', 'as given', 'proven', 'heeded by'],
      Object.entries(proofs).map(([name, [given, proven, ...by]]) => [
        code(name),
        given,
        proven,
        by.map(code).join(', '),
      ]),
    ),
    '## What others are asked',
    table(
      ['fact', 'meaning'],
      Object.entries(contextFacts).map(([name, meaning]) => [code(name), meaning]),
    ),
    '## Limits',
    table(
      ['at most', 'of what'],
      (Object.keys(limits) as (keyof typeof limits)[]).map((name) => [String(limits[name]), limitMeanings[name]]),
    ),
  )
}

const names = Object.keys(kinds) as KindName[]

function takesOf(takes: Takes): string {
  if (typeof takes === 'string') return takesWords[takes]
  return takes.map((type) => (type === 'integer' ? 'one whole number' : 'one address')).join(', then ')
}

type Configuration = {
  readonly properties: { readonly kind: { readonly const: string } }
  readonly required: readonly string[]
}

/** As the JSON Schema of the form has them. */
const { properties: fields } = chainJsonSchema() as {
  readonly properties: {
    readonly policies: { readonly additionalProperties: { readonly oneOf: readonly Configuration[] } }
  }
}

function fieldsOf(name: KindName): string {
  const configurations = fields.policies.additionalProperties.oneOf
  const { properties, required } = configurations.find(({ properties: { kind } }) => kind.const === name)!
  const own = Object.keys(properties).filter((field) => field !== 'kind')
  return own.map((field) => (required.includes(field) ? code(field) : `${code(field)} (optional)`)).join(', ')
}

function positionOf([name, at]: readonly [string, number | 'sender']): string {
  return at === 'sender' ? `${code(name)}: who calls` : `${code(name)}: argument ${at}`
}

type Case = {
  readonly description: string
  readonly arguments?: readonly unknown[]
  readonly data?: string
  readonly decision: string
  readonly code: string
  readonly says?: string
}
type Group = {
  readonly description: string
  readonly policies: Readonly<Record<string, object>>
  readonly cases: readonly Case[]
}

function casesOf(kind: KindName): readonly string[] {
  const file = new URL(`../../vectors/chain/${kind}.json`, import.meta.url)
  const groups = JSON.parse(readFileSync(file, 'utf8')) as readonly Group[]
  const amounts = Array.isArray(kinds[kind].takes) && kinds[kind].takes[0] === 'integer'
  const rows = groups.flatMap(({ description, policies, cases }) =>
    cases
      .filter(({ data }) => data === undefined)
      .map((one, i) => [
        i === 0 ? `${description}${configurationOf(policies)}` : '',
        `${one.description}${amounts ? amountOf(one) : ''}`,
        one.decision,
        code(one.code),
      ]),
  )
  return table(['policy', 'case', 'decision', 'code'], rows)
}

/** The fields of the first policy, where they are short enough to be read in a table. */
function configurationOf(policies: Group['policies']): string {
  const [first = {}] = Object.values(policies)
  const shown = JSON.stringify({ ...first, kind: undefined })
  return shown === '{}' || shown.length > longest ? '' : `: ${code(shown)}`
}

/** The whole numbers that the function is called with. */
function amountOf({ description, arguments: args = [] }: Case): string {
  const numbers = args.filter((one) => typeof one === 'string' && /^-?[0-9]{1,20}$/.test(one))
  return numbers.length === 0 || numbers.join() === description ? '' : `: ${numbers.join(', ')}`
}

const longest = 110
