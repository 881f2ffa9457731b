import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Base64 from '../codec/base64.ts'
import * as Checkpoint from './checkpoint.ts'
import * as Note from './note.ts'

/** The note and key that the tests of golang.org/x/mod/sumdb/note publish. */
const known = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  seed: Base64.decode('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz').subarray(1),
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
}
const seeds = {
  log: new Uint8Array(32).fill(1),
  witness: new Uint8Array(32).fill(2),
  other: new Uint8Array(32).fill(3),
}
const origin = 'example.com/log'
const log = Note.verifierKey(origin, ed25519.getPublicKey(seeds.log))
const witness = Note.verifierKey('example.com/witness', ed25519.getPublicKey(seeds.witness), 4)
const by =
  (seed: Uint8Array): Note.Sign =>
  (message) =>
    ed25519.sign(message, seed)
const checkpoint = { origin, size: 20852163, root: new Uint8Array(32).fill(9) }
const note = Checkpoint.sign(checkpoint, log, by(seeds.log))

describe('a note', () => {
  const key = Note.parseKey(known.key)

  it('is the one that is known, byte for byte, and its key prints as it was read', () => {
    const signature = Note.signature(known.text, key, by(known.seed))
    expect(Note.format({ text: known.text, signatures: [signature] })).toBe(`${known.text}\n${known.line}`)
    expect(Note.isSigned(Note.parse(`${known.text}\n${known.line}`), key)).toBe(true)
    expect(Note.keyText(key)).toBe(known.key)
  })

  it('is refused when its own key did not sign this text, and passed over when another key signed', () => {
    expect(() => Note.isSigned(Note.parse(`${known.text.replace('know', 'knew')}\n${known.line}`), key)).toThrow(
      'very text',
    )
    expect(Note.isSigned(Note.parse(note), key)).toBe(false)
    expect(Note.isSigned(Note.parse(note + known.line.replace('PeterNeumann', 'Someone')), log)).toBe(true)
  })

  it.each([
    ['no signature', 'text\n\n'],
    ['no empty line', `text\n${known.line}`],
    ['no newline at the end', `text\n\n${known.line.trimEnd()}`],
    ['a control character', `te\u0000xt\n\n${known.line}`],
    ['a carriage return', `text\r\n\n${known.line}`],
    ['a hyphen for the dash', `text\n\n${known.line.replace('—', '-')}`],
    ['two spaces', `text\n\n${known.line.replace('— ', '—  ')}`],
    ['another base64', `text\n\n${known.line.replace('AM=', 'AN=')}`],
    ['no signature behind the id', 'text\n\n— a AAAAAA==\n'],
  ])('is refused with %s', (_, wrong) => {
    expect(() => Note.parse(wrong)).toThrow(expect.objectContaining({ code: 'bad_note' }))
  })

  it.each([
    'PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    '+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  ])('has no key `%s`', (wrong) => {
    expect(() => Note.parseKey(wrong)).toThrow(expect.objectContaining({ code: 'bad_note' }))
  })
})

describe('a checkpoint', () => {
  it('opens with the key of its log alone', () => {
    expect(Checkpoint.open(note, log)).toEqual(checkpoint)
    const other = Note.verifierKey(origin, ed25519.getPublicKey(seeds.other))
    expect(() => Checkpoint.open(note, other)).toThrow(expect.objectContaining({ code: 'not_signed' }))
    const foreign = Checkpoint.sign({ ...checkpoint, origin: 'example.com/other' }, log, by(seeds.log))
    expect(() => Checkpoint.open(foreign, log)).toThrow(expect.objectContaining({ code: 'not_signed' }))
  })

  it('never opens after a change of any character', () => {
    const change = fc.record({ at: fc.nat(note.length - 1), to: fc.constantFrom('0', 'A', '\n', ' ', 'é') })
    fc.assert(
      fc.property(change, ({ at, to }) => {
        const changed = note.slice(0, at) + to + note.slice(at + 1)
        fc.pre(changed !== note)
        expect(() => Checkpoint.open(changed, log)).toThrow()
      }),
      { numRuns: 400, seed: 1 },
    )
  })

  it.each([
    'a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    'a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    'a\n9007199254740992\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    '\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    'a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n',
    'a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n',
    'a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n',
  ])('is not %j', (text) => {
    expect(() => Checkpoint.parseText(text)).toThrow(expect.objectContaining({ code: 'bad_checkpoint' }))
  })
})

describe('a cosignature', () => {
  const parsed = Note.parse(note)
  const line = Checkpoint.cosign(parsed, 1679315147n, witness, by(seeds.witness))
  const cosigned = Note.parse(Note.format({ ...parsed, signatures: [...parsed.signatures, line] }))

  it('stands beside the signature of the log, and tells when', () => {
    expect(Checkpoint.open(Note.format(cosigned), log)).toEqual(checkpoint)
    expect(Checkpoint.cosignatures(cosigned, [witness])).toEqual([{ witness: witness.name, seconds: 1679315147n }])
    expect(Checkpoint.cosignatures(parsed, [witness])).toEqual([])
  })

  it('is refused for another time, another text, or as the plain signature of the text', () => {
    const later = { ...line, bytes: line.bytes.map((byte, i) => (i === 7 ? byte + 1 : byte)) }
    const plain = {
      ...line,
      bytes: Uint8Array.of(...line.bytes.subarray(0, 8), ...by(seeds.witness)(new Uint8Array())),
    }
    const short = { ...line, bytes: line.bytes.subarray(0, 5) }
    for (const wrong of [
      { ...parsed, signatures: [later] },
      { ...parsed, signatures: [plain] },
      { ...parsed, signatures: [short] },
      { text: parsed.text.replace('20852163', '20852164'), signatures: [line] },
    ])
      expect(() => Checkpoint.cosignatures(wrong, [witness])).toThrow(expect.objectContaining({ code: 'bad_note' }))
  })
})
