/**
 * The Compute Budget program: what a transaction may use, and what it pays for priority.
 * Source: `solana-compute-budget-interface`. RequestUnits is no longer executed, and still occurs.
 */
import { u32, u64 } from './layout.ts'
import { type Program, row } from './program.ts'

/** The Compute Budget program. */
export const computeBudget: Program = {
  name: 'computeBudget',
  id: 'ComputeBudget111111111111111111111111111111',
  tagBytes: 1,
  rows: [
    row('RequestUnits', '', { units: u32, additionalFee: u32 }),
    row('RequestHeapFrame', '', { bytes: u32 }),
    row('SetComputeUnitLimit', '', { units: u32 }),
    row('SetComputeUnitPrice', '', { microLamports: u64 }),
    row('SetLoadedAccountsDataSizeLimit', '', { bytes: u32 }),
  ],
}
