/** The content of `bytes` and `string`: digits of the hex text as they stand, or the text that they spell in UTF-8. */
import * as Hex from '../../../codec/hex.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import { InputError } from '../../../input-error.ts'
import type { Value } from '../../value.ts'

/**
 * @param at - First digit, in characters of the hex text.
 * @param length - In bytes.
 * @throws InputError `bad_utf8` when it is text and the bytes spell none; `at` counts bytes of the data.
 */
export function read(data: string, isText: boolean, at: number, length: number): Value {
  const value: Hex.Hex = `0x${data.slice(at, at + 2 * length)}`
  if (!isText) return { type: 'bytes', value }
  try {
    return { type: 'text', value: Utf8.toText(Hex.toBytes(value)) }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError('bad_utf8', { at: at / 2 - 1 + (error.place.at ?? 0) }, error.expected)
  }
}

/** The same, but bytes that spell no text are given as bytes. */
export function peek(data: string, isText: boolean, at: number, length: number): Value {
  try {
    return read(data, isText, at, length)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return read(data, false, at, length)
  }
}
