/**
 * The Stake program: delegation, and who may stake and withdraw.
 * Source: `solana-stake-interface`, enum StakeInstruction, in bincode. Tag 15 (Redelegate) was withdrawn.
 */
import { i64, key, longChoice, longText, option, u64 } from './layout.ts'
import { type Program, row, structure } from './program.ts'

const role = longChoice(['Staker', 'Withdrawer'])
const lockup = structure({ unixTimestamp: i64, epoch: u64, custodian: key })
const authorized = structure({ staker: key, withdrawer: key })

/** The Stake program. */
export const stake: Program = {
  name: 'stake',
  id: 'Stake11111111111111111111111111111111111111',
  tagBytes: 4,
  rows: [
    row('Initialize', 'stake rent', { authorized, lockup }),
    row('Authorize', 'stake clock authority custodian?', { newAuthority: key, role }),
    row('DelegateStake', 'stake vote clock stakeHistory stakeConfig authority'),
    row('Split', 'stake splitStake authority', { lamports: u64 }),
    row('Withdraw', 'stake destination clock stakeHistory authority custodian?', { lamports: u64 }),
    row('Deactivate', 'stake clock authority'),
    row('SetLockup', 'stake authority', {
      unixTimestamp: option(i64),
      epoch: option(u64),
      custodian: option(key),
    }),
    row('Merge', 'destination source clock stakeHistory authority'),
    row('AuthorizeWithSeed', 'stake base clock custodian?', {
      newAuthority: key,
      role,
      authoritySeed: longText,
      authorityOwner: key,
    }),
    row('InitializeChecked', 'stake rent staker withdrawer'),
    row('AuthorizeChecked', 'stake clock authority newAuthority custodian?', { role }),
    row('AuthorizeCheckedWithSeed', 'stake base clock newAuthority custodian?', {
      role,
      authoritySeed: longText,
      authorityOwner: key,
    }),
    row('SetLockupChecked', 'stake authority newCustodian?', { unixTimestamp: option(i64), epoch: option(u64) }),
    row('GetMinimumDelegation', ''),
    row('DeactivateDelinquent', 'stake vote referenceVote'),
    undefined,
    row('MoveStake', 'source destination authority', { lamports: u64 }),
    row('MoveLamports', 'source destination authority', { lamports: u64 }),
  ],
}
