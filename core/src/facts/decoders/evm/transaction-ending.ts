/**
 * How a transaction ends: with a signature, with one of zeros, or without one. This decides whether it is signed,
 * and for a legacy transaction it also holds the chain id (EIP-155).
 */
import * as Rlp from '../../../codec/rlp.ts'
import { InputError } from '../../../input-error.ts'
import * as Signature from './signature.ts'

/** Whether the caller wants a transaction that is not signed, one that is, or takes both. */
export type Form = 'unsigned' | 'signed' | 'either'

export type Ending = {
  /** Null only for a legacy transaction without EIP-155, which holds for every chain. */
  readonly chainId: bigint | null
  readonly signature: Signature.Signature | null
  /** An unsigned transaction of type 1 to 4 in the layout of a signed one, its signature all zero. What is signed is the same. */
  readonly isZeroSigned: boolean
}

/** @returns The rest of a legacy transaction: nothing; chain id, 0, 0; or v, r, s. */
export function readLegacyEnding(reader: Rlp.Reader, form: Form): Ending {
  const vAt = reader.at
  if (vAt === reader.limit) return unsigned(form, vAt, null, false)
  const v = Rlp.readInteger(reader, 32)
  const rAt = reader.at
  const r = Rlp.readInteger(reader, 32)
  const sAt = reader.at
  const s = Rlp.readInteger(reader, 32)
  if (r === 0n && s === 0n) return unsigned(form, vAt, v, false)
  checkSigned(form, vAt)
  const isEip155 = v >= 35n
  if (!isEip155 && v !== 27n && v !== 28n) throw impossible(vAt, 'v of 27, 28, or 35 and above', v)
  checkRange(rAt, r, sAt, s)
  const yParity = (isEip155 ? (v - 35n) & 1n : v - 27n) === 0n ? 0 : 1
  return { chainId: isEip155 ? (v - 35n) >> 1n : null, signature: { yParity, r, s }, isZeroSigned: false }
}

/** @returns The rest of a transaction of type 1 to 4: nothing, or parity, r, s. */
export function readTypedEnding(reader: Rlp.Reader, form: Form, chainId: bigint): Ending {
  const yAt = reader.at
  if (yAt === reader.limit) return unsigned(form, yAt, chainId, false)
  const y = Rlp.readInteger(reader, 32)
  const rAt = reader.at
  const r = Rlp.readInteger(reader, 32)
  const sAt = reader.at
  const s = Rlp.readInteger(reader, 32)
  if (y === 0n && r === 0n && s === 0n) return unsigned(form, yAt, chainId, true)
  checkSigned(form, yAt)
  if (y > 1n) throw impossible(yAt, 'a parity of 0 or 1', y)
  checkRange(rAt, r, sAt, s)
  return { chainId, signature: { yParity: y === 0n ? 0 : 1, r, s }, isZeroSigned: false }
}

function unsigned(form: Form, at: number, chainId: bigint | null, isZeroSigned: boolean): Ending {
  if (form === 'signed') throw new InputError('signature_missing', { at }, 'a signature that is not zero')
  return { chainId, signature: null, isZeroSigned }
}

function checkSigned(form: Form, at: number): void {
  if (form === 'unsigned') throw new InputError('signature_present', { at }, 'an unsigned transaction')
}

function checkRange(rAt: number, r: bigint, sAt: number, s: bigint): void {
  if (!Signature.possibleR(r)) throw impossible(rAt, 'r from 1 to n - 1', r)
  if (!Signature.possibleS(s)) throw impossible(sAt, 's from 1 to n / 2', s)
}

function impossible(at: number, expected: string, came: bigint): InputError {
  return new InputError('bad_signature', { at }, expected, String(came))
}
