/**
 * Token-2022: the instructions of SPL Token, and those of its extensions and of the interfaces that it shares.
 * Source: `spl-token-2022-interface`. What is confidential (tags 27, 37 and 42) has no row: its amounts are encrypted, so it is opaque.
 */
import * as Layout from './layout.ts'
import { fixedBytes, i16, i64, key, keyOrNone, option, remaining, u8, u16, u64 } from './layout.ts'
import { type Group, type Program, type Row, row } from './program.ts'
import { baseAuthorities, baseRows, lamportRows } from './token.ts'

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
  'PermissionedBurn',
]

const fee = { transferFeeBasisPoints: u16, maximumFee: u64 }
const mintAuthority = 'mint authority signers*'
const tokenOwner = 'account owner signers*'
const accountState = Layout.choice(['Uninitialized', 'Initialized', 'Frozen'])
const multiplier = fixedBytes(8)

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

const defaultState: Group = {
  under: [
    row('InitializeDefaultAccountState', 'mint', { state: accountState }),
    row('UpdateDefaultAccountState', 'mint freezeAuthority signers*', { state: accountState }),
  ],
}

const memoTransfers: Group = {
  under: [row('EnableMemoTransfers', tokenOwner), row('DisableMemoTransfers', tokenOwner)],
}

const interest: Group = {
  under: [
    row('InitializeInterestBearingMint', 'mint', { rateAuthority: keyOrNone, rate: i16 }),
    row('UpdateRateInterestBearingMint', 'mint rateAuthority signers*', { rate: i16 }),
  ],
}

const cpiGuard: Group = { under: [row('EnableCpiGuard', tokenOwner), row('DisableCpiGuard', tokenOwner)] }

const transferHook: Group = {
  under: [
    row('InitializeTransferHook', 'mint', { authority: keyOrNone, programId: keyOrNone }),
    row('UpdateTransferHook', mintAuthority, { programId: keyOrNone }),
  ],
}

const scaledAmount: Group = {
  under: [
    row('InitializeScaledUiAmountMint', 'mint', { authority: keyOrNone, multiplier }),
    row('UpdateMultiplierScaledUiMint', mintAuthority, { multiplier, effectiveTimestamp: i64 }),
  ],
}

const pausable: Group = {
  under: [
    row('InitializePausable', 'mint', { authority: keyOrNone }),
    row('Pause', mintAuthority),
    row('Resume', mintAuthority),
  ],
}

const permissionedBurn: Group = {
  under: [
    row('InitializePermissionedBurn', 'mint', { authority: key }),
    row('PermissionedBurn', 'source mint burnAuthority authority signers*', { amount: u64 }),
    row('PermissionedBurnChecked', 'source mint burnAuthority authority signers*', { amount: u64, decimals: u8 }),
  ],
}

const extensions: ReadonlyMap<number, Row | Group> = new Map<number, Row | Group>([
  [25, row('InitializeMintCloseAuthority', 'mint', { closeAuthority: option(key) })],
  [26, transferFee],
  [28, defaultState],
  [29, row('Reallocate', 'account payer systemProgram owner signers*', { extensionTypes: remaining(u16) })],
  [30, memoTransfers],
  [31, row('CreateNativeMint', 'payer nativeMint systemProgram')],
  [32, row('InitializeNonTransferableMint', 'mint')],
  [33, interest],
  [34, cpiGuard],
  [35, row('InitializePermanentDelegate', 'mint', { delegate: key })],
  [36, transferHook],
  [39, pointer('Metadata')],
  [40, pointer('Group')],
  [41, pointer('GroupMember')],
  [43, scaledAmount],
  [44, pausable],
  [46, permissionedBurn],
  ...lamportRows,
])

const field = Layout.variant([
  ['Name', null],
  ['Symbol', null],
  ['Uri', null],
  ['Key', Layout.record([['key', Layout.text]])],
])

/** The interfaces of token metadata and token groups: SHA-256 of their names, cut to eight bytes. */
const shared: ReadonlyMap<string, Row> = new Map([
  [
    '0xd2e11ea258b84d8d',
    row('InitializeTokenMetadata', 'metadata updateAuthority mint mintAuthority', {
      name: Layout.text,
      symbol: Layout.text,
      uri: Layout.text,
    }),
  ],
  ['0xdde9312db5cadcc8', row('UpdateTokenMetadataField', 'metadata updateAuthority', { field, value: Layout.text })],
  [
    '0xea122038598d25b5',
    row('RemoveTokenMetadataKey', 'metadata updateAuthority', { idempotent: Layout.flag, key: Layout.text }),
  ],
  ['0xd7e4a6e45464567b', row('UpdateTokenMetadataAuthority', 'metadata updateAuthority', { newAuthority: keyOrNone })],
  ['0xfaa6b4fa0d0cb846', row('EmitTokenMetadata', 'metadata', { start: option(u64), end: option(u64) })],
  [
    '0x79716c2736330004',
    row('InitializeTokenGroup', 'group mint mintAuthority', { updateAuthority: keyOrNone, maximumSize: u64 }),
  ],
  ['0x6c25ab8ff81e126e', row('UpdateTokenGroupMaxSize', 'group updateAuthority', { maximumSize: u64 })],
  ['0xa1695801edddd8cb', row('UpdateTokenGroupAuthority', 'group updateAuthority', { newAuthority: keyOrNone })],
  [
    '0x9820deb0dfed7486',
    row('InitializeTokenGroupMember', 'member memberMint memberMintAuthority group groupUpdateAuthority'),
  ],
])

const base = baseRows(authorities, { extensionTypes: remaining(u16) })

/** The Token-2022 program. */
export const token2022: Program = {
  name: 'token2022',
  id: 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb',
  tagBytes: 1,
  rows: Array.from({ length: 47 }, (_, tag) => base[tag] ?? extensions.get(tag)),
  shared,
}

/** Where the mint says that its metadata, group or membership is kept. */
function pointer(what: string): Group {
  return {
    under: [
      row(`Initialize${what}Pointer`, 'mint', { authority: keyOrNone, address: keyOrNone }),
      row(`Update${what}Pointer`, mintAuthority, { address: keyOrNone }),
    ],
  }
}
