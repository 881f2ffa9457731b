/**
 * The SPL Token program: transfers, approvals, authorities, minting and burning.
 * Source: `spl-token-interface`, enum TokenInstruction. An authority that is a multisig has its signers behind it.
 */
import { choice, key, type Layout, option, remainingText, u8, u64 } from './layout.ts'
import { type Program, type Row, row } from './program.ts'

const amount = { amount: u64 }
const checked = { amount: u64, decimals: u8 }
const mint = { decimals: u8, mintAuthority: key, freezeAuthority: option(key) }

/**
 * @param authorityTypes - Names of the authorities that the program knows, in the order of their numbers.
 * @param sizeArguments - Arguments of GetAccountDataSize, where the two token programs differ.
 * @returns The instructions that both token programs have, tags 0 to 24.
 */
export function baseRows(
  authorityTypes: readonly string[],
  sizeArguments: Readonly<Record<string, Layout>>,
): readonly Row[] {
  return [
    row('InitializeMint', 'mint rent', mint),
    row('InitializeAccount', 'account mint owner rent'),
    row('InitializeMultisig', 'multisig rent signers*', { threshold: u8 }),
    row('Transfer', 'source destination authority signers*', amount),
    row('Approve', 'source delegate owner signers*', amount),
    row('Revoke', 'source owner signers*'),
    row('SetAuthority', 'owned authority signers*', {
      authorityType: choice(authorityTypes),
      newAuthority: option(key),
    }),
    row('MintTo', 'mint destination mintAuthority signers*', amount),
    row('Burn', 'source mint authority signers*', amount),
    row('CloseAccount', 'account destination authority signers*'),
    row('FreezeAccount', 'account mint freezeAuthority signers*'),
    row('ThawAccount', 'account mint freezeAuthority signers*'),
    row('TransferChecked', 'source mint destination authority signers*', checked),
    row('ApproveChecked', 'source mint delegate owner signers*', checked),
    row('MintToChecked', 'mint destination mintAuthority signers*', checked),
    row('BurnChecked', 'source mint authority signers*', checked),
    row('InitializeAccount2', 'account mint rent', { owner: key }),
    row('SyncNative', 'account rent?'),
    row('InitializeAccount3', 'account mint', { owner: key }),
    row('InitializeMultisig2', 'multisig signers*', { threshold: u8 }),
    row('InitializeMint2', 'mint', mint),
    row('GetAccountDataSize', 'mint', sizeArguments),
    row('InitializeImmutableOwner', 'account'),
    row('AmountToUiAmount', 'mint', amount),
    row('UiAmountToAmount', 'mint', { uiAmount: remainingText }),
  ]
}

/** Authorities that both token programs have. */
export const baseAuthorities: readonly string[] = ['MintTokens', 'FreezeAccount', 'AccountOwner', 'CloseAccount']

/** Instructions about the lamports of accounts, which both token programs have behind the extensions. */
export const lamportRows: ReadonlyMap<number, Row> = new Map([
  [38, row('WithdrawExcessLamports', 'source destination authority signers*')],
  [45, row('UnwrapLamports', 'source destination authority signers*', { amount: option(u64) })],
])

const base = baseRows(baseAuthorities, {})

/** The SPL Token program. A batch (tag 255) holds other instructions, and is opaque. */
export const token: Program = {
  name: 'token',
  id: 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
  tagBytes: 1,
  rows: Array.from({ length: 46 }, (_, tag) => base[tag] ?? lamportRows.get(tag)),
}
