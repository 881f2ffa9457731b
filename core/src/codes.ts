/**
 * Every code that a decision, a refusal or a finding may carry, and what it says to a person.
 * Codes are stable: a code is never renamed or given another meaning.
 */
export const codes = {
  // JSON and text
  bad_json: 'the text is not JSON',
  bad_utf8: 'the bytes are not UTF-8',
  duplicate_key: 'an object has the same key twice',
  forbidden_key: 'a key that could reach an object prototype',
  too_deep: 'nested deeper than the limit',
  too_long: 'longer than the limit',
  unsafe_number: 'a number that would lose precision; write it as a string',
  // hex, base58 and other spellings of bytes
  bad_hex: 'not hexadecimal, or of odd length',
  bad_base58: 'not base58',
  bad_base64: 'not canonical base64',
  bad_address: 'not an address of its family',
  bad_checksum: 'the checksum of the address is wrong',
} as const satisfies Record<string, string>

/** A stable reason, refusal or finding code. */
export type Code = keyof typeof codes
