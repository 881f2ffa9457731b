/** What a Solana instruction does to assets and to power over them, read from its row. What its bytes do not tell is failed. */
import type { Call, Decoded } from '../../call.ts'
import type { DecodedInstruction } from '../../decoders/solana/instructions.ts'
import { token2022 } from '../../decoders/solana/token-2022.ts'
import { absent, type Fact, type Failed, failed } from '../../fact.ts'
import type { Address, Field, Integer, List, Value } from '../../value.ts'
import { rows } from './program.ts'
import type { Flow, Grant, Row, Turn } from './row.ts'

type Scene = { readonly row: Row; readonly one: DecodedInstruction; readonly call: Call; readonly chain: string }

const unlimited = 2n ** 64n - 1n
const transferAccounts = 4
const solanaTransfers: ReadonlySet<string> = new Set(['TransferChecked', 'TransferCheckedWithFee'])

/** @returns What leaves an account: `asset`, `amount`, `from` and `recipient` of each, as far as they are known. */
export function outflows(decoded: Decoded, call: Call): List | Failed {
  return told(decoded, call, (scene) => {
    const untold = whyUntold(scene)
    if (untold !== null) return untold
    return listed((scene.row.flows ?? []).map((flow) => flowOf(flow, scene)))
  })
}

/** @returns Who may spend from now on: `asset` (left out where the bytes name no mint), `owner`, `spender`, `amount`, `unlimited`. */
export function allowances(decoded: Decoded, call: Call): List | Failed {
  return told(decoded, call, (scene) => listed((scene.row.grants ?? []).map((grant) => grantOf(grant, scene))))
}

/** @returns Changes of authorities and the like: `what`, `contract` (the account that it is about) and `subject` of each. */
export function changes(decoded: Decoded, call: Call): List | Failed {
  return told(decoded, call, (scene) => listed((scene.row.turns ?? []).map((turn) => turnOf(turn, scene))))
}

/** @returns Accounts that are in the hands of another from now on: `account` and `delegate` of each. */
export function delegations(decoded: Decoded, call: Call): List | Failed {
  return told(decoded, call, (scene) =>
    listed(
      (scene.row.delegates ?? []).map(([account, delegate]) =>
        record([
          ['account', factOf(account, scene)],
          ['delegate', factOf(delegate, scene)],
        ]),
      ),
    ),
  )
}

/** @returns New programs, by the `size` of what may become their code; its hash stands in another account. */
export function deployments(decoded: Decoded, call: Call): List | Failed {
  return told(decoded, call, (scene) =>
    listed((scene.row.deploys ?? []).map((size) => record([['size', factOf(size, scene)]]))),
  )
}

function told({ facts }: Decoded, call: Call, tell: (scene: Scene) => List | Failed): List | Failed {
  const one = call.instruction
  if (one === undefined || one.program === null || one.name === null) return failed('effects_unknown')
  const row = rows.get(`${one.program}.${one.name}`)
  if (row === undefined) return failed('effects_unknown')
  if (!one.canonical) return failed('not_canonical')
  return tell({ row, one, call, chain: facts['chain']?.type === 'text' ? facts['chain'].value : 'unknown' })
}

function whyUntold(scene: Scene): Failed | null {
  const { untold, untoldWhere, untoldUnless, everything } = scene.row
  const why = failed('amount_not_told')
  if (untold) return why
  if (untoldWhere !== undefined && textOf(factOf(untoldWhere[0], scene)) === untoldWhere[1]) return why
  if (untoldUnless !== undefined && textOf(factOf(untoldUnless[0], scene)) !== untoldUnless[1]) return why
  if (everything !== undefined && !isOwn(everything.to, everything.by, scene)) return why
  return mayRunHook(scene) ? failed('effects_unknown') : null
}

/** Whether what moves comes to whoever signs for it. */
function isOwn(to: string, by: string, { one }: Scene): boolean {
  const [target, signer] = [to, by].map((name) => one.accounts.find((account) => `@${account.name}` === name))
  return target?.address != null && target.address === signer?.address && signer.signer
}

/** Accounts behind those of a transfer are signers of a multisig, or what the mint’s hook asks for: code that nobody has read. */
function mayRunHook({ one, call }: Scene): boolean {
  if (one.programId !== token2022.id || !solanaTransfers.has(one.name ?? '')) return false
  const more = one.accounts.slice(transferAccounts)
  const authority = one.accounts[transferAccounts - 1]
  if (more.length === 0 || (authority?.signer === false && more.every(({ signer }) => signer))) return false
  const mint = one.accounts.find(({ name }) => name === 'mint')?.address
  const known = mint == null ? undefined : call.holders?.mint(mint)
  return known === undefined || known.program !== one.programId || known.extensions.includes('transferHook')
}

function flowOf({ what, amount, mint, from, to }: Flow, scene: Scene): Value | Failed {
  const moved: Fact = typeof amount === 'bigint' ? { type: 'integer', value: amount } : factOf(amount, scene)
  if (moved.type !== 'integer') return moved.type === 'failed' ? moved : failed('not_canonical')
  const asset = what === 'native' ? text(`${scene.chain}/native`) : tokenOf(mint, [from, to], scene)
  if (asset.type === 'failed') return asset
  const party = (name: string | null) => {
    if (name === null) return absent
    return what === 'native' ? factOf(name, scene) : ownerOf(name, mint, scene)
  }
  return record([
    ['asset', asset],
    ['amount', moved],
    ['from', party(from)],
    ['recipient', party(to)],
    ...(what === 'token' && to !== null ? [['account', factOf(to, scene)] as const] : []),
  ])
}

function grantOf({ account, mint, owner, spender, amount }: Grant, scene: Scene): Value | Failed {
  const asset = tokenOf(mint, [account], scene)
  const most = amount === null ? absent : factOf(amount, scene)
  const isAll = most.type !== 'integer' || most.value >= unlimited
  return record([
    ...(asset.type === 'failed' ? [] : [['asset', asset] as const]),
    ['amount', most],
    ['owner', factOf(owner, scene)],
    ['spender', factOf(spender, scene)],
    ['unlimited', { type: 'boolean', value: isAll }],
  ])
}

function turnOf({ what, contract, subject }: Turn, scene: Scene): Value | Failed {
  const word = what.startsWith('=') ? lowered(textOf(factOf(what.slice(1), scene)) ?? 'authority') : what
  return record([
    ['what', text(word)],
    ['contract', factOf(contract, scene)],
    ['subject', subject === null ? absent : factOf(subject, scene)],
  ])
}

/** The mint that the instruction names, or that one of its token accounts is certainly of. */
function tokenOf(mint: string | null, accounts: readonly (string | null)[], scene: Scene): Value | Failed {
  const named = mint === null ? mintOf(accounts, scene) : factOf(mint, scene)
  if (named.type === 'address') return text(`${scene.chain}/${named.value}`)
  return named.type === 'failed' ? named : failed('mint_unknown')
}

function mintOf(accounts: readonly (string | null)[], scene: Scene): Fact {
  for (const name of accounts) {
    const account = name === null ? absent : factOf(name, scene)
    const mint = account.type === 'address' ? holding(account, null, scene)?.mint : null
    if (mint != null) return address(mint)
  }
  return failed('mint_unknown')
}

function ownerOf(name: string, mint: string | null, scene: Scene): Fact {
  const account = factOf(name, scene)
  if (account.type !== 'address') return account
  const named = mint === null ? absent : factOf(mint, scene)
  const owner = holding(account, named.type === 'address' ? named.value : null, scene)?.owner
  return owner == null ? failed('owner_not_known') : address(owner)
}

function holding(account: Address, mint: string | null, { one, call }: Scene) {
  return call.holders?.of(account.value, one.programId, call.index, mint)
}

/** An account with `@`, else an argument, perhaps within a record. Absent where it was not given. */
function factOf(name: string, { one }: Scene): Fact {
  if (name.startsWith('@')) {
    const account = one.accounts.find((candidate) => `@${candidate.name}` === name)
    if (account === undefined) return absent
    return account.address === null ? failed('unresolved_lookup') : address(account.address)
  }
  let value: Value | undefined = one.arguments ?? undefined
  for (const part of name.split('.'))
    value = value?.type === 'record' ? value.fields.find((field) => field.name === part)?.value : undefined
  return value ?? absent
}

/** Whom something is about may be not known; then it is left out, and a comparison of it is not known. */
function record(parts: readonly (readonly [name: string, value: Fact])[]): Value {
  const fields: readonly Field[] = parts.flatMap(([name, value]) =>
    value.type === 'absent' || value.type === 'failed' || value.type === 'notAsked' ? [] : [{ name, value }],
  )
  return { type: 'record', fields }
}

function listed(items: readonly (Value | Failed)[]): List | Failed {
  const wrong = items.find((item) => item.type === 'failed')
  if (wrong !== undefined) return wrong
  // A native outflow of nothing is none, as on other chains.
  return { type: 'list', items: (items as readonly Value[]).filter((item) => !isNothing(item)) }
}

function isNothing(item: Value): boolean {
  if (item.type !== 'record') return false
  const part = (name: string) => item.fields.find((field) => field.name === name)?.value
  const [asset, amount] = [part('asset'), part('amount') as Integer | undefined]
  return asset?.type === 'text' && asset.value.endsWith('/native') && amount?.value === 0n
}

function textOf(value: Fact): string | null {
  return value.type === 'text' || value.type === 'address' ? value.value : null
}

function text(value: string): Value {
  return { type: 'text', value }
}

function address(value: string): Address {
  return { type: 'address', family: 'solana', value }
}

function lowered(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1)
}
