/** Effects of the Stake program. */
import { native, nothing, type Row, turn } from './row.ts'

const authorize = (subject: string): Row => ({ turns: [turn('=role', '@stake', subject)] })
const split: Row = { flows: [native('lamports', '@stake', '@splitStake')] }
const between: Row = { flows: [native('lamports', '@source', '@destination')] }

/** By instruction. To add one, add a row. */
export const stake: Readonly<Record<string, Row>> = {
  Initialize: {
    turns: [turn('staker', '@stake', 'authorized.staker'), turn('withdrawer', '@stake', 'authorized.withdrawer')],
  },
  Authorize: authorize('newAuthority'),
  DelegateStake: { turns: [turn('stakeDelegation', '@stake', '@vote')] },
  Split: split,
  Withdraw: { flows: [native('lamports', '@stake', '@destination')] },
  Deactivate: { turns: [turn('stakeDelegation', '@stake')] },
  SetLockup: { turns: [turn('lockup', '@stake', 'custodian')] },
  // All of the source goes to the destination.
  Merge: { untold: true },
  AuthorizeWithSeed: authorize('newAuthority'),
  InitializeChecked: { turns: [turn('staker', '@stake', '@staker'), turn('withdrawer', '@stake', '@withdrawer')] },
  AuthorizeChecked: authorize('@newAuthority'),
  AuthorizeCheckedWithSeed: authorize('@newAuthority'),
  SetLockupChecked: { turns: [turn('lockup', '@stake', '@newCustodian')] },
  GetMinimumDelegation: nothing,
  DeactivateDelinquent: { turns: [turn('stakeDelegation', '@stake')] },
  MoveStake: between,
  MoveLamports: between,
}
