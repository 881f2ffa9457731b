/** The page of files: what stands beside a policy, with an example of each kind that a test reads. */
import { codeKinds } from '../../core/src/facts/contract.ts'
import { windowSeconds } from '../../core/src/policy/limit.ts'
import { page, table } from './page.ts'
import { block } from './rules.ts'

const usdc = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'
const counter = { kind: 'counter', id: 'receiver-day', method: 'sum' } as const

const windows: readonly (readonly [name: string, meaning: string, window: object])[] = [
  ['rolling', 'the last `seconds`', { type: 'rolling', seconds: 86_400 }],
  [
    'fixed',
    'spans of `seconds` that follow each other, counted from 1970 (UTC) and `offset_seconds`, which is 0 if unsaid',
    { type: 'fixed', seconds: 3600, offset_seconds: 900 },
  ],
  [
    'calendar',
    'the `day`, `week` (from Monday) or `month` of a time zone by its IANA name',
    { type: 'calendar', unit: 'month', timezone: 'Europe/Zurich' },
  ],
  ['lifetime', 'ever', { type: 'lifetime' }],
]

const partition = [{ transaction_type: 'nativeTransfer', transaction_attr: 'receiver' }]

/** Every example of a companion, by its heading. */
export const companionExamples = {
  token: { kind: 'token', chain: 'eip155:1', address: usdc, symbol: 'USDC', decimals: 6 },
  tokens: {
    kind: 'tokens',
    tokens: [
      { chain: 'eip155:1', address: 'native', symbol: 'ETH', decimals: 18 },
      { chain: 'eip155:1', address: usdc, symbol: 'USDC', decimals: 6 },
    ],
  },
  list: { kind: 'list', name: 'payees', items: ['0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1'] },
  counter: { ...counter, window: windows[0]![2], partition_by: partition },
  'fixed window': { ...counter, window: windows[1]![2] },
  'calendar window': { ...counter, window: windows[2]![2] },
  'lifetime window': { ...counter, id: 'payments', method: 'count', window: windows[3]![2] },
  operation: {
    kind: 'operation',
    name: 'payoutRelease',
    schema: {
      type: 'object',
      properties: { batch: { type: 'string', maxLength: 64 }, totalCents: { type: 'string', format: 'decimal' } },
      required: ['batch', 'totalCents'],
    },
  },
  contract: {
    kind: 'contract',
    chain: 'eip155:1',
    address: '0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a',
    name: 'Treasury',
    code: 'safe',
    abi: ['setSpendingLimit(address delegate, uint256 amount)'],
  },
} as const

/** The example of `--key`. */
export const keyExample = {
  id: 'key_treasury',
  curve: 'secp256k1',
  publicKey: '0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
  addresses: { evm: '0x7e5f4552091a69125d5dfcb7b8c2659029395bdf' },
} as const

/** The example of `--facts`. */
export const factsExample = {
  issuers: { value: ['UserId:ann'] },
  issuerTypes: { value: ['UserId'] },
  'risk.score': { failed: 'timeout' },
  'issuer.roles': { absent: true },
} as const

/** @returns The page. */
export function filesPage(): string {
  const { token, tokens, list, operation, contract } = companionExamples
  return page(
    'Files beside a policy',
    'The command is given policies by `--policy`, and what they name by `--with`: tokens, lists, counters, operations and contracts, told apart by their `kind`. A file holds one object, or an array of them; a field that does not exist is refused. `--key` and `--facts` have files of their own.',
    '## token, tokens',
    'Amounts are shown in the units of their token. Decisions are always in base units. `address` is `native` for the coin of the chain; `name` is optional.',
    ...block(token),
    ...block(tokens),
    '## list',
    'A named list of texts; one that spells an address is that address. `description` is optional. The document form writes its lists out and names none.',
    ...block(list),
    '## counter',
    `A total that conditions compare. \`method\` is \`sum\`, of the attribute of the condition that names the counter, or \`count\`, of calls. \`partition_by\` splits the total by up to 4 attributes; without it there is one. \`description\` and \`key_id\` are optional. \`window\` says what counts; \`seconds\` is from ${windowSeconds.least} to ${windowSeconds.most}.`,
    table(
      ['window', 'what counts', 'example'],
      windows.map(([name, meaning, window]) => [`\`${name}\``, meaning, `\`${JSON.stringify(window)}\``]),
    ),
    ...['counter', 'fixed window', 'calendar window', 'lifetime window'].flatMap((name) =>
      block(companionExamples[name as keyof typeof companionExamples]),
    ),
    'The command adds up what the requests of one run draw. A total from before is the fact `counter.<id>.<partition>` of `--facts`; a decision’s `draws` name the partition.',
    '## operation',
    'Something done with a key that is no transaction, beside those that are known. Its fields are attributes of `offchainOperation`, and what is not of the schema is refused.',
    ...block(operation),
    '## contract',
    `What somebody reviewed of the contract at an address; nothing of it may come from whoever makes a request. \`code\` says of which sort it is (${codeKinds.map((kind) => `\`${kind}\``).join(', ')}), so that calls which stand in its calls are judged alone; \`abi\` names its functions, each as a line or as an item of an ABI. One of the two must be there. Where an ABI and a well-known function claim one selector for different functions, the arguments are not known until a policy brings the ABI it means.`,
    ...block(contract),
    '## --key',
    'The key that would sign: `curve` (`secp256k1` or `ed25519`), and its `publicKey`, or an address if that is all that is known. Addresses that are given beside a public key are compared with it. `id` is what requests call the key.',
    ...block(keyExample),
    '## --facts',
    'What else is true, by the name of the fact ([facts.md](facts.md)): a value, absent, or failed with its cause. Whole numbers may be texts. A fact that is read from the bytes of a request cannot be given; one that is not given was not asked.',
    ...block(factsExample),
    '## example.json',
    'In the folders of `examples/`: what the demo and the tests run. Commands do not read it, and its form may change.',
  )
}
