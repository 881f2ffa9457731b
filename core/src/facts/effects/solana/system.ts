/** Effects of the System program. An account that is assigned to a program is the program’s from then on. */
import { native, nothing, type Row, turn } from './row.ts'

const create: Row = { flows: [native('lamports', '@payer', '@newAccount')] }
const assign: Row = { turns: [turn('program', '@account', 'owner')], delegates: [['@account', 'owner']] }

/** By instruction. To add one, add a row. */
export const system: Readonly<Record<string, Row>> = {
  CreateAccount: create,
  Assign: assign,
  Transfer: { flows: [native('lamports', '@source', '@destination')] },
  CreateAccountWithSeed: create,
  AdvanceNonceAccount: nothing,
  WithdrawNonceAccount: { flows: [native('lamports', '@nonce', '@destination')] },
  InitializeNonceAccount: { turns: [turn('nonceAuthority', '@nonce', 'authority')] },
  AuthorizeNonceAccount: { turns: [turn('nonceAuthority', '@nonce', 'newAuthority')] },
  // An account with data can send no lamports any more.
  Allocate: { turns: [turn('space', '@account')] },
  AllocateWithSeed: assign,
  AssignWithSeed: assign,
  TransferWithSeed: { flows: [native('lamports', '@source', '@destination')] },
  UpgradeNonceAccount: nothing,
  CreateAccountAllowPrefund: create,
}
