/**
 * `permit`: `{ signedPermit, verifyingContract }` becomes a record of the permit’s fields with the contract and the signer.
 * `signedPermit` is the hex of abi.encode((Permit, signature)), and what is signed EIP-712 typed data for that contract on the
 * request’s chain. Of the contract and the signer a policy says which count.
 */
import * as Hex from '../../codec/hex.ts'
import type * as Json from '../../codec/json.ts'
import { InputError } from '../../input-error.ts'
import * as Addresses from '../address.ts'
import type { About } from '../context.ts'
import * as Arguments from '../decoders/abi/arguments.ts'
import { parseSignature } from '../decoders/abi/fragment.ts'
import * as TypedData from '../decoders/typed-data.ts'
import * as Print from '../print.ts'
import type { Structure, Value } from '../value.ts'
import { fieldsOf, record, signerOf, textOf } from './field.ts'

const members = [
  ['bytes32', 'permitId'],
  ['address', 'caller'],
  ['address', 'subject'],
  ['bytes4', 'selector'],
  ['bytes[]', 'parameters'],
  ['bytes', 'metadata'],
  ['uint64', 'maxUses'],
  ['uint48', 'expiry'],
] as const
const { inputs } = parseSignature(
  `f(((${members.map((one) => one.join(' ')).join(', ')}) permit, bytes signature) signed)`,
)
const types = {
  EIP712Domain: [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
    { name: 'chainId', type: 'uint256' },
    { name: 'verifyingContract', type: 'address' },
  ],
  Permit: members.map(([type, name]) => ({ name, type })),
}

/** @throws InputError When the permit is malformed, its signature nobody’s, or the chain not known. */
export function permit(json: Json.JsonValue, { decoded }: About): Value {
  const fields = fieldsOf(json, ['signedPermit', 'verifyingContract'])
  const contract = Addresses.parse('evm', textOf(fields.verifyingContract))
  const chainId = decoded.calls[0]?.facts['chainId']
  if (chainId?.type !== 'integer') throw new InputError('chain_not_stated', {}, 'a call on a chain')
  const { values, signature } = read(textOf(fields.signedPermit))
  const domain = {
    name: 'CertifiedActionValidator',
    version: '1',
    chainId: `${chainId.value}`,
    verifyingContract: contract.value,
  }
  const message = Print.toJson(values)
  const { digest } = TypedData.parse({ types, primaryType: 'Permit', domain, message })
  const { parameters, ...rest } = Object.fromEntries(values.fields.map(({ name, value }) => [name, value])) as Permit
  return record({
    ...rest,
    parameters: { type: 'list', items: itemsOf(parameters).map(wordOf) },
    parameterCount: { type: 'integer', value: BigInt(itemsOf(parameters).length) },
    verifyingContract: contract,
    signer: signerOf(digest, signature),
  })
}

type Permit = Readonly<Record<(typeof members)[number][1], Value>>

function read(text: string): { readonly values: Structure; readonly signature: string } {
  const data = Hex.fromBytes(Hex.toBytes(text))
  const decoded = Arguments.decode(inputs, data, 0)
  if (!decoded.canonical)
    throw new InputError(decoded.problem.code, { at: decoded.problem.at }, decoded.problem.expected)
  const [signed] = decoded.values.fields
  const [values, signature] = (signed!.value as Structure).fields
  return { values: values!.value as Structure, signature: (signature!.value as { readonly value: string }).value }
}

function itemsOf(value: Value): readonly Value[] {
  return value.type === 'list' ? value.items : []
}

/** A parameter as whatever its 32 bytes can be read as. */
function wordOf(value: Value): Value {
  const bytes = (value as { readonly value: Hex.Hex }).value
  if (bytes.length !== 66) return record({ bytes: value })
  const word = BigInt(bytes)
  const integer: Value = { type: 'integer', value: word }
  if (word >= 1n << 160n) return record({ bytes: value, integer })
  return record({ bytes: value, integer, address: { type: 'address', family: 'evm', value: `0x${bytes.slice(26)}` } })
}
