/** What the owner of an account signs for a user operation. Each version of the entry point hashes it in its own way. */
import { type Hash, keccak256 } from '../../../codec/hash.ts'
import * as Hex from '../../../codec/hex.ts'
import * as Utf8 from '../../../codec/utf8.ts'
import { halfWord, type UserOperation } from './user-operation.ts'

const domainType = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'
const operationType =
  'PackedUserOperation(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,' +
  'uint256 preVerificationGas,bytes32 gasFees,bytes paymasterAndData)'

/** By entry point. Of any other nobody knows how it hashes. */
const hashes: ReadonlyMap<string, (operation: Whole, keccak: Hash) => Uint8Array> = new Map([
  ['0x5ff137d4b0fdcd49dca30c7cf57e578a026d2789', hash06],
  ['0x0000000071727de22e5e9d8baf0edac6f37da032', hash07],
  ['0x4337084d9e255ff0702461cf8895ce9e3b5ff108', hash08],
])

/** An account that delegates (EIP-7702) says so in the place of its factory. */
const delegating = '0x7702'
const addressDigits = 42
const mostHalfWord = 2n ** 128n

/** An operation of which nothing is left open. */
type Whole = { readonly [Name in keyof UserOperation]: Exclude<UserOperation[Name], null> }

/** @returns The 32 bytes to sign; null where a field is missing, or the entry point is not known. */
export function hashOf(operation: UserOperation, keccak: Hash = keccak256): Hex.Hex | null {
  const hash = hashes.get(operation.entryPoint)
  const { nonce, callGas, verificationGas, preVerificationGas, maxFee, maxPriorityFee } = operation
  const numbers = [nonce, callGas, verificationGas, preVerificationGas, maxFee, maxPriorityFee]
  if (hash === undefined || numbers.includes(null)) return null
  const packed = [callGas, verificationGas, maxFee, maxPriorityFee]
  if (operation.version !== 6 && packed.some((number) => number! >= mostHalfWord)) return null
  const initCode = factoryOf(operation)
  return initCode === null ? null : Hex.fromBytes(hash({ ...operation, initCode } as Whole, keccak))
}

/** What is hashed is the code that the account delegates to, which the authorization names. */
function factoryOf({ initCode, entryPoint, authorization }: UserOperation): Hex.Hex | null {
  const isOld = hashes.get(entryPoint) !== hash08
  if (isOld || !initCode.startsWith(delegating)) return initCode
  return authorization === null ? null : `${authorization.address}${initCode.slice(addressDigits)}`
}

function hash06(operation: Whole, keccak: Hash): Uint8Array {
  const { account, nonce, initCode, callData, paymasterAndData } = operation
  const { callGas, verificationGas, preVerificationGas, maxFee, maxPriorityFee } = operation
  const numbers = [callGas, verificationGas, preVerificationGas, maxFee, maxPriorityFee].map(word)
  const [init, call, paymaster] = [initCode, callData, paymasterAndData].map((bytes) => digest(bytes, keccak))
  const inner = words(keccak, [padded(account), word(nonce), init!, call!, ...numbers, paymaster!])
  return forEntryPoint(inner, operation, keccak)
}

function hash07(operation: Whole, keccak: Hash): Uint8Array {
  return forEntryPoint(words(keccak, members(operation, keccak)), operation, keccak)
}

function hash08(operation: Whole, keccak: Hash): Uint8Array {
  const names = ['ERC4337', '1'].map((text) => digest(Hex.fromBytes(Utf8.toBytes(text)), keccak))
  const place = [word(operation.chainId), padded(operation.entryPoint)]
  const domain = words(keccak, [typeHash(domainType, keccak), ...names, ...place])
  const struct = words(keccak, [typeHash(operationType, keccak), ...members(operation, keccak)])
  return keccak(Hex.toBytes(`0x1901${digitsOf(domain)}${digitsOf(struct)}`))
}

function members(operation: Whole, keccak: Hash): readonly string[] {
  const { account, nonce, initCode, callData, paymasterAndData } = operation
  const { callGas, verificationGas, preVerificationGas, maxFee, maxPriorityFee } = operation
  return [
    padded(account),
    word(nonce),
    digest(initCode, keccak),
    digest(callData, keccak),
    halfWord(verificationGas) + halfWord(callGas),
    word(preVerificationGas),
    halfWord(maxPriorityFee) + halfWord(maxFee),
    digest(paymasterAndData, keccak),
  ]
}

function forEntryPoint(inner: Uint8Array, { entryPoint, chainId }: Whole, keccak: Hash): Uint8Array {
  return words(keccak, [digitsOf(inner), padded(entryPoint), word(chainId)])
}

function words(keccak: Hash, digits: readonly string[]): Uint8Array {
  return keccak(Hex.toBytes(`0x${digits.join('')}`))
}

function typeHash(type: string, keccak: Hash): string {
  return digitsOf(keccak(Utf8.toBytes(type)))
}

function digest(bytes: Hex.Hex, keccak: Hash): string {
  return digitsOf(keccak(Hex.toBytes(bytes)))
}

function digitsOf(bytes: Uint8Array): string {
  return Hex.fromBytes(bytes).slice(2)
}

function padded(address: Hex.Hex): string {
  return address.slice(2).padStart(64, '0')
}

function word(number: bigint): string {
  return number.toString(16).padStart(64, '0')
}
