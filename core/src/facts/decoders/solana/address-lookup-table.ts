/**
 * The Address Lookup Table program: who may extend and close the tables that messages take accounts from.
 * Source: `solana-address-lookup-table-interface`, enum ProgramInstruction, in bincode. A table only ever grows.
 */
import { key, longList, u8, u64 } from './layout.ts'
import { type Program, row } from './program.ts'

/** The Address Lookup Table program. */
export const addressLookupTable: Program = {
  name: 'addressLookupTable',
  id: 'AddressLookupTab1e1111111111111111111111111',
  tagBytes: 4,
  rows: [
    row('CreateLookupTable', 'table authority payer systemProgram', { recentSlot: u64, bump: u8 }),
    row('FreezeLookupTable', 'table authority'),
    row('ExtendLookupTable', 'table authority payer? systemProgram?', { addresses: longList(key) }),
    row('DeactivateLookupTable', 'table authority'),
    row('CloseLookupTable', 'table authority recipient'),
  ],
}
