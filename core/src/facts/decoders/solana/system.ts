/**
 * The System program: native transfers, creation of accounts, nonces.
 * Source: `solana-system-interface`, enum SystemInstruction, in bincode.
 */
import { key, longText, u64 } from './layout.ts'
import { type Program, row } from './program.ts'

/** The System program. */
export const system: Program = {
  name: 'system',
  id: '11111111111111111111111111111111',
  tagBytes: 4,
  rows: [
    row('CreateAccount', 'payer newAccount', { lamports: u64, space: u64, owner: key }),
    row('Assign', 'account', { owner: key }),
    row('Transfer', 'source destination', { lamports: u64 }),
    row('CreateAccountWithSeed', 'payer newAccount base?', {
      base: key,
      seed: longText,
      lamports: u64,
      space: u64,
      owner: key,
    }),
    row('AdvanceNonceAccount', 'nonce recentBlockhashes authority'),
    row('WithdrawNonceAccount', 'nonce destination recentBlockhashes rent authority', { lamports: u64 }),
    row('InitializeNonceAccount', 'nonce recentBlockhashes rent', { authority: key }),
    row('AuthorizeNonceAccount', 'nonce authority', { newAuthority: key }),
    row('Allocate', 'account', { space: u64 }),
    row('AllocateWithSeed', 'account base', { base: key, seed: longText, space: u64, owner: key }),
    row('AssignWithSeed', 'account base', { base: key, seed: longText, owner: key }),
    row('TransferWithSeed', 'source base destination', { lamports: u64, sourceSeed: longText, sourceOwner: key }),
    row('UpgradeNonceAccount', 'nonce'),
    row('CreateAccountAllowPrefund', 'newAccount payer?', { lamports: u64, space: u64, owner: key }),
  ],
}
