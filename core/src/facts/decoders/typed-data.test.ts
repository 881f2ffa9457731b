import { readFileSync } from 'node:fs'
import { TypedDataEncoder } from 'ethers'
import fc from 'fast-check'
import * as viem from 'viem'
import { describe, expect, it } from 'vitest'
import { dataPath } from '../../data.fixture.ts'
import { InputError } from '../../input-error.ts'
import type { Value } from '../value.ts'
import * as TypedData from './typed-data.ts'

type Member = { name: string; type: string }
type Payload = {
  types: Record<string, Member[]>
  primaryType: string
  domain: Record<string, unknown>
  message: Record<string, unknown>
}

const member = (name: string, type: string): Member => ({ name, type })
const domainType = [
  member('name', 'string'),
  member('version', 'string'),
  member('chainId', 'uint256'),
  member('verifyingContract', 'address'),
]

const mail: Payload = {
  types: {
    EIP712Domain: domainType,
    Person: [member('name', 'string'), member('wallet', 'address')],
    Mail: [member('from', 'Person'), member('to', 'Person'), member('contents', 'string')],
  },
  primaryType: 'Mail',
  domain: {
    name: 'Ether Mail',
    version: '1',
    chainId: 1,
    verifyingContract: '0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC',
  },
  message: {
    from: { name: 'Cow', wallet: '0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826' },
    to: { name: 'Bob', wallet: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB' },
    contents: 'Hello, Bob!',
  },
}

const single = (type: string, value: unknown): Payload => ({
  types: { EIP712Domain: [], Only: [member('it', type)] },
  primaryType: 'Only',
  domain: {},
  message: { it: value },
})

function refusal(payload: unknown): unknown {
  try {
    TypedData.parse(payload)
  } catch (error) {
    if (error instanceof InputError) return [error.code, error.place.path]
    throw error
  }
  return 'accepted'
}

/** The first member of the message of `payload`. */
function first(payload: unknown): Value {
  return TypedData.parse(payload).message.fields[0]!.value
}

describe('the example of EIP-712', () => {
  it('has the hashes that the EIP gives', () => {
    expect(TypedData.parse(mail)).toEqual({
      primaryType: 'Mail',
      encodeType: 'Mail(Person from,Person to,string contents)Person(string name,address wallet)',
      encodeDomainType: 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)',
      typeHash: '0xa0cedeb2dc280ba39b857546d74f5549c3a1d7bdc2dd96bf881f76108e23dac2',
      domainSeparator: '0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f',
      structHash: '0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e',
      digest: '0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2',
      types: [
        { name: 'Mail', members: mail.types.Mail },
        { name: 'Person', members: mail.types.Person },
      ],
      domain: {
        type: 'record',
        fields: [
          { name: 'name', value: { type: 'text', value: 'Ether Mail' } },
          { name: 'version', value: { type: 'text', value: '1' } },
          { name: 'chainId', value: { type: 'integer', value: 1n } },
          { name: 'verifyingContract', value: { type: 'address', family: 'evm', value: `0x${'cc'.repeat(20)}` } },
        ],
      },
      message: {
        type: 'record',
        fields: [
          { name: 'from', value: person('Cow', '0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826') },
          { name: 'to', value: person('Bob', `0x${'bb'.repeat(20)}`) },
          { name: 'contents', value: { type: 'text', value: 'Hello, Bob!' } },
        ],
      },
    })
  })

  it('hashes to the same when the type of the domain is left out', () => {
    const { EIP712Domain: _, ...types } = mail.types
    const { verifyingContract, ...domain } = mail.domain
    expect(TypedData.parse({ ...mail, types, domain: { verifyingContract, ...domain } })).toEqual(TypedData.parse(mail))
  })

  it('is hashed by the hasher that is given', () => {
    const lengths: number[] = []
    TypedData.parse(mail, (bytes) => {
      lengths.push(bytes.length)
      return new Uint8Array(32)
    })
    expect(lengths.at(-1)).toBe(66)
    expect(lengths.filter((length) => length === mailTypeLength)).toHaveLength(1)
  })
})

const mailTypeLength = 'Mail(Person from,Person to,string contents)Person(string name,address wallet)'.length

function person(name: string, wallet: string): Value {
  return {
    type: 'record',
    fields: [
      { name: 'name', value: { type: 'text', value: name } },
      { name: 'wallet', value: { type: 'address', family: 'evm', value: wallet } },
    ],
  }
}

const without = (key: keyof Payload): unknown =>
  Object.fromEntries(Object.entries(mail).filter(([name]) => name !== key))
const types = (changed: Record<string, unknown>): unknown => ({ ...mail, types: { ...mail.types, ...changed } })
const deep = (levels: number): unknown => (levels === 0 ? [] : [{ next: deep(levels - 1) }])

describe('a payload is refused', () => {
  it.each<[string, unknown, string, string]>([
    ['that is a list', [], 'typed_data_invalid', ''],
    ['that is a text', '{}', 'typed_data_invalid', ''],
    ['without types', without('types'), 'typed_data_invalid', 'types'],
    ['without a message', without('message'), 'typed_data_invalid', 'message'],
    ['without a domain', without('domain'), 'typed_data_invalid', 'domain'],
    ['with a fifth key', { ...mail, metadata: {} }, 'typed_data_invalid', 'metadata'],
    ['with types in a list', { ...mail, types: [] }, 'typed_data_type', 'types'],
    ['with an unknown primary type', { ...mail, primaryType: 'Post' }, 'typed_data_type', 'primaryType'],
    ['with an inherited primary type', { ...mail, primaryType: 'constructor' }, 'typed_data_type', 'primaryType'],
    ['with the domain as the primary type', { ...mail, primaryType: 'EIP712Domain' }, 'typed_data_type', 'primaryType'],
    ['with a domain that is null', { ...mail, domain: null }, 'typed_data_invalid', 'domain'],
    ['with a message that is null', { ...mail, message: null }, 'typed_data_value', 'message'],
    ['with a struct named uint256', types({ uint256: [] }), 'typed_data_type', 'types'],
    ['with a struct named a b', types({ 'a b': [] }), 'typed_data_type', 'types'],
    ['with a struct that is no list', types({ Other: {} }), 'typed_data_type', 'types.Other'],
    [
      'with a member of an unknown type',
      types({ Other: [member('a', 'Nobody')] }),
      'typed_data_type',
      'types.Other[0].type',
    ],
    [
      'with a member of an inherited type',
      types({ Other: [member('a', 'toString')] }),
      'typed_data_type',
      'types.Other[0].type',
    ],
    [
      'with a member twice',
      types({ Other: [member('a', 'bool'), member('a', 'bool')] }),
      'typed_data_type',
      'types.Other[1].name',
    ],
    [
      'with a member of more keys',
      types({ Other: [{ ...member('a', 'bool'), indexed: true }] }),
      'typed_data_type',
      'types.Other[0].indexed',
    ],
    ['with a member without a name', types({ Other: [{ type: 'bool' }] }), 'typed_data_type', 'types.Other[0].name'],
    ['with a member named a b', types({ Other: [member('a b', 'bool')] }), 'typed_data_type', 'types.Other[0].name'],
    [
      'with a member missing',
      { ...mail, message: { from: mail.message.from, to: mail.message.to } },
      'typed_data_missing_member',
      'message.contents',
    ],
    [
      'with a member too many',
      { ...mail, message: { ...mail.message, cc: 1 } },
      'typed_data_extra_member',
      'message.cc',
    ],
    [
      'with a member too many below',
      { ...mail, message: { ...mail.message, to: { name: '', wallet: '', x: 1 } } },
      'typed_data_extra_member',
      'message.to.x',
    ],
    [
      'with a struct that is null',
      { ...mail, message: { ...mail.message, to: null } },
      'typed_data_value',
      'message.to',
    ],
    [
      'with a wrong checksum',
      { ...mail, message: { ...mail.message, to: { name: '', wallet: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbb' } } },
      'bad_checksum',
      'message.to.wallet',
    ],
    [
      'with nests of 9 structs and 9 lists',
      { types: { Node: [member('next', 'Node[]')] }, primaryType: 'Node', domain: {}, message: { next: deep(9) } },
      'too_deep',
      `message${'.next[0]'.repeat(8)}.next`,
    ],
  ])('%s', (_, payload, code, path) => {
    expect(refusal(payload)).toEqual([code, path])
  })

  it.each([
    ['a member of another standard', { ...mail.domain, foo: 1 }, domainType, 'typed_data_domain', 'domain.foo'],
    [
      'a member that its type lacks',
      { ...mail.domain, salt: `0x${'00'.repeat(32)}` },
      domainType,
      'typed_data_extra_member',
      'domain.salt',
    ],
    [
      'a member missing',
      { name: 'a', version: '1', chainId: 1 },
      domainType,
      'typed_data_missing_member',
      'domain.verifyingContract',
    ],
    ['another order', mail.domain, [domainType[1]!, domainType[0]!], 'typed_data_domain', 'types.EIP712Domain[1]'],
    ['another type', mail.domain, [member('chainId', 'uint64')], 'typed_data_domain', 'types.EIP712Domain[0]'],
    [
      'a type with a member of its own',
      mail.domain,
      [member('foo', 'string')],
      'typed_data_domain',
      'types.EIP712Domain[0]',
    ],
    ['a chain id below zero', { ...mail.domain, chainId: -1 }, domainType, 'typed_data_value', 'domain.chainId'],
  ])('whose domain has %s', (_, domain, EIP712Domain, code, path) => {
    expect(refusal({ ...mail, domain, types: { ...mail.types, EIP712Domain } })).toEqual([code, path])
  })

  it.each([
    'uint',
    'int',
    'uint0',
    'uint7',
    'uint264',
    'bytes0',
    'bytes33',
    'byte',
    'Uint8',
    'uint8[0]',
    'uint8[01]',
    'uint8[',
    'uint8 []',
    ' uint8',
    'tuple',
    'function',
    'fixed',
    '',
  ])('with a member of the type `%s`', (type) =>
    expect(refusal(single(type, 0))).toEqual(['typed_data_type', 'types.Only[0].type']),
  )

  it('with a member that only a prototype has', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'valueOf']) {
      const payload = JSON.parse(
        `{"types":{"Only":[{"name":"${name}","type":"string"}]},"primaryType":"Only","domain":{},"message":{}}`,
      )
      expect(refusal(payload)).toEqual(['typed_data_missing_member', `message.${name}`])
      const whole = JSON.parse(
        `{"types":{"Only":[{"name":"${name}","type":"string"}]},"primaryType":"Only","domain":{},"message":{"${name}":"a"}}`,
      )
      expect(first(whole)).toEqual({ type: 'text', value: 'a' })
    }
  })
})

describe('a value', () => {
  it.each<[string, unknown, unknown]>([
    ['uint8', 255, 255n],
    ['uint8', '255', 255n],
    ['uint8', '0xff', 255n],
    ['uint8', '0x00fF', 255n],
    ['int8', -128, -128n],
    ['int8', '-128', -128n],
    ['uint256', (2n ** 256n - 1n).toString(), 2n ** 256n - 1n],
    ['int256', (-(2n ** 255n)).toString(), -(2n ** 255n)],
    ['uint64', Number.MAX_SAFE_INTEGER, BigInt(Number.MAX_SAFE_INTEGER)],
    ['uint40', 0xff_ffff_ffff, 0xff_ffff_ffffn],
    ['uint40', 0x1_0000_0000, 0x1_0000_0000n],
    ['uint32', 0xffff_ffff, 0xffff_ffffn],
    ['bool', false, false],
    ['string', '', ''],
    ['bytes', '0xAB', '0xab'],
    ['bytes', '0x', '0x'],
    ['bytes2', '0xABcd', '0xabcd'],
    ['address', `0x${'AB'.repeat(20)}`, `0x${'ab'.repeat(20)}`],
  ])('of the type %s may be %s', (type, value, read) => {
    const payload = single(type, value)
    const { digest, message } = TypedData.parse(payload)
    expect((message.fields[0]!.value as { value: unknown }).value).toBe(read)
    expect(digest).toBe(viem.hashTypedData({ ...payload, message: { it: read } } as never))
  })

  it.each<[string, unknown, string]>([
    ['uint8', 256, 'typed_data_value'],
    ['uint8', -1, 'typed_data_value'],
    ['uint8', '-0', 'typed_data_value'],
    ['uint8', '01', 'typed_data_value'],
    ['uint8', '+1', 'typed_data_value'],
    ['uint8', ' 1', 'typed_data_value'],
    ['uint8', '1e1', 'typed_data_value'],
    ['uint8', '', 'typed_data_value'],
    ['uint8', '0x', 'typed_data_value'],
    ['uint8', '-0x1', 'typed_data_value'],
    ['uint8', '0b1', 'typed_data_value'],
    ['uint8', 1.5, 'typed_data_value'],
    ['uint8', null, 'typed_data_value'],
    ['uint8', true, 'typed_data_value'],
    ['uint8', [1], 'typed_data_value'],
    ['int8', 128, 'typed_data_value'],
    ['int8', -129, 'typed_data_value'],
    ['uint64', Number.MAX_SAFE_INTEGER + 1, 'typed_data_value'],
    ['uint256', (2n ** 256n).toString(), 'typed_data_value'],
    ['uint256', '9'.repeat(100_000), 'typed_data_value'],
    ['bool', 1, 'typed_data_value'],
    ['bool', 'true', 'typed_data_value'],
    ['string', 1, 'typed_data_value'],
    ['string', '\ud800', 'lone_surrogate'],
    ['bytes', 'ab', 'bad_hex'],
    ['bytes', '0xa', 'bad_hex'],
    ['bytes', '0xzz', 'bad_hex'],
    ['bytes', [1], 'typed_data_value'],
    ['bytes2', '0xab', 'typed_data_value'],
    ['bytes2', '0xababab', 'typed_data_value'],
    ['address', `0x${'ab'.repeat(19)}`, 'bad_address'],
    ['address', 5, 'typed_data_value'],
    ['bool[2]', [true], 'typed_data_value'],
    ['bool[]', { length: 0 }, 'typed_data_value'],
  ])('of the type %s is never %s', (type, value, code) => {
    expect(refusal(single(type, value))).toEqual([code, 'message.it'])
  })

  it('is named by its place in lists', () => {
    expect(
      refusal(
        single('bool[2][]', [
          [true, true],
          [true, 1],
        ]),
      ),
    ).toEqual(['typed_data_value', 'message.it[1][1]'])
  })
})

const vectors = dataPath('evm/typed-data-vectors.jsonl')
const nonstrict = dataPath('evm/typed-data-nonstrict.jsonl')
type Row = { id: string; typedData: Payload; digest: string; digestByLibrary: Record<string, string | null> }
const rows = (path: string): Row[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)

describe.skipIf(vectors === null || nonstrict === null)('real payloads', () => {
  it('hash to their digest, all but one which has members that its types do not declare', () => {
    const outcomes = rows(vectors!).map((row) => {
      const refused = refusal(row.typedData)
      return refused === 'accepted' ? TypedData.parse(row.typedData).digest === row.digest : [row.id, refused]
    })
    expect(outcomes.filter((outcome) => outcome === true)).toHaveLength(140)
    expect(outcomes.filter((outcome) => outcome !== true)).toEqual([
      [
        'metamask-test-dapp/SEAPORT_BULK_ORDER',
        ['typed_data_extra_member', 'message.tree[0][0].totalOriginalConsiderationItems'],
      ],
    ])
  })

  it('with an address that is no address of its checksum are refused; those in upper case are read', () => {
    const outcomes = rows(nonstrict!).map(({ id, typedData, digestByLibrary }) => {
      const refused = refusal(typedData)
      if (refused !== 'accepted') return [id, ...(refused as string[])]
      expect(TypedData.parse(typedData).digest).toBe(digestByLibrary.ethers)
      expect(TypedData.parse(typedData).digest).toBe(digestByLibrary.ethSigUtil)
      return [id, 'accepted']
    })
    expect(outcomes).toMatchInlineSnapshot(`
      [
        [
          "1inch/eip712-AggregationRouterV6#0",
          "bad_checksum",
          "message.takerAsset",
        ],
        [
          "circle/eip712-TransferWithAuthorization#1",
          "accepted",
        ],
        [
          "circle/eip712-TransferWithAuthorization#3",
          "accepted",
        ],
        [
          "circle/eip712-TransferWithAuthorization#4",
          "accepted",
        ],
        [
          "degate/eip712-degate#0",
          "bad_checksum",
          "domain.verifyingContract",
        ],
        [
          "degate/eip712-degate#1",
          "bad_checksum",
          "domain.verifyingContract",
        ],
        [
          "ledgerquest/eip712-ledgerquest#0",
          "bad_checksum",
          "domain.verifyingContract",
        ],
        [
          "lens/eip712-lens-lenshub#8",
          "bad_checksum",
          "domain.verifyingContract",
        ],
        [
          "lens/eip712-lens-lenshub#10",
          "bad_checksum",
          "domain.verifyingContract",
        ],
        [
          "lens/eip712-lens-lenshub#15",
          "bad_checksum",
          "domain.verifyingContract",
        ],
        [
          "permit/eip712-permit-arbitrum-arb#0",
          "accepted",
        ],
        [
          "permit/eip712-permit-avalanche_c_chain-weth#0",
          "bad_checksum",
          "message.spender",
        ],
        [
          "permit/eip712-permit-ethereum-aave#0",
          "bad_checksum",
          "domain.verifyingContract",
        ],
        [
          "rarible/eip712-rarible-erc-1155#0",
          "bad_checksum",
          "message.royalties[1].account",
        ],
        [
          "uniswap/eip712-uniswap-V2DutchOrder#0",
          "bad_checksum",
          "message.witness.cosigner",
        ],
      ]
    `)
  })
})

// Struct Sn refers only to structs after it, so types never run in circles; the libraries refuse types that nobody uses.
const structs = fc.integer({ min: 1, max: 4 }).chain((count) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, index) => {
      const later = Array.from({ length: count - index - 1 }, (_, offset) => `S${index + offset + 1}`)
      const base = fc.constantFrom(
        'uint256',
        'int24',
        'uint8',
        'bool',
        'address',
        'string',
        'bytes',
        'bytes4',
        'bytes32',
        ...later,
      )
      const type = fc.tuple(base, fc.constantFrom('', '', '', '[]', '[2]', '[][2]', '[2][]'))
      return fc.array(type, { minLength: 1, maxLength: 5 })
    }),
  ),
)

type Generated = { readonly payload: Payload; readonly bare: Payload }

const payloads: fc.Arbitrary<Generated> = structs.chain((definitions) => {
  const all: Record<string, Member[]> = Object.fromEntries(
    definitions.map((members, index) => [`S${index}`, members.map(([base, rest], i) => member(`m${i}`, base + rest))]),
  )
  const reached = new Set(['S0'])
  for (const name of reached) {
    for (const { type } of all[name]!) if (type.startsWith('S')) reached.add(type.replace(/\[.*/, ''))
  }
  const used = Object.fromEntries(Object.entries(all).filter(([name]) => reached.has(name)))
  return fc.tuple(domains, plainStruct(used, 'S0')).map(([domain, message]) => {
    const EIP712Domain = [...domainType, member('salt', 'bytes32')].filter(({ name }) => name in domain)
    const bare = { types: used, primaryType: 'S0', domain, message }
    return { bare, payload: { ...bare, types: { ...used, EIP712Domain } } }
  })
})

const octets = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => viem.bytesToHex(bytes))
const domains = fc.record(
  {
    name: fc.string({ unit: 'grapheme' }),
    version: fc.string(),
    chainId: fc.nat(),
    verifyingContract: octets(20),
    salt: octets(32),
  },
  { requiredKeys: [], noNullPrototype: true },
)

function plainStruct(types: Record<string, Member[]>, name: string): fc.Arbitrary<Record<string, unknown>> {
  const members = types[name]!.map((each) => [each.name, plainValue(types, each.type)] as const)
  return fc.record(Object.fromEntries(members), { noNullPrototype: true })
}

function plainValue(types: Record<string, Member[]>, type: string): fc.Arbitrary<unknown> {
  const [, inner, size] = /^(.*)\[(\d*)\]$/.exec(type) ?? []
  if (inner !== undefined) {
    const length = size === '' ? { maxLength: 3 } : { minLength: Number(size), maxLength: Number(size) }
    return fc.array(plainValue(types, inner), length)
  }
  const [, sign, bits] = /^(u?int)(\d+)$/.exec(type) ?? []
  if (sign === 'uint') {
    const spelled = fc.bigInt({ min: 0n, max: 2n ** BigInt(bits!) - 1n })
    return fc.oneof(
      spelled.map(String),
      spelled.map((value) => `0x${value.toString(16)}`),
      fc.nat(255),
    )
  }
  if (sign === 'int') return fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 }).map(String)
  if (type === 'bool') return fc.boolean()
  if (type === 'address')
    return fc.oneof(
      octets(20),
      octets(20).map((address) => viem.getAddress(address)),
    )
  if (type === 'string') return fc.string({ unit: 'grapheme' })
  if (type === 'bytes') return fc.uint8Array({ maxLength: 70 }).map((bytes) => viem.bytesToHex(bytes))
  return type.startsWith('bytes') ? octets(Number(type.slice(5))) : plainStruct(types, type)
}

describe('generated payloads', () => {
  it('always hash as with viem and ethers, whether the type of the domain is given or not', () => {
    fc.assert(
      fc.property(payloads, ({ payload, bare }) => {
        const read = TypedData.parse(payload)
        expect(TypedData.parse(bare)).toEqual(read)
        expect(read.digest).toBe(viem.hashTypedData(payload as never))
        expect(read.digest).toBe(TypedDataEncoder.hash(bare.domain, bare.types, bare.message))
        expect(read.encodeType).toBe(TypedDataEncoder.from(bare.types).encodeType('S0'))
      }),
      { seed: 4, numRuns: 1000 },
    )
  })

  it('never hash to the same when a value is another', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n }), fc.bigInt({ min: 0n, max: 2n ** 64n }), (a, b) => {
        const same =
          TypedData.parse(single('uint256', String(a))).digest === TypedData.parse(single('uint256', String(b))).digest
        expect(same).toBe(a === b)
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  it('are refused or read, whatever the JSON, and never anything else', () => {
    const odd = fc.record({
      types: fc.oneof(fc.jsonValue(), fc.constant(mail.types)),
      primaryType: fc.constantFrom('Mail', 'Person', 'x'),
      domain: fc.jsonValue(),
      message: fc.jsonValue(),
    })
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), odd), (payload) => {
        expect(refusal(payload)).not.toBe('accepted')
      }),
      { seed: 6, numRuns: 2000 },
    )
  })
})

describe('payloads that ask for much hashing', () => {
  const blocks = (payload: unknown): number => {
    let hashed = 0
    const counting = (bytes: Uint8Array) => {
      hashed += 1 + Math.floor(bytes.length / 136)
      return new Uint8Array(32)
    }
    TypedData.parse(payload, counting)
    return hashed
  }

  it('are read up to 4,096 blocks, and refused where they need one more', () => {
    const texts = (count: number) =>
      single(
        'string[]',
        Array.from({ length: count }, (_, i) => String(i)),
      )
    const numbers = (count: number) => single('uint8[]', Array(count).fill(1))
    // The digest itself is one more, whatever the payload.
    expect([blocks(texts(3312)), blocks(numbers(17_390))]).toEqual([4097, 4097])
    expect(refusal(texts(3313))).toEqual(['too_long', 'message'])
    expect(refusal(texts(3400))).toEqual(['too_long', 'message.it'])
    expect(refusal(numbers(17_391))).toEqual(['too_long', 'message'])
    expect(refusal(single('bytes[]', Array(4097).fill('0x')))).toEqual(['too_long', 'message.it[4093]'])
    expect(refusal(single('uint8[]', Array(100_000).fill(1)))).toEqual(['too_long', 'message.it'])
  })

  it('may hold texts and bytes of any length', () => {
    expect(refusal(single('string', 'a'.repeat(2_000_000)))).toBe('accepted')
    expect(refusal(single('bytes', `0x${'ab'.repeat(1_000_000)}`))).toBe('accepted')
  })

  // 255 structs in 78 KB, each of whose types names all others: 15 MB of type strings.
  const names = Array.from({ length: 255 }, (_, i) => `S${i}`)
  const ring = (members: number, spread: number): Payload => {
    const inner = (i: number) =>
      Array.from({ length: members }, (_, k) => member(`m${k}`, `${names[((i + k) % 254) + 1]}[]`))
    const types = Object.fromEntries(
      names.map((name, i) => [
        name,
        i > 0 ? inner(i) : names.slice(1, spread + 1).map((type, k) => member(`m${k}`, type)),
      ]),
    )
    const empty = Object.fromEntries(Array.from({ length: members }, (_, k) => [`m${k}`, []]))
    const message = Object.fromEntries(Array.from({ length: spread }, (_, k) => [`m${k}`, empty]))
    return { types: { EIP712Domain: [], ...types }, primaryType: 'S0', domain: {}, message }
  }
  const lists = (dimensions: number, count: number) => {
    const item = Array.from({ length: dimensions - 1 }).reduce<unknown>((inner) => [inner], '')
    return single(
      `string${'[]'.repeat(dimensions - 1)}`,
      Array(count)
        .fill(item)
        .map((each) => (each as unknown[])[0]),
    )
  }

  it.each<[string, unknown]>([
    ['types that name each other', ring(8, 254)],
    ['many types that name each other', ring(15, 20)],
    ['empty texts', single('string[]', Array(42_000).fill(''))],
    ['empty lists', single('bool[][]', Array(42_000).fill([]))],
    ['numbers', single('uint8[]', Array(60_000).fill(1))],
    ['lists in lists', lists(14, 4000)],
    [
      'structs',
      {
        types: { EIP712Domain: [], B: [], A: [member('x', 'B[]')] },
        primaryType: 'A',
        domain: {},
        message: { x: Array(42_000).fill({}) },
      },
    ],
    ['addresses', single('address[]', Array(2800).fill('0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC'))],
  ])('of %s below 128 KiB end soon', (_, payload) => {
    expect(JSON.stringify(payload).length).toBeLessThan(131_072)
    const times = Array.from({ length: 4 }, () => {
      const started = performance.now()
      refusal(payload)
      return performance.now() - started
    })
    // 20 to 30 ms on a machine at rest.
    expect(Math.min(...times)).toBeLessThan(120)
  })

  it('never hash more than the ceiling, types included', () => {
    let hashed = 0
    const counting = (bytes: Uint8Array) => {
      hashed += bytes.length
      return new Uint8Array(32)
    }
    expect(() => TypedData.parse(ring(8, 254), counting)).toThrow('longer than the limit')
    expect(hashed).toBeLessThanOrEqual(4096 * 136)
    expect(hashed).toBeGreaterThan(400_000)
  })
})
