/** Whole numbers of up to 256 bits for languages without them: text of 64 digits, which is ordered as the numbers are. */

/** @returns The number in 64 hexadecimal digits. */
export function hexOf(amount: bigint): string {
  return amount.toString(16).padStart(64, '0')
}
