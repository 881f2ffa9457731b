import fc from 'fast-check'
import * as viem from 'viem'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../input-error.ts'
import * as Fragment from './fragment.ts'
import { type JsonParameter, jsonParameters } from './generated.fixture.ts'

function refusal(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError) return [error.code, error.place.path ?? error.place.at]
    throw error
  }
  return 'accepted'
}

const item = (inputs: unknown) => ({ name: 'f', type: 'function', inputs })
const nested = (levels: number): JsonParameter =>
  levels === 0 ? { name: '', type: 'bool' } : { name: '', type: 'tuple', components: [nested(levels - 1)] }

describe('a function in JSON', () => {
  it('has the canonical signature and its selector', () => {
    const read = Fragment.parseFunction({
      name: 'fill',
      type: 'function',
      stateMutability: 'payable',
      payable: true,
      constant: false,
      outputs: [{ name: '', type: 'bool', internalType: 'bool' }],
      inputs: [
        {
          name: 'orders',
          type: 'tuple[2][]',
          components: [
            { name: 'maker', type: 'address' },
            { name: '', type: 'uint' },
          ],
        },
        { name: 'orders', type: 'bytes', indexed: false },
      ],
    })
    expect(read.signature).toBe('fill((address,uint256)[2][],bytes)')
    expect(read.selector).toBe(viem.toFunctionSelector('fill((address,uint256)[2][],bytes)'))
    expect(read.inputs.map((input) => input.name)).toEqual(['orders', 'orders'])
  })

  it.each([
    ['no object', [], ''],
    ['null', null, ''],
    ['no type', { name: 'f', inputs: [] }, 'type'],
    ['an event', { name: 'f', type: 'event', inputs: [] }, 'type'],
    ['no name', { type: 'function', inputs: [] }, 'name'],
    ['a name with a dot', { ...item([]), name: 'a.b' }, 'name'],
    ['a name of 129 characters', { ...item([]), name: 'a'.repeat(129) }, 'name'],
    ['no inputs', { name: 'f', type: 'function' }, 'inputs'],
    ['an unknown field', { ...item([]), selector: '0x00000000' }, 'selector'],
    ['bad outputs', { ...item([]), outputs: [{ type: 'fixed' }] }, 'outputs[0].type'],
    ['65 inputs', item(Array(65).fill({ type: 'bool' })), 'inputs'],
    ['a type that is no text', item([{ type: 5 }]), 'inputs[0].type'],
    ['a name that is null', item([{ type: 'bool', name: null }]), 'inputs[0].name'],
    ['a second wrong input', item([{ type: 'bool' }, { type: 'uint7' }]), 'inputs[1].type'],
    ['components of a scalar', item([{ type: 'bool', components: [] }]), 'inputs[0].components'],
    ['a tuple without components', item([{ type: 'tuple' }]), 'inputs[0].components'],
    ['a tuple of nothing', item([{ type: 'tuple', components: [] }]), 'inputs[0].components'],
    ['a wrong component', item([{ type: 'tuple', components: [{ type: 'x' }] }]), 'inputs[0].components[0].type'],
    ['16 tuples and an array', item([{ ...nested(16), type: 'tuple[]' }]), 'inputs[0].type'],
    ['17 tuples', item([nested(17)]), `inputs[0]${'.components[0]'.repeat(17)}.type`],
    ['1,000 tuples', item([nested(1000)]), `inputs[0]${'.components[0]'.repeat(17)}.type`],
    ['more words than the limit', item([{ type: 'bool[1024][65]' }]), 'inputs[0].type'],
  ])('refuses %s', (_, json, path) => {
    expect(refusal(() => Fragment.parseFunction(json))).toEqual(['abi_invalid', path])
  })

  it.each([
    'function',
    'fixed128x18',
    'ufixed',
    'uint0',
    'uint264',
    'uint08',
    'int7',
    'bytes0',
    'bytes33',
    'bytes01',
    'byte',
  ])('refuses the type %s', (type) =>
    expect(refusal(() => Fragment.parseFunction(item([{ type }])))).toEqual(['abi_invalid', 'inputs[0].type']),
  )

  it.each([
    'bool[0]',
    'bool[1025]',
    'bool[01]',
    'bool[ 1]',
    'bool[',
    'bool]',
    'bool[-1]',
    'bool[1e2]',
    ' bool',
    'Bool',
    'toString',
  ])('refuses the spelling `%s`', (type) =>
    expect(refusal(() => Fragment.parseFunction(item([{ type }])))).toEqual(['abi_invalid', 'inputs[0].type']),
  )

  it('accepts what is exactly at the limits', () => {
    expect(Fragment.parseFunction({ ...item([]), name: 'a'.repeat(128) }).inputs).toEqual([])
    expect(Fragment.parseFunction(item(Array(64).fill({ type: 'bool' }))).inputs).toHaveLength(64)
    expect(Fragment.parseFunction(item([nested(16)])).inputs).toHaveLength(1)
    expect(Fragment.parseFunction(item([{ type: `bool${'[]'.repeat(16)}` }])).inputs).toHaveLength(1)
    expect(Fragment.parseFunction(item([{ type: 'bool[1024][64]' }])).inputs[0]!.type.words).toBe(65_536)
  })
})

describe('a function as a line', () => {
  it('reads names, tuples and arrays', () => {
    const read = Fragment.parseSignature('fill((address maker, uint b)[2] orders,bytes)')
    expect(read.signature).toBe('fill((address,uint256)[2],bytes)')
    expect(read.inputs.map((input) => input.name)).toEqual(['orders', ''])
    expect(read.inputs[0]!.type).toMatchObject({
      kind: 'array',
      size: 2,
      item: { members: [{ name: 'maker' }, { name: 'b' }] },
    })
  })

  it.each([
    ['', 0],
    ['f', 1],
    ['f(', 2],
    ['f()x', 3],
    ['f() returns (bool)', 3],
    ['f(bool,)', 7],
    ['f(,bool)', 2],
    ['f(bool a b)', 9],
    ['f(bool 1a)', 7],
    ['f(()a)', 2],
    ['f((bool) [2] a)', 9],
    ['f((bool)a)', 8],
    ['f(tuple(bool) a)', 2],
    ['f(bool[0] a)', 2],
    ['f(uint7 a)', 2],
    ['f(bool a', 8],
    ['1f()', 0],
  ])('refuses `%s`', (line, at) => {
    expect(refusal(() => Fragment.parseSignature(line))).toEqual(['abi_invalid', at])
  })

  it.each([
    ['17 tuples', `f(${'('.repeat(17)}bool${')'.repeat(17)})`, 19],
    ['4,000 tuples', `f(${'('.repeat(4000)}`, 19],
    ['10,000 tuples', `f(${'('.repeat(10_000)}`, 8192],
  ])('refuses %s', (_, line, at) => {
    expect(refusal(() => Fragment.parseSignature(line))).toEqual(['abi_invalid', at])
  })

  it('always describes the same function as the JSON form', () => {
    const line = (input: JsonParameter): string =>
      input.components
        ? `(${input.components.map(line).join(', ')})${input.type.slice(5)} ${input.name}`
        : `${input.type} ${input.name}`
    fc.assert(
      fc.property(jsonParameters, (inputs) => {
        const json = Fragment.parseFunction({ name: 'f', type: 'function', inputs })
        expect(Fragment.parseSignature(`f(${inputs.map(line).join(', ')})`)).toEqual(json)
        expect(json.selector).toBe(
          viem.toFunctionSelector({ name: 'f', type: 'function', inputs, outputs: [], stateMutability: 'view' }),
        )
      }),
      { seed: 1, numRuns: 500 },
    )
  })
})
