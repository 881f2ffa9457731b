/**
 * Who owns the token accounts of a message, and of which mint they are, as far as it is certain: the message creates them, they
 * are derived from a wallet that is known, or somebody read it from the chain. Never guessed.
 */
import type { Cluster, Mint } from '../../cluster.ts'
import { associatedToken } from './associated-token.ts'
import type { DecodedInstruction } from './instructions.ts'
import { associated } from './program-address.ts'
import { token } from './token.ts'
import { token2022 } from './token-2022.ts'

/** What is certain of a token account. Null is not known. */
export type Holding = { readonly owner: string | null; readonly mint: string | null }

/** Wallets whose associated token accounts may be looked for, and the mints for which that is worth the work. */
export type Wallets = {
  readonly addresses: readonly string[]
  readonly mints: ReadonlySet<string>
}

/** What is known beside the message. The chain of `cluster` is that of the message. */
export type Known = { readonly cluster: Cluster | null; readonly wallets: Wallets }

/** The token accounts and mints of a message. */
export type Holders = {
  /** The account before the instruction at position `at`, which may name its mint. */
  readonly of: (account: string, program: string, at: number, mint: string | null) => Holding
  /** What was read of the mint. */
  readonly mint: (mint: string) => Mint | undefined
}

export const noWallets: Wallets = { addresses: [], mints: new Set() }

type Claim = { readonly at: number; readonly program: string; readonly owner: string; readonly mint: string }

const tokenPrograms: ReadonlySet<string> = new Set([token.id, token2022.id])
const unknown: Holding = { owner: null, mint: null }
/** Derived accounts by token program and mint, for each set of wallets. Filled when asked; what is in it never changes. */
const derived = new WeakMap<Wallets, Map<string, ReadonlyMap<string, string>>>()

/** @returns The holders of the message with these `instructions`, signed by `signers`. */
export function holdersOf(
  instructions: readonly DecodedInstruction[],
  signers: readonly string[],
  { cluster, wallets }: Known,
): Holders {
  const claims = new Map<string, Claim>()
  const lost = new Set<string | null>()
  instructions.forEach((one, at) => {
    for (const account of handedOver(one)) lost.add(account)
    const claim = created(one, at)
    if (claim !== null && !claims.has(claim.account)) claims.set(claim.account, claim)
  })
  return { of, mint: (mint) => cluster?.mints.get(mint) }

  function of(account: string, program: string, at: number, mint: string | null): Holding {
    if (lost.has(account) || lost.has(null)) return unknown
    const claim = claims.get(account)
    if (claim !== undefined && claim.at < at && claim.program === program) return agreed(claim, mint)
    const read = cluster?.accounts.get(account)
    if (read !== undefined && read.program === program) return agreed(read, mint)
    if (mint === null || !tokenPrograms.has(program)) return unknown
    const owner =
      signers.find((wallet) => associated(wallet, mint, program) === account) ??
      accountsOf(wallets, mint, program).get(account) ??
      null
    return { owner, mint }
  }
}

/** A transfer between accounts of another mint than it names cannot succeed, so that nothing is told of it. */
function agreed({ owner, mint }: { readonly owner: string; readonly mint: string }, named: string | null): Holding {
  return named === null || named === mint ? { owner, mint } : { owner: null, mint: named }
}

/** The program makes sure of what it creates: where the account is there already, of owner and mint, or it stops the message. */
function created(one: DecodedInstruction, at: number): (Claim & { readonly account: string }) | null {
  if (!one.canonical) return null
  const account = (name: string) => one.accounts.find((candidate) => candidate.name === name)?.address ?? null
  if (one.programId === associatedToken.id && (one.name === 'Create' || one.name === 'CreateIdempotent')) {
    const [made, owner, mint, program] = ['associatedAccount', 'wallet', 'mint', 'tokenProgram'].map(account)
    if (made == null || owner == null || mint == null || program == null || !tokenPrograms.has(program)) return null
    return associated(owner, mint, program) === made ? { account: made, at, program, owner, mint } : null
  }
  if (!tokenPrograms.has(one.programId) || !/^InitializeAccount[23]?$/.test(one.name ?? '')) return null
  const given = one.arguments?.fields.find(({ name }) => name === 'owner')?.value
  const [made, owner, mint] = [
    account('account'),
    given?.type === 'address' ? given.value : account('owner'),
    account('mint'),
  ]
  if (made === null || owner === null || mint === null) return null
  return { account: made, at, program: one.programId, owner, mint }
}

/** Accounts that get another owner in the message itself, or are closed; null for one from a table that was not resolved. */
function handedOver(one: DecodedInstruction): readonly (string | null)[] {
  if (!tokenPrograms.has(one.programId)) return []
  const [first] = one.accounts
  const isLost = one.name === 'SetAuthority' || one.name === 'CloseAccount'
  return isLost && first !== undefined ? [first.address] : []
}

function accountsOf(wallets: Wallets, mint: string, program: string): ReadonlyMap<string, string> {
  if (!wallets.mints.has(mint)) return new Map()
  const known = derived.get(wallets) ?? new Map<string, ReadonlyMap<string, string>>()
  derived.set(wallets, known)
  const place = `${program}/${mint}`
  const found = known.get(place)
  if (found !== undefined) return found
  const made = new Map(wallets.addresses.map((wallet) => [associated(wallet, mint, program), wallet]))
  known.set(place, made)
  return made
}
