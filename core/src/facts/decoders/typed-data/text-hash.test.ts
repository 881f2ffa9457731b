/** Remembered hashes are the hashes, however many texts were hashed in between and by whatever hash. */
import { describe, expect, it } from 'vitest'
import { keccak256, sha256 } from '../../../codec/hash.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import { textHash } from './text-hash.ts'

describe('the hash of a text', () => {
  it('is that of its bytes, again and again, past what is remembered', () => {
    const texts = Array.from({ length: 3000 }, (_, i) => `Permit(address owner,uint256 value${i % 1500})é`)
    for (const text of texts) expect(textHash(keccak256, text)).toEqual(keccak256(Utf8.toBytes(text)))
  })

  it('is told apart by hash, and made anew for a long text', () => {
    const long = 'x'.repeat(5000)
    for (const text of ['a', '', long]) {
      expect(textHash(sha256, text)).toEqual(sha256(Utf8.toBytes(text)))
      expect(textHash(keccak256, text)).toEqual(keccak256(Utf8.toBytes(text)))
    }
  })

  it('is refused for half of a surrogate pair', () => {
    expect(() => textHash(keccak256, 'a\ud800')).toThrow(/surrogate/)
  })
})
