/**
 * Token-2022: the instructions of SPL Token, and of its extensions those that move value or power.
 * Source: `spl-token-2022-interface`. The other extensions have no row, so their instructions are opaque.
 */
import { key, option, remaining, u8, u16, u64 } from './layout.ts'
import { type Group, type Program, type Row, row } from './program.ts'
import { baseAuthorities, baseRows } from './token.ts'

const authorities = [
  ...baseAuthorities,
  'TransferFeeConfig',
  'WithheldWithdraw',
  'CloseMint',
  'InterestRate',
  'PermanentDelegate',
  'ConfidentialTransferMint',
  'TransferHookProgramId',
  'ConfidentialTransferFeeConfig',
  'MetadataPointer',
  'GroupPointer',
  'GroupMemberPointer',
  'ScaledUiAmount',
  'Pause',
]

const fee = { transferFeeBasisPoints: u16, maximumFee: u64 }

const transferFee: Group = {
  under: [
    row('InitializeTransferFeeConfig', 'mint', {
      configAuthority: option(key),
      withdrawAuthority: option(key),
      ...fee,
    }),
    row('TransferCheckedWithFee', 'source mint destination authority signers*', {
      amount: u64,
      decimals: u8,
      fee: u64,
    }),
    row('WithdrawWithheldTokensFromMint', 'mint destination withdrawAuthority signers*'),
    row('WithdrawWithheldTokensFromAccounts', 'mint destination withdrawAuthority accounts*', { sourceCount: u8 }),
    row('HarvestWithheldTokensToMint', 'mint sources*'),
    row('SetTransferFee', 'mint configAuthority signers*', fee),
  ],
}

const pausable: Group = {
  under: [
    row('InitializePausable', 'mint', { authority: key }),
    row('Pause', 'mint authority signers*'),
    row('Resume', 'mint authority signers*'),
  ],
}

const extensions: readonly (readonly [tag: number, row: Row | Group])[] = [
  [25, row('InitializeMintCloseAuthority', 'mint', { closeAuthority: option(key) })],
  [26, transferFee],
  [35, row('InitializePermanentDelegate', 'mint', { delegate: key })],
  [38, row('WithdrawExcessLamports', 'source destination authority signers*')],
  [44, pausable],
]

const byTag = new Map(extensions)
const base = baseRows(authorities, { extensionTypes: remaining(u16) })

/** The Token-2022 program. */
export const token2022: Program = {
  name: 'token2022',
  id: 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb',
  tagBytes: 1,
  rows: Array.from({ length: 45 }, (_, tag) => base[tag] ?? byTag.get(tag)),
}
