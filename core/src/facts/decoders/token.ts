/**
 * Token functions that every rule about money must know: which parameter of which is the recipient, the amount, the spender.
 * ERC-20 and ERC-721 share two selectors, so such a call is of both types until a rule says which one it means.
 */
import type { Fact } from '../fact.ts'
import type { Structure } from '../value.ts'

export type TokenType = 'erc20' | 'erc721'

type Role = 'recipient' | 'amount' | 'from' | 'spender' | 'allowance' | 'tokenId' | 'operator.approved'

/** Roles by position of the parameter; a position may have two, one for each type. */
type Row = { readonly types: readonly TokenType[]; readonly roles: readonly (readonly [Role, number])[] }

const authorized: Row = {
  types: [],
  roles: [
    ['from', 0],
    ['recipient', 1],
    ['amount', 2],
  ],
}

/** By selector. To add a function, add a row. */
const functions: Readonly<Record<string, Row>> = {
  // transfer(address,uint256)
  '0xa9059cbb': {
    types: ['erc20'],
    roles: [
      ['recipient', 0],
      ['amount', 1],
    ],
  },
  // transferFrom(address,address,uint256)
  '0x23b872dd': {
    types: ['erc20', 'erc721'],
    roles: [
      ['from', 0],
      ['recipient', 1],
      ['amount', 2],
      ['tokenId', 2],
    ],
  },
  // approve(address,uint256)
  '0x095ea7b3': {
    types: ['erc20', 'erc721'],
    roles: [
      ['spender', 0],
      ['allowance', 1],
      ['tokenId', 1],
    ],
  },
  // increaseAllowance(address,uint256)
  '0x39509351': {
    types: [],
    roles: [
      ['spender', 0],
      ['allowance', 1],
    ],
  },
  // permit(address,address,uint256,uint256,uint8,bytes32,bytes32)
  '0xd505accf': {
    types: [],
    roles: [
      ['from', 0],
      ['spender', 1],
      ['allowance', 2],
    ],
  },
  // transferWithAuthorization and receiveWithAuthorization, each with v, r, s and with bytes
  '0xe3ee160e': authorized,
  '0xcf092995': authorized,
  '0xef55bec6': authorized,
  '0x88b7ab63': authorized,
  // safeTransferFrom(address,address,uint256), without and with bytes
  '0x42842e0e': {
    types: ['erc721'],
    roles: [
      ['from', 0],
      ['recipient', 1],
      ['tokenId', 2],
    ],
  },
  '0xb88d4fde': {
    types: ['erc721'],
    roles: [
      ['from', 0],
      ['recipient', 1],
      ['tokenId', 2],
    ],
  },
  // setApprovalForAll(address,bool)
  '0xa22cb465': {
    types: ['erc721'],
    roles: [
      ['spender', 0],
      ['operator.approved', 1],
    ],
  },
  // ERC-1155 safeTransferFrom(address,address,uint256,uint256,bytes) and safeBatchTransferFrom
  '0xf242432a': {
    types: [],
    roles: [
      ['from', 0],
      ['recipient', 1],
      ['tokenId', 2],
      ['amount', 3],
    ],
  },
  '0x2eb2c2d6': {
    types: [],
    roles: [
      ['from', 0],
      ['recipient', 1],
    ],
  },
}

const none: readonly TokenType[] = []

/** @returns The token types whose standard functions include `selector`. */
export function typesOf(selector: string): readonly TokenType[] {
  return Object.hasOwn(functions, selector) ? functions[selector]!.types : none
}

/** @returns Whether `selector` is a standard function of `type`. */
export function isStandard(selector: string, type: string): boolean {
  return typesOf(selector).some((known) => known === type)
}

/**
 * @param values - The call's arguments; or why they are not known, and then each role is not known for the same reason.
 * @returns The facts that the roles of the parameters give.
 */
export function rolesOf(selector: string, values: Structure | Fact): Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact> = {}
  if (!Object.hasOwn(functions, selector)) return facts
  for (const [role, position] of functions[selector]!.roles) {
    facts[role] = values.type === 'record' ? values.fields[position]!.value : values
  }
  return facts
}
