/**
 * The upgradeable BPF loader: who may replace the code of a program, and with what.
 * Source: `solana-loader-v3-interface`, enum UpgradeableLoaderInstruction, in bincode.
 */
import { longBytes, u32, u64 } from './layout.ts'
import { type Program, row } from './program.ts'

/** The upgradeable loader. An authority that is not given is none, for ever. */
export const upgradeableLoader: Program = {
  name: 'upgradeableLoader',
  id: 'BPFLoaderUpgradeab1e11111111111111111111111',
  tagBytes: 4,
  rows: [
    row('InitializeBuffer', 'buffer authority?'),
    row('Write', 'buffer authority', { offset: u32, bytes: longBytes }),
    row('DeployWithMaxDataLen', 'payer programData program buffer rent clock systemProgram authority', {
      maxDataLength: u64,
    }),
    row('Upgrade', 'programData program buffer spill rent clock authority'),
    row('SetAuthority', 'subject authority newAuthority?'),
    row('Close', 'subject destination authority? program?'),
    row('ExtendProgram', 'programData program systemProgram? payer?', { additionalBytes: u32 }),
    row('SetAuthorityChecked', 'subject authority newAuthority'),
  ],
}
