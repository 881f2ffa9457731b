/** Effects of the two token programs. Amounts are those that leave the source: a transfer fee is withheld from them on the way. */
import { nothing, type Row, tokens, turn } from './row.ts'

const approve = (mint: string | null): Row => ({
  grants: [{ account: '@source', mint, owner: '@owner', spender: '@delegate', amount: 'amount' }],
})
const mintAuthorities: Row = {
  turns: [turn('mintTokens', '@mint', 'mintAuthority'), turn('freezeAccount', '@mint', 'freezeAuthority')],
}
const mintTo: Row = { flows: [tokens('@mint', null, '@destination')] }
const burn: Row = { flows: [tokens('@mint', '@source', null)] }
const checked: Row = { flows: [tokens('@mint', '@source', '@destination')] }

/** By instruction. To add one, add a row. */
export const token: Readonly<Record<string, Row>> = {
  InitializeMint: mintAuthorities,
  InitializeAccount: nothing,
  InitializeMultisig: nothing,
  Transfer: { flows: [tokens(null, '@source', '@destination')] },
  Approve: approve(null),
  Revoke: nothing,
  SetAuthority: {
    turns: [turn('=authorityType', '@owned', 'newAuthority')],
    // Whoever owns the account owns all that is in it.
    untoldWhere: ['authorityType', 'AccountOwner'],
  },
  MintTo: mintTo,
  Burn: burn,
  CloseAccount: {
    everything: { to: '@destination', by: '@authority' },
    turns: [turn('closeAccount', '@account', '@destination')],
  },
  FreezeAccount: { turns: [turn('freeze', '@account')] },
  ThawAccount: { turns: [turn('thaw', '@account')] },
  TransferChecked: checked,
  ApproveChecked: approve('@mint'),
  MintToChecked: mintTo,
  BurnChecked: burn,
  InitializeAccount2: nothing,
  SyncNative: nothing,
  InitializeAccount3: nothing,
  InitializeMultisig2: nothing,
  InitializeMint2: mintAuthorities,
  GetAccountDataSize: nothing,
  InitializeImmutableOwner: nothing,
  AmountToUiAmount: nothing,
  UiAmountToAmount: nothing,
  WithdrawExcessLamports: { everything: { to: '@destination', by: '@authority' } },
  UnwrapLamports: { everything: { to: '@destination', by: '@authority' } },
}

const pointer = (what: string): Readonly<Record<string, Row>> => ({
  [`Initialize${what}Pointer`]: {
    turns: [turn(`${what.charAt(0).toLowerCase()}${what.slice(1)}Pointer`, '@mint', 'authority')],
  },
  [`Update${what}Pointer`]: {
    turns: [turn(`${what.charAt(0).toLowerCase()}${what.slice(1)}Pointer`, '@mint', 'address')],
  },
})

/** Those of Token-2022, by instruction. To add one, add a row. */
export const token2022: Readonly<Record<string, Row>> = {
  ...token,
  InitializeMintCloseAuthority: { turns: [turn('closeMint', '@mint', 'closeAuthority')] },
  InitializeTransferFeeConfig: {
    turns: [
      turn('transferFeeConfig', '@mint', 'configAuthority'),
      turn('withheldWithdraw', '@mint', 'withdrawAuthority'),
    ],
  },
  TransferCheckedWithFee: checked,
  WithdrawWithheldTokensFromMint: { untold: true },
  WithdrawWithheldTokensFromAccounts: { untold: true },
  HarvestWithheldTokensToMint: nothing,
  SetTransferFee: { turns: [turn('transferFee', '@mint')] },
  InitializeDefaultAccountState: { turns: [turn('defaultAccountState', '@mint')] },
  UpdateDefaultAccountState: { turns: [turn('defaultAccountState', '@mint')] },
  // The payer adds what rent the larger account takes.
  Reallocate: { untold: true, turns: [turn('extensions', '@account')] },
  EnableMemoTransfers: { turns: [turn('memoTransfers', '@account')] },
  DisableMemoTransfers: { turns: [turn('memoTransfers', '@account')] },
  CreateNativeMint: { untold: true },
  InitializeNonTransferableMint: { turns: [turn('nonTransferable', '@mint')] },
  InitializeInterestBearingMint: { turns: [turn('interestRate', '@mint', 'rateAuthority')] },
  UpdateRateInterestBearingMint: { turns: [turn('interestRate', '@mint')] },
  EnableCpiGuard: { turns: [turn('cpiGuard', '@account')] },
  DisableCpiGuard: { turns: [turn('cpiGuard', '@account')] },
  InitializePermanentDelegate: {
    turns: [turn('permanentDelegate', '@mint', 'delegate')],
    delegates: [['@mint', 'delegate']],
  },
  InitializeTransferHook: { turns: [turn('transferHook', '@mint', 'programId')] },
  UpdateTransferHook: { turns: [turn('transferHook', '@mint', 'programId')] },
  ...pointer('Metadata'),
  ...pointer('Group'),
  ...pointer('GroupMember'),
  InitializeScaledUiAmountMint: { turns: [turn('scaledUiAmount', '@mint', 'authority')] },
  UpdateMultiplierScaledUiMint: { turns: [turn('scaledUiAmount', '@mint')] },
  InitializePausable: { turns: [turn('pause', '@mint', 'authority')] },
  Pause: { turns: [turn('pause', '@mint')] },
  Resume: { turns: [turn('resume', '@mint')] },
  InitializePermissionedBurn: { turns: [turn('permissionedBurn', '@mint', 'authority')] },
  PermissionedBurn: burn,
  PermissionedBurnChecked: burn,
  InitializeTokenMetadata: { turns: [turn('metadataAuthority', '@metadata', '@updateAuthority')] },
  UpdateTokenMetadataField: { turns: [turn('metadata', '@metadata')] },
  RemoveTokenMetadataKey: { turns: [turn('metadata', '@metadata')] },
  UpdateTokenMetadataAuthority: { turns: [turn('metadataAuthority', '@metadata', 'newAuthority')] },
  EmitTokenMetadata: nothing,
  InitializeTokenGroup: { turns: [turn('groupAuthority', '@group', 'updateAuthority')] },
  UpdateTokenGroupMaxSize: { turns: [turn('group', '@group')] },
  UpdateTokenGroupAuthority: { turns: [turn('groupAuthority', '@group', 'newAuthority')] },
  InitializeTokenGroupMember: { turns: [turn('groupMember', '@group', '@member')] },
}
