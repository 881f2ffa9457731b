/**
 * Authorizations of EIP-7702: an account lets the code of another address stand for its own.
 * Signed alone they are as dangerous as a transaction, since anyone may carry them to the chain.
 */
import { type Hash, keccak256 } from '../../../codec/hash.ts'
import * as Hex from '../../../codec/hex.ts'
import * as Rlp from '../../../codec/rlp.ts'
import { InputError } from '../../../input-error.ts'
import * as Fields from './rpc-fields.ts'
import * as Signature from './signature.ts'

/** What an account signs. `chainId` 0 holds for every chain; `address` is the code, zeros to take it away again. */
export type Grant = { readonly chainId: bigint; readonly address: Hex.Hex; readonly nonce: bigint }

/** A signed grant in a transaction, its signature not checked: `yParity` may be up to 255, `r` and `s` any of 32 bytes. */
export type Authorization = Grant & { readonly yParity: number; readonly r: bigint; readonly s: bigint }

const grantFields = new Set(['chainId', 'address', 'nonce'])
const signedFields = new Set([...grantFields, 'yParity', 'r', 's'])

/** @returns The grant that an object `{ chainId, address, nonce }` asks to sign. No other field may be there. */
export function parse(input: unknown, path = ''): Grant {
  const object = Fields.open(input, path, grantFields)
  return grant(object, path)
}

/** @returns The signed authorization that an object `{ chainId, address, nonce, yParity, r, s }` holds. */
export function parseSigned(input: unknown, path = ''): Authorization {
  const object = Fields.open(input, path, signedFields)
  return {
    ...grant(object, path),
    yParity: Number(Fields.need(object, path, 'yParity', Fields.byte)),
    r: Fields.need(object, path, 'r', Fields.quantity),
    s: Fields.need(object, path, 's', Fields.quantity),
  }
}

/** @returns The hash that the account signs: of the byte 5 and the RLP of chain id, address and nonce. */
export function signingHash(grant: Grant, keccak: Hash = keccak256): Hex.Hex {
  return Hex.fromBytes(digest(grant, keccak))
}

/**
 * @returns The account that signed.
 * @throws InputError `bad_signature`. A chain passes over such an authorization.
 */
export function recover(authorization: Authorization, keccak: Hash = keccak256): Hex.Hex {
  const { yParity, r, s } = authorization
  if (yParity !== 0 && yParity !== 1) throw new InputError('bad_signature', {}, 'a parity of 0 or 1', String(yParity))
  return Signature.recover(digest(authorization, keccak), { yParity, r, s }, keccak)
}

/** @returns Whether the signature is in range; whether a key belongs to it only `recover` can say. */
export function possible({ yParity, r, s }: Authorization): boolean {
  return yParity <= 1 && Signature.possibleR(r) && Signature.possibleS(s)
}

/** @returns The next item of a transaction's list. */
export function read(reader: Rlp.Reader): Authorization {
  const outer = Rlp.enter(reader)
  const authorization: Authorization = {
    chainId: Rlp.readInteger(reader, 32),
    address: Rlp.readFixed(reader, 20),
    nonce: Rlp.readInteger(reader, 8),
    yParity: Number(Rlp.readInteger(reader, 1)),
    r: Rlp.readInteger(reader, 32),
    s: Rlp.readInteger(reader, 32),
  }
  Rlp.leave(reader, outer)
  return authorization
}

/** @returns The item, for {@link Rlp.writeList}. */
export function write({ yParity, r, s, ...grant }: Authorization): string {
  return Rlp.writeList([...writeGrant(grant), ...[BigInt(yParity), r, s].map(Rlp.writeInteger)])
}

function digest(grant: Grant, keccak: Hash): Uint8Array {
  return keccak(Hex.toBytes(`0x05${Rlp.writeList(writeGrant(grant))}`))
}

function writeGrant({ chainId, address, nonce }: Grant): string[] {
  return [Rlp.writeInteger(chainId), Rlp.writeBytes(address), Rlp.writeInteger(nonce)]
}

function grant(object: Fields.Fields, path: string): Grant {
  return {
    chainId: Fields.need(object, path, 'chainId', Fields.count),
    address: Fields.need(object, path, 'address', Fields.address),
    nonce: Fields.need(object, path, 'nonce', Fields.nonce),
  }
}
