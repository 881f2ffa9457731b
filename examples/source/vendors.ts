/** Example 03: SOL and SPL tokens to vendors, where a message may hold any number of instructions. */
import { address as solanaAddress } from '@solana/kit'
import { mints, programs, tokenAccount, wallet } from './accounts.ts'
import { six } from './ethereum.ts'
import { denied, type Example, refused, type Sample, sample, unmatched } from './example.ts'
import * as Solana from './solana.ts'

const issuer = [{ type: 'UserId', id: 'treasury-operator' }]
const recentBlockhashes = solanaAddress('SysvarRecentB1ockHashes11111111111111111111')
const sol = (text: string) => six(text) * 1000n

type Accounts = Awaited<ReturnType<typeof accountsOf>>

async function accountsOf() {
  const [treasury, hosting, stranger] = [
    await wallet('treasury-solana'),
    await wallet('vendor-hosting'),
    await wallet('stranger'),
  ]
  return {
    treasury,
    hosting,
    stranger,
    sanctioned: await wallet('sanctioned'),
    nonce: await wallet('nonce-account'),
    table: await wallet('lookup-table'),
    ownUsdc: await tokenAccount(treasury, mints.usdc),
    ownUsdt: await tokenAccount(treasury, mints.usdt),
    hostingUsdc: await tokenAccount(hosting, mints.usdc),
    hostingUsdt: await tokenAccount(hosting, mints.usdt),
    strangerUsdc: await tokenAccount(stranger, mints.usdc),
  }
}

function policyOf({ treasury, hosting, ownUsdc, hostingUsdc, sanctioned }: Accounts): object {
  const native = (transaction_attr: string, operator: string, value: unknown, more: object = {}) => ({
    transaction_type: 'nativeTransfer',
    transaction_attr,
    operator,
    value,
    ...more,
  })
  const any = (transaction_attr: string, operator: string, value: unknown) => ({
    transaction_type: 'solanaTransaction',
    transaction_attr,
    operator,
    value,
  })
  const { token, computeBudget, memo } = programs
  return {
    version: '1.0',
    description: 'SOL and USDC to one vendor, in messages that hold nothing else',
    rules: [
      {
        description: 'Vendor in SOL',
        issuer,
        action: 'allow',
        chain_type: 'solana',
        conditions: [
          native('receiver', 'eq', hosting),
          native('nativeValue', 'lte', '5000000000'),
          native('nativeValue', 'lte', '8000000000', { state: { id: 'sol-day' } }),
        ],
      },
      {
        description: 'Vendor in USDC',
        issuer,
        action: 'allow',
        chain_type: 'solana',
        conditions: [
          any('splTokenMint', 'eq', mints.usdc),
          any('splTransferAmount', 'lte', '2000000000'),
          any('solanaProgramIds', 'all', [token, computeBudget, memo]),
          any('solanaAccountKeys', 'all', [treasury, ownUsdc, hostingUsdc, mints.usdc, token, computeBudget, memo]),
        ],
      },
      {
        description: 'Blocked addresses',
        issuer: [{ type: '*', id: '*' }],
        action: 'deny',
        chain_type: 'solana',
        conditions: [any('solanaAccountKeys', 'in', [sanctioned])],
      },
    ],
  }
}

function honest({ treasury, hosting, stranger, ownUsdc, hostingUsdc }: Accounts): readonly Sample[] {
  const usdc = (amount: bigint) => Solana.transferChecked(ownUsdc, mints.usdc, hostingUsdc, treasury, amount)
  const solOf = (to: typeof hosting, amount: bigint) => ({
    solanaMessage: Solana.message(treasury, [Solana.pay(treasury, to, amount)]),
  })
  const priced = [Solana.priority(5000n), usdc(six('750')), Solana.memo('invoice 2026-118')]
  return [
    sample('pay-sol', solOf(hosting, sol('1.5')), 'SOL to the vendor.'),
    sample('pay-sol-at-cap', solOf(hosting, sol('5')), 'Exactly the cap of one payment.'),
    sample('pay-sol-over-cap', solOf(hosting, sol('5') + 1n), 'One lamport above the cap.', unmatched),
    sample('pay-sol-day', solOf(hosting, sol('1.5') + 1n), 'One lamport above 8 SOL a day.', unmatched),
    sample('pay-sol-rest', solOf(hosting, sol('1.5')), 'Exactly the rest of the day.'),
    sample('pay-sol-stranger', solOf(stranger, sol('0.1')), 'The payee is not the vendor.', unmatched),
    sample('pay-usdc', { solanaMessage: Solana.message(treasury, priced) }, 'USDC, with a priority fee and a memo.'),
    sample(
      'pay-usdc-wire',
      { solanaTransaction: Solana.wire(treasury, [usdc(six('2000'))]) },
      'At the cap; the form that goes over the wire, not signed yet.',
    ),
    sample(
      'pay-usdc-over-cap',
      { solanaMessage: Solana.message(treasury, [usdc(six('2000.000001'))]) },
      'One base unit above the cap.',
      unmatched,
    ),
  ]
}

function hidden(accounts: Accounts): readonly Sample[] {
  const { treasury, hosting, stranger, sanctioned, nonce, table } = accounts
  const { ownUsdc, hostingUsdc, ownUsdt, hostingUsdt, strangerUsdc } = accounts
  const usdc = Solana.transferChecked(ownUsdc, mints.usdc, hostingUsdc, treasury, six('100'))
  const of = (...instructions: Parameters<typeof Solana.message>[1]) => ({
    solanaMessage: Solana.message(treasury, instructions),
  })
  const bytes = Solana.messageBytes(treasury, [usdc])
  return [
    sample(
      'second-transfer',
      of(usdc, Solana.transferChecked(ownUsdc, mints.usdc, strangerUsdc, treasury, six('100'))),
      'A second payment behind an honest one.',
      unmatched,
    ),
    sample('second-sol', of(usdc, Solana.pay(treasury, stranger, sol('1'))), 'SOL behind a token payment.', unmatched),
    sample(
      'hidden-approve',
      of(usdc, Solana.approveDelegate(ownUsdc, hosting, treasury, 2n ** 64n - 1n)),
      'A delegate for all tokens behind an honest payment.',
      unmatched,
    ),
    sample(
      'no-mint',
      of(Solana.transferPlain(ownUsdc, hostingUsdc, treasury, six('100'))),
      'A transfer that does not say of which token.',
      unmatched,
    ),
    sample(
      'other-mint',
      of(Solana.transferChecked(ownUsdt, mints.usdt, hostingUsdt, treasury, six('100'))),
      'Another token.',
      unmatched,
    ),
    sample(
      'never-expires',
      of(Solana.advanceNonce(nonce, recentBlockhashes, treasury), Solana.pay(treasury, hosting, sol('0.1'))),
      'A durable nonce in front: the message could be sent at any time.',
      unmatched,
    ),
    sample(
      'lookup-table',
      { solanaMessage: Solana.withLookup(treasury, [usdc], table, [hostingUsdc]) },
      'The payee stands in a lookup table that nobody has read.',
      refused('unresolved_lookup'),
    ),
    sample(
      'blocked',
      of(Solana.pay(treasury, sanctioned, sol('0.1'))),
      'A blocked address anywhere in the message.',
      denied,
    ),
    sample(
      'other-payer',
      { solanaMessage: Solana.message(stranger, [Solana.pay(stranger, hosting, sol('1'))]) },
      'A message that our key does not sign.',
      refused('sender_mismatch'),
    ),
    sample(
      'trailing-byte',
      { solanaMessage: Solana.base64(Uint8Array.from([...bytes, 0])) },
      'A byte after the message.',
      refused('solana_trailing_bytes'),
    ),
  ]
}

/** @returns The example. */
export async function solana03(): Promise<Example> {
  const accounts = await accountsOf()
  const chain = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'
  const token = (at: string, symbol: string, decimals: number) => ({ chain, address: at, symbol, decimals })
  return {
    folder: '03-solana',
    title: 'Solana, instruction by instruction',
    about:
      'SOL and USDC to one vendor; each instruction of a message is judged, so nothing hides behind an honest one.',
    chain,
    prose: [
      'A Solana message is a list of instructions, and each of them is a call that must be allowed. Those of the Compute Budget and Memo programs have no effect of their own and are not judged, unless there is nothing else.',
      'The rule for USDC names every account and every program that may occur (`all`): a document sees accounts, not the wallets that own them.',
    ],
    policy: policyOf(accounts),
    key: { id: 'key_treasury_solana', curve: 'ed25519', addresses: { solana: accounts.treasury } },
    companions: {
      'tokens.json': {
        kind: 'tokens',
        tokens: [token('native', 'SOL', 9), token(mints.usdc, 'USDC', 6), token(mints.usdt, 'USDT', 6)],
      },
      'counter-sol-day.json': {
        kind: 'counter',
        id: 'sol-day',
        description: 'SOL that leaves in any 24 hours',
        method: 'sum',
        window: { type: 'rolling', seconds: 86_400 },
      },
    },
    runs: [
      {
        file: 'requests.jsonl',
        issuers: ['UserId:treasury-operator'],
        samples: [...honest(accounts), ...hidden(accounts)],
      },
    ],
  }
}
