/**
 * The Memo programs, both versions: the data is text, and the accounts are those who sign it.
 * Source: `spl-memo-interface`.
 */
import { remainingText } from './layout.ts'
import { type Program, row } from './program.ts'

const rows = [row('Memo', 'signers*', { memo: remainingText })]

/** The first Memo program, which does not look at its accounts. */
export const memo1: Program = { name: 'memo', id: 'Memo1UhkJRfHyvLMcVucJwxXeuD728EqVddwQDwFMNo', tagBytes: 0, rows }

/** The second Memo program, whose accounts have to sign. */
export const memo2: Program = { name: 'memo', id: 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr', tagBytes: 0, rows }
