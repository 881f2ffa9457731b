/**
 * ERC-4337 user operations as objects, entry points 0.6 to 0.8. What the account is told to do stays opaque here: it is bytes
 * that only a rule which says so may allow.
 */
import { InputError } from '../../../input-error.ts'
import type { Fact } from '../../fact.ts'
import * as Fields from './rpc-fields.ts'

/** Fields of the operation itself, by how they are read. */
const addresses = ['sender', 'factory', 'paymaster'] as const
const amounts = [
  'nonce',
  'callGasLimit',
  'verificationGasLimit',
  'preVerificationGas',
  'maxFeePerGas',
  'maxPriorityFeePerGas',
  'paymasterVerificationGasLimit',
  'paymasterPostOpGasLimit',
] as const
const blobs = ['initCode', 'factoryData', 'callData', 'paymasterAndData', 'paymasterData', 'signature'] as const
const words = ['accountGasLimits', 'gasFees'] as const

const outer = new Set(['userOperation', 'entryPoint', 'chainId'])
const inner = new Set<string>([...addresses, ...amounts, ...blobs, ...words])

/**
 * @param input - `{ userOperation, entryPoint, chainId }`.
 * @throws InputError With the path of the first field that is unknown, missing or not of its form.
 */
export function parse(input: unknown): { readonly facts: Readonly<Record<string, Fact>>; readonly chainId: bigint } {
  const fields = Fields.open(input, '', outer)
  const chainId = Fields.need(fields, '', 'chainId', Fields.count)
  const entryPoint = Fields.need(fields, '', 'entryPoint', Fields.address)
  const operation = Fields.open(
    Fields.need(fields, '', 'userOperation', (value) => value),
    'userOperation',
    inner,
  )
  for (const [names, read] of [
    [addresses, Fields.address],
    [amounts, Fields.quantity],
    [blobs, Fields.bytes],
    [words, Fields.bytes32],
  ] as const) {
    for (const name of names) Fields.find<unknown>(operation, 'userOperation', name, read)
  }
  const sender = Fields.need(operation, 'userOperation', 'sender', Fields.address)
  const callData = Fields.need(operation, 'userOperation', 'callData', Fields.bytes)
  if (chainId === 0n) throw new InputError('chain_id_zero', { path: 'chainId' }, 'a chain id of at least 1')
  return {
    chainId,
    facts: {
      chainId: { type: 'integer', value: chainId },
      sender: { type: 'address', family: 'evm', value: sender },
      target: { type: 'address', family: 'evm', value: entryPoint },
      'call.data': { type: 'bytes', value: callData },
      opaqueBytes: { type: 'integer', value: BigInt(callData.length / 2 - 1) },
    },
  }
}
