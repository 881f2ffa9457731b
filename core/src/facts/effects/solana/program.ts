/** Effects of the instructions of every program that is known. One that has no row may do anything. */
import { token as tokenProgram } from '../../decoders/solana/token.ts'
import { native, nothing, type Row, turn } from './row.ts'
import { stake } from './stake.ts'
import { system } from './system.ts'
import { token, token2022 } from './token.ts'

/** What a token account of 165 bytes costs in rent, unless rent is made cheaper: (128 + 165) · 6,960 lamports. */
export const tokenAccountRent = 2_039_280n

const createAssociated: Row = {
  flows: [native(tokenAccountRent, '@payer', '@wallet')],
  // Accounts of Token-2022 are as large as the extensions of their mint want.
  untoldUnless: ['@tokenProgram', tokenProgram.id],
}

const associatedToken: Readonly<Record<string, Row>> = {
  Create: createAssociated,
  CreateIdempotent: createAssociated,
  // All of the nested account goes to another account of the same wallet.
  RecoverNested: { untold: true },
}

const budget = [
  'RequestUnits',
  'RequestHeapFrame',
  'SetComputeUnitLimit',
  'SetComputeUnitPrice',
  'SetLoadedAccountsDataSizeLimit',
]

const addressLookupTable: Readonly<Record<string, Row>> = {
  CreateLookupTable: { untold: true, turns: [turn('lookupTable', '@table', '@authority')] },
  FreezeLookupTable: { turns: [turn('lookupTable', '@table')] },
  ExtendLookupTable: { untold: true, turns: [turn('lookupTable', '@table')] },
  DeactivateLookupTable: { turns: [turn('lookupTable', '@table')] },
  CloseLookupTable: { everything: { to: '@recipient', by: '@authority' }, turns: [turn('lookupTable', '@table')] },
}

const upgradeableLoader: Readonly<Record<string, Row>> = {
  InitializeBuffer: { turns: [turn('bufferAuthority', '@buffer', '@authority')] },
  Write: { turns: [turn('buffer', '@buffer')] },
  DeployWithMaxDataLen: {
    untold: true,
    turns: [turn('upgradeAuthority', '@program', '@authority')],
    deploys: ['maxDataLength'],
  },
  Upgrade: { untold: true, turns: [turn('implementation', '@program', '@buffer')] },
  SetAuthority: { turns: [turn('upgradeAuthority', '@subject', '@newAuthority')] },
  Close: { everything: { to: '@destination', by: '@authority' }, turns: [turn('closeProgram', '@subject')] },
  ExtendProgram: { untold: true, turns: [turn('programSize', '@program')] },
  SetAuthorityChecked: { turns: [turn('upgradeAuthority', '@subject', '@newAuthority')] },
}

const byProgram: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  system,
  token,
  token2022,
  associatedToken,
  computeBudget: Object.fromEntries(budget.map((name) => [name, nothing])),
  memo: { Memo: nothing },
  stake,
  addressLookupTable,
  upgradeableLoader,
}

/** By the name that facts give the instruction, such as `system.Transfer`. */
export const rows: ReadonlyMap<string, Row> = new Map(
  Object.entries(byProgram).flatMap(([program, instructions]) =>
    Object.entries(instructions).map(([name, row]) => [`${program}.${name}`, row] as const),
  ),
)
