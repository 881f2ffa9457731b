/** The sections of the document form about rules and counters. Their examples are decided by a test. */
import { table } from './page.ts'

const fields: readonly (readonly [field: string, values: string, meaning: string])[] = [
  ['`description`', 'text', 'shown with a decision; optional'],
  [
    '`issuer`',
    '`[{ "type", "id" }]`',
    'who asks: `UserId` or `SessionId` (or `SessionKeyId`, the same) with an id, or with `*` for every id; type `*` is everybody',
  ],
  ['`issuer_logic`', '`any`, `all`', '`any` if unsaid: one of the issuers asks. `all`: each of them has authenticated'],
  ['`action`', '`allow`, `deny`', 'every deny rule is looked at before any allow rule; their order does not matter'],
  ['`chain_type`', '`ethereum`, `solana`, `off`', 'the rule is about requests of this kind only'],
  ['`conditions`', 'a list', '1 to 64 conditions and groups'],
  ['`logic`', '`and`, `or`', 'of the conditions; `and` if unsaid'],
]

/** A rule with all that rules can have. */
export const rulesExample = {
  version: '1.0',
  rules: [
    {
      description: 'Deposits for ourselves, asked for by two people',
      issuer: [
        { type: 'UserId', id: 'ann' },
        { type: 'UserId', id: 'ben' },
      ],
      issuer_logic: 'all',
      action: 'allow',
      chain_type: 'ethereum',
      conditions: [
        { transaction_type: 'erc20', transaction_attr: 'chainId', operator: 'eq', value: 1 },
        {
          logic: 'and',
          abi: {
            type: 'function',
            name: 'deposit',
            inputs: [
              { name: 'assets', type: 'uint256' },
              { name: 'receiver', type: 'address' },
            ],
          },
          group: [
            { transaction_type: 'erc20', transaction_attr: 'assets', operator: 'lte', value: '5000000' },
            {
              transaction_type: 'erc20',
              transaction_attr: 'abi:receiver',
              operator: 'in',
              value: ['0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1'],
            },
          ],
        },
      ],
    },
    {
      description: 'Nothing for the vault that was left',
      issuer: [{ type: '*', id: '*' }],
      action: 'deny',
      chain_type: 'ethereum',
      logic: 'or',
      conditions: [
        {
          transaction_type: 'nativeTransfer',
          transaction_attr: 'receiver',
          operator: 'eq',
          value: '0xb0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0',
        },
        {
          transaction_type: 'erc20',
          transaction_attr: 'receiver',
          operator: 'eq',
          value: '0xb0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0',
        },
      ],
    },
  ],
} as const

/** A rule that compares the total of a counter, its own amount included, and one before it. */
export const counterExample = {
  version: '1.0',
  rules: [
    {
      description: 'At most 10 ether in 24 hours to one receiver, and at most 3 payments',
      issuer: [{ type: 'UserId', id: 'ann' }],
      action: 'allow',
      chain_type: 'ethereum',
      conditions: [
        {
          transaction_type: 'nativeTransfer',
          transaction_attr: 'nativeValue',
          operator: 'lte',
          value: '10000000000000000000',
          state: { id: 'receiver-day' },
        },
        {
          transaction_type: 'nativeTransfer',
          transaction_attr: 'nativeValue',
          operator: 'lt',
          value: 3,
          state: { id: 'payments', exclude_current: true },
        },
      ],
    },
  ],
} as const

/** @returns The sections. */
export function ruleSections(): readonly (string | readonly string[])[] {
  return [
    '## Rules',
    table(['field', 'values', 'meaning'], fields),
    'A condition has `transaction_type`, `transaction_attr`, `operator` and `value`; it may have `abi` and `state`. A group has `group`, a list of conditions and groups; it may have `logic` (`and` if unsaid) and `abi`. Conditions joined by `and` are of one transaction type.',
    'An `abi` stands in a condition, or in a group for all that is in it and has none of its own; a rule has no `abi`. It is one function of an ABI: an object with `type`, `name` and `inputs`, not the list that compilers write. For `solanaTransaction` it is an Anchor IDL, to which `program` may be added: the address of the one program that is meant.',
    ...block(rulesExample),
    '## Counters',
    'A condition with `state` compares a total instead of the attribute’s value. `state.id` names a counter that is given beside the policy ([files.md](files.md#counter)), which says over which window it sums the attribute, or counts calls, and by what the total is split. The comparison is with one whole number.',
    'The total is what was drawn in the window, and what calls before this one in the same request draw, and what this call would draw; with `exclude_current: true` without this call’s own.',
    'Counters count traffic, whichever rule decided. Each call draws once on a counter when the request ends in allow or hold, and the call is of the issuer, chain type and transaction type of a rule that names the counter: its attribute if the counter sums, 1 if it counts. What is denied draws nothing, and so does a call without the attribute. If what a call draws is not known, or an attribute that splits the total is absent, the request is denied (`draw_not_known`). Rules that name one counter measure the same attribute; their scopes unite.',
    ...block(counterExample),
  ]
}

/** JSON as a block of a page. */
export function block(json: unknown): readonly string[] {
  return [['```json', JSON.stringify(json, null, 2), '```'].join('\n')]
}
