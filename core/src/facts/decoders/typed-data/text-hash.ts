/**
 * Hashes of texts that come again and again: type strings, and names and versions of domains. A hash of a text is the same for
 * ever, so that remembering it changes nothing but the time.
 */
import type { Hash } from '../../../codec/hash.ts'
import * as Utf8 from '../../../codec/utf8.ts'

/** So many texts of at most so many characters are remembered for each hash; then all are forgotten. */
const mostTexts = 1024
const longest = 1024

const remembered = new WeakMap<Hash, Map<string, Uint8Array>>()

/** @returns The hash of the text as UTF-8; not to be written to. @throws InputError `lone_surrogate`. */
export function textHash(hash: Hash, text: string): Uint8Array {
  if (text.length > longest) return hash(Utf8.toBytes(text))
  const known = remembered.get(hash) ?? new Map<string, Uint8Array>()
  const found = known.get(text)
  if (found !== undefined) return found
  const made = hash(Utf8.toBytes(text))
  if (known.size >= mostTexts) known.clear()
  remembered.set(hash, known.set(text, made))
  return made
}
