/** Effects of the functions of token contracts: what they move is their own token, and their own holders grant it. */
import { addressAt, flagAt, integerAt, integersAt, type Row } from './effect.ts'

const none: Row = {}

const authorized: Row = {
  outflows: (v, { asset, target }) => [
    { asset: asset(target.value), amount: integerAt(v, 2), from: addressAt(v, 0), recipient: addressAt(v, 1) },
  ],
}

const approved: Row = {
  allowances: (v, { asset, target, sender }) => [
    { asset: asset(target.value), amount: integerAt(v, 1), owner: sender, spender: addressAt(v, 0) },
  ],
}

const withId: Row = {
  outflows: (v, { asset, target }) => [
    { asset: asset(target.value, integerAt(v, 2)), amount: 1n, from: addressAt(v, 0), recipient: addressAt(v, 1) },
  ],
}

/** By canonical signature. To add a function, add a row. */
export const tokens: Readonly<Record<string, Row>> = {
  'transfer(address,uint256)': {
    outflows: (v, { asset, target, sender }) => [
      { asset: asset(target.value), amount: integerAt(v, 1), from: sender, recipient: addressAt(v, 0) },
    ],
  },
  'transferFrom(address,address,uint256)': authorized,
  'approve(address,uint256)': approved,
  'increaseAllowance(address,uint256)': approved,
  'decreaseAllowance(address,uint256)': none,
  'permit(address,address,uint256,uint256,uint8,bytes32,bytes32)': {
    allowances: (v, { asset, target }) => [
      { asset: asset(target.value), amount: integerAt(v, 2), owner: addressAt(v, 0), spender: addressAt(v, 1) },
    ],
  },
  'permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)': {
    allowances: (v, { asset, target }) =>
      flagAt(v, 4)
        ? [{ asset: asset(target.value), amount: null, owner: addressAt(v, 0), spender: addressAt(v, 1) }]
        : [],
  },
  'transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)': authorized,
  'transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)': authorized,
  'receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)': authorized,
  'receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)': authorized,
  'cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)': none,
  'cancelAuthorization(address,bytes32,bytes)': none,
  'safeTransferFrom(address,address,uint256)': withId,
  'safeTransferFrom(address,address,uint256,bytes)': withId,
  'setApprovalForAll(address,bool)': {
    allowances: (v, { asset, target, sender }) =>
      flagAt(v, 1) ? [{ asset: asset(target.value), amount: null, owner: sender, spender: addressAt(v, 0) }] : [],
  },
  'safeTransferFrom(address,address,uint256,uint256,bytes)': {
    outflows: (v, { asset, target }) => [
      {
        asset: asset(target.value, integerAt(v, 2)),
        amount: integerAt(v, 3),
        from: addressAt(v, 0),
        recipient: addressAt(v, 1),
      },
    ],
  },
  'safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)': {
    outflows: (v, { asset, target }) => {
      const [ids, amounts] = [integersAt(v, 2), integersAt(v, 3)]
      if (ids.length !== amounts.length) return null
      const [from, recipient] = [addressAt(v, 0), addressAt(v, 1)]
      return ids.map((id, i) => ({ asset: asset(target.value, id), amount: amounts[i]!, from, recipient }))
    },
  },
}
