/**
 * The Associated Token Account program: makes the one token account that a wallet has for a mint.
 * Source: `spl-associated-token-account-interface`. Data of no bytes is Create, as the first version had no tag.
 */
import { type Program, row } from './program.ts'

const create = 'payer associatedAccount wallet mint systemProgram tokenProgram rent?'

/** The Associated Token Account program. */
export const associatedToken: Program = {
  name: 'associatedToken',
  id: 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL',
  tagBytes: 1,
  whenEmpty: 0,
  rows: [
    row('Create', create),
    row('CreateIdempotent', create),
    row('RecoverNested', 'nestedAccount nestedMint destination ownerAccount ownerMint wallet tokenProgram'),
  ],
}
