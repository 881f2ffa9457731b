import { hashMessage } from 'ethers'
import fc from 'fast-check'
import * as viem from 'viem'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../input-error.ts'
import * as Message from './message.ts'

const hash32 = `0x${'ab'.repeat(32)}`

describe('a message', () => {
  it('is text unless it is spelled as hex', () => {
    expect(Message.parse('Hello World')).toEqual({
      bytes: new Uint8Array(Buffer.from('Hello World')),
      hex: '0x48656c6c6f20576f726c64',
      text: 'Hello World',
      digest: '0xa1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2',
      looksLikeDigest: false,
      prefixed: false,
    })
  })

  it.each([
    ['', '', '0x'],
    ['0x', '', '0x'],
    ['0x6869', 'hi', '0x6869'],
    ['0xC3A9', 'é', '0xc3a9'],
    ['0xff', null, '0xff'],
    ['0xa', '0xa', '0x307861'],
    ['0xzz', '0xzz', '0x30787a7a'],
    ['0X68', '0X68', '0x30583638'],
    [' 0x68', ' 0x68', '0x2030783638'],
    ['6869', '6869', '0x36383639'],
    ['é🚀', 'é🚀', '0xc3a9f09f9a80'],
  ])('`%s` is the text `%s`', (json, text, hex) => {
    const read = Message.parse(json)
    expect([read.text, read.hex]).toEqual([text, hex])
  })

  it.each([
    [hash32, true],
    [`${hash32}00`, false],
    [hash32.slice(0, -2), false],
    ['a'.repeat(32), false],
    [hash32.slice(2), false],
  ])('`%s` looks like a digest: %s', (json, looks) => {
    expect(Message.parse(json).looksLikeDigest).toBe(looks)
  })

  it.each([
    ['0x19', true],
    [`0x1901${'00'.repeat(64)}`, true],
    ['\u0019Ethereum Signed Message:\n1a', true],
    ['0x0019', false],
    ['19', false],
    ['', false],
  ])('`%s` begins as another scheme does: %s', (json, prefixed) => {
    expect(Message.parse(json).prefixed).toBe(prefixed)
  })

  it.each([
    [null, 'message_invalid'],
    [{ raw: '0x00' }, 'message_invalid'],
    [5, 'message_invalid'],
    ['\ud83d', 'lone_surrogate'],
  ])('is never %s', (json, code) => {
    expect(() => Message.parse(json)).toThrow(expect.objectContaining({ code }))
    expect(() => Message.parse(json)).toThrow(InputError)
  })

  it('has at most 65,536 bytes', () => {
    for (const [most, more] of [
      ['a'.repeat(65_536), 'a'],
      [`0x${'ab'.repeat(65_536)}`, 'ab'],
      ['é'.repeat(32_768), 'a'],
    ] as const) {
      expect(Message.parse(most).bytes).toHaveLength(65_536)
      expect(() => Message.parse(most + more)).toThrow(expect.objectContaining({ code: 'too_long' }))
    }
  })

  it('always hashes as with viem and ethers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (text, bytes) => {
        fc.pre(!/^0x([0-9a-f]{2})*$/i.test(text))
        const raw = viem.bytesToHex(bytes)
        expect(Message.parse(text).digest).toBe(viem.hashMessage(text))
        expect(Message.parse(text).digest).toBe(hashMessage(text))
        expect(Message.parse(raw).digest).toBe(viem.hashMessage({ raw }))
        expect(Message.parse(raw).digest).toBe(hashMessage(bytes))
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})
