/** `portcullis verify` as somebody runs it: exit codes, and what it prints. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Note } from '@portcullis/core'
import { afterAll, describe, expect, it } from 'vitest'
import { exportOf, type Files, recordsOf, signerOf } from '../../../tools/bar/log-export.ts'
import { readOptions } from './options.ts'
import { UsageError } from './usage.ts'
import { verify, verifyOptions } from './verify.ts'

const scratch = mkdtempSync(join(tmpdir(), 'portcullis-verify-'))
afterAll(() => rmSync(scratch, { recursive: true }))
const log = signerOf('example.com/log', 1)
const key = Note.keyText(log.key)

function write(name: string, files: Files): string {
  for (const [path, bytes] of files) {
    const file = join(scratch, name, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
  return join(scratch, name)
}

function run(...argv: string[]) {
  const out: string[] = []
  return { exit: verify(readOptions(argv, verifyOptions), (line) => out.push(line)), out }
}

describe('verify', () => {
  const honest = write('honest', exportOf(recordsOf(300), log))
  const changed = exportOf(recordsOf(300), log)
  changed.set(
    'records/001.jsonl',
    Buffer.from(Buffer.from(changed.get('records/001.jsonl')!).toString().replace('user-258', 'user-999')),
  )
  const spoilt = write('spoilt', changed)

  it('says that an honest log is as it was signed', () => {
    expect(run('--log-key', key, honest)).toEqual({
      exit: 0,
      out: ['example.com/log: 300 entries, 300 records', 'the log is as it was signed'],
    })
  })

  it('names the first bad entry', () => {
    const { exit, out } = run('--log-key', key, spoilt)
    expect([exit, out.at(-1)]).toEqual([1, 'the log is not as it was signed; the first bad entry is 258'])
    const json = JSON.parse(run('--log-key', key, '--json', spoilt).out[0]!)
    expect(json).toMatchObject({
      sound: false,
      size: 300,
      records: 299,
      findings: [{ code: 'record_changed', index: 258 }],
    })
  })

  it('takes the key from a file, an older checkpoint, and receipts', () => {
    const keyFile = write('key', new Map([['log.key', Buffer.from(`${key}\n`)]]))
    const older = write('older', exportOf(recordsOf(20), log))
    const bad = write('receipts', new Map([['r.jsonl', Buffer.from('{}\n')]]))
    const argv = ['--log-key', join(keyFile, 'log.key'), '--older', join(older, 'checkpoint')]
    expect(run(...argv, honest).exit).toBe(0)
    expect(run(...argv, '--receipts', join(bad, 'r.jsonl'), honest).out[0]).toMatch(/^receipt_refused: /)
  })

  it.each([
    ['no folder', ['--log-key', key]],
    ['a folder that is not there', ['--log-key', key, join(scratch, 'nowhere')]],
    ['no key', [honest]],
    ['a key that is none', ['--log-key', `${key}x`, honest]],
    ['the key of a log for a witness', ['--log-key', key, '--witness', key, honest]],
    ['no instant', ['--log-key', key, '--now', 'soon', honest]],
  ])('is used wrongly with %s', (_, argv) => {
    expect(() => run(...argv)).toThrow(UsageError)
  })
})
