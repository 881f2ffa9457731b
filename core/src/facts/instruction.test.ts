import { describe, expect, it, test } from 'vitest'
import * as Base58 from '../codec/base58.ts'
import type { Call } from './call.ts'
import type { Account, Invocation } from './decoders/solana/accounts.ts'
import { parseIdl } from './decoders/solana/idl.ts'
import { keyOf } from './decoders/solana/message.fixture.ts'
import { instructionOf } from './instruction.ts'
import { factToJson } from './print.ts'

const address = (byte: number) => Base58.encode(keyOf(byte))
const program = address(50)
const discriminator = [1, 2, 3, 4, 5, 6, 7, 8]
const idl = parseIdl({
  address: program,
  metadata: { name: 'vault', version: '0.1.0', spec: '0.1.0' },
  instructions: [
    {
      name: 'deposit',
      discriminator,
      accounts: [
        { name: 'owner', signer: true },
        { name: 'vault', writable: true },
      ],
      args: [{ name: 'amount', type: 'u64' }],
    },
  ],
})

function call(data: readonly number[], change: Partial<Invocation> = {}, unresolved?: number): Call {
  const accounts = [1, 2].map((byte, index): Account => {
    const isOpen = index === unresolved
    const lookup = isOpen ? { table: address(9), index: 0 } : null
    return { index, address: isOpen ? null : address(byte), signer: index === 0, writable: true, lookup }
  })
  const invocation = {
    programId: program,
    accounts,
    data: Uint8Array.from(data),
    range: { start: 0, end: data.length },
    ...change,
  }
  return { index: 0, kind: 'instruction', judged: true, start: 0, end: 0, facts: {}, calls: [], invocation }
}

const deposit = [...discriminator, 5, 0, 0, 0, 0, 0, 0, 0]
const said = (one: Call, pinned: string | null = program) => factToJson(instructionOf(one, idl, pinned))

describe('an instruction, by the IDL of a policy', () => {
  it('gives its arguments, and its accounts by name', () => {
    const whole = { amount: '5', accounts: { owner: address(1), vault: address(2) } }
    expect(said(call(deposit))).toEqual(whole)
    expect(said(call(deposit), null)).toEqual(whole)
  })

  test.each([
    ['a byte too many', [...deposit, 0]],
    ['a byte too few', deposit.slice(0, -1)],
    ['the discriminator alone', discriminator],
  ])('is failed with %s, never absent', (_, data) => {
    expect(said(call(data))).toEqual({ failed: 'not_canonical' })
  })

  it('is failed when an account stands in a lookup table', () => {
    expect(said(call(deposit, {}, 1))).toEqual({ failed: 'unresolved_lookup' })
  })

  it('is absent for another program, another instruction, and for what is no instruction', () => {
    expect(said(call(deposit), address(51))).toEqual({ absent: true })
    expect(said(call(deposit, { programId: address(51) }))).toEqual({ absent: true })
    expect(said(call([8, 7, 6, 5, 4, 3, 2, 1]))).toEqual({ absent: true })
    expect(said(call([1, 2, 3]))).toEqual({ absent: true })
    const { invocation: _, ...bare } = call(deposit)
    expect(said(bare)).toEqual({ absent: true })
  })
})
