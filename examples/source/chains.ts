/**
 * Examples 06 to 08: chains of policies for functions of a token. The same three policies with an override for administrators in
 * front, and behind; and a screening before a daily limit.
 */
import type { Address } from 'viem'
import { account, address, contracts } from './accounts.ts'
import { approve, dirty, followedBy, six, transfer, transferFrom, unsigned } from './ethereum.ts'
import { type Example, type Sample, sample } from './example.ts'
import { tokens } from './treasury.ts'

const [admin, holder, verified, stranger, sanctioned] = [
  address('treasury'),
  address('holder'),
  address('vendor-audit'),
  address('stranger'),
  address('sanctioned'),
]

type Word = readonly [Sample['decision'], string]
const passed: Word = ['allow', 'chain_default_allow']
const bypassed: Word = ['allow', 'chain_allowed']
const rejected: Word = ['deny', 'chain_rejected']
const unread: Word = ['deny', 'chain_unreadable_not_known']

const call = (data: `0x${string}`) => ({ unsignedTransaction: unsigned({ to: contracts.usdc, data }) })
const send = (to: Address, amount: string) => call(transfer(to, six(amount)))
const move = (from: Address, to: Address, amount: string) => call(transferFrom(from, to, six(amount)))

const key = { id: 'key_treasury', curve: 'secp256k1', publicKey: account('treasury').publicKey }
const companions = { 'tokens.json': { kind: 'tokens', tokens: tokens() } }

const functions = (links: readonly object[]) => [
  { function: 'transfer(address to, uint256 amount)', links },
  { function: 'transferFrom(address from, address to, uint256 amount)', links },
]
const chainOf = (description: string, policies: object, links: readonly object[]) => ({
  form: 'chain',
  version: '1.0',
  description,
  policies,
  targets: [{ chain: 'eip155:1', address: contracts.usdc, default: 'allow', functions: functions(links) }],
})

const links = {
  bypass: { policy: 'admins', parameters: ['from'] },
  verified: { policy: 'kyc', parameters: ['from', 'to'] },
  capped: { policy: 'cap', parameters: ['amount'] },
}
const policies = {
  admins: { kind: 'bypass', addresses: [admin] },
  kyc: { kind: 'credential', requirements: [{ types: ['common.kyc'] }] },
  cap: { kind: 'max', max: `${six('10000')}` },
}

/** What a registry of credentials says: seconds at which each ends, 0 for never. */
const credentials = {
  ...Object.fromEntries([admin, holder, verified].map((one) => [`credential.common.kyc(evm:${one})`, { value: 0 }])),
  [`credential.common.kyc(evm:${stranger})`]: { absent: true },
}

/** Whoever is no administrator is treated alike in both orders. */
function ofHolders(): readonly Sample[] {
  return [
    sample('move-1', move(holder, verified, '500'), 'Both verified, below the cap.', passed),
    sample('move-at-cap', move(holder, verified, '10000'), 'Exactly the cap.', passed),
    sample('move-above-cap', move(holder, verified, '10000.000001'), 'One base unit more.', rejected),
    sample('move-to-stranger', move(holder, stranger, '1'), 'To somebody whom nobody verified.', rejected),
    sample('move-from-stranger', move(stranger, verified, '1'), 'From somebody whom nobody verified.', rejected),
    sample('move-to-unknown', move(holder, sanctioned, '1'), 'The registry was not asked about them.', [
      'deny',
      'chain_rejected_not_known',
    ]),
    sample(
      'move-dirty',
      call(dirty(transferFrom(holder, verified, six('1')))),
      'Arguments that do not re-encode.',
      unread,
    ),
    sample(
      'move-longer',
      call(followedBy(transferFrom(holder, verified, six('1')), '0x00')),
      'A byte too many.',
      unread,
    ),
  ]
}

/** @returns The example with the override in front. */
export function bypassFirst06(): Example {
  return {
    folder: '06-bypass-first',
    title: 'A chain that lets administrators by',
    about: 'The same three policies as in the next example, with the override first: administrators skip every check.',
    chain: 'eip155:1',
    prose: [
      'Links run in order. `admins` allows transfers from an administrator and ends the chain there, so that neither `kyc` nor `cap` is asked. For everybody else the chain goes on, and the default of the target stands at its end. `portcullis check` remarks on it.',
    ],
    policy: chainOf('Administrators first', policies, [links.bypass, links.verified, links.capped]),
    key,
    companions,
    facts: credentials,
    runs: [
      {
        file: 'requests.jsonl',
        issuers: ['UserId:dana'],
        samples: [
          ...ofHolders(),
          sample('admin-1', send(verified, '500'), 'An administrator.', bypassed),
          sample('admin-above-cap', send(verified, '10000.000001'), 'The cap is skipped.', bypassed),
          sample('admin-to-stranger', send(stranger, '500'), 'The credentials are skipped.', bypassed),
        ],
      },
    ],
  }
}

/** @returns The example with the override behind. */
export function bypassLast07(): Example {
  return {
    folder: '07-bypass-last',
    title: 'A chain that checks administrators too',
    about: 'The same three policies as in the example before, with the override last: nobody skips a check.',
    chain: 'eip155:1',
    prose: [
      'What rejects stands first. `admins` is asked only of transfers that passed `kyc` and `cap`, so that it overrides nothing but the default.',
    ],
    policy: chainOf('Checks first', policies, [links.verified, links.capped, links.bypass]),
    key,
    companions,
    facts: credentials,
    runs: [
      {
        file: 'requests.jsonl',
        issuers: ['UserId:dana'],
        samples: [
          ...ofHolders(),
          sample('admin-1', send(verified, '500'), 'An administrator, who passed every check.', bypassed),
          sample('admin-above-cap', send(verified, '10000.000001'), 'The cap holds for administrators.', rejected),
          sample('admin-to-stranger', send(stranger, '500'), 'So do the credentials.', rejected),
        ],
      },
    ],
  }
}

/** @returns The example with a screening and a daily limit. */
export function transfers08(): Example {
  const screening = { kind: 'reject', addresses: [sanctioned, address('mixer')] }
  const daily = { kind: 'volume-rate', duration: 86_400, max: `${six('1000')}` }
  const policy = chainOf('Screening, then a daily limit for each holder', { screening, daily }, [
    { policy: 'screening', parameters: ['from', 'to'] },
    { policy: 'daily', parameters: ['amount', 'from'] },
  ])
  return {
    folder: '08-erc20-chain',
    title: 'Transfers of a token',
    about: 'A screening takes two parameters of a transfer and a daily limit two others, each by name.',
    chain: 'eip155:1',
    prose: [
      'The arguments are read once. `screening` is mapped to `from` and `to`, `daily` to `amount` and `from`: what moved counts for each holder by itself, in windows of a day, and only once the whole request passes. One configured policy serves both functions.',
    ],
    policy,
    key,
    companions,
    runs: [
      {
        file: 'requests.jsonl',
        issuers: ['UserId:dana'],
        samples: [
          sample('send-1', send(verified, '400'), 'Nothing moved yet.', passed),
          sample('send-sanctioned', send(sanctioned, '1'), 'To an address that is screened out.', rejected),
          sample('send-above', send(verified, '600.000001'), 'One base unit above the day.', rejected),
          sample('send-rest', send(verified, '600'), 'The rest of the day, to the unit.', passed),
          sample('send-over', send(verified, '0.000001'), 'The day is used up.', rejected),
          sample('move-1', move(holder, verified, '1000'), 'Another holder has a day of their own.', passed),
          sample('move-over', move(holder, verified, '1'), 'And uses it up.', rejected),
          sample('move-sanctioned', move(sanctioned, verified, '1'), 'From an address that is screened out.', rejected),
          sample(
            'move-dirty',
            call(dirty(transferFrom(holder, verified, 1n))),
            'Arguments that do not re-encode.',
            unread,
          ),
          sample(
            'approve',
            call(approve(verified, six('1'))),
            'A function without a chain: the default of the target.',
            passed,
          ),
        ],
      },
    ],
  }
}
